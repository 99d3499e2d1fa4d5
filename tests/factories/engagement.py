"""A consultation at any point of its life, made by the same verbs the product uses."""

import datetime
import itertools
import uuid

import factory
from django.utils import timezone

from accounts.actors import Actor
from engagement.domain import (
    answering,
    codebooks,
    coding,
    consultations,
    findings,
    notes,
    papers,
    questionnaires,
    submissions,
)
from engagement.domain.participation import Choices
from engagement.enums import Attribution, NoteKind, OriginRelation, Outcome, QuestionType, Stance, Support, Use
from engagement.models import Consultation, SourceText
from tests.factories.accounts import person_with

_numbers = itertools.count(1)
ALL_USES = frozenset(Use)
SAFE_USES = frozenset({Use.ANALYSE, Use.SUMMARISE, Use.PARAPHRASE, Use.QUOTE, Use.PUBLISH})
SOMEONE = Actor.link("receipt", uuid.uuid4())


class ConsultationFactory(factory.django.DjangoModelFactory):
    """A draft with its titles in both languages."""

    class Meta:
        model = Consultation

    ref = factory.LazyFunction(lambda: f"con-{next(_numbers)}")
    title_en = "A way forward"
    title_fr = "Une voie à suivre"
    purpose_en = "Ask what should be done next. Say what was heard and answer it."
    purpose_fr = "Demander ce qu’il faut faire ensuite. Dire ce qui a été entendu et y répondre."


class Staff:
    """One person for each part; who drafts is never who signs."""

    def __init__(self):
        self.organizer = person_with("organizer")
        self.approver = person_with("approver")
        self.analyst = person_with("analyst")
        self.second_analyst = person_with("analyst")
        self.coordinator = person_with("coordinator")
        self.note_taker = person_with("note_taker")

    def __getattr__(self, name):
        if name.startswith("as_"):
            return Actor.of(getattr(self, name[3:]))
        raise AttributeError(name)


def frozen_paper(consultation, staff, sections=("background", "prevention", "support")):
    version = papers.start_version(consultation, actor=staff.as_organizer)
    papers.describe(version, actor=staff.as_organizer, title_en="The paper", title_fr="Le document")
    if version.number > 1:
        papers.describe(version, actor=staff.as_organizer, change_note_en="Clearer", change_note_fr="Plus clair")
    for key in sections:
        if not version.sections.filter(key=key).exists():
            papers.add_section(
                version,
                actor=staff.as_organizer,
                key=key,
                heading_en=f"About {key}",
                heading_fr=f"Au sujet de {key}",
                body_en=f"What we know of {key}.\n\nAnd what we ask.",
                body_fr=f"Ce que nous savons de {key}.\n\nEt ce que nous demandons.",
            )
    papers.submit(version, actor=staff.as_organizer)
    return papers.freeze(version, actor=staff.as_approver)


def question(key, type_=QuestionType.OPEN, section_key="prevention", **more):
    options = [questionnaires.Option("yes", "Yes", "Oui"), questionnaires.Option("no", "No", "Non")]
    return questionnaires.Question(
        key=key,
        type=type_,
        texts={"prompt_en": f"What about {key}?", "prompt_fr": f"Et au sujet de {key} ?"},
        section_key=section_key,
        scale=(1, 5) if type_ == QuestionType.SCALE else None,
        options=options if type_ in questionnaires.CHOICES else [],
        **more,
    )


def frozen_questionnaire(consultation, staff):
    if not hasattr(consultation, "paper"):
        frozen_paper(consultation, staff)
    version = questionnaires.start_version(consultation, actor=staff.as_organizer)
    questionnaires.describe(
        version,
        actor=staff.as_organizer,
        title_en="Your input",
        title_fr="Votre contribution",
        notice_en="Who reads it and why.",
        notice_fr="Qui le lit et pourquoi.",
    )
    if version.minor == 0:
        first = questionnaires.add_page(version, actor=staff.as_organizer, title_en="First", title_fr="Première")
        second = questionnaires.add_page(version, actor=staff.as_organizer, title_en="Second", title_fr="Deuxième")
        for row in (question("prevention"), question("known", QuestionType.SINGLE)):
            questionnaires.put_question(first, row, actor=staff.as_organizer)
        for row in (
            question("support", section_key="support"),
            question("ways", QuestionType.MULTI),
            question("weight", QuestionType.SCALE),
        ):
            questionnaires.put_question(second, row, actor=staff.as_organizer)
    questionnaires.submit(version, actor=staff.as_organizer)
    return questionnaires.freeze(version, actor=staff.as_approver)


def open_consultation(staff=None, *, days=30, **fields):
    """Return an open consultation with a frozen paper and questionnaire."""
    staff = staff or Staff()
    consultation = ConsultationFactory(author=staff.organizer, **fields)
    frozen_paper(consultation, staff)
    frozen_questionnaire(consultation, staff)
    details = consultations.Details(
        ref=consultation.ref,
        title_en=consultation.title_en,
        title_fr=consultation.title_fr,
        purpose_en=consultation.purpose_en,
        purpose_fr=consultation.purpose_fr,
        closes_day=timezone.now().date() + datetime.timedelta(days=days),
    )
    consultations.edit(consultation, details, actor=staff.as_organizer)
    consultations.open_(consultation, actor=staff.as_approver)
    consultation.refresh_from_db()
    return consultation


