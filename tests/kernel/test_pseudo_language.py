"""In a language that marks all it says, only what people wrote stands unmarked: no page holds a word of the product
that nobody can translate (EV-A11).

Every page of the access table is opened in French while each phrase of the catalogue comes in brackets. What is left
outside them must be a name, a number, a date, or words of a row.
"""

import json
import re
from collections import Counter
from datetime import time
from html.parser import HTMLParser

import pytest
from babel import Locale
from django.apps import apps
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real

from accounts import api_reference
from config import api_urls
from kernel import formats
from tests.access.asking import ask, come_back
from tests.access.matrix import LINES
from tests.access.seed import plant
from tests.access.vocabulary import WHO, Decision
from tests.architecture.test_words_of_templates import SAID

pytestmark = pytest.mark.sqlite  # what a page says does not depend on the database

OPEN, CLOSE = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"
MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
AS_TYPED = ("code", "kbd", "style", "script", "pre", "textarea")
VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
MAILBOX = re.compile(r"[\w.+-]+@[\w.-]+")
# what reads alike in both languages, and the ending of the first day of a month
ALIKE = {"CSV", "PDF", "JSON", "XLSX", "UTC", "SHA", "er"}
SAMPLES = "kernel:gallery"  # its sample words stand in no catalogue, and in both languages beside each other
WORD = re.compile(r"[^\W\d_]{2,}")
ADDRESS = re.compile(r"\S+[/.]\S*")  # a piece of an address: it must still lead to its page
# made once a language and a process, in the words of that time
KEPT = (api_reference._endpoints, api_urls._description)


class Marking:
    """The French catalogue, with brackets around whatever it knows."""

    def __init__(self, catalogue):
        self._gettext, self._ngettext, self._known = catalogue.gettext, catalogue.ngettext, catalogue._catalog

    def gettext(self, message):
        said = self._gettext(message)
        known = message in self._known or (message, 0) in self._known
        return f"{OPEN}{said}{CLOSE}" if known and not ADDRESS.fullmatch(message) else said

    def ngettext(self, one, many, number):
        said = self._ngettext(one, many, number)
        return f"{OPEN}{said}{CLOSE}" if (one, 0) in self._known else said


class Unmarked(HTMLParser):
    """Collects what a reader sees or hears, except what is typed as it stands or declared to be in English."""

    def __init__(self):
        super().__init__()
        self.found, self._depth, self._silent = [], 0, None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if self._silent is None:
            self.found += [value or "" for name, value in attrs if name in SAID]
            self.found += [given.get("value") or ""] if given.get("type") in ("submit", "button") else []
        if tag in VOID:
            return
        self._depth += 1
        if self._silent is None and (tag in AS_TYPED or (tag != "html" and given.get("lang", "").startswith("en"))):
            self._silent = self._depth

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self._silent == self._depth:
            self._silent = None
        self._depth -= 1

    def handle_data(self, data):
        if self._silent is None:
            self.found.append(data)


def bare_words(html):
    """Return the words of a page that stand outside every bracket, each with the text around it."""
    while (stripped := MARKED.sub("", html)) != html:
        html = stripped
    html = MAILBOX.sub("", html)
    page = Unmarked()
    page.feed(html)
    return [(word, " ".join(text.split())) for text in page.found for word in WORD.findall(text)]


def words_of_rows():
    """Return every word that stands in a row of either store."""
    found = set()
    for model in apps.get_models():
        if model._meta.managed:
            for row in model._base_manager.values_list():
                found |= set(WORD.findall(json.dumps(row, default=str, ensure_ascii=False)))
    return found


def words_of_dates():
    """Return what the formats of Canadian French put into dates, times and numbers."""
    locale = Locale.parse("fr_CA")
    names = [name for kind in (locale.months, locale.days) for form in kind.values() for width in form.values()
             for name in width.values()]  # fmt: skip
    hours = [formats.clock(time(hour), "fr") for hour in range(24)]
    zones = [*map(str, locale.time_zones.values()), *map(str, locale.meta_zones.values())]
    return set(WORD.findall(" ".join([*names, *hours, *zones])))


@pytest.fixture
def marking(monkeypatch):
    """Mark what the French catalogue says, also in what is kept from before and for after."""
    with translation.override("fr"):
        catalogue = trans_real.catalog()
    marked = Marking(catalogue)
    monkeypatch.setattr(catalogue, "gettext", marked.gettext)
    monkeypatch.setattr(catalogue, "ngettext", marked.ngettext)
    for kept in KEPT:
        kept.cache_clear()
    yield
    for kept in KEPT:
        kept.cache_clear()


def lines_of(verb):
    """Yield (name, who, address in French) of each line of the access table that lets somebody in by this verb."""
    for line in LINES:
        who = next((one for one in WHO if line.decide(verb, one) is Decision.IN), None)
        if who and line.name != SAMPLES and not line.name.startswith(("api:", "health", "root", "account_logout")):
            yield line, who


@pytest.mark.django_db(databases=["default", "protected"])
def test_every_word_of_a_french_page_is_of_the_catalogue_of_a_row_or_of_a_date(request):
    """Each page as it opens, then each form as it comes back empty."""
    world, wrong, seen = plant(), {}, Counter()
    come_back(world)
    with translation.override("fr"):
        asked = [
            (verb, line.name, who, reverse(line.name, args=world.arguments(line.of, who)))
            for verb in ("GET", "POST")
            for line, who in lines_of(verb)
        ]
    request.getfixturevalue("marking")
    known = words_of_rows() | words_of_dates() | ALIKE
    for verb, name, who, path in asked:
        if not path.startswith("/fr/"):
            continue
        answer = ask(world, who, verb, path)
        if "html" not in answer.headers.get("Content-Type", "") or answer.status_code not in (200, 422):
            continue
        seen[verb] += 1
        for word, text in bare_words(answer.content.decode()):
            if word not in known:
                wrong.setdefault(f"{verb} {name}: {text[:90]}", set()).add(word)

    assert not wrong, "\n".join(f"{place} {sorted(words)}" for place, words in wrong.items())
    print(f"EV-A11: {seen['GET']} pages, {seen['POST']} forms sent empty, 0 words outside the catalogue")
    assert seen["GET"] > 150 and seen["POST"] > 30, seen


def test_control_a_word_that_no_catalogue_holds_is_found(marking):
    with translation.override("fr"):
        said = (
            f"<p title='Bare'>{translation.gettext('Save')} <b>Plain</b> <i lang='en-CA'>English</i> {'Unheard of'}</p>"
        )
        assert OPEN in said and translation.gettext("Unheard of") == "Unheard of"

    assert [word for word, _text in bare_words(said)] == ["Bare", "Plain", "Unheard", "of"]
