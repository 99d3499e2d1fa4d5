"""Rows gathered beside the row they belong to come back as they are in their table (PF-5)."""

import threading

import pytest
from django.db import connection, transaction
from django.db.models import OuterRef

from events.models import CapacityPool, Event, FormQuestion
from events.queries import questions
from kernel.gathered import Gathered, rows_of
from tests.factories.events import EventFactory, FormQuestionFactory
from tests.support.racing import race

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "public_id", "event_id", "order", "kind", "text_fr", "choices_en", "required", "audience")


def beside(names):
    asked = FormQuestion.objects.filter(event=OuterRef("pk"))
    return {event.pk: event.asked for event in Event.objects.annotate(asked=Gathered(asked, names)).order_by("pk")}


def test_numbers_words_references_truths_and_lists_come_back_as_the_table_has_them(django_assert_num_queries):
    one = FormQuestionFactory(kind="choice", text_fr="«L’accès» ou l’aide?", choices_en=['a "b"', "c"], required=True)
    other = FormQuestionFactory(event=one.event)
    nothing = EventFactory()

    with django_assert_num_queries(1):
        found = beside(COLUMNS)
        rows = {row.pk: row for row in rows_of(FormQuestion, found[one.event_id])}
        seen = {key: [getattr(row, name) for name in COLUMNS] for key, row in rows.items()}

    assert seen == {row.pk: [getattr(row, name) for name in COLUMNS] for row in (one, other)}
    assert found[nothing.pk] == []


def test_a_column_that_was_not_gathered_is_read_when_it_is_asked_for(django_assert_num_queries):
    question = FormQuestionFactory(text_en="Which subject?")
    (row,) = rows_of(FormQuestion, beside(("id",))[question.event_id])
    with django_assert_num_queries(1):
        assert row.text_en == "Which subject?"


def test_questions_seen_beside_an_event_stand_in_their_order_without_those_that_are_asked_no_longer():
    event = EventFactory()
    for order, retired in ((3, False), (1, False), (2, True)):
        FormQuestionFactory(event=event, order=order, retired=retired)
    (found,) = Event.objects.filter(pk=event.pk).annotate(asked=questions.beside(OuterRef("pk")))
    assert [question.order for question in questions.seen(found.asked)] == [1, 3]


def test_a_name_that_is_no_column_is_refused():
    with pytest.raises(KeyError):
        Gathered(CapacityPool.objects.all(), ("id", "id) FROM events_event --"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_rows_gathered_to_be_held_are_read_as_they_are_once_they_are_held():
    """RE-2: the statement began before the other one committed, and still reads what that wrote."""
    event = EventFactory(seats=10)
    changed = threading.Event()
    mine = CapacityPool.objects.filter(event=event)
    beside = Event.objects.annotate(counters=Gathered(mine, ("id", "taken"), hold=True))

    def take():
        with transaction.atomic():
            CapacityPool.objects.lock(event=event)
            mine.update(taken=7)
            changed.set()
            with connection.cursor() as cursor:
                while True:  # until the reader stands at the lock
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    if cursor.fetchone() != (0,):
                        return

    def read():
        assert changed.wait(60)
        with transaction.atomic():
            return [row.taken for row in rows_of(CapacityPool, beside.get().counters)]

    assert race(take, read)[1] == [7]
