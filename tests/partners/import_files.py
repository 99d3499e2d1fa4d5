"""Files of people for tests, made on the spot: honest ones in every form, and hostile ones."""

import datetime
import io
import struct
import zipfile

import xlsxwriter

HEADINGS = ("Name", "E-mail", "Telephone", "Organization", "Role", "Language", "Province or territory")


def csv_of(rows, *, headings=HEADINGS, encoding="utf-8", separator=",", bom=False):
    """Return a CSV file."""
    lines = [separator.join(headings), *(separator.join(row) for row in rows)]
    return (b"\xef\xbb\xbf" if bom else b"") + ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx_of(rows, *, headings=HEADINGS, since_1904=False):
    """Return a workbook with one sheet of texts, numbers and days."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False, "date_1904": since_1904})
    sheet, as_day = book.add_worksheet(), book.add_format({"num_format": "d mmm yyyy"})
    for number, row in enumerate([headings, *rows]):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                sheet.write_datetime(number, column, value, as_day)
            elif isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif value.startswith("{="):
                sheet.write_formula(number, column, value.strip("{}"), value="")
            else:
                sheet.write_string(number, column, value)
    book.close()
    return file.getvalue()


def people(count, start=0):
    """Return rows of made-up people with accents, an address and a number each."""
    return [
        (
            f"Zoé Exemple {number:05d}",
            f"zoe{number}@example.org",
            f"613-555-{number % 10_000:04d} ext. {number + 1}",
            "",
            "",
            ("en", "fr", "")[number % 3],
            "",
        )
        for number in range(start, start + count)
    ]


def parts_of(content):
    """Return the parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts, *, method=zipfile.ZIP_DEFLATED):
    """Return an archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_sheet(xml):
    """Return a workbook whose sheet is exactly this."""
    return packed(parts_of(xlsx_of(people(1))) | {"xl/worksheets/sheet1.xml": xml})


def sheet_xml(rows, before=""):
    """Return the words of a sheet around rows written as XML."""
    head = '<?xml version="1.0" encoding="UTF-8"?>' + before
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return f"{head}<worksheet {space}><sheetData>{rows}</sheetData></worksheet>".encode()


def inline(place, text):
    """Return a cell with its text inside."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


LAUGHS = "<!DOCTYPE x [" + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12)) + "]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>'


def lying(content, name, size):
    """Return an archive whose directory declares another size for one part."""
    data = bytearray(content)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if bytes(data[at + 46 : at + 46 + length]).decode() == name:
            struct.pack_into("<I", data, at + 24, size)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def locked(content):
    """Return an archive whose parts say that they are encrypted."""
    data = bytearray(content)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)
