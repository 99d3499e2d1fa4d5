"""Protected input, alone in its own store: sealed while it waits, shuffled when it is released.

Nothing here joins the roll: no handle, no registration, no access code, no clock finer than a day.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kernel.constraints import only_values
from kernel.records import LockQuerySet
from safety.enums import CodeState


class ContributionCode(models.Model):
    """A second, separate code, drawn from a bowl at the session; it belongs to no handle."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event_ref = models.UUIDField(db_index=True)
    code_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=6, choices=CodeState, default=CodeState.UNUSED)

    objects: ClassVar[models.Manager["ContributionCode"]] = LockQuerySet["ContributionCode"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (only_values("state", CodeState.values, "contribution_code_state_known"),)

    def __str__(self) -> str:
        return str(self.id)


class SpoolItem(models.Model):
    """One sealed contribution that waits. The web process can seal it and can never open it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()
    receipt_lookup = models.CharField(max_length=64, blank=True)
    receipt_hash = models.CharField(max_length=200, blank=True)
    once_hash = models.CharField(
        max_length=64, null=True, unique=True, help_text="of the form's random key; a form sent twice adds nothing"
    )

    objects: ClassVar[models.Manager["SpoolItem"]] = LockQuerySet["SpoolItem"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(receipt_lookup="", receipt_hash="") | (~Q(receipt_lookup="") & ~Q(receipt_hash="")),
                name="spool_receipt_whole_or_absent",
            ),
        )
        # two texts may share their first two words: whoever looks one up tries each slow hash
        indexes = (models.Index(fields=("receipt_lookup",), condition=~Q(receipt_lookup=""), name="spool_by_receipt"),)

    def __str__(self) -> str:
        return str(self.id)


class ReleasedContribution(models.Model):
    """One contribution after release: random key, day of release, re-inserted in random order with at least nine others."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.TextField()
    language = models.CharField(max_length=2)
    uses = models.JSONField(default=list)
    released_on = models.DateField()
    receipt_lookup = models.CharField(max_length=64, blank=True)
    receipt_hash = models.CharField(max_length=200, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(text=""), name="withdrawn_contribution_has_no_text"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
