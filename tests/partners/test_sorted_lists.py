"""Heads of the lists of the directory, of imports and of commitments sort them; each order meets every row once (screens 1)."""

import csv
import html
import io
import re

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import AuditEntry
from partners.models import ImportRow, PeopleImport
from partners.queries import commitments, directory, imports, orders
from tests.factories.accounts import UserFactory, person_with
from tests.factories.commitments import agreed, drafted, people, reported
from tests.factories.partners import JurisdictionFactory, OrganizationFactory, PersonFactory
from tests.support.planting import planted

pytestmark = pytest.mark.django_db
HEAD = re.compile(r'<th scope="col" abbr="([^"]+)"[^>]*?(?: aria-sort="(\w+)")?><a class="sort" href="(\?[^"]*)">')
PEOPLE, ORGANIZATIONS, IMPORTS = "partners:people", "partners:organizations", "partners:people_imports"
BOARD, PUBLIC = "partners:commitments", "partners:public_commitments"
OFFERED = {
    PEOPLE: orders.PEOPLE,
    ORGANIZATIONS: orders.ORGANIZATIONS,
    IMPORTS: orders.IMPORTS,
    BOARD: orders.BOARD,
    PUBLIC: orders.COMMITMENTS,
}
EVERY_ORDER = [(name, chosen.value) for name, offered in OFFERED.items() for chosen in offered]


@planted
@override_settings(DEMO=True)
def rows_of_all_kinds():
    """People with and without organization, role and region, organizations alike, imports, commitments in four states."""
    regions = [
        JurisdictionFactory(code=code, name_en=name, name_fr=name)
        for code, name in (("ON", "Ontario"), ("YT", "Yukon"))
    ]
    homes = [
        OrganizationFactory(name_en=f"House {name}", name_fr=f"Maison {name}", jurisdiction=region)
        for name, region in (("B", regions[0]), ("A", None), ("C", regions[1]), ("C", None))
    ]
    for number, home in enumerate([homes[0], None, homes[1], homes[0], None, homes[2], homes[2]]):
        person = PersonFactory(
            display_name=f"Person {number % 3}",
            organization=home,
            jurisdiction=regions[1] if number == 1 else None,
            preferred_language=("en", "fr", "both")[number % 3],
        )
        person.affiliations.filter(person__pk__gt=0).update(role="" if number % 2 else f"Role {number % 4}")
    for number in range(5):
        imported(number, person)
    writer, approver = people()
    drafted(writer, organization=homes[0])
    for number in range(3):
        made = agreed(writer, approver, organization=homes[number])
        if number:
            reported(made, writer, approver, health=("on_track", "at_risk")[number - 1])


@pytest.fixture
def world(settings, monkeypatch, rows_of_all_kinds):
    """Short pages of what is planted."""
    settings.DEMO = True
    monkeypatch.setattr(directory, "ON_A_PAGE", 3)
    monkeypatch.setattr(imports, "ON_A_PAGE", 2)
    monkeypatch.setattr(commitments, "PAGE", 2)


def imported(number, person):
    """Keep one import: some without the name of their file, some by people of the same name, with rows or without."""
    held = PeopleImport.objects.create(
        uploaded_by=UserFactory(name=f"Uploader {number % 3}"),
        file_name="" if number % 4 == 0 else f"file {number % 2}.csv",
        form="csv",
        digest=str(number),
        state="discarded" if number % 2 else "read",
        finished_at=timezone.now() if number % 2 else None,
        rows_total=number % 3,
    )
    for line in range(number % 3):
        known = {"finding": "new", "outcome": "created", "digest": held.digest, "person": person}
        ImportRow.objects.create(
            people_import=held, line=line, **({"finding": "bad", "outcome": "refused"} if line else known)
        )
    return held


def listed(answer):
    """Return the rows of the list by the address each leads to."""
    table = re.search(r'<table class="table table--cards">.*?</table>', answer.content.decode(), re.DOTALL)
    return re.findall(r'<th scope="row">.*?<a href="([^"]+)"', table[0], re.DOTALL)


