"""No page offers what it then refuses: each link and each form on it opens for the person who was shown it (screens 1).

Everybody begins at the pages that the access table opens for them and follows what stands there. A form is sent
without answers inside a savepoint that is undone: the request may be refused in words, never as not permitted, not
found or broken.
"""

import re
from collections import defaultdict
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import translation

from tests.access.matrix import LINES
from tests.access.vocabulary import ANONYMOUS, WHO, Decision
from tests.support.planting import undone

REFUSED = (401, 403, 404, 405, 410, 500)
EACH = 2  # so many addresses of one kind are followed by one person
VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|(?<=/)[\w-]{30,}(?=/)")
LEAVES = re.compile(r"/(account/sign-out|account/logout|exit)/")
SAMPLES = re.compile(r"/(gallery|galerie)/")  # its forms and links are drawn to be looked at


class Offers(HTMLParser):
    """What a page offers: addresses to open, and forms to send."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._form: tuple[str, dict[str, str]] | None = None

    def handle_starttag(self, tag, attrs):
        given = {name: unescape(value or "") for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._form = (given.get("action", ""), {}) if given.get("method") == "post" else None
            if self._form:
                self.forms.append(self._form)
        elif tag == "button" and "formaction" in given and self._form:
            self.forms.append((given["formaction"], self._form[1]))
        elif tag == "input" and given.get("type") == "hidden" and self._form and given.get("name"):
            self._form[1][given["name"]] = given.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None


def offered(page, html):
    """Return the addresses of this site that a page links to, and those its forms are sent to with their hidden fields."""
    found = Offers()
    found.feed(html)
    here = [urljoin(page, link).partition("#")[0] for link in found.links]
    links = [link for link in here if link and not urlsplit(link).netloc and link.startswith("/")]
    return links, [
        (urljoin(page, action).partition("#")[0] if action else page, hidden) for action, hidden in found.forms
    ]


def kind(address):
    return VARYING.sub("*", address)


def beginnings(world, who):
    """Yield the pages that the access table opens for somebody."""
    for line in LINES:
        if line.decide("GET", who) is Decision.IN and not line.name.startswith(("api", "health")):
            try:
                with translation.override("en"):
                    yield reverse(line.name, args=world.arguments(line.of, who))
            except NoReverseMatch:
                continue


def send(client, address, hidden):
    """Send a form as it stands, and undo what it did, here and in the browser."""
    kept = client.cookies.copy()
    with transaction.atomic():
        answer = client.post(address, hidden)
        transaction.set_rollback(True)
    client.cookies = kept
    cache.clear()
    return answer


def says(action, hidden):
    """Return what sending a form asks for: two forms that ask for the same are one, whatever pages they stand on."""
    named = sorted((name, VARYING.sub("*", value)) for name, value in hidden.items() if name != "csrfmiddlewaretoken")
    return kind(action), tuple(named)


def is_french_of(address, page):
    """Tell whether a French address leads to the very view, with the very arguments and query, of an English page."""
    french, english = urlsplit(address), urlsplit(page)
    found = []
    for language, path in (("fr", french.path), ("en", english.path)):
        with translation.override(language):
            try:
                match = resolve(path)
            except Resolver404:
                return False
        found.append((match.func, match.args, match.kwargs))
    return found[0] == found[1] and french.query == english.query


class Walk:
    """One person's way through the platform, from the pages that the table opens for them to whatever these offer."""

    def __init__(self, world, who, everybody=None):
        self.who, self.client, self.everybody = who, world.clients[who], everybody
        self.todo = [(page, "the access table") for page in beginnings(world, who)]
        self.met, self.opened, self.sent, self.switched = defaultdict(set), set(), set(), set()
        self.refused, self.forms, self.resolved = [], 0, 0
        while self.todo:
            self.visit(*self.todo.pop(0))

    def kind_of(self, address):
        """Return the kind of an address. What stands open to everybody was met there in every order and filter."""
        named = kind(address)
        return named.partition("?")[0] if self.everybody and named in self.everybody.met else named

    def visit(self, address, source):
        of_kind = self.met[self.kind_of(address)]
        if address in of_kind or len(of_kind) >= EACH or LEAVES.search(address) or SAMPLES.search(address):
            return
        of_kind.add(address)
        answer = self.arrive(address)
        if answer is None:
            return
        if answer.status_code in REFUSED and source != "the access table":
            self.refused.append(f"{answer.status_code} {address} is offered on {source}")
        if answer.status_code >= 400 or answer.streaming or "html" not in answer.get("Content-Type", ""):
            return
        page, query = answer.request["PATH_INFO"], answer.request["QUERY_STRING"]
        if page.startswith("/fr/"):
            return  # the other language draws the same pages: its switch is followed from each, and no further
        links, posts = offered(page, answer.text)
        self.todo += [
            (link, page) for link in links if not self.is_switched(link, f"{page}?{query}" if query else page)
        ]
        for action, hidden in posts:
            self.try_form(page, action, hidden)

    def arrive(self, address):
        """Return the answer at the end of all redirects; none where these lead to a page that is open already."""
        for _redirect in range(10):
            cache.clear()  # limits count each visitor
            self.opened.add(address)
            answer = self.client.get(address)
            if answer.status_code not in (301, 302, 303):
                return answer
            address = urljoin(address, answer["Location"]).partition("#")[0]
            if address in self.opened:
                return None
        raise AssertionError(f"{address} leads nowhere")

    def is_switched(self, link, page):
        """Tell whether a link is the switch to French of a view whose French this person has opened before."""
        if not link.startswith("/fr/") or not is_french_of(link, page):
            return False
        seen = kind(page).partition("?")[0]
        if seen not in self.switched:
            self.switched.add(seen)
            return False
        self.resolved += 1
        return True

    def try_form(self, page, action, hidden):
        if says(action, hidden) in self.sent or LEAVES.search(action) or urlsplit(action).netloc:
            return
        self.sent.add(says(action, hidden))
        self.forms += 1
        answer = send(self.client, action, hidden)
        if answer.status_code in REFUSED:
            self.refused.append(f"{answer.status_code} for the form {action} on {page}")


