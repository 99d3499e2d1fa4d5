"""PA-A10: what anybody can carry out is a part of what the same person sees on the screen, for every role."""

import csv
import html
import io
import random
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from accounts.roles import ROLES
from partners.models import Commitment, Person
from tests.factories.accounts import person_with
from tests.factories.commitments import agreed, drafted, people, proposed, reported
from tests.factories.partners import JurisdictionFactory, OrganizationFactory, PersonFactory, SectorFactory

pytestmark = pytest.mark.django_db
DRAW = random.Random(1910)
SEERS = frozenset({"analyst", "approver", "coordinator", "organizer"})
REGIONS = ("QC", "ON", "NU")


@pytest.fixture
def world(settings):
    """Thirty people of nine organizations and nine commitments in four states, drawn at random."""
    settings.DEMO = True
    sectors = [SectorFactory() for _ in range(3)]
    regions = [JurisdictionFactory(code=code) for code in REGIONS]
    homes = [OrganizationFactory(sectors=[DRAW.choice(sectors)], jurisdiction=DRAW.choice(regions)) for _ in range(9)]
    for number in range(30):
        PersonFactory(
            display_name=f"Person {number:02} of list", organization=DRAW.choice(homes), email=f"p{number}@example.org"
        )
    writer, approver = people()
    for number in range(9):
        words = {"organization": homes[number], "title_en": f"Promise {number}", "title_fr": f"Promesse {number}"}
        state = (
            DRAW.choice(("draft", "proposed", "agreed", "reported"))
            if number > 3
            else ("draft", "proposed", "agreed", "reported")[number]
        )
        if state == "draft":
            drafted(writer, **words)
        elif state == "proposed":
            proposed(writer, **words)
        else:
            made = agreed(writer, approver, **words)
            if state == "reported":
                reported(made, writer, approver, health=DRAW.choice(("on_track", "at_risk")))
    return sectors


def rows_of(answer):
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def words_of(client, address, query):
    """Return the words of all pages of a list."""
    words, seen = "", set()
    following = address + "?" + "&".join(f"{name}={value}" for name, value in query.items())
    while following and following not in seen:
        seen.add(following)
        answer = client.get(following)
        if answer.status_code != 200:
            return None
        page = answer.content.decode()
        words += " " + " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1])).split())
        more = re.search(r'href="(\?[^"]*after=[^"]+)"', page)
        following = address + html.unescape(more[1]) if more else ""
    return words


def cases(sectors):
    """Return (list, file, filters, columns that the list prints as they are)."""
    people_list, people_file = reverse("partners:people"), reverse("partners:people_export")
    board, board_file = reverse("partners:commitments"), reverse("partners:board_csv")
    for query in ({}, {"q": "person 1"}, {"sector": sectors[0].pk}):
        yield people_list, people_file, query, ("Name", "Organization")
    for query in ({}, {"label": "at_risk"}, {"jurisdiction": "QC"}, {"words": "Promise 3"}):
        yield board, board_file, query, ("ref", "title_en", "lead_en")


def sealed_query(client, screen, query):
    """Return the query as the screen's own address carries it: names typed into a search are sealed there."""
    if "q" not in query:
        return query
    answer = client.post(screen, query)
    return (
        {"find": parse_qs(urlsplit(answer.headers["Location"]).query)["find"][0]} if answer.status_code == 303 else {}
    )


@pytest.mark.parametrize("role", sorted(ROLES))
def test_pa_a10_no_role_carries_out_a_row_or_a_name_that_it_does_not_see(client, request, role):
    client.force_login(person_with(role))
    carried = 0
    sectors = request.getfixturevalue("world") if role in SEERS else [SectorFactory()]
    for screen, file, query, columns in cases(sectors):
        query = sealed_query(client, screen, query)
        shown = words_of(client, screen, query)
        address = file + "?" + "&".join(f"{name}={value}" for name, value in query.items())
        answer = client.post(address, {"form": "csv"} | query)
        if shown is None:
            assert answer.status_code in (403, 404), f"{role} may not see {screen}"
            continue
        if answer.status_code != 200:
            assert answer.status_code == 403
            continue
        rows = rows_of(answer)
        carried += len(rows)
        for row in rows:
            assert [row[column] for column in columns if row[column] and row[column] not in shown] == [], screen
        everything = Person.objects.count() if "directory" in screen else Commitment.objects.count()
        assert bool(query) == (len(rows) < everything), (screen, query)
    assert bool(carried) == (role in SEERS), role


def test_pa_a10_the_public_table_holds_no_row_that_the_public_page_does_not(client, world):
    shown = words_of(client, reverse("partners:public_commitments"), {})
    rows = rows_of(client.get(reverse("partners:public_commitments_csv")))
    assert 0 < len(rows) < Commitment.objects.count()
    for row in rows:
        assert row["ref"] in shown and row["title_en"] in shown and row["lead_en"] in shown
        assert Commitment.objects.get(ref=row["ref"]).published_at is not None
