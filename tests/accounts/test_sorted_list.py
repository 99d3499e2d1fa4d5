"""Heads of the list of staff sort it; each order meets everybody once, page after page (screens 1)."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import queries
from accounts.models import AuditEntry, User
from tests.factories.accounts import UserFactory, app_of, person_with
from tests.support.searching import search

pytestmark = pytest.mark.django_db
ADDRESS = "accounts:people"


@pytest.fixture
def staff(client, monkeypatch):
    """Eight people: closed or not, with and without a second factor, some never signed in, some of the same name."""
    monkeypatch.setattr(queries, "PEOPLE_ON_A_PAGE", 3)
    adam = person_with("administrator", name="Adam")
    app_of(adam)
    for number in range(7):
        user = UserFactory(name=f"Person {number % 4}", is_active=number % 3 > 0)
        if number % 2 == 0:
            User.objects.filter(pk=user.pk).update(last_login=timezone.now() - timedelta(days=number))
        if number % 5 == 2:
            app_of(user)
    client.force_login(adam)
    return adam


def linked(page, rel):
    found = re.search(rf'href="(\?[^"]+)" rel="{rel}"', page.content.decode())
    return html.unescape(found[1]) if found else ""


def walked(client, order):
    """Return the people of every page in one order, and the pages met on the way back from the last."""
    at, pages, back = f"?order={order}", [], []
    while at:
        page = client.get(reverse(ADDRESS) + at)
        pages.append(list(page.context["rows"]))
        at = linked(page, "next")
    while page:
        back.insert(0, list(page.context["rows"]))
        at = linked(page, "prev")
        page = client.get(reverse(ADDRESS) + at) if at else None
    return pages, back


SHOWN = {
    "name": lambda user: user.name,
    "email": lambda user: user.email,
    "state": lambda user: 2 if not user.is_active else 0 if user.is_protected else 1,
    "seen": lambda user: user.last_login,
}


@pytest.mark.parametrize("order", [chosen.value for chosen in queries.PEOPLE])
def test_the_pages_of_every_order_meet_everybody_once_and_lead_back_the_same_way(client, staff, order):
    pages, back = walked(client, order)
    met = [user for page in pages for user in page]
    assert back == pages and len(pages) == 3
    assert sorted(user.pk for user in met) == sorted(queries.everybody().values_list("pk", flat=True))

    values = [SHOWN[order.removeprefix("-")](user) for user in met]
    known = [value for value in values if value is not None]
    assert values == sorted(known, reverse=order.startswith("-")) + values[len(known) :]  # who never signed in, last


def test_a_demonstration_asks_for_no_second_factor_so_that_all_open_accounts_stand_together(client, staff, settings):
    settings.DEMO = True
    pages, _back = walked(client, "state")
    met = [user for page in pages for user in page]
    active = [user.name for user in met if user.is_active]
    assert [user.is_active for user in met] == [True] * len(active) + [False] * (len(met) - len(active))
    assert active == sorted(active)


def test_a_head_says_how_the_list_stands_and_a_search_keeps_the_order(client, staff):
    page = search(client, reverse(ADDRESS), {"q": "Person", "order": "-seen"})
    seen = [user.last_login for user in page.context["rows"]]
    assert seen == sorted(seen, reverse=True)
    shown = page.content.decode()
    assert 'abbr="Last signed in" aria-sort="descending"' in shown and 'value="-seen" selected' in shown
    assert "find=" in linked(page, "next") and "order=-seen" in linked(page, "next")


@pytest.mark.parametrize("query", [{"order": "nothing"}, {"order": "\x00"}, {"after": "x"}, {"after": "9" * 30}])
def test_what_is_not_offered_shows_the_list_as_it_stands(client, staff, query):
    plain = list(client.get(reverse(ADDRESS)).context["rows"])
    entries = AuditEntry.objects.count()
    assert list(client.get(reverse(ADDRESS), query).context["rows"]) == plain
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("order", ["", "state", "-seen"])
def test_a_page_costs_the_same_in_every_order_wherever_it_begins(client, staff, order, django_assert_max_num_queries):
    after = client.get(reverse(ADDRESS), {"order": order}).context["rows"][-1].public_id
    with django_assert_max_num_queries(6):
        page = client.get(reverse(ADDRESS), {"order": order, "after": after})
    assert len(page.context["rows"]) == 3
