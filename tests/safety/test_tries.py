"""Guessing is slowed by network and over all, across processes, and uses nothing up (SA-A21, safety 5.4)."""

import pytest
from django.test import RequestFactory

from kernel.errors import DomainError
from safety.models import AccessCode
from safety.views import participant
from tests.support.racing import race

pytestmark = pytest.mark.django_db


def post(client, address="/en/s/", network="192.0.2.7", **data):
    return client.post(address, data, REMOTE_ADDR=network)


def test_after_sixty_tries_from_one_network_even_a_right_code_waits_and_stays_unused(client, issued):
    _event, (right, *_rest) = issued
    post(client, act="start")
    said = {post(client, act="code", code=f"WRNG-WRNG-{n:04}").status_code for n in range(participant.TRIES.allowed)}
    assert said == {422}

    waiting = post(client, act="code", code=right)

    assert waiting.status_code == 422 and "Too many tries" in waiting.content.decode()
    assert AccessCode.objects.filter(state="used").count() == 0
    assert post(client, network="198.51.100.9", act="code", code=right).status_code == 302  # another network is free


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/en/s/", {"act": "phrase", "phrase": "one two three four five six seven eight"}),
        ("/en/s/w/", {"code": "WRNG-WRNG-WRNG", "text": "words"}),
        ("/en/s/w/", {"act": "take-back", "phrase": "one two three four five six seven eight"}),
    ],
    ids=["phrase", "contribution", "taking back"],
)
@pytest.mark.django_db(databases=["default", "protected"])
def test_phrases_and_contributions_count_against_the_same_limit(client, monkeypatch, address, data):
    monkeypatch.setattr(participant, "TRIES", participant.Limit("protected_tries", allowed=2, per=900))
    answers = [post(client, address, **data).content.decode() for _number in range(3)]
    assert ["Too many tries" in answer for answer in answers] == [False, False, True]


def test_the_valve_closes_over_all_networks(client, monkeypatch):
    monkeypatch.setattr(participant, "VALVE", participant.Limit("protected_tries_everywhere", allowed=3, per=900))
    post(client, act="start")
    answers = [post(client, network=f"192.0.2.{n}", act="code", code="WRNG-WRNG-WRNG") for n in range(4)]
    assert ["Too many tries" in answer.content.decode() for answer in answers] == [False, False, False, True]


def test_of_sixty_five_tries_at_once_sixty_pass():
    request = RequestFactory().post("/en/s/", REMOTE_ADDR="192.0.2.7")
    results = race(*[lambda: participant._count_a_try(request)] * (participant.TRIES.allowed + 5))
    assert sum(isinstance(result, DomainError) for result in results) == 5
