"""Seats: what the counters say, what the ledger says, and what the people were told."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from config.verification.finding import Found
from events.enums import SEATED, OfferState, OptionState, QueueState, SeatState
from events.models import CapacityPool, Offer, QueueEntry, Registration, SeatLedger, SeatPool
from events.queries import counters as recount

_LIVE = ~Q(state=SeatState.RELEASED)


def counters() -> Found:
    """Recount every pool through the ledger (EV-1, EV-2)."""
    found = Found("counters", rows=CapacityPool.objects.count())
    found.problems = [f"events.CapacityPool {drift.pool} {drift.counter}" for drift in recount.drift()]
    return found


def ledgers() -> Found:
    """Look whether each seat is somebody's who may have it, and everybody with a seat has one (EV-3, EV-6)."""
    found = Found("ledgers", rows=SeatLedger.objects.count())
    for code, seats in (
        ("taken_by_nobody_seated", _taken_by_nobody_seated()),
        ("held_for_nobody", _held_for_nobody()),
        ("event_of_another_pool", SeatLedger.objects.exclude(leaf__event=F("event"))),
        ("not_in_its_pool", SeatLedger.objects.filter(~Exists(_counted_in("leaf")))),
        ("not_in_the_pool_above", _not_in_the_pool_above()),
    ):
        found.problems += [f"{SeatLedger._meta.label} {key} {code}" for key in _keys(seats)]
    without = Registration.objects.filter(state__in=sorted(SEATED)).exclude(seats__state=SeatState.TAKEN)
    for registration in without.order_by("pk").iterator(500):
        found.against(registration, "seated_without_a_seat")
    return found


def _keys(seats: QuerySet[SeatLedger]) -> Iterator[int]:
    return seats.order_by("pk").values_list("pk", flat=True).iterator(500)


def _taken_by_nobody_seated() -> QuerySet[SeatLedger]:
    return SeatLedger.objects.filter(state=SeatState.TAKEN).exclude(registration__state__in=sorted(SEATED))


def _held_for_nobody() -> QuerySet[SeatLedger]:
    waiting = Q(option__state=OptionState.OFFERED) | Q(offer__state=OfferState.MADE)
    waiting |= Q(registration__state__in=sorted(SEATED)) | Q(queue_entry__state=QueueState.OFFERED)
    return SeatLedger.objects.filter(state=SeatState.HELD).exclude(pk__in=SeatLedger.objects.filter(waiting))


def _counted_in(pool: str) -> QuerySet[SeatPool]:
    return SeatPool.objects.filter(seat=OuterRef("pk"), pool=OuterRef(pool))


def _not_in_the_pool_above() -> QuerySet[SeatLedger]:
    above = SeatPool.objects.filter(seat=OuterRef("seat"), pool=OuterRef("pool__parent"))
    gaps = SeatPool.objects.filter(pool__parent__isnull=False).filter(~Exists(above))
    return SeatLedger.objects.filter(pk__in=gaps.values("seat"))


def waiting_lists() -> Found:
    """Look whether who was told of an offer has one, and nobody has an offer without being told (EV-7)."""
    found = Found("waiting_lists", rows=QueueEntry.objects.count())
    entries = QueueEntry.objects.annotate(open_offers=Count("offers", filter=Q(offers__state=OfferState.MADE)))
    for entry in entries.filter(state=QueueState.OFFERED, open_offers=0).order_by("pk").iterator(500):
        found.against(entry, "offered_without_an_offer")
    for offer in Offer.objects.filter(state=OfferState.MADE).exclude(entry__state=QueueState.OFFERED).order_by("pk"):
        found.against(offer, "offer_of_nobody_offered")
    held = SeatLedger.objects.filter(_LIVE, offer=OuterRef("pk"))
    for offer in Offer.objects.filter(state=OfferState.MADE).filter(~Exists(held)).order_by("pk"):
        found.against(offer, "offer_without_a_seat")
    return found
