"""Giving up what an option or a registration stands for, and passing it on before the commit ends (EV-10).

The callers hold the transaction, and lock in the order that `registrations` states.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import capacity, needs, notices, promotion, waiting_list
from events.domain.capacity import Pools
from events.enums import (
    LIVE_QUEUE,
    OPTION_MOVES,
    REGISTRATION_MOVES,
    SEATED,
    OptionState,
    RegistrationState,
    SeatState,
)
from events.models import Event, InvitationOption, QueueEntry, Registration, SeatLedger
from kernel.errors import DomainError
from kernel.moves import step
from partners.models import Person


def give_up(option: InvitationOption, event: Event, person: Person, actor: Actor) -> None:
    """Give up whatever an option stands for and pass it on."""
    was = option.state
    if was == OptionState.ACCEPTED:
        registration = Registration.objects.filter(option=option, state__in=sorted(SEATED)).first()
        if registration is not None:
            registration.person = person
            end(registration, event, RegistrationState.CANCELLED, actor, "registration.cancelled")
    elif was == OptionState.WAITLISTED:
        pools = Pools.lock(event.pk)
        entry = QueueEntry.objects.filter(option=option, state__in=sorted(LIVE_QUEUE)).first()
        if entry is not None:
            waiting_list.withdraw(event, QueueEntry.objects.lock(pk=entry.pk), pools, actor=actor)
        option.refresh_from_db(fields=("state",))
    else:
        release_held(option, event, "declined")
    set_option(option, OptionState.DECLINED)
    audit.record(actor, "invitation.declined", option, event=event.public_id, was=was)


def release_held(option: InvitationOption, event: Event, reason: str) -> None:
    """Give back the seat an unanswered invitation holds, if it holds one, and pass it on.

    The ledger says so, not the setting of the event: that may have changed since the invitation was sent.
    """
    if not SeatLedger.objects.filter(option=option, state=SeatState.HELD).exists():
        return
    pools = Pools.lock(event.pk)
    seats = SeatLedger.objects.lock_all(option=option, state=SeatState.HELD)
    if capacity.release(pools, seats, reason):
        promotion.promote(event, pools)
        pools.write()


def end(registration: Registration, event: Event, there: str, actor: Actor, verb: str, reason: str = "") -> None:
    """End a registration, free its seat, and seat or ask whoever is next.

    Args:
        there: the state it ends in.
        verb: for the audit trail; its last word is the reason written beside the seat.
        reason: what the organizer gave, when one removed somebody.

    Raises:
        DomainError: `registration_over`.
    """
    pools = Pools.lock(event.pk)
    fresh = Registration.objects.lock(pk=registration.pk)
    require_live(fresh)
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
    promotion.promote(event, pools)
    pools.write()


def require_live(registration: Registration) -> None:
    """Refuse an act on a registration that has ended.

    Raises:
        DomainError: `registration_over`.
    """
    if registration.state not in SEATED:
        raise DomainError(
            _("This seat was given up already. Reply again if you would like to come."), code="registration_over"
        )


def set_option(option: InvitationOption, there: str) -> None:
    """Move an option, unless it is there already."""
    if option.state != there:
        option.state = step(OPTION_MOVES, option.state, there)
        option.save(update_fields=("state",))


def end_of_handle(registration: Registration, *, actor: Actor) -> None:
    """Give the seat of a handle back."""
    end(registration, registration.event, RegistrationState.CANCELLED, actor, "registration.cancelled")
