"""Calendar files: one event for one person, with the zone of its place spelled out (EV 5.7, STD-20d)."""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

from kernel import bilingual
from messaging import addresses
from messaging.calendar_facts import CalendarFacts, aware
from messaging.rendering import languages_of

PRODUCT = "-//Consultation platform//EN"


def render(facts: CalendarFacts, *, uid: UUID, sequence: int, method: str, language: str, attendee: str = "") -> bytes:
    """Return the calendar file.

    Args:
        facts: what to tell.
        uid: the entry's own, for life.
        sequence: rises with each REQUEST or CANCEL.
        method: REQUEST, CANCEL, or PUBLISH for files that a person downloads.
        language: of the words: `en`, `fr` or `both`.
        attendee: the one address, for REQUEST and CANCEL; PUBLISH names nobody.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(zone_definition(facts.zone, facts.starts.date(), facts.ends.date()))
    calendar.add_component(_event(facts, uid, sequence, method, language, attendee))
    return bytes(calendar.to_ical(sorted=False))


def _event(facts: CalendarFacts, uid: UUID, sequence: int, method: str, language: str, attendee: str) -> Event:
    ours = addresses.sender(settings.MAIL_REPLY_TO)
    event = Event()
    event.add("uid", f"{uid}@{ours.domain}")
    event.add("sequence", sequence)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", aware(facts.starts, facts.zone))
    event.add("dtend", aware(facts.ends, facts.zone))
    event.add("summary", _words(facts, "title", language, " / "))
    for name, stem, between in (("location", "place", " / "), ("description", "note", "\n\n")):
        if words := _words(facts, stem, language, between):
            event.add(name, words)
    if facts.url:
        event.add("url", facts.url)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    event.add(
        "organizer",
        _person(ours.addr_spec, addresses.sender(settings.MAIL_FROM[languages_of(language)[0]]).display_name),
    )
    if attendee and method != "PUBLISH":
        person = _person(addresses.only_address(attendee), "")
        person.params |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
        event.add("attendee", person)
    return event


def _person(address: str, name: str) -> Any:
    person = vCalAddress(f"mailto:{address}")
    if name:
        person.params["CN"] = name
    return person


def _words(facts: CalendarFacts, stem: str, language: str, between: str) -> str:
    """Return the text in one language, or both one after the other; control characters never get in."""
    texts = [bilingual.text(facts, stem, each).strip() for each in languages_of(language)]
    together = between.join(dict.fromkeys(text for text in texts if text))
    return "".join(char for char in together if char == "\n" or unicodedata.category(char)[0] != "C")


@lru_cache(maxsize=64)  # a wave of messages is about a few events; nobody changes what is returned
def zone_definition(zone: str, first: date, last: date) -> Timezone:
    """Return the zone's rules from a year before to a year after, as the pinned data have them.

    Written out change by change, so that a reader with older zone data still shows the time of the place. No
    abbreviations: they mislead (STD-20c).
    """
    place, definition = ZoneInfo(zone), Timezone()
    definition.add("tzid", zone)
    moment, end = (datetime(day.year + shift, 1, 1, tzinfo=UTC) for day, shift in ((first, -1), (last, 2)))
    before = moment.astimezone(place).utcoffset()
    definition.add_component(_observance(moment, before, place))
    while moment < end:
        following = moment + timedelta(days=1)
        if following.astimezone(place).utcoffset() != before:
            change = _exact_change(moment, following, place)
            definition.add_component(_observance(change, before, place))
            before = following.astimezone(place).utcoffset()
        moment = following
    return definition


def _exact_change(low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    """Return the minute between two instants at which the offset changes."""
    before = low.astimezone(place).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
        low, high = (middle, high) if middle.astimezone(place).utcoffset() == before else (low, middle)
    return high


def _observance(instant: datetime, before: timedelta | None, place: ZoneInfo) -> Any:
    there = instant.astimezone(place)
    observance = TimezoneDaylight() if there.dst() else TimezoneStandard()
    assert before is not None
    observance.add("dtstart", (instant + before).replace(tzinfo=None))
    observance.add("tzoffsetfrom", before)
    observance.add("tzoffsetto", there.utcoffset())
    return observance
