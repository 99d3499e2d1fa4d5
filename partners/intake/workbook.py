"""Workbooks (XLSX): the first visible sheet, read as a stream. Nothing is evaluated, no other part is opened.

Sizes are summed before anything is unpacked and counted again while unpacking; a document type declaration, and with it
every entity, is refused.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from io import BytesIO
from xml.parsers import expat

from partners.intake.limits import (
    MOST_COLUMNS,
    MOST_IN_A_CELL,
    MOST_PARTS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_TEXT,
    MOST_UNPACKED,
    RATIO_FROM,
    Unreadable,
    check_time,
)
from partners.intake.table import SINCE_1904, Raw, Table, fill

PIECE = 1 << 16
CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})$")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError)
Attributes = dict[str, str]


def read(content: bytes) -> Table:
    """Read the first visible sheet of a workbook.

    Raises:
        Unreadable: it is something else, protected, too large, damaged, or its table is broken (see `fill`).
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _look_before_opening(archive, len(content))
            sheet, strings, others, counts_from = _parts(archive)
            shared = _shared(archive, strings) if strings else []
            table = Table("xlsx", counts_from, other_sheets=others)
            return fill(table, iter(_Sheet(shared).read(archive, sheet)))
    except expat.ExpatError:
        raise Unreadable("damaged") from None
    except BROKEN:
        raise Unreadable("damaged") from None


