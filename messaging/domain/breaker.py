"""The breaker of a provider: after it was away, leave it alone for a while, then try with a single message."""

import random
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from messaging.models import CarrierState

log = structlog.get_logger("messages")
FIRST_PAUSE = 5  # seconds; doubles with each failure in a row
LONGEST_PAUSE = 300
PROBE = 1  # messages tried after a pause


def allowance(carrier: str, batch: int, *, now: datetime | None = None) -> int:
    """Return how many messages may be tried now: none while the breaker is open, one after a failure, else a batch."""
    state = CarrierState.objects.filter(pk=carrier).first()
    if state is None or (state.failures == 0 and state.open_until is None):
        return batch
    if state.open_until is not None and state.open_until > (now or timezone.now()):
        return 0
    return PROBE if state.failures else batch


def trip(carrier: str, code: str, *, retry_after: float | None = None, failure: bool = True) -> datetime:
    """Leave the provider alone for a while and return until when.

    Args:
        carrier: its name.
        code: why, for the log.
        retry_after: seconds the provider asked for.
        failure: False when it is well and only asked us to slow down.
    """
    with transaction.atomic():
        CarrierState.objects.bulk_create([CarrierState(name=carrier)], ignore_conflicts=True)
        state = CarrierState.objects.select_for_update().get(pk=carrier)
        state.failures = min(state.failures + 1, 1000) if failure else 0
        doubling = min(FIRST_PAUSE * 2 ** min(max(state.failures - 1, 0), 10), LONGEST_PAUSE)
        pause = retry_after or doubling * random.uniform(0.8, 1.2)
        state.open_until = timezone.now() + timedelta(seconds=pause)
        state.save(update_fields=("failures", "open_until", "changed_at"))
    log.warning("carrier_paused", kind=carrier, code=code, attempt=state.failures)
    return state.open_until


def heal(carrier: str) -> None:
    """Forget the failures once the provider has answered."""
    if CarrierState.objects.filter(pk=carrier).exclude(failures=0, open_until=None).update(failures=0, open_until=None):
        log.info("carrier_back", kind=carrier)
