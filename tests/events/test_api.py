"""The API of events: public facts, the staff's own events, one address an act; never a protected fact."""

from uuid import uuid4

import pytest

from events.domain import registrations
from events.models import CheckInEvent, Event, Invitation, Registration
from messaging.models import Message
from tests.factories.accounts import key_of, person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    FormQuestionFactory,
    ProtectedEventFactory,
    option_for,
)
from tests.factories.partners import PersonFactory

pytestmark = pytest.mark.django_db
SCOPES = ("events:read", "registrations:read", "registrations:write", "invitations:write", "attendance:write")


@pytest.fixture
def organizer():
    return person_with("organizer")


@pytest.fixture
def key(organizer):
    return {"Authorization": f"Bearer {key_of(organizer, *SCOPES)}"}


@pytest.fixture
def event(organizer):
    event = EventFactory(seats=1)
    EventTeamMemberFactory(event=event, user=organizer)
    return event


def post(client, key, path, body, **headers):
    return client.post(f"/api/v1/{path}/", body, content_type="application/json", headers=key | headers)


def test_the_public_reads_open_events_and_never_a_protected_draft_or_hidden_one(client):
    shown = EventFactory()
    hidden = [ProtectedEventFactory(), EventFactory(state="draft"), EventFactory(public_page=False)]

    answer = client.get("/api/v1/events/").json()

    assert [row["id"] for row in answer["results"]] == [str(shown.public_id)]
    assert answer["results"][0]["title"]["fr"] == shown.title_fr
    assert "seats" not in answer["results"][0]
    for event in hidden:
        assert client.get(f"/api/v1/events/{event.public_id}/").status_code == 404


def test_staff_read_only_the_events_they_run(client, key, event):
    EventFactory()
    rows = client.get("/api/v1/staff/events/", headers=key).json()["results"]
    assert [row["id"] for row in rows] == [str(event.public_id)]
    assert rows[0]["seats"] == {"cap": 1, "taken": 0, "held": 0, "free": 1}
    assert client.get("/api/v1/staff/events/").status_code == 401


def test_a_key_without_the_scope_is_refused(client, organizer, event):
    narrow = {"Authorization": f"Bearer {key_of(organizer, 'events:read')}"}
    assert client.get("/api/v1/staff/events/", headers=narrow).status_code == 200
    answer = post(
        client, narrow, f"staff/events/{event.public_id}/register", {"person": str(PersonFactory().public_id)}
    )
    assert answer.status_code == 403
    assert not Registration.objects.exists()


def test_registering_takes_a_seat_then_a_wait_and_a_repeated_key_does_neither_again(client, key, event):
    path = f"staff/events/{event.public_id}/register"
    first, second = PersonFactory(), PersonFactory()
    one = {"Idempotency-Key": "first"}
    answers = [
        post(client, key, path, {"person": str(first.public_id), "needs": {"diet": "nuts"}}, **one) for _again in (1, 2)
    ]
    waiting = post(client, key, path, {"person": str(second.public_id)})

    assert [answer.json()["outcome"] for answer in answers] == ["confirmed", "confirmed"]
    assert answers[0].json() == answers[1].json()
    assert waiting.json()["outcome"] == "waiting"
    assert Registration.objects.get().channel == "api"
    assert Message.objects.filter(kind="event.confirmation").count() == 1


def test_what_the_form_requires_is_answered_by_key_too(client, key, event):
    question = FormQuestionFactory(event=event, kind="yes_no", required=True)
    path, body = f"staff/events/{event.public_id}/register", {"person": str(PersonFactory().public_id)}
    asked = client.get(f"/api/v1/staff/events/{event.public_id}/", headers=key).json()["questions"]

    missing = post(client, key, path, body)
    impossible = post(client, key, path, body | {"answers": {asked[0]["id"]: "perhaps"}})
    unknown = post(client, key, path, body | {"answers": {asked[0]["id"]: "yes", str(uuid4()): "yes"}})
    done = post(client, key, path, body | {"answers": {asked[0]["id"]: "yes"}})

    assert (asked[0]["text"]["fr"], asked[0]["required"]) == (question.text_fr, True)
    assert [answer.status_code for answer in (missing, impossible, unknown)] == [422] * 3
    assert list(missing.json()["errors"]) == [f"question_{question.public_id}"]
    assert done.json()["outcome"] == "confirmed"
    assert Registration.objects.get().answers.get().value == "yes"


