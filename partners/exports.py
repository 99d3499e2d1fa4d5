"""The one export engine of the house: declared columns into a fresh file, CSV or XLSX, for every app (RE-20, PA-19).

An app declares a `Sheet` once and hands over rows as tuples, in the order of its columns:

    ROSTER = Sheet("roster", (Column("name", _("Name")), Column("state", _("State"))), people=True)
    download = exports.prepare(ROSTER, rows, form="csv", user=request.user, subject=event)
    return exports.response(download)

Nothing but the declared columns can leave; no cell can become a formula; rows about people leave in random order; the
audit entry is committed before the first byte. Rows must come from the query whose page the person may see.
"""

import csv
import datetime
import io
import random
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import User
from accounts.permissions import Permission
from kernel.errors import Invalid, NotPermitted
from partners.days import today

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BOM = "\ufeff"
# what a spreadsheet may read as the start of a formula, with the full-width forms it folds to them
DANGEROUS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
CELL_LIMIT = 32_000
CHUNK_ROWS = 500

Cells = Sequence[Any]


@dataclass(frozen=True)
class Column:
    """One declared column: a stable key and the title printed in the person's language."""

    key: str
    title: Any


@dataclass(frozen=True)
class Sheet:
    """A declared export.

    Attributes:
        name: ASCII stem of the file name; says what it is, never whom it is about.
        columns: exactly the columns that leave.
        people: rows are about people, so the permission to export people is needed and the order is random.
    """

    name: str
    columns: tuple[Column, ...]
    people: bool = False


@dataclass(frozen=True)
class Download:
    """A prepared file: its name, its type and its bytes, made while they are read."""

    file_name: str
    content_type: str
    chunks: Iterator[bytes]


def guarded(value: Any) -> str:
    """Return the text of one cell that no spreadsheet reads as a formula."""
    text = value if value.__class__ is str else plain(value)
    return f"'{text}" if text[:1] in DANGEROUS else text


def plain(value: Any) -> str:
    """Return a value as data: ISO dates, decimal points, no grouping, in both languages alike (standards 3)."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(plain(part) for part in value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def prepare(
    sheet: Sheet, rows: Iterable[Cells], *, form: str, user: User, subject: Model, actor: Actor | None = None
) -> Download:
    """Check the permission, write the audit entry, and return the file.

    Args:
        sheet: what is exported.
        rows: tuples in the order of the columns; read once.
        form: `csv` or `xlsx`.
        user: who asks.
        subject: the row the export is about, such as the event of a roster; the user for the whole directory.
        actor: the same person, when they come by another way than a page.

    Raises:
        NotPermitted: the person may not export people.
        Invalid: there is no such form of file.
    """
    if form not in TYPES:
        raise Invalid(_("Choose CSV or XLSX."), code="export_form_unknown", field="form")
    if sheet.people and not user.may(Permission.EXPORT_PEOPLE):
        raise NotPermitted(_("Your roles do not include exporting people."), code="export_not_permitted")
    width = len(sheet.columns)
    if sheet.people:
        rows = list(rows)
        random.Random(secrets.randbits(256)).shuffle(rows)  # not to be guessed, without asking the system for each row
    facts: dict[str, Any] = {"export": sheet.name, "form": form, "columns": width}
    if isinstance(rows, list):
        facts["rows"] = len(rows)
    with transaction.atomic():
        audit.record(actor or Actor.of(user), "export.made", subject, fields=[c.key for c in sheet.columns], **facts)
    titles = [str(column.title) for column in sheet.columns]
    chunks = _csv(titles, rows, width) if form == CSV else _xlsx(sheet.name, titles, rows, width)
    return Download(f"{sheet.name}-{today().isoformat()}.{form}", TYPES[form], chunks)


def public_csv(sheet: Sheet, rows: Iterable[Cells]) -> Download:
    """Return a CSV file of rows that anybody may read on a public page; nobody is asked and nothing is written down."""
    if sheet.people:
        raise ValueError("Rows about people are never public")
    titles = [str(column.title) for column in sheet.columns]
    chunks = _csv(titles, rows, len(sheet.columns))
    return Download(f"{sheet.name}-{today().isoformat()}.{CSV}", TYPES[CSV], chunks)


def example(sheet: Sheet, rows: Iterable[Cells], *, form: str) -> Download:
    """Return a file of made-up rows that shows how a table looks; nothing is written down."""
    if sheet.people:
        raise ValueError("Rows about people are never examples")
    titles = [str(column.title) for column in sheet.columns]
    write = _csv(titles, rows, len(titles)) if form == CSV else _xlsx(sheet.name, titles, rows, len(titles))
    return Download(f"{sheet.name}.{form}", TYPES[form], write)


def response(download: Download) -> HttpResponseBase:
    """Return the answer that hands the file over: an attachment that nobody stores on the way."""
    answer = StreamingHttpResponse(download.chunks, content_type=download.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{download.file_name}"'
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _checked(cells: Cells, width: int) -> Cells:
    if len(cells) != width:
        raise ValueError(f"A row of {len(cells)} cells for {width} declared columns")
    return cells


def _csv(titles: list[str], rows: Iterable[Cells], width: int) -> Iterator[bytes]:
    """Yield an RFC 4180 file with a byte-order mark, some hundred rows at a time."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow([guarded(title) for title in titles])
    for number, cells in enumerate(rows, start=1):
        writer.writerow(map(guarded, _checked(cells, width)))
        if number % CHUNK_ROWS == 0:
            yield buffer.getvalue().encode("utf-8")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8")


def _xlsx(name: str, titles: list[str], rows: Iterable[Cells], width: int) -> Iterator[bytes]:
    """Yield a workbook with one visible sheet whose cells are all strings, written in constant memory."""
    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
        )
        sheet = book.add_worksheet(name[:31])
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, width - 1, 22)
        for column, title in enumerate(titles):
            sheet.write_string(0, column, title, bold)
        write = sheet.write_string
        for number, cells in enumerate(rows, start=1):
            for column, value in enumerate(_checked(cells, width)):
                write(number, column, _fitting(plain(value)))
        book.close()
        file.seek(0)
        while chunk := file.read(1 << 16):
            yield chunk


def _fitting(text: str) -> str:
    """A cell of a workbook holds 32,767 characters; what is longer says that it goes on."""
    return text if len(text) <= CELL_LIMIT else f"{text[:CELL_LIMIT]} […]"
