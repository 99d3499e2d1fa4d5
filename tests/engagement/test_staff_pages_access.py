"""Who may press what: every act of every address that knows several, and objects of other people."""

import re
from uuid import uuid4

import pytest

from accounts.permissions import Permission as P
from accounts.roles import ROLES
from engagement.domain import answering, codebooks, consultations, errata, findings, notes, papers, questionnaires
from engagement.enums import Stance
from engagement.models import Finding
from engagement.views import analyst, answers, conclusions, organizer
from engagement.views import errata as errata_views
from engagement.views import papers as paper_views
from engagement.views import questionnaires as question_views
from tests.engagement.desk import Desk
from tests.factories.accounts import person_with
from tests.factories.engagement import (
    REPLY,
    WORDING,
    ConsultationFactory,
    reported,
)
from tests.factories.events import EventFactory, EventTeamMemberFactory

pytestmark = pytest.mark.django_db


def _acts():
    """Return every (address, act, permissions that open it), as the code states them."""
    for name, (_verb, permissions, _done) in organizer.ACTS.items():
        yield "run_act", name, set(permissions)
    for address, acts in (("paper_act", paper_views.ACTS), ("questions_act", question_views.ACTS)):
        for name, (_verb, permission, _done) in acts.items():
            yield address, name, {permission}
    for name in analyst.ACTS:
        yield "themes_act", name, {P.ANALYSE if name == "submit" else P.CHECK_ANALYSIS}
    for name, (_verb, permission, _done) in conclusions.FINDING_ACTS.items():
        yield "finding_act", name, {permission} | ({P.APPROVE_FINDINGS} if name == "send-back" else set())
    for name, (_verb, permission, _done) in conclusions.RECOMMENDATION_ACTS.items():
        yield "recommendation_act", name, {permission}
    for address, acts in (("reply_act", answers.REPLY_ACTS), ("erratum_act", errata_views.ACTS)):
        for name, (_verb, permission, _done) in acts.items():
            yield address, name, {permission}


@pytest.fixture
def objects(staff):
    """One of everything an act is done to."""
    draft = ConsultationFactory(author=staff.organizer)
    paper = papers.start_version(draft, actor=staff.as_organizer)
    questions = questionnaires.start_version(draft, actor=staff.as_organizer)
    themes = codebooks.start_version(draft, actor=staff.as_analyst)
    answered, _given, theirs = reported()
    published = Finding.objects.get(consultation=answered)
    finding = findings.draft(answered, published.theme, Stance.FOR, WORDING, actor=theirs.as_analyst)
    words = {"statement_en": "More.", "statement_fr": "Encore."}
    advice = answering.recommend(answered, [published], **words, actor=theirs.as_analyst)

    def reply():
        return answering.draft_reply(published, REPLY, actor=theirs.as_coordinator)

    def erratum():
        return errata.draft(published, text_en="Not so.", text_fr="Non.", actor=theirs.as_analyst)

    return {
        "run_act": draft,
        "paper_act": paper,
        "questions_act": questions,
        "themes_act": themes,
        "finding_act": finding,
        "recommendation_act": advice,
        "reply_act": reply(),
        "reply_act again": reply,
        "erratum_act": erratum(),
        "erratum_act again": erratum,
    }


@pytest.mark.sqlite  # who may do what does not depend on the database
def test_every_act_is_open_to_its_permission_and_to_nobody_else(objects):
    """RE-8: every role presses every button of every address that knows several acts."""
    asked, wrong = 0, []
    for role in ROLES:
        desk = Desk(person_with(role))
        for address, act, permissions in _acts():
            response = desk.post(address, objects[address].public_id, act)
            expected = 302 if ROLES[role].permissions & permissions else 403
            asked += 1
            if act == "drop" and response.status_code == 302:
                objects[address] = objects[f"{address} again"]()
            if response.status_code != expected:
                wrong.append(f"{role} {address} {act}: {response.status_code}, should be {expected}")

    assert not wrong, "\n".join(wrong)
    print(f"RE-8: {asked} acts pressed")
    assert asked >= 15 * 20


