"""Who may ask, and what a wrong question is answered (part 10 and 12 of the plan; RE-7, RE-18, RE-22)."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import tokens
from accounts.models import ApiToken, AuditEntry, RoleAssignment
from accounts.scopes import Scope
from kernel.errors import DomainError
from tests.factories.accounts import key_of, person_with

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.doubles")]


@pytest.fixture
def organizer():
    return person_with("organizer")


@pytest.fixture
def key(organizer):
    return key_of(organizer, Scope.EVENTS_READ, Scope.REGISTRATIONS_WRITE)


def bearer(secret):
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def problem_of(response, status, code):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    document = json.loads(response.content)
    assert (document["code"], document["type"], document["status"]) == (code, f"urn:problem:{code}", status)
    assert document["title"]
    return document


def test_a_key_is_kept_as_a_digest_and_shown_once(organizer, key):
    token = ApiToken.objects.get()

    assert len(key) > 43
    assert key not in str(vars(token)) and token.digest == tokens.digest(key)
    assert key not in str(list(AuditEntry.objects.values()))


def test_a_live_key_with_the_scope_reads(client, key):
    assert client.get(reverse("api:person-list"), **bearer(key)).status_code == 200


def test_without_a_key_the_answer_is_401_and_says_how_to_ask(client):
    response = client.get(reverse("api:person-list"))

    problem_of(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Basic abc", "Bearer wrong", "Bearer \udcff", "\x00"])
def test_a_header_that_opens_nothing_is_401(client, header):
    response = client.get(reverse("api:person-list"), HTTP_AUTHORIZATION=header)

    problem_of(response, 401, "authentication_failed")


def test_a_key_without_the_scope_is_403(client, organizer):
    secret = key_of(organizer, Scope.INVITATIONS_WRITE)

    problem_of(client.get(reverse("api:person-list"), **bearer(secret)), 403, "permission_denied")


def test_a_lost_role_acts_on_the_next_request(client, key):
    RoleAssignment.objects.update(ended_at=timezone.now())

    problem_of(client.get(reverse("api:person-list"), **bearer(key)), 401, "authentication_failed")


def test_a_revoked_an_expired_and_an_inactive_key_open_nothing(client, organizer, key):
    url = reverse("api:person-list")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        problem_of(client.get(url, **bearer(key)), 401, "authentication_failed")
    organizer.is_active = False
    organizer.save()
    problem_of(client.get(url, **bearer(key)), 401, "authentication_failed")
    organizer.is_active = True
    organizer.save()
    assert client.get(url, **bearer(key)).status_code == 200
    tokens.revoke(ApiToken.objects.get(), actor=Actor.of(organizer))
    problem_of(client.get(url, **bearer(key)), 401, "authentication_failed")


def test_nobody_gives_a_key_more_than_their_roles_open(organizer):
    door = person_with("door_staff")
    with pytest.raises(DomainError) as refusal:
        tokens.issue(door, name="x", scopes=[Scope.ATTENDANCE_WRITE], days=1, actor=Actor.of(door))
    assert refusal.value.code == "scope_not_open"
    with pytest.raises(DomainError) as refusal:
        tokens.issue(organizer, name="x", scopes=["everything"], days=1, actor=Actor.of(organizer))
    assert refusal.value.code == "scope_not_open"
    assert ApiToken.objects.count() == 0


@pytest.mark.parametrize("days", [0, -1, 366, 10**9])
def test_a_key_lives_at_most_a_year(organizer, days):
    with pytest.raises(DomainError) as refusal:
        tokens.issue(organizer, name="x", scopes=[Scope.EVENTS_READ], days=days, actor=Actor.of(organizer))
    assert refusal.value.code == "token_life"


def test_an_unknown_address_an_unknown_id_and_a_bad_id_are_problems(client, key):
    for path in (
        "/api/v1/nowhere/",
        "/api/v1/people/not-a-uuid/",
        "/api/v1/people/00000000-0000-4000-8000-000000000000/",
        "/api/v1/people",
    ):
        problem_of(client.get(path, **bearer(key)), 404, "not_found")


def test_a_method_that_does_not_exist_is_405_and_lists_those_that_do(client, key, organizer):
    response = client.delete(reverse("api:person-detail", args=[organizer.public_id]), **bearer(key))

    problem_of(response, 405, "method_not_allowed")
    assert "GET" in response["Allow"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"\xff\xfe",
        b'{"name": "\\u0000"}',
        b'{"name": "\\ud800"}',
        b'{"\\ud800": "x"}',
        b'{"name": "x", "times": 9999999999999999999}',
        b'{"name": "x", "times": NaN}',
        b'{"name": "x", "times": 1e400}',
        b"[" * 100_000,
        b'{"name": ' + b"[" * 2_000 + b"]" * 2_000 + b"}",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"name": "x", "extra": 1}',
        b'{"name": null}',
        b'{"name": {"a": 1}}',
    ],
)
def test_a_body_that_cannot_be_kept_is_400_and_changes_nothing(client, key, organizer, body):
    url = reverse("api:person-rename", args=[organizer.public_id])
    response = client.post(url, body, content_type="application/json", **bearer(key))

    assert json.loads(response.content)["status"] == 400
    assert response["Content-Type"] == "application/problem+json"
    organizer.refresh_from_db()
    assert organizer.name.startswith("Person")


def test_a_body_that_is_no_json_is_415(client, key, organizer):
    url = reverse("api:person-rename", args=[organizer.public_id])

    problem_of(client.post(url, "a", content_type="text/plain", **bearer(key)), 415, "unsupported_media_type")


def test_a_format_nobody_speaks_is_406(client, key):
    response = client.get(reverse("api:person-list"), HTTP_ACCEPT="application/xml", **bearer(key))

    problem_of(response, 406, "not_acceptable")


@pytest.mark.parametrize("cursor", ["x", "cD1hYmM=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OQ==", "cD0lMDA=", "😀"])
def test_a_cursor_that_is_no_key_is_404(client, key, cursor):
    problem_of(client.get(reverse("api:person-list"), {"cursor": cursor}, **bearer(key)), 404, "not_found")


def test_pages_are_cut_by_key_and_never_longer_than_500(client, key):
    for _ in range(3):
        person_with()
    first = client.get(reverse("api:person-list"), {"page_size": 2}, **bearer(key)).json()
    second = client.get(first["next"], **bearer(key)).json()

    assert len(first["results"]) == len(second["results"]) == 2
    assert second["next"] is None
    for wrong in ("-1", "0", "x", "99999999999999999999"):
        assert client.get(reverse("api:person-list"), {"page_size": wrong}, **bearer(key)).status_code == 400


def test_problems_speak_the_language_asked_for(client):
    english = client.get("/api/v1/nowhere/", HTTP_ACCEPT_LANGUAGE="en").json()["title"]

    assert english.startswith("There is nothing at this address")
