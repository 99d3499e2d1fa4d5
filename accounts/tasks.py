"""Background work of `accounts`: sealing and anchoring the trail, forgetting sessions and answers that are over."""

from celery import shared_task

from accounts.domain import people, sealing, web_sessions
from accounts.enums import Task
from kernel import idempotency
from messaging.domain.jobs import periodic


@shared_task(name=Task.SEAL)
@periodic("accounts.seals", every=5, lease=90)
def seal() -> int:
    """Chain the entries that are finished."""
    return sealing.seal()


@shared_task(name=Task.ANCHOR)
@periodic("accounts.anchors", every=3600)
def anchor() -> int:
    """Write the newest seal where the database cannot reach it."""
    return sealing.anchor()


@shared_task(name=Task.FORGET)
@periodic("accounts.forgetting", every=3600)
def forget() -> int:
    """Delete web sessions that are over, answers older than a day and former addresses that have been told."""
    return web_sessions.forget_over() + idempotency.forget_old() + people.forget_addresses()
