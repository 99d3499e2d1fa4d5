"""Replying and registering: accept, decline, change, withdraw, register, remove (events 5.1, EV-5 to EV-9).

Order of locks, everywhere: invitation, person, pools in key order, then registration, wait and offer.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import capacity, enrolling, needs, notices, questions, terms, waiting_list
from events.domain.capacity import EventFull, Pools
from events.domain.enrolling import Checked, Details
from events.domain.retrying import retried
from events.enums import (
    INVITATION_MOVES,
    LIVE_INVITATION,
    LIVE_QUEUE,
    OPTION_MOVES,
    REGISTRATION_MOVES,
    SEATED,
    Admission,
    Channel,
    InvitationMode,
    InvitationState,
    OptionState,
    PoolKind,
    RegistrationKind,
    RegistrationState,
    SeatState,
)
from events.models import (
    CapacityPool,
    Event,
    FormQuestion,
    Invitation,
    InvitationOption,
    InvitationReply,
    QueueEntry,
    Registration,
    SeatLedger,
)
from events.queries import standings
from events.queries.standings import Standing
from kernel.errors import DomainError, Invalid
from kernel.moves import can_step, step
from partners.models import Person

ACCEPT, DECLINE, WITHDRAW = "accept", "decline", "withdraw"
LONGEST_KEY = 200
_COUNTERS = ("id", "cap", "taken", "held", "set_aside", "closed")
NOTHING = Details()


@dataclass(frozen=True)
class Placed:
    """Where somebody stands after a reply: a seat, a wait, or neither."""

    registration: Registration | None = None
    entry: QueueEntry | None = None


@dataclass(frozen=True)
class Reply:
    """The answer to one event of an invitation."""

    accepts: bool
    details: Details = NOTHING


@retried
@transaction.atomic
def reply(
    invitation: Invitation, replies: Mapping[UUID, Reply], *, actor: Actor, channel: str = Channel.LINK, key: str = ""
) -> dict[UUID, Placed]:
    """Answer several events of one invitation in one commit.

    Args:
        replies: public id of an option to the answer.
        key: of the form; sending it twice changes nothing more.

    Raises:
        Invalid: `option_unknown`, `one_of_only` for two yeses where one event may be chosen; and as `accept`.
    """
    options = {option.public_id: option for option in invitation.options.order_by("event_id")}
    if not set(replies) <= set(options):
        raise Invalid(_("This event is not part of your invitation. Reload the page."), code="option_unknown")
    chosen = [ref for ref, answer in replies.items() if answer.accepts]
    if invitation.mode == InvitationMode.ONE_OF and len(chosen) > 1:
        raise Invalid(_("Choose one of the events."), code="one_of_only")
    placed: dict[UUID, Placed] = {}
    for ref, option in options.items():
        answer = replies.get(ref)
        if answer is not None and answer.accepts:
            placed[ref] = accept(option, answer.details, actor=actor, channel=channel, key=key)
        elif answer is not None:
            placed[ref] = decline(option, actor=actor, channel=channel, key=key)
    return placed


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
    held = _hold(option, key)
    if held.replayed or held.option.state in (OptionState.ACCEPTED, OptionState.WAITLISTED):
        return standing_of(held.option)
    terms.require_usable(held.invitation)
    terms.require_open(held.event)
    checked = enrolling.check(held.event, details, asks=held.asks)
    standing = standings.of_person(held.person.pk, held.event)
    waiting_list.require_free(standing)
    _write_reply(held, ACCEPT, actor, channel, key)
    return _place(held, checked, details, standing, actor, channel)


@retried
@transaction.atomic
def decline(option: InvitationOption, *, actor: Actor, channel: str = Channel.LINK, key: str = "") -> Placed:
    """Say no to one event, now or after having said yes; what was held goes to whoever is next.

    Raises:
        DomainError: `invitation_*`, `event_*`, `changes_ended`.
    """
    held = _hold(option, key)
    if held.replayed or held.option.state == OptionState.DECLINED:
        return standing_of(held.option)
    terms.require_usable(held.invitation)
    terms.require_open(held.event)
    _write_reply(held, WITHDRAW if held.option.state == OptionState.ACCEPTED else DECLINE, actor, channel, key)
    _decline(held.option, held.event, held.person, actor)
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
    person = Person.objects.lock(pk=person.pk)
    option = _own_option(event, person, actor, channel)
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
def change(registration: Registration, details: Details, *, actor: Actor) -> Registration:
    """Change needs, answers and the way of joining until the cut-off; saving it unchanged is a no-op.

    Raises:
        DomainError: `event_*`, `changes_ended`, `registration_over`; Invalid: as `accept`.
    """
    registration = (
        Registration.objects.select_related("event")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=registration.pk)
    )
    _require_live(registration)
    terms.require_open(registration.event)
    checked = enrolling.check(registration.event, details)
    changed = needs.replace(registration, checked.needs)
    changed += questions.replace_answers(registration, checked.answers)
    if checked.online != registration.online:
        registration.online = checked.online
        registration.save(update_fields=("online",))
        changed.append("online")
    if changed:
        audit.record(actor, "registration.changed", registration, fields=changed)
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
        _end(registration, registration.event, RegistrationState.CANCELLED, actor, "registration.cancelled")
    registration.refresh_from_db()
    return registration


@retried
@transaction.atomic
def remove(registration: Registration, *, actor: Actor, reason: str) -> Registration:
    """Take somebody off the roster, with a reason; allowed at any time before the end of the event.

    Raises:
        Invalid: no reason; DomainError: `registration_over`.
    """
    if not reason.strip():
        raise Invalid(_("Give a reason. The person may ask for it."), code="reason_missing", field="reason")
    registration = Registration.objects.select_related("event__place", "person", "option").get(pk=registration.pk)
    if registration.option_id is not None:
        Invitation.objects.lock(options=registration.option_id)
    _end(
        registration, registration.event, RegistrationState.REMOVED, actor, "registration.removed", reason.strip()[:300]
    )
    if registration.option is not None:
        _set_option(registration.option, OptionState.DECLINED)
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
        notices.owe_confirmation(registration.event, registration, registration.person)
    return registration


def standing_of(option: InvitationOption) -> Placed:
    """Return the live seat or wait of an option."""
    registration = Registration.objects.filter(option=option, state__in=sorted(SEATED)).order_by("-pk").first()
    entry = QueueEntry.objects.filter(option=option, state__in=sorted(LIVE_QUEUE)).order_by("-pk").first()
    return Placed(registration, entry)


@dataclass(frozen=True)
class _Held:
    """Everything a reply needs, read and held in one statement.

    Attributes:
        pools: a reading of the counters, not held; None when there are groups to be read apart.
    """

    option: InvitationOption
    invitation: Invitation
    event: Event
    person: Person
    asks: bool
    replayed: bool
    pools: Pools | None


def _hold(option: InvitationOption, key: str) -> _Held:
    groups = CapacityPool.objects.filter(event=OuterRef("event"), kind__in=(PoolKind.ALLOTMENT, PoolKind.CEILING))
    rows: QuerySet[Any] = InvitationOption.objects.select_related(
        "invitation__person", "event__place", "event__venue"
    ).annotate(
        asks=Exists(FormQuestion.objects.filter(event=OuterRef("event"), retired=False)),
        replayed=Exists(InvitationReply.objects.filter(key=_reply_key(option, key))),
        root=FilteredRelation("event__pools", condition=Q(event__pools__kind=PoolKind.ROOT)),
        grouped=Exists(groups),
        **{f"root_{name}": F(f"root__{name}") for name in _COUNTERS},
    )
    row = rows.select_for_update(of=("self", "invitation", "invitation__person"), no_key=True).get(pk=option.pk)
    root = CapacityPool(
        event=row.event, kind=PoolKind.ROOT, **{name: getattr(row, f"root_{name}") for name in _COUNTERS}
    )
    pools = None if row.grouped else Pools(row.event_id, {root.pk: root}, locked=False)
    return _Held(row, row.invitation, row.event, row.invitation.person, row.asks, bool(key) and row.replayed, pools)


def _reply_key(option: InvitationOption, key: str) -> str:
    """Return the stored form of a key: bound to the option, so that nobody can meet another's."""
    return hashlib.sha256(f"{option.pk}:{key[:LONGEST_KEY] or uuid4().hex}".encode("utf-8", "replace")).hexdigest()


