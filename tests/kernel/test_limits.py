"""Rate limits: exact, blind to spelling, and never a lock-out (RE-17)."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from kernel.limits import Limit, LimitReached, client_network, client_range

FIVE = Limit("test_five", allowed=5, per=60)


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"}}
    cache.clear()


def test_the_sixth_try_is_refused_and_told_how_long_to_wait():
    for _try in range(5):
        FIVE.admit("alice@example.org")

    with pytest.raises(LimitReached) as refusal:
        FIVE.admit("alice@example.org")

    assert (refusal.value.status, refusal.value.facts["retry_after"]) == (429, 60)


@pytest.mark.parametrize(
    "spelling", ["ÉLODIE@example.org", "elodie@example.org ", "Élodie@Example.org", "Élodie@example.org"]
)
def test_accents_case_and_spaces_do_not_make_a_new_name(spelling):
    for _try in range(5):
        FIVE.admit("élodie@example.org")

    with pytest.raises(LimitReached):
        FIVE.admit(spelling)


def test_one_persons_tries_do_not_stop_another_and_purposes_do_not_mix():
    for _try in range(6):
        FIVE.count("alice@example.org")

    FIVE.admit("bob@example.org")
    Limit("test_other", allowed=5, per=60).admit("alice@example.org")


def test_the_key_holds_a_keyed_digest_and_never_the_identifier():
    assert "alice" not in FIVE._key(("alice@example.org",))


def test_a_cache_that_is_away_locks_nobody_out(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "unix:///nowhere.sock"}
    }

    assert FIVE.count("alice@example.org") == 0
    FIVE.admit("alice@example.org")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.9.8.7, 203.0.113.9", "203.0.113.9"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "<script>", "unknown"),
        (2, "203.0.113.9", "192.0.2.1"),
    ],
)
def test_only_as_many_proxies_as_configured_are_believed(settings, proxies, forwarded, network):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert client_network(request) == network


@pytest.mark.parametrize(
    ("address", "around"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("", "unknown"),
    ],
)
def test_the_range_around_an_address_is_what_one_subscriber_may_move_about_in(address, around):
    assert client_range(RequestFactory().get("/", REMOTE_ADDR=address)) == around
