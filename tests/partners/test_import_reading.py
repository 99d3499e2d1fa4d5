"""Files that strangers made are read within bounds, or refused in words that say how to mend them (RE-21)."""

import json
import resource
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import translation

from kernel.errors import Invalid
from partners.intake import limits, reading, words
from partners.intake.columns import guess
from tests.partners import import_files as files

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = b"Name,E-mail\r\n"
ZERO_SHEET = b"0" * 60_000_000


def bomb():
    """A sheet of 60 MB of zeros in some 60 kB."""
    return files.with_sheet(ZERO_SHEET)


def many_rows():
    """A small workbook with more rows than anybody sends."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 10_100))
    return files.with_sheet(files.sheet_xml(rows))


def far_away():
    """Two rows of which one claims to be the last of a million, between them nothing."""
    one, other = files.inline("A1", "Name"), files.inline("A1048576", "Zoé")
    return files.with_sheet(files.sheet_xml(f'<row r="1">{one}</row><row r="1048576">{other}</row>'))


def tiny_cells():
    """Millions of empty cells: little text, much work."""
    return files.with_sheet(files.sheet_xml('<row r="1">' + "<c/>" * 6_000_000 + "</row>"))


def with_macros():
    return files.packed(files.parts_of(files.xlsx_of(files.people(1))) | {"xl/vbaProject.bin": OLE})


def macro_typed():
    parts = files.parts_of(files.xlsx_of(files.people(1)))
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return files.packed(parts)


def lying_about_sizes():
    return files.lying(files.with_sheet(ZERO_SHEET), "xl/worksheets/sheet1.xml", 1000)


def open_document():
    return files.packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


HOSTILE = {
    "nothing": ("a.csv", lambda: b"", "empty"),
    "only blanks": ("a.csv", lambda: b"\r\n , \r\n\r\n", "empty"),
    "headings alone": ("a.csv", lambda: HEAD, "no_rows"),
    "no headings": ("a.csv", lambda: b"Zo\xc3\xa9,zoe@example.org\r\nMax,max@example.org\r\n", "no_headings"),
    "heading missing": ("a.csv", lambda: b"Name,,Role\r\nZoe,secret,chair\r\n", "heading_missing"),
    "heading twice": ("a.csv", lambda: b"Name,E-mail,e-MAIL\r\nZoe,a@example.org,b@example.org\r\n", "heading_twice"),
    "zero byte": ("a.csv", lambda: HEAD + b"Zo\x00e,zoe@example.org\r\n", "zero_bytes"),
    "utf-16": ("a.csv", lambda: (HEAD + b"Zoe,zoe@example.org").decode().encode("utf-16"), "utf16"),
    "utf-16 unmarked": ("a.csv", lambda: (HEAD + b"Zoe,zoe@example.org").decode().encode("utf-16-le"), "utf16"),
    "utf-32": ("a.csv", lambda: HEAD.decode().encode("utf-32"), "utf16"),
    "half characters": ("a.csv", lambda: HEAD + b"Zo\xed\xa0\x80,zoe@example.org\r\n", "broken_characters"),
    "two encodings": ("a.csv", lambda: HEAD + "Zoé,\r\n".encode() + "Zoé,\r\n".encode("cp1252"), "mixed_encodings"),
    "marked utf-8 that is not": ("a.csv", lambda: b"\xef\xbb\xbf" + HEAD + b"Zo\xe9,\r\n", "mixed_encodings"),
    "no known encoding": ("a.csv", lambda: HEAD + b"Zo\x81\x8d,\r\n", "unknown_encoding"),
    "quote never closed": ("a.csv", lambda: HEAD + b'"Zoe,zoe@example.org\r\nMax,\r\n', "broken_quotes"),
    "quote in the middle": ("a.csv", lambda: HEAD + b'"Zoe" Doe,zoe@example.org\r\n', "broken_quotes"),
    "a line of 4 MB": ("a.csv", lambda: HEAD + b"z" * 4_000_000, "field_too_long"),
    "a quote that swallows 4 MB": ("a.csv", lambda: HEAD + b'"' + b"z,\r\n" * 1_000_000, "field_too_long"),
    "60 columns": ("a.csv", lambda: b",".join(b"c%d" % n for n in range(60)) + b"\r\n1\r\n", "too_many_columns"),
    "millions of separators": ("a.csv", lambda: HEAD + b"," * 4_900_000, "no_rows"),
    "10,001 rows": ("a.csv", lambda: HEAD + b"z,z@example.org\r\n" * 10_001, "too_many_rows"),
    "6 MB": ("a.csv", lambda: HEAD + b"z" * 6_000_000, "too_large"),
    "xls": ("a.xlsx", lambda: OLE + b"\x00" * 2000, "old_workbook"),
    "xls renamed csv": ("a.csv", lambda: OLE + b"\x00" * 2000, "old_workbook"),
    "password": ("a.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "encrypted parts": ("a.xlsx", lambda: files.locked(files.xlsx_of(files.people(1))), "encrypted"),
    "pdf": ("a.xlsx", lambda: b"%PDF-1.7\n", "not_a_table"),
    "pdf renamed csv": ("a.csv", lambda: b"%PDF-1.7\n", "not_a_table"),
    "html renamed csv": ("a.csv", lambda: b"<html><table><tr><td>Name</td></tr></table></html>", "not_a_table"),
    "ods": ("a.xlsx", open_document, "open_document"),
    "docx": ("a.xlsx", lambda: files.packed({"word/document.xml": b"<x/>"}), "not_a_table"),
    "xlsb": ("a.xlsx", lambda: files.packed({"xl/workbook.bin": b"x"}), "binary_workbook"),
    "macros": ("a.xlsx", with_macros, "macros"),
    "xlsm renamed": ("a.xlsx", macro_typed, "macros"),
    "workbook named csv": ("a.csv", lambda: files.xlsx_of(files.people(1)), "named_otherwise"),
    "text named xlsx": ("a.xlsx", lambda: HEAD + b"Zoe,\r\n", "damaged"),
    "half a workbook": ("a.xlsx", lambda: files.xlsx_of(files.people(50))[:3000], "damaged"),
    "bomb": ("a.xlsx", bomb, "unpacks_too_large"),
    "bomb that lies": ("a.xlsx", lying_about_sizes, "damaged"),
    "2,000 parts": ("a.xlsx", lambda: files.packed({"xl/workbook.xml": b"<x/>"} | {f"{n}": b"" for n in range(2000)}), "unpacks_too_large"),
    "laughs": ("a.xlsx", lambda: files.with_sheet(files.sheet_xml("&l11;", files.LAUGHS)), "declares_entities"),
    "outside entity": ("a.xlsx", lambda: files.with_sheet(files.sheet_xml("&file;", files.OUTSIDE)), "declares_entities"),
    "half character in XML": ("a.xlsx", lambda: files.with_sheet(files.sheet_xml("<row><c><v>&#xD800;</v></c></row>")), "damaged"),
    "text number out of range": ("a.xlsx", lambda: files.with_sheet(files.sheet_xml('<row><c t="s"><v>99999</v></c></row>')), "damaged"),
    "more rows than anybody sends": ("a.xlsx", many_rows, "too_many_rows"),
    "column XFD": ("a.xlsx", lambda: files.with_sheet(files.sheet_xml(f'<row r="1">{files.inline("XFD1", "x")}</row>')), "too_many_columns"),
    "millions of empty cells": ("a.xlsx", tiny_cells, "unpacks_too_large"),
    "xls by name": ("a.xls", lambda: b"", "ending"),
    "no ending": ("people", lambda: HEAD, "ending"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_re21_a_hostile_file_is_refused_in_words(name):
    file_name, content, code = HOSTILE[name]
    with pytest.raises(Invalid) as refusal:
        reading.read(content(), file_name)
    assert refusal.value.code == f"file_{code}"
    assert refusal.value.field == "file"
    assert "{" not in str(refusal.value.message)


def test_re21_the_whole_corpus_stays_within_the_memory_and_processor_time_of_the_child():
    costs = {}
    measured = (
        "import resource, runpy, sys; sys.argv = ['child', sys.argv[1]]; "
        "runpy.run_module('partners.intake.child', run_name='__main__'); "
        "used = resource.getrusage(resource.RUSAGE_SELF); "
        "peak = open('/proc/self/status').read().split('VmHWM:')[1].split()[0]; "
        "print(used.ru_utime + used.ru_stime, peak, file=sys.stderr)"
    )
    for name in ("bomb that lies", "millions of empty cells", "a quote that swallows 4 MB", "millions of separators"):
        file_name, content, _code = HOSTILE[name]
        ending = file_name.rpartition(".")[2]
        done = subprocess.run(
            [sys.executable, "-c", measured, ending],
            input=content(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={},
            check=True,
        )
        assert "refused" in json.loads(done.stdout)
        costs[name] = [float(figure) for figure in done.stderr.split()]
    print("RE-21: CPU s, peak kB:", costs)
    assert max(cpu for cpu, _memory in costs.values()) < limits.CPU_HARD
    assert max(memory for _cpu, memory in costs.values()) * 1024 < limits.MEMORY


def test_re21_a_child_that_is_ended_by_the_system_is_a_refusal(monkeypatch):
    monkeypatch.setattr(reading, "WALL", 0.01)
    with pytest.raises(Invalid) as refusal:
        reading.read(b"Name\r\nZoe\r\n", "a.csv")
    assert refusal.value.code == "file_too_complex"


def test_the_child_can_neither_write_nor_take_more_than_its_memory():
    script = (
        "from partners.intake import child; child.limit(); import resource\n"
        "try:\n    x = bytearray(400_000_000)\nexcept MemoryError:\n    print('memory')\n"
        "print(resource.getrlimit(resource.RLIMIT_FSIZE), resource.getrlimit(resource.RLIMIT_CPU))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=settings.BASE_DIR, env={})
    assert done.stdout.split("\n")[:2] == ["memory", f"(0, 0) {(limits.CPU_HARD,) * 2}"], done.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE) != (0, 0)  # the tests themselves are not limited


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_ev_a13_both_encodings_and_all_separators_are_read(encoding, separator):
    table = reading.read(files.csv_of(files.people(3), encoding=encoding, separator=separator), "Liste.CSV")
    assert table.encoding == {"utf-8": "utf-8", "cp1252": "windows-1252"}[encoding]
    assert table.headings == list(files.HEADINGS)
    assert [row[0] for row in table.rows] == [2, 3, 4]
    assert table.rows[1][1][0] == "Zoé Exemple 00001"


def test_a_mark_a_separator_line_blank_rows_and_line_breaks_in_cells_are_read():
    content = b'\xef\xbb\xbfsep=;\r\nNom;Courriel;\r\n\r\n"Zo\xc3\xa9\r\nDoe";zoe@example.org\r\n;\r\nMax;;\r\n'
    table = reading.read(content, "a.csv")
    assert table.headings == ["Nom", "Courriel"]
    assert [row[:2] for row in table.rows] == [[3, ["Zoé\r\nDoe", "zoe@example.org"]], [5, ["Max", ""]]]


def test_cells_that_hold_no_value_are_named_and_the_others_kept():
    content = b"Name,E-mail\r\n=1+1,a@example.org\r\nZoe,b@example.org,extra\r\n" + b"z" * 2000 + b",c@example.org\r\n"
    table = reading.read(content, "a.csv")
    assert [row[2] for row in table.rows] == [[[0, "formula"]], [[2, "too_many_cells"]], [[0, "too_long"]]]
    assert len(table.rows[2][1][0]) == limits.MOST_IN_A_CELL


def test_a_workbook_is_read_as_people_see_it():
    rows = [("Zoé\x0b Doe", 6135550134, "_x000D_"), ("{=A2}", 1.5, "é" * 3), ("", 6.135550134e9, "x")]
    table = reading.read(files.xlsx_of(rows, headings=("Name", "Telephone", "Note")), "a.xlsx")
    assert (table.form, table.other_sheets) == ("xlsx", 0)
    assert [row[1][1] for row in table.rows] == ["6135550134", "1.5", "6135550134"]
    assert table.rows[0][1][0].split() == ["Zoé", "Doe"]
    assert table.rows[0][1][2] == "_x000D_"  # what was typed so stays so
    assert table.rows[1][2] == [[0, "formula"]]


def test_a_row_that_claims_to_be_the_last_of_a_million_costs_nothing():
    table = reading.read(far_away(), "a.xlsx")
    assert [row[:2] for row in table.rows] == [[1048576, ["Zoé"]]]


def test_only_the_first_visible_sheet_is_read_and_the_others_are_counted():
    import io

    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    hidden, shown, third = (book.add_worksheet(name) for name in ("Old", "People", "Notes"))
    for sheet, word in ((hidden, "hidden"), (shown, "shown"), (third, "third")):
        sheet.write_string(0, 0, "Name")
        sheet.write_string(1, 0, word)
    shown.set_first_sheet()
    shown.activate()
    hidden.hide()
    book.close()
    table = reading.read(file.getvalue(), "a.xlsx")
    assert [row[1] for row in table.rows] == [["shown"]]
    assert table.other_sheets == 1


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (files.HEADINGS, {"name": 0, "email": 1, "phone": 2, "organization": 3, "role": 4, "language": 5, "region": 6}),
        (("Prénom", "NOM", "Adresse courriel *"), {"given_name": 0, "family_name": 1, "email": 2}),
        (("Nom", "Téléphone", "Organisme"), {"name": 0, "phone": 1, "organization": 2}),
        (("first_name", "last_name", "Job Title:"), {"given_name": 0, "family_name": 1, "role": 2}),
        (("Shoe size", "Birth date"), {}),
    ],
    ids=["english", "french", "french nom", "underlined", "nothing known"],
)
def test_columns_are_guessed_in_both_languages(headings, expected):
    assert guess(headings) == expected


def test_every_refusal_reads_as_a_sentence_in_both_languages():
    facts = {"line": 1234, "column": "B", "most": 10_000, "heading": "Nom", "first": "A", "second": "C"}
    said = {}
    for language in ("en", "fr"):
        with translation.override(language):
            said[language] = [words.of_file(code, facts) for code in words.FILE] + [
                words.of_cell(code) for code in words.CELL
            ]
    assert all(one.endswith(".") and "{" not in one for one in said["en"] + said["fr"])
    assert not set(said["en"]) & set(said["fr"])
    assert any("10\u00a0000" in one for one in said["fr"])
