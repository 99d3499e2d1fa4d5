"""Filters for dates, times, numbers and money; templates use no others (STD-19)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kernel import formats
from kernel.formats import contact

register = template.Library()


@register.filter
def long_date(day: date | None) -> str | SafeString:
    """`October 5, 2018`, with its machine form in a `time` element."""
    if not day:
        return ""
    return format_html('<time datetime="{}">{}</time>', formats.short_date(day), formats.long_date(day))


@register.filter
def weekday_date(day: date | None) -> str | SafeString:
    """`Friday, October 5, 2018`."""
    if not day:
        return ""
    return format_html('<time datetime="{}">{}</time>', formats.short_date(day), formats.long_date(day, weekday=True))


@register.filter
def short_date(day: date | None) -> str | SafeString:
    """`2018-10-05`."""
    return format_html('<time class="date" datetime="{0}">{0}</time>', formats.short_date(day)) if day else ""


@register.filter
def clock(moment: time | datetime | None) -> str:
    """`2:30 pm`."""
    return formats.clock(moment) if moment is not None else ""


@register.filter
def moment(instant: datetime | None) -> str | SafeString:
    """`2018-10-05 18:30 UTC`, for lists of what happened."""
    if not instant:
        return ""
    return format_html('<time datetime="{}">{}</time>', instant.isoformat(), f"{instant:%Y-%m-%d %H:%M} UTC")


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """`1,234`."""
    return formats.number(value) if value is not None else ""


@register.filter
def percent(value: int | float | Decimal | None) -> str:
    """`12.5%`."""
    return formats.percent(value) if value is not None else ""


@register.filter
def money(value: int | Decimal | None) -> str:
    """`$57,220,000`."""
    return formats.money(value) if value is not None else ""


@register.filter
def millions(value: int | Decimal | None) -> str:
    """`$57.22 million`."""
    return formats.millions(value) if value is not None else ""


@register.filter
def fiscal_year(first_year: int | None) -> str:
    """`fiscal year 2019 to 2020`."""
    return formats.fiscal_year(first_year) if first_year is not None else ""


@register.filter
def listing(parts: Any) -> str:
    """`A, B and C`."""
    return formats.listing(parts)


@register.filter
def typographic(words: Any) -> str:
    """Typographic apostrophes."""
    return formats.typographic(str(words))


@register.filter
def quotation(words: Any) -> str:
    """`“text”` or `« text »`."""
    return formats.quotation(str(words))


@register.simple_tag
def colon() -> str:
    """The colon after a label, as the language of the page writes it."""
    return formats.colon()


@register.simple_tag
def colon_after(label: Any) -> str:
    """The colon after a label; nothing after one that ends in a mark of its own, such as a question."""
    return "" if str(label).rstrip().endswith(("?", "!", ":", ".")) else formats.colon()


@register.filter
def figure(value: Any) -> str:
    """A number as a number, words as they are."""
    return formats.number(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else str(value)


@register.filter
def plain_number(value: Any) -> str:
    """A number for an attribute, without grouping, in every language."""
    return str(int(value or 0))


@register.filter
def small_count(value: int | None, smallest: int = 5) -> str:
    """The count, or `fewer than 5`."""
    return formats.small_count(value, smallest) if value is not None else ""


@register.filter
def phone(value: Any) -> str:
    """`613‑555‑0134`, from E.164."""
    return contact.print_phone(str(value)) if value else ""


@register.filter
def postal_code(value: Any) -> str:
    """`K1A 0P8`."""
    return contact.print_postal_code(str(value)) if value else ""


@register.simple_tag
def date_range(first: date, last: date | None = None, *, year: bool = True) -> str:
    """`March 29 to April 4, 2018`; one day stays one day."""
    return formats.date_range(first, last or first, year=year)


@register.simple_tag
def clock_range(first: time, last: time) -> str:
    """`9 am to 9:45 am`, `de 9 h à 9 h 45`."""
    return formats.clock_range(first, last)


@register.filter
def duration(span: timedelta | None) -> str:
    """`3 days`."""
    return formats.duration(span) if span is not None else ""
