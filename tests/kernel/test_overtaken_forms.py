"""Two people open the same form: who saves later sees what the first one wrote before overwriting it (screens 4)."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from accounts.actors import Actor
from accounts.domain import people as accounts_people
from accounts.models import User
from engagement.domain import answering, codebooks, consultations, findings, papers, questionnaires
from engagement.enums import Stance
from engagement.models import (
    Code,
    Consultation,
    Disposition,
    Finding,
    PaperSection,
    PaperVersion,
    QuestionnaireVersion,
    QuestionPage,
    QuestionVersion,
    Recommendation,
)
from events.domain import pools, program, questions, venues
from events.models import CapacityPool, FormQuestion, Session, Venue
from events.views import visits
from partners.domain import evidence, own_choices
from partners.domain import people as partners_people
from partners.models import ContactRule, EvidenceItem, Person
from safety.domain import codes
from safety.enums import PlanItem
from safety.models import PlanStep
from tests.factories import commitments as made
from tests.factories.accounts import person_with
from tests.factories.engagement import (
    REPLY,
    WORDING,
    Staff,
    frozen_themes,
    in_analysis,
    open_consultation,
    reported,
)
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    FormQuestionFactory,
    ProtectedEventFactory,
    SessionFactory,
    VenueFactory,
    option_for,
    visit_of,
)
from tests.factories.partners import OrganizationFactory, PersonFactory
from tests.support.filled_forms import Filled

pytestmark = pytest.mark.django_db


@dataclass
class Case:
    """One form that changes a row.

    Attributes:
        address: of the page.
        elsewhere: saves another value meanwhile.
        typed: what this person changes.
        saved: reads what the row holds.
        theirs, mine: what it holds after each save.
        form: what the form is called in the context of its page.
        shown: a part of what the other one saved, as the page says it; empty where a page of its own figures says it.
    """

    address: str
    elsewhere: Any
    typed: dict[str, Any]
    saved: Any
    theirs: Any
    mine: Any
    shown: str
    form: str = "form"


def of_a_venue(client):
    venue = VenueFactory()
    client.force_login(person_with("organizer"))
    texts = {name: getattr(venue, name) for name in venues.TEXTS}
    return Case(
        reverse("events:venue", args=[venue.public_id]),
        lambda: venues.edit(venue, actor=SOMEONE, place=venue.place, **texts | {"address": "1 Theirs Street"}),
        {"name_en": "Mine Hall"},
        lambda: Venue.objects.values_list("name_en", "address").get(),
        ("Hall of the Arts", "1 Theirs Street"),
        ("Mine Hall", ""),
        "1 Theirs Street",
    )


def organized(client, **values):
    user = person_with("organizer")
    event = EventTeamMemberFactory(event=EventFactory(**values), user=user).event
    client.force_login(user)
    return event


def of_a_session(client):
    session = SessionFactory(event=organized(client))
    slot = program.Slot("Theirs", "Le leur", session.day, session.start_time, session.end_time, ref=session.public_id)
    return Case(
        reverse("events:session", args=[session.public_id]),
        lambda: program.put_session(session.event, slot, actor=SOMEONE),
        {"title_en": "Mine", "title_fr": "Le mien"},
        lambda: Session.objects.get().title_en,
        "Theirs",
        "Mine",
        "Theirs",
    )


def of_a_question_of_a_form(client):
    row = FormQuestionFactory(event=organized(client), order=1)
    theirs = questions.Wording("text", "Theirs?", "La leur?", ["organizer"])
    return Case(
        reverse("events:question_reword", args=[row.key]),
        lambda: questions.reword(row, theirs, actor=SOMEONE),
        {"text_fr": "La mienne?"},
        lambda: FormQuestion.objects.values_list("text_en", "text_fr").get(),
        ("Theirs?", "La leur?"),
        (row.text_en, "La mienne?"),
        "La leur?",
    )


def of_a_safety_plan(client):
    event = ProtectedEventFactory()
    client.force_login(person_with("liaison"))
    first, second, *_rest = PlanItem.values
    return Case(
        reverse("events:protected_plan", args=[event.public_id]),
        lambda: codes.settle_plan(event.public_id, {first}, actor=Actor.of(person_with("liaison"))),
        {"items": [second]},
        lambda: list(PlanStep.objects.values_list("item", flat=True)),
        [first],
        [second],
        str(PlanItem(first).label),
        form="plan_form",
    )


def rule(**values):
    return {"email_allowed": True, "phone_allowed": True, "voicemail_allowed": False} | values


def of_a_contact_rule(client):
    person = PersonFactory()
    client.force_login(person_with("coordinator"))
    return Case(
        reverse("partners:contact_rule", args=[person.public_id]),
        lambda: own_choices.set_reach(person, actor=SOMEONE, hours=[], **rule(email_allowed=False)),
        {"email_allowed": "on", "voicemail_allowed": "on"},
        lambda: ContactRule.objects.values_list("email_allowed", "voicemail_allowed").get(),
        (False, False),
        (True, True),
        "no",
    )


def of_ones_own_reach(client):
    option = option_for(EventFactory())
    person = option.invitation.person
    partners_people.set_contact_rule(person, actor=SOMEONE, **rule())
    client.cookies[visits.COOKIE] = visit_of(option.invitation, proved=True)
    return Case(
        reverse("events:my_reach"),
        lambda: partners_people.set_contact_rule(person, actor=SOMEONE, **rule(email_allowed=False)),
        {"voicemail_allowed": "on"},
        lambda: ContactRule.objects.values_list("email_allowed", "voicemail_allowed").get(),
        (False, False),
        (True, True),
        "no",
    )


def of_an_account(client):
    user, admin = person_with("note_taker", name="Before"), person_with("administrator")
    client.force_login(admin)
    return Case(
        reverse("accounts:person_change", args=[user.public_id]),
        lambda: accounts_people.change(user, name="Before", email="theirs@example.org", actor=SOMEONE),
        {"name": "Mine"},
        lambda: User.objects.values_list("name", "email").get(pk=user.pk),
        ("Before", "theirs@example.org"),
        ("Mine", user.email),
        "theirs@example.org",
    )


def of_evidence(client):
    writer, approver = made.people()
    item = made.EvidenceItemFactory(commitment=made.agreed(writer, approver), title_en="Before", title_fr="Avant")
    client.force_login(person_with("coordinator"))
    said = {"title_en": "Theirs", "title_fr": "Le leur", "classification": item.classification}
    return Case(
        reverse("partners:evidence_edit", args=[item.public_id]),
        lambda: evidence.correct(item, actor=writer, **said),
        {"title_en": "Mine", "title_fr": "Le mien"},
        lambda: EvidenceItem.objects.get(pk=item.pk).title_en,
        "Theirs",
        "Mine",
        "Theirs",
    )


def drafting(client):
    """Return a consultation with drafts of its paper and its questions, and who works on it."""
    staff = Staff()
    consultation = open_consultation(staff)
    client.force_login(staff.organizer)
    return consultation, staff


def of_a_consultation(client):
    consultation, staff = drafting(client)
    kept = {name: getattr(consultation, name) for name in ("purpose_en", "purpose_fr", "closes_day")}
    theirs = consultations.Details(consultation.ref, "Theirs", "Le leur", **kept)
    return Case(
        reverse("engagement:run_edit", args=[consultation.public_id]),
        lambda: consultations.edit(consultation, theirs, actor=staff.as_organizer),
        {"title_en": "Mine", "title_fr": "Le mien"},
        lambda: Consultation.objects.get().title_en,
        "Theirs",
        "Mine",
        "Theirs",
    )


def of_a_paper(client):
    consultation, staff = drafting(client)
    version = papers.start_version(consultation, actor=staff.as_organizer)
    return Case(
        reverse("engagement:paper_title", args=[version.public_id]),
        lambda: papers.describe(version, actor=staff.as_organizer, title_en="Theirs", title_fr="Le leur"),
        {"title_en": "Mine", "title_fr": "Le mien"},
        lambda: PaperVersion.objects.get(pk=version.pk).title_en,
        "Theirs",
        "Mine",
        "Theirs",
    )


def of_a_section(client):
    consultation, staff = drafting(client)
    section = papers.start_version(consultation, actor=staff.as_organizer).sections.first()
    return Case(
        reverse("engagement:section", args=[section.public_id]),
        lambda: papers.edit_section(section, actor=staff.as_organizer, body_en="Theirs", body_fr="Le leur"),
        {"heading_en": "Mine", "heading_fr": "Le mien"},
        lambda: PaperSection.objects.get(pk=section.pk).body_en,
        "Theirs",
        section.body_en,
        "Theirs",
    )


def of_a_questionnaire(client):
    consultation, staff = drafting(client)
    version = questionnaires.start_version(consultation, actor=staff.as_organizer)
    return Case(
        reverse("engagement:questions_title", args=[version.public_id]),
        lambda: questionnaires.describe(version, actor=staff.as_organizer, title_en="Theirs", title_fr="Le leur"),
        {"title_en": "Mine", "title_fr": "Le mien"},
        lambda: QuestionnaireVersion.objects.get(pk=version.pk).title_en,
        "Theirs",
        "Mine",
        "Theirs",
    )


def of_a_page_of_questions(client):
    consultation, staff = drafting(client)
    page = questionnaires.start_version(consultation, actor=staff.as_organizer).pages.first()
    return Case(
        reverse("engagement:page", args=[page.public_id]),
        lambda: questionnaires.edit_page(page, actor=staff.as_organizer, title_en="Theirs", title_fr="Le leur"),
        {"title_en": "Mine", "title_fr": "Le mien"},
        lambda: QuestionPage.objects.get(pk=page.pk).title_en,
        "Theirs",
        "Mine",
        "Theirs",
    )


def of_a_question(client):
    consultation, staff = drafting(client)
    version = questionnaires.start_version(consultation, actor=staff.as_organizer)
    row = version.questions.get(key="known")
    theirs = questionnaires.Question(
        "known",
        row.type,
        {"prompt_en": row.prompt_en, "prompt_fr": row.prompt_fr},
        row.section_key,
        options=[questionnaires.Option("a", "Theirs", "Le leur"), questionnaires.Option("b", "B", "B")],
    )
    return Case(
        reverse("engagement:question", args=[row.public_id]),
        lambda: questionnaires.put_question(row.page, theirs, actor=staff.as_organizer),
        {"prompt_en": "Mine", "prompt_fr": "La mienne"},
        lambda: [option.label_en for option in QuestionVersion.objects.get(pk=row.pk).options.order_by("order")],
        ["Theirs", "B"],
        ["Yes", "No"],
        "Theirs",
    )


def analysed(client):
    staff = Staff()
    consultation, themes = analysis(staff)
    client.force_login(staff.analyst)
    return consultation, themes, staff


def analysis(staff):
    consultation = open_consultation(staff)
    in_analysis(consultation, staff)
    return consultation, frozen_themes(consultation, staff, "housing")


def of_a_theme(client):
    consultation, _themes, staff = analysed(client)
    version = codebooks.start_version(consultation, actor=staff.as_analyst)
    code = version.codes.get(key="housing")
    names = {"label_en": "Theirs", "label_fr": "Le leur"}
    return Case(
        reverse("engagement:theme", args=[code.public_id]),
        lambda: codebooks.put_code(version, actor=staff.as_analyst, key="housing", **names),
        {"label_en": "Mine", "label_fr": "Le mien"},
        lambda: Code.objects.get(pk=code.pk).label_en,
        "Theirs",
        "Mine",
        "Theirs",
    )


def of_a_finding(client):
    consultation, (theme, *_rest), staff = analysed(client)
    finding = findings.draft(consultation, theme, Stance.FOR, WORDING, actor=staff.as_analyst)
    return Case(
        reverse("engagement:finding_edit", args=[finding.public_id]),
        lambda: findings.edit(finding, findings.Wording("Theirs.", "Le leur."), actor=staff.as_second_analyst),
        {"statement_en": "Mine.", "statement_fr": "Le mien."},
        lambda: Finding.objects.get().statement_en,
        "Theirs.",
        "Mine.",
        "Theirs.",
    )


def of_a_recommendation(client):
    consultation, (theme, *_rest), staff = analysed(client)
    one, other = (
        findings.draft(consultation, theme, stance, WORDING, actor=staff.as_analyst)
        for stance in (Stance.FOR, Stance.AGAINST)
    )
    texts = {"statement_en": "Before.", "statement_fr": "Avant."}
    row = answering.recommend(consultation, [one], actor=staff.as_analyst, **texts)
    return Case(
        reverse("engagement:recommendation", args=[row.public_id]),
        lambda: answering.edit_recommendation(row, [one, other], actor=staff.as_analyst, **texts),
        {"statement_en": "Mine.", "statement_fr": "La mienne."},
        lambda: (Recommendation.objects.get().statement_en, Recommendation.objects.get().findings.count()),
        ("Before.", 2),
        ("Mine.", 1),
        f"{other.number} – ",
    )


def of_a_reply(client):
    consultation, _given, staff = reported()
    row = answering.draft_reply(consultation.findings.get(), REPLY, actor=staff.as_organizer)
    theirs = answering.Reply(REPLY.outcome, "Theirs.", "Le leur.", REPLY.office_en, REPLY.office_fr)
    client.force_login(staff.organizer)
    return Case(
        reverse("engagement:reply", args=[row.public_id]),
        lambda: answering.edit_reply(row, theirs, actor=staff.as_coordinator),
        {"office_en": "Office of mine", "office_fr": "Mon bureau"},
        lambda: Disposition.objects.values_list("reason_en", "office_en").get(),
        ("Theirs.", REPLY.office_en),
        (REPLY.reason_en, "Office of mine"),
        "Theirs.",
    )


FORMS = [
    of_a_venue,
    of_a_session,
    of_a_question_of_a_form,
    of_a_contact_rule,
    of_ones_own_reach,
    of_an_account,
    of_evidence,
    of_a_consultation,
    of_a_paper,
    of_a_section,
    of_a_questionnaire,
    of_a_page_of_questions,
    of_a_question,
    of_a_theme,
    of_a_finding,
    of_a_recommendation,
    of_a_reply,
]


@pytest.mark.django_db(databases=["default", "protected"])
@pytest.mark.parametrize("opened", [*FORMS, of_a_safety_plan])
def test_who_saves_later_sees_what_was_saved_meanwhile_and_keeps_what_was_typed(opened, client):
    case = opened(client)
    page = client.get(case.address) if case.form == "form" else client.get(case.address.replace("plan/", ""))
    typed = Filled(str(page.context[case.form])).posted | case.typed
    case.elsewhere()

    answer = client.post(case.address, typed)

    words = answer.content.decode()
    assert answer.status_code == 422 and case.saved() == case.theirs
    assert "changed" in words and "What is saved now" in words and case.shown in words
    again = Filled(str(answer.context[case.form])).posted
    for name, value in case.typed.items():
        assert again[name] == (value if isinstance(value, list) else [value]), name

    assert client.post(case.address, again).status_code == 302
    assert case.saved() == case.mine


@pytest.mark.parametrize("opened", FORMS)
def test_a_form_that_nobody_has_overtaken_is_saved_at_once(opened, client):
    case = opened(client)
    typed = Filled(str(client.get(case.address).context["form"])).posted | case.typed

    assert client.post(case.address, typed).status_code == 302


def test_a_number_of_seats_is_not_changed_over_a_colleagues_number(client):
    event = organized(client, seats=10)
    root = event.pools.get()
    address = reverse("events:pool_cap", args=[root.public_id])
    sent = Filled(client.get(address, {"cap": 12}).content.decode()).posted
    numbers = {name: sent[name][0] for name in ("cap", "seen")}
    pools.change(root, actor=SOMEONE, cap=20)

    answer = client.post(address, numbers)

    assert answer.status_code == 422 and "changed" in answer.content.decode()
    assert CapacityPool.objects.get().cap == 20
    assert client.post(address, numbers | {"seen": answer.context["seen"]}).status_code == 302
    assert CapacityPool.objects.get().cap == 12


def test_a_rule_that_the_person_has_changed_meanwhile_is_not_removed_by_an_old_page(client):
    person = PersonFactory()
    partners_people.set_contact_rule(person, actor=SOMEONE, **rule())
    client.force_login(person_with("coordinator"))
    address = reverse("partners:contact_rule_clear", args=[person.public_id])
    asked = Filled(str(client.get(address).context["form"])).posted
    own_choices.set_reach(person, actor=SOMEONE, hours=[], **rule(email_allowed=False))

    answer = client.post(address, asked, follow=True)

    assert "Nothing was removed" in answer.content.decode()
    assert not Person.objects.get().contact_rule.email_allowed


def test_a_partner_who_relays_is_agreed_with_staff_and_does_not_hold_the_persons_own_form_back(client):
    case = of_ones_own_reach(client)
    typed = Filled(str(client.get(case.address).context["form"])).posted
    ContactRule.objects.update(relay=OrganizationFactory())

    assert client.post(case.address, typed).status_code == 302
    assert ContactRule.objects.get().relay is not None