def _write_reply(held: _Held, answer: str, actor: Actor, channel: str, key: str) -> None:
    InvitationReply.objects.create(
        invitation=held.invitation,
        answers={str(held.option.public_id): answer},
        actor_kind=actor.kind,
        actor_ref=actor.ref,
        principal=held.person.public_id,
        channel=channel,
        key=_reply_key(held.option, key),
    )
    invitation = held.invitation
    if invitation.state != InvitationState.ANSWERED:
        invitation.state = step(INVITATION_MOVES, invitation.state, InvitationState.ANSWERED)
        invitation.answered_at = timezone.now()
        invitation.save(update_fields=("state", "answered_at"))


def _place(held: _Held, checked: Checked, details: Details, standing: Standing, actor: Actor, channel: str) -> Placed:
    group = standing.group(held.invitation.language, checked.kind)
    seat = (
        SeatLedger.objects.filter(option=held.option, state=SeatState.HELD).first() if held.event.hold_seats else None
    )
    _leave_others(held, actor)
    if seat is not None:
        pools = Pools.lock(held.event.pk)
        seat.refresh_from_db()
        if seat.state == SeatState.HELD:
            registration = _enrol(held, checked, standing, actor, channel)
            capacity.hand_over(pools, seat, state=SeatState.TAKEN, registration=registration)
            pools.write()
            return Placed(registration)
    pools = held.pools or Pools.read(held.event.pk)
    if pools.room(pools.path(pools.leaf(group), group)):
        try:
            with transaction.atomic():
                return Placed(_claim(held, pools, checked, standing, actor, channel))
        except EventFull:  # somebody was quicker between the look and the guard
            held.option.refresh_from_db(fields=("state",))
    return _claim_or_wait(held, checked, details, standing, actor, channel)


