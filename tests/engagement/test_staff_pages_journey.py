"""From an empty page to the last reply: every step by a form or a button, in both languages, without JavaScript (EN-A1)."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from engagement.enums import HeadCount
from engagement.models import (
    CodebookVersion,
    CommitmentOrigin,
    Consultation,
    Disposition,
    Finding,
    NoteEntry,
    PaperVersion,
    QuestionnaireVersion,
    Recommendation,
    SourceText,
)
from tests.engagement.desk import Desk
from tests.factories.engagement import submitted
from tests.factories.events import EventFactory, EventTeamMemberFactory, days_ahead

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["en", "fr"])
def desks(request, staff):
    """One browser for each part; who writes is never who signs."""
    parts = ("organizer", "approver", "analyst", "second_analyst", "coordinator", "note_taker")
    return {part: Desk(getattr(staff, part), request.param) for part in parts}


def test_a_consultation_from_the_first_word_to_the_last_reply(desks, a_commitment):
    consultation = _write_and_open(desks)
    _take_notes(desks, consultation)
    for number in range(6):
        submitted(consultation, f"We need shelters. Reason {number}.")
    organizer = desks["organizer"]
    organizer.done("run_act", consultation.public_id, "close")
    organizer.done("run_act", consultation.public_id, "analyse")
    finding, recommendation = _conclude(desks, consultation)
    _answer(desks, consultation, finding, recommendation, a_commitment)

    consultation.refresh_from_db()
    assert consultation.state == "replied"
    texts = SourceText.objects.filter(consultation=consultation).count()
    assert texts >= 7 and f"{texts} / {texts}" in organizer.see("run_one", consultation.public_id)
    _follow_back(a_commitment, finding, organizer.language)


def _follow_back(commitment, finding, language):
    """EN-A12: from the commitment down to the finding with its counts, by links that anybody can follow."""
    with translation.override(language):
        page = reverse("partners:public_commitment", args=[commitment.public_id])
        there = reverse("engagement:finding", args=[finding.consultation.ref, finding.number])
    visitor = Client()
    body = visitor.get(page).content.decode()
    assert f'href="{there}"' in body
    assert visitor.get(there).status_code == 200


def _write_and_open(desks):
    organizer, approver = desks["organizer"], desks["approver"]
    said = {"title_en": "A way forward", "title_fr": "Une voie", "purpose_en": "Ask.", "purpose_fr": "Demander."}
    organizer.done("run_new", ref="way", **said)
    consultation = Consultation.objects.get(ref="way")
    key = consultation.public_id
    assert "disabled" not in organizer.see("run_one", key)

    organizer.done("paper_start", key)
    paper = PaperVersion.objects.get(paper__consultation=consultation)
    organizer.done("paper_title", paper.public_id, title_en="The paper", title_fr="Le document")
    texts = {"heading_en": "One", "heading_fr": "Un", "body_en": "What we know.", "body_fr": "Ce que nous savons."}
    organizer.done("section_new", paper.public_id, **texts)
    section = paper.sections.get()
    organizer.done("section", section.public_id, **{**texts, "body_en": "What we know now."}, settled="on")
    organizer.done("paper_act", paper.public_id, "submit")
    assert organizer.post("paper_act", paper.public_id, "freeze").status_code == 403
    approver.done("paper_act", paper.public_id, "freeze")
    paper.refresh_from_db()
    assert (paper.state, paper.number, len(paper.sha256)) == ("frozen", 1, 64)

    organizer.done("questions_start", key)
    version = QuestionnaireVersion.objects.get(questionnaire__consultation=consultation)
    words = {
        "title_en": "Your input",
        "title_fr": "Votre contribution",
        "notice_en": "Who reads.",
        "notice_fr": "Qui lit.",
    }
    organizer.done("questions_title", version.public_id, **words)
    organizer.done("page_new", version.public_id, title_en="First", title_fr="Première")
    asked = {"prompt_en": "What prevents it?", "prompt_fr": "Qu’est-ce qui la prévient?", "section_key": section.key}
    question = {"key": "prevention", "type": "open", "limit": 5000, "meaning": "changed", **asked}
    organizer.done("question_new", version.pages.get().public_id, **question)
    organizer.done("questions_act", version.public_id, "submit")
    approver.done("questions_act", version.public_id, "freeze")

    closes = (days_ahead(30)).isoformat()
    organizer.done("run_edit", key, **said, closes_day=closes)
    assert organizer.post("run_act", key, "open").status_code == 403
    approver.done("run_act", key, "open")
    consultation.refresh_from_db()
    assert consultation.state == "open"
    return consultation


def _take_notes(desks, consultation):
    organizer, note_taker = desks["organizer"], desks["note_taker"]
    event = EventFactory()
    EventTeamMemberFactory(event=event, user=note_taker.user, role="note_taker")
    EventTeamMemberFactory(event=event, user=organizer.user, role="organizer")
    organizer.done("run_link", consultation.public_id, event=event.pk)
    organizer.done("run_table", consultation.public_id, event=event.pk, label="Table 1", rule="chatham_house")
    table = consultation.tables.get()
    note = {"kind": "point", "support": "several", "language": note_taker.language}
    question = consultation.questionnaire.versions.get().questions.get()
    note_taker.done("table", table.public_id, key=uuid4(), text="we need shelters.", question=question.pk, **note)
    first = NoteEntry.objects.get(table=table)
    assert (first.question_key, first.support, first.amends) == ("prevention", "several", None)
    assert f"amends={first.sequence}" in note_taker.see("table", table.public_id)
    note_taker.done("table", table.public_id, key=uuid4(), text="more shelters.", amends=1, **note)
    assert NoteEntry.objects.get(sequence=2).amends == first
    note_taker.done("table_act", table.public_id, "count", head_count=HeadCount.values[-1])
    note_taker.done("table_act", table.public_id, "close")
    table.refresh_from_db()
    assert table.state == "closed"


def _conclude(desks, consultation):
    analyst, second, approver = desks["analyst"], desks["second_analyst"], desks["approver"]
    key = consultation.public_id
    second.done("themes_start", key)
    themes = CodebookVersion.objects.get(codebook__consultation=consultation)
    second.done("theme_new", themes.public_id, label_en="Shelters", label_fr="Refuges", bears_stance="on")
    second.done("themes_act", themes.public_id, "submit")
    assert second.refused("themes_act", themes.public_id, "freeze")
    analyst.done("themes_act", themes.public_id, "freeze")

    theme = themes.codes.get()
    for source in SourceText.objects.filter(consultation=consultation):
        first = source.units.get(number=1)
        assert source.text[first.start : first.end] in analyst.see("text", source.pk)
        analyst.done("text", source.pk, units=[1], theme=theme.pk, stance="for", go="assign")
        assert analyst.post("text", source.pk, go="read").status_code == 302

    words = {"statement_en": "People ask for shelters.", "statement_fr": "On demande des refuges."}
    analyst.done("finding_new", key, theme=theme.pk, stance="for", **words)
    finding = Finding.objects.get(consultation=consultation)
    assert analyst.refused("finding_act", finding.public_id, "check")
    second.done("finding_act", finding.public_id, "check")
    second.done("finding_act", finding.public_id, "review")
    assert second.post("finding_act", finding.public_id, "approve").status_code == 403
    approver.done("finding_act", finding.public_id, "approve")

    analyst.done("recommendation_new", key, statement_en="Build.", statement_fr="Bâtir.", findings=[finding.pk])
    recommendation = Recommendation.objects.get(consultation=consultation)
    approver.done("recommendation_act", recommendation.public_id, "approve")
    approver.done("run_act", key, "report")
    consultation.refresh_from_db()
    assert consultation.state == "reporting"
    return finding, recommendation


def _answer(desks, consultation, finding, recommendation, a_commitment):
    """EN-A11, EN-27: without a reply to every finding the consultation cannot be called answered."""
    coordinator, approver = desks["coordinator"], desks["approver"]
    key = consultation.public_id
    assert str(finding.number) in approver.refused("run_act", key, "reply")
    consultation.refresh_from_db()
    assert consultation.state == "reporting"

    reasons = {"reason_en": "We agree.", "reason_fr": "D’accord.", "office_en": "Office A", "office_fr": "Bureau A"}
    coordinator.done("reply_new", "finding", finding.public_id, outcome="accepted", **reasons)
    reply = Disposition.objects.get(finding=finding)
    assert coordinator.post("reply_act", reply.public_id, "approve").status_code == 403
    approver.done("reply_act", reply.public_id, "approve")
    approver.done("reply_act", reply.public_id, "publish")
    why = {"reason_en": "It follows.", "reason_fr": "Il en découle."}
    coordinator.done("tie", recommendation.public_id, commitment=a_commitment.pk, relation="implements", **why)
    assert CommitmentOrigin.objects.get().commitment == a_commitment
    approver.done("run_act", key, "reply")
