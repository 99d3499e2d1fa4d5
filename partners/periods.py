"""Fiscal years, which start on April 1, and the reporting periods inside them (PA-21)."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from partners.days import today

__all__ = [
    "CADENCES",
    "GRACE",
    "Period",
    "fiscal_year",
    "left_of",
    "next_period",
    "period_of",
    "periods",
    "rest_of",
    "today",
]

FISCAL_MONTH = 4
GRACE = datetime.timedelta(days=30)  # a period's update is due this long after the period ends
CADENCES = (3, 6, 12)  # months; each divides the fiscal year


def fiscal_year(day: datetime.date) -> int:
    """Return the calendar year in which the fiscal year of `day` starts."""
    return day.year if day.month >= FISCAL_MONTH else day.year - 1


@dataclass(frozen=True, order=True)
class Period:
    """A reporting period: a quarter, half or whole of a fiscal year, both ends included."""

    start: datetime.date
    end: datetime.date

    @property
    def due_on(self) -> datetime.date:
        """Last day on which the update of this period is in time."""
        return self.end + GRACE


def period_of(day: datetime.date, months: int) -> Period:
    """Return the period of `months` months that holds the day.

    Raises:
        ValueError: `months` does not divide a fiscal year.
    """
    if months not in CADENCES:
        raise ValueError(f"a period of {months} months does not divide a fiscal year")
    since = (day.year - fiscal_year(day)) * 12 + day.month - FISCAL_MONTH
    first = since - since % months
    start = _month(fiscal_year(day), first)
    return Period(start, _month(fiscal_year(day), first + months) - datetime.timedelta(days=1))


def rest_of(day: datetime.date, months: int) -> Period:
    """Return the period that holds the day, from that day on: where a new cadence begins amid a period it begins here."""
    return Period(day, period_of(day, months).end)


def left_of(period: Period, reported: Iterable[Period]) -> Period | None:
    """Return what is left of a period after reports that touch it, or none; a report keeps the days it was begun for."""
    touching = (one.end for one in reported if one.start <= period.end and one.end >= period.start)
    last = max(touching, default=None)
    start = period.start if last is None else last + datetime.timedelta(days=1)
    return Period(start, period.end) if start <= period.end else None


def next_period(period: Period, months: int) -> Period:
    """Return the period that follows."""
    return period_of(period.end + datetime.timedelta(days=1), months)


def periods(first: datetime.date, last: datetime.date, months: int) -> Iterator[Period]:
    """Yield every period that touches the days from `first` to `last`, in order."""
    period = period_of(first, months)
    while period.start <= last:
        yield period
        period = next_period(period, months)


def _month(year: int, months_after_april: int) -> datetime.date:
    """Return the first day of the month that lies so many months after April of the year."""
    index = FISCAL_MONTH - 1 + months_after_april
    return datetime.date(year + index // 12, index % 12 + 1, 1)
