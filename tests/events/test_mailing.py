"""What is owed and was sent about one event, and the reminders an organizer plans (events 5.7)."""

import datetime
import re
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import AuditEntry
from events.domain import registrations, reminders
from events.models import Reminder
from kernel.errors import DomainError
from messaging.models import Message
from tests.factories.accounts import person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    InvitationFactory,
    ProtectedEventFactory,
    ReminderFactory,
    days_ahead,
    options_for,
)
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    """Runs the events of these tests."""
    person = person_with("organizer", name="Alice Roy")
    client.force_login(person)
    return person


@pytest.fixture
def event(alice):
    found = EventFactory(seats=30)
    EventTeamMemberFactory(event=found, user=alice)
    return found


def page_of(client, event):
    return client.get(reverse("events:event_messages", args=[event.public_id]))


def asked(event, day=10, hour="14 h 30", audience="no_reply"):
    when = days_ahead(day)
    return {"audience": audience, "day_day": when.day, "day_month": when.month, "day_year": when.year, "time": hour}


def typed(client, event, **fields):
    form = client.get(reverse("events:reminder_plan", args=[event.public_id])).content.decode()
    parts = re.findall(r'name="(day[^"]*)"', form)
    values = asked(event, **fields)
    day = [values.pop(f"day_{part}") for part in ("day", "month", "year")]
    return client.post(
        reverse("events:reminder_plan", args=[event.public_id]), values | dict(zip(parts, day, strict=True))
    )


# ---- what was sent --------------------------------------------------------------------------------------------------


def test_messages_about_an_event_are_counted_by_kind_and_state_and_those_of_other_events_are_not(client, event):
    option, elsewhere = options_for(event, 1)[0], options_for(EventFactory(), 1)[0]
    seated = registrations.accept(options_for(event, 1)[0], actor=SOMEONE).registration
    Message.objects.all().delete()
    for about, kind, state in (
        (option.invitation.public_id, "event.invitation", "sent"),
        (option.invitation.public_id, "event.reminder", "due"),
        (seated.public_id, "event.confirmation", "delivered"),
        (event.public_id, "event.cancellation", "bounced"),
        (elsewhere.invitation.public_id, "event.invitation", "sent"),
        (seated.person.public_id, "account.code", "sent"),
    ):
        MessageFactory(about=about, kind=kind, state=state)

    rows = {str(row.label): row for row in page_of(client, event).context["kinds"]}

    assert set(rows) == {
        "Invitation to an event",
        "Reminder to reply to an invitation",
        "Confirmation of a registration",
        "Notice of a cancelled event",
    }
    assert (rows["Invitation to an event"].sent, rows["Reminder to reply to an invitation"].waiting) == (1, 1)
    assert (rows["Confirmation of a registration"].delivered, rows["Notice of a cancelled event"].bounced) == (1, 1)
    assert all(row.total == 1 for row in rows.values())


def test_a_message_of_an_invitation_to_two_events_counts_for_both(client, alice, event):
    twin = EventFactory(series=event.series)
    EventTeamMemberFactory(event=twin, user=alice)
    invitation = InvitationFactory(series=event.series, events=[event, twin])
    MessageFactory(about=invitation.public_id, kind="event.invitation", state="sent")

    assert [page_of(client, one).context["total"] for one in (event, twin)] == [1, 1]


def test_an_uncertain_message_stands_on_top_with_the_way_to_where_it_is_settled(client, event):
    option = options_for(event, 1)[0]
    message = MessageFactory(about=option.invitation.public_id, kind="event.invitation", state="uncertain")
    settle = reverse("messaging:message", args=[message.pk])

    text = page_of(client, event).content.decode()

    assert text.index(settle) < text.index("1 message about this event")
    assert client.get(settle).status_code == 200


@pytest.mark.parametrize("people", [2, 20])
def test_the_page_costs_the_same_however_much_was_sent(client, event, people, django_assert_num_queries):
    for option in options_for(event, people):
        MessageFactory(about=option.invitation.public_id, kind="event.invitation", state="uncertain")
    for day in range(1, people):
        ReminderFactory(event=event, due_at=event.starts_at - datetime.timedelta(days=day))
    page_of(client, event)

    with django_assert_num_queries(10):
        page = page_of(client, event)

    assert page.context["total"] == len(page.context["needing"]) == people


@pytest.mark.django_db(databases=["default", "protected"])
def test_nothing_is_sent_about_a_protected_event_and_it_has_no_such_page(client, alice):
    """EV-18."""
    event = ProtectedEventFactory()
    EventTeamMemberFactory(event=event, user=alice)
    overview = client.get(reverse("events:event", args=[event.public_id]))
    assert page_of(client, event).status_code == 404
    assert client.get(reverse("events:reminder_plan", args=[event.public_id])).status_code == 404
    assert "/messages/" not in "".join(tab.url for tab in overview.context["tabs"])


# ---- reminders ------------------------------------------------------------------------------------------------------


