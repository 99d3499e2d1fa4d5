"""Progress is reported once a period, proven, and seen by two people; nobody approves their own work (PA-2, PA-3, PA-28)."""

import datetime
import hashlib
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.models import AuditEntry
from kernel.errors import DomainError, IllegalMove, Invalid, NotPermitted, Stale
from messaging.models import Message
from partners import periods
from partners.commitment_states import EventKind, EvidenceState, Health, Label, Lifecycle, UpdateState
from partners.domain import commitment_decisions, commitment_parts, commitments, evidence, progress
from partners.domain.commitment_guards import NotReady
from partners.labels import label_of
from partners.models import Commitment, EvidenceItem, Measure, ProgressUpdate
from partners.queries import commitment_checks, commitment_facts
from tests.factories.commitments import agreed, people, proposed, proven, sent
from tests.factories.partners import OrganizationFactory
from tests.support.racing import race

pytestmark = pytest.mark.django_db
TODAY = periods.today
TROUBLE = {
    "challenges_en": "Rooms are scarce.",
    "challenges_fr": "Les salles manquent.",
    "recovery_en": "A second room is booked.",
    "recovery_fr": "Une deuxième salle est réservée.",
}
WORDS = {"narrative_en": "Twelve people.", "narrative_fr": "Douze personnes."}


@pytest.fixture
def two():
    return people()


@pytest.fixture
def writer(two):
    return two[0]


@pytest.fixture
def approver(two):
    return two[1]


@pytest.fixture
def lead(writer, approver):
    return agreed(writer, approver).obligations.get()


def present(lead):
    return periods.period_of(TODAY(), lead.commitment.reporting_months)


# ---- one report a period ----------------------------------------------------------------------------------------------


def test_the_report_of_a_period_is_started_once_and_opened_again_after_that(lead, writer):
    first = progress.draft(lead, present(lead), actor=writer)
    assert progress.draft(lead, present(lead), actor=writer) == first
    assert AuditEntry.objects.filter(verb="progress.drafted").count() == 1
    with pytest.raises(IntegrityError, match="once_a_period|UNIQUE"), transaction.atomic():
        ProgressUpdate.objects.create(
            obligation=lead, period_start=first.period_start, period_end=first.period_end, author_id=writer.user_id
        )


def test_a_period_that_has_not_begun_or_is_none_of_the_commitment_is_refused(lead, writer):
    ahead = periods.next_period(present(lead), lead.commitment.reporting_months)
    with pytest.raises(DomainError) as early:
        progress.draft(lead, ahead, actor=writer)
    with pytest.raises(Invalid) as foreign:
        progress.draft(lead, periods.period_of(TODAY(), 12), actor=writer)
    assert (early.value.code, foreign.value.field) == ("period_ahead", "period")


def test_nobody_reports_before_the_agreement_or_for_an_observer(lead, writer):
    early = proposed(writer).obligations.get()
    observer = lead
    type(observer).objects.filter(pk=observer.pk).update(role="observer")
    observer.refresh_from_db()
    for obligation in (early, observer):
        with pytest.raises(DomainError) as refusal:
            progress.draft(obligation, present(obligation), actor=writer)
        assert refusal.value.code == "not_reporting"
    assert ProgressUpdate.objects.count() == 0


def test_an_update_is_saved_as_far_as_it_goes_and_a_value_can_be_taken_out_again(lead, writer):
    update = progress.draft(lead, present(lead), actor=writer)
    measure = Measure.objects.get(commitment=lead.commitment)
    progress.write(update, actor=writer, values={measure: Decimal("12.50")}, narrative_fr="Douze.")
    update.refresh_from_db()
    assert (update.measured, update.narrative_fr) == ({str(measure.public_id): "12.5"}, "Douze.")

    progress.write(update, actor=writer, values={measure: None})

    update.refresh_from_db()
    assert (update.measured, update.narrative_fr) == ({}, "Douze.")
    fields = AuditEntry.objects.filter(verb="progress.written").order_by("-pk").first().fields
    assert fields == ["measured"]


# ---- what is sent is whole --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["en", "fr"])
def test_pa_1_an_update_in_one_language_is_not_sent(lead, writer, side):
    update = progress.draft(lead, present(lead), actor=writer)
    progress.write(update, actor=writer, **{**WORDS, f"narrative_{side}": ""})
    with pytest.raises(NotReady) as refusal:
        progress.submit(update, actor=writer)
    assert refusal.value.facts["fields"] == [f"narrative_{side}"]
    assert ProgressUpdate.objects.get().state == UpdateState.DRAFT


