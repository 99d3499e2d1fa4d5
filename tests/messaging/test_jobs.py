"""Periodic jobs: one at a time, each missed run with its declared meaning, the last success kept (reliability 3.16)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from messaging.domain import jobs
from messaging.models import JobRun

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(jobs, "_jobs", {})


def declare(body, **options):
    return jobs.periodic("test.job", options.pop("every", 60), **options)(body)


def test_a_good_run_leaves_what_it_did_and_when():
    run = declare(lambda: 7)

    with time_machine.travel(NOON, tick=False):
        assert run() == 7

    row = JobRun.objects.get(name="test.job")
    assert (row.last_success_at, row.done, row.failed, row.lease_owner) == (NOON, 7, 0, None)


def test_a_second_run_finds_the_lease_taken_and_does_nothing():
    seen = []
    run = declare(lambda: seen.append("inner") or seen.extend(["second"] if run() else []))

    run()

    assert seen == ["inner"]


def test_a_lease_that_ran_out_is_taken_over_and_its_late_holder_writes_nothing():
    job = jobs.Job("test.job", 60)
    with time_machine.travel(NOON, tick=False):
        first = jobs.take(job)
        assert jobs.take(job) is None
    with time_machine.travel(NOON + timedelta(seconds=job.lease), tick=False):
        second = jobs.take(job)
        jobs._finish(job, first, done=99)

    row = JobRun.objects.get(name="test.job")
    assert (row.lease_owner, row.done) == (second, 0)


def test_a_failure_is_counted_named_by_type_and_raised():
    def fail():
        raise ValueError("alice@example.org")

    run = declare(fail)
    for _try in range(2):
        with pytest.raises(ValueError, match="alice"):
            run()

    row = JobRun.objects.get(name="test.job")
    assert (row.failed, row.error, row.last_success_at, row.lease_owner) == (2, "ValueError", None, None)


@pytest.mark.parametrize(
    ("missed", "ran_after_three_missed_hours"),
    [("once", 1), ("skip", 0), ("catch_up", 4)],
)
def test_a_pause_means_what_the_job_declares(missed, ran_after_three_missed_hours):
    runs = []
    run = declare(lambda planned_at=None: runs.append(planned_at), every=3600, missed=missed)
    with time_machine.travel(NOON, tick=False):
        run()
    runs.clear()

    with time_machine.travel(NOON + timedelta(hours=4), tick=False):
        run()
    assert len(runs) == ran_after_three_missed_hours
    if missed == "catch_up":
        assert runs == [NOON + timedelta(hours=hour) for hour in (1, 2, 3, 4)]

    runs.clear()
    with time_machine.travel(NOON + timedelta(hours=5), tick=False):
        run()
    assert len(runs) == 1


@pytest.mark.parametrize("missed", ["skip", "catch_up"])
def test_a_second_beat_gives_no_second_run(missed):
    runs = []
    run = declare(lambda planned_at=None: runs.append(planned_at), every=3600, missed=missed)

    with time_machine.travel(NOON, tick=False):
        run()
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        run()

    assert len(runs) == 1


def test_a_job_that_may_run_beside_itself_is_held_up_by_nobody():
    seen = []
    run = declare(lambda: seen.append(1) or (run() if len(seen) < 2 else 7), exclusive=False)

    assert run() == 7
    row = JobRun.objects.get(name="test.job")
    assert (len(seen), row.done, row.lease_owner, row.failed) == (2, 7, None, 0)
    assert row.last_success_at is not None


def test_a_job_that_keeps_to_a_plan_cannot_run_beside_itself():
    with pytest.raises(ValueError, match="beside itself"):
        declare(lambda: 0, missed="skip", exclusive=False)


def test_one_name_cannot_mean_two_jobs():
    declare(lambda: 0)

    with pytest.raises(ValueError, match="declared twice"):
        declare(lambda: 0, every=10)
