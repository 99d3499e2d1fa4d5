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
from events.queries import rosters
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
        at: clock of the device; now when omitted, and then whoever is in already does not come in twice.
        offset_ms: what that clock is wrong by.

    Raises:
        DomainError: `door_closed`, `not_expected` for a seat that was given up.
    """
    return _write(registration, CheckInKind.IN, actor, ref, at, offset_ms)


@transaction.atomic
def leave(
    registration: Registration, *, actor: Actor, ref: UUID | None = None, at: datetime | None = None, offset_ms: int = 0
) -> CheckInEvent:
    """Write down that somebody left; the same of who has left already."""
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
    try:
        with transaction.atomic():
            row = CheckInEvent.objects.create(
                id=ref or uuid.uuid4(),
                event_id=event.event_id,
                registration_id=event.registration_id,
                kind=CheckInKind.UNDO,
                undoes=event,
                device_at=timezone.now(),
                recorded_by=actor.ref[:60],
            )
    except IntegrityError:  # two hands took it back at the same moment
        if done := CheckInEvent.objects.filter(undoes=event).first():
            return done
        raise
    audit.record(actor, "check_in.undone", event)
    return row


def walk_in(event: Event, person: Person, *, actor: Actor, ref: UUID | None = None) -> CheckInEvent:
    """Let somebody in who has no seat: a free one is taken, else the presence stands and is flagged by having none.

    Args:
        ref: id made where the button was pressed; the same one again lets nobody in twice.

    Raises:
        DomainError: `door_closed`, `protected`, `ref_used`.
    """
    _require_door(event)
    with transaction.atomic():
        person = Person.objects.lock(pk=person.pk)  # a second press waits here and then finds the row of the first
        if ref is not None and (known := _known_walk_in(ref, event, person)):
            return known
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
    registration = (
        Registration.objects.select_related("event")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=registration.pk)
    )
    _require_door(registration.event)
    if registration.state != RegistrationState.CONFIRMED or registration.person_id is None:
        raise DomainError(
            _("This person has no confirmed seat. Send them to the organizer, or record a walk-in."),
            code="not_expected",
        )
    if at is None and (last := rosters.latest(_rows_of(registration))) is not None and last.kind == kind:
        return last  # pressed at another door, or on a page that was opened before
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


def _rows_of(registration: Registration) -> list[CheckInEvent]:
    return list(CheckInEvent.objects.filter(registration=registration).order_by("device_at", "id"))


def _known(ref: UUID, registration: Registration, kind: str) -> CheckInEvent | None:
    """Return the row that a device sent before under this id.

    Raises:
        DomainError: `ref_used`: the id stands for something else.
    """
    row = CheckInEvent.objects.filter(pk=ref).first()
    if row is not None and (row.registration_id, row.kind) != (registration.pk, kind):
        raise _ref_used()
    return row


def _known_walk_in(ref: UUID, event: Event, person: Person) -> CheckInEvent | None:
    """Return the row of somebody without a seat that was written before under this id.

    Raises:
        DomainError: `ref_used`, as `_known`.
    """
    row = CheckInEvent.objects.select_related("registration").filter(pk=ref).first()
    if row is None:
        return None
    theirs = row.registration is None or row.registration.person_id == person.pk
    if row.event_id != event.pk or row.kind not in (CheckInKind.IN, CheckInKind.WALK_IN) or not theirs:
        raise _ref_used()
    return row


def _ref_used() -> DomainError:
    return DomainError(_("This scan was recorded for somebody else. Scan again."), code="ref_used")


def _require_door(event: Event) -> None:
    if event.protected:
        raise DomainError(_("This event has another door."), code="protected")
    if event.state not in DOOR_OPEN:
        raise DomainError(_("The door of this event is not open."), code="door_closed")