@pytest.mark.parametrize("health", [Health.AT_RISK, Health.OFF_TRACK])
@pytest.mark.parametrize("field", sorted(TROUBLE))
def test_pa_28_trouble_without_challenges_and_recovery_in_both_languages_is_not_sent(lead, writer, health, field):
    update = progress.draft(lead, present(lead), actor=writer)
    progress.write(update, actor=writer, health=health, **WORDS, **{**TROUBLE, field: ""})
    with pytest.raises(NotReady) as refusal:
        progress.submit(update, actor=writer)
    assert refusal.value.facts["fields"] == [field]
    with pytest.raises(IntegrityError, match="how_it_recovers"), transaction.atomic():
        ProgressUpdate.objects.filter(pk=update.pk).update(state=UpdateState.SUBMITTED)


def test_what_was_sent_stays_as_it_is_until_it_is_returned(lead, writer, approver):
    update = sent(lead, writer)
    with pytest.raises(DomainError) as refusal:
        progress.write(update, actor=writer, narrative_en="Other words.")
    assert refusal.value.code == "update_not_editable"

    progress.send_back(update, actor=approver, reason="Say how many.")
    progress.write(update, actor=writer, narrative_en="Twelve.", narrative_fr="Douze.")
    again = progress.submit(update, actor=writer)

    assert (again.state, again.return_reason, again.decided_by_id) == (UpdateState.SUBMITTED, "", None)
    assert Message.objects.filter(kind="partners.update_returned").count() == 1


# ---- two people -------------------------------------------------------------------------------------------------------


def test_pa_3_the_author_can_neither_accept_nor_return(lead, writer):
    update = sent(lead, writer)
    for act in (
        lambda: progress.accept(update, actor=writer),
        lambda: progress.send_back(update, actor=writer, reason="Mine."),
    ):
        with pytest.raises(NotPermitted) as refusal:
            act()
        assert refusal.value.code == "own_work"
    assert ProgressUpdate.objects.get().state == UpdateState.SUBMITTED
    with pytest.raises(IntegrityError, match="author_is_not_approver"), transaction.atomic():
        ProgressUpdate.objects.update(decided_by=writer.user_id)


def test_pa_3_whoever_wrote_a_part_cannot_approve_it_after_a_colleague_sent_it(lead, writer, approver):
    """A text by one person that another only saves and sends would else be approved by its own author."""
    update = progress.draft(lead, present(lead), actor=approver)
    progress.write(update, actor=approver, **WORDS)
    progress.write(update, actor=writer, narrative_en="Twelve people, in May.", same_meaning=["narrative"])
    progress.submit(update, actor=writer)
    with pytest.raises(NotPermitted) as refusal:
        progress.accept(update, actor=approver)
    assert refusal.value.code == "own_work"
    third = people()[0]
    update.refresh_from_db()
    assert update.author_id == writer.user_id
    assert progress.accept(update, actor=third).state == UpdateState.ACCEPTED


def test_opening_and_saving_without_a_change_makes_nobody_an_author(lead, writer, approver):
    update = progress.draft(lead, present(lead), actor=writer)
    progress.write(update, actor=writer, **WORDS)
    progress.write(update, actor=approver, **WORDS)
    update.refresh_from_db()
    assert (update.author_id, list(update.writers.values_list("pk", flat=True))) == (writer.user_id, [writer.user_id])


def test_a_side_that_did_not_follow_holds_the_update_back_until_somebody_says_it_still_holds(lead, writer):
    update = progress.draft(lead, present(lead), actor=writer)
    progress.write(update, actor=writer, **WORDS)
    progress.write(update, actor=writer, narrative_en="Twelve people!")
    with pytest.raises(NotReady, match="French has not followed"):
        progress.submit(update, actor=writer)
    progress.write(update, actor=writer, narrative_en="Twelve people.", same_meaning=["narrative"])
    assert progress.submit(update, actor=writer).state == UpdateState.SUBMITTED


def test_pa_3_the_platform_itself_approves_nothing(lead, writer):
    with pytest.raises(NotPermitted) as refusal:
        progress.accept(sent(lead, writer), actor=Actor.system("sweep"))
    assert refusal.value.code == "second_person_needed"


def test_a_version_sent_since_the_approver_opened_the_page_is_not_accepted_unread(lead, writer, approver):
    update = sent(lead, writer)
    seen = update.submitted_at
    progress.send_back(update, actor=approver, reason="More.")
    progress.write(update, actor=writer, narrative_en="Other.", narrative_fr="Autre.")
    progress.submit(update, actor=writer)
    with pytest.raises(Stale):
        progress.accept(update, actor=approver, seen=seen)
    assert ProgressUpdate.objects.get().state == UpdateState.SUBMITTED


def test_a_return_without_a_reason_changes_nothing(lead, writer, approver):
    update = sent(lead, writer)
    with pytest.raises(Invalid):
        progress.send_back(update, actor=approver, reason="  \n")
    assert ProgressUpdate.objects.get().state == UpdateState.SUBMITTED
    assert Message.objects.filter(kind="partners.update_returned").count() == 0


