"""The door: what happened is written down, presence follows from it (EV-A16, EV-21)."""

import datetime
import random
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from events.domain import check_in, registrations
from events.enums import CheckInKind
from events.models import CheckInEvent, Event, Registration
from events.queries import counters, rosters
from kernel.errors import DomainError
from tests.factories.events import SOMEONE, EventFactory, ProtectedEventFactory, option_for, options_for
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