def _look_before_opening(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse by the directory of the archive alone."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable("encrypted")
    if "xl/workbook.xml" not in names:
        if "mimetype" in names or "content.xml" in names:
            raise Unreadable("open_document")
        raise Unreadable("binary_workbook" if "xl/workbook.bin" in names else "not_a_table")
    if any(name.rpartition("/")[2].lower().startswith("vbaproject") or "/macrosheets/" in name for name in names):
        raise Unreadable("macros")
    unpacked = sum(part.file_size for part in parts)
    too_dense = unpacked > RATIO_FROM and unpacked > MOST_RATIO * packed
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or too_dense:
        raise Unreadable("unpacks_too_large")


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Send one part through a parser piece by piece."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = PIECE
    local: dict[str, str] = {}

    def named(name: str) -> str:
        return local.setdefault(name, name.rpartition(":")[2])

    def refuse(*_anything: object) -> None:
        raise Unreadable("declares_entities")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(named(name), attributes)
    if end:
        parser.EndElementHandler = lambda name: end(named(name))
    if text:
        parser.CharacterDataHandler = text
    met = 0
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            met += len(piece)
            if met > MOST_UNPACKED:
                raise Unreadable("unpacks_too_large")
            check_time()
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _parts(archive: zipfile.ZipFile) -> tuple[str, str, int, str]:
    """Return the names of the first visible sheet and of the shared texts, how many visible sheets there are else, and
    whether days are counted from 1904.
    """
    visible: list[str] = []
    counts_from = [""]
    targets: dict[str, tuple[str, str]] = {}

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            visible.extend(value for key, value in attributes.items() if key.rpartition(":")[2] == "id")
        elif name == "workbookPr" and attributes.get("date1904", "0") in {"1", "true"}:
            counts_from[0] = SINCE_1904

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            targets[attributes.get("Id", "")] = kind, target.lstrip("/")

    def content_type(name: str, attributes: Attributes) -> None:
        if "macroenabled" in attributes.get("ContentType", "").lower():
            raise Unreadable("macros")

    _parse(archive, "[Content_Types].xml", content_type)
    _parse(archive, "xl/workbook.xml", sheet)
    _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    sheets = [targets[one][1] for one in visible if targets.get(one, ("", ""))[0] == "worksheet"]
    if not sheets:
        raise Unreadable("no_sheet")
    strings = next((target for kind, target in targets.values() if kind == "sharedStrings"), "")
    return sheets[0], strings if strings in archive.namelist() else "", len(sheets) - 1, counts_from[0]


def _shared(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Return the shared texts; reading aids of East Asian writing are left out."""
    found: list[str] = []
    pieces: list[str] = []
    state = {"inside": False, "aid": 0, "size": 0}

    def start(name: str, _attributes: Attributes) -> None:
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            state["aid"] += 1
        state["inside"] = name == "t" and not state["aid"]

    def end(name: str) -> None:
        state["inside"] = False
        if name == "rPh":
            state["aid"] -= 1
        elif name == "si":
            text = "".join(pieces)[: MOST_IN_A_CELL + 1]
            state["size"] += len(text) + 1
            if state["size"] > MOST_TEXT:
                raise Unreadable("too_much_text")
            found.append(_unescaped(text))

    def text(data: str) -> None:
        if state["inside"] and len(pieces) <= MOST_IN_A_CELL:
            pieces.append(data[: MOST_IN_A_CELL + 1])

    _parse(archive, part, start, end, text)
    return found


def _unescaped(text: str) -> str:
    """Return the text with characters written as `_x000D_`; zero and half characters become spaces."""
    if "_x" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return " " if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)

    return ESCAPED.sub(character, text)


class _Sheet:
    """Reads the rows of one sheet into memory, up to the limit."""

    def __init__(self, shared: list[str]) -> None:
        self.shared = shared
        self.rows: list[Raw] = []
        self.number = self.column = 0
        self.cells: list[str] = []
        self.spoilt: list[tuple[int, str]] = []
        self.kind, self.value, self.inside, self.formula = "", "", False, False

    def read(self, archive: zipfile.ZipFile, part: str) -> Iterator[Raw]:
        """Yield the rows with their numbers."""
        _parse(archive, part, self.start, self.end, self.text)
        return iter(self.rows)

    def start(self, name: str, attributes: Attributes) -> None:
        """Meet the start of an element."""
        if name == "c":
            self._cell(attributes)
        elif name in {"v", "t"}:
            self.inside = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            given = attributes.get("r", "")
            self.number = int(given) if given.isdigit() and len(given) < 8 else self.number + 1
            self.cells, self.spoilt, self.column = [], [], -1
        elif name == "rPh":
            self.kind = "skip"

    def _cell(self, attributes: Attributes) -> None:
        place = CELL.match(attributes.get("r", ""))
        self.column += 1
        if place:
            self.column = -1
            for sign in place[1]:
                self.column = (self.column + 1) * 26 + ord(sign) - 65
        self.kind, self.value, self.formula = attributes.get("t", "n"), "", False

    def text(self, data: str) -> None:
        """Meet characters; those beyond a full cell are dropped, and the cell is reported as too long."""
        if self.inside and self.kind != "skip" and len(self.value) <= MOST_IN_A_CELL:
            self.value += data[: MOST_IN_A_CELL + 1]

    def end(self, name: str) -> None:
        """Meet the end of an element."""
        if name in {"v", "t"}:
            self.inside = False
        elif name == "rPh":
            self.kind = "inlineStr"
        elif name == "c":
            self._finish_cell()
        elif name == "row" and (any(self.cells) or self.spoilt):
            self.rows.append((self.number, self.cells, self.spoilt))
            if len(self.rows) > MOST_ROWS + 1:
                raise Unreadable("too_many_rows", most=MOST_ROWS)

    def _finish_cell(self) -> None:
        value, code = self._understood()
        if not value and not code:
            return
        if self.column >= MOST_COLUMNS:
            raise Unreadable("too_many_columns", most=MOST_COLUMNS, line=self.number)
        self.cells.extend([""] * (self.column + 1 - len(self.cells)))
        self.cells[self.column] = value
        if code:
            self.spoilt.append((self.column, code))

    def _understood(self) -> tuple[str, str]:
        """Return the text of a cell, or why it has none."""
        if self.kind == "s":
            index = int(self.value) if self.value.isdigit() and len(self.value) < 9 else -1
            if not 0 <= index < len(self.shared):
                raise Unreadable("damaged")
            return self.shared[index], ""
        if self.kind == "e":
            return "", "formula_error"
        if self.formula and not self.value:
            return "", "formula"
        if self.kind == "b":
            return ("TRUE" if self.value == "1" else "FALSE"), ""
        if self.kind == "n":
            return _number(self.value), ""
        return _unescaped(self.value), ""


def _number(written: str) -> str:
    """Return a number as people type it: `6135550134` for `6.135550134E9`."""
    if written.isdigit() or not written:
        return written
    try:
        number = Decimal(written)
    except InvalidOperation:
        raise Unreadable("damaged") from None
    if number.is_finite() and number == number.to_integral_value() and abs(number) < Decimal(10) ** 15:
        return str(int(number))
    return written[:40]
