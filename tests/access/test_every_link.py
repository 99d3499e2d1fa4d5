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
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from tests.access.matrix import LINES
from tests.access.vocabulary import WHO, Decision

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


@pytest.mark.django_db(databases=["default", "protected"])
@pytest.mark.parametrize("who", WHO)
def test_whatever_a_page_offers_opens_for_the_person_who_was_shown_it(world, who):
    client = world.clients[who]
    todo = [(page, "the access table") for page in beginnings(world, who)]
    met, sent, refused, forms = defaultdict(set), set(), [], 0
    while todo:
        address, source = todo.pop(0)
        of_kind = met[kind(address)]
        if address in of_kind or len(of_kind) >= EACH or LEAVES.search(address) or SAMPLES.search(address):
            continue
        of_kind.add(address)
        cache.clear()  # limits count each visitor
        answer = client.get(address, follow=True)
        if answer.status_code in REFUSED and source != "the access table":
            refused.append(f"{answer.status_code} {address} is offered on {source}")
        if answer.status_code >= 400 or answer.streaming or "html" not in answer.get("Content-Type", ""):
            continue
        page = answer.request["PATH_INFO"]
        links, posts = offered(page, answer.text)
        # the other language draws the same pages: its switch is followed from each, and no further
        todo += [(link, page) for link in links if not page.startswith("/fr/")]
        for action, hidden in posts if not page.startswith("/fr/") else ():
            if (kind(page), kind(action)) in sent or LEAVES.search(action) or urlsplit(action).netloc:
                continue
            sent.add((kind(page), kind(action)))
            forms += 1
            answer = send(client, action, hidden)
            if answer.status_code in REFUSED:
                refused.append(f"{answer.status_code} for the form {action} on {page}")
    print(f"{who}: {sum(map(len, met.values()))} pages, {forms} forms")
    assert refused == [], "\n".join(refused)


def test_control_a_link_and_a_form_are_seen_wherever_they_lead():
    """If this fails, the test above proves nothing."""
    html = (
        '<a href="b/?x=1&amp;y=2#z">b</a><form method="post" action="c/"><input type="hidden" name="k" value="v">'
        '<button formaction="/d/">d</button></form><form action="/search/"></form><a href="https://example.org/">e</a>'
    )
    assert offered("/en/a/", html) == (["/en/a/b/?x=1&y=2"], [("/en/a/c/", {"k": "v"}), ("/d/", {"k": "v"})])
