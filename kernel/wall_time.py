"""Wall time and zone are the truth of an event in a place; the instant is derived from them (STD-20, EV 5.9)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid

ALIASES = {
    "America/Montreal": "America/Toronto",
    "Canada/Eastern": "America/Toronto",
    "Canada/Pacific": "America/Vancouver",
}


class WallTimeRefused(Invalid):
    """The clock of that place never shows this time, or shows it twice."""

    code = "wall_time"


def tz_version() -> str:
    """Return the version of the pinned zone data, such as `2026.6`."""
    return version("tzdata")


def canonical_zone(name: str) -> str:
    """Return the canonical name of a zone.

    Raises:
        Invalid: no such zone in the pinned data.
    """
    name = ALIASES.get(name, name)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(
            _("This time zone does not exist. Choose the place from the list."), code="zone_unknown"
        ) from None
    return name


def to_utc(wall: datetime, zone: str) -> datetime:
    """Return the instant of a wall time in a zone.

    Args:
        wall: naive local date and time.
        zone: IANA name.

    Raises:
        WallTimeRefused: the clocks skip this time, or show it twice (STD-20f).
    """
    place = ZoneInfo(canonical_zone(zone))
    try:
        first, second = wall.replace(tzinfo=place, fold=0), wall.replace(tzinfo=place, fold=1)
        instant = first.astimezone(UTC)
        differs = first.utcoffset() != second.utcoffset()
    except (OverflowError, ValueError):
        raise WallTimeRefused(_("This date is too far away."), code="date_too_far") from None
    if instant.astimezone(place).replace(tzinfo=None) != wall:
        raise WallTimeRefused(
            _("On this night the clocks go forward, and this time does not exist. Choose another time."),
            code="time_skipped",
        )
    if differs:
        raise WallTimeRefused(
            _("On this night the clocks go back, and this time comes twice. Choose another time."), code="time_twice"
        )
    return instant


def to_wall(instant: datetime, zone: str) -> datetime:
    """Return the naive wall time of an instant in a zone."""
    return instant.astimezone(ZoneInfo(canonical_zone(zone))).replace(tzinfo=None)


def offset(wall: datetime, zone: str) -> timedelta:
    """Return the distance of a wall time from UTC."""
    return ZoneInfo(canonical_zone(zone)).utcoffset(wall) or timedelta(0)


def offset_words(distance: timedelta) -> str:
    """Return `UTC−7` or `UTC−2:30`, with U+2212, never an abbreviation (STD-20c)."""
    minutes = round(distance.total_seconds() / 60)
    sign = "\u2212" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}:{rest:02d}" if rest else f"UTC{sign}{hours}"


def unexpected_offsets(expected: Mapping[str, list[tuple[datetime, str]]]) -> list[str]:
    """Compare the pinned data with a reviewed table and return one line for each difference (STD-20a).

    Args:
        expected: zone → pairs of a naive wall time and an offset such as `-02:30`.
    """
    wrong = []
    for zone, rows in expected.items():
        for wall, wanted in rows:
            minutes = round(offset(wall, zone).total_seconds() / 60)
            sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
            found = f"{sign}{hours:02d}:{rest:02d}"
            if found != wanted:
                wrong.append(f"{zone} on {wall:%Y-%m-%d}: expected {wanted}, found {found}")
    return wrong
