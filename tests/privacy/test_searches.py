"""A name typed into a search stands in no address, no link and no log line (RE-6, RE-7).

Every list that is searched by somebody's name or address is asked for a planted identity. The page shows who was found;
the address that leads to it, every link on it and everything the web server writes say nothing.
"""

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.domain import registrations
from events.models import Event
from kernel import sealed_words
from tests.factories.accounts import UserFactory, person_with
from tests.factories.events import SOMEONE, EventFactory, EventTeamMemberFactory, options_for
from tests.factories.messaging import LocalMailFactory
from tests.factories.partners import OrganizationFactory, PersonFactory
from tests.privacy import canaries
from tests.privacy.canaries import numbers_in
from tests.support import processes
from tests.support.processes import web_server

LINKS = re.compile(r'(?:href|action|src|hx-[a-z]+)="([^"]*)"')
LEAK = canaries.Canary(321)
ENDED = "Your search by name has ended"


@dataclass
class Search:
    """One list: who searches it, where, and for whom it is filled."""

    name: str
    role: str
    fill: Callable[[Any, int], str]
    typed: str = "q"
    asked: str = LEAK.name
    row: str = LEAK.name

    def __str__(self) -> str:
        return self.name


def _people(user, count):
    for _number in range(count):
        PersonFactory(display_name=LEAK.name)
    PersonFactory(display_name="Somebody Else")
    return reverse("partners:people")


def _organizations(user, count):
    for _number in range(count):
        OrganizationFactory(name_en=LEAK.organization, name_fr=LEAK.organization)
    OrganizationFactory()
    return reverse("partners:organizations")


def _accounts(user, count):
    for _number in range(count):
        UserFactory(name=LEAK.name, email=f"x{secrets.token_hex(4)}{LEAK.email}")
    UserFactory(name="Somebody Else")
    return reverse("accounts:people")


def _invited(name):
    def fill(user, count):
        event = EventFactory(seats=count + 5)
        EventTeamMemberFactory(event=event, user=user, role="organizer")
        for number, option in enumerate(options_for(event, count + 1)):
            if number:
                person = option.invitation.person
                person.display_name, person.folded = LEAK.name, LEAK.name.casefold()
                person.save(update_fields=("display_name", "folded"))
            registrations.accept(option, actor=SOMEONE)
        Event.objects.filter(pk=event.pk).update(state="ready")
        return reverse(name, args=[event.public_id])

    return fill


def _everything(user, count):
    _people(user, count)
    return reverse("events:search")


def _mailbox(user, count):
    for _number in range(count):
        LocalMailFactory(address=LEAK.email)
    LocalMailFactory(address="somebody@example.org")
    return reverse("messaging:mailbox")


SEARCHES = [
    Search("directory of people", "organizer", _people),
    Search("directory of organizations", "organizer", _organizations, asked=LEAK.organization, row=LEAK.organization),
    Search("accounts by name", "administrator", _accounts),
    Search("accounts by address", "administrator", _accounts, asked=LEAK.email, row=LEAK.email),
    Search("roster", "organizer", _invited("events:people")),
    Search("invitations", "organizer", _invited("events:invitations")),
    Search("door", "organizer", _invited("events:door")),
    Search("head of every staff page", "organizer", _everything),
    Search("mailbox of the demonstration", "organizer", _mailbox, "words", LEAK.email, LEAK.email),
]
PAGED = [one for one in SEARCHES if one.name not in ("door", "head of every staff page")]


@pytest.fixture
def open_list(client, db, settings):
    """Sign in as whoever searches, fill the list, return its address."""

    def start(one: Search, count: int = 1) -> str:
        settings.DEMO = one.typed == "words"
        user = person_with(one.role)
        client.force_login(user)
        return one.fill(user, count)

    return start


def links_of(page: str) -> str:
    return "\n".join(unescape(link) for link in LINKS.findall(page))


