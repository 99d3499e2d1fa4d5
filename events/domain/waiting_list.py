"""The waiting list: a freed seat is offered in the transaction that frees it, so nobody can overtake (EV-10).

Every function that changes seats holds the event's pools first.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import capacity, deadlines, enrolling, notices, promotion, terms
from events.domain.capacity import Pools
from events.domain.enrolling import Details
from events.domain.promotion import SYSTEM
from events.domain.retrying import retried
from events.enums import (
    BEFORE_REPLIES,
    OFFER_MOVES,
    OPTION_MOVES,
    QUEUE_MOVES,
    OfferState,
    OptionState,
    Outcome,
    QueueState,
    RegistrationKind,
    SeatState,
)
from events.models import (
    Event,
    InvitationOption,
    Offer,
    PromotionDecision,
    QueueEntry,
    Registration,
    SeatLedger,
)
from events.queries import standings
from events.queries.standings import Standing
from kernel.errors import DomainError, Invalid
from kernel.moves import can_step, step
from partners.models import Person
from safety.models import Handle


class OfferOver(DomainError):
    """The offer was answered, lapsed or withdrawn."""

    code = "offer_over"

    def __init__(self, *, joinable: bool) -> None:
        super().__init__(
            _("This offer is no longer open. You can join the waiting list again; you would be at its end.")
            if joinable
            else _("This offer is no longer open, and replies are no longer taken. Write to the organizer.")
        )


def insert(
    pools: Pools,
    event: Event,
    standing: Standing,
    details: Details,
    *,
    language: str,
    actor: Actor,
    channel: str,
    person: Person | None = None,
    handle: Handle | None = None,
    option: InvitationOption | None = None,
    priority: int = 0,
) -> QueueEntry:
    """Put somebody on the list; the caller holds `pools` and has seen that no seat fits."""
    group = standing.group(language, details.kind)
    entry = QueueEntry.objects.create(
        event=event,
        leaf=pools.leaf(group),
        person=person,
        handle=handle,
        option=option,
        organization_id=standing.organization_id,
        sector_id=standing.sector_id,
        jurisdiction_id=standing.jurisdiction_id,
        language=language,
        kind=details.kind,
        size=details.party,
        priority=priority,
        channel=channel,
        answers=details.kept(),
        joined_at=timezone.now() if person else None,
    )
    if person is not None:
        audit.record(actor, "wait.begun", entry, event=event.public_id, size=details.party)
        notices.owe_waiting(event, entry, person)
    else:
        audit.record(Actor.system("protected"), "wait.begun", event)
    return entry


@retried
@transaction.atomic
def accept(
    offer: Offer, details: Details | None = None, *, companions: Iterable[Person] = (), actor: Actor, channel: str
) -> Registration:
    """Take the offered seats: one for the person who waited, one for each companion; the rest goes back (EV-6).

    Args:
        details: newer answers of the form; what was said on joining when omitted.
        companions: people who come along, named one by one.

    Raises:
        OfferOver: it was answered, lapsed or withdrawn.
        Invalid: more companions than seats, or an answer is missing that is asked for since; DomainError: `overlaps`.
    """
    event, entry, offer, pools = _hold(offer)
    terms.require_open(event)
    _require_open_offer(event, offer)
    companions = list(companions)
    if len(companions) >= entry.size:
        raise Invalid(_("The offer is for %(count)s people in all.") % {"count": entry.size}, code="party_size")
    seats = SeatLedger.objects.lock_all(offer=offer, state=SeatState.HELD)
    _decide(offer, entry, OfferState.ACCEPTED, QueueState.ACCEPTED)
    standing = standings.of_person(entry.person_id, event) if entry.person_id else Standing()
    require_free(standing)
    checked = enrolling.check(event, details or Details.of_wait(entry), given_before=details is None)
    registration = enrolling.enrol(
        event,
        checked,
        standing=standing,
        language=entry.language,
        actor=actor,
        channel=channel,
        person=entry.person,
        handle=entry.handle,
        option=entry.option,
    )
    _step_option(entry, OptionState.ACCEPTED)
    capacity.hand_over(pools, seats[0], state=SeatState.TAKEN, registration=registration)
    for seat, companion in zip(seats[1:], companions, strict=False):
        capacity.hand_over(
            pools, seat, state=SeatState.TAKEN, registration=_enrol_companion(event, companion, actor, channel)
        )
    unused = seats[1 + len(companions) :]
    capacity.release(pools, unused, "party_smaller")
    audit.record(actor, "offer.accepted", offer, event=event.public_id, seats=len(seats) - len(unused))
    promotion.promote(event, pools)
    pools.write()
    return registration


@retried
@transaction.atomic
def decline(offer: Offer, *, actor: Actor) -> QueueEntry:
    """Say no to an offer; its seats go to whoever is next, in the same commit."""
    event, entry, offer, pools = _hold(offer)
    _require_open_offer(event, offer)
    _end_offer(event, entry, offer, pools, OfferState.DECLINED, QueueState.DECLINED)
    audit.record(actor, "offer.declined", offer, event=event.public_id)
    return entry


@retried
@transaction.atomic
def expire(offer: Offer, *, actor: Actor = SYSTEM) -> bool:
    """Let an offer lapse whose deadline has passed; the sweep calls this. Harmless when it was answered meanwhile."""
    event, entry, offer, pools = _hold(offer)
    late = offer.expires_at <= timezone.now() and event.state not in BEFORE_REPLIES
    if offer.state != OfferState.MADE or not late:
        return False
    _end_offer(event, entry, offer, pools, OfferState.EXPIRED, QueueState.EXPIRED)
    audit.record(actor, "offer.expired", offer, event=event.public_id)
    notices.owe_offer_ended(event, offer, entry)
    return True


@retried
@transaction.atomic
def leave(entry: QueueEntry, *, actor: Actor) -> QueueEntry:
    """Leave the list at any time, with or without an open offer."""
    event = Event.objects.select_related("place").get(pk=entry.event_id)
    pools = Pools.lock(event.pk)
    return withdraw(event, QueueEntry.objects.lock(pk=entry.pk), pools, actor=actor)


def withdraw(event: Event, entry: QueueEntry, pools: Pools, *, actor: Actor) -> QueueEntry:
    """Take an entry off the list and pass on what it held; the caller holds `pools`, which are written here."""
    offer = Offer.objects.filter(entry=entry, state=OfferState.MADE).first()
    _move(entry, QueueState.WITHDRAWN)
    if offer is not None:
        offer.state, offer.decided_at = step(OFFER_MOVES, offer.state, OfferState.REVOKED), timezone.now()
        offer.save(update_fields=("state", "decided_at"))
    _step_option(entry, OptionState.DECLINED)
    capacity.release(pools, _seats_of(entry, offer), "left_the_list")
    audit.record(actor, "wait.left", entry if entry.person_id else event, event=event.public_id)
    promotion.promote(event, pools)
    pools.write()
    return entry


def may_claim(event: Event, entry: QueueEntry) -> bool:
    """Tell whether somebody who waits may take a free seat by asking, because no offer could run out in time."""
    return (
        entry.state == QueueState.WAITING and terms.refusal(event) is None and deadlines.offer_deadline(event) is None
    )


def end_with_a_seat(entry: QueueEntry, pools: Pools) -> None:
    """End the wait of somebody who takes a seat by asking; the caller holds both and writes the pools."""
    _move(entry, QueueState.ACCEPTED)
    capacity.release(pools, _seats_of(entry, None), "seat_claimed")


@retried
@transaction.atomic
def fill(event: Event) -> int:
    """Offer whatever is free; the sweep and a raised cap call this. Returns how many offers were made."""
    event = Event.objects.select_related("place").get(pk=event.pk)
    pools = Pools.lock(event.pk)
    made = promotion.promote(event, pools)
    pools.write()
    return made


@retried
@transaction.atomic
def close(event: Event, *, actor: Actor = SYSTEM) -> int:
    """Close the list of an event whose cut-off has passed; collected seats go back. Returns how many waits ended."""
    pools = Pools.lock(event.pk)
    event = Event.objects.get(pk=event.pk)
    if event.cut_off_at is None or event.cut_off_at > timezone.now():
        return 0
    entries = QueueEntry.objects.lock_all(event=event, state=QueueState.WAITING)
    if not entries:
        return 0
    for entry in entries:
        step(QUEUE_MOVES, entry.state, QueueState.CLOSED)
    QueueEntry.objects.filter(event=event, state=QueueState.WAITING).update(state=QueueState.CLOSED)
    PromotionDecision.objects.bulk_create(
        [promotion.decision(entry, Outcome.CLOSED, "cut_off_passed", {}) for entry in entries], batch_size=500
    )
    seats = SeatLedger.objects.lock_all(event=event, queue_entry__isnull=False, state=SeatState.HELD)
    capacity.release(pools, seats, "list_closed")
    pools.write()
    audit.record(actor, "waiting_list.closed", event, waits=len(entries))
    return len(entries)


def require_free(standing: Standing) -> None:
    """Refuse a second seat at this event, or one at the same hours elsewhere (EV-5, EV-15).

    Raises:
        DomainError: `already_registered`, `overlaps`.
    """
    if standing.seated:
        raise DomainError(_("This person has a seat at this event already."), code="already_registered")
    if standing.overlaps:
        raise DomainError(
            _(
                "You already have a seat at another event at this time, or too far away to be at both. "
                "Give that one up first."
            ),
            code="overlaps",
        )


def _hold(offer: Offer) -> tuple[Event, QueueEntry, Offer, Pools]:
    """Hold person, pools, entry and offer, in that order."""
    entry = QueueEntry.objects.select_related("event__place").get(pk=offer.entry_id)
    if entry.person_id is not None:
        Person.objects.lock(pk=entry.person_id)
    pools = Pools.lock(entry.event_id)
    held = (
        QueueEntry.objects.select_related(
            "event__place", "event__venue", "person", "handle", "option", "option__invitation"
        )
        .select_for_update(of=("self",), no_key=True)
        .get(pk=entry.pk)
    )
    return held.event, held, Offer.objects.lock(pk=offer.pk), pools


def _require_open_offer(event: Event, offer: Offer) -> None:
    if offer.state != OfferState.MADE or offer.expires_at <= timezone.now():
        raise OfferOver(joinable=terms.refusal(event) is None)


def _decide(offer: Offer, entry: QueueEntry, offer_state: str, entry_state: str) -> None:
    offer.state, offer.decided_at = step(OFFER_MOVES, offer.state, offer_state), timezone.now()
    offer.save(update_fields=("state", "decided_at"))
    _move(entry, entry_state)


def _move(entry: QueueEntry, there: str) -> None:
    entry.state = step(QUEUE_MOVES, entry.state, there)
    entry.save(update_fields=("state",))


def _end_offer(event: Event, entry: QueueEntry, offer: Offer, pools: Pools, offer_state: str, entry_state: str) -> None:
    _decide(offer, entry, offer_state, entry_state)
    _step_option(entry, OptionState.DECLINED)
    capacity.release(pools, _seats_of(entry, offer), f"offer_{offer_state}")
    promotion.promote(event, pools)
    pools.write()


def _seats_of(entry: QueueEntry, offer: Offer | None) -> list[SeatLedger]:
    seats = SeatLedger.objects.lock_all(queue_entry=entry, state=SeatState.HELD)
    return seats + (SeatLedger.objects.lock_all(offer=offer, state=SeatState.HELD) if offer else [])


def _step_option(entry: QueueEntry, there: str) -> None:
    if entry.option_id is not None:
        option = InvitationOption.objects.lock(pk=entry.option_id)
        if can_step(OPTION_MOVES, option.state, there):
            option.state = there
            option.save(update_fields=("state",))


def _enrol_companion(event: Event, companion: Person, actor: Actor, channel: str) -> Registration:
    standing = standings.of_person(companion.pk, event)
    require_free(standing)
    checked = enrolling.check(event, Details(kind=RegistrationKind.SUPPORT_PERSON), asked=())
    return enrolling.enrol(
        event,
        checked,
        standing=standing,
        language=companion.preferred_language,
        actor=actor,
        channel=channel,
        person=companion,
    )
