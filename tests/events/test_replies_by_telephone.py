"""Who telephones is answered too: the organizer finds them, enters their yes or no, or invites that one person."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from events.domain import registrations
from events.domain.enrolling import Details
from events.models import Event, Invitation, InvitationReply, QueueEntry, Registration
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


def change(client, seat, **typed):
    address = reverse("events:registration_change", args=[seat.public_id])
    shown = client.get(address).content.decode()
    return client.post(address, {"seen": re.search(r'name="seen" value="([^"]+)"', shown)[1]} | typed, follow=True)


def seat_with(event, **details):
    return registrations.accept(option_for(event), Details(**details), actor=SOMEONE).registration


def test_who_has_a_seat_and_telephones_has_needs_and_answers_changed_in_the_name_of_who_entered_it(client, alice):
    event = run_by(alice)
    question = FormQuestionFactory(event=event)
    seat = seat_with(event, needs={"diet": "halal"}, answers={question.public_id: "Housing"})
    registration = client.get(reverse("events:registration", args=[seat.public_id])).content.decode()
    form = client.get(reverse("events:registration_change", args=[seat.public_id])).content.decode()

    typed = {"need_mobility": "on", "detail_mobility": "a ramp", f"question_{question.public_id}": "Shelters"}
    done = change(client, seat, **typed)
    change(client, seat, **typed)

    assert reverse("events:registration_change", args=[seat.public_id]) in registration
    assert "halal" in form and "Housing" in form
    assert "Saved for this person" in done.content.decode()
    assert {need.kind: need.detail for need in seat.needs.exclude(state="withdrawn")} == {"mobility": "a ramp"}
    assert seat.answers.get().value == "Shelters"
    entry = AuditEntry.objects.get(verb="registration.changed")
    assert (entry.actor_ref, entry.facts) == (str(alice.public_id), {"channel": "staff"})
    assert not {"halal", "Shelters", "a ramp"} & set(map(str, entry.fields))


def test_an_answer_that_organizers_do_not_read_is_neither_shown_to_them_nor_touched(client, alice):
    """EV-25."""
    event = run_by(alice)
    kept = FormQuestionFactory(event=event, audience=["logistics"], required=True)
    unanswered = FormQuestionFactory(event=event, audience=["logistics"])
    seat = seat_with(event, answers={kept.public_id: "Insulin in a fridge"})

    form = client.get(reverse("events:registration_change", args=[seat.public_id])).content.decode()
    done = change(client, seat, need_diet="on", **{f"question_{unanswered.public_id}": "No"}).content.decode()

    assert "Insulin" not in form and str(kept.public_id) not in form and str(unanswered.public_id) in form
    assert "stay as they are" in form and "Saved for this person" in done
    assert {answer.value for answer in seat.answers.all()} == {"Insulin in a fridge", "No"}


def test_what_the_person_saved_themselves_meanwhile_is_shown_before_it_is_overwritten(client, alice):
    event = run_by(alice)
    seat = seat_with(event, needs={"diet": "halal"})
    address = reverse("events:registration_change", args=[seat.public_id])
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(address).content.decode())[1]
    registrations.change(seat, Details(needs={"diet": "vegan"}), actor=SOMEONE)

    stopped = client.post(address, {"seen": seen, "need_diet": "on", "detail_diet": "kosher"})
    again = re.search(r'name="seen" value="([^"]+)"', stopped.content.decode())[1]
    client.post(address, {"seen": again, "need_diet": "on", "detail_diet": "kosher"})

    assert stopped.status_code == 422 and "vegan" in stopped.content.decode() and "kosher" in stopped.content.decode()
    assert seat.needs.exclude(state="withdrawn").get().detail == "kosher"


def test_who_enters_for_others_reads_why_nothing_can_be_entered_and_never_to_write_to_themselves(client, alice):
    event = run_by(alice)
    seat = seat_with(event)
    Event.objects.filter(pk=event.pk).update(cut_off_at=timezone.now())

    for name, args in (
        ("events:registration_change", [seat.public_id]),
        ("events:reply_enter", [event.public_id, seat.person.public_id]),
        ("events:reply_enter", [event.public_id, PersonFactory().public_id]),
    ):
        page = client.get(reverse(name, args=args)).content.decode()
        assert "fewer hours before the start" in page and "Write to the organizer" not in page
        assert 'name="need_diet"' not in page


def test_a_registration_at_a_protected_event_and_one_of_somebody_elses_event_cannot_be_changed(client, alice):
    """EV-18."""
    stranger = seat_with(EventFactory())
    protected = seat_with(run_by(alice))
    Event.objects.filter(pk=protected.event_id).update(safety_tier="protected", public_page=False)
    for seat in (stranger, protected):
        assert client.get(reverse("events:registration_change", args=[seat.public_id])).status_code == 404