def main_of(page: str) -> str:
    return page[page.index("<main") :]


@pytest.mark.parametrize("one", SEARCHES, ids=str)
def test_what_is_typed_is_found_and_stands_in_no_address_and_no_link(client, open_list, one):
    address = open_list(one)
    form = client.get(address).content.decode()
    assert "csrfmiddlewaretoken" in form and f'name="{one.typed}"' in form

    answer = client.post(address, {one.typed: one.asked})

    where = answer.headers["Location"]
    assert answer.status_code == 303 and urlsplit(where).path == address
    page = client.get(where)
    assert page.status_code == 200 and one.row in main_of(page.content.decode())
    assert "Somebody Else" not in page.content.decode()
    assert numbers_in(where) == set() == numbers_in(links_of(page.content.decode()))
    assert numbers_in(re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1]) == set()


@pytest.mark.parametrize("one", PAGED, ids=str)
def test_the_pages_of_a_search_follow_each_other_and_their_addresses_say_nothing(client, open_list, one):
    address, rows = open_list(one, 105), 0
    following = client.post(address, {one.typed: one.asked}).headers["Location"]
    pages = 0
    while following:
        page = client.get(following).content.decode()
        assert numbers_in(links_of(page)) == set()
        rows, pages = rows + len(re.findall(rf"<t[hd][^>]*>(?:<a[^>]*>)?[^<]*{one.row}<", page)), pages + 1
        more = re.search(r'href="(\?[^"]+)" rel="next"', page)
        following = address + unescape(more[1]) if more else ""
    assert (rows, pages > 1) == (105, True)


@pytest.mark.parametrize("one", SEARCHES, ids=str)
def test_words_of_somebody_else_changed_ones_and_old_ones_open_a_page_that_says_so(client, open_list, one):
    address = open_list(one)
    where = client.post(address, {one.typed: one.asked}).headers["Location"]
    find = parse_qs(urlsplit(where).query)["find"][0]
    colleague, user = person_with(one.role), User.objects.get(pk=client.session["_auth_user_id"])
    for event in Event.objects.all():
        EventTeamMemberFactory(event=event, user=colleague, role="organizer")

    def dead(browser, query):
        answer = browser.get(address, query)
        page = answer.content.decode()
        return answer.status_code == 200 and ENDED in page and f'value="{one.asked}"' not in page

    other = "A" if find[20] != "A" else "B"
    assert one.asked in client.get(address, {"find": find}).content.decode()
    for changed in (find[:-4], find[:20] + other + find[21:], "x", "\x00", "é" * 300):
        assert dead(client, {"find": changed}), changed
    browser = Client()
    browser.force_login(colleague)
    assert dead(browser, {"find": find})
    with time_machine.travel(time.time() + sealed_words.LIFE + 5, tick=False):
        browser.force_login(user)
        assert dead(browser, {"find": find})


@pytest.mark.parametrize("one", SEARCHES, ids=str)
def test_a_plain_word_in_the_address_means_nothing_and_is_carried_nowhere(client, open_list, one):
    address = open_list(one)

    page = client.get(address, {one.typed: LEAK.name}).content.decode()

    switch = re.search(r'<a class="switch" href="([^"]+)"', page)[0]  # the page itself, in the other language
    alternates = re.compile(r'<link rel="alternate"[^>]*>')
    assert numbers_in(links_of(alternates.sub("", page.replace(switch, "")))) == set()
    assert f'value="{LEAK.name}"' not in page
    assert ENDED not in page


def test_the_other_filters_stay_in_the_address_beside_the_words(client, open_list):
    address = open_list(SEARCHES[0])

    where = client.post(address, {"q": LEAK.name, "state": "all", "kind": ""}).headers["Location"]

    assert {name: values for name, values in parse_qs(urlsplit(where).query).items() if name != "find"} == {
        "state": ["all"]
    }
    assert client.post(address, {"q": "", "kind": ""}).headers["Location"] == address


