"""Heads of the lists of events, venues, rosters, needs and invitations sort them, and meet every row once (screens 1, 4)."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from events.domain import registrations
from events.domain.registrations import Details
from events.models import Event, NeedRequest, Registration, Venue
from events.queries import orders
from events.views import inviting as inviting_views
from events.views import people as people_views
from kernel.orders import page
from partners.models import Jurisdiction
from tests.factories.accounts import UserFactory, person_with
from tests.factories.events import SOMEONE, EventFactory, EventTeamMemberFactory, VenueFactory, option_for
from tests.factories.partners import JurisdictionFactory, PlaceFactory, SectorFactory
from tests.support.planting import planted

pytestmark = pytest.mark.django_db
SECTORS, REGIONS = ("Health", None, "Justice"), ("ON", "YT", None)


@planted
def planned():
    """An event of Alice's with seven people, their organizations, sectors and regions partly unknown."""
    alice = person_with("organizer", name="Alice")
    made = EventFactory(title_en="Second meeting", title_fr="Deuxième rencontre")
    EventTeamMemberFactory(event=made, user=alice)
    sectors = {name: SectorFactory(name_en=name, name_fr=name) for name in SECTORS if name}
    regions = {code: JurisdictionFactory(code=code) for code in REGIONS if code}
    for number in range(7):
        needs = {"mobility": "", "diet": ""} if number in (2, 5) else {"diet": ""} if number == 3 else {}
        option = option_for(made, display_name=f"Guest {number % 4}")
        row = registrations.accept(option, Details(needs=needs), actor=SOMEONE).registration
        Registration.objects.filter(pk=row.pk).update(
            organization_name_en=("", "House B", "House A")[number % 3],
            sector=sectors.get(SECTORS[number % 3]),
            jurisdiction=regions.get(REGIONS[number % 3]),
        )
    return made, alice


@pytest.fixture
def event(client, monkeypatch, planned):
    """The event, its lists cut into pages of three, and Alice signed in."""
    monkeypatch.setattr(people_views, "PAGE", 3)
    monkeypatch.setattr(inviting_views, "PAGE", 3)
    made, alice = planned
    client.force_login(alice)
    return made


def walked(client, address, order):
    """Return the rows of every page of a list in one order."""
    at, met = f"?order={order}", []
    while at:
        page = client.get(address + at)
        met += list(page.context["rows"])
        following = re.search(r'href="(\?[^"]+)" rel="next"', page.content.decode())
        at = html.unescape(following[1]) if following else ""
    return met


@pytest.mark.parametrize("order", [chosen.value for chosen in orders.ROSTER])
def test_the_pages_of_every_order_of_a_roster_meet_everybody_once(client, event, order):
    met = walked(client, reverse("events:people", args=[event.public_id]), order)
    assert sorted(row.pk for row in met) == sorted(event.registrations.values_list("pk", flat=True))
    shown = {
        "name": lambda row: row.person.display_name,
        "organization": lambda row: row.organization_name_en,
        "sector": lambda row: row.sector and row.sector.name_en,
        "region": lambda row: row.jurisdiction and row.jurisdiction.code,
        "state": lambda row: row.state,
    }[order.removeprefix("-")]
    values = [shown(row) for row in met]
    known = [value for value in values if value]
    assert values == sorted(known, reverse=order.startswith("-")) + values[len(known) :]
    if order.removeprefix("-") in ("organization", "sector", "region"):
        assert 0 < len(known) < len(values)  # somebody's is not known, and they stand last


@pytest.mark.parametrize("order", [chosen.value for chosen in orders.INVITATIONS])
def test_the_pages_of_every_order_of_invitations_meet_each_once(client, event, order):
    met = walked(client, reverse("events:invitations", args=[event.public_id]), order)
    assert sorted(row.pk for row in met) == sorted(event.options.values_list("pk", flat=True))


def test_a_page_of_a_roster_begins_after_nobody_of_another_event(client, event):
    other = registrations.accept(option_for(EventFactory(), display_name="Guest 2"), actor=SOMEONE).registration
    address = reverse("events:people", args=[event.public_id])
    first = [row.pk for row in client.get(address).context["rows"]]
    assert [row.pk for row in client.get(address, {"after": other.public_id}).context["rows"]] == first


def test_events_stand_by_date_unless_asked_otherwise_and_those_without_one_last(client, event):
    alice = event.team.get().user
    for title, state in (("A meeting", "draft"), ("Third meeting", "planned")):
        EventTeamMemberFactory(event=EventFactory(title_en=title, state=state), user=alice)
    Event.objects.filter(title_en="A meeting").update(
        start_day=None, end_day=None, start_time=None, end_time=None, starts_at=None, ends_at=None, cut_off_at=None
    )

    def titles(order):
        return [row.title_en for row in client.get(reverse("events:list"), {"order": order}).context["events"]]

    assert titles("") == titles("nothing") == ["Second meeting", "Third meeting", "A meeting"]
    assert titles("-date")[-1] == "A meeting"
    assert titles("title") == ["A meeting", "Second meeting", "Third meeting"] == titles("-title")[::-1]
    assert titles("state") == ["A meeting", "Third meeting", "Second meeting"] == titles("-state")[::-1]


