"""Too many requests are answered 429 with the seconds to wait, for a key and for a network (RE-17)."""

import pytest

from accounts.scopes import Scope
from config.api import Throttle
from kernel.limits import Limit
from tests.factories.accounts import key_of, person_with

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.doubles")]


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    monkeypatch.setattr(Throttle, "of_a_key", Limit("api_key", allowed=3, per=60))
    monkeypatch.setattr(Throttle, "of_a_network", Limit("api_network", allowed=2, per=60))


def test_a_key_waits_after_its_requests_and_another_key_does_not(client):
    alice = person_with("organizer")
    keys = [key_of(alice, Scope.EVENTS_READ) for _ in range(2)]
    ask = lambda key: client.get("/api/v1/people/", HTTP_AUTHORIZATION=f"Bearer {key}")  # noqa: E731

    assert [ask(keys[0]).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = ask(keys[0])
    assert refused["Content-Type"] == "application/problem+json" and refused["Retry-After"] == "60"
    assert refused.json()["code"] == "throttled"
    assert ask(keys[1]).status_code == 200
