"""Canadian dates, times, numbers and money in both languages (STD-19). Templates use only the filters made of these.

Source of the rules: the Canada.ca Content Style Guide in both languages. Every function takes the language, or uses
the language of the page.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from kernel.bilingual import Language, current
from kernel.wall_time import offset, offset_words

NBSP, HYPHEN = "\u00a0", "\u2011"
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}


def _french(language: str | None) -> bool:
    return (language or current()) == Language.FR


def _day(day: date, french: bool) -> str:
    return ("1er" if day.day == 1 else str(day.day)) if french else str(day.day)


def day_and_month(day: date, language: str | None = None) -> str:
    """`October 5`, `5 octobre`."""
    if _french(language):
        return f"{_day(day, True)}{NBSP}{MONTHS['fr'][day.month - 1]}"
    return f"{MONTHS['en'][day.month - 1]}{NBSP}{day.day}"


def long_date(day: date, language: str | None = None, *, weekday: bool = False) -> str:
    """`October 5, 2018`, `5 octobre 2018`; with the weekday `Friday, October 5, 2018`."""
    if _french(language):
        name = f"{WEEKDAYS['fr'][day.weekday()]} " if weekday else ""
        return f"{name}{day_and_month(day, 'fr')}{NBSP}{day.year}"
    name = f"{WEEKDAYS['en'][day.weekday()]}, " if weekday else ""
    return f"{name}{day_and_month(day, 'en')}, {day.year}"


def short_date(day: date) -> str:
    """`2018-10-05`, for tables and data in both languages."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def months(first: date, last: date, language: str | None = None) -> str:
    """`September and October 2018`, `septembre et octobre 2018`."""
    words = MONTHS["fr" if _french(language) else "en"]
    joint = "et" if _french(language) else "and"
    if (first.year, first.month) == (last.year, last.month):
        return f"{words[first.month - 1]}{NBSP}{first.year}"
    if first.year == last.year:
        return f"{words[first.month - 1]} {joint} {words[last.month - 1]}{NBSP}{last.year}"
    return f"{words[first.month - 1]}{NBSP}{first.year} {joint} {words[last.month - 1]}{NBSP}{last.year}"


def date_range(first: date, last: date, language: str | None = None, *, year: bool = False) -> str:
    """`March 29 to April 4`, `du 29 mars au 4 avril`; one day stays one day."""
    if first == last:
        return long_date(first, language) if year else day_and_month(first, language)
    ending = long_date(last, language) if year else day_and_month(last, language)
    beginning = day_and_month(first, language)
    if year and first.year != last.year:
        beginning = long_date(first, language)
    return f"du {beginning} au {ending}" if _french(language) else f"{beginning} to {ending}"


def clock(moment: time | datetime, language: str | None = None) -> str:
    """`2:30 pm`, `9 am`, `noon`; `14 h 30`, `9 h`, `midi`."""
    hour, minute = moment.hour, moment.minute
    french = _french(language)
    if minute == 0 and hour in (0, 12):
        return {(0, True): "minuit", (12, True): "midi", (0, False): "midnight", (12, False): "noon"}[hour, french]
    if french:
        return f"{hour}{NBSP}h" + (f"{NBSP}{minute:02d}" if minute else "")
    half = "am" if hour < 12 else "pm"
    return f"{(hour - 1) % 12 + 1}" + (f":{minute:02d}" if minute else "") + f"{NBSP}{half}"


def clock_range(first: time | datetime, last: time | datetime, language: str | None = None) -> str:
    """`9 am to 5 pm`, `de 9 h à 17 h`."""
    if _french(language):
        return f"de {clock(first, 'fr')} à {clock(last, 'fr')}"
    return f"{clock(first, 'en')} to {clock(last, 'en')}"


def place_and_offset(wall: datetime, zone: str, time_words: str) -> str:
    """`Vancouver time (UTC−7)`, `heure de Vancouver (UTC−7)`; the words come from the place, because French elides."""
    return f"{time_words} ({offset_words(offset(wall, zone))})"


def clock_at(wall: datetime, zone: str, time_words: str, language: str | None = None) -> str:
    """`2:30 pm, Vancouver time (UTC−7)`."""
    return f"{clock(wall, language)}, {place_and_offset(wall, zone, time_words)}"


