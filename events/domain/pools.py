"""Changing seats: allotments, ceilings, caps. What a change frees is offered in the same commit."""

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import promotion, scheduling
from events.domain.capacity import Pools
from events.domain.retrying import retried
from events.enums import FIXED_STATES, Dimension, PoolKind, SeatState
from events.models import CapacityPool, Event, Group, QueueEntry, SeatLedger, SeatPool
from events.queries import standings
from kernel.errors import DomainError, Invalid
from kernel.seen import require_unchanged, shown

LONGEST_VALUE = 60
_SNAPSHOT = ("organization", "sector", "jurisdiction")
_HOLDERS = [f"{one}__{part}" for one in ("registration", "queue_entry", "offer__entry") for part in _SNAPSHOT]


class BelowUse(DomainError):
    """The cap would fall below the seats in use."""

    code = "below_use"

    def __init__(self, used: int) -> None:
        super().__init__(
            _("%(used)s seats are taken, held or set aside. The number cannot be lower.") % {"used": used},
            field="cap",
            used=used,
        )


@retried
@transaction.atomic
def add(
    event: Event,
    *,
    actor: Actor,
    kind: str,
    dimension: str,
    value: str,
    cap: int,
    guaranteed: int = 0,
    parent: CapacityPool | None = None,
    title_en: str = "",
    title_fr: str = "",
) -> CapacityPool:
    """Add an allotment or a ceiling. People who registered before keep the seats they are in (EV-3).

    A ceiling limits the whole group: seats that its people have already count in it.

    Args:
        dimension, value: the group, by keys.
        guaranteed: seats set aside for the group from the parent; allotments only.
        parent: where it hangs; the root when omitted.

    Raises:
        Invalid: a wrong value; BelowUse: the guarantee does not fit into what is free, or more
            of the group have seats than the ceiling lets; DomainError: `pool_exists`.
    """
    event = Event.objects.lock(pk=event.pk)
    pools = _held(event)
    parent = pools.rows.get(parent.pk) if parent is not None else pools.root
    _check_new(parent, kind, dimension, value, cap, guaranteed)
    try:
        with transaction.atomic():
            pool = CapacityPool.objects.create(
                event=event,
                parent=parent,
                kind=kind,
                dimension=dimension,
                value=value,
                cap=cap,
                guaranteed=guaranteed,
                title_en=title_en.strip(),
                title_fr=title_fr.strip(),
                closed=pools.root.closed,
            )
    except IntegrityError:
        raise DomainError(_("There is a pool for this group already."), code="pool_exists") from None
    pools.rows[pool.pk] = pool
    if kind == PoolKind.CEILING:
        _count_in(pools, pool)
    _write(pools)
    _have_claims_look_again(pools)
    audit.record(actor, "pool.added", pool, event=event.public_id, cap=cap, guaranteed=guaranteed)
    return pool


def seen_of(pool: CapacityPool) -> str:
    """Return the word for the numbers that a page shows of a pool now; `change` takes it back."""
    return shown(pool, ("cap", "guaranteed"))


@retried
@transaction.atomic
def change(
    pool: CapacityPool, *, actor: Actor, cap: int, guaranteed: int | None = None, seen: str = ""
) -> CapacityPool:
    """Change the cap or the guarantee of a pool; what becomes free is offered to whoever waits.

    Args:
        seen: `seen_of` when the page said what the change would do.

    Raises:
        Stale: somebody else has changed the numbers since.
        BelowUse: fewer than are in use; Invalid: out of range.
    """
    event = Event.objects.lock(pk=pool.event_id)
    pools = _held(event)
    row = pools.rows[pool.pk]
    require_unchanged(seen, seen_of(row))
    guaranteed = row.guaranteed if guaranteed is None else guaranteed
    check_change(row, cap, guaranteed)
    if (row.cap, row.guaranteed) == (cap, guaranteed):
        return row
    was = (row.cap, row.guaranteed)
    row.cap, row.guaranteed = cap, guaranteed
    row.save(update_fields=("cap", "guaranteed"))
    _write(pools)
    _have_claims_look_again(pools)
    audit.record(actor, "pool.changed", row, was_cap=was[0], cap=cap, was_guaranteed=was[1], guaranteed=guaranteed)
    promotion.promote(event, pools)
    pools.write()
    return row


@retried
@transaction.atomic
def remove(pool: CapacityPool, *, actor: Actor) -> None:
    """Remove an allotment or ceiling in which nobody ever had a seat.

    Raises:
        DomainError: `pool_used`, `pool_is_root`.
    """
    event = Event.objects.lock(pk=pool.event_id)
    pools = _held(event)
    row = pools.rows[pool.pk]
    if row.kind == PoolKind.ROOT:
        raise DomainError(_("These are all the seats of the event. Change their number instead."), code="pool_is_root")
    if not unused(event).filter(pk=row.pk).exists():
        raise DomainError(
            _("Seats of this group are or were in use. Set its number to what is used instead."), code="pool_used"
        )
    audit.record(actor, "pool.removed", row, event=event.public_id)
    row.guaranteed = 0
    _write(pools)
    del pools.rows[row.pk]
    CapacityPool.objects.filter(pk=row.pk).delete()
    promotion.promote(event, pools)
    pools.write()


