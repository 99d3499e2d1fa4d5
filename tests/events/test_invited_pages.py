"""What an invited person meets on their own pages: deadlines at the place, offers, and answers that are true."""

import datetime
import re
import time

import pytest
import time_machine
from django.core import signing
from django.urls import reverse

from accounts.actors import Actor
from events.domain import invitations, questions, registrations, scheduling, signatures, waiting_list
from events.domain.enrolling import Details
from events.models import (
    Event,
    FormAnswer,
    Invitation,
    InvitationCode,
    LinkRequest,
    Offer,
    QueueEntry,
    Registration,
)
from events.views import attendee as attendee_views
from events.views import visits
from events.words import deadline, when, where
from kernel.errors import Invalid
from kernel.limits import Limit
from tests.factories.accounts import UserFactory
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    FormQuestionFactory,
    SessionFactory,
    VenueFactory,
    option_for,
    visit_of,
)
from tests.factories.partners import PlaceFactory

pytestmark = pytest.mark.django_db
UTC = datetime.UTC


def visiting(client, option):
    client.cookies[visits.COOKIE] = visit_of(option.invitation)
    return client


def page(client, name, option):
    return client.get(reverse(f"events:{name}", args=[option.public_id]))


def my_page(client):
    return client.get(reverse("events:my")).content.decode()


def send(client, name, option, **typed):
    return client.post(reverse(f"events:{name}", args=[option.public_id]), typed, follow=True)


def full(**values):
    event = EventFactory(seats=1, **values)
    return event, registrations.accept(option_for(event), actor=SOMEONE).registration


def offered(event, taken, details=Details()):  # noqa: B008 - frozen
    entry = registrations.accept(option_for(event), details, actor=SOMEONE).entry
    registrations.withdraw(taken, actor=SOMEONE)
    return entry


def test_deadlines_are_said_as_a_clock_at_the_place_shows_them(client):
    place = PlaceFactory(zone="America/Vancouver", time_en="Vancouver time", time_fr="heure de Vancouver")
    event, taken = full(place=place, zone="America/Vancouver", start_day=datetime.date(2027, 5, 5))
    entry = offered(event, taken)
    evening = datetime.datetime(2027, 2, 4, 5, tzinfo=UTC)  # Wednesday, February 3 in Vancouver
    with time_machine.travel(datetime.datetime(2027, 2, 1, tzinfo=UTC), tick=False):
        Offer.objects.update(expires_at=evening)
        Invitation.objects.filter(pk=entry.option.invitation_id).update(reply_by=evening, state="released")
        visiting(client, entry.option)
        offer = page(client, "my_offer", entry.option).content.decode()
        mine = my_page(client)
    for text in (offer, mine):
        assert "Wednesday, February 3, 2027" in text.replace("\xa0", " ") and "Vancouver" in text
        assert "February 4" not in text.replace("\xa0", " ")


def test_while_an_event_is_put_off_no_former_date_stands_and_nothing_is_asked(client):
    event, taken = full()
    entry, asked = offered(event, taken), option_for(event)
    former = when(event)
    before = my_page(visiting(client, entry.option))
    scheduling.postpone(event, actor=SOMEONE)

    waiting = my_page(client)
    answer = send(client, "my_offer", entry.option, act="accept")
    invited = my_page(visiting(client, asked))

    assert former in before and reverse("events:my_offer", args=[entry.option.public_id]) in before
    for text in (waiting, answer.content.decode(), invited):
        assert "This event has been postponed." in text and former not in text
        assert "Please reply by" not in text and f"my/{entry.option.public_id}/" not in text
    assert not Registration.objects.filter(option=entry.option).exists()


def test_a_cancelled_event_says_so_first_and_why(client):
    alice, bob = (Actor.of(UserFactory()) for _ in range(2))
    option = option_for(EventFactory(description_en="What comes next.", description_fr="La suite."))
    request = signatures.ask_to_cancel(option.event, actor=alice, reason_en="The hall is flooded.", reason_fr="Dégât.")
    signatures.sign(request, actor=bob)

    text = my_page(visiting(client, option))

    assert "This event has been cancelled." in text and "The hall is flooded." in text
    assert "What comes next." not in text


def test_the_deadline_of_an_offer_stands_on_my_page_and_one_may_go_back_to_it_undecided(client):
    event, taken = full()
    entry = offered(event, taken)

    mine = my_page(visiting(client, entry.option))
    offer = page(client, "my_offer", entry.option).content.decode()

    until = deadline(entry.offers.get().expires_at, event)
    assert f"It is kept for you until {until}." in mine
    assert re.search(rf'href="{reverse("events:my")}"[^>]*>Back<', offer) and where(event) in offer


