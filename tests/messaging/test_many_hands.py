"""A wave of messages is sent by every process of the worker, and a few messages wake one alone (PF-12, RE-5)."""

from unittest.mock import Mock

import pytest
from celery import current_app

from messaging import backends, tasks
from messaging.domain import claiming, delivery
from messaging.models import Message
from tests.factories.messaging import MessageFactory


@pytest.mark.django_db
@pytest.mark.parametrize(("due", "calls"), [(claiming.BATCH - 1, 0), (3 * claiming.BATCH, 1)])
def test_one_more_process_is_called_once_when_a_batch_does_not_hold_what_is_due(note, carrier, due, calls):
    for _number in range(due):
        MessageFactory()
    called = []

    assert (
        delivery.drain(carrier, call_another=lambda: called.append(Message.objects.filter(state="due").count())) == due
    )

    assert called == [due - claiming.BATCH] * calls, "while there is still something to take"


def run(job, carrier, monkeypatch):
    monkeypatch.setattr(backends, "chosen", lambda: carrier.name)
    monkeypatch.setattr(backends, "current", lambda: carrier)
    for _number in range(claiming.BATCH):
        MessageFactory()
    result = getattr(tasks, job).apply()
    assert result.successful(), result.traceback
    assert Message.objects.filter(state="sent").count() == claiming.BATCH


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("job", ["deliver_due", "sweep"])
def test_the_job_calls_it_through_the_broker(job, note, carrier, broker, monkeypatch):
    run(job, carrier, monkeypatch)
    assert broker.waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_takes_no_call_stops_nothing(note, carrier, monkeypatch):
    monkeypatch.setattr(current_app, "send_task", Mock(side_effect=ConnectionError("away")))
    run("deliver_due", carrier, monkeypatch)
    assert current_app.send_task.called
