"""The end of an event: cancelling it, with every seat back and everybody told in one commit (EV-A15), and what a
meeting that took place leaves open."""

from django.db.models import Exists, Model, OuterRef
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import capacity, change_notices, forgetting
from events.enums import (
    EVENT_MOVES,
    INVITATION_MOVES,
    LIVE_QUEUE,
    OPTION_MOVES,
    QUEUE_MOVES,
    REGISTRATION_MOVES,
    SEATED,
    EventState,
    InvitationState,
    OfferState,
    OptionState,
    QueueState,
    RegistrationState,
    SeatState,
)
from events.models import (
    CapacityPool,
    Event,
    Invitation,
    InvitationOption,
    Offer,
    QueueEntry,
    Registration,
    SeatLedger,
    SignatureRequest,
)
from events.queries import concerned
from kernel.moves import can_step, step


def cancel(event: Event, request: SignatureRequest, *, actor: Actor) -> None:
    """Cancel `event` with the reasons of the signed request; the caller holds the event and the transaction."""
    pools = capacity.Pools.lock(event.pk)
    was, event.state = event.state, step(EVENT_MOVES, event.state, EventState.CANCELLED)
    event.cancelled_at = event.modified_at = timezone.now()
    event.cancel_reason_en, event.cancel_reason_fr = request.reason_en, request.reason_fr
    event.save(update_fields=("state", "cancelled_at", "modified_at", "cancel_reason_en", "cancel_reason_fr"))
    told = concerned.people(event)
    seated = _end_registrations(event)
    _end_queue(event)
    _end_options(event)
    seats = list(SeatLedger.objects.exclude(state=SeatState.RELEASED).filter(event=event).order_by("pk"))
    returned = capacity.release(pools, seats, "event_cancelled")
    pools.write()
    CapacityPool.objects.filter(event=event).update(closed=True)
    audit.record(
        actor, "event.cancelled", event, was=was, request=request.public_id, registrations=seated, seats=returned
    )
    forgetting.forget_answers(event, actor=actor)
    change_notices.owe_cancellation(event, told)


def _end_registrations(event: Event) -> int:
    rows = Registration.objects.lock_all(event=event, state__in=sorted(SEATED))
    now = timezone.now()
    for row in rows:
        step(REGISTRATION_MOVES, row.state, RegistrationState.CANCELLED)
    people = [row.pk for row in rows if row.person_id is not None]
    handles = [row.pk for row in rows if row.person_id is None]
    _set(Registration, people, state=RegistrationState.CANCELLED, ended_at=now)
    _set(Registration, handles, state=RegistrationState.CANCELLED)
    return len(rows)


def settle_held(event: Event) -> int:
    """Give back what is still held at an event that is over: nobody takes a seat at it any more.

    Invitations without a reply lapse, the list closes, offers end. Nobody is told: the deadline of each was the
    cut-off. The caller holds the event and the transaction.

    Returns:
        How many seats came back.
    """
    pools = capacity.Pools.lock(event.pk)
    _end_queue(event)
    InvitationOption.objects.filter(
        event=event,
        state=OptionState.OFFERED,
        invitation__state__in=(InvitationState.RELEASED, InvitationState.ANSWERED),
    ).update(state=OptionState.LAPSED)
    others = InvitationOption.objects.filter(invitation=OuterRef("pk"), state=OptionState.OFFERED)
    unanswered = Invitation.objects.filter(options__event=event, state=InvitationState.RELEASED).exclude(Exists(others))
    step(INVITATION_MOVES, InvitationState.RELEASED, InvitationState.EXPIRED)
    keys = list(unanswered.order_by("pk").values_list("pk", flat=True))
    _set(Invitation, keys, state=InvitationState.EXPIRED)
    seats = list(SeatLedger.objects.filter(event=event, state=SeatState.HELD).order_by("pk"))
    returned = capacity.release(pools, seats, "event_concluded")
    pools.write()
    return returned


def _end_queue(event: Event) -> None:
    now = timezone.now()
    rows = QueueEntry.objects.lock_all(event=event, state__in=sorted(LIVE_QUEUE))
    for row in rows:
        step(QUEUE_MOVES, row.state, QueueState.CLOSED)
    QueueEntry.objects.filter(event=event, state__in=sorted(LIVE_QUEUE)).update(state=QueueState.CLOSED)
    Offer.objects.filter(entry__event=event, state=OfferState.MADE).update(state=OfferState.REVOKED, decided_at=now)


def _end_options(event: Event) -> None:
    """Let the options lapse, and close invitations of which nothing is left."""
    live = [state for state in OptionState.values if can_step(OPTION_MOVES, state, OptionState.LAPSED)]
    InvitationOption.objects.filter(event=event, state__in=live).update(state=OptionState.LAPSED)
    others = InvitationOption.objects.filter(invitation=OuterRef("pk")).exclude(state=OptionState.LAPSED)
    emptied = Invitation.objects.filter(options__event=event).exclude(Exists(others))
    for here, there in (
        (InvitationState.PREPARED, InvitationState.REVOKED),
        (InvitationState.RELEASED, InvitationState.REVOKED),
        (InvitationState.ANSWERED, InvitationState.CLOSED),
    ):
        step(INVITATION_MOVES, here, there)
        keys = list(emptied.filter(state=here).order_by("pk").values_list("pk", flat=True))
        _set(Invitation, keys, state=there)


def _set(model: type[Model], keys: list[int], **values: object) -> None:
    for start in range(0, len(keys), capacity.BATCH):
        model._default_manager.filter(pk__in=keys[start : start + capacity.BATCH]).update(**values)
