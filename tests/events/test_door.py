"""The door: what happened is written down, presence follows from it (EV-A16, EV-21)."""

import datetime
import random
import re
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from events.domain import check_in, registrations
from events.enums import CheckInKind
from events.models import CheckInEvent, Event, Registration
from events.queries import counters, rosters
from kernel.errors import DomainError
from tests.factories.accounts import person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    ProtectedEventFactory,
    option_for,
    options_for,
)
from tests.factories.partners import PersonFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2027, 5, 5, 16, tzinfo=datetime.UTC)


def seated(count=1, **values):
    event = EventFactory(**values)
    people = [registrations.accept(option, actor=SOMEONE).registration for option in options_for(event, count)]
    Event.objects.filter(pk=event.pk).update(state="ready")
    event.refresh_from_db()
    return event, people


def present(event):
    return {row.pk for row in rosters.door_list(event) if rosters.present(row.at_door)}


def test_in_out_and_undo_say_who_is_present():
    event, (one,) = seated()
    came = check_in.arrive(one, actor=SOMEONE, at=NOON)
    assert present(event) == {one.pk}
    left = check_in.leave(one, actor=SOMEONE, at=NOON + datetime.timedelta(minutes=5))
    assert present(event) == set()
    check_in.undo(left, actor=SOMEONE)
    assert present(event) == {one.pk}
    assert check_in.undo(left, actor=SOMEONE) == CheckInEvent.objects.get(kind=CheckInKind.UNDO)
    check_in.undo(came, actor=SOMEONE)
    assert present(event) == set()


def test_the_same_scan_sent_twice_is_one_row():
    _event, (one,) = seated()
    ref = uuid4()
    for _again in range(3):
        check_in.arrive(one, actor=SOMEONE, ref=ref)
    assert CheckInEvent.objects.get().pk == ref


def test_presence_does_not_depend_on_the_order_in_which_rows_arrive():
    """EV-21, twenty orders of the same ten rows."""
    event, people = seated(5)
    moments = [(one, minute) for one in people for minute in (0, 10)]
    found = set()
    for seed in range(20):
        with transaction.atomic():
            order = moments.copy()
            random.Random(seed).shuffle(order)
            for one, minute in order:
                at = NOON + datetime.timedelta(minutes=minute)
                act = check_in.leave if minute and people.index(one) % 2 else check_in.arrive
                act(one, actor=SOMEONE, at=at)
            found.add(frozenset(present(event)))
            transaction.set_rollback(True)
    assert found == {frozenset(one.pk for index, one in enumerate(people) if index % 2 == 0)}


def test_two_hundred_scans_equal_a_recount():
    """EV-A16."""
    event, people = seated(200, seats=200)
    for one in people:
        check_in.arrive(one, actor=SOMEONE, at=NOON)
    for one in people[:20]:
        check_in.leave(one, actor=SOMEONE, at=NOON + datetime.timedelta(minutes=1))
    for row in list(CheckInEvent.objects.filter(kind="out").order_by("pk"))[:5]:
        check_in.undo(row, actor=SOMEONE)
    assert len(present(event)) == 185


def test_a_walk_in_takes_a_free_seat_after_the_cut_off_and_is_flagged_when_there_is_none():
    event, people = seated(1, seats=2)
    Event.objects.filter(pk=event.pk).update(state="in_progress")
    event.pools.update(closed=True)
    event.refresh_from_db()

    took = check_in.walk_in(event, PersonFactory(), actor=SOMEONE)
    none = check_in.walk_in(event, PersonFactory(), actor=SOMEONE)
    own = check_in.walk_in(event, people[0].person, actor=SOMEONE)

    assert took.registration.channel == "door" and took.kind == "in"
    assert (none.registration, none.kind) == (None, "walk_in")
    assert own.registration == people[0]
    assert event.pools.get().taken == 2
    assert counters.drift(event) == []


@pytest.mark.parametrize("state", ["inviting", "concluded", "cancelled"])
def test_the_door_opens_only_when_the_event_is_ready_or_runs(state):
    event, (one,) = seated()
    now = datetime.datetime.now(datetime.UTC)
    values = {"cancelled_at": now, "cancel_reason_en": "a", "cancel_reason_fr": "b"} if state == "cancelled" else {}
    Event.objects.update(state=state, **values)
    with pytest.raises(DomainError) as refused:
        check_in.arrive(one, actor=SOMEONE)
    assert refused.value.code == "door_closed"


