"""From passages to findings, replies and commitments, by different people (EN-12, EN-21, EN-22, EN-26, EN-27, EN-A11)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from engagement.domain import answering, consultations, findings, quantity, verification
from engagement.enums import (
    DISPOSITION_MOVES,
    FINDING_MOVES,
    ConsultationState,
    DispositionState,
    FindingState,
    OriginRelation,
    Outcome,
    Stance,
)
from engagement.models import CommitmentOrigin, Consultation, Disposition, Finding
from kernel.errors import DomainError, IllegalMove, NotPermitted
from kernel.moves import can_step
from partners import periods
from publishing.domain import disclosure, gate
from publishing.domain.gate import LanguageGap
from tests.factories.engagement import (
    REPLY,
    WORDING,
    Staff,
    approved_finding,
    coded,
    frozen_themes,
    in_analysis,
    open_consultation,
    published_reply,
    reported,
    submitted,
)
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", range(60))
def test_a_shown_figure_is_hidden_below_five_and_never_far_off(count):
    shown = disclosure.rounded(count, f"test:{count}")
    assert shown == disclosure.rounded(count, f"test:{count}"), "printing it twice tells nothing more"
    if count < 5:
        assert shown is None
    else:
        assert shown % 5 == 0 and abs(shown - count) < 5


def test_rounding_is_true_on_average():
    """The draw is fair: over 2,000 names the mean error of 7 stays within three standard errors of zero."""
    shown = [disclosure.rounded(7, f"name:{n}") for n in range(2000)]
    assert set(shown) == {5, 10}
    assert abs(sum(shown) / len(shown) - 7) < 3 * 2.45 / 2000**0.5


@pytest.fixture
def analysed(staff):
    consultation = open_consultation(staff)
    for number in range(12):
        submitted(consultation, f"We need shelters, number {number}.")
    in_analysis(consultation, staff)
    theme, _other = frozen_themes(consultation, staff)
    coded(consultation, theme, staff)
    return consultation, theme


def test_a_finding_is_signed_step_by_step_and_never_by_its_author(analysed, staff):
    """EN-12"""
    consultation, theme = analysed
    finding = findings.draft(consultation, theme, Stance.FOR, WORDING, actor=staff.as_analyst)
    with pytest.raises(NotPermitted):
        findings.check_evidence(finding, actor=staff.as_analyst)
    with pytest.raises(IllegalMove):
        findings.approve(finding, actor=staff.as_approver)
    findings.check_evidence(finding, actor=staff.as_second_analyst)
    findings.review_language(finding, actor=staff.as_analyst)
    with pytest.raises(NotPermitted):
        findings.approve(finding, actor=staff.as_analyst)
    finding = findings.approve(finding, actor=staff.as_approver)
    assert finding.state == FindingState.APPROVED
    assert len({finding.author_id, finding.checker_id, finding.approver_id}) == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(approver=finding.author_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(checker=finding.author_id)


def test_counts_are_frozen_by_channel_with_their_shown_figures_and_word(analysed, staff):
    """EN-21: a submission counts once however often it says it, and channels are never added."""
    consultation, theme = analysed
    finding = approved_finding(consultation, theme, staff)
    (row,) = finding.counts
    assert (row["channel"], row["raised"], row["scope"], row["word"]) == ("online", 12, 12, "all")
    assert row["shown"] in (10, 15) and row["shown_scope"] in (10, 15) and row["shown"] <= row["shown_scope"]
    assert finding.rule_version == quantity.RULE_VERSION


def test_one_finding_that_lags_in_one_language_keeps_all_from_being_published(analysed, staff):
    """EN-A13"""
    consultation, theme = analysed
    approved_finding(consultation, theme, staff)
    late = approved_finding(consultation, theme, staff)
    with transaction.atomic():
        gate.note_edit(late, ["statement_en"])
    before = consultation.modified_on
    with pytest.raises(LanguageGap):
        consultations.report(consultation, actor=staff.as_approver)
    consultation.refresh_from_db()
    assert consultation.state == ConsultationState.ANALYSING and consultation.modified_on == before
    assert not Finding.objects.filter(state=FindingState.PUBLISHED).exists()


def test_what_the_public_sees_change_moves_the_date_modified(staff):
    """STD-07"""
    consultation = open_consultation(staff)
    long_ago = datetime.date(2018, 1, 1)
    figure = {"key": "people", "bound": "over", "value": 200, "label_en": "people", "label_fr": "gens"}
    event = EventFactory()
    for act in (
        lambda: consultations.declare(consultation, actor=staff.as_organizer, **figure),
        lambda: consultations.link_event(consultation, event, actor=staff.as_organizer),
        lambda: consultations.unlink_event(consultation.event_links.get(), actor=staff.as_organizer),
    ):
        Consultation.objects.filter(pk=consultation.pk).update(modified_on=long_ago)
        act()
        consultation.refresh_from_db()
        assert consultation.modified_on > long_ago


def test_a_finding_whose_french_lags_stops_before_the_first_signature(analysed, staff):
    """EN-A13"""
    consultation, theme = analysed
    finding = findings.draft(consultation, theme, Stance.FOR, WORDING, actor=staff.as_analyst)
    changed = findings.Wording("People ask for many shelters.", WORDING.statement_fr)
    findings.edit(finding, changed, actor=staff.as_analyst)
    with pytest.raises(LanguageGap):
        findings.check_evidence(finding, actor=staff.as_second_analyst)
    findings.edit(
        finding, findings.Wording(changed.statement_en, "On demande de nombreux refuges."), actor=staff.as_analyst
    )
    assert findings.check_evidence(finding, actor=staff.as_second_analyst).state == FindingState.EVIDENCE_CHECKED


def test_agreement_and_disagreement_are_never_lumped(analysed, staff):
    consultation, theme = analysed
    with pytest.raises(DomainError) as refusal:
        against = findings.draft(consultation, theme, Stance.AGAINST, WORDING, actor=staff.as_analyst)
        findings.check_evidence(against, actor=staff.as_second_analyst)
    assert refusal.value.code == "no_evidence"


def test_a_published_finding_never_changes(staff):
    consultation, _given, staff = reported()
    finding = consultation.findings.get()
    for change in ({"statement_en": "x"}, {"counts": []}, {"state": FindingState.DRAFT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Finding.objects.filter(pk=finding.pk).update(**change)
    with pytest.raises(IllegalMove):
        findings.send_back(finding, actor=staff.as_approver)


@pytest.mark.parametrize("here", FindingState)
@pytest.mark.parametrize("there", FindingState)
def test_findings_move_only_as_listed(here, there):
    order = [*FindingState]
    forward = order.index(there) == order.index(here) + 1
    back = there == FindingState.DRAFT and here not in (FindingState.DRAFT, FindingState.PUBLISHED)
    assert can_step(FINDING_MOVES, here, there) == (forward or back)


@pytest.mark.parametrize("here", DispositionState)
@pytest.mark.parametrize("there", DispositionState)
def test_replies_move_only_forward(here, there):
    listed = {
        ("draft", "approved"),
        ("approved", "published"),
        ("approved", "superseded"),
        ("published", "superseded"),
    }
    assert can_step(DISPOSITION_MOVES, here, there) == ((here.value, there.value) in listed)


def test_replied_is_refused_with_the_missing_findings_listed():
    """EN-A11, EN-27"""
    consultation, _given, staff = reported()
    finding = consultation.findings.get()
    with pytest.raises(DomainError) as refusal:
        consultations.mark_replied(consultation, actor=staff.as_approver)
    assert refusal.value.code == "findings_unanswered"
    assert refusal.value.facts["findings"] == [finding.number]

    draft = answering.draft_reply(finding, REPLY, actor=staff.as_coordinator)
    answering.approve_reply(draft, actor=staff.as_approver)
    with pytest.raises(DomainError):
        consultations.mark_replied(consultation, actor=staff.as_approver)

    answering.publish_reply(draft, actor=staff.as_approver)
    assert consultations.mark_replied(consultation, actor=staff.as_approver).state == ConsultationState.REPLIED


def test_a_reply_is_signed_by_another_in_both_languages_and_then_stays():
    """EN-12, EN-A13"""
    consultation, _given, staff = reported()
    finding = consultation.findings.get()
    one_sided = answering.Reply(Outcome.ACCEPTED, "We agree.", "", "Office A", "Bureau A")
    draft = answering.draft_reply(finding, one_sided, actor=staff.as_coordinator)
    with pytest.raises(LanguageGap):
        answering.approve_reply(draft, actor=staff.as_approver)
    answering.edit_reply(draft, REPLY, actor=staff.as_coordinator)
    with pytest.raises(NotPermitted):
        answering.approve_reply(draft, actor=staff.as_coordinator)
    answering.approve_reply(draft, actor=staff.as_approver)
    with pytest.raises(DomainError):
        answering.edit_reply(draft, REPLY, actor=staff.as_coordinator)
    for change in ({"reason_en": "x"}, {"outcome": "deferred"}, {"drafter": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Disposition.objects.filter(pk=draft.pk).update(**change)


def test_a_new_reply_supersedes_and_the_old_one_stays_on_record():
    consultation, _given, staff = reported()
    finding = consultation.findings.get()
    first = published_reply(finding, staff)
    second = published_reply(
        finding, staff, answering.Reply(Outcome.IN_PART, "In part.", "En partie.", "Office A", "Bureau A")
    )
    first.refresh_from_db()
    assert (first.state, second.state, second.supersedes_id) == ("superseded", "published", first.pk)
    assert Disposition.objects.filter(finding=finding, state="published").count() == 1


def test_a_reply_answers_exactly_one_thing():
    consultation, _given, staff = reported()
    finding, recommendation = consultation.findings.get(), consultation.recommendations.get()
    draft = answering.draft_reply(finding, REPLY, actor=staff.as_coordinator)
    for both in ({"recommendation": recommendation}, {"finding": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Disposition.objects.filter(pk=draft.pk).update(**both)


def test_a_recommendation_is_tied_to_a_commitment_for_good(a_commitment):
    consultation, _given, staff = reported()
    recommendation = consultation.recommendations.get()
    words = {"reason_en": "It builds them.", "reason_fr": "Il les bâtit."}
    first, second = (
        answering.tie(recommendation, a_commitment, OriginRelation.IMPLEMENTS, **words, actor=staff.as_coordinator)
        for _twice in range(2)
    )
    assert first.pk == second.pk
    for act in (
        lambda: CommitmentOrigin.objects.all().delete(),
        lambda: CommitmentOrigin.objects.update(reason_en="x"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    with pytest.raises(DomainError):
        answering.tie(
            recommendation,
            a_commitment,
            OriginRelation.PRECEDED,
            reason_en="Only English",
            reason_fr=" ",
            actor=staff.as_coordinator,
        )


def test_nothing_is_reported_before_something_is_approved(analysed, staff):
    consultation, theme = analysed
    findings.draft(consultation, theme, Stance.FOR, WORDING, actor=staff.as_analyst)
    with pytest.raises(DomainError) as refusal:
        consultations.report(consultation, actor=staff.as_approver)
    assert refusal.value.code == "nothing_approved"
    assert Finding.objects.get().state == FindingState.DRAFT


def test_a_consultation_opens_only_when_complete_and_by_a_second_person():
    from tests.factories.engagement import ConsultationFactory, frozen_paper

    staff = Staff()
    consultation = ConsultationFactory(author=staff.organizer)
    frozen_paper(consultation, staff)
    with pytest.raises(DomainError) as refusal:
        consultations.open_(consultation, actor=staff.as_approver)
    assert refusal.value.code == "not_ready"
    assert len(refusal.value.facts["blockers"]) == 2  # questions, closing date
    with pytest.raises(NotPermitted):
        consultations.open_(consultation, actor=staff.as_organizer)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(consultation).objects.filter(pk=consultation.pk).update(k_min=4)


def test_an_extension_says_publicly_why_and_reopens_what_had_closed():
    import datetime

    staff = Staff()
    consultation = open_consultation(staff)
    consultations.close(consultation, actor=staff.as_organizer)
    later = consultation.closes_day + datetime.timedelta(days=7)
    with pytest.raises(DomainError):
        consultations.extend(
            consultation, closes_day=later, reason_en="Storm", reason_fr="", actor=staff.as_coordinator
        )
    with pytest.raises(DomainError):
        consultations.extend(
            consultation,
            closes_day=consultation.closes_day,
            reason_en="Storm",
            reason_fr="Tempête",
            actor=staff.as_coordinator,
        )
    change = consultations.extend(
        consultation, closes_day=later, reason_en="Storm", reason_fr="Tempête", actor=staff.as_coordinator
    )
    consultation.refresh_from_db()
    assert (consultation.state, consultation.closes_day) == ("open", later)
    assert change.old_closes_at < change.new_closes_at == consultation.closes_at


def test_the_clock_opens_and_closes_what_was_signed(time_machine):
    import datetime

    from accounts.actors import Actor
    from tests.factories.engagement import ConsultationFactory, frozen_paper, frozen_questionnaire

    staff, clock = Staff(), Actor.system("clock")
    consultation = ConsultationFactory(author=staff.organizer)
    frozen_paper(consultation, staff)
    frozen_questionnaire(consultation, staff)
    today = periods.today()
    details = consultations.Details(
        ref=consultation.ref,
        title_en=consultation.title_en,
        title_fr=consultation.title_fr,
        purpose_en=consultation.purpose_en,
        purpose_fr=consultation.purpose_fr,
        opens_day=today + datetime.timedelta(days=2),
        closes_day=today + datetime.timedelta(days=9),
    )
    consultations.edit(consultation, details, actor=staff.as_organizer)
    assert consultations.open_(consultation, actor=staff.as_approver).state == "scheduled"
    states = []
    for days in (1, 3, 3, 11):
        time_machine.move_to(
            datetime.datetime.combine(today, datetime.time(12), datetime.UTC) + datetime.timedelta(days=days)
        )
        consultations.follow_the_clock(actor=clock)
        consultation.refresh_from_db()
        states.append(consultation.state)
    assert states == ["scheduled", "open", "open", "closed"]


def test_the_thread_verifies():
    consultation, given, staff = reported()
    published_reply(consultation.findings.get(), staff)
    assert list(verification.problems()) == []
    assert len(given) == 6
