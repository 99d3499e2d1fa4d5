"""Recounting: do the counters of the pools still say what the ledger says? (EV-1, EV-2)"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from events.enums import PoolKind, SeatState
from events.models import CapacityPool, Event, SeatPool


@dataclass(frozen=True)
class Drift:
    """One counter that differs from the recount."""

    pool: str
    counter: str
    stored: int
    counted: int


def drift(event: Event | None = None) -> list[Drift]:
    """Return every counter that differs from a recount through the ledger; two statements.

    Args:
        event: only its pools; all events when omitted.
    """
    pools = CapacityPool.objects.order_by("pk")
    seats = SeatPool.objects.exclude(seat__state=SeatState.RELEASED)
    if event is not None:
        pools, seats = pools.filter(event=event), seats.filter(pool__event=event)
    counted: dict[int, dict[str, int]] = defaultdict(lambda: {"taken": 0, "held": 0})
    for pool, state, count in seats.order_by().values_list("pool", "seat__state").annotate(n=Count("pk")):
        counted[pool][state] = count
    rows = {row.pk: row for row in pools}
    aside: dict[int, int] = defaultdict(int)
    for key in sorted(rows, reverse=True):
        row, used = rows[key], sum(counted[key].values())
        if row.kind == PoolKind.ALLOTMENT and row.parent_id is not None:
            aside[row.parent_id] += max(row.guaranteed, used + aside[key]) - used
    return [
        Drift(str(row.public_id), name, getattr(row, name), truth)
        for key, row in rows.items()
        for name, truth in (*sorted(counted[key].items()), ("set_aside", aside[key]))
        if getattr(row, name) != truth
    ]
