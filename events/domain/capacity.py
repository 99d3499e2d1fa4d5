"""The engine of seats: guarded counters in key order, a ledger beside them, releases that return what was taken.

Every write on the seats of an event goes through its root pool first, so the root is the event's mutex (EV-4).
A *new claim* inserts its rows and guards the counters in its last statement (`claim`). A *transition* (cancel,
promote, expire, accept an offer) locks the pools first (`Pools.lock`), works out the change, then writes it once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import connection
from django.db.models import Case, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from events.enums import SEAT_MOVES, PoolKind, SeatState
from events.models import CapacityPool, Group, SeatLedger, SeatPool
from kernel.errors import DomainError
from kernel.gathered import Gathered, rows_of
from kernel.moves import step

BATCH = 500
_COUNTERS = ("taken", "held", "set_aside")
_LOOKED_AT = (
    *("id", "event_id", "parent_id", "kind", "dimension", "value", "guaranteed", "cap", "closed", "groups_changed"),
    *_COUNTERS,
)


class EventFull(DomainError):
    """No seat of the kind asked for is free."""

    code = "event_full"

    def __init__(self) -> None:
        super().__init__(_("Every seat of this kind is taken. You can join the waiting list."))


class EventClosed(DomainError):
    """The event takes no more claims, whatever is free."""

    code = "event_closed"

    def __init__(self) -> None:
        super().__init__(_("This event no longer takes registrations."))


@dataclass
class Pools:
    """The counters of one event and the change worked out so far; `write` applies it, guarded and in key order."""

    event_id: int
    rows: dict[int, CapacityPool]
    locked: bool
    taken: Counter[int] = field(default_factory=Counter)
    held: Counter[int] = field(default_factory=Counter)

    @classmethod
    def read(cls, event_id: int) -> Self:
        """Look at the counters without holding them: good for a guess, never for a decision (events 5.1)."""
        return cls._of(event_id, CapacityPool.objects.filter(event_id=event_id).order_by("pk"))

    @staticmethod
    def beside(event: OuterRef) -> Gathered:
        """Return a column that carries the counters of an event in a statement about something else, for `seen`."""
        return Gathered(CapacityPool.objects.filter(event=event), _LOOKED_AT)

    @staticmethod
    def held_beside(event_id: int) -> Gathered:
        """Return the same column for one event, which holds every counter as `lock` does, for `seen(..., locked=True)`."""
        return Gathered(CapacityPool.objects.filter(event_id=event_id), _LOOKED_AT, hold=True)

    @classmethod
    def seen(cls, event_id: int, beside: Iterable[Mapping[str, Any]], *, locked: bool = False) -> Self:
        """Return the same reading as `read`, from a column of `beside`; as `lock`, from one of `held_beside`."""
        return cls._of(event_id, sorted(rows_of(CapacityPool, beside), key=lambda row: row.pk), locked=locked)

    @classmethod
    def _of(cls, event_id: int, rows: Iterable[CapacityPool], *, locked: bool = False) -> Self:
        return cls(event_id, {row.pk: row for row in rows}, locked)

    @classmethod
    def lock(cls, event_id: int) -> Self:
        """Hold every counter of the event until the transaction ends, in ascending key order (EV-4)."""
        if not connection.in_atomic_block:
            raise RuntimeError("Seats are held inside a transaction")
        return cls._of(event_id, CapacityPool.objects.lock_all(event_id=event_id), locked=True)

    @property
    def root(self) -> CapacityPool:
        """The pool of all seats."""
        return next(row for row in self.rows.values() if row.kind == PoolKind.ROOT)

    @property
    def guarantees(self) -> bool:
        """Whether some allotment reserves seats, or did, so that counters depend on one another."""
        return any(row.guaranteed or row.set_aside for row in self.rows.values())

    def leaf(self, group: Group) -> CapacityPool:
        """Return the deepest allotment whose group this is, else the root; ties go to the older pool."""
        here = self.root
        while True:
            inner = [
                row
                for row in self.rows.values()
                if row.kind == PoolKind.ALLOTMENT and row.parent_id == here.pk and group.belongs_to(row)
            ]
            if not inner:
                return here
            here = min(inner, key=lambda row: row.pk)

    def path(self, leaf: CapacityPool, group: Group) -> list[int]:
        """Return the keys of every counter a seat in `leaf` is in, ascending: ancestors and matching ceilings."""
        line: set[int] = set()
        here: int | None = leaf.pk
        while here is not None:
            line.add(here)
            here = self.rows[here].parent_id
        ceilings = {
            row.pk
            for row in self.rows.values()
            if row.kind == PoolKind.CEILING and row.parent_id in line and group.belongs_to(row)
        }
        return sorted(line | ceilings)

    def room(self, path: Iterable[int], most: int = 1, *, closed_too: bool = False) -> int:
        """Return how many more seats, up to `most`, can be had along the path, as far as this reading knows.

        Args:
            closed_too: at the door a seat may be taken although the event takes no more replies.
        """
        path = list(path)
        if not closed_too and any(self.rows[key].closed for key in path):
            return 0
        for count in range(most, 0, -1):
            if self._fits(path, count):
                return count
        return 0

    def any_room(self) -> bool:
        """Whether anybody at all could have a seat, seats set aside for groups included."""
        root = self.root
        return self._used(root.pk) < root.cap

    def aside(self) -> dict[int, int]:
        """Return what each pool would keep aside with the numbers its rows have now; empty where nothing is kept."""
        return self._set_aside({})

    def take(self, path: Iterable[int], state: str, count: int = 1) -> None:
        """Work `count` more seats along the path into the change."""
        self._counter(state).update(dict.fromkeys(path, count))

    def give_back(self, path: Iterable[int], state: str) -> None:
        """Work the return of one seat into the change."""
        self._counter(state).subtract(dict.fromkeys(path, 1))

    def write(self, *, closed_too: bool = False) -> None:
        """Apply the change to all counters in one guarded statement, all of them or none (EV-1, EV-4).

        Raises:
            EventFull: a counter has no room, or counters that were not held are no longer the same ones.
            EventClosed: a counter takes no more claims.
        """
        aside = self._set_aside_change()
        changes = {
            key: {"taken": self.taken[key], "held": self.held[key], "set_aside": aside.get(key, 0)}
            for key in sorted(self.rows)
        }
        changes = {key: change for key, change in changes.items() if any(change.values())}
        if changes:
            self._apply(changes, closed_too)
        self.taken.clear()
        self.held.clear()

    def _apply(self, changes: Mapping[int, Mapping[str, int]], closed_too: bool) -> None:
        more = {key: sum(change.values()) for key, change in changes.items()}
        guarded = self._in_order(list(changes)).filter(cap__gte=F("taken") + F("held") + F("set_aside") + _by_key(more))
        if not closed_too:
            growing = [key for key, change in changes.items() if change["taken"] + change["held"] > 0]
            guarded = guarded.exclude(closed=True, pk__in=growing)
        if not self.locked:  # a ceiling or a guarantee that came since the look would miss this seat
            guarded = guarded.filter(~Q(pk=self.root.pk) | Q(groups_changed=self.root.groups_changed))
        by_column = {name: {key: change[name] for key, change in changes.items()} for name in _COUNTERS}
        moved = {name: F(name) + _by_key(by) for name, by in by_column.items() if any(by.values())}
        if guarded.update(**moved) < len(changes):  # what did change goes with the transaction of the caller
            raise EventClosed if CapacityPool.objects.filter(pk__in=changes, closed=True).exists() else EventFull
        for key, change in changes.items():
            for name, by in change.items():
                setattr(self.rows[key], name, getattr(self.rows[key], name) + by)

    def _in_order(self, keys: list[int]) -> QuerySet[CapacityPool]:
        """Return the counters to change; those not held yet are held in ascending key order first (EV-4)."""
        rows = CapacityPool.objects.all()
        if len(keys) == 1:
            return rows.filter(pk=keys[0])
        if self.locked:
            return rows.filter(pk__in=keys)
        return rows.filter(pk__in=rows.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values("pk"))

    def _counter(self, state: str) -> Counter[int]:
        return self.taken if state == SeatState.TAKEN else self.held

    def _fits(self, path: list[int], count: int) -> bool:
        more = Counter(dict.fromkeys(path, count))
        aside = self._set_aside(more)
        return all(
            self._used(key) + more[key] + aside.get(key, self.rows[key].set_aside) <= self.rows[key].cap for key in path
        )

    def _used(self, key: int) -> int:
        return self.rows[key].used + self.taken[key] + self.held[key]

    def _set_aside(self, more: Mapping[int, int]) -> dict[int, int]:
        """Return what each parent of a guaranteeing allotment keeps aside once `more` seats are used (EV-2)."""
        if not self.guarantees:
            return {}
        aside = dict.fromkeys(self.rows, 0)
        for key in sorted(self.rows, reverse=True):  # children before parents
            row = self.rows[key]
            if row.kind != PoolKind.ALLOTMENT or row.parent_id is None:
                continue
            used = self._used(key) + more.get(key, 0)
            aside[row.parent_id] += max(row.guaranteed, used + aside[key]) - used
        return aside

    def _set_aside_change(self) -> dict[int, int]:
        if self.guarantees and not self.locked:
            raise RuntimeError("Counters that depend on one another change only while they are held")
        return {key: wanted - self.rows[key].set_aside for key, wanted in self._set_aside({}).items()}


def _by_key(numbers: Mapping[int, int]) -> Value | Case:
    """Return the number of each row in a statement about several."""
    if len(set(numbers.values())) == 1:
        return Value(next(iter(numbers.values())))
    return Case(*(When(pk=key, then=Value(number)) for key, number in numbers.items()))


@dataclass(frozen=True)
class Claim:
    """One seat wanted: for whom, in which state, counted where."""

    leaf: CapacityPool
    path: list[int]
    state: str
    holder: Mapping[str, Any]


def insert(event_id: int, claims: Iterable[Claim]) -> list[SeatLedger]:
    """Write the ledger rows of `claims`; the counters follow in `Pools.write`."""
    claims = list(claims)
    seats = SeatLedger.objects.bulk_create(
        [SeatLedger(event_id=event_id, leaf=claim.leaf, state=claim.state, **claim.holder) for claim in claims],
        batch_size=BATCH,
    )
    SeatPool.objects.bulk_create(
        [SeatPool(seat=seat, pool_id=key) for seat, claim in zip(seats, claims, strict=True) for key in claim.path],
        batch_size=BATCH,
    )
    return seats


def claim(pools: Pools, group: Group, *, state: str, closed_too: bool = False, **holder: Any) -> SeatLedger:
    """Claim one seat as the last act of a transaction: rows first, guarded counters last (RE-2).

    Args:
        pools: a reading of the event's counters, held or not.
        group: what places the holder.
        state: held or taken.
        holder: exactly one of `option`, `registration`, `offer`, `queue_entry`.

    Raises:
        EventFull, EventClosed: the guard refused; the caller's transaction or savepoint must go.
    """
    if pools.guarantees and not pools.locked:
        pools = Pools.lock(pools.event_id)
    leaf = pools.leaf(group)
    path = pools.path(leaf, group)
    (seat,) = insert(pools.event_id, [Claim(leaf, path, state, holder)])
    pools.take(path, state)
    pools.write(closed_too=closed_too)
    return seat


def paths_of(seats: Iterable[SeatLedger]) -> dict[int, list[int]]:
    """Return the counters each seat is in, as written when it was claimed (EV-3)."""
    paths: dict[int, list[int]] = {}
    for seat_id, pool_id in SeatPool.objects.filter(seat__in=list(seats)).order_by("pk").values_list("seat", "pool"):
        paths.setdefault(seat_id, []).append(pool_id)
    return paths


def release(pools: Pools, seats: Iterable[SeatLedger], reason: str) -> int:
    """Give seats back to exactly the counters they are in; the caller holds `pools` and writes them (EV-3).

    Returns:
        How many seats were given back.
    """
    seats = [seat for seat in seats if seat.state != SeatState.RELEASED]
    paths = paths_of(seats) if seats else {}
    for seat in seats:
        pools.give_back(paths[seat.pk], seat.state)
        seat.state, seat.reason = step(SEAT_MOVES, seat.state, SeatState.RELEASED), reason
    for start in range(0, len(seats), BATCH):
        keys = [seat.pk for seat in seats[start : start + BATCH]]
        SeatLedger.objects.filter(pk__in=keys).update(state=SeatState.RELEASED, reason=reason)
    return len(seats)


def hand_over(pools: Pools, seat: SeatLedger, *, state: str, **holder: Any) -> None:
    """Make a held seat somebody else's, or a taken one, without it ever being free (EV-6, EV-7)."""
    if state != seat.state:
        path = paths_of([seat])[seat.pk]
        pools.give_back(path, seat.state)
        seat.state = step(SEAT_MOVES, seat.state, state)
        pools.take(path, state)
    seat.option = seat.registration = seat.offer = seat.queue_entry = None
    for name, value in holder.items():
        setattr(seat, name, value)
    seat.save(update_fields=("state", "option", "registration", "offer", "queue_entry"))
