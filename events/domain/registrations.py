"""Replying and registering: accept, decline, change, withdraw, register, remove (events 5.1, EV-5 to EV-9).

Order of locks, everywhere: invitation, person, pools in key order, then registration, wait and offer.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import (
    capacity,
    change_notices,
    enrolling,
    leaving,
    needs,
    notices,
    questions,
    replying,
    terms,
    waiting_list,
)
from events.domain.capacity import EventFull, Pools
from events.domain.enrolling import Checked, Details
from events.domain.replying import Held
from events.domain.retrying import retried
from events.enums import (
    FIXED_STATES,
    LIVE_QUEUE,
    OPTION_MOVES,
    REGISTRATION_MOVES,
    SEATED,
    Channel,
    InvitationMode,
    OptionState,
    QueueState,
    RegistrationKind,
    RegistrationState,
    SeatState,
)
from events.models import (
    Event,
    Invitation,
    InvitationOption,
    QueueEntry,
    Registration,
    SeatLedger,
)
from events.queries import attendee, standings
from events.queries.standings import Standing
from kernel.errors import DomainError, Invalid
from kernel.moves import can_step, step
from kernel.seen import require_unchanged
from partners.models import Person

ACCEPT, DECLINE, WITHDRAW = "accept", "decline", "withdraw"
NOTHING = Details()


@dataclass(frozen=True)
class Placed:
    """Where somebody stands after a reply: a seat, a wait, or neither."""

    registration: Registration | None = None
    entry: QueueEntry | None = None


@retried
@transaction.atomic
def accept(
    option: InvitationOption, details: Details = NOTHING, *, actor: Actor, channel: str = Channel.LINK, key: str = ""
) -> Placed:
    """Say yes to one event: a seat when one is free, else a place on the waiting list (EV-5, EV-6).

    Args:
        option: the event offered; only its key is used.
        details: needs, answers, party.
        actor: the bearer of the link, or staff who enter a reply given by telephone.
        key: of the form; sending it twice changes nothing more.

    Raises:
        DomainError: `invitation_*`, `event_*`, `changes_ended`, `overlaps`, `already_registered`.
        Invalid: a need or answer is wrong.
    """
    held = replying.hold(option, key)
    placed = Placed()
    if held.replayed or held.option.state in (OptionState.ACCEPTED, OptionState.WAITLISTED):
        placed = standing_of(held.option)
        if held.replayed or placed.registration is not None:
            return placed
        if placed.entry is not None and not waiting_list.may_claim(held.event, placed.entry):
            return placed
    # a list that was closed leaves its option behind: they may ask anew
    terms.require_usable(held.invitation)
    terms.require_open(held.event)
    terms.require_answerable(held.option)
    checked = enrolling.check(held.event, details, asked=held.asked)
    standing, held = replying.look_at_person(held)
    waiting_list.require_free(standing)
    replying.write_reply(held, ACCEPT, actor, channel, key)
    if placed.entry is not None:
        return _claim_or_wait_on(held, placed.entry, checked, standing, actor, channel)
    return _place(held, checked, details, standing, actor, channel)


@retried
@transaction.atomic
def decline(option: InvitationOption, *, actor: Actor, channel: str = Channel.LINK, key: str = "") -> Placed:
    """Say no to one event, now or after having said yes; what was held goes to whoever is next.

    Raises:
        DomainError: `invitation_*`, `event_*`, `changes_ended`.
    """
    held = replying.hold(option, key)
    if held.replayed or held.option.state == OptionState.DECLINED:
        return standing_of(held.option)
    terms.require_usable(held.invitation)
    terms.require_open(held.event)
    terms.require_answerable(held.option)
    replying.write_reply(held, WITHDRAW if held.option.state == OptionState.ACCEPTED else DECLINE, actor, channel, key)
    leaving.give_up(held.option, held.event, held.person, actor)
    return Placed()


@retried
@transaction.atomic
def register(
    event: Event,
    person: Person,
    details: Details = NOTHING,
    *,
    actor: Actor,
    channel: str = Channel.STAFF,
    key: str = "",
) -> Placed:
    """Register somebody without a reply of theirs: by staff, through the API, at the door, or at an open event.

    They get an invitation of their own if they have none, so that they can return, change and withdraw.

    Raises:
        DomainError: `by_invitation_only`, `protected`, and as `accept`.
    """
    event = Event.objects.select_related("series").get(pk=event.pk)
    if event.protected:
        raise DomainError(_("People come to this event with a code, without a name."), code="protected")
    mine = InvitationOption.objects.filter(event=event, invitation__person=person).select_related("invitation")
    list(
        mine.order_by("pk").select_for_update(of=("self", "invitation"), no_key=True)
    )  # before the person, as a reply locks them
    person = Person.objects.lock(pk=person.pk)
    option = replying.own_option(event, person, actor, channel)
    return accept(option, details, actor=actor, channel=channel, key=key)


def seat_walk_in(event: Event, person: Person, *, actor: Actor) -> Registration | None:
    """Return the seat of somebody who came without one: theirs, or a free one; None when there is none.

    The cut-off does not count at the door; the caller holds the transaction.
    """
    if event.protected:
        raise DomainError(_("People come to this event with a code, without a name."), code="protected")
    person = Person.objects.lock(pk=person.pk)
    own = Registration.objects.filter(event=event, person=person, state__in=sorted(SEATED)).first()
    if own is not None:
        return own
    pools = Pools.lock(event.pk)
    event = Event.objects.select_related("place", "venue").get(pk=event.pk)
    standing = standings.of_person(person.pk)
    language, kind = person.preferred_language, RegistrationKind.DELEGATE
    path = pools.path(pools.leaf(standing.group(language, kind)), standing.group(language, kind))
    if not pools.room(path, closed_too=True):
        return None
    registration = enrolling.enrol(
        event,
        Checked([], [], False, kind),
        standing=standing,
        language=language,
        actor=actor,
        channel=Channel.DOOR,
        person=person,
        confirm=False,
    )
    capacity.claim(
        pools, standing.group(language, kind), state=SeatState.TAKEN, closed_too=True, registration=registration
    )
    return registration


@retried
@transaction.atomic
def change(
    registration: Registration, details: Details, *, actor: Actor, channel: str = Channel.LINK, seen: str = ""
) -> Registration:
    """Change needs, answers and the way of joining until the cut-off; saving it unchanged is a no-op.

    Args:
        channel: by which way the change came; it stands in the trail.
        seen: digest of what the form showed (`attendee.digest_of`); empty saves whatever happened meanwhile.

    Raises:
        DomainError: `event_*`, `changes_ended`, `registration_over`; Invalid: as `accept`.
        Stale: something was saved elsewhere since `seen`.
    """
    registration = (
        Registration.objects.select_related("event")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=registration.pk)
    )
    leaving.require_live(registration)
    terms.require_open(registration.event)
    require_unchanged(seen, attendee.digest_of(registration))
    checked = enrolling.check(registration.event, details)
    changed = needs.replace(registration, checked.needs)
    changed += questions.replace_answers(registration, checked.answers)
    if checked.online != registration.online:
        registration.online = checked.online
        registration.save(update_fields=("online",))
        changed.append("online")
    if changed:
        audit.record(actor, "registration.changed", registration, fields=changed, channel=channel)
    return registration


@retried
@transaction.atomic
def withdraw(registration: Registration, *, actor: Actor, channel: str = Channel.LINK, key: str = "") -> Registration:
    """Give the seat up until the cut-off; whoever is next has it before the commit ends (EV-10).

    Raises:
        DomainError: `event_*`, `changes_ended`, `registration_over`.
    """
    registration = Registration.objects.select_related("event__place", "person", "option").get(pk=registration.pk)
    terms.require_open(registration.event)
    if registration.option is not None:
        decline(registration.option, actor=actor, channel=channel, key=key)
    else:
        leaving.end(registration, registration.event, RegistrationState.CANCELLED, actor, "registration.cancelled")
    registration.refresh_from_db()
    return registration


@retried
@transaction.atomic
def remove(registration: Registration, *, actor: Actor, reason: str) -> Registration:
    """Take somebody off the roster, with a reason; allowed at any time before the end of the event.

    Raises:
        Invalid: no reason; DomainError: `registration_over`, `event_over`.
    """
    if not reason.strip():
        raise Invalid(_("Give a reason. The person may ask for it."), code="reason_missing", field="reason")
    registration = Registration.objects.select_related("event__place", "person", "option").get(pk=registration.pk)
    if registration.event.state in FIXED_STATES:
        raise DomainError(_("This event is over: who was there stays on the record."), code="event_over")
    if registration.option_id is not None:
        Invitation.objects.lock(options=registration.option_id)
    leaving.end(
        registration, registration.event, RegistrationState.REMOVED, actor, "registration.removed", reason.strip()[:300]
    )
    if registration.option is not None:
        leaving.set_option(registration.option, OptionState.DECLINED)
    return registration


@transaction.atomic
def approve(registration: Registration, *, actor: Actor) -> Registration:
    """Confirm a registration of an event whose organizer approves each one."""
    registration = (
        Registration.objects.select_related("event__place", "event__venue", "person")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=registration.pk)
    )
    registration.state = step(REGISTRATION_MOVES, registration.state, RegistrationState.CONFIRMED)
    registration.save(update_fields=("state",))
    audit.record(actor, "registration.approved", registration)
    if registration.person is not None:
        change_notices.supersede(registration)
        notices.owe_confirmation(registration.event, registration, registration.person)
    return registration


def standing_of(option: InvitationOption) -> Placed:
    """Return the live seat or wait of an option."""
    registration = Registration.objects.filter(option=option, state__in=sorted(SEATED)).order_by("-pk").first()
    entry = QueueEntry.objects.filter(option=option, state__in=sorted(LIVE_QUEUE)).order_by("-pk").first()
    return Placed(registration, entry)


def _place(held: Held, checked: Checked, details: Details, standing: Standing, actor: Actor, channel: str) -> Placed:
    group = standing.group(held.invitation.language, checked.kind)
    seat = SeatLedger.objects.filter(option=held.option, state=SeatState.HELD).first() if held.holds else None
    _leave_others(held, actor)
    if seat is not None:
        pools = Pools.lock(held.event.pk)
        seat.refresh_from_db()
        if seat.state == SeatState.HELD:
            registration = _enrol(held, checked, standing, actor, channel)
            capacity.hand_over(pools, seat, state=SeatState.TAKEN, registration=registration)
            pools.write()
            return Placed(registration)
    pools = held.pools
    if pools.room(pools.path(pools.leaf(group), group)):
        try:
            with transaction.atomic():
                return Placed(_claim(held, pools, checked, standing, actor, channel))
        except EventFull:  # somebody was quicker between the look and the guard
            held.option.refresh_from_db(fields=("state",))
    return _claim_or_wait(held, checked, details, standing, actor, channel)


def _claim(held: Held, pools: Pools, checked: Checked, standing: Standing, actor: Actor, channel: str) -> Registration:
    """Everything first, the guarded counters last (RE-2)."""
    registration = _enrol(held, checked, standing, actor, channel)
    group = standing.group(held.invitation.language, checked.kind)
    capacity.claim(pools, group, state=SeatState.TAKEN, registration=registration)
    return registration


def _claim_or_wait(
    held: Held, checked: Checked, details: Details, standing: Standing, actor: Actor, channel: str
) -> Placed:
    """Under the lock: take a seat that came free meanwhile, else wait. Nobody waits beside a free seat (EV-10)."""
    pools = Pools.lock(held.event.pk)
    group = standing.group(held.invitation.language, checked.kind)
    if pools.room(pools.path(pools.leaf(group), group)):
        return Placed(_claim(held, pools, checked, standing, actor, channel))
    if pools.root.closed:
        raise capacity.EventClosed
    entry = waiting_list.insert(
        pools,
        held.event,
        standing,
        details,
        language=held.invitation.language,
        actor=actor,
        channel=channel,
        person=held.person,
        option=held.option,
    )
    leaving.set_option(held.option, OptionState.WAITLISTED)
    return Placed(entry=entry)


def _claim_or_wait_on(
    held: Held, entry: QueueEntry, checked: Checked, standing: Standing, actor: Actor, channel: str
) -> Placed:
    """Give somebody who waits a seat that is free, where none is offered any more; else they keep their place."""
    pools = Pools.lock(held.event.pk)
    entry = QueueEntry.objects.lock(pk=entry.pk)
    group = standing.group(held.invitation.language, checked.kind)
    if entry.state != QueueState.WAITING or not pools.room(pools.path(pools.leaf(group), group)):
        return Placed(entry=entry)
    waiting_list.end_with_a_seat(entry, pools)
    return Placed(_claim(held, pools, checked, standing, actor, channel))


def _enrol(held: Held, checked: Checked, standing: Standing, actor: Actor, channel: str) -> Registration:
    registration = enrolling.enrol(
        held.event,
        checked,
        standing=standing,
        language=held.invitation.language,
        actor=actor,
        channel=channel,
        person=held.person,
        option=held.option,
    )
    leaving.set_option(held.option, OptionState.ACCEPTED)
    return registration


def _leave_others(held: Held, actor: Actor) -> None:
    """With `one_of`, choosing one event gives up the others (EV 5.10)."""
    if held.invitation.mode == InvitationMode.ONE_OF:
        others = held.invitation.options.exclude(pk=held.option.pk).select_related("event__place").order_by("event_id")
        for other in others:
            if can_step(OPTION_MOVES, other.state, OptionState.DECLINED):
                leaving.give_up(other, other.event, held.person, actor)
