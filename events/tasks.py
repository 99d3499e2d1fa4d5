"""Background work of `events`: thin, idempotent, without arguments; the rows say what is owed."""

import structlog
from celery import shared_task

from events.domain import inviting, sweeping
from events.enums import Task
from events.queries import counters
from messaging.domain.jobs import periodic

log = structlog.get_logger("jobs")


@shared_task(name=Task.SWEEP)
@periodic("waiting lists", every=60)
def sweep() -> int:
    """Expire, promote, remind, release and close whatever a deadline owes."""
    return sweeping.sweep()


@shared_task(name=Task.RECONCILE)
@periodic("counters", every=60)
def reconcile() -> int:
    """Compare every counter with the ledger and say so aloud when they differ; nothing is ever repaired silently."""
    found = counters.drift()
    for one in found:
        log.error("counter_drift", pool=one.pool, counter=one.counter, stored=one.stored, counted=one.counted)
    return len(found)


@shared_task(name=Task.RELEASE)
def release_invitations() -> int:
    """Send the invitations that are marked; woken on commit, made sure by the sweep."""
    return inviting.release_due()


@shared_task(name=Task.LINKS)
def answer_link_requests() -> int:
    """Send their link again to those who asked for it and are known."""
    return inviting.answer_link_requests()
