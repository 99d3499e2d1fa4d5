"""An organizer plans and invites, a person replies, comes and is let in: every step by page, without scripts (EV-A6)."""

import re

import pytest
from django.test import Client

from accounts.actors import Actor
from events.domain import inviting
from events.enums import EventState
from events.models import Event, Invitation, Registration
from messaging import kinds
from messaging.models import Message
from tests.factories.accounts import person_with
from tests.factories.events import days_ahead
from tests.factories.partners import (
    JurisdictionFactory,
    OrganizationFactory,
    PersonFactory,
    PlaceFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db(databases=["default", "protected"])


@pytest.fixture
def alice():
    return person_with("organizer", name="Alice")


@pytest.fixture
def bob():
    return person_with("approver", name="Bob")


@pytest.fixture
def as_alice(alice):
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def as_bob(bob):
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def people():
    sector, region = SectorFactory(), JurisdictionFactory()
    organization = OrganizationFactory(jurisdiction=region)
    organization.sectors.set([sector])
    return sector, [PersonFactory(organization=organization, preferred_language=lang) for lang in ("en", "fr", "both")]


def planned(as_alice, seats=2):
    place = PlaceFactory(zone="America/Vancouver")
    typed = {
        "kind": "regional_roundtable",
        "title_en": "Roundtable in Vancouver",
        "title_fr": "Table ronde à Vancouver",
        "place": place.pk,
        "seats": seats,
        "start_day": days_ahead(60),
        "start_time": "09:00",
        "end_day": days_ahead(60),
        "end_time": "16:00",
        "safety_tier": "open",
        "admission": "invitation",
        "hold_seats": "on",
        "minimum_attendance": 0,
        "cut_off_hours": 24,
        "queue_policy": "first_come",
        "party_fit": "strict",
    }
    answer = as_alice.post("/en/organize/events/new/", typed)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    event = Event.objects.get()
    assert as_alice.post(f"/en/organize/events/{event.public_id}/act/plan/").status_code == 302
    return event


def opened(as_alice, as_bob, seats=2):
    event = planned(as_alice, seats)
    assert as_alice.post(f"/en/organize/events/{event.public_id}/open/", {}).status_code == 302
    request = event.signatures.get()
    assert as_bob.post(f"/en/organize/to-sign/{request.public_id}/", {"act": "sign"}).status_code == 302
    event.refresh_from_db()
    assert event.state == EventState.INVITING
    return event


def invited(as_alice, event, sector):
    found = as_alice.get(f"/en/organize/events/{event.public_id}/invitations/list/", {"sectors": sector.key})
    assert found.status_code == 200
    assert (
        as_alice.post(f"/en/organize/events/{event.public_id}/invitations/list/", {"sectors": [sector.key]}).status_code
        == 302
    )
    mail = as_alice.get(f"/en/organize/events/{event.public_id}/invitations/mail/")
    assert "Table ronde à Vancouver" in mail.content.decode()
    assert as_alice.post(f"/en/organize/events/{event.public_id}/invitations/mail/").status_code == 302
    inviting.release_due()


def link_in_mail(person):
    message = Message.objects.get(kind="event.invitation", to=person.public_id)
    composed = kinds.get(message.kind).compose(message.about, message.to, message.language)
    return re.search(r"https?://[^/]+(/\S+/my/i/\S+|/\S+/mon/i/\S+|/\S*/i/[\w-]+/)", composed.text)[1], composed


def test_from_plan_to_door(as_alice, as_bob, people):
    sector, (first, *_others) = people
    event = opened(as_alice, as_bob, seats=5)
    invited(as_alice, event, sector)
    link, composed = link_in_mail(first)
    visitor = Client()

    looked = visitor.get(link)
    assert looked.status_code == 200
    assert "Roundtable" not in looked.content.decode()
    assert visitor.post(link).status_code == 302
    page = visitor.get("/en/my/").content.decode()
    assert "Roundtable in Vancouver" in page
    option = Invitation.objects.get(person=first).options.get()
    form = visitor.get(f"/en/my/{option.public_id}/register/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', form)[1]
    typed = {"key": key, "need_interpretation": "on", "detail_interpretation": "Cree"}
    for _twice in range(2):
        visitor.post(f"/en/my/{option.public_id}/register/", typed)
    registration = Registration.objects.get(person=first)
    assert registration.state == "confirmed"
    assert registration.needs.get().detail == "Cree"
    assert visitor.get(f"/en/my/{option.public_id}/calendar.ics").content.startswith(b"BEGIN:VCALENDAR")

    roster = as_alice.get(f"/en/organize/events/{event.public_id}/people/").content.decode()
    assert first.display_name in roster
    file = as_alice.post(f"/en/organize/events/{event.public_id}/people/export/", {"form": "csv"})
    assert first.display_name in b"".join(file.streaming_content).decode("utf-8-sig")
    need = registration.needs.get()
    as_alice.post(f"/en/organize/needs/{need.public_id}/", {"act": "confirm"})
    assert as_alice.post(f"/en/organize/events/{event.public_id}/act/ready/").status_code == 302
    event.refresh_from_db()
    assert event.state == EventState.READY
    assert as_alice.post(f"/en/door/{registration.public_id}/in/", {"find": ""}).status_code == 302
    door = as_alice.get(f"/en/door/{event.public_id}/")
    assert "1" in re.search(r'stat__value">(\d+)', door.content.decode())[1]
    composed_fr = link_in_mail(people[1][1])[1]
    assert composed_fr.language == "fr"
    assert "invit" in composed_fr.subject.lower() or "Invitation" in composed_fr.subject
    assert composed.address.endswith("example.org")


@pytest.mark.parametrize(
    "path", ["", "edit/", "seats/", "invitations/", "invitations/list/", "people/", "needs/", "cancel/", "open/"]
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_an_event_answers_in_both_languages(as_alice, path, language):
    event = planned(as_alice)
    english = f"/en/organize/events/{event.public_id}/{path}"

    page = as_alice.get(english)
    assert page.status_code == 200
    if language == "fr":
        other = re.search(r'href="(/fr/[^"]+)"[^>]*lang="fr-CA"', page.content.decode())[1]
        assert as_alice.get(other).status_code == 200


def test_looking_at_a_link_changes_nothing_and_unknown_ones_are_explained(as_alice, as_bob, people):
    sector, (first, *_others) = people
    event = opened(as_alice, as_bob, seats=5)
    invited(as_alice, event, sector)
    link, _composed = link_in_mail(first)
    before = list(Invitation.objects.order_by("pk").values())

    for _time in range(20):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200

    assert list(Invitation.objects.order_by("pk").values()) == before
    dead = Client().get("/en/my/i/AAAA/")
    assert dead.status_code == 404
    assert "Have a new link sent to you" in dead.content.decode()


def test_a_stranger_learns_nothing_of_an_event_of_others(as_alice, as_bob):
    event = planned(as_alice)
    stranger = Client()
    stranger.force_login(person_with("organizer", name="Charlie"))

    for path in ("", "edit/", "people/", "seats/"):
        assert stranger.get(f"/en/organize/events/{event.public_id}/{path}").status_code == 404
    assert as_bob.get(f"/en/organize/events/{event.public_id}/people/").status_code == 404


def test_a_wrong_form_keeps_what_was_typed_and_says_how_to_mend_it(as_alice):
    place = PlaceFactory()
    answer = as_alice.post(
        "/en/organize/events/new/",
        {
            "kind": "meeting",
            "title_en": "Kept \x00 words",
            "place": place.pk,
            "seats": "many",
            "start_day": "31/31/2018",
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kept" in page
    assert Event.objects.count() == 0


def test_a_double_click_plans_one_event_and_a_foreign_key_plans_none(as_alice, as_bob):
    place = PlaceFactory()
    page = as_alice.get("/en/organize/events/new/").content.decode()
    typed = {
        "once": re.search(r'name="once" value="([^"]+)"', page)[1],
        "kind": "meeting",
        "title_en": "Meeting",
        "place": place.pk,
        "seats": 5,
        "safety_tier": "open",
        "admission": "invitation",
        "minimum_attendance": 0,
        "cut_off_hours": 24,
        "queue_policy": "first_come",
        "party_fit": "strict",
    }
    answers = [as_alice.post("/en/organize/events/new/", typed) for _press in range(2)]

    event = Event.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [f"/en/organize/events/{event.public_id}/"] * 2
    assert event.pools.count() == 1
    other = Client()
    other.force_login(person_with("organizer", name="Olga"))
    refused = other.post("/en/organize/events/new/", {**typed, "title_en": "Another"})
    assert refused.status_code == 422
    assert "Another" in refused.content.decode()
    assert Event.objects.count() == 1


def test_today_names_the_one_next_act(as_alice, alice):
    event = planned(as_alice)

    page = as_alice.get("/en/organize/").content.decode()

    assert f"/en/organize/events/{event.public_id}/open/" in page
    assert Actor.of(alice).user_id == alice.pk
