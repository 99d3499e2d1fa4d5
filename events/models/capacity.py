"""Seats: counters that are guarded, and the ledger that says who each seat is for (events 5.1)."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.enums import Dimension, PoolKind, SeatState
from events.models.invitations import InvitationOption
from events.models.registrations import Offer, QueueEntry, Registration
from events.models.scheduling import Event
from kernel.constraints import only_values
from kernel.records import LockQuerySet, Record

_HOLDERS = ("option", "registration", "offer", "queue_entry")


def _held_by(name: str) -> Q:
    return Q(**{f"{holder}__isnull": holder != name for holder in _HOLDERS})


class CapacityPool(Record):
    """A counter of seats: the whole event, an allotment inside it, or a ceiling on a group.

    `set_aside` are seats promised to allotments below that nobody has yet. Counters move in `domain.capacity` only.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="pools")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=10, choices=PoolKind)
    title_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    title_fr = models.CharField(_("name (French)"), max_length=120, blank=True)
    dimension = models.CharField(max_length=12, choices=Dimension, blank=True, default="")
    value = models.CharField(max_length=60, blank=True, default="", help_text="key of the group in its dimension")
    guaranteed = models.PositiveIntegerField(_("guaranteed seats"), default=0)
    cap = models.PositiveIntegerField(_("seats at most"))
    taken = models.PositiveIntegerField(default=0, editable=False)
    held = models.PositiveIntegerField(default=0, editable=False)
    set_aside = models.PositiveIntegerField(default=0, editable=False)
    closed = models.BooleanField(default=False, editable=False, help_text="no new claim, whatever is free")
    groups_changed = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="at the root: a claim that has not looked since is made anew"
    )

    class Meta:
        constraints = (
            only_values("kind", PoolKind.values, "pool_kind_known"),
            only_values("dimension", Dimension.values, "pool_dimension_known"),
            models.CheckConstraint(
                condition=Q(cap__gte=F("taken") + F("held") + F("set_aside")), name="pool_never_overbooked"
            ),
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(held__gte=0) & Q(set_aside__gte=0) & Q(cap__gte=0) & Q(guaranteed__gte=0),
                name="pool_counts_not_negative",
            ),
            models.CheckConstraint(condition=Q(cap__lte=100_000), name="pool_cap_sane"),
            models.CheckConstraint(condition=Q(guaranteed__lte=F("cap")), name="pool_guarantee_within_cap"),
            models.CheckConstraint(
                condition=Q(kind=PoolKind.ROOT, parent__isnull=True) | ~Q(kind=PoolKind.ROOT) & Q(parent__isnull=False),
                name="pool_root_has_no_parent",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(parent_id__lt=F("id")), name="pool_parent_before_child"
            ),
            models.CheckConstraint(
                condition=Q(kind=PoolKind.ALLOTMENT) | Q(guaranteed=0), name="pool_only_allotments_guarantee"
            ),
            models.CheckConstraint(
                condition=Q(kind=PoolKind.ROOT, dimension="", value="")
                | ~Q(kind=PoolKind.ROOT) & ~Q(dimension="") & ~Q(value=""),
                name="pool_of_a_group_names_it",
            ),
            models.UniqueConstraint(fields=("event",), condition=Q(kind=PoolKind.ROOT), name="pool_one_root_per_event"),
            models.UniqueConstraint(
                fields=("event", "kind", "parent", "dimension", "value"),
                condition=~Q(kind=PoolKind.ROOT),
                name="pool_of_a_group_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.dimension} {self.value}"

    @property
    def used(self) -> int:
        """Seats somebody has or is being kept for."""
        return self.taken + self.held

    @property
    def free(self) -> int:
        """Seats anybody of the group may still have."""
        return max(0, self.cap - self.taken - self.held - self.set_aside)


@dataclass(frozen=True)
class Group:
    """What places somebody in an allotment or under a ceiling: keys, never names.

    Attributes:
        sector: key of the sector; `jurisdiction`: two-letter code; `organization`: public id;
        language: `en`, `fr` or `both`; `kind`: kind of participant.
    """

    sector: str = ""
    jurisdiction: str = ""
    organization: str = ""
    language: str = ""
    kind: str = ""

    def belongs_to(self, pool: CapacityPool) -> bool:
        """Tell whether somebody of this group counts in the pool."""
        if pool.dimension == Dimension.NONE:
            return True
        return bool(pool.value) and str(getattr(self, pool.dimension)) == pool.value


class SeatLedger(models.Model):
    """One seat that is held, taken or given back, and whom it is for. No clock: a time would tell who came when."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="seats")
    leaf = models.ForeignKey(CapacityPool, on_delete=models.PROTECT, related_name="seats")
    state = models.CharField(max_length=8, choices=SeatState)
    option = models.ForeignKey(InvitationOption, on_delete=models.PROTECT, null=True, related_name="seats")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, null=True, related_name="seats")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="seats")
    queue_entry = models.ForeignKey(QueueEntry, on_delete=models.PROTECT, null=True, related_name="seats")
    reason = models.CharField(max_length=40, blank=True, help_text="code: why it was given back")

    objects: ClassVar[models.Manager["SeatLedger"]] = LockQuerySet["SeatLedger"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            only_values("state", SeatState.values, "seat_state_known"),
            models.CheckConstraint(
                condition=Q(state=SeatState.RELEASED)
                | _held_by("option")
                | _held_by("registration")
                | _held_by("offer")
                | _held_by("queue_entry"),
                name="seat_for_exactly_one",
            ),
            models.CheckConstraint(
                condition=~Q(state=SeatState.TAKEN) | Q(registration__isnull=False), name="seat_taken_by_a_registration"
            ),
            models.UniqueConstraint(
                fields=("registration",),
                condition=~Q(state=SeatState.RELEASED) & Q(registration__isnull=False),
                name="seat_one_per_registration",
            ),
            models.UniqueConstraint(
                fields=("option",),
                condition=~Q(state=SeatState.RELEASED) & Q(option__isnull=False),
                name="seat_one_per_option",
            ),
        )
        indexes = (
            # the recount of one event
            models.Index(fields=("event", "state"), name="seat_of_event"),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class SeatPool(models.Model):
    """One counter that one seat is in; a release returns exactly these (EV-3)."""

    id = models.BigAutoField(primary_key=True)
    seat = models.ForeignKey(SeatLedger, on_delete=models.PROTECT, related_name="in_pools")
    pool = models.ForeignKey(CapacityPool, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("seat", "pool"), name="seat_once_in_a_pool"),)

    def __str__(self) -> str:
        return f"{self.seat_id} in {self.pool_id}"
