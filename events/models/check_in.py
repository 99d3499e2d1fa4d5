"""What happened at the door. Presence is derived from these rows, never stored (EV-21)."""

import uuid

from django.db import models
from django.db.models import Q

from events.enums import CheckInKind
from events.models.registrations import Registration
from events.models.scheduling import Event
from kernel.constraints import only_values


class CheckInEvent(models.Model):
    """One scan, leave, undo or walk-in, under an id made where it happened. Append-only.

    Protected events have no such rows: a handle's coming is a yes with the day only (safety 5).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="check_ins")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, null=True, related_name="check_ins")
    kind = models.CharField(max_length=8, choices=CheckInKind)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    device_at = models.DateTimeField(help_text="clock of the device")
    offset_ms = models.IntegerField(default=0, help_text="what the device's clock was wrong by")
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.CharField(max_length=60, help_text="public reference of the actor")

    class Meta:
        constraints = (
            only_values("kind", CheckInKind.values, "check_in_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=CheckInKind.UNDO, undoes__isnull=False)
                | ~Q(kind=CheckInKind.UNDO) & Q(undoes__isnull=True),
                name="check_in_undo_names_what",
            ),
            models.CheckConstraint(
                condition=Q(kind=CheckInKind.WALK_IN) | Q(registration__isnull=False),
                name="check_in_of_a_registration",
            ),
        )
        indexes = (
            # presence at one event
            models.Index(fields=("event", "registration"), name="check_in_of_event"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
