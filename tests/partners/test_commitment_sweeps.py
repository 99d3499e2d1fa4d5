"""What time alone brings about: each thing on its day, once, in the zone of the house (partners 4, 6; PA-1, PA-A6)."""

import datetime
import multiprocessing
import os
import signal

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from messaging import kinds
from messaging.kinds import Suppressed
from messaging.models import Message
from partners import periods
from partners.commitment_states import EventKind, Label, Lifecycle, Reason, UpdateState
from partners.domain import commitment_parts, commitment_sweeps, commitments, milestones, progress
from partners.labels import label_of
from partners.models import Commitment, EvidenceItem, ProgressUpdate
from partners.queries import commitment_checks
from partners.queries.commitments import Wanted, narrowed, page_of
from partners.queries.orders import BOARD
from tests.factories.commitments import agreed, completed, people, proposed, proven, reported, sent

pytestmark = pytest.mark.django_db
UTC = datetime.UTC


@pytest.fixture
def two():
    return people()


def at(text):
    return time_machine.travel(datetime.datetime.fromisoformat(text).replace(tzinfo=UTC), tick=False)


def label(commitment):
    found = label_of(Commitment.objects.get(pk=commitment.pk).standing, periods.today())
    in_sql = narrowed(Commitment.objects.filter(pk=commitment.pk), Wanted(), periods.today()).get().label
    assert found.label == in_sql
    return found


# ---- overdue and at risk: derived on the day, in the zone of the house --------------------------------------------------


def test_a_milestone_is_overdue_from_the_first_minute_of_the_next_day_in_ottawa_and_nothing_is_written(two):
    with at("2026-06-01T15:00:00"):
        commitment = agreed(*two, milestone_days=9)  # June 10
        reported(commitment, *two)
    before = Commitment.objects.values().get(pk=commitment.pk)
    with at("2026-06-11T03:59:00"):  # 11:59 pm of June 10 in Ottawa
        assert label(commitment).label == Label.IN_PROGRESS
    with at("2026-06-11T04:00:00"):
        assert label(commitment).reasons == (Reason.MILESTONE_OVERDUE,)
        assert commitment_sweeps.sweep() == 0
    assert Commitment.objects.values().get(pk=commitment.pk) == before


def test_in_winter_the_day_of_the_house_begins_an_hour_later_in_utc(two):
    with at("2026-12-01T15:00:00"):
        commitment = agreed(*two, milestone_days=9)
        reported(commitment, *two)
    with at("2026-12-11T04:30:00"):
        assert label(commitment).label == Label.IN_PROGRESS
    with at("2026-12-11T05:00:00"):
        assert label(commitment).label == Label.AT_RISK


def test_an_update_that_is_not_published_thirty_days_after_its_period_puts_the_commitment_at_risk(two):
    with at("2026-05-04T15:00:00"):
        commitment = agreed(*two, milestone_days=400)
        reported(commitment, *two)  # about April to September: the next period ends in March 2027
    with at("2027-04-30T15:00:00"):
        assert label(commitment).label == Label.IN_PROGRESS
    with at("2027-05-01T15:00:00"):
        assert label(commitment).reasons == (Reason.UPDATE_OVERDUE,)
        board = page_of(Commitment.objects.all(), Wanted(), periods.today(), BOARD.first)
        assert board.rows[0].pk == commitment.pk


def test_a_milestone_that_is_met_moved_or_not_required_is_not_overdue(two):
    writer, approver = two
    with at("2026-06-01T15:00:00"):
        met, moved = (agreed(writer, approver, milestone_days=9) for _ in range(2))
        free = agreed(writer, approver, milestone_days=None)
        words = {"name_en": "a", "name_fr": "b", "reason_en": "a", "reason_fr": "b"}
        soon = datetime.date(2026, 6, 10)
        commitment_parts.add_milestone(free, soon, actor=writer, required=False, **words)
        for one in (met, moved, free):
            reported(one, writer, approver)
        milestones.meet(met.milestones.get(), actor=writer, met_on=periods.today())
        later = datetime.date(2026, 9, 1)
        milestones.reschedule(moved.milestones.get(), actor=writer, due=later, reason_en="a", reason_fr="b")
    with at("2026-06-20T15:00:00"):
        assert {label(one).label for one in (met, moved, free)} == {Label.IN_PROGRESS}
    with at("2026-09-02T15:00:00"):
        assert label(moved).reasons == (Reason.MILESTONE_OVERDUE,)


