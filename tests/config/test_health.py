"""`/health/`: what a load balancer, a container host and an operator may rely on (3.17)."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import audit
from config import health
from kernel.sqlite import gate
from messaging.domain.jobs import periodic
from messaging.models import JobRun, Message
from tests.support.broker import publishing_to

BOTH = pytest.mark.django_db(databases=["default", "protected"])


def owed(state="due", **fields):
    return Message.objects.create(
        key=uuid.uuid4(),
        kind="test",
        about=uuid.uuid4(),
        to=uuid.uuid4(),
        language="en",
        state=state,
        **{"due_at": timezone.now(), **fields},
    )


def ask(client, which, status):
    response = client.get(f"/health/{which}")
    assert response.status_code == status, response.content
    assert "no-cache" in response["Cache-Control"]
    return response.json()


def test_live_touches_nothing(client):
    assert ask(client, "live", 200) == {"status": "alive"}  # without the `db` mark a statement would fail


@BOTH
def test_ready_shows_database_broker_outbox_and_every_job(client):
    body = ask(client, "ready", 200)

    assert body["status"] == "ready"
    assert body["database"] == {"ok": True, "engine": connection.vendor}
    still = {"oldest_due_seconds": 0, "uncertain": 0, "dead": 0, "leases_over": 0, "carriers_paused": []}
    assert body["outbox"] == {"ok": True, **still}
    assert set(body) == {"status", "database", "migrations", "cache", "gate", "broker", "outbox", "jobs"}
    assert {"messages", "message reports", "message tidying"} <= set(body["jobs"]["jobs"])
    assert body["jobs"]["jobs"]["messages"]["last_success"] is None


@BOTH
def test_a_success_of_a_job_is_shown_with_its_age(client):
    then = timezone.now() - timedelta(seconds=40)
    JobRun.objects.create(name="messages", last_success_at=then)

    shown = ask(client, "ready", 200)["jobs"]["jobs"]["messages"]

    assert shown["last_success"] == then.isoformat()
    assert 39 <= shown["age_seconds"] <= 60
    assert shown["late"] is True  # every 10 s, so 40 s is above three intervals


def installed(ago):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = %s", [timezone.now() - ago])


def fail_with_an_address(*args, **kwargs):
    raise DatabaseError("could not connect as alice@example.org")


@BOTH
@pytest.mark.parametrize("part", ["database", "migrations", "cache", "gate"])
def test_what_a_page_needs_makes_it_unready_and_no_error_text_leaks(client, monkeypatch, part):
    monkeypatch.setitem(health.NEEDED, part, fail_with_an_address)

    body = ask(client, "ready", 503)

    assert body["status"] == "not ready"
    assert body[part] == {"ok": False, "error": "DatabaseError"}


@BOTH
@pytest.mark.parametrize("part", ["broker", "outbox", "jobs"])
def test_what_is_shared_or_late_takes_no_process_out_of_service(client, monkeypatch, part):
    monkeypatch.setitem(health.SHOWN, part, fail_with_an_address)

    body = ask(client, "ready", 200)

    assert body[part]["ok"] is False


@BOTH
def test_a_broker_that_is_away_is_shown_at_once(client):
    with publishing_to("redis+socket:///nowhere/broker.sock"):
        body = ask(client, "ready", 200)

    assert body["broker"]["ok"] is False


@BOTH
def test_a_migration_that_is_not_applied_makes_it_unready(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated", set())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'messaging'")

    assert ask(client, "ready", 503)["migrations"] == {"ok": False}


@BOTH
def test_a_cache_that_forgets_makes_it_unready(client, monkeypatch):
    monkeypatch.setattr(cache, "get", lambda key: None)

    assert ask(client, "ready", 503)["cache"] == {"ok": False}


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True, databases=["default", "protected"])
def test_a_gate_that_nobody_leaves_makes_it_unready(client, monkeypatch):
    monkeypatch.setattr(health, "GATE_PATIENCE", 0.1)
    with gate.held(connection.settings_dict["NAME"]):
        assert ask(client, "ready", 503)["gate"] == {"ok": False}

    assert ask(client, "ready", 200)["gate"] == {"ok": True}


def alarming_message():
    owed(due_at=timezone.now() - timedelta(seconds=150))


def uncertain_message():
    owed("uncertain", settled_at=timezone.now())


def abandoned_message():
    owed("submitting", lease_owner="gone", lease_until=timezone.now() - timedelta(minutes=5))


def late_job():
    JobRun.objects.create(name="messages", last_success_at=timezone.now() - timedelta(seconds=40))


@BOTH
@pytest.mark.parametrize(
    ("trouble", "part", "figure"),
    [
        (alarming_message, "outbox", "oldest_due_seconds"),
        (uncertain_message, "outbox", "uncertain"),
        (abandoned_message, "outbox", "leases_over"),
        (late_job, "jobs", "jobs"),
    ],
)
def test_state_calls_somebody(client, trouble, part, figure):
    installed(timedelta(0))
    before = ask(client, "state", 200)
    assert before["status"] == "well"

    trouble()

    body = ask(client, "state", 503)
    assert body["status"] == "somebody must look"
    assert body[part]["ok"] is False
    assert body[part][figure] != before[part][figure]


@BOTH
def test_state_calls_somebody_when_the_audit_is_not_sealed(client, monkeypatch):
    installed(timedelta(0))
    audit.record(Actor.system("test"), "thing.done", owed(due_at=timezone.now() + timedelta(days=1)))
    assert ask(client, "state", 200)["audit"]["oldest_unsealed_seconds"] < 60

    monkeypatch.setattr(health, "LATE_SEAL", -1)

    assert ask(client, "state", 503)["audit"]["ok"] is False


@BOTH
def test_a_job_that_never_ran_is_late_only_once_the_platform_is_old_enough(client):
    @periodic("test.nightly", every=86400)
    def nightly():
        """Nothing."""

    installed(timedelta(0))
    assert ask(client, "state", 200)["jobs"]["jobs"]["test.nightly"]["late"] is False

    installed(timedelta(days=4))

    assert ask(client, "state", 503)["jobs"]["jobs"]["test.nightly"]["late"] is True


@BOTH
def test_a_late_job_is_not_the_web_process_fault(client):
    late_job()

    assert ask(client, "ready", 200)["jobs"]["ok"] is False


@pytest.mark.parametrize("which", ["live", "ready", "state"])
def test_health_is_only_read(client, which):
    assert client.post(f"/health/{which}").status_code == 405
