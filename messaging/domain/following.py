"""Asking the provider what became of messages, where its reports did not reach us (STD-26)."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from messaging import backends
from messaging.backends.base import Carrier, Unavailable
from messaging.domain import bounces
from messaging.enums import MessageState
from messaging.models import Message

QUIET = timedelta(hours=1)  # reports are given this long to come by themselves
BATCH = 200  # questions in one run, far under the provider's pace


def pull(carrier: Carrier | None = None) -> int:
    """Ask about messages sent more than an hour ago and still without an outcome; return how many have news."""
    news, now = 0, timezone.now()
    with carrier or backends.current() as used:
        window = (now - used.memory, now - QUIET)
        silent = Message.objects.filter(state=MessageState.SENT, carrier=used.name, settled_at__range=window).order_by(
            F("asked_at").asc(nulls_first=True), "settled_at", "id"
        )
        for reference in list(silent.values_list("pk", flat=True)[:BATCH]):
            try:
                outcome = used.status(reference)
            except Unavailable:
                break
            Message.objects.filter(pk=reference).update(asked_at=now)
            if outcome:
                news += bounces.report(reference, outcome)
    return news
