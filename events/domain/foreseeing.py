"""What another number of seats would do, worked out from the counters before anything is written (screens 4)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.domain import pools
from events.domain.capacity import Pools
from events.enums import ADMITTING, InvitationState, OptionState, PoolKind, QueueState, SeatState
from events.models import CapacityPool, Event, InvitationOption, QueueEntry, SeatLedger, SeatPool
from kernel.errors import DomainError, Invalid


@dataclass(frozen=True)
class Figures:
    """The counters of one pool at one moment."""

    cap: int
    taken: int
    held: int
    set_aside: int

    @classmethod
    def of(cls, pool: CapacityPool) -> Self:
        """Return the counters of a pool as they stand."""
        return cls(pool.cap, pool.taken, pool.held, pool.set_aside)

    @property
    def free(self) -> int:
        """Seats that anybody of the group may still have."""
        return max(0, self.cap - self.in_use)

    @property
    def in_use(self) -> int:
        """Seats below which the cap cannot go."""
        return self.taken + self.held + self.set_aside


@dataclass(frozen=True)
class Held:
    """For whom seats of a pool are held, and when the first of them may come back by themselves.

    Attributes:
        invited: held for people who have not replied; `reply_by`: the first of their deadlines.
        offered: held by offers from the waiting list; `expires_at`: the first to lapse.
        collected: kept for a party until it fits.
    """

    invited: int
    reply_by: datetime | None
    offered: int
    expires_at: datetime | None
    collected: int


@dataclass(frozen=True)
class Foreseen:
    """What a change would do.

    Attributes:
        before, after: the counters of the pool.
        above: before and after for the pool it lies in; none where nothing moves there.
        refusal: why it cannot be done; then `after` is as before.
        held: who seats are held for, told where it is refused.
        waiting: people and parties on the waiting list of the event.
        offered: at most so many of them are offered a seat at once.
        without_seat: invited to the event, not replied, and no seat is held for them.
        wider: groups inside that could have more seats than there would be.
    """

    before: Figures
    after: Figures
    above: tuple[Figures, Figures] | None
    refusal: DomainError | None
    held: Held | None
    waiting: int
    offered: int
    without_seat: int
    wider: list[CapacityPool]


def change(pool: CapacityPool, *, cap: int, guaranteed: int | None = None) -> Foreseen:
    """Return what `pools.change` would do with the same numbers, without holding or writing anything.

    A hint for whoever decides: the change itself looks again, under its locks.
    """
    event, counters = pool.event, Pools.read(pool.event_id)
    row = counters.rows[pool.pk]
    before = {key: Figures.of(one) for key, one in counters.rows.items()}
    guaranteed = row.guaranteed if guaranteed is None else guaranteed
    refusal: DomainError | None = None
    after = before
    try:
        pools.require_changeable(event)
        pools.check_change(row, cap, guaranteed)
        row.cap, row.guaranteed = cap, guaranteed
        after = _after(counters, before)
    except DomainError as refused:
        refusal = refused
    waits = QueueEntry.objects.filter(event=event, state=QueueState.WAITING).count()
    root = counters.root.pk
    more = max(after[root].free - before[root].free, after[row.pk].free - before[row.pk].free, 0)
    admits = event.state in ADMITTING and not row.closed and not counters.root.closed
    above = row.parent_id if row.parent_id and before[row.parent_id] != after[row.parent_id] else None
    return Foreseen(
        before=before[row.pk],
        after=after[row.pk],
        above=(before[above], after[above]) if above else None,
        refusal=refusal,
        held=_held(row) if isinstance(refusal, pools.BelowUse) else None,
        waiting=waits,
        offered=min(waits, more, after[root].free) if admits else 0,
        without_seat=_without_seat(event) if row.kind == PoolKind.ROOT else 0,
        wider=[one for one in counters.rows.values() if one.parent_id == row.pk and one.cap > cap]
        if refusal is None and cap < before[row.pk].cap
        else [],
    )


def _after(counters: Pools, before: dict[int, Figures]) -> dict[int, Figures]:
    """Return the counters with the new numbers; refuse where they no longer fit."""
    aside = counters.aside()
    found = {
        key: replace(one, cap=counters.rows[key].cap, set_aside=aside.get(key, one.set_aside))
        for key, one in before.items()
    }
    if any(one.in_use > one.cap for one in found.values()):
        raise Invalid(_("Not so many seats are free where these come from."), code="below_use", field="guaranteed")
    return found


def _held(pool: CapacityPool) -> Held:
    """Return for whom the held seats of a pool are, in one statement."""
    seats = SeatPool.objects.filter(pool=pool, seat__state=SeatState.HELD).aggregate(
        invited=Count("pk", filter=Q(seat__option__isnull=False)),
        reply_by=Min("seat__option__invitation__reply_by"),
        offered=Count("pk", filter=Q(seat__offer__isnull=False)),
        expires_at=Min("seat__offer__expires_at"),
        collected=Count("pk", filter=Q(seat__queue_entry__isnull=False)),
    )
    return Held(**seats)


def _without_seat(event: Event) -> int:
    holds = SeatLedger.objects.filter(option=OuterRef("pk"), state=SeatState.HELD)
    asked = InvitationOption.objects.filter(
        ~Exists(holds),
        event=event,
        state=OptionState.OFFERED,
        invitation__reply_by__gt=timezone.now(),
        invitation__state__in=(InvitationState.RELEASED, InvitationState.ANSWERED),
    )
    return asked.count()
