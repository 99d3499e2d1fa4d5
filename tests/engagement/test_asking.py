"""What the public sees or nothing brings back goes after a page that says what will happen (screens 1)."""

import html
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from engagement.domain import answering, codebooks, consultations, findings, notes, papers, questionnaires
from engagement.enums import Stance, Use
from engagement.models import Consultation, Finding, Quote
from engagement.views.steps import STEPS
from tests.engagement.desk import Desk
from tests.factories.engagement import (
    ALL_USES,
    REPLY,
    WORDING,
    ConsultationFactory,
    anonymously,
    approved_finding,
    coded,
    frozen_paper,
    frozen_questionnaire,
    frozen_themes,
    in_analysis,
    open_consultation,
    published_reply,
    reported,
    submitted,
)

pytestmark = pytest.mark.django_db


def shown(desk, name, *args):
    """Return the words of a page that asks; looking leaves no entry."""
    entries = AuditEntry.objects.count()
    page = html.unescape(desk.see(name, *args))
    assert AuditEntry.objects.count() == entries
    return page


def asks(desk, name, *args, offered_on, says):
    """The page is reached from where the act is offered, says what will happen, and has one button and a way back."""
    offered = desk.see(*offered_on)
    assert f'href="{desk.path(name, *args)}"' in offered and f'action="{desk.path(name, *args)}"' not in offered
    page = shown(desk, name, *args)
    for words in says:
        assert words in page, words
    assert f'<form method="post" action="{desk.path(name, *args)}"' in page
    assert desk.path(*offered_on) in page and "No, go back" in page


def ready(staff, **fields):
    """Return a draft that lacks nothing."""
    row = ConsultationFactory(author=staff.organizer, **fields)
    frozen_paper(row, staff), frozen_questionnaire(row, staff)
    now = timezone.now()
    later = {"opens_day": (now + timedelta(days=3)).date(), "opens_at": now + timedelta(days=3)}
    closing = {"closes_day": (now + timedelta(days=30)).date(), "closes_at": now + timedelta(days=30)}
    Consultation.objects.filter(pk=row.pk).update(**(later if fields.get("ref") == "later" else {}), **closing)
    return row


def analysed(staff):
    """Return a consultation in analysis with one approved finding and one that is a draft."""
    row = open_consultation(staff)
    for number in range(3):
        submitted(row, f"We need shelters. Reason {number}.", choices=anonymously(ALL_USES - {Use.RECONTACT}))
    in_analysis(row, staff)
    theme, *_rest = frozen_themes(row, staff)
    coded(row, theme, staff)
    approved_finding(row, theme, staff)
    findings.draft(row, theme, Stance.FOR, WORDING, actor=staff.as_analyst)
    return row


def test_opening_says_that_everybody_reads_it_and_whether_it_can_be_taken_back(staff):
    at_once, later = ready(staff), ready(staff, ref="later")
    desk = Desk(staff.approver)
    for row, says in ((at_once, "It cannot be undone"), (later, "it can be taken back to a draft")):
        on = ("run_one", row.public_id)
        asks(desk, "run_act", row.public_id, "open", offered_on=on, says=("Anybody can read", "no longer change", says))
        desk.done("run_act", row.public_id, "open")
    assert [Consultation.objects.get(pk=row.pk).state for row in (at_once, later)] == ["open", "scheduled"]

    says = ("public page is gone", "signature is void")
    desk = Desk(staff.organizer)
    asks(desk, "run_act", later.public_id, "unschedule", offered_on=("run_one", later.public_id), says=says)


def test_what_is_not_ready_is_not_asked_for_and_the_page_says_what_is_missing(staff):
    page = shown(Desk(staff.approver), "run_act", ConsultationFactory(author=staff.organizer).public_id, "open")
    assert "The discussion paper is not frozen." in page and "<button" not in page[page.index("<h1>") :]


def test_closing_and_locking_say_how_much_of_what_was_given_they_concern(staff, roundtable):
    consultation, event = roundtable
    submitted(consultation)
    desk, on = Desk(staff.organizer), ("run_one", consultation.public_id)
    asks(desk, "run_act", consultation.public_id, "close", offered_on=on, says=("nobody can give", "as an extension"))
    desk.done("run_act", consultation.public_id, "close")

    table = notes.open_table(consultation, event, "Table 1", actor=staff.as_organizer)
    assert "Close the notes of these tables first: Table 1." in shown(
        desk, "run_act", consultation.public_id, "analyse"
    )
    notes.close(table, actor=staff.as_organizer)
    says = ("1 submission is locked", "It cannot be undone")
    asks(desk, "run_act", consultation.public_id, "analyse", offered_on=on, says=says)
    desk.done("run_act", consultation.public_id, "analyse")


