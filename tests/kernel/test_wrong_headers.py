"""Headers that no browser sends: Host, Referer and character set may be anything, and the answer still says what to do."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from config.wsgi import Application, Request
from kernel.views import failures

pytestmark = pytest.mark.django_db
HALF_AN_ADDRESS = "http://["
PAGES = ("/en/", "/fr/connexion/", "/en/nothing-here/")


@pytest.fixture
def calm():
    """A client that shows the answer to what broke, as a browser would see it, and asks for form tokens."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize("host", ["evil.example", "a b", "[", "testserver:port"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_host_is_a_page_in_words(calm, host, method):
    for path in PAGES:
        answer = getattr(calm, method)(path, headers={"Host": host, "Referer": f"http://{host}/en/"})

        assert answer.status_code == 400, path
        assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_host_is_a_problem_document_of_the_api(calm, method):
    answer = getattr(calm, method)("/api/v1/events/", headers={"Host": "evil.example", "Accept-Language": "fr"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert json.loads(answer.content)["code"] == "bad_request"


@pytest.mark.parametrize("referrer", [HALF_AN_ADDRESS, "http://testserver//[", "http://testserver", "\udcff"])
def test_a_malformed_referrer_changes_no_refusal(calm, referrer):
    headers = {"Referer": referrer}

    assert calm.get("/en/nothing-here/", headers=headers).status_code == 404
    assert calm.post("/en/nothing-here/", headers=headers).status_code == 404
    assert calm.post("/en/contact/", headers=headers).status_code == 403
    assert Client().post("/en/contact/", headers=headers).status_code == 405
    assert Client().post(reverse("account_login"), {"login": "nobody"}, headers=headers).status_code in (200, 422)


def test_what_breaks_under_the_api_is_a_problem_document(calm, monkeypatch):
    monkeypatch.setattr("events.api.public.PublicEvents.list", lambda *a, **k: 1 / 0)

    answer = calm.get("/api/v1/events/")

    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(answer.content)["code"] == "broken"


def test_when_the_page_of_what_broke_breaks_too_there_are_still_words(rf, monkeypatch):
    monkeypatch.setattr("kernel.views.errors.render_to_string", lambda *a, **k: 1 / 0)

    answer = failures.broken(rf.get("/en/"))

    assert answer.status_code == 500
    assert "nothing is half done" in answer.content.decode() and 'lang="fr-CA"' in answer.content.decode()


@pytest.mark.parametrize("charset", ["hex", "undefined", "utf-16", "no-such"])
def test_a_character_set_that_is_none_changes_nothing(rf, charset):
    """The client of the tests makes requests of another class, so ours are made here."""
    typed = {"CONTENT_TYPE": f"application/x-www-form-urlencoded; charset={charset}"}
    asked = Request(rf.get("/en/privacy/?q=caf%C3%A9").environ | typed)
    sent = Request(rf.post("/", "login=caf%C3%A9", content_type="text/plain").environ | typed)

    assert (asked.GET["q"], sent.POST["login"]) == ("café", "café")
    assert Application().get_response(asked).status_code == 200
