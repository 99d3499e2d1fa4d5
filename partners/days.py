"""Which day it is for the directory: dates have no hour, so one zone decides, that of the federal jurisdiction."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

HOUSE_ZONE = ZoneInfo("America/Toronto")


def day_of(at: datetime.datetime) -> datetime.date:
    """Return the day of an aware time in the zone of the house."""
    return at.astimezone(HOUSE_ZONE).date()


def overlap(
    first: datetime.date | None,
    last: datetime.date | None,
    other_first: datetime.date | None,
    other_last: datetime.date | None,
) -> bool:
    """Tell whether two spans of days, both ends included, share a day; an end that is not known is open."""
    begins, ends = first or datetime.date.min, last or datetime.date.max
    return (other_first or datetime.date.min) <= ends and begins <= (other_last or datetime.date.max)


def today() -> datetime.date:
    """Return the present day in the zone of the house."""
    return day_of(timezone.now())
