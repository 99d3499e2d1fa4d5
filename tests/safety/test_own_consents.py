"""A participant changes what she agreed to on her own page, with a receipt and without a name (safety 10)."""

import re

import pytest
from django.test import Client

from kernel.errors import DomainError
from safety.domain import handles
from safety.enums import Layer
from safety.models import Handle, LayerConsent

pytestmark = pytest.mark.django_db
LIMIT = 50 * 1024
TITLES = {"en": "Welcome", "fr": "Bienvenue"}


def seated(issued, language="en", **layers):
    """Return a browser whose bearer has a seat, and the handle."""
    _event, (code, *_rest) = issued
    client, page = Client(), f"/{language}/s/"
    client.post(page, {"act": "code", "code": code})
    client.post(page, {"act": "agree", "take_part": "on", **dict.fromkeys(layers, "on")})
    return client, Handle.objects.get()


def press(client, act, language="en", **typed):
    return client.post(f"/{language}/s/", {"act": act, **typed})


def home(client, language="en"):
    return client.get(f"/{language}/s/").content.decode()


def test_what_she_agreed_to_stands_on_her_page_and_can_be_taken_back_with_a_receipt(issued, paper):
    client, handle = seated(issued, results=True)
    press(client, "to-home")
    assert "hear where the results can be read" in home(client)
    press(client, "to-agreed")
    asked = home(client)
    assert asked.count("checked") == 1 and 'name="take_part"' not in asked

    receipt = press(client, "agreed", later="on").content.decode()

    for line in ("no, taken back", "yes, new", "take part in this meeting", "your receipt"):
        assert line in receipt
    assert handles.consents_of(handle) == {"take_part": True, "results": False, "later": True}
    assert "hear about later meetings" in home(client) and "results can be read" not in home(client)
    assert paper.seated == {handle.pk}, "her seat stays hers"


def test_pressing_twice_changes_nothing_more_and_says_so(issued, paper):
    client, handle = seated(issued, results=True)
    press(client, "agreed")
    rows = LayerConsent.objects.count()
    again = press(client, "agreed").content.decode()
    assert "Nothing has changed" in again
    assert LayerConsent.objects.count() == rows
    assert handles.consents_of(handle)[Layer.TAKE_PART]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_page_of_it_is_plain_small_and_has_the_one_title_and_the_way_out(issued, paper, language):
    client, _handle = seated(issued, language, results=True)
    press(client, "to-agreed", language)
    for answer in (client.get(f"/{language}/s/"), press(client, "agreed", language)):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert len(answer.content) <= LIMIT
        assert f"<title>{TITLES[language]}" in page
        assert page.index("exit-bar") < page.index("<h1>")
        assert "htmx" not in page and "hx-" not in page
        assert answer["Cache-Control"] == "no-store"


def test_a_stranger_and_a_forgotten_page_change_nothing(issued, paper):
    client, handle = seated(issued, results=True)
    for lost in (Client(), client):
        if lost is client:
            client.get("/en/s/exit/")
        assert press(lost, "agreed")["Location"] == "/en/s/"
        assert press(lost, "to-agreed")["Location"] == "/en/s/"
    assert handles.consents_of(handle)[Layer.RESULTS]


def test_after_leaving_for_good_nothing_can_be_agreed_to(issued, paper):
    client, handle = seated(issued, results=True)
    handles.withdraw(handle)
    press(client, "agreed", results="on")
    with pytest.raises(DomainError):
        handles.change_consents(handle, {Layer.RESULTS: True})
    assert not any(handles.consents_of(handle).values())


def seen_on(client, language="en"):
    """Return the word that the form of the page carries for what it shows."""
    return re.search(r'name="seen" value="([^"]+)"', home(client, language))[1]


def test_an_older_window_gives_no_consent_anew_that_was_taken_back_in_another(issued, paper):
    client, handle = seated(issued, results=True)
    press(client, "to-agreed")
    older = seen_on(client)
    press(client, "agreed", seen=older)
    press(client, "to-agreed")

    answer = press(client, "agreed", seen=older, results="on", later="on")

    words = answer.content.decode()
    assert answer.status_code == 422 and "perhaps in another window" in words and "Somebody else" not in words
    assert handles.consents_of(handle) == {"take_part": True, "results": False, "later": False}
    assert words.count("checked") == 2, "what she chose stands in the form"
    now = re.search(r'name="seen" value="([^"]+)"', words)[1]
    assert press(client, "agreed", seen=now, later="on").status_code == 200
    assert handles.consents_of(handle)["later"]


def test_an_older_window_does_not_drop_a_need_that_was_added_in_another(issued, paper):
    client, handle = seated(issued)
    press(client, "to-needs")
    older, offered = seen_on(client), re.findall(r'name="needs" value="([^"]+)"', home(client))
    press(client, "needs", seen=older, needs=offered[:1])
    press(client, "to-needs")

    answer = press(client, "needs", seen=older, needs=offered[1:2])

    assert answer.status_code == 422 and paper.needs[handle.pk] == {offered[0]}
    now = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1]
    assert press(client, "needs", seen=now, needs=offered[:2])["Location"] == "/en/s/"
    assert paper.needs[handle.pk] == set(offered[:2])