@pytest.mark.parametrize("one", SEARCHES, ids=str)
def test_words_that_cannot_be_kept_are_refused_and_stay_typed(client, open_list, one):
    answer = client.post(open_list(one), {one.typed: "Zoë " * 90})
    assert (answer.status_code, "Zoë Zoë" in answer.content.decode()) == (422, True)


def test_a_download_holds_what_was_searched_for_and_nothing_when_the_search_has_ended(client, open_list):
    for one, export in ((SEARCHES[0], "partners:people_export"), (SEARCHES[4], "events:people_export")):
        address = open_list(one)
        page = client.get(client.post(address, {"q": LEAK.name}).headers["Location"]).content.decode()
        action = unescape(re.search(r'action="([^"]*(?:download|export)/[^"]*)"', page)[1])
        arguments = [] if one is SEARCHES[0] else [address.split("/")[-3]]
        assert urlsplit(action).path == reverse(export, args=arguments) and numbers_in(action) == set()

        file = b"".join(client.post(action, {"form": "csv"}).streaming_content).decode()
        assert LEAK.name in file and len(file.strip().splitlines()) == 2

        answer = client.post(action.replace("find=", "find=x"), {"form": "csv"})
        assert (answer.status_code, answer.headers["Location"]) == (302, address)
        assert ENDED in client.get(address).content.decode()


def test_whoever_was_searched_for_at_the_door_stays_found_after_the_act(client, open_list):
    one = SEARCHES[6]
    address = open_list(one)
    page = client.get(client.post(address, {"q": LEAK.name}).headers["Location"]).content.decode()
    for label in ("Let in", "Going out", "Let in"):
        form = next(form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if f">{label}<" in form)
        assert numbers_in(form) == set()
        find = re.search(r'name="find" value="([^"]+)"', form)[1]
        where = client.post(re.search(r'action="([^"]+)"', form)[1], {"find": find}).headers["Location"]
        assert urlsplit(where).path == address and numbers_in(where) == set()
        page = client.get(where).content.decode()
        assert f'value="{LEAK.name}"' in page and main_of(page).count('class="card"') == 1

    typed = client.post(re.search(r'action="([^"]+/out/)"', page)[1], {"q": LEAK.name, "find": LEAK.name})
    assert typed.headers["Location"] == address


@pytest.mark.sqlite  # what a web server logs does not depend on the database
@pytest.mark.django_db(transaction=True)
def test_no_line_of_the_web_servers_logs_holds_a_name_that_was_searched_for(settings):
    """The access log of gunicorn and our own lines, while every list is searched over HTTP, paged and followed."""
    served = {"GUNICORN_CMD_ARGS": "--access-logfile -", "LOG_LEVEL": "DEBUG"}
    with web_server(**served) as live:
        asked = 0
        for one in SEARCHES:
            if one.typed == "words":
                continue  # outside a demonstration there is no mailbox
            client, user = Client(), person_with(one.role)
            client.force_login(user)
            address = one.fill(user, 1)
            browser = requests.Session()
            name = settings.SESSION_COOKIE_NAME
            browser.cookies.set(name, client.cookies[name].value)
            browser.headers["Referer"] = live.url + address
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(live.url + address).text)[1]
            page = browser.post(live.url + address, {one.typed: one.asked, "csrfmiddlewaretoken": token})
            assert page.status_code == 200 and one.row in main_of(page.text), (one, page.status_code)
            assert numbers_in(page.url) == set()
            asked += 1
        # a line of the access log is written after its answer has left
        processes.wait_until(lambda: live.process.output().count("find=") >= asked, "the access log")
        log = live.process.output()

    assert asked and "POST /en/directory/people/" in log  # the access log was written
    assert numbers_in(log) == set()
    assert numbers_in(log + urlencode({"q": LEAK.name})) == {321}
    print(f"RE-7: {asked} searches over HTTP, {len(log)} characters of logs, 0 names")
