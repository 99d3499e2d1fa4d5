"""What is published is corrected beside its words, which never change: dated, signed by another, on every way out (EN-1)."""

import html
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import AuditEntry
from engagement.domain import answering, errata
from engagement.enums import ConsultationState, OriginRelation
from engagement.models import Consultation, Erratum, Finding, Recommendation
from engagement.queries import origins, respondents
from kernel.errors import DomainError, IllegalMove, NotPermitted
from publishing.domain.gate import LanguageGap
from tests.engagement.desk import Desk
from tests.factories.accounts import RoleAssignmentFactory
from tests.factories.engagement import Staff, published_reply, reported
from tests.support.documents import read, squeezed
from tests.support.planting import planted

pytestmark = pytest.mark.django_db
WRONG = {
    "text_en": "“Ten regions” should read “eleven regions”.",
    "text_fr": "Au lieu de « dix régions », lire « onze ».",
}


@planted
def published():
    """A reported consultation with its one finding and its one recommendation, and who works on it."""
    staff = Staff()
    consultation, *_rest = reported(staff=staff)
    return staff, (consultation, Finding.objects.get(), Recommendation.objects.get())


@pytest.fixture
def heard(published):
    return published[1]


@pytest.fixture
def staff(published):
    return published[0]


def corrected(subject, staff, **texts):
    """Return a published correction, written by the analyst and signed by the approver."""
    row = errata.draft(subject, **(texts or WRONG), actor=staff.as_analyst)
    return errata.publish(row, actor=staff.as_approver)


def page(name, consultation, *args, language="en"):
    with translation.override(language):
        address = reverse(f"engagement:{name}", args=[consultation.ref, *args])
    return html.unescape(Client().get(address).content.decode())


def refused(code, act):
    entries = AuditEntry.objects.count()
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.code == code and AuditEntry.objects.count() == entries


def test_a_correction_is_written_by_one_and_published_by_another_and_the_words_stay(staff, heard):
    consultation, finding, _advice = heard
    before = finding.statement_en, finding.words_hash
    Consultation.objects.update(modified_on=date(2018, 10, 5))
    row = errata.draft(finding, **WRONG, actor=staff.as_analyst)
    assert WRONG["text_en"] not in page("heard", consultation)
    refused("same_person", lambda: errata.publish(row, actor=staff.as_analyst))

    errata.publish(row, actor=staff.as_approver)
    finding.refresh_from_db(), consultation.refresh_from_db()
    assert (finding.statement_en, finding.words_hash) == before
    assert consultation.modified_on != date(2018, 10, 5)
    assert AuditEntry.objects.filter(verb__startswith="erratum.").count() == 2


@pytest.mark.parametrize("name", ["heard", "finding"])
@pytest.mark.parametrize(("language", "text"), [("en", WRONG["text_en"]), ("fr", "lire")])
def test_everybody_reads_it_beside_the_words_with_its_date(staff, heard, name, language, text):
    consultation, finding, _advice = heard
    corrected(finding, staff)
    args = [finding.number] if name == "finding" else []
    shown = page(name, consultation, *args, language=language)
    statement = finding.statement_en if language == "en" else finding.statement_fr
    assert shown.index(statement) < shown.index(text)


def test_the_report_names_what_was_corrected_before_anything_else(staff, heard):
    consultation, finding, _advice = heard
    assert "Corrected since it was published" not in page("heard", consultation)
    corrected(finding, staff)
    shown = page("heard", consultation)
    assert shown.index("Corrected since it was published") < shown.index(finding.statement_en)
    assert 'href="#finding-1"' in shown


def test_published_in_the_evening_the_page_and_the_correction_are_of_the_same_day(staff, heard):
    """In Ottawa it is not yet tomorrow when it is in UTC (STD-07)."""
    consultation, finding, _recommendation = heard
    with time_machine.travel("2027-05-05T03:30:00Z", tick=False):
        row = corrected(finding, staff)
    consultation.refresh_from_db()
    assert row.published_on == consultation.modified_on == date(2027, 5, 4)


def test_a_recommendation_is_corrected_on_the_page_of_its_finding(staff, heard):
    consultation, finding, advice = heard
    corrected(advice, staff)
    shown = page("finding", consultation, finding.number)
    assert shown.index(advice.statement_en) < shown.index(WRONG["text_en"])
    assert "Corrected since" not in page("heard", consultation)


def test_replies_and_commitments_say_that_what_they_answer_was_corrected(staff, heard, a_commitment):
    consultation, finding, advice = heard
    published_reply(finding, staff)
    assert "corrected" not in page("replies", consultation)
    corrected(finding, staff)
    shown = page("replies", consultation)
    assert ">corrected<" in shown and "Read the correction" in shown


