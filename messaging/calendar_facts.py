"""What a calendar is told about one event. Kept apart from the writing of files, whose library most requests never need."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class CalendarFacts:
    """What a calendar is told about one event, as plain values given by the app that keeps events.

    Attributes:
        starts, ends: wall time of the place, without zone.
        zone: IANA name of the place's zone.
        title_en, title_fr: what stands in the calendar.
        place_en, place_fr: where to go, in one line.
        note_en, note_fr: what to know, in a few lines; no personal value.
        url: link to join or to read more; absolute.
        status: state of the event, part of what counts as a change.
    """

    starts: datetime
    ends: datetime
    zone: str
    title_en: str
    title_fr: str
    place_en: str = ""
    place_fr: str = ""
    note_en: str = ""
    note_fr: str = ""
    url: str = ""
    status: str = "confirmed"

    def offsets(self) -> tuple[timedelta, timedelta]:
        """Return the offsets from UTC at start and end, by the pinned zone data."""
        start, end = aware(self.starts, self.zone).utcoffset(), aware(self.ends, self.zone).utcoffset()
        assert start is not None and end is not None
        return start, end


def aware(wall: datetime, zone: str) -> datetime:
    """Return a wall time with the zone of its place."""
    return wall.replace(tzinfo=ZoneInfo(zone))
