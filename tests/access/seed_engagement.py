"""A consultation that is open, one that has reported; a guest who holds a draft; a mailbox that was asked.

For staff: one whose paper and questions are being written, one under analysis with a draft of everything, two tables.
"""

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpResponse

from engagement.domain import (
    answering,
    codebooks,
    consultations,
    errata,
    findings,
    notes,
    papers,
    participation,
    questionnaires,
)
from engagement.enums import Stance
from engagement.models import Coding, Consultation, Finding, SourceText
from engagement.views import receipts
from tests.access.vocabulary import GUEST
from tests.factories.engagement import (
    REPLY,
    WORDING,
    ConsultationFactory,
    Staff,
    by_name,
    open_consultation,
    question,
    reported,
    started,
    submitted,
)
from tests.factories.events import EventFactory, EventTeamMemberFactory

if TYPE_CHECKING:
    from tests.access.seed import World


def add(world: "World") -> None:
    being_asked = open_consultation()
    answered, _given, staff = reported()
    draft = ConsultationFactory()
    finding = Finding.objects.get(consultation=answered)
    world.ids["consultation"], world.ids["answered"] = (being_asked.ref,), (answered.ref,)
    world.foreign["consultation"] = world.foreign["answered"] = (draft.ref,)
    world.ids["paper_version"], world.foreign["paper_version"] = (being_asked.ref, 1), (draft.ref, 1)
    world.ids["question"], world.foreign["question"] = (being_asked.ref, 1), (draft.ref, 1)
    world.ids["finding"], world.foreign["finding"] = (answered.ref, finding.number), (draft.ref, 1)
    submission = submitted(being_asked, choices=by_name())
    with transaction.atomic():
        participation.ask_mailbox(submission)
        submission.participation.save()
    world.ids["mailbox"] = (participation.link_of(submission.participation),)
    answer = HttpResponse()
    receipts.hold(answer, started(being_asked).submission)
    world.clients[GUEST].cookies.update(answer.cookies)
    _written(world, draft, staff)
    _analysed(world, draft, answered, staff)
    _tables(world, being_asked, staff)


def _written(world: "World", draft: Consultation, staff: Staff) -> None:
    """A paper and questions that are still a draft."""
    author = staff.as_organizer
    link = consultations.link_event(draft, EventFactory(), actor=author)
    paper = papers.start_version(draft, actor=author)
    section = papers.add_section(
        paper, actor=author, key="one", heading_en="One", heading_fr="Un", body_en="Words", body_fr="Des mots"
    )
    version = questionnaires.start_version(draft, actor=author)
    page = questionnaires.add_page(version, actor=author, title_en="First", title_fr="Première")
    asked = questionnaires.put_question(page, question("prevention", section_key=""), actor=author)
    world.ids |= {
        "run": (draft.public_id,),
        "run_act": (draft.public_id, "close"),
        "run_link": (link.public_id,),
        "paper_draft": (paper.public_id,),
        "paper_act": (paper.public_id, "submit"),
        "section": (section.public_id,),
        "questions_draft": (version.public_id,),
        "questions_act": (version.public_id, "submit"),
        "question_page": (page.public_id,),
        "question_row": (asked.public_id,),
    }


def _analysed(world: "World", draft: Consultation, answered: Consultation, staff: Staff) -> None:
    """A draft of everything an analysis makes, beside what is published."""
    published = Finding.objects.get(consultation=answered)
    source = SourceText.objects.filter(consultation=answered)[0]
    themes = codebooks.start_version(draft, actor=staff.as_analyst)
    theme = codebooks.put_code(themes, actor=staff.as_analyst, key="more", label_en="More", label_fr="Encore")
    finding = findings.draft(answered, published.theme, Stance.FOR, WORDING, actor=staff.as_analyst)
    quote = findings.choose_quote(finding, source, [source.units.get(number=1)], actor=staff.as_analyst)
    advice = answering.recommend(
        answered, [published], statement_en="More.", statement_fr="Encore.", actor=staff.as_analyst
    )
    reply = answering.draft_reply(published, REPLY, actor=staff.as_coordinator)
    erratum = errata.draft(published, text_en="Not so.", text_fr="Non.", actor=staff.as_analyst)
    world.ids |= {
        "analysis": (answered.public_id,),
        "source": (source.pk,),
        "coding": (Coding.objects.filter(source=source)[0].pk,),
        "themes_draft": (themes.public_id,),
        "themes_act": (themes.public_id, "submit"),
        "theme": (theme.public_id,),
        "draft_finding": (finding.public_id,),
        "finding_act": (finding.public_id, "check"),
        "quote": (quote.public_id,),
        "advice": (advice.public_id,),
        "advice_act": (advice.public_id, "approve"),
        "answerable": ("finding", published.public_id),
        "erratum": (erratum.public_id,),
        "erratum_act": (erratum.public_id, "drop"),
        "reply": (reply.public_id,),
        "reply_act": (reply.public_id, "drop"),
    }


def _tables(world: "World", being_asked: Consultation, staff: Staff) -> None:
    """One table whose meeting these people serve, one of somebody else's meeting."""
    kept = []
    for own in (True, False):
        event = EventFactory()
        consultations.link_event(being_asked, event, actor=staff.as_organizer)
        if own:
            for role in ("organizer", "note_taker", "facilitator"):
                EventTeamMemberFactory(event=event, user=world.people[role], role=role)
        kept.append(notes.open_table(being_asked, event, "Table 1", actor=staff.as_organizer))
    mine, theirs = kept
    world.ids["table"], world.foreign["table"] = (mine.public_id,), (theirs.public_id,)
    world.ids["table_act"], world.foreign["table_act"] = (mine.public_id, "close"), (theirs.public_id, "close")