def anonymously(uses=SAFE_USES, **fields):
    return Choices(attribution=Attribution.ANONYMOUS, uses=frozenset(uses), **fields)


def by_name(uses=ALL_USES, name="Jo Martin", organization_name="Maison Lumière", email="jo@example.org"):
    return Choices(
        attribution=Attribution.NAMED,
        uses=frozenset(uses),
        name=name,
        organization_name=organization_name,
        email=email,
    )


def started(consultation, choices=None, key=None):
    return submissions.start(
        consultation, choices or anonymously(), key=key or uuid.uuid4().hex, language="en", actor=SOMEONE
    )


def submitted(consultation, words="We need shelters.", choices=None, **answers):
    """Return a submission that was sent, with its words under `prevention`."""
    submission = started(consultation, choices).submission
    given = {"prevention": {"text": words}, **answers}
    for page in submission.version.pages.all():
        submissions.save_page(submission, page, given, seen=None, actor=SOMEONE)
    submissions.submit(submission, key=uuid.uuid4().hex, language="en", actor=SOMEONE)
    submission.refresh_from_db()
    return submission


def written(table, text, staff, **more):
    fields = {"kind": NoteKind.POINT, "support": Support.SEVERAL, "language": "en", "question_key": "prevention"}
    return notes.write(table, text, key=uuid.uuid4(), actor=staff.as_note_taker, **{**fields, **more})


def frozen_themes(consultation, staff, *keys):
    version = codebooks.start_version(consultation, actor=staff.as_analyst)
    for key in keys or ("shelters", "awareness"):
        codebooks.put_code(version, actor=staff.as_analyst, key=key, label_en=key.title(), label_fr=f"Thème {key}")
    codebooks.submit(version, actor=staff.as_analyst)
    codebooks.freeze(version, actor=staff.as_second_analyst)
    return list(version.codes.order_by("order"))


def in_analysis(consultation, staff):
    consultations.close(consultation, actor=staff.as_organizer)
    consultations.start_analysis(consultation, actor=staff.as_organizer)
    consultation.refresh_from_db()
    return consultation


SILENT = "Nothing on this."  # words that `coded` assigns to no theme


def coded(consultation, theme, staff, stance=Stance.FOR):
    """Assign the first sentence of every text to a theme, but for those of whoever says nothing on it."""
    made = []
    for text in SourceText.objects.filter(consultation=consultation).exclude(text=SILENT):
        made += coding.assign(text, [1], theme, stance, actor=staff.as_analyst)
    return made


WORDING = findings.Wording("People ask for shelters.", "On demande des refuges.")


def approved_finding(consultation, theme, staff, stance=Stance.FOR, wording=WORDING):
    finding = findings.draft(consultation, theme, stance, wording, actor=staff.as_analyst)
    findings.check_evidence(finding, actor=staff.as_second_analyst)
    findings.review_language(finding, actor=staff.as_second_analyst)
    return findings.approve(finding, actor=staff.as_approver)


def reported(words=("We need shelters.",) * 6, staff=None, choices=None, silent=0):
    """Return a consultation whose one finding is published, and its submissions; `silent` more say nothing on it."""
    staff = staff or Staff()
    consultation = open_consultation(staff)
    given = [submitted(consultation, text, choices) for text in words]
    for _number in range(silent):
        submitted(consultation, SILENT, choices)
    in_analysis(consultation, staff)
    theme, *_rest = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    finding = approved_finding(consultation, theme, staff)
    recommendation = answering.recommend(
        consultation,
        [finding],
        statement_en="Build shelters.",
        statement_fr="Bâtir des refuges.",
        actor=staff.as_analyst,
    )
    answering.approve_recommendation(recommendation, actor=staff.as_approver)
    consultations.report(consultation, actor=staff.as_approver)
    consultation.refresh_from_db()
    return consultation, given, staff


REPLY = answering.Reply(Outcome.ACCEPTED, "We agree.", "Nous sommes d’accord.", "Office A", "Bureau A")


def published_reply(subject, staff, reply=REPLY):
    disposition = answering.draft_reply(subject, reply, actor=staff.as_coordinator)
    answering.approve_reply(disposition, actor=staff.as_approver)
    return answering.publish_reply(disposition, actor=staff.as_approver)


def led_to(commitment, finding, quoted, staff):
    """Take a drafted finding, with a quotation of one submission, to its publication, its reply and a commitment."""
    consultation = finding.consultation
    source = SourceText.objects.get(submission=quoted)
    findings.choose_quote(finding, source, list(source.units.all()[:1]), actor=staff.as_analyst)
    findings.check_evidence(finding, actor=staff.as_second_analyst)
    findings.review_language(finding, actor=staff.as_second_analyst)
    findings.approve(finding, actor=staff.as_approver)
    recommendation = answering.recommend(
        consultation, [finding], statement_en="Build.", statement_fr="Bâtir.", actor=staff.as_analyst
    )
    answering.approve_recommendation(recommendation, actor=staff.as_approver)
    consultations.report(consultation, actor=staff.as_approver)
    recommendation.refresh_from_db()
    finding.refresh_from_db()
    published_reply(finding, staff)
    answering.tie(
        recommendation,
        commitment,
        OriginRelation.IMPLEMENTS,
        reason_en="It builds.",
        reason_fr="Il bâtit.",
        actor=staff.as_coordinator,
    )
