"""The platform's Celery application with short leases, and a kind of message to deliver; for the kill tests only.

    celery -A tests.chaos.hurried worker

Everything keeps its proportion: a lease is longer than the hard limit of the task that holds it, and the provider is
asked later than it shows what it took. `CHAOS_CONTROL=1` takes away the look-up: what fell silent is sent again.
"""

import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402 - the platform is set up first

from config.celery import app  # noqa: E402 - the platform is set up first
from messaging import kinds  # noqa: E402 - the platform is set up first
from messaging.backends import base, notify, smtp  # noqa: E402 - the platform is set up first
from messaging.domain import breaker, claiming, delivery, outbox, settling  # noqa: E402 - the platform is set up first
from messaging.kinds import Composed, MessageKind  # noqa: E402 - the platform is set up first
from messaging.models import CalendarEntry  # noqa: E402 - the platform is set up first

__all__ = ["CalendarEntry", "app", "outbox", "transaction"]

LEASE, DISPLAY_DELAY = 6, 1.0

claiming.LEASE = timedelta(seconds=LEASE)
delivery.BUDGET = 2
settling.FIRST_BACKOFF, settling.LONGEST_BACKOFF = 0.2, 1
breaker.FIRST_PAUSE, breaker.LONGEST_PAUSE = 0.2, 1
notify.TIMEOUT, smtp.TIMEOUT = (1, 1), 1
notify.NotifyCarrier.display_delay = timedelta(seconds=2 * DISPLAY_DELAY)
notify.PACE = type(notify.PACE)("chaos", allowed=10**9, per=60)
app.conf.task_soft_time_limit, app.conf.task_time_limit = 4, 5
app.conf.beat_schedule = {
    "messages": {"task": "messaging.tasks.sweep", "schedule": float(os.environ.get("CHAOS_SWEEP", "1"))}
}
app.conf.broker_transport_options = {**app.conf.broker_transport_options, "visibility_timeout": 20}


@kinds.register("chaos.note")
class ChaosNote(MessageKind):
    """A message with nothing in it but its number."""

    purpose = "service"

    def compose(self, about, to, language):
        return Composed(f"person{to.int}@example.org", f"Note {to.int}", "Hello.\n", language=language)


def forget_to_ask(self, reference):
    """The control: as if leases alone were enough."""
    return "absent"


if os.environ.get("CHAOS_CONTROL"):
    for carrier in (base.Carrier, notify.NotifyCarrier):
        carrier.find = forget_to_ask
