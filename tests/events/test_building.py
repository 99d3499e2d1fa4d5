"""Building a list of thousands: a page at a time, what the button means said in words, the same statements (PF-8)."""

import re
import time
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Invitation
from partners.models import Affiliation, ContactPoint, Person
from tests.factories.accounts import person_with
from tests.factories.events import EventFactory, EventTeamMemberFactory
from tests.factories.partners import OrganizationFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def build(client):
    """Fill a sector with people and sign an organizer in; return the address of the list and its filters."""

    def fill(count: int, without_address: int = 0):
        sector, organizer, event = SectorFactory(), person_with("organizer"), EventFactory(seats=10)
        organization = OrganizationFactory(sectors=[sector])
        names = [f"Canard {number:05}" for number in range(count)]
        people = Person.objects.bulk_create(Person(display_name=name, folded=name.casefold()) for name in names)
        Affiliation.objects.bulk_create(Affiliation(person=one, organization=organization) for one in people)
        ContactPoint.objects.bulk_create(
            ContactPoint(person=one, kind="email", value=f"canard{at}@example.org", preferred=True)
            for at, one in enumerate(people[without_address:])
        )
        EventTeamMemberFactory(event=event, user=organizer, role="organizer")
        client.force_login(organizer)
        return reverse("events:invite_build", args=[event.public_id]), {"sectors": sector.key}

    return fill


def names_on(page):
    return re.findall(r"Canard \d{5}", page)


def link_on(page, rel):
    found = re.search(rf'href="([^"]+)" rel="{rel}"', page)
    return unescape(found[1]) if found else ""


def test_pages_follow_each_other_there_and_back_and_hold_everybody_once(client, build):
    address, chosen = build(250, without_address=10)
    page, seen, shown = client.get(address, chosen).content.decode(), [], []
    while True:
        assert "240 of them can be invited" in page and "Put all 240 people on the list" in page
        seen, shown = [*seen, *names_on(page)], [*shown, len(names_on(page))]
        following = link_on(page, "next")
        if not following:
            break
        assert "canard" not in following.lower()
        page = client.get(address + following).content.decode()
    assert (shown, len(set(seen)), seen) == ([100, 100, 50], 250, sorted(seen))
    assert "201 to 250 of 250" in page

    back = client.get(address + link_on(page, "prev")).content.decode()
    assert names_on(back) == seen[100:200]
    first = client.get(address + link_on(back, "prev")).content.decode()
    assert names_on(first) == seen[:100] and not link_on(first, "prev")


def test_the_button_of_any_page_means_all_who_can_be_invited(client, build):
    address, chosen = build(130, without_address=5)
    second = client.get(address + link_on(client.get(address, chosen).content.decode(), "next")).content.decode()
    assert "not only those on this page" in second

    answer = client.post(address, chosen, follow=True)

    assert "125 people are on the list" in answer.content.decode()
    assert Invitation.objects.count() == 125
    again = client.get(address, chosen).content.decode()
    assert "0 of them" in again and again.count("already on the list") == 95


def test_a_cursor_of_nobody_shows_the_first_page(client, build):
    address, chosen = build(3)
    for after in ("x", "00000000-0000-0000-0000-000000000000"):
        assert len(names_on(client.get(address, {**chosen, "after": after}).content.decode())) == 3


@pytest.mark.parametrize("count", [30, 5000])
def test_a_list_of_thousands_costs_the_same_statements_and_stays_light(client, build, count):
    address, chosen = build(count)
    client.get(address, chosen)

    began = time.perf_counter()
    with CaptureQueriesContext(connection) as found:
        page = client.get(address, chosen).content
    took = time.perf_counter() - began

    print(f"building a list of {count}: {len(found)} statements, {took:.2f} s, {len(page) / 1024:.0f} KB")
    assert len(names_on(page.decode())) == min(count, 100)
    assert len(found) <= 19
    assert len(page) < 200_000
