"""Putting what a reader yields into a table: one row of headings, then rows as wide as them."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from partners.intake.limits import (
    MOST_COLUMNS,
    MOST_IN_A_CELL,
    MOST_ROWS,
    MOST_TEXT,
    Unreadable,
    check_time,
)

# how a workbook says that the numbers of its days count from 1904, in place of an encoding, of which it has none
SINCE_1904 = "1904"
GUARDED = frozenset("=+-@")
# one row as a reader yields it: its number in the file, its cells, and [column, code] of cells that hold no value
Raw = tuple[int, list[str], list[tuple[int, str]]]


@dataclass
class Table:
    """A file as read: headings, and rows of [number, cells, spoilt cells]."""

    form: str
    encoding: str
    headings: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str], list[tuple[int, str]]]] = field(default_factory=list)
    other_sheets: int = 0

    def data(self) -> dict[str, Any]:
        """Return what travels from the child to its parent."""
        return {
            "form": self.form,
            "encoding": self.encoding,
            "headings": self.headings,
            "rows": self.rows,
            "other_sheets": self.other_sheets,
        }


def letter(column: int) -> str:
    """Return the name of a column as a spreadsheet shows it; 0 is A."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def fill(table: Table, raw: Iterable[Raw]) -> Table:
    """Read headings and rows into the table; blank rows and blank columns at the right are left out.

    Raises:
        Unreadable: too many rows, columns or characters; headings missing, or twice the same; nothing below them.
    """
    rows = _within_limits(raw)
    first = next(rows, None)
    if first is None:
        raise Unreadable("empty")
    headings = [_tidy(cell) for cell in first[1]]
    kept = list(rows)
    width = max((index + 1 for index, heading in enumerate(headings) if heading), default=0)
    _refuse_bad_headings(headings[:width], kept)
    if not kept:
        raise Unreadable("no_rows")
    table.headings = headings[:width]
    table.rows = [_fitted(row, width) for row in kept]
    return table


def _within_limits(raw: Iterable[Raw]) -> Iterator[Raw]:
    count = characters = 0
    for number, cells, spoilt in raw:
        if count % 200 == 0:
            check_time()
        if not spoilt and not any(cell and not cell.isspace() for cell in cells):
            continue
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("too_many_columns", most=MOST_COLUMNS, line=number)
        characters += sum(map(len, cells))
        count += 1
        if count > MOST_ROWS + 1:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
        if characters > MOST_TEXT:
            raise Unreadable("too_much_text")
        yield number, cells, spoilt


def _tidy(heading: str) -> str:
    return " ".join(unicodedata.normalize("NFC", heading).split())[:100]


def _refuse_bad_headings(headings: list[str], rows: list[Raw]) -> None:
    if not headings or any("@" in heading for heading in headings):
        raise Unreadable("no_headings")
    seen: dict[str, int] = {}
    for column, heading in enumerate(headings):
        if not heading:
            if any(len(cells) > column and cells[column].strip() for _number, cells, _spoilt in rows):
                raise Unreadable("heading_missing", column=letter(column))
            continue
        if heading.casefold() in seen:
            raise Unreadable(
                "heading_twice", heading=heading, first=letter(seen[heading.casefold()]), second=letter(column)
            )
        seen[heading.casefold()] = column


def _fitted(row: Raw, width: int) -> tuple[int, list[str], list[tuple[int, str]]]:
    number, cells, spoilt = row
    if len(cells) > width:
        spoilt = [*spoilt, (width, "too_many_cells")]
    cells = cells[:width] + [""] * (width - len(cells))
    for column, written in enumerate(cells):
        # our own files put an apostrophe before what a spreadsheet would take for a formula
        cell = cells[column] = written[1:] if written[:1] == "'" and written[1:2] in GUARDED else written
        if len(cell) > MOST_IN_A_CELL:
            cells[column] = cell[:MOST_IN_A_CELL]
            spoilt = [*spoilt, (column, "too_long")]
        elif cell.startswith("="):
            spoilt = [*spoilt, (column, "formula")]
    return number, cells, spoilt
