"""Hours at which a person may be reached, in their own zone: merged, sorted, and asked with one function."""

import datetime
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid

Window = tuple[int, int, int]
DAY = 24 * 60
STANDARD: tuple[Window, ...] = tuple((weekday, 9 * 60, 17 * 60) for weekday in range(5))

ALWAYS: tuple[Window, ...] = tuple((weekday, 0, DAY) for weekday in range(7))


def merge(windows: Iterable[Sequence[int]]) -> list[list[int]]:
    """Return the windows sorted, with overlapping and touching ones merged.

    Args:
        windows: (weekday 0-6 from Monday, from minute, to minute); the end is not included.

    Raises:
        Invalid: a window is outside the day or does not end after it starts.
    """
    merged: list[list[int]] = []
    for weekday, start, end in sorted(tuple(window) for window in windows):
        if not (0 <= weekday <= 6 and 0 <= start < end <= DAY):
            raise Invalid(_("Each period must end after it starts, on the same day."), code="window_invalid")
        if merged and merged[-1][0] == weekday and start <= merged[-1][2]:
            merged[-1][2] = max(merged[-1][2], end)
        else:
            merged.append([weekday, start, end])
    return merged


def is_always(windows: Iterable[Sequence[int]]) -> bool:
    """Tell whether windows leave no hour out."""
    return tuple(tuple(window) for window in windows) == ALWAYS


def next_open(windows: Sequence[Sequence[int]], at: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """Return `at` when it lies inside a window, else the start of the next one; no windows means standard hours."""
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    chosen = [tuple(window) for window in windows] or list(STANDARD)
    if any(weekday == local.weekday() and start <= minute < end for weekday, start, end in chosen):
        return at
    starts = []
    for ahead in range(8):
        day = local.date() + datetime.timedelta(days=ahead)
        for weekday, start, _end in chosen:
            if weekday == day.weekday():
                wall = datetime.datetime.combine(day, datetime.time(start // 60, start % 60), zone)
                starts.append(wall.astimezone(datetime.UTC))
    return min(start for start in starts if start > at)
