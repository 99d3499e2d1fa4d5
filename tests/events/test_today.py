"""What Today asks of an organizer about team and program, each with the one act that settles it (screens 4)."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from events.domain import zone_rules
from events.queries import inviting, today
from kernel import wall_time
from tests.factories.accounts import person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    ProtectedEventFactory,
    SessionFactory,
    days_ahead,
    options_for,
)
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    """Runs the events of these tests."""
    return person_with("organizer")


def run_by(person, event):
    EventTeamMemberFactory(event=event, user=person)
    return event


def asked(person, name, event):
    address = reverse(f"events:{name}", args=[event.public_id])
    return [task for task in today.tasks(person) if task.url == address]


def test_an_event_whose_door_opens_within_a_week_without_door_staff_is_urgent_until_somebody_is_chosen(client, alice):
    event = run_by(alice, EventFactory(start_day=days_ahead(3), state="ready"))
    task = asked(alice, "team", event)[0]
    assert task.urgent and "nobody is chosen for the door" in task.text

    client.force_login(alice)
    client.post(task.url, {"role": "door", "user": person_with("door_staff").public_id})

    assert asked(alice, "team", event) == []


@pytest.mark.parametrize(("hour", "days"), [(6, 2), (8, 1)])
def test_days_to_an_event_are_those_of_its_place(alice, hour, days):
    """At six in UTC it is still the day before in Vancouver."""
    run_by(alice, EventFactory(zone="America/Vancouver", start_day=datetime.date(2031, 6, 12)))
    with time_machine.travel(f"2031-06-11T0{hour}:59:00Z", tick=False):
        assert [card.days for card in today.cards(alice)] == [days]


@pytest.mark.django_db(databases=["default", "protected"])
@pytest.mark.parametrize("case", ["far", "draft", "protected", "begun"])
def test_other_events_ask_for_no_door_staff(alice, case):
    made = {
        "far": lambda: EventFactory(start_day=days_ahead(20)),
        "draft": lambda: EventFactory(start_day=days_ahead(3), state="draft"),
        "protected": lambda: ProtectedEventFactory(start_day=days_ahead(3)),
        "begun": lambda: EventFactory(start_day=days_ahead(3), state="in_progress"),
    }[case]
    assert asked(alice, "team", run_by(alice, made())) == []


@pytest.mark.parametrize("state", ["planned", "inviting", "ready"])
def test_a_coming_event_without_a_program_asks_for_one_until_it_has_a_session(alice, state):
    event = run_by(alice, EventFactory(state=state))
    assert [task.urgent for task in asked(alice, "program", event)] == [False]

    SessionFactory(event=event)

    assert asked(alice, "program", event) == []


@pytest.mark.parametrize("state", ["draft", "in_progress", "concluded", "cancelled"])
def test_an_event_that_is_not_coming_asks_for_no_program(alice, state):
    more = {"cancel_reason_en": "Storm", "cancel_reason_fr": "Tempête"} if state == "cancelled" else {}
    if state == "cancelled":
        event = run_by(alice, EventFactory())
        type(event).objects.filter(pk=event.pk).update(state=state, cancelled_at=event.starts_at, **more)
    else:
        event = run_by(alice, EventFactory(state=state))
    assert asked(alice, "program", event) == []


@pytest.mark.parametrize("events", [1, 6])
def test_doors_and_programs_cost_one_statement_each_whatever_the_number_of_events(
    alice, events, django_assert_num_queries
):
    rows = [run_by(alice, EventFactory(start_day=days_ahead(3))) for _number in range(events)]
    with django_assert_num_queries(2):
        found = [*today._doors(rows, rows[0].created_at), *today._programs(rows)]
    assert len(found) == 2 * events


def test_the_page_of_an_event_says_what_it_needs_before_its_next_step_and_only_to_who_runs_it(client, alice):
    event = run_by(alice, EventFactory(state="inviting"))
    run_by(alice, EventFactory(state="inviting"))
    for option in options_for(event, 2):
        option.invitation.state, option.invitation.released_at = "prepared", None
        option.invitation.save()
    page = reverse("events:event", args=[event.public_id])

    client.force_login(alice)
    shown = client.get(page)
    wanted = {reverse(f"events:{name}", args=[event.public_id]) for name in ("invite_preview", "program")}
    assert {task.url for task in shown.context["tasks"]} == wanted
    assert "2 invitations are prepared and not sent." in shown.text

    client.force_login(person_with("approver"))
    assert "tasks" not in client.get(page).context


def test_invitations_that_came_back_and_messages_in_doubt_are_asked_about(alice):
    event = run_by(alice, EventFactory())
    first, second = options_for(event, 2)
    MessageFactory(kind="event.invitation", about=first.invitation.public_id, state="bounced")
    MessageFactory(kind="event.invitation", about=second.invitation.public_id, state="uncertain")

    stuck = asked(alice, "event_messages", event)[0]
    assert stuck.urgent and "1 message may not have arrived" in stuck.text
    came_back = [task for task in today.tasks(alice) if task.url.endswith("?state=bounced")]
    assert "1 invitation came back" in came_back[0].text
    assert list(inviting.options(event, state="bounced")) == [first]
    assert (inviting.funnel(event).bounced, inviting.funnel(event).delivered) == (1, 0)


@pytest.mark.parametrize(("state", "days", "said"), [("inviting", 3, "not said to be ready"), ("ready", -1, "begin")])
def test_an_event_whose_day_is_near_or_past_asks_for_its_next_step(alice, state, days, said):
    event = run_by(alice, EventFactory(start_day=days_ahead(days), state=state))

    assert any(task.urgent and said in task.text for task in asked(alice, "event", event))


def test_a_move_by_new_zone_data_is_a_task_until_the_organizer_takes_note(client, alice, monkeypatch):
    event = run_by(alice, EventFactory(zone="America/Vancouver"))
    monkeypatch.setattr(wall_time, "tz_version", lambda: "2027.1")
    monkeypatch.setattr(wall_time, "to_utc", lambda wall, zone: wall.replace(tzinfo=datetime.UTC))
    zone_rules.rederive(event, actor=SOMEONE)
    assert any("time zone have changed" in task.text for task in asked(alice, "event", event))

    client.force_login(alice)
    client.post(reverse("events:event_move", args=[event.public_id, "acknowledge"]))

    assert asked(alice, "event", event) == []