def check_change(pool: CapacityPool, cap: int, guaranteed: int) -> None:
    """Refuse numbers that a pool cannot have; whether its guarantee fits into the pools above is seen when written.

    Raises:
        BelowUse: fewer than are in use; Invalid: out of range.
    """
    _check_numbers(pool.kind, scheduling.checked_seats(cap) if pool.kind == PoolKind.ROOT else cap, guaranteed)
    if cap < pool.used + pool.set_aside:
        raise BelowUse(pool.used + pool.set_aside)


def require_changeable(event: Event) -> None:
    """Refuse a change of seats once the event is over.

    Raises:
        DomainError: `event_over`.
    """
    if event.state in FIXED_STATES:
        raise DomainError(_("This event is over. It can no longer be changed."), code="event_over")


def unused(event: Event) -> QuerySet[CapacityPool]:
    """Return the groups of seats of an event that may be removed: nobody ever had a seat in them or waits in them."""
    ever = SeatPool.objects.filter(pool=OuterRef("pk"))  # under a ceiling a seat hangs nowhere else
    leaf = SeatLedger.objects.filter(leaf=OuterRef("pk"))
    waits = QueueEntry.objects.filter(leaf=OuterRef("pk"))
    inside = CapacityPool.objects.filter(parent=OuterRef("pk"))
    return event.pools.exclude(kind=PoolKind.ROOT).filter(
        ~Exists(ever), ~Exists(leaf), ~Exists(waits), ~Exists(inside), taken=0, held=0
    )


def _count_in(pools: Pools, ceiling: CapacityPool) -> None:
    """Count the seats that people of the group have already into their new ceiling."""
    above = SeatPool.objects.filter(pool=ceiling.parent_id).exclude(seat__state=SeatState.RELEASED)
    seats = list(SeatLedger.objects.filter(pk__in=above.values("seat")).select_related(*_HOLDERS, "option__invitation"))
    people = {seat.option.invitation.person_id for seat in seats if seat.option}
    asked = standings.of_people(people) if people else {}
    theirs = [seat for seat in seats if _group_of(seat, asked).belongs_to(ceiling)]
    if len(theirs) > ceiling.cap:
        raise BelowUse(len(theirs))
    SeatPool.objects.bulk_create([SeatPool(seat=seat, pool=ceiling) for seat in theirs], batch_size=500)
    for seat in theirs:
        pools.take([ceiling.pk], seat.state)


def _group_of(seat: SeatLedger, asked: dict[int, standings.Standing]) -> Group:
    """Return what placed the holder of a seat; somebody who was only asked stands where they stand now."""
    if seat.option is not None:
        invitation = seat.option.invitation
        return asked.get(invitation.person_id, standings.Standing()).group(invitation.language)
    holder = seat.registration or seat.queue_entry or (seat.offer.entry if seat.offer else None)
    assert holder is not None  # a seat that is not given back is somebody's
    return standings.group_of(holder)


def _held(event: Event) -> Pools:
    require_changeable(event)
    return Pools.lock(event.pk)


def _have_claims_look_again(pools: Pools) -> None:
    """Refuse claims that looked at the counters before this change and are not committed yet: nobody sees them here."""
    CapacityPool.objects.filter(pk=pools.root.pk).update(groups_changed=F("groups_changed") + 1)


def _write(pools: Pools) -> None:
    try:
        pools.write(closed_too=True)  # nobody new comes in here
    except DomainError:
        raise BelowUse(pools.root.used + pools.root.set_aside) from None


def _check_new(parent: CapacityPool | None, kind: str, dimension: str, value: str, cap: int, guaranteed: int) -> None:
    if parent is None or parent.kind == PoolKind.CEILING:
        raise Invalid(_("Choose where these seats come from."), code="parent_unknown", field="parent")
    if kind not in (PoolKind.ALLOTMENT, PoolKind.CEILING):
        raise Invalid(_("Choose seats for a group, or a limit on one."), code="kind_unknown", field="kind")
    if dimension not in Dimension.values or dimension == Dimension.NONE or not 0 < len(value) <= LONGEST_VALUE:
        raise Invalid(_("Choose the group."), code="group_missing", field="value")
    _check_numbers(kind, cap, guaranteed)


def _check_numbers(kind: str, cap: int, guaranteed: int) -> None:
    if not 0 <= cap <= scheduling.LARGEST:
        raise Invalid(
            _("Give a number of seats up to %(most)s.") % {"most": scheduling.LARGEST},
            code="seats_out_of_range",
            field="cap",
        )
    if not 0 <= guaranteed <= cap or (guaranteed and kind != PoolKind.ALLOTMENT):
        raise Invalid(
            _("Guarantee no more seats than the group may have."), code="guarantee_out_of_range", field="guaranteed"
        )
