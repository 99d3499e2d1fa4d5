"""Taking part without a name. A participant is a random handle; a partner organization vouches.

No table here can hold a name, an address or a telephone number, and none says which code became which handle.
Rows have random keys and no clock, because a sequence or a time would say who came when (safety 7).
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from kernel.bilingual import Language
from kernel.constraints import both_or_neither, only_values
from kernel.records import LockQuerySet, Record
from partners.models import Organization
from safety.enums import CodeState, HandleState, Layer, PlanItem


class PlanStep(Record):
    """One settled item of the safety plan of one event; the plan is complete when every item has a row."""

    event_ref = models.UUIDField(db_index=True)
    item = models.CharField(max_length=20, choices=PlanItem)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            only_values("item", PlanItem.values, "plan_item_known"),
            models.UniqueConstraint(fields=("event_ref", "item"), name="plan_item_settled_once"),
        )

    def __str__(self) -> str:
        return self.item


class CodePool(Record):
    """Codes for one event, allocated by count to a vouching partner; only counts are known (safety 5)."""

    event_ref = models.UUIDField(db_index=True)
    partner = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0, editable=False)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=200), name="pool_has_a_sensible_size"),
            models.CheckConstraint(condition=Q(used__lte=F("size")), name="pool_never_used_beyond_its_size"),
            both_or_neither("closed_at", "closed_by", name="pool_closing_is_signed"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class AccessCode(models.Model):
    """One code as a keyed hash. It shows its words once, on a card, and says nothing about its bearer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pool = models.ForeignKey(CodePool, on_delete=models.PROTECT, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=6, choices=CodeState, default=CodeState.UNUSED)

    objects: ClassVar[models.Manager["AccessCode"]] = LockQuerySet["AccessCode"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (only_values("state", CodeState.values, "code_state_known"),)

    def __str__(self) -> str:
        return str(self.id)


class Handle(models.Model):
    """A participant: eight random symbols, a language, and, if they wish, a phrase that brings them back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handle = models.CharField(max_length=8, unique=True)
    event_ref = models.UUIDField(db_index=True)
    language = models.CharField(max_length=2, choices=Language)
    phrase_hash = models.CharField(max_length=200, blank=True, help_text="Argon2id; empty: comes once only")
    phrase_lookup = models.CharField(max_length=64, blank=True, help_text="keyed hash of the first two words")
    state = models.CharField(max_length=10, choices=HandleState, default=HandleState.ACTIVE)
    came_on = models.DateField(null=True, editable=False, help_text="the day only")

    objects: ClassVar[models.Manager["Handle"]] = LockQuerySet["Handle"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            only_values("state", HandleState.values, "handle_state_known"),
            only_values("language", Language.values, "handle_language_known"),
        )
        indexes = (models.Index(fields=("phrase_lookup",), condition=~Q(phrase_lookup=""), name="handle_by_phrase"),)

    @property
    def public_id(self) -> uuid.UUID:
        """The random key itself: a handle has no second identity."""
        return self.id

    def __str__(self) -> str:
        return str(self.id)


class LayerConsent(models.Model):
    """One consent given or withdrawn by the bearer of a handle; append-only, the newest row of a layer counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handle = models.ForeignKey(Handle, on_delete=models.PROTECT, related_name="consents")
    layer = models.CharField(max_length=10, choices=Layer)
    number = models.PositiveIntegerField(help_text="order within this handle")
    given = models.BooleanField()
    notice_version = models.CharField(max_length=20)

    class Meta:
        constraints = (
            only_values("layer", Layer.values, "layer_known"),
            models.UniqueConstraint(fields=("handle", "number"), name="layer_consent_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.layer} {self.given}"