def test_accepted_is_not_yet_public_and_moves_no_label(lead, writer, approver):
    update = progress.accept(sent(lead, writer, health=Health.AT_RISK), actor=approver)
    commitment = Commitment.objects.get(pk=lead.commitment_id)
    assert (commitment.lifecycle, commitment.health) == (Lifecycle.IN_PROGRESS, "")

    progress.publish(update, actor=writer)

    commitment.refresh_from_db()
    assert commitment.health == Health.AT_RISK
    assert label_of(commitment.standing, TODAY()).label == Label.AT_RISK
    assert progress.publish(update, actor=writer).state == UpdateState.PUBLISHED
    assert commitment.history.filter(kind=EventKind.UPDATE_PUBLISHED).count() == 1


def test_an_update_of_a_commitment_that_is_not_public_stays_back(writer, approver):
    lead = agreed(writer, approver, public=False).obligations.get()
    with pytest.raises(DomainError) as refusal:
        progress.accept(sent(lead, writer), actor=approver, publish=True)
    assert refusal.value.code == "commitment_not_public"
    assert ProgressUpdate.objects.get().state == UpdateState.SUBMITTED


def test_the_worst_of_the_latest_updates_of_all_parties_is_the_health(writer, approver):
    with time_machine.travel("2026-05-04 15:00Z", tick=False):
        commitment = agreed(writer, approver)
        other = commitment_parts.add_party(
            commitment, OrganizationFactory(), actor=writer, role="contributor", text_en="Helps.", text_fr="Aide.",
            reason_en="It joined.", reason_fr="S’est joint.",
        )  # fmt: skip
        lead = commitment.obligations.get(role="lead")
    # the earlier report of the lead is the worst of all four, and no longer counts
    for moment, of_lead, of_other in (
        ("2026-06-01 15:00Z", Health.OFF_TRACK, Health.ON_TRACK),
        ("2026-11-02 15:00Z", Health.ON_TRACK, Health.AT_RISK),
    ):
        with time_machine.travel(moment, tick=False):
            for party, health in ((lead, of_lead), (other, of_other)):
                progress.accept(sent(party, writer, health=health), actor=approver, publish=True)
    commitment.refresh_from_db()
    assert commitment.health == Health.AT_RISK
    stored = {name: getattr(commitment, name) for name in commitment_facts.counted(commitment)}
    assert stored == commitment_facts.counted(commitment)
    assert commitment_checks.breaks(commitment) == []


# ---- evidence ---------------------------------------------------------------------------------------------------------


def attach(commitment, writer, **described):
    described = {"title_en": "Sheet", "title_fr": "Feuille", "captured_on": TODAY()} | described
    return evidence.attach_link(commitment, "https://example.org/a", actor=writer, **described)


def test_pa_3_evidence_is_accepted_by_neither_who_attached_nor_who_checked_it(lead, writer, approver):
    third = people()[0]
    item = attach(lead.commitment, writer)
    evidence.check(item, actor=approver)
    for actor in (writer, approver):
        with pytest.raises(NotPermitted):
            evidence.accept(item, actor=actor)
        with pytest.raises(NotPermitted):
            evidence.reject(item, actor=actor, reason="No.")
    assert evidence.accept(item, actor=third).state == EvidenceState.ACCEPTED
    with pytest.raises(IntegrityError, match="author_is_not_approver"), transaction.atomic():
        EvidenceItem.objects.update(decided_by=writer.user_id)


def test_evidence_that_nobody_opened_cannot_be_accepted(lead, writer, approver):
    with pytest.raises(IllegalMove):
        evidence.accept(attach(lead.commitment, writer), actor=approver)


def test_a_rejection_says_why_and_the_proof_stays_missing(lead, writer, approver):
    item = attach(lead.commitment, writer, measure=Measure.objects.get(commitment=lead.commitment))
    evidence.check(item, actor=writer)
    with pytest.raises(Invalid):
        evidence.reject(item, actor=approver, reason=" ")
    evidence.reject(item, actor=approver, reason="It shows another year.")
    commitment = Commitment.objects.get(pk=lead.commitment_id)
    assert (commitment.proof_missing, EvidenceItem.objects.get().rejection) == (True, "It shows another year.")


@pytest.mark.parametrize("address", ["http://example.org/a", "javascript:alert(1)", "ftp://example.org", ""])
def test_only_an_https_address_is_evidence(lead, writer, address):
    with pytest.raises(Invalid) as refusal:
        evidence.attach_link(lead.commitment, address, actor=writer, title_en="a", title_fr="b", captured_on=TODAY())
    assert refusal.value.field == "url"


