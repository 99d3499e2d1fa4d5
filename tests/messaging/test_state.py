"""What operators see of the machinery: figures and names of jobs, nothing about people (reliability 3.17)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from messaging import queries
from messaging.domain import breaker, jobs
from messaging.models import JobRun
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_job(monkeypatch):
    monkeypatch.setattr(jobs, "_jobs", {"test.job": jobs.Job("test.job", 60)})


def test_a_quiet_house_is_all_zero(one_job):
    assert queries.outbox() == {
        "oldest_due_seconds": 0,
        "uncertain": 0,
        "dead": 0,
        "leases_over": 0,
        "carriers_paused": [],
    }
    assert queries.periodic_jobs(None) == {
        "test.job": {
            "every_seconds": 60,
            "last_success": None,
            "age_seconds": None,
            "failed_runs": 0,
            "late": False,
        }
    }


def test_what_is_late_uncertain_given_up_or_left_shows_as_a_number():
    now = timezone.now()
    MessageFactory(due_at=now - timedelta(seconds=300))
    MessageFactory(due_at=now + timedelta(hours=1))
    MessageFactory(state="uncertain")
    MessageFactory(state="dead")
    MessageFactory(state="claimed", lease_owner="x", lease_until=now - timedelta(seconds=31))
    MessageFactory(state="claimed", lease_owner="y", lease_until=now - timedelta(seconds=1))
    breaker.trip("smtp", "smtp_unreachable")

    state = queries.outbox()

    assert 300 <= state.pop("oldest_due_seconds") <= 310
    assert state == {"uncertain": 1, "dead": 1, "leases_over": 1, "carriers_paused": ["smtp"]}


@pytest.mark.parametrize(("age", "late"), [(0, False), (179, False), (181, True)])
def test_a_job_is_late_after_three_intervals_without_success(one_job, age, late):
    JobRun.objects.create(name="test.job", last_success_at=timezone.now() - timedelta(seconds=age))

    assert queries.periodic_jobs(None)["test.job"]["late"] is late


def test_a_job_that_never_ran_is_late_three_intervals_after_the_platform_was_set_up(one_job):
    now = timezone.now()

    assert queries.periodic_jobs(now - timedelta(seconds=181))["test.job"]["late"]
    assert not queries.periodic_jobs(now)["test.job"]["late"]


def test_it_costs_three_statements_whatever_the_number_of_messages(django_assert_num_queries):
    MessageFactory.create_batch(30)
    with django_assert_num_queries(3):
        queries.outbox()