def test_until_when_one_may_change_is_a_moment_not_a_number_of_hours(client):
    event = EventFactory(start_day=datetime.date(2027, 5, 5), cut_off_hours=1)
    with time_machine.travel(datetime.datetime(2027, 3, 1, 15, tzinfo=UTC)):
        registration = registrations.accept(option_for(event), actor=SOMEONE).registration
        text = my_page(visiting(client, registration.option)).replace("\xa0", " ")
    assert "Changes are possible until Wednesday, May 5, 2027, 8 am" in text


def test_an_offer_is_taken_although_a_question_was_retired_meanwhile(client):
    event, taken = full()
    question = FormQuestionFactory(event=event)
    entry = offered(event, taken, Details(answers={question.public_id: "Housing"}))
    questions.retire(question, actor=SOMEONE)

    answer = send(visiting(client, entry.option), "my_offer", entry.option, act="accept")

    assert answer.status_code == 200
    assert Registration.objects.get(person=entry.person).state == "confirmed"


def test_an_offer_asks_what_has_become_required_since_and_keeps_what_was_said(client):
    event, taken = full()
    entry = offered(event, taken, Details(needs={"diet": "no nuts"}))
    question = FormQuestionFactory(event=event, required=True)
    field = f"question_{question.public_id}"
    visiting(client, entry.option)
    assert "no nuts" in page(client, "my_offer", entry.option).content.decode()
    with pytest.raises(Invalid):
        waiting_list.accept(entry.offers.get(), actor=SOMEONE, channel="link")

    refused = send(client, "my_offer", entry.option, act="accept", need_diet="on", detail_diet="no nuts")
    taken_now = send(
        client, "my_offer", entry.option, act="accept", need_diet="on", detail_diet="no nuts", **{field: "Housing"}
    )

    assert (refused.status_code, taken_now.status_code) == (422, 200)
    seat = Registration.objects.get(person=entry.person)
    assert seat.needs.get().detail == "no nuts" and seat.answers.get().value == "Housing"


def test_who_waited_on_a_list_that_was_closed_may_ask_anew(client):
    event, _taken = full()
    entry = registrations.accept(option_for(event), actor=SOMEONE).entry
    QueueEntry.objects.update(state="closed")

    again = registrations.accept(entry.option, actor=SOMEONE)

    assert again.entry is not None and again.entry != entry


def test_an_old_form_sent_again_after_giving_up_tells_the_truth(client):
    option = option_for(EventFactory())
    visiting(client, option)
    send(client, "my_register", option, key="once")
    send(client, "my_withdraw", option)

    text = send(client, "my_register", option, key="once").content.decode()

    assert "You are on the waiting list" not in text
    assert "This form was used before" in text
    assert not Registration.objects.filter(state="confirmed").exists()


def test_saving_needs_leaves_answers_to_retired_questions_as_they_were():
    event = EventFactory()
    question = FormQuestionFactory(event=event)
    seat = registrations.accept(
        option_for(event), Details(answers={question.public_id: "Housing"}), actor=SOMEONE
    ).registration
    questions.retire(question, actor=SOMEONE)

    registrations.change(seat, Details(needs={"diet": ""}), actor=SOMEONE)

    assert FormAnswer.objects.get().value == "Housing"


def test_the_calendar_file_is_offered_only_where_the_entry_stands(client):
    event = EventFactory(approval=True)
    seat = registrations.accept(option_for(event), actor=SOMEONE).registration
    visiting(client, seat.option)
    assert "calendar.ics" not in my_page(client)
    registrations.approve(seat, actor=SOMEONE)
    assert "calendar.ics" in my_page(client)


def test_my_page_shows_the_program_by_day_and_how_one_gets_in(client):
    event = EventFactory(venue=VenueFactory())
    SessionFactory(event=event, title_en="Opening words")
    SessionFactory(event=event, title_en="Second day", day=event.start_day + datetime.timedelta(days=1))

    text = my_page(visiting(client, option_for(event)))

    assert "Step-free entrance" in text
    assert text.index("Opening words") < text.index("Second day")
    assert text.count("<h4>") == 2


