"""CHECK constraints that the house writes again and again, each in one line and with a sentence for a name."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q


def only_values(field: str, values: Iterable[str], name: str) -> models.CheckConstraint:
    """Refuse any value outside the enumeration, whoever writes it."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": sorted(str(v) for v in values)}), name=name)


def filled_iff(condition: Q, *fields: str, name: str) -> models.CheckConstraint:
    """Hold `fields` to be set exactly when `condition` is true, and null otherwise."""
    filled = Q(**{f"{field}__isnull": False for field in fields})
    empty = Q(**{f"{field}__isnull": True for field in fields})
    return models.CheckConstraint(condition=(condition & filled) | (~condition & empty), name=name)


def both_or_neither(first: str, second: str, name: str) -> models.CheckConstraint:
    """Hold two nullable fields to be set together, such as `approved_at` and `approved_by`."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
        name=name,
    )


def both_languages_when(condition: Q, *stems: str, name: str) -> models.CheckConstraint:
    """Refuse a row for which `condition` holds and a text pair has an empty side (PA-1, EV-19)."""
    empty = Q()
    for stem in stems:
        empty |= Q(**{f"{stem}_en": ""}) | Q(**{f"{stem}_fr": ""})
    return models.CheckConstraint(condition=~condition | ~empty, name=name)
