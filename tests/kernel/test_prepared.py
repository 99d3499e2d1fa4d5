"""A query compiled once finds what it would find if it were built each time (PF-1)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import BigAutoField, DateField, DateTimeField, UUIDField

from events import policies
from events.models import Event
from kernel.prepared import Prepared
from tests.factories.events import EventFactory

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