def test_a_lapsed_offer_does_not_read_as_a_no(client):
    event, taken = full()
    entry = offered(event, taken)
    Offer.objects.update(expires_at=datetime.datetime.now(UTC))
    waiting_list.expire(entry.offers.get())

    text = my_page(visiting(client, entry.option))

    assert "You said no" not in text
    assert "has gone to the next person" in text


def test_when_no_offer_can_be_made_any_more_who_waits_takes_a_free_seat_by_asking(client):
    event, taken = full()
    entry = registrations.accept(option_for(event), Details(needs={"diet": "no nuts"}), actor=SOMEONE).entry
    Invitation.objects.update(reply_by=event.starts_at)
    with time_machine.travel(event.cut_off_at - datetime.timedelta(hours=5)):
        visiting(client, entry.option)
        asked_early = send(client, "my_register", entry.option, need_diet="on", detail_diet="no nuts")
        assert "You are on the waiting list" in asked_early.content.decode()
        registrations.withdraw(taken, actor=SOMEONE)
        assert "Ask whether a seat is free" in my_page(client)
        assert "no nuts" in page(client, "my_register", entry.option).content.decode()

        send(client, "my_register", entry.option, need_diet="on", detail_diet="no nuts")

    entry.refresh_from_db()
    assert entry.state == "accepted"
    assert Registration.objects.get(person=entry.person).state == "confirmed"
    assert Event.objects.get().pools.get().taken == 1


@pytest.mark.parametrize("address", ["known@example.org", "unknown@example.org"])
def test_asking_for_a_link_again_and_again_has_to_wait_whoever_asks(client, monkeypatch, address):
    """RE-16, RE-17."""
    monkeypatch.setattr(attendee_views, "LINKS_TO_ONE", Limit(f"test_link_{address}", allowed=2, per=900))
    option_for(EventFactory(), email="known@example.org")

    answers = [client.post(reverse("events:send_link"), {"email": address}) for _time in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "900"
    assert f'value="{address}"' in answers[-1].content.decode()
    assert LinkRequest.objects.count() == 2


def test_no_flood_of_codes_leaves_one_link(client, monkeypatch):
    monkeypatch.setattr(attendee_views, "CODES_TO_ONE", Limit("test_code", allowed=1, per=900))
    option = option_for(EventFactory())
    registrations.accept(option, actor=SOMEONE)
    option.invitation.refresh_from_db()
    link = reverse("events:link", args=[invitations.issue([option.invitation])[option.invitation.pk]])

    answers = [client.post(link, follow=True) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]  # the code of the first time may be typed
    assert InvitationCode.objects.count() == 1
    assert "Too many tries" in answers[-1].content.decode()


def test_a_second_page_does_not_undo_what_the_first_one_saved(client):
    option = option_for(EventFactory())
    registrations.accept(option, actor=SOMEONE)
    visiting(client, option)
    seen = re.search(r'name="seen" value="([^"]+)"', page(client, "my_change", option).content.decode())[1]

    first = send(client, "my_change", option, seen=seen, need_mobility="on", detail_mobility="a ramp")
    second = send(client, "my_change", option, seen=seen, need_diet="on", detail_diet="no nuts")
    shown = second.content.decode()
    newer = re.search(r'name="seen" value="([^"]+)"', shown)[1]

    assert (first.status_code, second.status_code) == (200, 422)
    assert "a ramp" in shown and "no nuts" in shown  # what is saved, and what was typed
    assert Registration.objects.get().needs.get().kind == "mobility"
    assert send(client, "my_change", option, seen=newer, need_diet="on", detail_diet="no nuts").status_code == 200
    assert Registration.objects.get().needs.get(state="requested").kind == "diet"


def test_a_visit_goes_on_with_every_page_and_ends_after_half_an_hour_without_one_or_ten_hours_in_all(client):
    event = EventFactory()
    option = option_for(event)
    Invitation.objects.update(reply_by=event.starts_at)
    with time_machine.travel(datetime.datetime.now(UTC), tick=False) as clock:
        visiting(client, option)
        pages = []
        for minutes in (20, 20, 31):
            clock.shift(minutes * 60)
            pages.append(client.get(reverse("events:my")).status_code)
        first_page = int(time.time()) - visits.MOST_SECONDS - 1
        old = visits.Visit(option.invitation.public_id, option.invitation.generation, first_page)
        client.cookies[visits.COOKIE] = signing.get_cookie_signer(salt=visits.COOKIE + visits.SALT).sign(str(old))
        pages.append(client.get(reverse("events:my")).status_code)
    assert pages == [200, 200, 403, 403]