def test_publishing_what_was_heard_says_what_becomes_public_for_whom_and_for_good(staff):
    consultation = analysed(staff)
    desk, key = Desk(staff.approver), consultation.public_id
    says = (
        "1 approved finding becomes public",
        "1 finding is not approved and stays unpublished",
        "Anybody can read them at once, in English and in French",
        "It cannot be undone",
    )
    asks(desk, "run_act", key, "report", offered_on=("run_one", key), says=says)
    assert not Finding.objects.filter(state="published").exists()
    desk.done("run_act", key, "report")

    page = shown(desk, "run_act", key, "reply")
    assert "These findings have no published reply yet: 1." in page
    assert "no longer possible" in shown(desk, "run_act", key, "report")
    published_reply(Finding.objects.get(state="published"), staff)
    says = ("No further finding", "It cannot be undone")
    asks(desk, "run_act", key, "reply", offered_on=("run_one", key), says=says)
    desk.done("run_act", key, "reply")
    organizer = Desk(staff.organizer)
    asks(organizer, "run_act", key, "archive", offered_on=("run_one", key), says=("stay public", "cannot be undone"))
    organizer.done("run_act", key, "archive")


def test_nothing_is_published_while_no_finding_is_approved(staff):
    consultation = open_consultation(staff)
    submitted(consultation)
    in_analysis(consultation, staff)
    page = shown(Desk(staff.approver), "run_act", consultation.public_id, "report")
    assert "No finding has been approved yet" in page and "Publish what we heard</button>" not in page


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_somebody_took_already_is_said_to_be_past(staff, name):
    consultation = open_consultation(staff)
    Consultation.objects.filter(pk=consultation.pk).update(state="archived")
    desk = Desk(staff.approver if name in ("open", "report", "reply") else staff.organizer)
    page = shown(desk, "run_act", consultation.public_id, name)
    assert (
        "This is no longer possible." in page and desk.path("run_act", consultation.public_id, name) + '"' not in page
    )


def test_freezing_says_that_no_word_changes_any_more_and_when_it_is_read(staff):
    consultation = ConsultationFactory(author=staff.organizer)
    frozen_paper(consultation, staff), frozen_questionnaire(consultation, staff)
    author, approver = staff.as_organizer, Desk(staff.approver)
    paper = papers.start_version(consultation, actor=author)
    papers.describe(paper, actor=author, change_note_en="Clearer", change_note_fr="Plus clair")
    papers.submit(paper, actor=author)
    questions = questionnaires.start_version(consultation, actor=author)
    questionnaires.submit(questions, actor=author)
    themes = codebooks.start_version(consultation, actor=staff.as_analyst)
    codebooks.put_code(themes, actor=staff.as_analyst, key="one", label_en="One", label_fr="Un")
    codebooks.submit(themes, actor=staff.as_analyst)

    key = consultation.public_id
    for desk, version, name, on, says in (
        (approver, paper, "paper_act", "run_paper", "as soon as a second person opens"),
        (approver, questions, "questions_act", "run_questions", "once the consultation is open"),
        (Desk(staff.second_analyst), themes, "themes_act", "analysis_themes", "Analysts assign passages"),
    ):
        says = (says, "can be", "It cannot be undone")
        asks(desk, name, version.public_id, "freeze", offered_on=(on, key), says=says)
        assert desk.get(name, version.public_id, "send-back").status_code == 405
        desk.done(name, version.public_id, "freeze")
        assert "no longer possible" in shown(desk, name, version.public_id, "freeze")
    Consultation.objects.filter(pk=consultation.pk).update(state="open")
    newer = papers.start_version(consultation, actor=author)
    assert (
        "Anybody reads it at once" in shown(approver, "paper_act", newer.public_id, "freeze") or newer.state == "draft"
    )


