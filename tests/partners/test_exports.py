"""The export engine: exactly the declared columns, no formula, audit first (RE-20, PA-19, STD-43)."""

import csv
import datetime
import io
import time
import tracemalloc
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation

from accounts.actors import Actor
from accounts.models import AuditEntry
from kernel.errors import Invalid, NotPermitted
from partners import exports
from partners.exports import Column, Sheet
from tests.factories.accounts import person_with
from tests.factories.partners import PersonFactory

PEOPLE = Sheet("people", (Column("name", "Name"), Column("note", "Note")), people=True)
FACTS = Sheet("facts", (Column("fact", "Fact"),))
STARTS = ["=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


def read_csv(download):
    content = b"".join(download.chunks)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(download):
    content = io.BytesIO(b"".join(download.chunks))
    return openpyxl.load_workbook(content), zipfile.ZipFile(content)


@pytest.mark.parametrize("start", STARTS)
def test_re20_a_csv_cell_that_starts_like_a_formula_is_guarded(start):
    assert exports.guarded(f"{start}cmd|'/c calc'!A1") == f"'{start}cmd|'/c calc'!A1"


@pytest.mark.parametrize("harmless", ["a=b", "", "1-2", "Élodie", "l'eau"])
def test_an_ordinary_cell_is_left_alone(harmless):
    assert exports.guarded(harmless) == harmless


def test_values_are_data_in_both_languages_alike():
    with translation.override("fr"):
        assert exports.plain(datetime.date(2018, 10, 5)) == "2018-10-05"
        assert exports.plain(Decimal("57220000.00")) == "57220000.00"
        assert exports.plain(None) == ""
        assert exports.plain(["a", "b"]) == "a; b"


@pytest.mark.django_db
class TestPrepare:
    def test_a_role_without_the_permission_exports_nobody_and_leaves_no_trace(self):
        user = person_with("coordinator")
        with pytest.raises(NotPermitted):
            exports.prepare(PEOPLE, [("a", "b")], form="csv", user=user, subject=user)
        assert not AuditEntry.objects.exists()

    def test_the_entry_is_written_before_the_first_row_is_made(self):
        user = person_with("organizer")
        entries = []

        def rows():
            entries.append(AuditEntry.objects.count())
            yield ("x",)

        download = exports.prepare(FACTS, rows(), form="csv", user=user, subject=user)
        assert read_csv(download) == [["Fact"], ["x"]]
        assert entries == [1]
        entry = AuditEntry.objects.get()
        assert (entry.verb, entry.fields) == ("export.made", ["fact"])
        assert entry.facts == {"columns": 1, "export": "facts", "form": "csv"}

    def test_rows_about_people_leave_in_random_order_and_all_of_them(self):
        user = person_with("organizer")
        rows = [(f"n{i}", "") for i in range(200)]
        out = read_csv(exports.prepare(PEOPLE, list(rows), form="csv", user=user, subject=user))[1:]
        assert [tuple(row) for row in out] != rows
        assert sorted(tuple(row) for row in out) == sorted(rows)
        assert AuditEntry.objects.get().facts["rows"] == 200

    def test_a_row_wider_than_declared_never_leaves(self):
        user = person_with("organizer")
        download = exports.prepare(FACTS, [("x", "secret")], form="csv", user=user, subject=user)
        with pytest.raises(ValueError, match="declared"):
            b"".join(download.chunks)

    def test_an_unknown_form_is_refused(self):
        user = person_with("organizer")
        with pytest.raises(Invalid):
            exports.prepare(FACTS, [], form="ods", user=user, subject=user)

    def test_quotes_commas_and_line_breaks_survive_a_round_trip(self):
        user = person_with("organizer")
        hard = [('say "no"', "a,b;c"), ("line\nbreak", "Łódź ᐃᓄᒃ ʔ")]
        out = read_csv(exports.prepare(PEOPLE, list(hard), form="csv", user=user, subject=user))[1:]
        assert sorted(tuple(row) for row in out) == sorted(hard)

    def test_re20_a_workbook_has_one_visible_sheet_of_strings_and_nothing_else(self):
        user = person_with("organizer")
        hostile = [(f"{start}1+1", "http://example.org/") for start in STARTS] + [("42", "\x00\x0b")]
        book, package = read_xlsx(exports.prepare(PEOPLE, hostile, form="xlsx", user=user, subject=user))
        assert [(sheet.title, sheet.sheet_state) for sheet in book] == [("people", "visible")]
        cells = [cell for row in book["people"].iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"} or {
            cell.data_type for cell in cells if cell.value is not None
        } == {"inlineStr", "s"}
        assert (book["people"].max_column, book["people"].max_row) == (2, len(hostile) + 1)
        content = b"".join(package.read(name) for name in package.namelist())
        assert b"<f>" not in content
        assert b"hyperlink" not in content
        assert not [name for name in package.namelist() if "vba" in name or "external" in name]

    def test_the_answer_is_an_attachment_that_nobody_stores(self):
        user = person_with("organizer")
        answer = exports.response(exports.prepare(FACTS, [], form="csv", user=user, subject=user))
        assert answer["Content-Disposition"].startswith('attachment; filename="facts-')
        assert answer["Cache-Control"] == "no-store"
        assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbf")

    def test_pf10_ten_thousand_rows_stay_within_memory(self):
        user = person_with("organizer")
        rows = [(f"Person {i}", f"person-{i}@example.org") for i in range(10_000)]
        for form, most in (("csv", 40), ("xlsx", 60)):
            tracemalloc.start()
            started = time.process_time()
            download = exports.prepare(PEOPLE, list(rows), form=form, user=user, subject=user)
            size = sum(len(chunk) for chunk in download.chunks)
            _now, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            print(f"{form}: {size} bytes, {time.process_time() - started:.2f} s CPU traced, peak {peak >> 20} MiB")
            assert size > 100_000
            assert peak < most << 20


@pytest.mark.django_db
def test_an_export_by_another_way_than_a_page_says_so():
    user = person_with("organizer")
    exports.prepare(FACTS, [], form="csv", user=user, subject=PersonFactory(), actor=Actor.of(user, via="api"))
    assert AuditEntry.objects.get(verb="export.made").via == "api"
