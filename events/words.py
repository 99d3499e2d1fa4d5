"""How an event is said: when, where, in words of one language, as every page, mail and calendar says it."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from events.enums import EventState, QuestionKind
from events.models import Event, FormQuestion
from kernel import formats
from kernel.bilingual import current, text
from kernel.wall_time import to_wall
from messaging.calendar_facts import CalendarFacts


def title(event: Event, language: str | None = None) -> str:
    """Return the title with typographic apostrophes."""
    return formats.typographic(text(event, "title", language))


def when(event: Event, language: str | None = None) -> str:
    """`Friday, October 5, 2018, 9 am to 4:30 pm, Toronto time (UTC−4)`; empty while no time is set."""
    language = language or current()
    start, end = event.wall_start, event.wall_end
    if start is None or end is None:
        return ""
    place = formats.place_and_offset(start, event.zone, text(event.place, "time", language))
    if start.date() == end.date():
        day = formats.long_date(start.date(), language, weekday=True)
        return formats.typographic(f"{day}, {formats.clock_range(start, end, language)}, {place}")
    days = formats.date_range(start.date(), end.date(), language, year=True)
    hours = {"start": formats.clock(start, language), "end": formats.clock(end, language)}
    with translation.override(language):
        words = gettext("%(start)s on the first day to %(end)s on the last day") % hours
    return formats.typographic(f"{days}, {words}, {place}")


def announced(event: Event, language: str | None = None) -> str:
    """Return `when` as people outside may count on it: nothing while it is put off, for its former date holds no more."""
    return "" if event.state == EventState.POSTPONED else when(event, language)


def where(event: Event, language: str | None = None) -> str:
    """`Hall of the Arts, 100 Main Street, Toronto`; only the place while no venue is chosen."""
    language = language or current()
    parts = [text(event.place, "name", language)]
    if event.venue is not None:
        parts = [text(event.venue, "name", language), event.venue.address, *parts]
    return formats.typographic(", ".join(part for part in parts if part))


def deadline(instant: datetime, event: Event, language: str | None = None) -> str:
    """`Friday, October 5, 2018, 4:30 pm, Toronto time (UTC−4)`: an instant as it is read at the event's place."""
    language = language or current()
    wall = to_wall(instant, event.zone or event.place.zone)
    day = formats.long_date(wall.date(), language, weekday=True)
    zone = event.zone or event.place.zone
    return formats.typographic(f"{day}, {formats.clock_at(wall, zone, text(event.place, 'time', language), language)}")


def answer(question: FormQuestion, value: str, language: str | None = None) -> str:
    """Return what somebody answered in words: `Yes` for `yes`, the choice for its number, a text as it is."""
    language = language or current()
    if question.kind == QuestionKind.YES_NO:
        with translation.override(language):
            return {"yes": gettext("Yes"), "no": gettext("No")}.get(value, value)
    choices = question.choices_fr if language == "fr" else question.choices_en
    if question.kind == QuestionKind.CHOICE and value.isdecimal() and int(value) < len(choices):
        return str(choices[int(value)])
    return value


def calendar_facts(event: Event) -> CalendarFacts:
    """Return what a calendar is told; wants time, place and venue at hand. Never called for a protected event (EV-18)."""
    if event.protected or event.wall_start is None or event.wall_end is None:
        raise ValueError("This event has no calendar file")
    return CalendarFacts(
        starts=event.wall_start,
        ends=event.wall_end,
        zone=event.zone,
        title_en=title(event, "en"),
        title_fr=title(event, "fr"),
        place_en=where(event, "en"),
        place_fr=where(event, "fr"),
        note_en=formats.typographic(text(event.venue, "access", "en")) if event.venue else "",
        note_fr=formats.typographic(text(event.venue, "access", "fr")) if event.venue else "",
    )
