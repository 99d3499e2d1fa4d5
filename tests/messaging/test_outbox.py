"""A message is owed by a fact: in its transaction, once, or not at all (RE-1)."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from kernel import queue
from messaging import kinds
from messaging.domain import outbox
from messaging.models import CalendarEntry, Message
from tests.factories.messaging import CalendarEntryFactory

pytestmark = pytest.mark.django_db
ABOUT, TO = uuid.uuid4(), uuid.uuid4()


def owe(key="fact:1", kind="test.note", **more):
    outbox.owe(kind, about=ABOUT, to=TO, key=key, language="fr", **more)


def test_a_repeated_key_owes_nothing_more(note):
    owe()
    owe()
    owe("fact:2")

    assert sorted(Message.objects.values_list("key", "state")) == [("fact:1", "due"), ("fact:2", "due")]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_can_be_owed_or_nudged(note):
    with pytest.raises(RuntimeError, match="owe it in the transaction"):
        owe()
    with pytest.raises(RuntimeError, match="inside the transaction"):
        queue.nudge("messaging.tasks.deliver_due")


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_fails_takes_its_message_with_it(note):
    with pytest.raises(IntegrityError), transaction.atomic():
        owe()
        CalendarEntryFactory(to=TO, event=ABOUT, last_method="WRONG")

    assert (Message.objects.count(), CalendarEntry.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_message_that_fails_takes_its_fact_with_it(note, monkeypatch):
    monkeypatch.setattr(Message.objects, "bulk_create", lambda *_a, **_k: 1 / 0)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        CalendarEntryFactory()
        owe()

    assert CalendarEntry.objects.count() == 0


def test_an_unknown_kind_is_refused():
    with pytest.raises(kinds.UnknownKind):
        owe(kind="no.such")


@pytest.mark.parametrize(("language", "key"), [("de", "x"), ("", "x"), ("en", ""), ("en", "x" * 201)])
def test_what_the_row_could_not_keep_is_refused_and_never_dropped_in_silence(note, language, key):
    with pytest.raises(ValueError, match="not a language of ours"):
        outbox.owe("test.note", about=ABOUT, to=TO, key=key, language=language)


def test_a_kind_without_a_purpose_or_twice_is_refused(note):
    with pytest.raises(ValueError, match="no purpose"):
        kinds.register("test.aimless")(type("Aimless", (kinds.MessageKind,), {}))
    with pytest.raises(ValueError, match="registered twice"):
        kinds.register("test.note")(type("Another", (kinds.MessageKind,), {"purpose": "service"}))


@pytest.mark.parametrize("count", [1, 400])
def test_many_are_owed_in_one_statement_and_one_nudge(note, count, django_assert_num_queries, monkeypatch):
    sent = []
    monkeypatch.setattr(queue, "_send", lambda *call: sent.append(call))
    owed = [outbox.Owed(ABOUT, uuid.uuid4(), f"many:{number}", "en") for number in range(count)]
    statements = 1 if connection.vendor == "postgresql" or count < 50 else None

    if statements:
        with django_assert_num_queries(statements):
            outbox.owe_all("test.note", owed)
    else:
        outbox.owe_all("test.note", owed)

    assert Message.objects.count() == count


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_costs_the_act_nothing(note, settings, caplog):
    from tests.support.broker import publishing_to

    with publishing_to("redis+socket:///nowhere/broker.sock"), transaction.atomic():
        owe()

    assert Message.objects.get().state == "due"


def test_a_row_holds_no_personal_value():
    assert {field.name for field in Message._meta.get_fields()} == {
        *("id", "key", "kind", "about", "to", "language", "state", "due_at", "attempts", "crashes", "refusals"),
        *("first_refused_at", "lease_owner", "lease_until", "reason", "owed_at", "submitted_at", "settled_at"),
        *("asked_at", "digest", "carrier", "address_digest"),
    }