def test_a_reminder_is_planned_by_the_clock_of_the_place_and_goes_to_those_who_have_not_replied(client, alice, event):
    replied, *silent = options_for(event, 4)
    registrations.accept(replied, actor=SOMEONE)

    form = client.get(reverse("events:reminder_plan", args=[event.public_id]))
    assert "Invited people who have not replied (3 people now)" in form.content.decode()
    assert typed(client, event).status_code == 302

    reminder = Reminder.objects.get()
    local = reminder.due_at.astimezone(ZoneInfo(event.zone))
    assert (local.date(), local.hour, local.minute) == (days_ahead(10), 14, 30)
    planned = page_of(client, event).context["planned"]
    assert [(row.pk, reach) for row, _at, reach in planned] == [(reminder.pk, 3)]

    Reminder.objects.update(due_at=timezone.now())
    assert reminders.fire(reminder) == 3
    assert Message.objects.filter(kind="event.reminder").count() == 3
    context = page_of(client, event).context
    assert (context["planned"], [row.recipients for row, _at in context["fired"]]) == ([], [3])


@pytest.mark.parametrize(
    ("audience", "english", "french"),
    [
        ("no_reply", "We have not heard from you yet.", "Nous n’avons pas encore eu de vos nouvelles."),
        ("confirmed", "We look forward to seeing you.", "Nous nous réjouissons de vous voir."),
    ],
)
def test_the_mail_of_a_reminder_is_shown_as_it_will_be_read_in_both_languages(client, event, audience, english, french):
    shown = client.get(reverse("events:reminder_plan", args=[event.public_id]))
    mails = {str(label): dict(both) for label, both in shown.context["mails"]}
    label = {"no_reply": "invited people who have not replied", "confirmed": "people with a seat"}[audience]
    assert english in mails[label]["en"].text and event.title_en in mails[label]["en"].text
    assert event.title_fr in mails[label]["fr"].text and english not in mails[label]["fr"].text
    assert mails[label]["fr"].subject != mails[label]["en"].subject


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": -1}, "day"),
        ({"day": 61}, "day"),
        ({"hour": "soon"}, "time"),
        ({"audience": "all"}, "audience"),
        ({"audience": ""}, "audience"),
    ],
)
def test_a_reminder_that_cannot_be_is_refused_on_its_field_and_what_was_typed_stays(client, event, change, field):
    answer = typed(client, event, **change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Reminder.objects.exists()


def test_an_hour_that_the_clocks_skip_is_refused_on_the_field_of_the_time(client, alice):
    event = EventFactory(start_day=datetime.date(2031, 4, 1))
    EventTeamMemberFactory(event=event, user=alice)
    address = reverse("events:reminder_plan", args=[event.public_id])
    parts = re.findall(r'name="(day[^"]*)"', client.get(address).content.decode())
    spring = dict(zip(parts, ("9", "3", "2031"), strict=True))

    answer = client.post(address, {"audience": "no_reply", "time": "2:30", **spring})

    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["time"]


def test_the_same_reminder_twice_is_refused_in_words(client, event):
    assert typed(client, event).status_code == 302
    again = typed(client, event)
    assert again.status_code == 422 and "planned already" in again.content.decode()


def test_a_planned_reminder_is_taken_back_and_one_that_left_is_not(client, event):
    planned = ReminderFactory(event=event)
    left = ReminderFactory(event=event, audience="confirmed", fired_at=timezone.now(), recipients=4)

    for reminder in (planned, left):
        client.post(reverse("events:reminder_drop", args=[reminder.public_id]))

    assert Reminder.objects.get() == left
    assert AuditEntry.objects.filter(verb="reminder.dropped").count() == 1


def test_a_reminder_pressed_away_twice_is_taken_back_once(event, alice):
    planned = ReminderFactory(event=event)
    for _again in range(2):
        reminders.drop(planned, actor=Actor.of(alice))
    assert AuditEntry.objects.filter(verb="reminder.dropped").count() == 1


def test_an_event_that_is_over_plans_no_reminder(client, alice):
    event = EventFactory(state="concluded")
    EventTeamMemberFactory(event=event, user=alice)
    with pytest.raises(DomainError) as refused:
        reminders.plan(event, actor=Actor.of(alice), audience="confirmed", due_at=timezone.now())
    assert refused.value.code == "event_over"
    assert reverse("events:reminder_plan", args=[event.public_id]) not in page_of(client, event).content.decode()


def test_the_messages_behind_each_number_are_listed(client, event):
    option = options_for(event, 1)[0]
    back = MessageFactory(about=option.invitation.public_id, kind="event.invitation", state="bounced")
    sent = MessageFactory(about=option.invitation.public_id, kind="event.invitation", state="sent")
    address = reverse("events:event_messages", args=[event.public_id])
    link = "?kind=event.invitation&column=bounced"
    assert link.replace("&", "&amp;") in client.get(address).content.decode()

    listed = client.get(address + link).content.decode()

    behind = listed[listed.index('id="behind"') :]
    assert str(back.pk) in behind and str(sent.pk) not in behind
    assert client.get(address + "?kind=x&column=nonsense").context["chosen"] is None
