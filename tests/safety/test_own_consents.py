"""A participant changes what she agreed to on her own page, with a receipt and without a name (safety 10)."""

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