def test_somebody_whose_seat_was_given_up_is_not_let_in_by_scan():
    _event, (one,) = seated()
    registrations.withdraw(one, actor=SOMEONE)
    with pytest.raises(DomainError) as refused:
        check_in.arrive(one, actor=SOMEONE)
    assert refused.value.code == "not_expected"


def test_rows_of_the_door_are_never_changed():
    _event, (one,) = seated()
    check_in.arrive(one, actor=SOMEONE)
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckInEvent.objects.update(kind="out")


def test_a_protected_event_has_another_door():
    """EV-18."""
    event = ProtectedEventFactory(state="ready")
    with pytest.raises(DomainError) as refused:
        check_in.walk_in(event, PersonFactory(), actor=SOMEONE)
    assert refused.value.code == "protected"
    assert not CheckInEvent.objects.exists() and not Registration.objects.exists()


def test_nobody_comes_by_door_who_only_waits():
    event = EventFactory(seats=1)
    registrations.accept(option_for(event), actor=SOMEONE)
    waiting = registrations.accept(option_for(event), actor=SOMEONE).entry
    Event.objects.update(state="ready")
    event.refresh_from_db()
    assert check_in.walk_in(event, waiting.person, actor=SOMEONE).kind == "walk_in"


@pytest.fixture
def at_door(client):
    """An event whose door this browser stands at, and the address of each act."""
    event, people = seated(2, seats=3)
    doorkeeper = person_with("door_staff")
    EventTeamMemberFactory(event=event, user=doorkeeper, role="door")
    client.force_login(doorkeeper)
    return event, people


def press(client, name, *keys, **typed):
    return client.post(reverse(f"events:{name}", args=keys), typed)


def door_page(client, event, **asked):
    return client.get(reverse("events:door", args=[event.public_id]), asked).content.decode()


def test_pressing_twice_lets_in_once_and_one_step_back_undoes_it(client, at_door):
    """EV-A16."""
    event, (one, _other) = at_door
    ref = re.search(r'name="ref" value="([^"]+)"', door_page(client, event))[1]
    for again in (ref, ref, str(uuid4()), "no id"):  # a double click, a second page, a page without an id
        press(client, "door_in", one.public_id, ref=again)

    noted = CheckInEvent.objects.get()
    assert str(noted.pk) == ref and rosters.present_count(event) == 1
    for _twice in range(2):
        press(client, "door_undo", noted.pk)
    assert rosters.present_count(event) == 0
    assert CheckInEvent.objects.filter(kind=CheckInKind.UNDO).count() == 1


def test_who_was_noted_as_left_by_mistake_is_taken_back_on_the_page(client, at_door):
    event, (one, _other) = at_door
    press(client, "door_in", one.public_id)
    press(client, "door_out", one.public_id)
    left = CheckInEvent.objects.get(kind=CheckInKind.OUT)
    assert reverse("events:door_undo", args=[left.pk]) in door_page(client, event)

    press(client, "door_undo", left.pk)

    assert present(event) == {one.pk}


def test_somebody_let_in_without_a_seat_by_a_double_press_counts_once(client, at_door):
    event, _people = at_door
    event.pools.update(cap=2)
    person = option_for(event).invitation.person
    ref = str(uuid4())
    for _twice in range(2):
        press(client, "door_walk_in", event.public_id, person.public_id, ref=ref)
    assert CheckInEvent.objects.get().kind == CheckInKind.WALK_IN
    assert rosters.present_count(event) == 1


def test_where_each_registration_is_approved_a_walk_in_is_let_in_and_a_pending_one_is_shown_as_such(client):
    event = EventFactory(approval=True)
    pending = registrations.accept(option_for(event), actor=SOMEONE).registration
    Event.objects.update(state="in_progress")
    event.refresh_from_db()
    doorkeeper = person_with("door_staff")
    EventTeamMemberFactory(event=event, user=doorkeeper, role="door")
    client.force_login(doorkeeper)

    came = check_in.walk_in(event, PersonFactory(), actor=SOMEONE)

    assert came.registration.state == "confirmed"
    page = door_page(client, event)
    assert "Waiting for the organizer" in page
    assert reverse("events:door_in", args=[pending.public_id]) not in page
    assert reverse("events:door_out", args=[came.registration.public_id]) in page
