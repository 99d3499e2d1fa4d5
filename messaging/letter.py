"""Reading a mail back as its recipient would: headers, text, page, calendar entry, parts."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kernel import rich_text
from kernel.formats import clock, clock_range, long_date
from kernel.wall_time import offset_words

SHOWN = ("From", "To", "Reply-To", "Subject", "Date", "Content-Language", "List-Unsubscribe", "Message-ID")


@dataclass(frozen=True)
class Line:
    """One line of the text; `href` when it is one of our own addresses, relative to this site."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Part:
    """One part of the mail's structure."""

    depth: int
    content_type: str
    details: str
    size: int


@dataclass(frozen=True)
class Entry:
    """The calendar file as a calendar program would show it."""

    content: bytes = field(repr=False)
    what: Any
    title: str
    when: str
    zone: str
    place: str
    note: str
    link: str
    organizer: str
    attendees: list[str]
    sequence: int


@dataclass(frozen=True)
class Letter:
    """A whole mail, taken apart."""

    sender: str
    headers: list[tuple[str, str]]
    lines: list[Line]
    page: SafeString
    calendar: Entry | None
    parts: list[Part]


def read(raw: bytes) -> Letter:
    """Take a mail apart. Its page is shown through the one sanitizer; nothing in it loads or acts."""
    message = message_from_bytes(raw, policy=policy.default)
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    calendar = next((part for part in message.walk() if part.get_content_type() == "text/calendar"), None)
    return Letter(
        str(message["From"] or ""),
        [(name, str(message[name])) for name in SHOWN if message[name]],
        [_line(one) for one in str(text.get_content() if text else "").strip().splitlines()],
        _page(str(page.get_content())) if page else SafeString(""),
        _entry(calendar) if calendar else None,
        list(_parts(message, 0)),
    )


def _line(text: str) -> Line:
    ours = f"{settings.BASE_URL}/"
    return Line(text, f"/{text.removeprefix(ours)}") if text.startswith(ours) else Line(text)


def _page(html: str) -> SafeString:
    """Return the body's elements without its style; our own links lead to this site."""
    body = re.sub(r"(?s)^.*?<body[^>]*>", "", html).replace(f'href="{settings.BASE_URL}/', 'href="/')
    return rich_text.shown(re.sub(r"<(/?)h1\b", r"<\1h2", body))


def _entry(part: EmailMessage) -> Entry:
    from icalendar import Calendar  # large, and only a demonstration reads files

    content = cast(bytes, part.get_payload(decode=True))
    calendar = Calendar.from_ical(content)
    event: Any = calendar.walk("VEVENT")[0]
    starts, ends = event["dtstart"].dt, event["dtend"].dt
    cancelled = str(calendar.get("method", "")) == "CANCEL"
    return Entry(
        content=content,
        what=_("Taken out of the calendar") if cancelled else _("Put into the calendar"),
        title=str(event.get("summary", "")),
        when=_when(starts, ends),
        zone=str(_("by the clock of the place (%(offset)s)") % {"offset": offset_words(starts.utcoffset())}),
        place=str(event.get("location", "")),
        note=str(event.get("description", "")),
        link=str(event.get("url", "")),
        organizer=_address(event.get("organizer", "")),
        attendees=[_address(one) for one in _as_list(event.get("attendee", []))],
        sequence=int(event.get("sequence", 0)),
    )


def _when(starts: datetime, ends: datetime) -> str:
    if starts.date() == ends.date():
        return f"{long_date(starts.date(), weekday=True)}, {clock_range(starts, ends)}"
    return " – ".join(f"{long_date(one.date(), weekday=True)}, {clock(one)}" for one in (starts, ends))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _address(value: Any) -> str:
    return str(value).removeprefix("mailto:").removeprefix("MAILTO:")


def _parts(message: EmailMessage, depth: int) -> Any:
    """Yield the structure, part by part."""
    details = [f"{name}={value}" for name, value in message["Content-Type"].params.items() if name != "boundary"]
    if message.get_filename():
        details.append(f"{message.get_content_disposition()}: {message.get_filename()}")
    payload = message.get_payload(decode=True)
    yield Part(depth, message.get_content_type(), ", ".join(details), len(payload) if isinstance(payload, bytes) else 0)
    if message.is_multipart():
        for part in message.iter_parts():
            yield from _parts(cast(EmailMessage, part), depth + 1)
