"""Who telephones is answered too: the organizer finds them, enters their yes or no, or invites that one person."""

import re

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from events.domain import registrations
from events.models import Invitation, InvitationReply, QueueEntry, Registration
from messaging.models import Message
from tests.factories.accounts import person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    FormQuestionFactory,
    ProtectedEventFactory,
    option_for,
)
from tests.factories.partners import OrganizationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    """Organizes events, signed in."""
    person = person_with("organizer", name="Alice Roy")
    client.force_login(person)
    return person


def run_by(person, made=EventFactory, **fields):
    event = made(**fields)
    EventTeamMemberFactory(event=event, user=person)
    return event


def enter(client, event, person, **typed):
    address = reverse("events:reply_enter", args=[event.public_id, person.public_id])
    return client.post(address, typed, follow=True)


def test_a_yes_by_telephone_is_a_registration_like_any_other_under_the_name_of_who_entered_it(client, alice):
    event = run_by(alice)
    question = FormQuestionFactory(event=event, required=True)
    person, field = PersonFactory(email="caller@example.org"), f"question_{question.public_id}"
    form = client.get(reverse("events:reply_enter", args=[event.public_id, person.public_id])).content.decode()
    typed = {"key": re.search(r'name="key" value="([^"]+)"', form)[1], "act": "yes", "need_diet": "on"}

    refused = enter(client, event, person, **typed)
    for _twice in range(2):
        done = enter(client, event, person, **typed, **{field: "Housing"})

    assert refused.status_code == 422 and 'name="need_diet"' in refused.content.decode()
    assert "a confirmation is on its way" in done.content.decode()
    seat = Registration.objects.get()
    assert (seat.state, seat.channel, seat.answers.get().value) == ("confirmed", "staff", "Housing")
    entry = AuditEntry.objects.get(verb="registration.confirmed")
    assert entry.actor_ref == str(alice.public_id)
    assert Message.objects.get(kind="event.confirmation").to == person.public_id


def test_a_no_by_telephone_gives_the_seat_to_whoever_waits(client, alice):
    event = run_by(alice, seats=1)
    seat = registrations.accept(option_for(event), actor=SOMEONE).registration
    waiting = registrations.accept(option_for(event), actor=SOMEONE).entry

    enter(client, event, seat.person, act="no")
    taken = enter(client, event, waiting.person, act="take")

    seat.refresh_from_db()
    assert seat.state == "cancelled"
    assert InvitationReply.objects.filter(channel="staff").count() == 1
    assert "a confirmation is on its way" in taken.content.decode()
    assert Registration.objects.get(state="confirmed").person == waiting.person


def test_where_every_seat_is_taken_a_caller_waits_and_is_told(client, alice):
    event = run_by(alice, seats=1)
    registrations.accept(option_for(event), actor=SOMEONE)
    person = PersonFactory()

    answer = enter(client, event, person, act="yes")

    assert QueueEntry.objects.get().person == person
    assert "on the waiting list and is told so" in answer.content.decode()
    assert "There is nothing to answer" in enter(client, event, PersonFactory(), act="no").content.decode()


def test_people_are_found_by_name_and_one_alone_can_be_put_on_the_list(client, alice):
    event = run_by(alice)
    person = PersonFactory(display_name="Nadia Osei", organization=OrganizationFactory())
    address = reverse("events:reply_find", args=[event.public_id])
    assert "Osei" not in client.get(address).content.decode()
    found = client.post(address, {"q": "osei"}, follow=True)
    assert "Nadia Osei" in found.content.decode() and "osei" not in found.redirect_chain[0][0]

    client.post(reverse("events:invite_one", args=[event.public_id, person.public_id]))
    again = client.post(address, {"q": "osei"}, follow=True).content.decode()

    assert Invitation.objects.get().person == person and Invitation.objects.get().state == "prepared"
    assert "On the invitation list" in again


def test_about_a_protected_event_nobody_telephones(client, alice):
    """EV-18."""
    event = run_by(alice, ProtectedEventFactory)
    assert client.get(reverse("events:reply_find", args=[event.public_id])).status_code == 404
    assert enter(client, event, PersonFactory(), act="yes").status_code == 404