def linked(answer, rel):
    found = re.search(rf'href="(\?[^"]+)" rel="{rel}"', answer.content.decode())
    return html.unescape(found[1]) if found else ""


@pytest.mark.parametrize(("name", "value"), EVERY_ORDER)
def test_the_pages_of_every_order_meet_each_row_once_and_lead_back_the_same_way(client, world, name, value):
    client.force_login(person_with("coordinator") if name in (BOARD, PUBLIC) else person_with("organizer"))
    at, pages = f"?order={value}", []
    while at:
        answer = client.get(reverse(name) + at)
        pages.append(listed(answer))
        at, here = linked(answer, "next"), answer
    met = [row for rows in pages for row in rows]
    total = here.context["counts"].total if "counts" in here.context else here.context["total"]
    assert len(pages) > 1
    assert len(set(met)) == len(met) == total

    back = [pages[-1]]
    while at := linked(here, "prev"):
        here = client.get(reverse(name) + at)
        back.append(listed(here))
    assert back[::-1] == pages


def names_of(client, order):
    page = client.get(reverse(PEOPLE), {"order": order, "state": "all"})
    rows = list(page.context["rows"])
    return [(row.organization_en, row.folded) for row in rows]


def test_people_without_an_organization_stand_last_whichever_way_the_list_stands(client, world, monkeypatch):
    monkeypatch.setattr(directory, "ON_A_PAGE", 50)
    client.force_login(person_with("organizer"))
    up, down = names_of(client, "organization"), names_of(client, "-organization")

    assert [organization for organization, _name in up] == [
        "House A",
        "House B",
        "House B",
        "House C",
        "House C",
        None,
        None,
    ]
    assert [organization for organization, _name in down] == [
        "House C",
        "House C",
        "House B",
        "House B",
        "House A",
        None,
        None,
    ]
    for rows in (up, down):  # equal ones by name
        assert rows[-2:] == sorted(rows[-2:], key=lambda row: row[1])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_head_says_how_the_list_stands_and_leads_to_the_other_way(client, world, language):
    client.force_login(person_with("organizer"))
    with translation.override(language):
        address = reverse(PEOPLE)
    page = client.get(address, {"order": "-name", "state": "all"}).content.decode()
    found = {html.unescape(label): (sort, html.unescape(where)) for label, sort, where in HEAD.findall(page)}

    label = {"en": "Name", "fr": "Nom"}[language]
    assert found[label] == ("descending", "?state=all&order=name")
    assert [sort for sort, _where in found.values() if sort] == ["descending"]
    assert len(found) == len(orders.PEOPLE.all)


@pytest.mark.parametrize("name", OFFERED)
@pytest.mark.parametrize("order", ["nothing", "--name", "\x00", "'", "name,pk", "é" * 300])
def test_an_order_that_is_not_offered_shows_the_list_as_it_stands(client, world, name, order):
    client.force_login(person_with("coordinator") if name in (BOARD, PUBLIC) else person_with("organizer"))
    plain, asked = client.get(reverse(name)), client.get(reverse(name), {"order": order})
    assert (asked.status_code, listed(asked)) == (200, listed(plain))
    for way in ("after", "before"):
        assert listed(client.get(reverse(name), {way: "x"})) == listed(plain)


def test_a_search_stays_sealed_in_the_heads_and_the_order_stays_in_the_search(client, world):
    client.force_login(person_with("organizer"))
    where = client.post(reverse(PEOPLE), {"q": "Person", "order": "-region"}).headers["Location"]
    assert "order=-region" in where and "Person" not in where
    page = client.get(where).content.decode()
    heads = [html.unescape(address) for _label, _sort, address in HEAD.findall(page)]
    assert heads and all("find=" in address and "Person" not in address for address in heads)
    assert 'value="-region" selected' in page