def test_a_file_is_kept_under_a_name_that_tells_nothing_with_its_hash(lead, writer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    item = evidence.attach_file(
        lead.commitment, b"%PDF-1.7 x", "pdf", actor=writer, title_en="a", title_fr="b", captured_on=TODAY()
    )
    assert item.file.name == f"evidence/{item.public_id.hex[:2]}/{item.public_id.hex}"
    assert item.sha256 == hashlib.sha256(b"%PDF-1.7 x").hexdigest()
    assert item.recheck_due is None


def test_what_is_too_sensitive_for_this_service_is_refused(lead, writer, settings):
    settings.CLASSIFICATION_CEILING = "unclassified"
    with pytest.raises(Invalid) as refusal:
        attach(lead.commitment, writer, classification="protected_a")
    assert refusal.value.field == "classification"


def test_evidence_of_another_commitment_or_for_another_measure_is_refused(lead, writer, approver):
    other = agreed(writer, approver)
    for field, value in (
        ("measure", Measure.objects.get(commitment=other)),
        ("update", progress.draft(other.obligations.get(), present(lead), actor=writer)),
    ):
        with pytest.raises(Invalid) as refusal:
            attach(lead.commitment, writer, **{field: value})
        assert refusal.value.field == field


def test_a_link_that_nobody_looked_at_again_in_time_counts_no_more_until_two_people_saw_it(writer, approver):
    with time_machine.travel("2026-01-05 15:00Z", tick=False):
        commitment = agreed(writer, approver)
        item = proven(commitment, writer, approver)
    assert item.recheck_due == datetime.date(2026, 4, 5)
    with time_machine.travel("2026-04-06 15:00Z", tick=False):
        assert item.lapsed(TODAY())
        again = evidence.check(EvidenceItem.objects.get(), actor=writer)
        assert (again.state, again.recheck_due) == (EvidenceState.CHECKED, datetime.date(2026, 7, 5))
        commitment.refresh_from_db()
        assert commitment.proof_missing
        evidence.accept(again, actor=approver)
        commitment.refresh_from_db()
        assert not commitment.proof_missing


def test_a_link_that_was_looked_at_in_time_stays_accepted_with_a_new_date(writer, approver):
    with time_machine.travel("2026-01-05 15:00Z", tick=False):
        item = proven(agreed(writer, approver), writer, approver)
    with time_machine.travel("2026-04-01 15:00Z", tick=False):
        again = evidence.check(item, actor=writer)
    assert (again.state, again.recheck_due) == (EvidenceState.ACCEPTED, datetime.date(2026, 6, 30))


# ---- at the same moment -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_once_accept_once(writer, approver):
    third = people()[0]
    update = sent(agreed(writer, approver).obligations.get(), writer)

    results = race(*(lambda who=who: progress.accept(update, actor=who, publish=True) for who in (approver, third)))

    assert sorted(type(result).__name__ for result in results) == ["IllegalMove", "ProgressUpdate"]
    assert AuditEntry.objects.filter(verb="progress.accepted").count() == 1
    commitment = Commitment.objects.get()
    assert commitment.history.filter(kind=EventKind.UPDATE_PUBLISHED).count() == 1
    assert commitment_checks.breaks(commitment) == []


@pytest.mark.django_db(transaction=True)
def test_one_accepts_while_another_returns_and_one_of_them_is_told_so(writer, approver):
    third = people()[0]
    update = sent(agreed(writer, approver).obligations.get(), writer)

    results = race(
        lambda: progress.accept(update, actor=approver), lambda: progress.send_back(update, actor=third, reason="More.")
    )

    refused = {type(result).__name__ for result in results} - {"ProgressUpdate"}
    assert refused and refused <= {"IllegalMove", "Stale"}
    assert ProgressUpdate.objects.get().state in (UpdateState.ACCEPTED, UpdateState.RETURNED)


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_once_agree_once(writer, approver):
    third = people()[0]
    commitment = proposed(writer)
    decision = commitment_decisions.ask_agreement(commitment, actor=writer, method="written", agreed_on=TODAY())

    results = race(*(lambda who=who: commitment_decisions.approve(decision, actor=who) for who in (approver, third)))

    assert sorted(type(result).__name__ for result in results) == ["CommitmentDecision", "IllegalMove"]
    commitment.refresh_from_db()
    assert commitment.lifecycle == Lifecycle.AGREED
    assert commitment.history.filter(kind=EventKind.AGREED).count() == 1
    assert commitment_checks.breaks(commitment) == []


@pytest.mark.django_db(transaction=True)
def test_eight_coordinators_at_once_get_eight_references(writer):
    from tests.factories.partners import FrameworkFactory

    framework = FrameworkFactory()
    made = race(*(lambda: commitments.create(actor=writer, framework=framework) for _ in range(8)))
    year = TODAY().year
    assert sorted(row.ref for row in made) == [f"C-{year}-{number:03}" for number in range(1, 9)]
