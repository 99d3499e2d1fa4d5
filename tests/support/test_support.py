"""The tools of the tests do what the tests trust them to do."""

import os
import smtplib
import urllib.error
import urllib.request

import pytest
from celery import current_app
from django.db import connection, connections, transaction

from accounts.models import User
from tests.support import processes
from tests.support.postgres import find_binaries
from tests.support.racing import Died, race, race_processes
from tests.support.worker import worker_process


def person(name="A"):
    return User.objects.create(email=f"{name.lower()}@example.org", name=name)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("racing", [race, race_processes])
def test_runners_meet_on_the_same_rows_and_errors_come_back_as_values(racing):
    person()

    def rename(digit):
        with transaction.atomic():
            return User.objects.select_for_update().filter(name__startswith="A").update(name=f"A{digit}")

    results = racing(*(lambda d=d: rename(d) for d in range(4)), lambda: 1 / 0)

    assert results[:4] == [1, 1, 1, 1]
    assert type(results[4]) in (ZeroDivisionError, RuntimeError)
    assert User.objects.get().name in {"A0", "A1", "A2", "A3"}


@pytest.mark.django_db(transaction=True)
def test_a_runner_that_dies_is_reported():
    results = race_processes(lambda: os._exit(9), lambda: "alive")

    assert isinstance(results[0], Died)
    assert results[1] == "alive"


@pytest.mark.django_db(transaction=True)
def test_a_guarded_update_loses_no_count_between_processes():
    person("0")

    def count_up():
        for _ in range(25):
            with transaction.atomic():
                row = User.objects.select_for_update().get()
                row.name = str(int(row.name) + 1)
                row.save(update_fields=("name",))

    assert race_processes(*[count_up] * 4) == [None] * 4
    assert User.objects.get().name == "100"


@pytest.mark.django_db(databases=["default", "protected"])
def test_a_test_may_hold_both_stores_open():
    person()

    assert connections["default"].in_atomic_block
    assert connections["protected"].in_atomic_block


@pytest.mark.sqlite
@pytest.mark.django_db
def test_sqlite_tests_use_a_file_behind_the_gate():
    assert connection.settings_dict["NAME"].endswith("main.sqlite3")
    assert not connection.is_in_memory_db()


def test_no_test_reaches_a_stranger():
    with pytest.raises(AssertionError, match="stay on this machine"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)


def test_the_mail_sink_keeps_what_it_accepts_and_nothing_else(smtp_sink):
    smtp_sink.answer = lambda envelope: "550 no such person" if "bad@example.org" in envelope.recipients else "250 OK"
    host, port = smtp_sink.url.removeprefix("smtp://").split(":")

    with smtplib.SMTP(host, int(port)) as client:
        client.sendmail("from@example.org", ["good@example.org"], "Subject: Hé\r\n\r\nBonjour".encode())
        with pytest.raises(smtplib.SMTPDataError):
            client.sendmail("from@example.org", ["bad@example.org"], "Subject: x\r\n\r\nx")

    assert [each.recipients for each in smtp_sink.received] == [["good@example.org"]]
    assert smtp_sink.to("good@example.org")[0].text.strip() == "Bonjour"


def test_the_broker_is_real_and_empty_and_this_process_publishes_to_it(broker):
    current_app.send_task("celery.backend_cleanup", ignore_result=True)

    assert broker.waiting() == 1
    assert broker.client.config_get("appendonly") == {"appendonly": "yes"}
    broker.empty()
    assert broker.waiting() == 0


def test_a_worker_takes_what_is_nudged(worker, broker):
    current_app.send_task("celery.backend_cleanup", ignore_result=True)

    def facts():
        answers = current_app.control.inspect(timeout=5, limit=1).stats()  # the only worker's, without more waiting
        return next(iter((answers or {}).values()), {})

    processes.wait_until(lambda: facts().get("total"), "the task")

    assert facts()["total"] == {"celery.backend_cleanup": 1}
    assert facts()["pid"] == worker.pid


def test_a_worker_starts_on_the_test_databases_and_stops_in_order(transactional_db, broker):
    with worker_process(broker) as running:
        assert str(connection.settings_dict["NAME"]) in processes.environment()["DATABASE_URL"]

        assert running.stop() == 0


def test_the_live_server_answers_over_the_test_databases(live):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{live.url}/en/no-such-page-anywhere/", timeout=20)

    assert refused.value.code in {302, 404}


def test_a_page_that_leaves_its_origin_is_caught(open_page):
    page = open_page(width=320)

    page.set_content('<img alt="" src="http://192.0.2.1/pixel.png">')

    assert page.noted.strangers == ["http://192.0.2.1/pixel.png"]
    assert page.viewport_size["width"] == 320


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_second_run_meets_a_real_postgresql():
    assert connection.vendor == "postgresql"
    assert find_binaries() is not None or os.environ["DATABASE_URL"]
