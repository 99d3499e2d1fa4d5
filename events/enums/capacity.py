"""What counters of seats count, and what may become of a seat."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.db import models
from django.utils.translation import gettext_lazy as _


class PoolKind(models.TextChoices):
    """What a pool counts."""

    ROOT = "root", _("all seats")
    ALLOTMENT = "allotment", _("seats for a group")
    CEILING = "ceiling", _("at most this many of a group")


class Dimension(models.TextChoices):
    """By what a group of an allotment or ceiling is told apart."""

    NONE = "", _("everybody")
    SECTOR = "sector", _("sector")
    JURISDICTION = "jurisdiction", _("province or territory")
    ORGANIZATION = "organization", _("organization")
    LANGUAGE = "language", _("language")
    KIND = "kind", _("kind of participant")


class SeatState(models.TextChoices):
    """One seat: held for somebody, taken, or given back."""

    HELD = "held", _("held")
    TAKEN = "taken", _("taken")
    RELEASED = "released", _("given back")


SEAT_MOVES: Mapping[str, AbstractSet[str]] = {
    SeatState.HELD: frozenset({SeatState.TAKEN, SeatState.RELEASED}),
    SeatState.TAKEN: frozenset({SeatState.RELEASED}),
    SeatState.RELEASED: frozenset(),
}