def test_a_reply_is_approved_and_published_after_pages_that_say_who_is_told(staff):
    reported(staff=staff)
    finding = Finding.objects.get()
    key = finding.consultation.public_id
    row = answering.draft_reply(finding, REPLY, actor=staff.as_coordinator)
    desk, on = Desk(staff.approver), ("run_replies", key)
    says = (row.reason_en, row.reason_fr, "can no longer be changed", "Nobody outside sees it")
    asks(desk, "reply_act", row.public_id, "approve", offered_on=on, says=says)
    desk.done("reply_act", row.public_id, "approve")
    says = (
        row.reason_en,
        row.reason_fr,
        "Anybody can read it at once",
        "asked to be told get a message",
        "It cannot be undone",
    )
    asks(desk, "reply_act", row.public_id, "publish", offered_on=on, says=says)
    assert "is replaced by it" not in shown(desk, "reply_act", row.public_id, "publish")
    desk.done("reply_act", row.public_id, "publish")
    assert "no longer possible" in shown(desk, "reply_act", row.public_id, "publish")

    newer = answering.draft_reply(finding, REPLY, actor=staff.as_coordinator)
    answering.approve_reply(newer, actor=staff.as_approver)
    assert "The reply that is public now is replaced by it." in shown(desk, "reply_act", newer.public_id, "publish")


def test_one_more_finding_and_recommendation_become_public_after_a_page_that_says_so(staff):
    consultation = analysed(staff)
    late = Finding.objects.get(state="draft")
    consultations.report(consultation, actor=staff.as_approver)
    findings.check_evidence(late, actor=staff.as_second_analyst)
    findings.review_language(late, actor=staff.as_second_analyst)
    findings.approve(late, actor=staff.as_approver)
    desk, on = Desk(staff.approver), ("analysis_finding", late.public_id)
    says = (late.statement_en, late.statement_fr, "Anybody can read it at once", "It cannot be undone")
    asks(desk, "finding_act", late.public_id, "publish", offered_on=on, says=says)
    assert desk.get("finding_act", late.public_id, "approve").status_code == 405
    desk.done("finding_act", late.public_id, "publish")

    words = {"statement_en": "Fund it.", "statement_fr": "La financer."}
    advice = answering.recommend(consultation, [late], **words, actor=staff.as_analyst)
    on = ("analysis_findings", consultation.public_id)
    says = ("Fund it.", "La financer.", "becomes public at once", "It cannot be undone")
    asks(desk, "recommendation_act", advice.public_id, "approve", offered_on=on, says=says)
    desk.done("recommendation_act", advice.public_id, "approve")
    advice.refresh_from_db()
    assert advice.state == "published"


def test_a_recommendation_that_can_still_be_sent_back_is_approved_at_once(staff):
    consultation = analysed(staff)
    words = {"statement_en": "Fund it.", "statement_fr": "La financer."}
    approved = Finding.objects.get(state="approved")
    advice = answering.recommend(consultation, [approved], **words, actor=staff.as_analyst)
    desk = Desk(staff.approver)
    page = desk.see("analysis_findings", consultation.public_id)
    assert f'action="{desk.path("recommendation_act", advice.public_id, "approve")}"' in page
    assert "it can be sent back to its author" in shown(desk, "recommendation_act", advice.public_id, "approve")


def test_a_quotation_goes_after_a_page_that_says_whether_it_can_come_back(staff):
    consultation = analysed(staff)
    desk = Desk(staff.analyst)
    for finding in Finding.objects.order_by("number"):
        passage = finding.evidence.select_related("coding__source").first().coding
        units = list(passage.source.units.filter(start__gte=passage.start, end__lte=passage.end))
        findings.choose_quote(finding, passage.source, units, actor=staff.as_analyst)
    kept, loose = Quote.objects.order_by("finding__number")
    consultations.report(consultation, actor=staff.as_approver)
    for quote, says in (
        (kept, ("leave the public page, the document and the data at once", "Nothing brings them back")),
        (loose, ("no longer stand under the finding", "can be quoted again")),
    ):
        on = ("analysis_finding", quote.finding.public_id)
        words = quote.source.text[quote.start : quote.end]
        asks(desk, "quote_drop", quote.public_id, offered_on=on, says=(words, *says))
        assert Quote.objects.filter(pk=quote.pk).exists()
        assert desk.done("quote_drop", quote.public_id) == "The quotation is removed."
        assert not Quote.objects.filter(pk=quote.pk).exists()


def test_who_may_not_act_is_not_asked_either(staff):
    consultation = analysed(staff)
    assert Desk(staff.organizer).get("run_act", consultation.public_id, "report").status_code == 403
    quoted = Finding.objects.first()
    assert Desk(staff.organizer).get("finding_act", quoted.public_id, "publish").status_code == 403
