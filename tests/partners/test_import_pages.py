"""The pages of an import, as somebody without JavaScript goes through them (EV-A13, PA-A19)."""

import csv
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from accounts.actors import Actor
from accounts.models import AuditEntry
from partners.domain import import_work, imports
from partners.import_states import ImportState
from partners.models import PeopleImport, Person
from partners.queries import import_examples
from tests.factories.accounts import person_with
from tests.factories.imports import again, checked, done, taken_in
from tests.factories.partners import JurisdictionFactory, OrganizationFactory, PersonFactory
from tests.partners import import_files as files
from tests.partners.test_import_work import PLANTED, with_planted_errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(client):
    user = person_with("organizer")
    client.force_login(user)
    return user


def address(name, held=None, *more):
    return reverse(f"partners:{name}", args=[held.public_id, *more] if held else more)


def upload(client, content, name="people.csv"):
    return client.post(address("people_imports"), {"file": SimpleUploadedFile(name, content)})


def words_of(response):
    """Return the text of a page with its spaces made plain."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.replace("\u00a0", " ").split())


def read_csv(response):
    content = b"".join(response.streaming_content)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_ev_a13_a_file_goes_from_upload_to_the_directory_by_plain_forms(client, organizer):
    PersonFactory(display_name="Christine Bélanger", email="info@example.org")
    rows = [*with_planted_errors(40), ("Christina Belanger", "other@example.org", "", "", "", "", "")]
    response = upload(client, files.csv_of(rows, encoding="cp1252"))
    held = PeopleImport.objects.get()
    assert response.headers["Location"] == address("people_import_columns", held)
    assert Person.objects.count() == 1

    page = client.get(address("people_import_columns", held))
    assert "41 rows were read" in words_of(page)
    assert "Windows-1252" in words_of(page)
    chosen = {key: str(column) for key, column in held.columns.items()}
    response = client.post(address("people_import_columns", held), chosen)
    assert response.headers["Location"] == address("people_import", held)
    assert "Checking the rows" in words_of(client.get(address("people_import", held)))

    import_work.work(str(held.public_id))
    page = client.get(address("people_import", held))
    assert "30 people will be added." in words_of(page)
    assert "10 rows are refused." in words_of(page)
    assert all(f"Row {line}" in words_of(page) for line in PLANTED)
    likely = client.get(address("people_import", held), {"show": "likely"})
    assert "Christine Bélanger" in words_of(likely)
    match = held.rows.get(line=42).matches[0][0]
    merge = f"merge:{Person.objects.get(pk=match).public_id}"
    assert merge in likely.content.decode()
    response = client.post(address("people_import_choose", held), {"row-42": merge}, follow=True)
    assert "1 person will be completed." in words_of(response)

    response = client.post(address("people_import_confirm", held))
    assert response.headers["Location"] == address("people_import", held)
    assert "0 of 41 done" in words_of(client.get(address("people_import", held)))
    import_work.work(str(held.public_id))
    page = client.get(address("people_import", held))
    assert "The import is done." in words_of(page)
    assert Person.objects.count() == 31
    added = client.get(address("people_import", held), {"show": "added"})
    assert "Zoé Exemple 00000" in words_of(added)


def test_re21_a_refused_file_answers_422_with_the_reason_and_stages_nothing(client, organizer):
    for content, name, said in (
        (b"%PDF-1.7", "people.csv", "This is not a table."),
        (b"Name,E-mail\r\nZ\x00,\r\n", "people.csv", "zero bytes"),
        (b"x" * 5_000_001, "people.csv", "larger than 5 MB"),
        (b"", "people.xlsx", "The file is empty."),
        (b"Name\r\nZoe", "people.exe", ".csv or .xlsx"),
    ):
        response = upload(client, content, name)
        assert (response.status_code, said in words_of(response)) == (422, True), said
    assert client.post(address("people_imports")).status_code == 422
    assert PeopleImport.objects.count() == 0


def test_pa_a19_the_same_file_leads_to_the_import_under_way(client, organizer):
    content = files.csv_of(files.people(2))
    upload(client, content)
    response = upload(client, content)
    assert response.headers["Location"] == address("people_import", PeopleImport.objects.get())


def test_columns_that_make_no_sense_keep_what_was_chosen(client, organizer):
    held = taken_in(files.csv_of(files.people(2)), by=organizer)
    response = client.post(address("people_import_columns", held), {"name": "0", "email": "0", "role": "4"})
    assert response.status_code == 422
    assert "This column is chosen twice." in words_of(response)
    assert response.context["form"]["role"].value() == "4"
    assert client.post(address("people_import_columns", held), {"name": "77"}).status_code == 422
    assert again(held).state == ImportState.READ


@pytest.mark.parametrize(
    "data",
    [{"row-2": "marry"}, {"row-x": "skip"}, {"row-2": "merge:abc"}, {"row-99": "create"}, {"row-2": "merge"}],
    ids=["act", "row", "person", "foreign row", "nobody"],
)
def test_a_decision_that_cannot_be_read_is_refused_in_words(data, client, organizer):
    PersonFactory(display_name="Christine Bélanger", email="info@example.org")
    held = checked(files.csv_of([("Christina Belanger", "o@example.org", "", "", "", "", "")]), by=organizer)
    response = client.post(address("people_import_choose", held), data)
    assert response.status_code == 422
    assert held.rows.get().choice == "skip"


def test_confirming_twice_imports_once_and_says_where_it_stands(client, organizer):
    held = checked(files.csv_of(files.people(3)), by=organizer)
    assert client.post(address("people_import_confirm", held)).status_code == 302
    second = client.post(address("people_import_confirm", held))
    assert second.status_code == 409
    assert "0 of 3 done" in words_of(second)
    import_work.resume()
    assert Person.objects.count() == 3
    assert AuditEntry.objects.filter(verb="import.confirmed").count() == 1


@pytest.mark.parametrize("act", ["confirm", "retry", "choose"])
def test_looking_at_an_act_does_nothing(act, client, organizer):
    held = checked(files.csv_of(files.people(1)), by=organizer)
    assert client.get(address(f"people_import_{act}", held)).status_code == 405
    assert again(held).state == ImportState.CHECKED


def test_discarding_erases_the_rows(client, organizer):
    held = checked(files.csv_of(files.people(3)), by=organizer)
    response = client.post(address("people_import_discard", held), follow=True)
    assert "its rows are erased" in words_of(response)
    assert held.rows.count() == 0
    assert "discarded" in words_of(client.get(address("people_import", held)))


def test_rows_that_were_not_imported_are_downloaded_without_formulas_and_read_again(client, organizer):
    rows = [("=1+1", "a@example.org", "", "", "", "", ""), ("-Zoe", "wrong", "+1 613 555 0134", "", "", "", "")]
    held = checked(files.csv_of([*rows, *files.people(1)]), by=organizer)
    titles, *found = read_csv(client.post(address("people_import_refused", held), {"form": "csv"}))
    assert titles[:4] == ["Row of the file", "Why it was not imported", "Name", "E-mail"]
    assert [row[0] for row in found] == ["2", "3"]
    assert (found[0][2], found[1][2], found[1][4]) == ("'=1+1", "'-Zoe", "'+1 613 555 0134")
    entry = AuditEntry.objects.get(verb="export.made")
    assert entry.subject_ref == str(held.public_id)
    assert "Zoe" not in str(entry.facts) + str(entry.fields)

    workbook = client.post(address("people_import_refused", held), {"form": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(workbook.streaming_content))).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value} == {"s"}
    assert client.post(address("people_import_refused", held), {"form": "exe"}).status_code == 422

    mended = client.post(address("people_import_refused", held), {"form": "csv"})
    content = b"".join(mended.streaming_content).replace(b"wrong", b"right@example.org")
    second = checked(content, by=organizer)
    assert second.rows.get(line=3).values["phone"] == "+16135550134"
    assert second.rows.get(line=3).finding == "new"


def test_what_was_erased_cannot_be_downloaded(client, organizer):
    held = done(checked(files.csv_of(with_planted_errors(40)), by=organizer))
    assert "Download the 10 rows" in words_of(client.get(address("people_import", held)))
    PeopleImport.objects.update(finished_at=timezone.now() - import_work.KEPT)
    import_work.resume()
    response = client.post(address("people_import_refused", held), {"form": "csv"}, follow=True)
    assert "There are no rows to download any more." in words_of(response)
    assert "Nobody Here" not in words_of(client.get(address("people_import", held), {"show": "refused"}))


def test_the_progress_part_ends_by_asking_for_the_whole_page(client, organizer):
    held = checked(files.csv_of(files.people(3)), by=organizer)
    imports.confirm(held, actor=Actor.of(organizer), by=organizer)
    htmx = {"HX-Request": "true"}
    running = client.get(address("people_import_progress", held), headers=htmx)
    assert "HX-Refresh" not in running.headers
    assert f'hx-get="{address("people_import_progress", held)}"' in running.content.decode()
    import_work.work(str(held.public_id))
    assert client.get(address("people_import_progress", held), headers=htmx).headers["HX-Refresh"] == "true"
    alone = client.get(address("people_import_progress", held))
    assert alone.headers["Location"] == address("people_import", held)


def test_a_stuck_import_says_so_and_can_be_taken_up_again(client, organizer):
    held = checked(files.csv_of(files.people(3)), by=organizer)
    imports.confirm(held, actor=Actor.of(organizer), by=organizer)
    PeopleImport.objects.update(state=ImportState.STUCK)
    assert "This import has stopped" in words_of(client.get(address("people_import", held)))
    client.post(address("people_import_retry", held))
    import_work.resume()
    assert again(held).state == ImportState.DONE


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_example_has_twenty_rows_and_goes_through(language, form, client, organizer):
    for number in range(2):
        PersonFactory(display_name=f"Made Up {number}")
    OrganizationFactory()
    for code in import_examples.PROVINCES:
        JurisdictionFactory(code=code)
    with translation.override(language):
        response = client.get(address("people_import_example", None, "example", form))
        content = b"".join(response.streaming_content)
    name = re.search(r'filename="([^"]+)"', response.headers["Content-Disposition"])[1]
    assert name.isascii()
    held = checked(content, name, by=organizer)
    assert held.rows_total == 20
    found = {word: held.rows.filter(finding=word).count() for word in ("new", "likely", "repeated", "bad")}
    assert found == {"new": 15, "likely": 2, "repeated": 1, "bad": 2}
    assert AuditEntry.objects.filter(verb="export.made").count() == 0


@pytest.mark.parametrize("path", [("example", "exe"), ("secrets", "csv")], ids=["form", "kind"])
def test_other_files_do_not_exist(path, client, organizer):
    assert client.get(address("people_import_example", None, *path)).status_code == 404


def test_lists_cost_the_same_statements_at_two_sizes(client, organizer, django_assert_max_num_queries):
    PersonFactory(display_name="Christine Bélanger", email="info@example.org")
    likely = [(f"Christina Belanger {n}", f"o{n}@example.org", "", "", "", "", "") for n in range(40)]
    for count in (2, 40):
        held = checked(files.csv_of([*likely[:count], *with_planted_errors(40)], separator=";"), by=organizer)
        for show in ("bad", "likely", "new", "known"):
            with django_assert_max_num_queries(16):
                page = client.get(address("people_import", held), {"show": show})
            assert page.status_code == 200
        with django_assert_max_num_queries(12):
            client.get(address("people_imports"))


@pytest.mark.parametrize(
    "query", ["show=x", "after=x", "after=99999999999999999999", "show=new&before=-1", "after=%00"]
)
def test_addresses_typed_by_hand_never_break_a_page(query, client, organizer):
    held = checked(files.csv_of(files.people(1)), by=organizer)
    assert client.get(f"{address('people_import', held)}?{query}").status_code == 200


def test_every_page_speaks_french(client, organizer):
    held = checked(files.csv_of(with_planted_errors(40)), by=organizer)
    with translation.override("fr"):
        assert "/repertoire/" in address("people_imports")
        page = words_of(client.get(address("people_import", held)))
    assert "30 personnes seront ajoutées" in page
    assert "Ce n’est pas une adresse courriel unique" in page
