"""Messages whose worker died before handing them over: due again, or set aside when they kill their workers."""

from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from kernel.moves import step
from messaging.domain import settling
from messaging.enums import MOVES, MessageState
from messaging.models import Message

S = MessageState
MOST_CRASHES = 3


def free() -> int:
    """Make abandoned messages due again; return how many.

    A worker goes through its batch in order, so it died on the first message still claimed. Only that one is counted
    as having crashed a worker; after three crashes it is set aside for a person as `stuck`.
    """
    now = timezone.now()
    if not Message.objects.filter(state=S.CLAIMED, lease_until__lte=now).exists():
        return 0
    with transaction.atomic():
        rows = list(
            Message.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(state=S.CLAIMED, lease_until__lte=now)
            .order_by("lease_owner", "due_at", "id")[:500]
        )
        suspects = [next(group) for _owner, group in groupby(rows, key=lambda row: row.lease_owner)]
        innocent = [row.pk for row in rows if row not in suspects]
        Message.objects.filter(pk__in=innocent).update(state=S.DUE, lease_owner=None, lease_until=None)
        for row in suspects:
            _count_crash(row, now)
    return len(rows)


def _count_crash(row: Message, now: datetime) -> None:
    crashes = row.crashes + 1
    if crashes >= MOST_CRASHES:
        settling.settle_row(row, S.DEAD, reason="stuck", crashes=crashes)
        return
    row.state, row.crashes = step(MOVES, row.state, S.DUE), crashes
    row.due_at = now + timedelta(seconds=2**crashes)
    row.lease_owner = row.lease_until = None
    row.save(update_fields=("state", "crashes", "due_at", "lease_owner", "lease_until"))
