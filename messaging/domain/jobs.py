"""Periodic jobs: each takes its own lease, says what a missed run means, and leaves its last success for health.

How an app writes a sweep (reliability 3.16)::

    # events/tasks.py
    @shared_task(name=Task.SWEEP)
    @periodic("waiting lists", every=60)
    def sweep() -> int:
        \"\"\"Promote whoever can be promoted.\"\"\"
        return waiting_list.promote_all()

`every` is the interval of the beat schedule in seconds. The function returns how many things it did, or nothing.
Two beats, or a run that overlaps the next, are harmless: the second finds the lease taken and returns.
`missed` says what follows when the platform stood still for longer than one interval:

- `once` (the default): one run makes up for all; right for every job that drains what is due.
- `skip`: a missed run is not made up; the first tick after the pause only sets the plan anew.
- `catch_up`: one run for each missed interval, oldest first; the function takes the planned time as `planned_at`.

A job whose rows are leased one by one may run beside itself: `exclusive=False` takes no lease of its own, so that a
run whose worker was killed holds up none of the next (R5).

A job that raises keeps its plan, counts as failed, and shows red once its last success is three intervals old.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Literal, ParamSpec

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from messaging.models import JobRun

log = structlog.get_logger("jobs")
P = ParamSpec("P")

Missed = Literal["once", "skip", "catch_up"]
LEASE = 90  # seconds: above the hard limit of an ordinary task
MOST_AT_ONCE = 100  # missed intervals made up in one run
TOO_OLD = 3  # intervals without success that turn a job red


@dataclass(frozen=True)
class Job:
    """A declared job.

    Attributes:
        name: shown to operators and in the beat schedule, such as `waiting lists`.
        every: seconds between two runs.
        missed: what a missed run means.
        lease: seconds the lease holds; above the hard limit of the task.
        exclusive: whether two runs at once must not be.
    """

    name: str
    every: int
    missed: Missed = "once"
    lease: int = LEASE
    exclusive: bool = True


_jobs: dict[str, Job] = {}


def declared() -> list[Job]:
    """Return every job declared in code, by name."""
    return [_jobs[name] for name in sorted(_jobs)]


def periodic(
    name: str, every: int, missed: Missed = "once", *, lease: int = LEASE, exclusive: bool = True
) -> Callable[[Callable[..., int | None]], Callable[..., int]]:
    """Declare the body of a periodic task; see the module for an example.

    Args:
        name: unique name for operators.
        every: seconds between two runs, as in the beat schedule.
        missed: what a missed run means.
        lease: seconds after which another process may take over; above the task's hard time limit.
        exclusive: False for a job that may run beside itself; only with `once`.

    Returns:
        A decorator. The decorated function returns what the runs did, 0 when another process holds the lease.
    """
    job = Job(name, every, missed, lease, exclusive)
    if not exclusive and missed != "once":
        raise ValueError(f"job {name} keeps to a plan, so it cannot run beside itself")
    if name in _jobs and _jobs[name] != job:
        raise ValueError(f"job {name} is declared twice")
    _jobs[name] = job

    def declare(body: Callable[..., int | None]) -> Callable[..., int]:
        @wraps(body)
        def run_when_free() -> int:
            owner = take(job) if job.exclusive else _begin(job)
            return 0 if owner is None else _run(job, owner, body)

        run_when_free.job = job  # type: ignore[attr-defined]  # so that the beat schedule can be held against it
        return run_when_free

    return declare


def take(job: Job, *, now: datetime | None = None) -> str | None:
    """Take the job's lease by one conditional statement; return its owner's mark, or None when it is taken."""
    now, owner = now or timezone.now(), secrets.token_hex(8)
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    lease = {"lease_owner": owner, "lease_until": now + timedelta(seconds=job.lease), "started_at": now}
    with transaction.atomic():
        if JobRun.objects.filter(free, name=job.name).update(**lease):
            return owner
        JobRun.objects.bulk_create([JobRun(name=job.name, planned_at=now, **lease)], ignore_conflicts=True)
        return owner if JobRun.objects.filter(name=job.name, lease_owner=owner).exists() else None


def _begin(job: Job) -> str:
    """Note that a run began, without taking anything; return the mark of nobody."""
    now = timezone.now()
    if not JobRun.objects.filter(name=job.name).update(started_at=now):
        JobRun.objects.bulk_create([JobRun(name=job.name, started_at=now)], ignore_conflicts=True)
    return ""


def _run(job: Job, owner: str, body: Callable[..., int | None]) -> int:
    """Run what is due under the lease and write down how it went."""
    done = 0
    try:
        for planned_at in _due(job):
            done += (body(planned_at=planned_at) if job.missed == "catch_up" else body()) or 0
            _plan_next(job, owner, planned_at)
    except Exception as error:
        _finish(job, owner, error=type(error).__name__, failed=F("failed") + 1)
        log.error("job_failed", job=job.name, error=type(error).__name__)
        raise
    _finish(job, owner, last_success_at=timezone.now(), done=done, failed=0, error="")
    return done


def _due(job: Job) -> list[datetime]:
    """Return the planned times to run now, in order; empty when this tick only follows a pause or comes too early."""
    now, every = timezone.now(), timedelta(seconds=job.every)
    if job.missed == "once":
        return [now]
    planned = JobRun.objects.values_list("planned_at", flat=True).get(name=job.name) or now
    if now < planned - every / 2:
        return []  # a second beat
    if job.missed == "catch_up":
        count = min(int((now - planned + every / 2) / every) + 1, MOST_AT_ONCE)
        return [planned + every * step for step in range(count)]
    if now >= planned + every:
        JobRun.objects.filter(name=job.name).update(planned_at=now + every)
        return []
    return [now]


def _plan_next(job: Job, owner: str, planned_at: datetime) -> None:
    if job.missed != "once":
        next_at = planned_at + timedelta(seconds=job.every)
        JobRun.objects.filter(name=job.name, lease_owner=owner).update(planned_at=next_at)


def _finish(job: Job, owner: str, **fields: object) -> None:
    JobRun.objects.filter(name=job.name, lease_owner=owner or None).update(
        lease_owner=None, lease_until=None, finished_at=timezone.now(), **fields
    )