def at(starts):
    """Return the columns of an event of three hours."""
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=3), "cut_off_at": starts - timedelta(hours=1)}


def test_what_is_coming_stands_first_the_soonest_before_the_later_then_what_is_over_the_latest_first(client, event):
    alice = event.team.get().user
    Event.objects.filter(pk=event.pk).update(title_en="Second")
    now, first = timezone.now(), EventFactory(title_en="First", state="planned")
    others = {
        "Long over": ("concluded", -90),
        "Just over": ("archived", -3),
        "Past its end": ("ready", -1),
        "Called off": ("cancelled", 5),
        "First": ("planned", 1),
    }
    for title, (state, days) in others.items():
        row = first if title == "First" else EventFactory(title_en=title)
        EventTeamMemberFactory(event=row, user=alice)
        starts = now + timedelta(days=days)
        reason = (
            {"cancel_reason_en": "Ice.", "cancel_reason_fr": "Verglas.", "cancelled_at": now}
            if state == "cancelled"
            else {}
        )
        Event.objects.filter(pk=row.pk).update(state=state, **at(starts), **reason)

    def titles(order):
        return [row.title_en for row in client.get(reverse("events:list"), {"order": order}).context["events"]]

    assert (
        titles("") == titles("-coming") == ["First", "Second", "Called off", "Past its end", "Just over", "Long over"]
    )
    assert titles("date")[0] == "Long over"


def test_the_pages_of_what_is_coming_first_meet_every_event_once(event):
    for days in (-2, -1, 1, 2):
        Event.objects.filter(pk=EventFactory().pk).update(**at(timezone.now() + timedelta(days=days)))
    whole = list(orders.EVENTS.first.sorted(Event.objects.all()))
    met, after = [], None
    while True:
        found = page(Event.objects.all(), orders.EVENTS.first, size=2, after=after)
        met += found.rows
        if found.after is None:
            break
        after = found.after
    assert met == whole and len(met) == 5


def test_a_roster_names_the_regions_and_shows_no_code(client, event):
    Jurisdiction.objects.filter(code="YT").update(name_en="Yukon", name_fr="Yukon")
    Jurisdiction.objects.filter(code="ON").update(name_en="Ontario", name_fr="Ontario")
    shown = client.get(reverse("events:people", args=[event.public_id]), {"order": "region"}).content.decode()
    assert "Yukon</th>" in shown and "Ontario</td>" in shown
    assert ">YT<" not in shown and ">ON<" not in shown and 'value="YT"' in shown


def test_needs_stand_critical_first_and_by_person_or_who_sees_to_them_when_asked(client, event):
    bob = UserFactory(name="Bob")
    NeedRequest.objects.filter(kind="diet").update(owner=bob, state="confirmed")
    address = reverse("events:needs", args=[event.public_id])

    def rows(**query):
        return list(client.get(address, query).context["rows"])

    assert [row.critical for row in rows()] == [True, True, False, False, False]
    assert [row.critical for row in rows(order="-need")] == [False, False, False, True, True]
    names = [row.registration.person.display_name for row in rows(order="person")]
    assert names == sorted(names) == [row.registration.person.display_name for row in rows(order="-person")][::-1]
    for order in ("owner", "-owner"):
        assert [bool(row.owner_id) for row in rows(order=order)] == [True, True, True, False, False]
    assert [row.kind for row in rows(open="1", order="-person")] == ["mobility", "mobility"]
    NeedRequest.objects.update(owner=bob, state="confirmed")
    page = client.get(address, {"open": "1"}).content.decode()
    assert "Nothing is open any more." in page and 'value="1" selected' in page


def test_a_list_without_another_filter_offers_its_order_where_heads_are_not_shown(client, event):
    page = client.get(reverse("events:list"), {"order": "-title"}).content.decode()
    assert 'class="filters filters--order"' in page and 'value="-title" selected' in page
    assert 'abbr="Event" aria-sort="descending"' in page


def test_venues_stand_by_city_and_by_name_or_address_when_asked(client, event):
    Event.objects.update(venue=None)
    Venue.objects.all().delete()
    for number, (city, name, address) in enumerate(
        (("Ottawa", "Hall B", "1 Main Street"), ("Ottawa", "Hall A", ""), ("Calgary", "Hall C", "9 Side Street"))
    ):
        place = PlaceFactory(name_en=city, name_fr="Aylmer" if number == 0 else city)
        VenueFactory(name_en=name, name_fr=name, place=place, address=address)

    def names(order="", language="en"):
        with translation.override(language):
            return [row.name_en for row in client.get(reverse("events:venues"), {"order": order}).context["venues"]]

    assert names() == names("nothing") == ["Hall C", "Hall A", "Hall B"]
    assert names(language="fr") == ["Hall B", "Hall C", "Hall A"]  # by the name of the city in that language
    assert names("-place") == ["Hall B", "Hall A", "Hall C"]
    assert names("venue") == ["Hall A", "Hall B", "Hall C"] == names("-venue")[::-1]
    assert names("address") == ["Hall B", "Hall C", "Hall A"] and names("-address") == ["Hall C", "Hall B", "Hall A"]