def test_pa_2_a_complete_commitment_loses_its_label_on_the_day_after_the_missed_recheck(two):
    with at("2026-01-05T15:00:00"):
        commitment = completed(*two)
    with at("2026-04-05T15:00:00"):
        assert label(commitment).label == Label.COMPLETE
    with at("2026-04-06T15:00:00"):
        found = label(commitment)
        assert (found.label, found.reasons) == (Label.NO_EVIDENCE, (Reason.EVIDENCE_STALE,))


# ---- the sweep: once, and only what is due ------------------------------------------------------------------------------


def test_a_start_date_starts_a_commitment_on_its_day_in_the_house_zone_and_only_once(two):
    with at("2026-06-01T15:00:00"):
        commitment = agreed(*two, starts_on=datetime.date(2026, 6, 10))
    with at("2026-06-10T03:59:00"):
        assert commitment_sweeps.start_due() == 0
    with at("2026-06-10T04:00:00"):
        assert [commitment_sweeps.sweep(), commitment_sweeps.sweep()] == [1, 0]
    commitment.refresh_from_db()
    assert (commitment.lifecycle, commitment.started_on) == (Lifecycle.IN_PROGRESS, datetime.date(2026, 6, 10))
    assert commitment.history.filter(kind=EventKind.STARTED).count() == 1


def test_a_planned_release_and_a_planned_update_become_public_in_their_minute_and_once(two):
    writer, approver = two
    with at("2026-06-01T15:00:00"):
        hidden = proposed(writer)
        commitments.schedule_release(hidden, actor=writer, at=timezone.now() + datetime.timedelta(hours=1))
        update = progress.accept(sent(agreed(writer, approver).obligations.get(), writer), actor=approver)
        progress.schedule(update, actor=writer, at=timezone.now() + datetime.timedelta(hours=1))
    with at("2026-06-01T15:59:59"):
        assert commitment_sweeps.sweep() == 0
    with at("2026-06-01T16:00:00"):
        assert [commitment_sweeps.sweep(), commitment_sweeps.sweep()] == [2, 0]
    assert Commitment.objects.get(pk=hidden.pk).published_at == datetime.datetime(2026, 6, 1, 16, tzinfo=UTC)
    assert ProgressUpdate.objects.get().state == UpdateState.PUBLISHED


def test_a_release_whose_gate_has_closed_since_stays_back_and_holds_up_no_other(two):
    writer, _approver = two
    with at("2026-06-01T15:00:00"):
        broken, whole = proposed(writer), proposed(writer)
        for one in (broken, whole):
            commitments.schedule_release(one, actor=writer, at=timezone.now() + datetime.timedelta(hours=1))
        broken.measures.update(name_fr="")
    with at("2026-06-01T17:00:00"):
        assert commitment_sweeps.release_due() == 1
        published = dict(Commitment.objects.values_list("pk", "published_at"))
    assert published[broken.pk] is None and published[whole.pk] is not None


def reminders(kind):
    return Message.objects.filter(kind=kind).count()


def test_the_owner_is_reminded_of_each_partys_update_once_a_period_from_a_week_before(two):
    with at("2026-05-04T15:00:00"):
        commitment = agreed(*two, milestone_days=400)
        reported(commitment, *two)
    with at("2027-04-22T15:00:00"):
        commitment_sweeps.sweep()
        assert reminders("partners.update_due") == 0
    with at("2027-04-23T15:00:00"):
        assert [commitment_sweeps.sweep(), commitment_sweeps.sweep()] == [1, 0]
    with at("2027-06-01T15:00:00"):
        assert commitment_sweeps.sweep() == 0
    assert reminders("partners.update_due") == 1


def test_a_reminder_whose_update_was_published_meanwhile_is_not_sent(two):
    writer, approver = two
    with at("2026-05-04T15:00:00"):
        commitment = agreed(writer, approver, milestone_days=800)
        reported(commitment, writer, approver)
    with at("2027-04-23T15:00:00"):
        commitment_sweeps.sweep()
        message = Message.objects.get(kind="partners.update_due")
        compose = kinds.get("partners.update_due").compose
        words = compose(message.about, message.to, "fr")
        assert "avril" in words.text or "octobre" in words.text
        reported(commitment, writer, approver, period=periods.period_of(datetime.date(2027, 3, 1), 6))
        assert compose(message.about, message.to, "fr") == Suppressed("no_longer_owed")


def test_the_owner_is_reminded_once_to_look_at_evidence_again_and_once_more_for_the_next_date(two):
    writer, approver = two
    with at("2026-01-05T15:00:00"):
        commitment = agreed(writer, approver, milestone_days=700)
        item = proven(commitment, writer, approver)
    with at("2026-03-28T15:00:00"):
        commitment_sweeps.remind_of_evidence()
        assert reminders("partners.evidence_due") == 0
    with at("2026-03-29T15:00:00"):
        assert [commitment_sweeps.remind_of_evidence() for _ in range(2)] == [1, 0]
        from partners.domain import evidence

        evidence.check(EvidenceItem.objects.get(pk=item.pk), actor=writer)
    with at("2026-06-25T15:00:00"):
        assert [commitment_sweeps.remind_of_evidence() for _ in range(2)] == [1, 0]


