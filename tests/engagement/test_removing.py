"""Nothing of a draft goes before a page has said what goes: sections, questions, themes, replies (screens 1)."""

import html

import pytest

from engagement.domain import answering, codebooks, papers, questionnaires
from engagement.models import Code, Disposition, Finding, PaperSection, QuestionVersion
from tests.engagement.desk import Desk
from tests.factories.engagement import REPLY, ConsultationFactory, question, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(staff):
    """A paper with one section and a page with one question, both a draft."""
    consultation = ConsultationFactory(author=staff.organizer)
    author = staff.as_organizer
    papers.add_section(
        papers.start_version(consultation, actor=author),
        actor=author,
        heading_en="One",
        heading_fr="Un",
        body_en="Words",
        body_fr="Des mots",
    )
    page = questionnaires.add_page(
        questionnaires.start_version(consultation, actor=author), actor=author, title_en="First", title_fr="Première"
    )
    questionnaires.put_question(page, question("prevention", section_key=""), actor=author)
    return consultation


def asks_then_removes(desk, name, args, rows, *, subject, back):
    """A look changes nothing and says what goes; the button does it and says so."""
    page = html.unescape(desk.see(name, *args))
    assert subject in page and "bring" in page and desk.path(*back) in page
    assert rows.count() == 1
    said = desk.done(name, *args)
    assert rows.count() == 0
    return said


def test_a_section_goes_after_a_page_that_says_what_goes(staff, draft):
    desk, section = Desk(staff.organizer), PaperSection.objects.get()
    back = ("run_paper", draft.public_id)
    assert desk.path("section_remove", section.public_id) in desk.see(*back)
    said = asks_then_removes(
        desk, "section_remove", (section.public_id,), PaperSection.objects.all(), subject="One", back=back
    )
    assert said == "The section is removed from the draft. Earlier versions keep it."


def test_a_question_goes_after_a_page_that_says_what_goes(staff, draft):
    desk, row = Desk(staff.organizer), QuestionVersion.objects.get()
    back = ("run_questions", draft.public_id)
    assert desk.path("question_remove", row.public_id) in desk.see(*back)
    asks_then_removes(
        desk, "question_remove", (row.public_id,), QuestionVersion.objects.all(), subject=row.prompt_en, back=back
    )


def test_a_theme_goes_after_a_page_that_says_what_goes(staff, draft):
    themes = codebooks.start_version(draft, actor=staff.as_analyst)
    theme = codebooks.put_code(themes, actor=staff.as_analyst, key="more", label_en="More", label_fr="Encore")
    desk, back = Desk(staff.analyst), ("analysis_themes", draft.public_id)
    asks_then_removes(desk, "theme_remove", (theme.public_id,), Code.objects.all(), subject="More", back=back)


def test_a_draft_of_a_reply_goes_after_a_page_that_says_what_goes(staff):
    reported(staff=staff)
    finding = Finding.objects.get()
    row = answering.draft_reply(finding, REPLY, actor=staff.as_coordinator)
    desk, back = Desk(staff.coordinator), ("run_replies", finding.consultation.public_id)
    drafts = Disposition.objects.filter(pk=row.pk).exclude(state="superseded")
    subject = row.reason_en
    asks_then_removes(desk, "reply_act", (row.public_id, "drop"), drafts, subject=subject, back=back)
