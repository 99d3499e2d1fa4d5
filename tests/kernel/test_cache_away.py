"""Redis is away: public pages answer as ever, and what must count tries asks people to wait."""

import socket
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kernel.cache import PATIENCE, Away, GuardedRedisCache
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(settings, tmp_path):
    """A cache whose server is not there."""
    settings.CACHES = {
        "default": {
            "BACKEND": "kernel.cache.GuardedRedisCache",
            "LOCATION": f"unix://{tmp_path / 'nobody.sock'}?db=1",
            "OPTIONS": PATIENCE,
        }
    }


def test_what_is_kept_is_nothing_and_what_counts_says_so(away):
    cache.set("a", 1)

    assert cache.get("a", "nothing") == "nothing"
    assert cache.delete("a") is False
    for count in (lambda: cache.add("a", 1), lambda: cache.incr("a")):
        with pytest.raises(Away):
            count()


def test_public_pages_answer_while_the_cache_is_away(client, away):
    for name in ("home", "kernel:privacy", "partners:strategy", "partners:institutions", "account_login"):
        assert client.get(reverse(name)).status_code == 200, name


def test_tries_that_cannot_be_counted_are_asked_to_wait(client, away):
    person = person_with("organizer")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "s1."})
    client.force_login(person)

    confirming = client.post(reverse("mfa_reauthenticate"), {"code": "123456"})
    entering = Client().post(reverse("account_login"), {"login": "somebody@example.org"})

    assert confirming.status_code == 503 and "Try again in 1 minute" in confirming.content.decode()
    assert confirming.headers["Retry-After"] == "30"
    assert entering.status_code in (200, 302, 422, 503)


def test_a_server_that_hangs_is_not_waited_for(tmp_path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "hangs.sock"))
        server.listen()
        hangs = GuardedRedisCache(
            f"unix://{tmp_path / 'hangs.sock'}", {"OPTIONS": {"socket_timeout": 0.05, "socket_connect_timeout": 0.05}}
        )
        started = time.monotonic()

        assert hangs.get("a") is None
        assert time.monotonic() - started < 2
