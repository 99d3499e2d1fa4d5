"""Stopping messages: looking changes nothing, one press does, without signing in (STD-29, RE-6)."""

import pytest

from messaging import unsubscribing
from messaging.unsubscribing import Subscription

pytestmark = pytest.mark.django_db


class Ledger:
    def __init__(self):
        self.stopped = set()

    def find(self, token):
        if token != "good":
            return None
        return Subscription("News of the consultation", "Nouvelles de la consultation", token in self.stopped)

    def stop(self, token):
        self.stopped.add(token)


@pytest.fixture
def ledger(monkeypatch):
    ledger = Ledger()
    monkeypatch.setattr(unsubscribing, "_registered", [ledger])
    return ledger


def test_looking_twenty_times_stops_nothing(client, ledger):
    for _look in range(20):
        assert client.get("/en/unsubscribe/good/").status_code == 200
        assert client.head("/en/unsubscribe/good/").status_code == 200

    assert ledger.stopped == set()


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        ("/en/unsubscribe/good/", "Stop these messages?", "These messages are stopped"),
        ("/fr/desabonnement/good/", "Ne plus recevoir ces messages?", "Ces messages sont arrêtés"),
    ],
)
def test_one_press_stops_them_in_either_language(client, ledger, address, before, after):
    assert before in client.get(address).content.decode()

    response = client.post(address)

    assert (response.status_code, response["Location"]) == (303, address)
    assert after in client.get(address).content.decode()
    assert ledger.stopped == {"good"}


def test_a_mail_program_stops_them_for_the_reader_without_a_form_token(client, ledger):
    client.handler.enforce_csrf_checks = True

    response = client.post("/en/unsubscribe/good/", {"List-Unsubscribe": "One-Click"})

    assert (response.status_code, ledger.stopped) == (204, {"good"})


def test_an_unknown_link_says_what_to_do(client, ledger):
    response = client.get("/en/unsubscribe/cut-in-two/")

    assert response.status_code == 404
    assert "Copy the whole address" in response.content.decode()
    assert client.post("/en/unsubscribe/cut-in-two/").status_code == 303


def test_the_page_stays_out_of_caches_search_engines_and_other_sites_logs(client, ledger):
    response = client.get("/en/unsubscribe/good/")

    assert response["Referrer-Policy"] == "strict-origin"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "good" not in response.content.decode().split("<title>")[1].split("</title>")[0]