def test_registrations_are_read_one_event_at_a_time_without_names(client, key, event):
    registration = registrations.accept(option_for(event), actor=SOMEONE).registration
    nameless = client.get("/api/v1/staff/registrations/", headers=key)
    assert nameless.status_code == 400 and list(nameless.json()["errors"]) == ["event"]
    assert client.get(f"/api/v1/staff/registrations/?event={uuid4()}", headers=key).status_code == 404

    answer = client.get(f"/api/v1/staff/registrations/?event={event.public_id}", headers=key)

    (row,) = answer.json()["results"]
    assert row["id"] == str(registration.public_id) and row["person"] == str(registration.person.public_id)
    assert registration.person.display_name not in answer.content.decode()
    assert "@" not in answer.content.decode()


def test_cancelling_needs_a_reason_and_somebody_elses_registration_is_not_there(client, key, event):
    mine = registrations.accept(option_for(event), actor=SOMEONE).registration
    theirs = registrations.accept(option_for(EventFactory()), actor=SOMEONE).registration
    assert post(client, key, f"staff/registrations/{mine.public_id}/cancel", {}).status_code == 400
    assert post(client, key, f"staff/registrations/{theirs.public_id}/cancel", {"reason": "x"}).status_code == 404
    assert (
        post(client, key, f"staff/registrations/{mine.public_id}/cancel", {"reason": "ill"}).json()["state"]
        == "removed"
    )
    again = post(client, key, f"staff/registrations/{mine.public_id}/cancel", {"reason": "ill"})
    assert (again.status_code, again.json()["code"]) == (409, "registration_over")


def test_inviting_prepares_and_sends_or_does_nothing_at_all(client, key, event):
    people = PersonFactory.create_batch(2)
    path = f"staff/events/{event.public_id}/invite"
    stranger = post(client, key, path, {"people": [str(people[0].public_id), str(uuid4())]})
    Event.objects.filter(pk=event.pk).update(state="planned")
    early = post(client, key, path, {"people": [str(person.public_id) for person in people]})
    assert (stranger.status_code, stranger.json()["code"]) == (422, "person_unknown")
    assert (early.status_code, early.json()["code"]) == (409, "event_not_open")
    assert not Invitation.objects.exists()

    Event.objects.filter(pk=event.pk).update(state="inviting")
    answer = post(client, key, path, {"people": [str(person.public_id) for person in people]})
    assert answer.json() == {"added": 2, "already": 0, "extended": 0, "sending": 2}


def test_checking_in_by_one_id_is_one_row_and_the_id_serves_nobody_else(client, key, event):
    Event.objects.filter(pk=event.pk).update(state="inviting")
    event.pools.update(cap=5)
    one, other = (registrations.accept(option_for(event), actor=SOMEONE).registration for _person in range(2))
    Event.objects.filter(pk=event.pk).update(state="ready")
    ref = str(uuid4())

    answers = [post(client, key, f"staff/registrations/{one.public_id}/check-in", {"ref": ref}) for _again in (1, 2)]
    stolen = post(client, key, f"staff/registrations/{other.public_id}/check-in", {"ref": ref})

    assert [answer.status_code for answer in answers] == [200, 200]
    assert (stolen.status_code, stolen.json()["code"]) == (409, "ref_used")
    assert CheckInEvent.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"person": "\x00"},
        {"person": "not-a-uuid"},
        {"person": None},
        {"people": []},
        {"person": str(uuid4()), "answers": {"not-a-uuid": "yes"}},
        {"person": str(uuid4()), "needs": {"\ud800": ""}},
        {"person": str(uuid4()), "surprise": 1},
        [],
    ],
)
def test_a_wrong_body_is_refused_in_words_and_changes_nothing(client, key, event, body):
    answer = post(client, key, f"staff/events/{event.public_id}/register", body)
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Registration.objects.exists()


def test_a_protected_event_shows_its_organizer_no_registrations_and_takes_none(client, key, organizer):
    protected = ProtectedEventFactory()
    EventTeamMemberFactory(event=protected, user=organizer)
    answer = post(
        client, key, f"staff/events/{protected.public_id}/register", {"person": str(PersonFactory().public_id)}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "protected")
    rows = client.get(f"/api/v1/staff/registrations/?event={protected.public_id}", headers=key)
    assert rows.json()["results"] == []
