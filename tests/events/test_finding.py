"""The search in the head of staff pages: everybody finds what they may open, and nothing else (S1, EV-18)."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Permission
from accounts.roles import ROLES
from events.places import SEARCHED
from safety.models import Handle
from tests.factories.accounts import person_with
from tests.factories.commitments import drafted, people
from tests.factories.events import EventFactory, EventTeamMemberFactory, ProtectedEventFactory
from tests.factories.partners import OrganizationFactory, PersonFactory
from tests.support.searching import search

pytestmark = pytest.mark.django_db
WORD = "Ĝallinule"
ADDRESS = "/en/search/"


@pytest.fixture
def world():
    """One of each kind that bears the word: a person, an organization, events of every access, a commitment."""
    writer, _approver = people()
    commitment = drafted(writer)
    type(commitment).objects.filter(pk=commitment.pk).update(title_en=f"Promise {WORD}", title_fr=f"Promesse {WORD}")
    named = {"title_en": f"Roundtable {WORD}", "title_fr": f"Table ronde {WORD}"}
    return {
        "person": PersonFactory(display_name=f"Zoë {WORD}"),
        "organization": OrganizationFactory(name_en=f"{WORD} House", name_fr=f"Maison {WORD}"),
        "open": EventFactory(state="ready", **named),
        "protected": ProtectedEventFactory(title_en=f"Quiet {WORD}", title_fr=f"Calme {WORD}"),
        "commitment": commitment,
    }


def links(page):
    main = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return {unescape(href) for href in re.findall(r'<li>\s*<a href="([^"]+)"', main)}


def address(name, row):
    return reverse(name, args=[row.public_id])


def test_everybody_finds_what_their_policies_open_and_each_link_opens(client, world):
    """S1: role by role, with and without a part in the event; every link leads to a page, not to a refusal."""
    seen = {}
    for role in ROLES:
        user = person_with(role)
        client.force_login(user)
        answer = search(client, ADDRESS, {"q": "gallinule"})
        if not ROLES[role].permissions & set(SEARCHED):
            assert answer.status_code == 403
            continue
        found = links(answer)
        assert all(client.get(link).status_code == 200 for link in found), role
        may = ROLES[role].permissions
        assert (address("partners:person", world["person"]) in found) == (Permission.SEE_DIRECTORY in may), role
        assert (address("partners:organization", world["organization"]) in found) == (Permission.SEE_DIRECTORY in may)
        assert (address("partners:commitment", world["commitment"]) in found) == (Permission.SEE_COMMITMENTS in may)
        seen[role] = {name for name in ("open", "protected") if str(world[name].public_id) in "".join(found)}

    assert seen.pop("approver") == {"open", "protected"}  # gives the second signature on every event
    assert seen.pop("liaison") == {"protected"}
    assert {role: events for role, events in seen.items() if events} == {}


@pytest.mark.parametrize(
    ("role", "part", "page"),
    [("organizer", "organizer", "event"), ("logistics_officer", "logistics", "needs"), ("door_staff", "door", "door")],
)
def test_whoever_has_a_part_in_an_event_finds_the_page_that_is_theirs(client, world, role, part, page):
    user = person_with(role)
    EventTeamMemberFactory(event=world["open"], user=user, role=part)
    client.force_login(user)

    found = links(search(client, ADDRESS, {"q": "gallinule"}))

    assert address(f"events:{page}", world["open"]) in found
    assert not any(str(world["protected"].public_id) in link for link in found)
    assert client.get(address(f"events:{page}", world["open"])).status_code == 200


def test_door_staff_never_find_a_protected_event_or_a_name(client, world):
    """EV-18: a part at the door of a protected event opens nothing either."""
    user = person_with("door_staff")
    EventTeamMemberFactory(event=world["protected"], user=user, role="door")
    client.force_login(user)

    page = search(client, ADDRESS, {"q": "gallinule"})

    assert links(page) == set() and "Nothing was found" in page.content.decode()


def test_no_handle_is_ever_found_nor_looked_for(client):
    """S6: handles, codes and contributions have no search, whoever asks."""
    Handle.objects.create(handle="K7QW2MXB", event_ref=ProtectedEventFactory().public_id, language="en")
    for role in ("liaison", "approver", "organizer"):
        client.force_login(person_with(role))
        where = client.post(ADDRESS, {"q": "K7QW2MXB"}).headers["Location"]
        with CaptureQueriesContext(connection) as asked:
            page = client.get(where)
        assert "Nothing was found" in page.content.decode()
        assert not [one["sql"] for one in asked if "safety_" in one["sql"].replace("safety_tier", "")]


@pytest.mark.parametrize(
    "typed", ["gallinule", "GALLINULE", "ĝALLINULE", "  roundtable   gallinule ", "ronde gallinule"]
)
def test_accents_capitals_and_the_order_of_words_do_not_matter(client, world, typed):
    user = person_with("organizer")
    EventTeamMemberFactory(event=world["open"], user=user, role="organizer")
    client.force_login(user)

    assert address("events:event", world["open"]) in links(search(client, ADDRESS, {"q": typed}))


@pytest.mark.parametrize("typed", ["", " ", "z", " é ", "´´´"])
def test_fewer_than_two_letters_are_refused_in_words(client, world, typed):
    client.force_login(person_with("organizer"))

    answer = client.post(ADDRESS, {"q": typed})

    assert answer.status_code == 422 and "Type at least two letters." in answer.content.decode()


@pytest.mark.parametrize("count", [3, 24])
def test_a_search_costs_the_same_whatever_is_found(client, count):
    """PF-8: ten of each kind, the count of all, and the way to the whole list where there is one."""
    user, writer = person_with("organizer"), people()[0]
    for number in range(count):
        PersonFactory(display_name=f"{WORD} {number}", organization=OrganizationFactory(name_en=f"{WORD} {number}"))
        event = EventFactory(title_en=f"{WORD} {number}")
        EventTeamMemberFactory(event=event, user=user, role="organizer")
        commitment = drafted(writer)
        type(commitment).objects.filter(pk=commitment.pk).update(title_en=f"{WORD} {number}")
    client.force_login(user)
    where = client.post(ADDRESS, {"q": WORD}).headers["Location"]
    client.get(where)

    with CaptureQueriesContext(connection) as found:
        page = client.get(where)

    text = page.content.decode()
    assert len(links(page)) == 4 * min(count, 10)
    assert text.count(f"({count})") == 4
    print(f"a search with {count} of each kind: {len(found)} statements")
    assert len(found) <= 12
    if count > 10:
        for name in ("people", "organizations"):
            every = unescape(re.search(rf'href="({reverse(f"partners:{name}")}\?find=[^"]+)"', text)[1])
            listed = client.get(every).content.decode()
            assert f"{count} " in re.search(r"<caption>([^<]+)", listed)[1]


def test_the_head_offers_the_search_to_whom_it_finds_something(client):
    for role in ROLES:
        client.force_login(person_with(role))
        page = client.get(reverse("accounts:mine")).content.decode()
        assert ('class="head__search"' in page) == bool(ROLES[role].permissions & set(SEARCHED)), role
        form = re.search(r'<form class="head__search"[^>]*>', page)
        assert form is None or ('method="post"' in form[0] and urlsplit(ADDRESS).path in form[0])
