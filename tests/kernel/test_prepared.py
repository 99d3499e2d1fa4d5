"""A query compiled once finds what it would find if it were built each time (PF-1)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import BigAutoField, DateField, DateTimeField, Exists, OuterRef, UUIDField

from events import policies
from events.models import Event, Session
from kernel.prepared import Prepared
from tests.factories.events import EventFactory, SessionFactory, VenueFactory
from tests.support.racing import race

pytestmark = pytest.mark.django_db


def test_it_is_built_once_and_asked_in_one_statement(django_assert_num_queries):
    built = []

    def build(public_id):
        built.append(public_id)
        return Event.objects.filter(public_id=public_id).order_by("pk").values_list("pk", "title_en")

    first, second, prepared = EventFactory(title_en="One"), EventFactory(title_en="Two"), Prepared(build)
    for _time in range(2):
        for event in (first, second):
            with django_assert_num_queries(1):
                assert prepared.rows(event.public_id) == [(event.pk, event.title_en)]

    assert prepared.rows(uuid4()) == [] and len(built) == 1
    assert first.public_id not in built, "no row of anybody stays in what is kept"


def test_what_changes_between_two_times_is_seen():
    event = EventFactory(title_en="One")
    prepared = Prepared(lambda ref: Event.objects.filter(public_id=ref).values_list("title_en"))
    before = prepared.rows(event.public_id)
    Event.objects.filter(pk=event.pk).update(title_en="Another")

    assert (before, prepared.rows(event.public_id)) == ([("One",)], [("Another",)])


def test_a_condition_of_subqueries_holds_for_the_row_that_is_asked():
    shown, hidden = EventFactory(state="inviting", public_page=True), EventFactory(state="draft", public_page=True)
    prepared = Prepared(lambda ref: policies.public_events().filter(public_id=ref).values_list("pk"))

    assert prepared.rows(shown.public_id) == [(shown.pk,)] and prepared.rows(hidden.public_id) == []


def test_several_values_of_several_kinds_find_their_places():
    event = EventFactory(title_en="One")
    kinds = (UUIDField(), DateField(), DateTimeField(), BigAutoField())

    def build(ref, day, moment, key):
        rows = Event.objects.filter(public_id=ref, start_day__gte=day, starts_at__lt=moment, pk=key)
        return rows.values_list("title_en")

    prepared = Prepared(build, *kinds)
    later = event.starts_at + timedelta(microseconds=1)

    assert prepared.rows(event.public_id, event.start_day, later, event.pk) == [("One",)]
    for wrong in (
        (uuid4(), event.start_day, later, event.pk),
        (event.public_id, event.start_day + timedelta(days=1), later, event.pk),
        (event.public_id, event.start_day, event.starts_at, event.pk),
        (event.public_id, event.start_day, later, event.pk + 1),
    ):
        assert prepared.rows(*wrong) == []


def test_a_value_that_the_statement_does_not_hold_as_given_is_refused():
    """Reckoned with before it is compiled, it would stay what it was the first time."""
    prepared = Prepared(lambda key: Event.objects.filter(pk=key + 1).values_list("pk"), BigAutoField())

    with pytest.raises(AssertionError, match="not found"):
        prepared.rows(1)


def _with_venue(public_id):
    rows = Event.objects.select_related("venue").annotate(busy=Exists(Session.objects.filter(event=OuterRef("pk"))))
    return rows.filter(public_id=public_id)


def test_models_come_with_what_the_query_joins_and_annotates_in_one_statement(django_assert_num_queries):
    busy, empty = EventFactory(venue=VenueFactory()), EventFactory(venue=None)
    SessionFactory(event=busy)
    prepared = Prepared(_with_venue)

    for _time in range(2):
        for event, there in ((busy, True), (empty, False)):
            with django_assert_num_queries(1):
                (found,) = prepared.instances(event.public_id)
                assert (found, found.venue, found.busy) == (event, event.venue, there)
            assert all(
                getattr(found, name.attname) == getattr(event, name.attname) for name in Event._meta.concrete_fields
            )
    assert prepared.instances(uuid4()) == []


@pytest.mark.django_db(transaction=True)
def test_those_who_ask_at_the_same_time_get_each_their_own():
    events, prepared = [EventFactory() for _number in range(4)], Prepared(_with_venue)

    def ask(event):
        return {found.pk for _time in range(20) for found in prepared.instances(event.public_id)}

    assert race(*((lambda event=event: ask(event)) for event in events)) == [{event.pk} for event in events]


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_to_be_held_are_asked_for_inside_a_transaction():
    event = EventFactory()
    prepared = Prepared(lambda key: Event.objects.select_for_update().filter(pk=key), BigAutoField())
    with transaction.atomic():
        assert prepared.instances(event.pk) == [event]
    assert not connection.in_atomic_block
    with pytest.raises(AssertionError, match="inside a transaction"):
        prepared.instances(event.pk)
