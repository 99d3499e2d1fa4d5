"""An act sent twice happens once and answers the same."""

import json
import threading

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scopes import Scope
from kernel import idempotency
from kernel.models import IdempotentAnswer
from tests.factories.accounts import key_of, person_with

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.doubles")]


@pytest.fixture
def organizer():
    return person_with("organizer", name="A")


@pytest.fixture
def send(client, organizer):
    secret = key_of(organizer, Scope.REGISTRATIONS_WRITE)

    def send(name, key, secret=secret):
        url = reverse("api:person-rename", args=[organizer.public_id])
        headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"} | ({"HTTP_IDEMPOTENCY_KEY": key} if key else {})
        return client.post(url, {"name": name}, content_type="application/json", **headers)

    return send


def test_the_same_key_and_body_run_once_and_answer_the_same(send, organizer):
    first, second = send("b", "k1"), send("b", "k1")

    assert first.json() == second.json() == {"name": "Ab"}
    assert "Idempotency-Replayed" not in first and second["Idempotency-Replayed"] == "true"
    organizer.refresh_from_db()
    assert organizer.name == "Ab"


def test_without_a_key_or_with_another_key_the_act_runs_again(send, organizer):
    send("b", None), send("b", None), send("b", "k1"), send("b", "k2")

    organizer.refresh_from_db()
    assert organizer.name == "Abbbb"


def test_the_same_key_with_another_body_is_refused_and_runs_nothing(send, organizer):
    send("b", "k1")
    response = send("c", "k1")

    assert response.status_code == 422 and response.json()["code"] == "idempotency_key_reused"
    organizer.refresh_from_db()
    assert organizer.name == "Ab"


def test_two_keys_of_the_api_do_not_share_idempotency_keys(send, organizer):
    send("b", "k1")
    other = key_of(organizer, Scope.REGISTRATIONS_WRITE)

    assert send("b", "k1", secret=other).json() == {"name": "Abb"}


def test_a_refusal_is_repeated_as_it_was_and_leaves_nothing(send, organizer):
    first, second = send("refused", "k1"), send("refused", "k1")

    assert first.status_code == second.status_code == 409
    assert first.json() == second.json()
    assert first.json()["errors"] == {"name": ["No such name."]} and first.json()["limit"] == 3
    assert second["Content-Type"] == "application/problem+json"
    organizer.refresh_from_db()
    assert organizer.name == "A"


def test_a_busy_answer_keeps_the_key_free(send, organizer):
    answer = send("busy", "k1")
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert not IdempotentAnswer.objects.exists()
    organizer.refresh_from_db()
    assert organizer.name == "A"


@pytest.mark.parametrize("key", [" ", "a b", "é", "x" * 101, '"quoted"', "\x00"])
def test_a_malformed_key_is_400(send, key):
    response = send("b", key)

    assert response.status_code == 400 and response.json()["code"] == "idempotency_key_malformed"


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_key_at_the_same_moment_run_once(organizer):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads need a database file; the processes of tests/concurrency cover SQLite")
    secret = key_of(organizer, Scope.REGISTRATIONS_WRITE)
    url = reverse("api:person-rename", args=[organizer.public_id])
    together, answers = threading.Barrier(6, timeout=10), []

    def run():
        together.wait()
        headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_IDEMPOTENCY_KEY": "one"}
        answer = Client().post(url, json.dumps({"name": "b"}), content_type="application/json", **headers)
        answers.append((answer.status_code, answer.content))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join(20) for thread in threads]

    assert [status for status, _ in answers] == [200] * 6
    assert {json.loads(body)["name"] for _, body in answers} == {"Ab"}
    organizer.refresh_from_db()
    assert organizer.name == "Ab"


class Deadlock(Exception):
    sqlstate = "40P01"


@pytest.mark.django_db(transaction=True)
def test_an_act_that_met_a_deadlock_is_done_again_under_its_key(rf):
    asked = Request(rf.post("/", headers={"Idempotency-Key": "one"}))
    tries = []

    def act():
        tries.append("try")
        if len(tries) < 3:
            raise OperationalError("database is locked") from Deadlock()
        return Response({"done": True})

    assert idempotency.once("me", asked, act).data == {"done": True}
    assert (len(tries), IdempotentAnswer.objects.get().body) == (3, {"done": True})