@pytest.mark.parametrize("what", ["finding", "recommendation"])
def test_the_page_of_a_commitment_is_made_anew_and_marks_what_was_corrected(staff, heard, a_commitment, what):
    _consultation, finding, advice = heard
    why = {"reason_en": "It follows.", "reason_fr": "Il en découle."}
    answering.tie(advice, a_commitment, OriginRelation.IMPLEMENTS, **why, actor=staff.as_coordinator)
    address, before = (
        reverse("partners:public_commitment", args=[a_commitment.public_id]),
        origins.version_of(a_commitment.public_id),
    )
    assert ">corrected<" not in Client().get(address).content.decode()
    corrected(finding if what == "finding" else advice, staff)
    assert origins.version_of(a_commitment.public_id) != before
    assert Client().get(address).content.decode().count(">corrected<") == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_document_carries_it_too(staff, heard, language):
    consultation, finding, advice = heard
    corrected(finding, staff)
    corrected(advice, staff, text_en="Read “many”.", text_fr="Lire « plusieurs ».")
    with translation.override(language):
        answer = Client().get(reverse("engagement:heard_pdf", args=[consultation.ref]))
    words = squeezed(read(answer.content).text)
    for text in (WRONG[f"text_{language}"], {"en": "Read “many”.", "fr": "Lire « plusieurs »."}[language]):
        assert squeezed(text) in words


def test_the_data_carries_it_in_both_languages(staff, heard):
    consultation, finding, advice = heard
    row = corrected(finding, staff)
    corrected(advice, staff)
    root = f"/api/v1/consultations/{consultation.ref}"
    for address in (f"{root}/findings/", f"{root}/recommendations/"):
        (result,) = Client().get(address).json()["results"]
        assert [one["text"] for one in result["corrections"]] == [{"en": WRONG["text_en"], "fr": WRONG["text_fr"]}]
    whole = Client().get(f"{root}/findings/{finding.number}/").json()
    assert whole["corrections"][0]["id"] == str(row.public_id)
    assert len(whole["recommendations"][0]["corrections"]) == 1


@pytest.mark.parametrize("name", ["heard", "replies", "finding"])
def test_a_page_with_corrections_costs_at_most_four_statements(staff, heard, name, django_assert_max_num_queries):
    """PF-2: cold, whatever stands on it."""
    consultation, finding, advice = heard
    published_reply(finding, staff), published_reply(advice, staff)
    for subject in (finding, finding, advice):
        corrected(subject, staff)
    args = [finding.number] if name == "finding" else []
    with django_assert_max_num_queries(4):
        shown = page(name, consultation, *args)
    assert "corrected" in shown or "Correction of" in shown


def test_several_corrections_stand_in_the_order_of_their_dates(staff, heard):
    consultation, finding, _advice = heard
    corrected(finding, staff)
    corrected(finding, staff, text_en="Once more.", text_fr="Encore.")
    shown = page("finding", consultation, finding.number)
    assert shown.index(WRONG["text_en"]) < shown.index("Once more.")


def test_both_languages_must_say_the_same(staff, heard):
    _consultation, finding, _advice = heard
    row = errata.draft(finding, text_en="Only English.", text_fr="", actor=staff.as_analyst)
    with pytest.raises(LanguageGap):
        errata.publish(row, actor=staff.as_approver)
    errata.edit(row, text_en="Only English.", text_fr="En français aussi.", actor=staff.as_analyst)
    errata.edit(row, text_en="Changed.", text_fr="En français aussi.", actor=staff.as_analyst)
    with pytest.raises(LanguageGap):
        errata.publish(row, actor=staff.as_approver)
    errata.edit(row, text_en="Changed!", text_fr="Changé !", actor=staff.as_analyst)
    assert errata.publish(row, actor=staff.as_approver).state == "published"


def test_one_is_written_at_a_time_and_only_of_what_is_published(staff, heard):
    consultation, finding, _advice = heard
    errata.draft(finding, **WRONG, actor=staff.as_analyst)
    refused("erratum_in_work", lambda: errata.draft(finding, **WRONG, actor=staff.as_analyst))
    late = Finding.objects.create(consultation=consultation, number=2, theme=finding.theme, stance="for")
    refused("not_published", lambda: errata.draft(late, **WRONG, actor=staff.as_analyst))