def test_what_does_not_exist_is_not_found_and_an_unknown_act_has_no_address(staff):
    approver = Desk(staff.approver)
    for address, act, permissions in _acts():
        if ROLES["approver"].permissions & permissions:
            assert approver.post(address, uuid4(), act).status_code == 404, (address, act)
    organizer = Desk(staff.organizer)
    for name in ("run_one", "run_edit", "run_paper", "run_questions", "run_meetings", "run_replies", "run_extend"):
        assert organizer.get(name, uuid4()).status_code == 404, name
    assert organizer.client.post(f"/en/organize/consultations/{uuid4()}/act/vanish/").status_code == 404


def test_a_table_is_for_the_people_of_its_meeting_alone(staff, roundtable):
    """A note-taker of another meeting meets nothing, in the list or by its address."""
    consultation, event = roundtable
    table = notes.open_table(consultation, event, "Table 1", actor=staff.as_organizer)
    EventTeamMemberFactory(event=event, user=staff.note_taker, role="note_taker")
    elsewhere = person_with("note_taker")
    EventTeamMemberFactory(event=EventFactory(), user=elsewhere, role="note_taker")
    own, other = Desk(staff.note_taker), Desk(elsewhere)

    assert str(table.public_id) in own.see("notes") and str(table.public_id) not in other.see("notes")
    assert own.get("table", table.public_id).status_code == 200
    assert other.get("table", table.public_id).status_code == 404
    for act in ("close", "reopen", "count"):
        assert other.post("table_act", table.public_id, act).status_code == 404
    table.refresh_from_db()
    assert table.state == "open"


def test_nobody_signs_what_they_wrote_even_with_both_roles():
    """EN-12: the second signature is another person's, whatever roles one holds."""
    both = person_with("organizer", "approver")
    desk = Desk(both)
    desk.done("run_new", ref="mine", title_en="Mine", title_fr="La mienne")
    from engagement.models import Consultation, PaperVersion

    mine = Consultation.objects.get(ref="mine")
    desk.done("paper_start", mine.public_id)
    paper = PaperVersion.objects.get(paper__consultation=mine)
    desk.done("paper_title", paper.public_id, title_en="Paper", title_fr="Document")
    words = {"heading_en": "One", "heading_fr": "Un", "body_en": "Words.", "body_fr": "Des mots."}
    desk.done("section_new", paper.public_id, **words)
    desk.done("paper_act", paper.public_id, "submit")

    assert "second person" in desk.refused("paper_act", paper.public_id, "freeze")
    paper.refresh_from_db()
    assert paper.state == "review"


def test_an_approver_sees_the_passages_a_finding_rests_on_but_no_whole_text(staff):
    """The approver checks the evidence list; reading everything somebody wrote is for analysts."""
    answered, given, theirs = reported()
    published = Finding.objects.get(consultation=answered)
    approver = Desk(theirs.approver)
    body = approver.see("analysis_finding", published.public_id)
    assert body.count("We need shelters.") >= len(given)
    source = published.evidence.select_related("coding")[0].coding.source_id
    assert approver.get("text", source).status_code == 403
    assert "We need shelters." not in Desk(theirs.organizer).see("analysis_finding", published.public_id)


def test_no_two_fields_of_a_page_with_two_forms_carry_one_id(staff, roundtable):
    """A label must lead to its own field, for whoever hears the page."""
    consultation, _event = roundtable
    body = Desk(staff.organizer).see("run_meetings", consultation.public_id)
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})
    assert {"link_event", "id_event"} <= set(ids)


def test_a_protected_session_is_named_only_to_who_runs_it(staff, roundtable):
    """EV-18"""
    consultation, _event = roundtable
    secret = EventFactory(kind="survivor_roundtable", safety_tier="protected", title_en="A quiet afternoon")
    consultations.link_event(consultation, secret, actor=staff.as_organizer)
    other = EventFactory(title_en="Somebody else’s draft")
    body = Desk(staff.organizer).see("run_meetings", consultation.public_id)
    assert "A quiet afternoon" not in body and "Protected session" in body
    assert other.title_en not in body
    assert Desk(staff.organizer).post("run_link", consultation.public_id, event=other.pk).status_code == 422

    for event in (secret, other):
        EventTeamMemberFactory(event=event, user=staff.organizer, role="organizer")
    body = Desk(staff.organizer).see("run_meetings", consultation.public_id)
    assert "A quiet afternoon" in body and other.title_en in body