def test_the_filters_keep_the_order_and_the_states_beside_the_board_too(client, world):
    client.force_login(person_with("coordinator"))
    page = client.get(reverse(BOARD), {"order": "-updated"}).content.decode()
    assert 'value="-updated" selected' in page
    assert re.search(r'href="\?label=\w+&amp;order=-updated"', page)
    assert "What is overdue or stale stands first" not in page
    assert "What is overdue or stale stands first" in client.get(reverse(BOARD)).content.decode()


def refs(answer):
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [row["ref"] for row in csv.DictReader(io.StringIO(content, newline=""))]


@pytest.mark.parametrize("order", ["ref", "-ref", "-updated", "lead"])
def test_what_is_downloaded_stands_in_the_order_shown(client, world, order, monkeypatch):
    monkeypatch.setattr(commitments, "PAGE", 50)
    client.force_login(person_with("coordinator"))
    shown = [line["row"].ref for line in client.get(reverse(BOARD), {"order": order}).context["rows"]]
    assert refs(client.post(reverse("partners:board_csv"), {"order": order})) == shown

    public = [line["row"].ref for line in client.get(reverse(PUBLIC), {"order": order}).context["rows"]]
    assert len(public) == 3
    assert refs(client.get(reverse("partners:public_commitments_csv"), {"order": order})) == public
    data = client.get(reverse("partners:public_commitments_json"), {"order": order}).json()
    assert [row["ref"] for row in data["commitments"]] == public


def test_a_page_of_the_public_list_begins_after_no_commitment_that_is_not_public(client, world):
    """Where a draft would stand in the order of titles or states is nobody's to find out."""
    hidden = drafted(people()[0])
    for order in ("ref", "state", "lead"):
        asked = client.get(reverse(PUBLIC), {"order": order, "after": hidden.public_id})
        assert listed(asked) == listed(client.get(reverse(PUBLIC), {"order": order}))


@pytest.mark.parametrize("name", OFFERED)
def test_looking_in_another_order_leaves_no_entry(client, world, name):
    client.force_login(person_with("coordinator") if name in (BOARD, PUBLIC) else person_with("organizer"))
    before = AuditEntry.objects.count()
    client.get(reverse(name), {"order": next(iter(OFFERED[name].all))})
    assert AuditEntry.objects.count() == before


def test_imports_stand_the_latest_first_and_by_what_they_did_when_asked(client, world, monkeypatch):
    monkeypatch.setattr(imports, "ON_A_PAGE", 50)
    client.force_login(person_with("organizer"))

    def rows(order=""):
        return [row["import"] for row in client.get(reverse(IMPORTS), {"order": order}).context["rows"]]

    latest = [row.pk for row in rows()]
    assert latest == sorted(latest, reverse=True) == [row.pk for row in rows("uploaded")][::-1]
    assert [row.rows_total for row in rows("-rows")] == [2, 1, 1, 0, 0]
    assert [row.added for row in rows("-added")] == [1, 1, 1, 0, 0]
    assert [row.refused for row in rows("refused")] == [0, 0, 0, 0, 1]
    for order in ("file", "-file"):  # those whose name is erased with their rows stand last
        assert [bool(row.file_name) for row in rows(order)] == [True, True, True, False, False]
    page = client.get(reverse(IMPORTS)).content.decode()
    assert "5 imports" in page and 'abbr="Uploaded" aria-sort="descending"' in page


def test_an_order_that_nobody_offered_is_no_public_page_to_keep(client):
    assert "no-store" in client.get(reverse(PUBLIC), {"order": "nothing"}).headers["Cache-Control"]
    assert "no-store" not in client.get(reverse(PUBLIC), {"order": "-next"}).headers.get("Cache-Control", "")


@pytest.mark.parametrize("count", [3, 30])
def test_a_page_of_imports_costs_the_same_whatever_its_length_and_order(client, count, django_assert_max_num_queries):
    person = PersonFactory()
    for number in range(count):
        imported(number, person)
    client.force_login(person_with("organizer"))
    for order in ("", "-added", "by"):
        with django_assert_max_num_queries(8):
            page = client.get(reverse(IMPORTS), {"order": order})
        assert len(page.context["rows"]) == count
