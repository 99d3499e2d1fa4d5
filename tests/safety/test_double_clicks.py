"""A second click and a lost answer lose nothing: no seat, no eight words, no text; and no visit joins a session of staff."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from accounts.models import WebSession
from safety.domain import contributions, handles
from safety.forms import AgreeForm
from safety.models import CodePool, Handle
from safety.spool.models import SpoolItem
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db(databases=["default", "protected"])
PAGE, WRITE = "/en/s/", "/en/s/w/"


def words_of(response):
    found = re.search(r'<p class="words"[^>]*>([a-z ]+)</p>', response.content.decode())
    return found[1] if found else ""


def once_of(response):
    return re.search(r'name="once" value="([^"]+)"', response.content.decode())[1]


def at_the_consents(code):
    client = Client()
    answer = client.post(PAGE, {"act": "code", "code": code}, follow=True)
    return client, {"act": "agree", "take_part": "on", "comes_back": "on", "once": once_of(answer)}


def test_agreeing_twice_takes_one_seat_and_shows_the_same_words(issued, paper):
    _event, (code, *_rest) = issued
    client, form = at_the_consents(code)
    cookies = dict(client.cookies)

    first = client.post(PAGE, form)
    client.cookies.update(cookies)  # the second click left before the first answer came
    second = client.post(PAGE, form)

    assert words_of(first) == words_of(second) != ""
    assert handles.by_phrase(words_of(second)) == Handle.objects.get()
    assert CodePool.objects.get().used == 1


def test_the_slower_of_two_clicks_at_once_finds_the_seat_of_the_quicker(issued, paper, monkeypatch):
    _event, (code, *_rest) = issued
    client, form = at_the_consents(code)
    is_valid, answers = AgreeForm.is_valid, []

    def overtaken(self):
        monkeypatch.setattr(AgreeForm, "is_valid", is_valid)
        other = Client()
        other.cookies.update(client.cookies)
        answers.append(other.post(PAGE, form))
        return is_valid(self)

    monkeypatch.setattr(AgreeForm, "is_valid", overtaken)
    slower = client.post(PAGE, form)

    assert words_of(slower) == words_of(answers[0]) != ""
    assert Handle.objects.count() == 1


def test_new_words_are_given_on_the_own_page_and_a_second_press_shows_the_same(issued, paper):
    _event, (code, *_rest) = issued
    client, form = at_the_consents(code)
    old = words_of(client.post(PAGE, form))
    client.post(PAGE, {"act": "to-home"})
    press = {"act": "new-words", "once": once_of(client.get(PAGE))}

    new = words_of(client.post(PAGE, press))

    assert words_of(client.post(PAGE, press)) == new != old
    assert handles.by_phrase(new) == Handle.objects.get()


def test_whoever_took_no_words_is_told_so_and_may_ask_for_eight(issued, paper):
    _event, (code, *_rest) = issued
    client, form = at_the_consents(code)
    del form["comes_back"]
    client.post(PAGE, form)
    client.post(PAGE, {"act": "to-home"})

    page = client.get(PAGE).content.decode()

    assert "You have no words" in page and "Give me eight words" in page and "new ones" not in page
    assert words_of(client.post(PAGE, {"act": "new-words", "once": once_of(client.get(PAGE))}))
    client.post(PAGE, {"act": "to-home"})
    assert "Eight words bring you back" in client.get(PAGE).content.decode()


def test_handing_over_twice_keeps_one_text_and_shows_the_same_words():
    (code,) = contributions.issue_bowl("11111111-1111-4111-8111-111111111111", 1)
    client = Client()
    form = {"act": "say", "code": code, "text": "words", "receipt": "on", "once": once_of(client.get(WRITE))}

    first, second = client.post(WRITE, form), client.post(WRITE, form)

    assert (first.status_code, second.status_code) == (200, 200)
    assert words_of(first) == words_of(second) != ""
    assert SpoolItem.objects.count() == 1


def test_staff_who_walk_the_journey_stay_signed_in_and_no_row_holds_both(client, issued, paper):
    _event, (code, *_rest) = issued
    client.force_login(person_with("liaison"))
    client.post(PAGE, {"act": "code", "code": code})
    client.post(PAGE, {"act": "agree", "take_part": "on"})

    handle = Handle.objects.get()
    kept = [row.get_decoded() for row in WebSession.objects.order_by("pk")]
    assert [("_auth_user_id" in one, str(handle.pk) in str(one)) for one in kept].count((True, True)) == 0
    assert len(kept) == 2

    client.get(reverse("safety:exit"))
    assert [str(handle.pk) in str(row.get_decoded()) for row in WebSession.objects.all()] == [False]


def test_leaving_leads_to_a_page_that_tells_nothing(client, issued):
    answer = client.get(reverse("safety:exit"))
    page = client.get(answer["Location"]).content.decode()

    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "You can close this page" in page and "code" not in page.lower().replace("code>", "")
    assert "<a " not in page.split("<main")[1] and "<form" not in page


def test_a_prefetched_exit_ends_nothing(client, issued, paper):
    _event, (code, *_rest) = issued
    client.post(PAGE, {"act": "code", "code": code})

    answer = client.get(reverse("safety:exit"), headers={"Sec-Purpose": "prefetch"})

    assert answer.status_code == 204 and not answer.cookies and "Clear-Site-Data" not in answer
    assert "What do you agree to?" in client.get(PAGE).content.decode()


def test_a_refusal_before_the_view_leaves_no_log_line_either():
    strict = Client(enforce_csrf_checks=True)

    with capture_logs() as lines:
        assert strict.post(PAGE, {"act": "start"}).status_code == 403
        assert Client().put(PAGE).status_code == 405
        assert strict.delete("/en/privacy/").status_code == 403

    assert [line["route"] for line in lines if line["event"] == "answered"] == ["kernel:privacy"]