def when(
    wall: datetime, zone: str, time_words: str, language: str | None = None, *, until: datetime | None = None
) -> str:
    """`Tuesday, September 18, 2018, 9 am to 5 pm, Vancouver time (UTC−7)`; on several days, each with its clock."""
    french = _french(language)
    place = place_and_offset(wall, zone, typographic(time_words))
    day = long_date(wall, language, weekday=True)
    if until is None:
        return f"{day}, {clock(wall, language)}, {place}"
    if until.date() == wall.date():
        return f"{day}, {clock_range(wall, until, language)}, {place}"
    last = f"{long_date(until, language, weekday=True)}, {clock(until, language)}"
    first = f"{day}, {clock(wall, language)}"
    return f"du {first}, au {last}, {place}" if french else f"{first} to {last}, {place}"


def number(value: int | float | Decimal, language: str | None = None, *, places: int | None = None) -> str:
    """`1,234.5`, `1 234,5`; zeros that only the scale of a column adds are not printed, unless `places` asks for them."""
    if places is None and isinstance(value, Decimal):
        value = value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()
    rendered = f"{value:,.{places}f}" if places is not None else f"{value:,}"
    if _french(language):
        return rendered.replace(",", NBSP).replace(".", ",")
    return rendered


def colon(language: str | None = None) -> str:
    """`:` after a label; French puts a no-break space before it."""
    return f"{NBSP}:" if _french(language) else ":"


def percent(value: int | float | Decimal, language: str | None = None) -> str:
    """`12.5%`, `12,5 %`."""
    return f"{number(value, language)}{NBSP}%" if _french(language) else f"{number(value, language)}%"


def money(value: int | Decimal, language: str | None = None) -> str:
    """`$57,220,000`, `$10.50`; `57 220 000 $`, `10,50 $`. Cents are printed only when there are some."""
    amount = Decimal(value)
    rendered = number(amount, language, places=0 if amount == amount.to_integral() else 2)
    return f"{rendered}{NBSP}$" if _french(language) else f"${rendered}"


def millions(value: int | Decimal, language: str | None = None) -> str:
    """`$57.22 million`, `57,22 millions de dollars`."""
    amount = Decimal(value) / 1_000_000
    rendered = number(amount, language)
    if _french(language):
        return f"{rendered}{NBSP}{'million' if abs(amount) < 2 else 'millions'} de dollars"
    return f"${rendered}{NBSP}million"


def fiscal_year(first_year: int, language: str | None = None) -> str:
    """`fiscal year 2019 to 2020`, `exercice 2019 à 2020`."""
    if _french(language):
        return f"exercice {first_year} à {first_year + 1}"
    return f"fiscal year {first_year} to {first_year + 1}"


def listing(parts: Iterable[object], language: str | None = None) -> str:
    """`A, B and C`, `A, B et C`."""
    words = [str(part) for part in parts]
    if len(words) < 2:
        return "".join(words)
    joint = " et " if _french(language) else " and "
    return ", ".join(words[:-1]) + joint + words[-1]


def quotation(words: str, language: str | None = None) -> str:
    """`“text”`, `«\u00a0text\u00a0»`."""
    return f"«{NBSP}{words}{NBSP}»" if _french(language) else f"“{words}”"


def small_count(count: int, smallest: int = 5, language: str | None = None) -> str:
    """The count, or `fewer than 5` / `moins de 5` when it could point at somebody (STD-39)."""
    if count >= smallest:
        return number(count, language)
    return f"moins de {smallest}" if _french(language) else f"fewer than {smallest}"


def duration(span: timedelta, language: str | None = None) -> str:
    """`3 days`, `5 hours`, `10 minutes`, in words, rounded down."""
    seconds = int(span.total_seconds())
    units = (
        (86_400, ("day", "days"), ("jour", "jours")),
        (3_600, ("hour", "hours"), ("heure", "heures")),
        (60, ("minute", "minutes"), ("minute", "minutes")),
    )
    for size, english, french in units:
        if seconds >= size or size == 60:
            count = max(seconds // size, 0)
            words = french if _french(language) else english
            return f"{count}{NBSP}{words[0] if count == 1 or (_french(language) and count < 2) else words[1]}"
    return ""


def typographic(words: str) -> str:
    """Return the text with typographic apostrophes; stored reference texts have straight ones."""
    return words.replace("'", "’")
