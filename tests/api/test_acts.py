"""Each act of the API refuses what is wrong with the right answer, changes nothing then, and happens once (RE-28)."""

import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from config.api import LONGEST_BODY, Throttle
from events.models import Event, Registration
from kernel.limits import Limit
from messaging.models import Message
from tests.api import facts
from tests.factories.accounts import key_of
from tests.factories.events import EventFactory, option_for

pytestmark = pytest.mark.django_db
SCOPES = {
    "invite": "invitations:write",
    "register": "registrations:write",
    "cancel": "registrations:write",
    "check-in": "attendance:write",
}
READ = "events:read"


class Act:
    """One act with a body that is right."""

    def __init__(self, name, desk):
        self.name, self.desk = name, desk
        registration, event = desk.registration, desk.event
        if name == "check-in":
            Event.objects.filter(pk=event.pk).update(state="ready")
        self.path, self.body, self.field = {
            "invite": (f"events/{event.public_id}/invite/", {"people": [str(desk.person.public_id)]}, "people"),
            "register": (f"events/{event.public_id}/register/", {"person": str(desk.person.public_id)}, "person"),
            "cancel": (f"registrations/{registration.public_id}/cancel/", {"reason": "ill"}, "reason"),
            "check-in": (f"registrations/{registration.public_id}/check-in/", {"ref": str(uuid4())}, "ref"),
        }[name]
        self.key = key_of(desk.organizer, SCOPES[name])

    def send(self, body=None, path=None, key=None, **headers):
        body = self.body if body is None else body
        sent = body if isinstance(body, bytes) else json.dumps(body)
        headers = {"Authorization": f"Bearer {key or self.key}", **headers}
        return Client().post(
            f"/api/v1/staff/{path or self.path}", sent, content_type="application/json", headers=headers
        )


@pytest.fixture(params=SCOPES)
def act(request, db):
    cache.clear()
    return Act(request.param, facts.desk())


def state():
    """Return what an act could change."""
    return (
        list(Registration.objects.order_by("pk").values("state", "person")),
        Message.objects.count(),
        Event.objects.values_list("pk", "state").count(),
    )


def refused(answer, status, code):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    said = answer.json()
    assert (said["status"], said["code"], said["type"]) == (status, code, f"urn:problem:{code}") and said["title"]
    return said


def test_an_act_sent_twice_with_one_key_happens_once(act):
    first, again = (act.send(**{"Idempotency-Key": "k-1"}) for _again in (1, 2))
    after = state()
    other = act.send({**act.body, "surprise": 1}, **{"Idempotency-Key": "k-1"})

    assert first.status_code == again.status_code == 200, first.content
    assert first.json() == again.json() and again["Idempotency-Replayed"] == "true"
    refused(other, 422, "idempotency_key_reused")
    assert state() == after


def test_who_may_not_is_told_so_and_changes_nothing(act):
    elsewhere = EventFactory()
    theirs = facts.registrations.accept(option_for(elsewhere), actor=facts.SOMEONE).registration
    before = state()
    noun, _own, verb = act.path.strip("/").split("/")
    foreign = elsewhere.public_id if noun == "events" else theirs.public_id

    refused(act.send(key="cp_nonsense"), 401, "authentication_failed")
    refused(act.send(key=key_of(act.desk.organizer, READ)), 403, "permission_denied")
    absent = [refused(act.send(path=f"{noun}/{one}/{verb}/"), 404, "not_found") for one in (foreign, uuid4())]
    assert absent[0] == absent[1]
    assert state() == before


def test_a_wrong_body_is_refused_by_field_in_both_languages(act):
    before = state()
    english, french = (
        refused(act.send({}, **{"Accept-Language": language}), 400, "invalid") for language in ("en", "fr")
    )
    unknown = refused(act.send({**act.body, "surprise": 1}), 400, "invalid")

    assert list(english["errors"]) == list(french["errors"]) == [act.field]
    assert english["errors"] != french["errors"] and english["title"] != french["title"]
    assert list(unknown["errors"]) == ["surprise"]
    assert state() == before


UNREADABLE = {
    "cut": b"{",
    "empty": b"",
    "not UTF-8": b"\xff\xfe",
    "NUL": b'{"reason": "\\u0000"}',
    "half a character": b'{"reason": "\\ud800"}',
    "endless number": b'{"x": 1e999}',
    "too deep": b"[" * 50_000,
}


def test_a_document_that_cannot_be_read_is_400(act):
    before = state()
    for what, body in UNREADABLE.items():
        for headers in ({}, {"Idempotency-Key": "k-1"}):
            answer = act.send(body, **headers)
            assert answer.json()["code"] in ("parse_error", "invalid"), what
            refused(answer, 400, answer.json()["code"])
    assert state() == before


def test_a_document_that_is_too_large_is_413(act):
    before = state()
    for size in (LONGEST_BODY + 1, 5_500_000):
        for headers in ({}, {"Idempotency-Key": "k-1"}):
            refused(act.send(b'{"reason": "' + b"a" * size + b'"}', **headers), 413, "too_large")
    assert state() == before


def test_too_many_acts_are_told_to_wait(act, monkeypatch):
    monkeypatch.setattr(Throttle, "of_a_key", Limit("api_key", allowed=1, per=60))
    act.send({})
    answer = act.send()

    refused(answer, 429, "throttled")
    assert int(answer["Retry-After"]) > 0
