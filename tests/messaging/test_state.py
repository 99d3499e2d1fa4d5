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
    assert queries.state() == {
        "oldest_due_seconds": 0,
        "uncertain": 0,
        "dead": 0,
        "leases_over": 0,
        "carriers_paused": [],
        "jobs": [{"name": "test.job", "every": 60, "last_success_seconds": None, "failed": 0, "late": True}],
    }


def test_what_is_late_uncertain_given_up_or_left_shows_as_a_number(one_job):
    now = timezone.now()
    MessageFactory(due_at=now - timedelta(seconds=300))
    MessageFactory(due_at=now + timedelta(hours=1))
    MessageFactory(state="uncertain", settled_at=now)
    MessageFactory(state="dead", settled_at=now)
    MessageFactory(state="claimed", lease_owner="x", lease_until=now - timedelta(seconds=1))
    MessageFactory(state="claimed", lease_owner="y", lease_until=now + timedelta(seconds=60))
    breaker.trip("smtp", "smtp_unreachable")

    state = queries.state()

    assert 300 <= state.pop("oldest_due_seconds") <= 310
    assert {name: state[name] for name in ("uncertain", "dead", "leases_over", "carriers_paused")} == {
        "uncertain": 1,
        "dead": 1,
        "leases_over": 1,
        "carriers_paused": ["smtp"],
    }


@pytest.mark.parametrize(("age", "late"), [(0, False), (179, False), (181, True)])
def test_a_job_is_late_after_three_intervals_without_success(one_job, age, late):
    JobRun.objects.create(name="test.job", last_success_at=timezone.now() - timedelta(seconds=age))

    assert queries.state()["jobs"][0]["late"] is late


def test_it_costs_four_statements_whatever_the_number_of_messages(one_job, django_assert_num_queries):
    MessageFactory.create_batch(30)
    with django_assert_num_queries(4):
        queries.state()
