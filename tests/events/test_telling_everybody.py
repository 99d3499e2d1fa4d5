"""An event that moves is told to everybody concerned: once, in words of their standing, and only what is new (5.7)."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from events.domain import invitations, notices, registrations, scheduling, signatures, sweeping, venues, waiting_list
from events.models import Event, Invitation, Offer, QueueEntry, Registration
from events.queries import concerned
from messaging import kinds
from messaging.kinds import Composed, NotYet, Reference, Suppressed
from messaging.models import CalendarEntry, Message
from tests.factories.accounts import UserFactory, person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    InvitationFactory,
    VenueFactory,
    days_ahead,
    option_for,
)
from tests.factories.partners import ContactRuleFactory, OrganizationFactory, PersonFactory

pytestmark = pytest.mark.django_db
CONCERNED = ("seated", "pending", "offered", "waiting", "asked", "list_closed")


def all_sent():
    now = timezone.now()
    Message.objects.filter(state="due").update(state="sent", submitted_at=now, settled_at=now)


def crowd(**values):
    """Return an event and one person of each standing, all of whose letters have left."""
    event = EventFactory(seats=3, venue=None, **values)
    people = {}
    people["seated"] = option_for(event)
    leaver, people["pending"] = option_for(event), option_for(event)
    registrations.accept(people["seated"], actor=SOMEONE)
    registrations.accept(leaver, actor=SOMEONE)
    Event.objects.update(approval=True)
    registrations.accept(people["pending"], actor=SOMEONE)
    Event.objects.update(approval=False)
    for name in ("offered", "list_closed", "waiting"):
        people[name] = option_for(event)
        registrations.accept(people[name], actor=SOMEONE)
    QueueEntry.objects.filter(option=people["list_closed"]).update(state="closed")
    registrations.withdraw(Registration.objects.get(option=leaver), actor=SOMEONE)
    people["asked"] = option_for(event, organization=OrganizationFactory())  # a public role may be invited
    declined = option_for(event)
    registrations.decline(declined, actor=SOMEONE)
    all_sent()
    people = {name: option.invitation.person for name, option in people.items()}
    assert {one.to: one.standing for one in concerned.people(Event.objects.get())} == {
        person.public_id: name for name, person in people.items()
    }
    return Event.objects.get(), people


def at_another_time(event):
    scheduling.edit(event, actor=SOMEONE, start_time=datetime.time(10))


def in_a_house(event):
    scheduling.edit(event, actor=SOMEONE, venue=VenueFactory(place=event.place))


def house_renamed(event):
    Event.objects.update(venue=VenueFactory(place=event.place))
    venue = Event.objects.get().venue
    texts = {name: getattr(venue, name) for name in ("name_en", "name_fr", "address", "access_en", "access_fr")}
    venues.edit(
        venue, actor=SOMEONE, place=event.place, **texts | {"name_en": "City Hall", "name_fr": "Hôtel de ville"}
    )


def put_off(event):
    scheduling.postpone(event, actor=SOMEONE)


def opened_again(event, **values):
    alice, bob = Actor.of(UserFactory()), Actor.of(UserFactory())
    scheduling.edit(event, actor=alice, **values)
    scheduling.plan(event, actor=alice)
    signatures.sign(signatures.ask_to_open(event, actor=alice), actor=bob)


def back_with_a_new_date(event):
    put_off(event)
    all_sent()
    opened_again(event, start_day=days_ahead(90), end_day=days_ahead(90))


def called_off(event):
    alice, bob = Actor.of(UserFactory()), Actor.of(UserFactory())
    signatures.sign(signatures.ask_to_cancel(event, actor=alice, reason_en="Fire", reason_fr="Feu"), actor=bob)


CHANGED = {
    "seated": "Your seat is kept. Here is what is planned now.",
    "pending": "an organizer still looks at it",
    "offered": "The seat we offered you is still held for you.",
    "waiting": "You are still on the waiting list.",
    "asked": "your invitation stands",
    "list_closed": "replies are possible again",
}
PUT_OFF = {
    "seated": "Your seat is kept, and we will tell you the new date.",
    "pending": "Your registration stands",
    "offered": "stays held for you",
    "waiting": "You do not need to do anything now.",
    "asked": "You do not need to do anything now.",
    "list_closed": "You do not need to do anything now.",
}
OFF = dict.fromkeys(CONCERNED, "will not take place. You do not need to do anything.") | {
    "offered": "The offer of a seat that you had ends with it.",
    "waiting": "Your place on the waiting list ends with it.",
}


def words_of(message):
    composed = kinds.get(message.kind).compose(message.about, message.to, "en")
    assert isinstance(composed, Composed), composed
    return composed


def due():
    return Message.objects.filter(state="due").order_by("pk")


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (at_another_time, CHANGED),
        (in_a_house, CHANGED),
        (house_renamed, CHANGED),
        (put_off, PUT_OFF),
        (back_with_a_new_date, CHANGED),
        (called_off, OFF),
    ],
)
def test_everybody_concerned_is_told_once_in_words_of_their_standing(act, says):
    event, people = crowd()

    act(event)

    told = {message.to: words_of(message) for message in due()}
    assert due().count() == len(told) == len(people)
    for name, person in people.items():
        words = told[person.public_id]
        assert says[name] in words.text, name
        assert says[name] in " ".join(re.sub(r"<[^>]+>", "", words.html).split()), name


def test_an_offer_keeps_its_deadline_and_the_letter_says_it_with_a_way_to_answer():
    event, people = crowd()
    before = Offer.objects.get().expires_at

    at_another_time(event)

    assert Offer.objects.get().expires_at == before
    text = words_of(due().get(to=people["offered"].public_id)).text
    assert "Please accept or decline by" in text and "Accept or decline" in text


def test_moved_nearer_the_letter_says_the_deadline_that_was_drawn_in():
    event, people = crowd()
    Offer.objects.update(expires_at=event.starts_at - datetime.timedelta(days=2))

    event = scheduling.edit(event, actor=SOMEONE, start_day=days_ahead(20), end_day=days_ahead(20))

    assert Offer.objects.get().expires_at == event.cut_off_at
    kind, message = kinds.get("event.change"), due().get(to=people["offered"].public_id)
    subject = kind.subjects([Reference(message.about, message.to, "en")])[message.about]
    assert kind.facts(subject, "en")["reply_by"] == kinds.get("event.offer").facts(subject, "en")["until"]


def test_five_changes_within_the_hold_are_one_message_each_and_taken_back_they_are_none():
    """EV-16, EV-A27."""
    event, people = crowd()

    for hour in range(10, 15):
        scheduling.edit(event, actor=SOMEONE, start_time=datetime.time(hour))
    assert due().count() == len(people)

    scheduling.edit(event, actor=SOMEONE, start_time=datetime.time(9))
    assert not due().exists()
    suppressed = Message.objects.filter(kind="event.change", state="suppressed")
    assert list(suppressed.values_list("reason", flat=True)) == ["change_taken_back"] * len(people)

    at_another_time(event)
    assert due().count() == len(people)


def test_put_off_and_back_on_the_same_day_within_the_hold_tells_nobody():
    event, people = crowd()

    put_off(event)
    assert due().count() == len(people)
    opened_again(event)

    assert not due().exists()
    assert CalendarEntry.objects.get(to=people["seated"].public_id).last_method == "REQUEST"


def test_put_off_and_back_on_another_day_within_the_hold_is_one_message_with_the_new_day():
    event, people = crowd()

    put_off(event)
    opened_again(event, start_day=days_ahead(90), end_day=days_ahead(90))

    assert due().count() == len(people)
    for name, person in people.items():
        assert CHANGED[name] in words_of(due().get(to=person.public_id)).text


def test_a_new_date_that_is_not_opened_yet_is_told_to_nobody():
    event, people = crowd()
    put_off(event)
    scheduling.edit(event, actor=SOMEONE, start_day=days_ahead(90), end_day=days_ahead(90))
    scheduling.plan(event, actor=SOMEONE)

    assert due().count() == len(people)
    for message in due():
        words = words_of(message)
        assert words.subject.startswith("Postponed") and "When" not in words.html


def test_a_letter_that_has_not_left_carries_the_change_by_itself():
    event = EventFactory(seats=1)
    registrations.accept(option_for(event), actor=SOMEONE)
    waits = option_for(event)
    registrations.accept(waits, actor=SOMEONE)

    at_another_time(event)

    assert sorted(due().values_list("kind", flat=True)) == ["event.confirmation", "event.waiting"]
    assert "10 am" in words_of(due().get(kind="event.waiting")).text.replace("\u00a0", " ")


def test_an_invitation_waits_while_all_it_offers_is_put_off_and_nobody_is_told_of_what_they_do_not_know():
    event = EventFactory()
    message = invited(invitation_to(event))

    put_off(event)
    assert list(due()) == [message]
    waits = kinds.get(message.kind).compose(message.about, message.to, "en")
    assert isinstance(waits, NotYet) and waits.code == "event_postponed"

    Message.objects.update(reason="event_postponed", due_at=waits.until)
    opened_again(event, start_day=days_ahead(90), end_day=days_ahead(90))
    (letter,) = due()
    assert letter == message and letter.due_at < waits.until
    assert "You are invited" in words_of(letter).text


def test_who_has_not_read_the_invitation_is_not_told_that_the_event_is_off():
    event = EventFactory()
    unaware, aware = invitation_to(event), invitation_to(event)
    invited(unaware)

    called_off(event)

    assert [row.to for row in due().filter(kind="event.cancellation")] == [aware.person.public_id]
    message = Message.objects.get(kind="event.invitation")
    assert isinstance(kinds.get(message.kind).compose(message.about, message.to, "en"), Suppressed)


def invitation_to(*events):
    person = PersonFactory(organization=OrganizationFactory())
    return InvitationFactory(series=events[0].series, events=events, person=person, sends=1)


def invited(invitation):
    notices.owe_invitations([invitation])
    return Message.objects.get(kind="event.invitation")


def test_the_link_of_the_letter_opens_while_the_event_is_put_off_although_the_day_to_reply_is_past(client):
    event, people = crowd()
    put_off(event)
    Invitation.objects.update(reply_by=timezone.now() - datetime.timedelta(days=1))
    invitation = Invitation.objects.get(person=people["asked"])
    (token,) = invitations.issue([invitation]).values()

    page = client.post(reverse("events:link", args=[token]), follow=True).content.decode()

    assert "This event has been postponed." in page and "The time to reply is over" not in page


def test_an_invitation_to_two_events_leaves_out_the_one_that_is_put_off():
    event = EventFactory(title_en="Kept")
    other = EventFactory(series=event.series, title_en="Put off")
    message = invited(invitation_to(event, other))

    put_off(other)

    text = words_of(message).text
    assert "Kept" in text and "Put off" not in text


@pytest.mark.parametrize("kind", ["event.reminder", "event.soon"])
def test_no_reminder_leaves_for_an_event_that_was_put_off_meanwhile(kind):
    event, people = crowd()
    reference = {
        "event.reminder": Invitation.objects.get(person=people["asked"]).public_id,
        "event.soon": Registration.objects.get(person=people["seated"]).public_id,
    }[kind]
    put_off(event)

    found = kinds.get(kind).compose(reference, people["asked"].public_id, "en")

    assert isinstance(found, Suppressed) and found.code == "event_postponed"


def accept_the_offer(event, people):
    waiting_list.accept(Offer.objects.get(state="made"), actor=SOMEONE, channel="link")
    return people["offered"]


def get_an_offer(event, people):
    registrations.withdraw(Registration.objects.get(person=people["seated"]), actor=SOMEONE)
    return people["waiting"]


def reply(event, people):
    registrations.decline(Invitation.objects.get(person=people["asked"]).options.get(), actor=SOMEONE)
    return people["asked"]


def ask_anew(event, people):
    registrations.accept(Invitation.objects.get(person=people["list_closed"]).options.get(), actor=SOMEONE)
    return people["list_closed"]


def be_approved(event, people):
    registrations.approve(Registration.objects.get(person=people["pending"]), actor=SOMEONE)
    return people["pending"]


@pytest.mark.parametrize("step", [accept_the_offer, get_an_offer, reply, ask_anew, be_approved])
def test_who_stands_otherwise_before_the_change_leaves_reads_it_in_the_letter_of_the_new_standing_alone(step):
    event, people = crowd()
    at_another_time(event)

    person = step(event, people)

    leaving = []
    for message in due().filter(to=person.public_id):
        composed = kinds.get(message.kind).compose(message.about, message.to, "en")
        leaving += [message.kind] if isinstance(composed, Composed) else []
    assert "event.change" not in leaving and len(leaving) <= 1


def test_whether_a_person_wants_mail_is_asked_when_the_word_of_a_change_leaves():
    event, people = crowd()
    at_another_time(event)
    ContactRuleFactory(person=people["offered"], email_allowed=False)

    message = due().get(to=people["offered"].public_id)
    found = kinds.get(message.kind).compose(message.about, message.to, "en")

    assert isinstance(found, Suppressed) and found.code == "channel_not_wanted"


@pytest.mark.parametrize("act", [at_another_time, put_off, called_off])
def test_who_was_asked_and_may_not_be_invited_by_mail_is_not_written_to_about_it_either(act):
    """PA-16: a change of an invitation rests on what the invitation rests on."""
    event = EventFactory()
    option_for(event)

    act(event)

    (message,) = due()
    found = kinds.get(message.kind).compose(message.about, message.to, "en")
    assert isinstance(found, Suppressed) and found.code == "consent_not_asked"


def test_an_event_that_has_begun_tells_another_room_to_those_with_a_seat_alone():
    event, people = crowd()
    Event.objects.update(state="in_progress")

    in_a_house(event)

    assert {message.to for message in due()} == {people["seated"].public_id, people["pending"].public_id}


def test_moved_away_from_a_day_that_is_near_it_is_told_at_once():
    event, people = crowd()
    moment = event.starts_at - datetime.timedelta(hours=3)
    with time_machine.travel(moment, tick=False):
        scheduling.edit(event, actor=SOMEONE, start_day=days_ahead(40), end_day=days_ahead(40))
        assert {message.due_at for message in due()} == {moment}
        assert due().get(to=people["seated"].public_id)


@pytest.mark.parametrize("people", [3, 30])
def test_telling_those_without_a_calendar_costs_the_same_for_few_and_for_many(people, django_assert_num_queries):
    """PF-12."""
    event = EventFactory()
    for _ in range(people):
        option_for(event)

    with django_assert_num_queries(19):
        scheduling.edit(event, actor=SOMEONE, start_time=datetime.time(10))

    assert due().count() == people


def test_the_offer_of_a_cancelled_event_is_over_and_no_deadline_runs_on():
    event, people = crowd()
    called_off(event)

    sweeping.sweep()

    assert Offer.objects.get().state == "revoked"
    assert due().filter(to=people["offered"].public_id).count() == 1


def test_who_postpones_or_cancels_reads_that_everybody_concerned_is_told(client):
    event, people = crowd()
    user = person_with("organizer")
    EventTeamMemberFactory(event=event, user=user)
    client.force_login(user)

    for page in ("event_postpone", "event_cancel"):
        shown = client.get(reverse(f"events:{page}", args=[event.public_id])).content.decode()
        assert f"{len(people)} people are told" in shown
