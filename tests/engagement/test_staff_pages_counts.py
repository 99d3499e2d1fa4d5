"""No list of the staff's pages costs more statements when it grows (PF-7)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.domain import answering, consultations, notes, papers, questionnaires
from engagement.enums import OriginRelation
from engagement.models import Finding, SourceText
from tests.engagement.desk import Desk
from tests.factories.engagement import (
    ConsultationFactory,
    Staff,
    approved_finding,
    coded,
    frozen_themes,
    in_analysis,
    open_consultation,
    published_reply,
    question,
    submitted,
    written,
)
from tests.factories.events import EventFactory, EventTeamMemberFactory

pytestmark = pytest.mark.django_db


def written_one(size):
    """A draft with so many sections, pages, questions, meetings and tables, and as many other consultations."""
    staff = Staff()
    draft = ConsultationFactory(author=staff.organizer)
    for _other in range(size):
        ConsultationFactory()
    author = staff.as_organizer
    paper = papers.start_version(draft, actor=author)
    version = questionnaires.start_version(draft, actor=author)
    for n in range(size):
        texts = {"heading_en": f"S{n}", "heading_fr": f"S{n}", "body_en": "b", "body_fr": "b"}
        papers.add_section(paper, actor=author, key=f"s{n}", **texts)
        page = questionnaires.add_page(version, actor=author, title_en=f"P{n}", title_fr=f"P{n}")
        for m in range(size):
            questionnaires.put_question(page, question(f"q{n}-{m}", "single", section_key=""), actor=author)
        consultations.link_event(draft, EventFactory(), actor=author)
    desk = Desk(staff.organizer)
    key = draft.public_id
    return [
        (desk, name, args)
        for name, *args in (
            ["run"],
            ["run_one", key],
            ["run_paper", key],
            ["run_questions", key],
            ["run_meetings", key],
        )
    ]


def noted(size):
    """A note-taker with so many tables, one of them with so many notes, which the organizer sees too."""
    staff = Staff()
    consultation = open_consultation(staff)
    for n in range(size):
        event = EventFactory()
        consultations.link_event(consultation, event, actor=staff.as_organizer)
        EventTeamMemberFactory(event=event, user=staff.note_taker, role="note_taker")
        table = notes.open_table(consultation, event, f"Table {n}", actor=staff.as_organizer)
    for n in range(size):
        written(table, f"Said at {n}.", staff)
    taker, organizer = Desk(staff.note_taker), Desk(staff.organizer)
    return [
        (taker, "notes", []),
        (taker, "table", [table.public_id]),
        (organizer, "run_meetings", [consultation.public_id]),
    ]


def analysed(size, commitment):
    """A reported consultation with so many texts, themes, findings, recommendations, replies and origins."""
    staff = Staff()
    consultation = open_consultation(staff)
    for n in range(max(3, size)):
        submitted(consultation, f"We need shelters. Reason {n}. And more.")
    in_analysis(consultation, staff)
    themes = frozen_themes(consultation, staff, *[f"theme{n}" for n in range(size)])
    drafted = []
    for theme in themes:
        coded(consultation, theme, staff)
        drafted.append(approved_finding(consultation, theme, staff))
    advised = [
        answering.recommend(consultation, drafted, statement_en=f"R{n}", statement_fr=f"R{n}", actor=staff.as_analyst)
        for n in range(size)
    ]
    for row in advised:
        answering.approve_recommendation(row, actor=staff.as_approver)
    consultations.report(consultation, actor=staff.as_approver)
    for finding in Finding.objects.filter(consultation=consultation):
        published_reply(finding, staff)
    for row in advised:
        row.refresh_from_db()
        why = {"reason_en": "It follows.", "reason_fr": "Il en découle."}
        answering.tie(row, commitment, OriginRelation.IMPLEMENTS, **why, actor=staff.as_coordinator)
    key = consultation.public_id
    text = SourceText.objects.filter(consultation=consultation)[0]
    reader, organizer = Desk(staff.analyst), Desk(staff.organizer)
    return [
        (reader, "analysis", []),
        (reader, "analysis_one", [key]),
        (reader, "text", [text.pk]),
        (reader, "analysis_themes", [key]),
        (reader, "analysis_findings", [key]),
        (reader, "analysis_finding", [drafted[0].public_id]),
        (organizer, "run_replies", [key]),
        (organizer, "run_one", [key]),
    ]


def _costs(pages):
    found = {}
    for desk, name, args in pages:
        desk.get(name, *args)  # whatever is kept between requests is kept now
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert desk.get(name, *args).status_code == 200, name
        found[name] = len(asked)
    return found


def _compare(small, large):
    few, many = _costs(small), _costs(large)
    print(" ".join(f"{name}={few[name]}/{many[name]}" for name in few))
    grown = {name: (few[name], many[name]) for name in few if many[name] > few[name]}
    assert not grown, f"grows with the list: {grown}"
    assert max(many.values()) <= 24


def test_pages_of_a_draft_cost_the_same_with_two_and_with_six_of_everything():
    _compare(written_one(2), written_one(6))


def test_pages_of_notes_cost_the_same_with_two_and_with_twelve_tables():
    _compare(noted(2), noted(12))


def test_pages_of_an_analysis_cost_the_same_with_two_and_with_five_of_everything(a_commitment):
    _compare(analysed(2, a_commitment), analysed(5, a_commitment))