def test_a_published_correction_stays_by_every_way(staff, heard):
    """EN-A2."""
    _consultation, finding, _advice = heard
    row = corrected(finding, staff)
    refused("erratum_published", lambda: errata.edit(row, text_en="a", text_fr="b", actor=staff.as_analyst))
    refused("erratum_published", lambda: errata.drop(row, actor=staff.as_analyst))
    with pytest.raises(IllegalMove):
        errata.publish(row, actor=staff.as_approver)
    with pytest.raises(NotPermitted):
        errata.publish(errata.draft(finding, **WRONG, actor=staff.as_analyst), actor=staff.as_analyst)
    for act in (
        lambda: Erratum.objects.filter(pk=row.pk).update(text_en="Other"),
        lambda: Erratum.objects.filter(pk=row.pk).update(state="draft", approver=None, published_at=None),
        lambda: Erratum.objects.filter(pk=row.pk).delete(),
        lambda: connection.cursor().execute("UPDATE engagement_erratum SET text_fr = 'x' WHERE id = %s", [row.pk]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@pytest.mark.parametrize("state", [ConsultationState.REPORTING, ConsultationState.REPLIED, ConsultationState.ARCHIVED])
def test_a_mistake_is_corrected_on_the_page_of_the_finding_for_as_long_as_it_is_public(staff, heard, state):
    consultation, finding, _advice = heard
    Consultation.objects.filter(pk=consultation.pk).update(state=state)
    analyst, approver, on = Desk(staff.analyst), Desk(staff.approver), ("analysis_finding", finding.public_id)
    assert analyst.path("erratum_new", "finding", finding.public_id) in analyst.see(*on)
    assert "Correct a mistake" not in approver.see(*on)
    analyst.done("erratum_new", "finding", finding.public_id, **WRONG)
    row = Erratum.objects.get()
    own = analyst.see(*on)
    assert "so a second person publishes it" in own and "Correct a mistake" not in own
    assert "A correction of finding 1 waits to be published." in approver.see("run_one", consultation.public_id)

    asked = html.unescape(approver.see("erratum_act", row.public_id, "publish"))
    assert all(f'lang="{language}-CA">{said}' in asked for language, said in (("en", row.text_en), ("fr", row.text_fr)))
    for words in (WRONG["text_en"], "beside the words it corrects", "It cannot be undone"):
        assert words in asked
    assert approver.path("erratum_act", row.public_id, "publish") in approver.see(*on)
    approver.done("erratum_act", row.public_id, "publish")
    assert WRONG["text_en"] in page("heard", consultation)
    assert "This is no longer possible." in approver.see("erratum_act", row.public_id, "publish")


def test_the_page_before_a_correction_offers_no_button_to_its_author_nor_while_a_language_is_missing(staff, heard):
    _consultation, finding, advice = heard
    RoleAssignmentFactory(user=staff.analyst, role="approver")
    own = errata.draft(finding, **WRONG, actor=staff.as_analyst)
    half = errata.draft(advice, text_en="Only English.", text_fr="", actor=staff.as_analyst)
    for desk, row, why in (
        (Desk(staff.analyst), own, "published by someone other than its author"),
        (Desk(staff.approver), half, "the French is missing"),
    ):
        asked = html.unescape(desk.see("erratum_act", row.public_id, "publish"))
        assert why in asked and ">Publish<" not in asked
    assert ">Publish<" in Desk(staff.approver).see("erratum_act", own.public_id, "publish")


def test_a_draft_is_changed_and_dropped_and_nobody_outside_sees_it(staff, heard):
    consultation, _finding, advice = heard
    desk, on = Desk(staff.analyst), ("analysis_findings", consultation.public_id)
    assert desk.path("erratum_new", "recommendation", advice.public_id) in desk.see(*on)
    desk.done("erratum_new", "recommendation", advice.public_id, **WRONG)
    row = Erratum.objects.get()
    desk.done("erratum", row.public_id, text_en="Better.", text_fr="Mieux.")
    assert "Better." in desk.see(*on) and "Better." not in page("finding", consultation, 1)
    assert "Nothing brings them back" in desk.see("erratum_act", row.public_id, "drop")
    desk.done("erratum_act", row.public_id, "drop")
    assert not Erratum.objects.exists()


def test_what_a_correction_lacks_is_said_beside_the_field_or_above(staff, heard):
    _consultation, finding, _advice = heard
    desk = Desk(staff.analyst)
    answer = desk.post("erratum_new", "finding", finding.public_id, text_en="x" * 2001, text_fr="y")
    assert answer.status_code == 422 and not Erratum.objects.exists()
    desk.done("erratum_new", "finding", finding.public_id, text_en="Only English.", text_fr="")
    row = Erratum.objects.get()
    assert "the French is missing" in Desk(staff.approver).refused("erratum_act", row.public_id, "publish")
    assert desk.post("erratum_new", "finding", finding.public_id, **WRONG).status_code == 422


def test_whose_words_a_corrected_finding_rests_on_reads_the_correction_behind_the_receipt(db):
    _consultation, given, staff = reported()
    corrected(Finding.objects.get(), staff)
    (step,) = respondents.path_of(given[0]).went
    assert [row.text_en for row in step.errata] == [WRONG["text_en"]] and step.reply is None
