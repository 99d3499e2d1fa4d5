"""Days as people write them in tables: ISO, in words of either official language, in numbers, or a workbook's number.

Canadians write numbers in both orders, so `03/04/2024` may be the third of April or the fourth of March. A date that
could be read twice is refused and never guessed.
"""

import datetime
import re

from kernel.folding import fold

EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
# day 0 of a workbook; 1900 counts a day that never was, which this start makes good for every day from March 1900 on
EPOCH, EPOCH_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            ("january", "jan", "janvier", "janv"),
            ("february", "feb", "fevrier", "fevr", "fev"),
            ("march", "mar", "mars"),
            ("april", "apr", "avril", "avr"),
            ("may", "mai"),
            ("june", "jun", "juin"),
            ("july", "jul", "juillet", "juil"),
            ("august", "aug", "aout"),
            ("september", "sept", "sep", "septembre"),
            ("october", "oct", "octobre"),
            ("november", "nov", "novembre"),
            ("december", "dec", "decembre"),
        ),
        start=1,
    )
    for word in words
}
ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?)?")
NUMBERS = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
DAY_FIRST = re.compile(r"([0-9]{1,2})(?:er|st|nd|rd|th)?[ -]([a-z]+)\.?,?[ -]([0-9]{4})")
MONTH_FIRST = re.compile(r"([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
SERIAL = re.compile(r"[0-9]{5}")


class Unclear(ValueError):
    """No date, or one that could be read twice; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(text: str, *, form: str = "csv", since_1904: bool = False) -> datetime.date:
    """Return the day a cell names.

    Args:
        text: the cell, cleaned.
        form: `xlsx` when it may hold the number by which a workbook keeps a day.
        since_1904: the workbook counts its days from 1904.

    Raises:
        Unclear: `date_invalid`, or `date_ambiguous` for numbers that stand for a day in either order.
    """
    folded = fold(text)
    if form == "xlsx" and SERIAL.fullmatch(folded):
        start = EPOCH_1904 if since_1904 else EPOCH
        return _within(start + datetime.timedelta(days=int(folded)))
    if found := ISO.fullmatch(folded):
        return _day(found[1], int(found[2]), found[3])
    if found := DAY_FIRST.fullmatch(folded):
        return _day(found[3], MONTHS.get(found[2], 0), found[1])
    if found := MONTH_FIRST.fullmatch(folded):
        return _day(found[3], MONTHS.get(found[1], 0), found[2])
    if found := NUMBERS.fullmatch(folded):
        first, second = int(found[1]), int(found[2])
        if first <= 12 and second <= 12 and first != second:
            raise Unclear("date_ambiguous")
        return _day(found[3], min(first, second) if max(first, second) > 12 else first, str(max(first, second)))
    raise Unclear("date_invalid")


def _day(year: str, month: int, day: str) -> datetime.date:
    try:
        return _within(datetime.date(int(year), month, int(day)))
    except ValueError:
        raise Unclear("date_invalid") from None


def _within(day: datetime.date) -> datetime.date:
    if not EARLIEST <= day <= LATEST:
        raise Unclear("date_invalid")
    return day
