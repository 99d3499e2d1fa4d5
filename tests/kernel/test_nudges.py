"""A rush of commits wakes one worker, not hundreds; and no nudge that matters is held back (RE-5, PF-6)."""

from contextlib import suppress

import pytest
from django.db import transaction

from kernel.queue import nudge
from messaging.enums import Task
from messaging.tasks import deliver_due


@pytest.fixture
def shared_cache(broker, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": broker.cache_url}
    }


def commit(*ids):
    with transaction.atomic():
        nudge(Task.DELIVER, *ids)


@pytest.mark.django_db(transaction=True)
def test_while_one_nudge_waits_for_a_worker_the_next_are_not_sent(broker, shared_cache):
    for _ in range(20):
        commit()
    assert broker.waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_once_a_worker_has_taken_it_the_next_commit_nudges_again(broker, shared_cache, settings):
    settings.EMAIL_URL = ""
    commit()
    deliver_due.apply()
    commit()
    assert broker.waiting() == 2


@pytest.mark.django_db(transaction=True)
def test_a_nudge_with_an_id_is_always_sent(broker, shared_cache):
    for number in range(5):
        commit(number)
    assert broker.waiting() == 5


@pytest.mark.django_db(transaction=True)
def test_without_a_cache_that_the_worker_shares_every_nudge_is_sent(broker):
    for _ in range(3):
        commit()
    assert broker.waiting() == 3


@pytest.mark.django_db(transaction=True)
def test_a_worker_gathers_the_commits_of_a_rush_before_it_looks_and_lets_the_next_nudge_through(
    broker, shared_cache, settings, monkeypatch
):
    settings.EMAIL_URL, seen = "", []

    def rush(seconds):
        commit()  # while the worker waits, others commit
        seen.append((seconds, broker.waiting()))

    monkeypatch.setattr("kernel.queue.time.sleep", rush)
    commit()
    deliver_due.apply()

    assert seen == [(deliver_due.gathers, 1)] and 0 < deliver_due.gathers < 1
    commit()
    assert broker.waiting() == 2


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_the_same_nudge_is_sent_once_and_in_the_next_again(broker):
    for expected in (1, 2):
        with transaction.atomic():
            transaction.on_commit(lambda: None)  # what an act owes besides
            for _ in range(3):
                nudge(Task.DELIVER)
        assert broker.waiting() == expected


@pytest.mark.django_db(transaction=True)
def test_a_nudge_that_was_undone_with_its_savepoint_is_owed_anew(broker):
    with transaction.atomic():
        transaction.on_commit(lambda: None)
        with suppress(RuntimeError), transaction.atomic():
            nudge(Task.DELIVER)
            raise RuntimeError
        nudge(Task.DELIVER)
    assert broker.waiting() == 1