def _claim(held: _Held, pools: Pools, checked: Checked, standing: Standing, actor: Actor, channel: str) -> Registration:
    """Everything first, the guarded counters last (RE-2)."""
    registration = _enrol(held, checked, standing, actor, channel)
    group = standing.group(held.invitation.language, checked.kind)
    capacity.claim(pools, group, state=SeatState.TAKEN, registration=registration)
    return registration


def _claim_or_wait(
    held: _Held, checked: Checked, details: Details, standing: Standing, actor: Actor, channel: str
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
    _set_option(held.option, OptionState.WAITLISTED)
    return Placed(entry=entry)


def _enrol(held: _Held, checked: Checked, standing: Standing, actor: Actor, channel: str) -> Registration:
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
    _set_option(held.option, OptionState.ACCEPTED)
    return registration


def _leave_others(held: _Held, actor: Actor) -> None:
    """With `one_of`, choosing one event gives up the others (EV 5.10)."""
    if held.invitation.mode == InvitationMode.ONE_OF:
        others = held.invitation.options.exclude(pk=held.option.pk).select_related("event__place").order_by("event_id")
        for other in others:
            if can_step(OPTION_MOVES, other.state, OptionState.DECLINED):
                _decline(other, other.event, held.person, actor)


def _decline(option: InvitationOption, event: Event, person: Person, actor: Actor) -> None:
    """Give up whatever an option stands for and pass it on."""
    was = option.state
    if was == OptionState.ACCEPTED:
        registration = Registration.objects.filter(option=option, state__in=sorted(SEATED)).first()
        if registration is not None:
            registration.person = person
            _end(registration, event, RegistrationState.CANCELLED, actor, "registration.cancelled")
    elif was == OptionState.WAITLISTED:
        pools = Pools.lock(event.pk)
        entry = QueueEntry.objects.filter(option=option, state__in=sorted(LIVE_QUEUE)).first()
        if entry is not None:
            waiting_list.withdraw(event, QueueEntry.objects.lock(pk=entry.pk), pools, actor=actor)
        option.refresh_from_db(fields=("state",))
    elif event.hold_seats:
        release_held(option, event, "declined")
    _set_option(option, OptionState.DECLINED)
    audit.record(actor, "invitation.declined", option, event=event.public_id, was=was)


def release_held(option: InvitationOption, event: Event, reason: str) -> None:
    """Give back the seat an unanswered invitation holds and pass it on."""
    pools = Pools.lock(event.pk)
    seats = SeatLedger.objects.lock_all(option=option, state=SeatState.HELD)
    if capacity.release(pools, seats, reason):
        waiting_list.promote(event, pools)
        pools.write()


def _end(registration: Registration, event: Event, there: str, actor: Actor, verb: str, reason: str = "") -> None:
    pools = Pools.lock(event.pk)
    fresh = Registration.objects.lock(pk=registration.pk)
    _require_live(fresh)
    registration.state = step(REGISTRATION_MOVES, fresh.state, there)
    registration.ended_at = timezone.now() if fresh.person_id is not None else None
    registration.removal_reason = reason
    registration.save(update_fields=("state", "ended_at", "removal_reason"))
    needs.drop_all(registration)
    seats = SeatLedger.objects.lock_all(registration=registration, state=SeatState.TAKEN)
    capacity.release(pools, seats, verb.rpartition(".")[2])
    if registration.person is not None:
        audit.record(actor, verb, registration, event=event.public_id)
        notices.owe_withdrawn(event, registration, registration.person)
    else:
        audit.record(Actor.system("protected"), "seat.given_back", event)
    waiting_list.promote(event, pools)
    pools.write()


def end_of_handle(registration: Registration, *, actor: Actor) -> None:
    """Give the seat of a handle back; the caller holds the transaction."""
    _end(registration, registration.event, RegistrationState.CANCELLED, actor, "registration.cancelled")


def _require_live(registration: Registration) -> None:
    if registration.state not in SEATED:
        raise DomainError(
            _("This seat was given up already. Reply again if you would like to come."), code="registration_over"
        )


def _set_option(option: InvitationOption, there: str) -> None:
    if option.state != there:
        option.state = step(OPTION_MOVES, option.state, there)
        option.save(update_fields=("state",))


def _own_option(event: Event, person: Person, actor: Actor, channel: str) -> InvitationOption:
    """Return the person's option for the event, making invitation and option where there are none."""
    now = timezone.now()
    live = Invitation.objects.filter(series=event.series, person=person, state__in=sorted(LIVE_INVITATION))
    invitation = live.select_for_update(of=("self",), no_key=True).first()
    option = invitation.options.filter(event=event).first() if invitation else None
    if option is None and event.admission == Admission.INVITATION and channel == Channel.LINK:
        raise DomainError(_("This event is by invitation only."), code="by_invitation_only", status=403)
    if invitation is None:
        invitation = Invitation.objects.create(
            series=event.series,
            person=person,
            language=person.preferred_language,
            state=InvitationState.RELEASED,
            released_at=now,
            reply_by=event.cut_off_at or now,
        )
        audit.record(actor, "invitation.made", invitation, event=event.public_id)
    elif invitation.state == InvitationState.PREPARED:
        invitation.state = step(INVITATION_MOVES, invitation.state, InvitationState.RELEASED)
        invitation.released_at, invitation.release_at = now, None
        invitation.reply_by = event.cut_off_at or now
        invitation.save(update_fields=("state", "released_at", "release_at", "reply_by"))
    return option or InvitationOption.objects.create(invitation=invitation, event=event)
