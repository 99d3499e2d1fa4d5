"""Deadlines in the working hours of the event's place, never after the cut-off (EV-11)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from events.models import Event
from kernel.wall_time import to_wall
from partners.models import Holiday

OPENS, CLOSES = time(9), time(17)
PERIOD, LAST_WEEK_PERIOD = timedelta(hours=48), timedelta(hours=24)
LAST_WEEK = timedelta(days=7)
_LOOK_AHEAD = 30  # days; no run of closed days is longer


def offer_deadline(event: Event, now: datetime | None = None) -> datetime | None:
    """Return until when an offer made now stands: 48 hours (24 in the last week), moved on into working hours.

    Returns:
        An aware instant, or None when none is left before the cut-off: then no offer may be made (events 5.3).
    """
    now = now or timezone.now()
    if event.starts_at is None or event.cut_off_at is None:
        return None
    period = LAST_WEEK_PERIOD if event.starts_at - now <= LAST_WEEK else PERIOD
    deadline = next_working_moment(now + period, event)
    return deadline if deadline is not None and deadline <= event.cut_off_at else None


def next_working_moment(instant: datetime, event: Event) -> datetime | None:
    """Return the first moment at or after `instant` at which offices of the event's place are open."""
    wall = to_wall(instant, event.zone)
    closed = _closed_days(event, wall.date())
    for ahead in range(_LOOK_AHEAD):
        day = wall.date() + timedelta(days=ahead)
        if day.weekday() >= 5 or day in closed:
            continue
        if ahead == 0 and wall.time() > CLOSES:
            continue
        moment = wall if ahead == 0 and wall.time() >= OPENS else datetime.combine(day, OPENS)
        return _to_instant(moment, event.zone)
    return None


def _to_instant(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)  # working hours are never skipped or repeated


def _closed_days(event: Event, first: date) -> set[date]:
    last = first + timedelta(days=_LOOK_AHEAD)
    days = Holiday.objects.filter(jurisdiction__places=event.place_id, on__range=(first, last))
    return set(days.order_by("on").values_list("on", flat=True))
