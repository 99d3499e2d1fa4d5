"""Where one person stands is asked by a statement that is compiled once; it says what the plain one says (PF-7)."""

import datetime

import pytest

from events.domain import registrations
from events.queries import standings
from tests.factories.events import SOMEONE, EventFactory, ProtectedEventFactory, options_for
from tests.factories.partners import AffiliationFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def test_one_person_stands_where_many_asked_at_once_do():
    here, there, today = PlaceFactory(), PlaceFactory(), datetime.date.today()
    day = today + datetime.timedelta(days=60)
    held = EventFactory(place=here, start_day=day)
    (seated, other) = options_for(held, 2)
    registrations.accept(seated, actor=SOMEONE)
    person, stranger = seated.invitation.person, other.invitation.person
    AffiliationFactory(person=person, ended_on=today - datetime.timedelta(days=1), is_primary=False)
    AffiliationFactory(person=person, is_primary=True)
    late = {
        "start_time": datetime.time(18),
        "end_time": datetime.time(20),
    }  # time to get there from the same house only
    events = {
        held: False,
        EventFactory(place=there, start_day=day): True,
        EventFactory(place=here, start_day=day, **late): False,
        EventFactory(place=there, start_day=day, **late): True,
        EventFactory(place=there, start_day=day + datetime.timedelta(days=2)): False,
        ProtectedEventFactory(place=here, start_day=day): False,
    }

    for event, overlaps in events.items():
        many = standings.of_people([person.pk, stranger.pk], event)
        assert standings.of_person(person.pk, event) == many[person.pk]
        assert standings.of_person(stranger.pk, event) == many[stranger.pk]
        assert (many[person.pk].overlaps, many[stranger.pk].overlaps) == (overlaps, False)
        assert many[person.pk].seated == many[person.pk].been == (event == held)
    assert many[person.pk].organization_id and many[person.pk].organization_ref.count("-") == 4
    assert standings.of_person(0, held) == standings.Standing()


def test_it_is_one_statement(django_assert_num_queries):
    event = EventFactory()
    (option,) = options_for(event, 1)

    with django_assert_num_queries(1):
        standings.of_person(option.invitation.person_id, event)
