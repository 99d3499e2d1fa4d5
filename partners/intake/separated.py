"""Text files with separators: CSV in UTF-8 or Windows-1252, with commas, semicolons or tabs."""

import csv
import io
import re
from collections.abc import Iterator

from partners.intake.limits import MOST_IN_A_FIELD, Unreadable, check_time
from partners.intake.table import Raw, Table, fill

SEPARATORS = ",;\t"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# two bytes that are one letter in UTF-8 and nothing anybody writes in Windows-1252, such as the two signs for é
UTF8_PAIR = re.compile(rb"\xc3[\x80-\xbf]")
SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


def read(content: bytes) -> Table:
    """Read a text file.

    Raises:
        Unreadable: the encoding or the quotation marks are broken, or the table is (see `fill`).
    """
    encoding, text = decoded(content)
    return fill(Table("csv", encoding), _rows(text))


def decoded(content: bytes) -> tuple[str, str]:
    """Return the name of the encoding and the text.

    Raises:
        Unreadable: neither UTF-8 nor Windows-1252.
    """
    if content.startswith(WIDE_MARKS):
        raise Unreadable("utf16")
    if b"\x00" in content:
        half = content[:2000].count(b"\x00") * 3 > len(content[:2000])
        raise Unreadable("utf16" if half else "zero_bytes")
    try:
        return "utf-8", content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if SURROGATE.search(content):
            raise Unreadable("broken_characters") from None
        if content.startswith(b"\xef\xbb\xbf") or UTF8_PAIR.search(content):
            raise Unreadable("mixed_encodings") from None
    try:
        return "windows-1252", content.decode("windows-1252")
    except UnicodeDecodeError:
        raise Unreadable("unknown_encoding") from None


def _rows(text: str) -> Iterator[Raw]:
    """Yield the rows of the text; their numbers are those that a spreadsheet shows."""
    csv.field_size_limit(MOST_IN_A_FIELD)
    text, separator = _separated(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number, begins = 0, 1
    while True:
        number, begins = number + 1, reader.line_num + 1
        if number % 200 == 0:
            check_time()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            code = "field_too_long" if "limit" in str(error) else "broken_quotes"
            raise Unreadable(code, line=begins) from None
        yield number, cells, []


def _separated(text: str) -> tuple[str, str]:
    """Return the text to read, and the separator that its first line uses most outside quotation marks."""
    text = text.lstrip("\r\n")
    end = min((at for at in (text.find("\n"), text.find("\r")) if at >= 0), default=len(text))
    line = text[: min(end, MOST_IN_A_FIELD)]
    if line[:4].lower() == "sep=" and line[4:5] in tuple(SEPARATORS):
        return text[end:].lstrip("\r\n"), line[4]
    bare = re.sub(r'"[^"]*"', "", line)
    return text, max(SEPARATORS, key=lambda one: (bare.count(one), -SEPARATORS.index(one)))
