"""New zone data: the instants follow, the wall time stays, and the organizer takes note (EV-A10, STD-20b)."""

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import change_notices, scheduling
from events.enums import OPENED
from events.models import Event
from kernel import wall_time


@transaction.atomic
def rederive(event: Event, *, actor: Actor) -> bool:
    """Derive the instants again after new zone data; the wall time stays (EV-A10, STD-20b).

    Returns:
        Whether an instant moved; then people who join online are told, and the event shows a task.
    """
    event = Event.objects.lock(pk=event.pk)
    if event.starts_at is None or event.tz_version == wall_time.tz_version():
        return False
    before = (event.starts_at, event.ends_at)
    scheduling.derive_times(event)
    event.save(update_fields=scheduling.DERIVED)
    if (event.starts_at, event.ends_at) == before:
        return False
    event.instants_moved_at = timezone.now()
    event.save(update_fields=("instants_moved_at",))
    audit.record(actor, "event.instants_moved", event, fields=scheduling.DERIVED, data=event.tz_version)
    if event.state in OPENED:
        change_notices.owe_other_instants(event)
    return True


@transaction.atomic
def acknowledge_move(event: Event, *, actor: Actor) -> Event:
    """Say that one knows of a move by new zone data; pressed twice, it is said once."""
    event = Event.objects.lock(pk=event.pk)
    if event.instants_moved_at is not None:
        event.instants_moved_at = None
        event.save(update_fields=("instants_moved_at",))
        audit.record(actor, "event.move_acknowledged", event)
    return event