def test_what_was_reminded_of_before_hides_nothing_that_comes_after_it(two, monkeypatch):
    monkeypatch.setattr(commitment_sweeps, "BATCH", 2)
    with at("2026-05-04T15:00:00"):
        for _ in range(3):
            reported(agreed(*two, milestone_days=400), *two)
    with at("2027-04-23T15:00:00"):
        assert commitment_sweeps.remind_of_updates() == 3
    with at("2026-05-04T15:00:00"):
        reported(agreed(*two, milestone_days=400), *two)
    with at("2027-04-24T15:00:00"):
        assert commitment_sweeps.remind_of_updates() == 1


def test_nobody_is_reminded_who_has_left(two):
    with at("2026-05-04T15:00:00"):
        reported(agreed(*two, milestone_days=400), *two)
    User.objects.update(is_active=False)
    with at("2027-04-23T15:00:00"):
        assert commitment_sweeps.sweep() == 0


@pytest.mark.parametrize("rows", [1, 4])
def test_reminding_costs_the_same_whatever_the_number_of_commitments(two, rows, django_assert_max_num_queries):
    with at("2026-05-04T15:00:00"):
        for _ in range(rows):
            reported(agreed(*two, milestone_days=400), *two)
    with at("2027-04-23T15:00:00"):
        commitment_sweeps.remind_of_updates()
        with django_assert_max_num_queries(5):
            assert commitment_sweeps.remind_of_updates() == 0


# ---- PA-A6: a killed worker flips both languages or neither --------------------------------------------------------------


def killed_at(write, sweep):
    """Sweep in a process that is killed just before its n-th write; tell whether it lived."""

    def life():
        connections.close_all()
        seen = 0

        def strike(execute, sql, params, many, context):
            nonlocal seen
            if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
                seen += 1
                if seen == write:
                    os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(strike):
            sweep()
        os._exit(0)

    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=life)
    process.start()
    process.join(60)
    return process.exitcode == 0


@pytest.mark.django_db(transaction=True)
def test_pa_a6_a_scheduled_release_flips_both_languages_or_neither_under_a_killed_worker(client):
    writer, _approver = people()
    commitment = proposed(writer)
    commitments.schedule_release(commitment, actor=writer, at=timezone.now() + datetime.timedelta(seconds=1))
    Commitment.objects.update(publish_at=timezone.now() - datetime.timedelta(seconds=1))
    pages = [f"/{way}/{commitment.public_id}/" for way in ("en/commitments", "fr/engagements")]

    deaths, lived = 0, False
    while not lived:
        lived = killed_at(deaths + 1, commitment_sweeps.release_due)
        seen = {client.get(page).status_code for page in pages}
        events = commitment.history.filter(kind=EventKind.RELEASED).count()
        assert (seen, events) == (({200}, 1) if lived else ({404}, 0)), f"killed at write {deaths + 1}"
        deaths += not lived
        assert deaths < 30

    assert deaths >= 3, "the release wrote less than it should: the kills proved nothing"
    assert commitment_checks.breaks(Commitment.objects.get()) == []


@pytest.mark.django_db(transaction=True)
def test_pa_a6_a_planned_update_is_read_in_both_languages_or_neither_under_a_killed_worker(client):
    writer, approver = people()
    commitment = agreed(writer, approver)
    update = progress.accept(sent(commitment.obligations.get(), writer), actor=approver)
    progress.schedule(update, actor=writer, at=timezone.now() + datetime.timedelta(seconds=1))
    ProgressUpdate.objects.update(publish_at=timezone.now() - datetime.timedelta(seconds=1))
    pages = {
        f"/en/commitments/{commitment.public_id}/": update.narrative_en,
        f"/fr/engagements/{commitment.public_id}/": update.narrative_fr,
    }

    deaths, lived = 0, False
    while not lived:
        lived = killed_at(deaths + 1, commitment_sweeps.publish_due)
        seen = {text in client.get(page).content.decode() for page, text in pages.items()}
        assert seen == {lived}, f"killed at write {deaths + 1}"
        deaths += not lived
        assert deaths < 30

    assert deaths >= 3, "publishing wrote less than it should: the kills proved nothing"
    assert commitment_checks.breaks(Commitment.objects.get()) == []
