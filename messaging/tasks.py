"""Background work of `messaging`: thin, idempotent, without arguments; the rows say what is owed."""

from celery import shared_task

from kernel.queue import Gathering, call
from messaging import backends
from messaging.domain import abandoned, delivery, following, tidying
from messaging.domain.jobs import periodic
from messaging.enums import Task


@shared_task(name=Task.DELIVER, base=Gathering)
def deliver_due() -> int:
    """Drain the outbox; woken on commit, so many may run at once."""
    return _drain() if backends.chosen() else 0


@shared_task(name=Task.SWEEP)
@periodic("messages", every=10, exclusive=False)
def sweep() -> int:
    """Take up what dead workers left, ask about what is ambiguous, and deliver what no nudge announced (RE-5)."""
    abandoned.free()
    if not backends.chosen():
        return 0
    return delivery.ask() + _drain()


def _drain() -> int:
    return delivery.drain(call_another=lambda: call(Task.DELIVER))


@shared_task(name=Task.PULL)
@periodic("message reports", every=3600)
def pull_statuses() -> int:
    """Ask the provider what became of messages about which no report has come (STD-26)."""
    return following.pull() if backends.chosen() else 0


@shared_task(name=Task.TIDY)
@periodic("message tidying", every=86400)
def tidy() -> int:
    """Forget to which address settled messages went, once bounces have come."""
    return tidying.forget_addresses()
