"""The door: every scan, leave and undo is a row under an id made where it happened; presence is derived (EV-21)."""

import uuid
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import registrations
from events.enums import CheckInKind, EventState, RegistrationState
from events.models import CheckInEvent, Event, Registration
from kernel.errors import DomainError
from partners.models import Person

DOOR_OPEN = frozenset({EventState.READY, EventState.IN_PROGRESS})
FURTHEST_OFF_MS = 24 * 3600 * 1000


@transaction.atomic
def arrive(
    registration: Registration, *, actor: Actor, ref: UUID | None = None, at: datetime | None = None, offset_ms: int = 0
) -> CheckInEvent:
    """Write down that somebody came in. Sending the same `ref` again changes nothing.

    Args:
        ref: id made by the device; a new one when omitted.
        at: clock of the device; now when omitted.
        offset_ms: what that clock is wrong by.

    Raises:
        DomainError: `door_closed`, `not_expected` for a seat that was given up.
    """
    return _write(registration, CheckInKind.IN, actor, ref, at, offset_ms)


@transaction.atomic
def leave(
    registration: Registration, *, actor: Actor, ref: UUID | None = None, at: datetime | None = None, offset_ms: int = 0
) -> CheckInEvent:
    """Write down that somebody left."""
    return _write(registration, CheckInKind.OUT, actor, ref, at, offset_ms)


@transaction.atomic
def undo(event: CheckInEvent, *, actor: Actor, ref: UUID | None = None) -> CheckInEvent:
    """Take one row back by another; undoing it twice changes nothing.

    Raises:
        DomainError: `cannot_undo` for an undo.
    """
    _require_door(Event.objects.get(pk=event.event_id))
    if event.kind == CheckInKind.UNDO:
        raise DomainError(_("This was taken back already. Record it anew."), code="cannot_undo")
    if done := CheckInEvent.objects.filter(undoes=event).first():
        return done
    row = CheckInEvent.objects.create(
        id=ref or uuid.uuid4(),
        event_id=event.event_id,
        registration_id=event.registration_id,
        kind=CheckInKind.UNDO,
        undoes=event,
        device_at=timezone.now(),
        recorded_by=actor.ref[:60],
    )
    audit.record(actor, "check_in.undone", event)
    return row


def walk_in(event: Event, person: Person, *, actor: Actor, ref: UUID | None = None) -> CheckInEvent:
    """Let somebody in who has no seat: a free one is taken, else the presence stands and is flagged by having none.

    Raises:
        DomainError: `door_closed`, `protected`.
    """
    _require_door(event)
    with transaction.atomic():
        registration = registrations.seat_walk_in(event, person, actor=actor)
        if registration is not None:
            return _write(registration, CheckInKind.IN, actor, ref, None, 0)
        row = CheckInEvent.objects.create(
            id=ref or uuid.uuid4(),
            event=event,
            kind=CheckInKind.WALK_IN,
            device_at=timezone.now(),
            recorded_by=actor.ref[:60],
        )
        audit.record(actor, "check_in.walk_in", event)
        return row


def _write(
    registration: Registration, kind: str, actor: Actor, ref: UUID | None, at: datetime | None, offset_ms: int
) -> CheckInEvent:
    if ref is not None and (known := _known(ref, registration, kind)):
        return known
    registration = Registration.objects.select_related("event").get(pk=registration.pk)
    _require_door(registration.event)
    if registration.state != RegistrationState.CONFIRMED or registration.person_id is None:
        raise DomainError(
            _("This person has no confirmed seat. Send them to the organizer, or record a walk-in."),
            code="not_expected",
        )
    try:
        with transaction.atomic():
            row = CheckInEvent.objects.create(
                id=ref or uuid.uuid4(),
                event=registration.event,
                registration=registration,
                kind=kind,
                device_at=at or timezone.now(),
                offset_ms=max(-FURTHEST_OFF_MS, min(FURTHEST_OFF_MS, offset_ms)),
                recorded_by=actor.ref[:60],
            )
    except IntegrityError:  # the same scan arrived twice at the same moment
        if ref is not None and (known := _known(ref, registration, kind)):
            return known
        raise
    audit.record(actor, "check_in.arrived" if kind == CheckInKind.IN else "check_in.left", registration)
    return row


def _known(ref: UUID, registration: Registration, kind: str) -> CheckInEvent | None:
    """Return the row that a device sent before under this id.

    Raises:
        DomainError: `ref_used`: the id stands for something else.
    """
    row = CheckInEvent.objects.filter(pk=ref).first()
    if row is not None and (row.registration_id, row.kind) != (registration.pk, kind):
        raise DomainError(_("This scan was recorded for somebody else. Scan again."), code="ref_used")
    return row


def _require_door(event: Event) -> None:
    if event.protected:
        raise DomainError(_("This event has another door."), code="protected")
    if event.state not in DOOR_OPEN:
        raise DomainError(_("The door of this event is not open."), code="door_closed")