TAKEN = []


@pytest.fixture
def everybody(world):
    """The walk of somebody without an account, taken once: only kinds of addresses are read from it."""
    if not TAKEN:
        with undone():
            TAKEN.append(Walk(world, ANONYMOUS))
    return TAKEN[0]


@pytest.mark.django_db(databases=["default", "protected"])
@pytest.mark.parametrize("who", WHO)
def test_whatever_a_page_offers_opens_for_the_person_who_was_shown_it(everybody, world, who):
    walk = everybody if who == ANONYMOUS else Walk(world, who, everybody)
    pages = sum(map(len, walk.met.values()))
    print(f"{who}: {pages} pages, {walk.forms} forms, {walk.resolved} more switches to French")
    assert walk.refused == [], "\n".join(walk.refused)
    assert pages > 100


def test_control_a_link_and_a_form_are_seen_wherever_they_lead():
    """If this fails, the test above proves nothing."""
    html = (
        '<a href="b/?x=1&amp;y=2#z">b</a><form method="post" action="c/"><input type="hidden" name="k" value="v">'
        '<button formaction="/d/">d</button></form><form action="/search/"></form><a href="https://example.org/">e</a>'
    )
    assert offered("/en/a/", html) == (["/en/a/b/?x=1&y=2"], [("/en/a/c/", {"k": "v"}), ("/d/", {"k": "v"})])


def test_control_only_the_same_view_of_the_same_object_is_the_french_of_a_page():
    """If this fails, a switch that leads elsewhere counts as opened."""
    english, french = (translation.override(language) for language in ("en", "fr"))
    with english:
        page, other = reverse("partners:public_commitments"), reverse("partners:people")
    with french:
        switched = reverse("partners:public_commitments")
    assert is_french_of(f"{switched}?order=ref", f"{page}?order=ref")
    assert not is_french_of(f"{switched}?order=ref", page)
    assert not is_french_of(switched, other)
    assert not is_french_of("/fr/nulle-part/", page)


def test_control_forms_that_ask_for_different_things_are_each_sent():
    """If this fails, a form may stand on a page and be sent by nobody."""
    assert says("/en/a/1/", {"csrfmiddlewaretoken": "x"}) == says("/en/a/2/", {"csrfmiddlewaretoken": "y"})
    assert says("/en/a/", {"act": "ready"}) != says("/en/a/", {"act": "cancel"})
    assert says("/en/a/", {}) != says("/en/b/", {})
