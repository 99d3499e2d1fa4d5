"""An import whose workers are killed with SIGKILL at ten points, and two workers at one import (EV-A13, RE-21)."""

import multiprocessing
import os
import signal
from collections import Counter

import pytest
from django.db import connections
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import AuditEntry
from partners.domain import import_checks, import_rows, import_work, imports
from partners.import_states import ImportState
from partners.models import ContactPoint, PeopleImport, Person
from tests.factories.imports import again, checked, confirmed, taken_in
from tests.partners import import_files as files
from tests.partners.test_import_work import PLANTED_CODES, with_planted_errors
from tests.support.racing import race_processes

pytestmark = pytest.mark.django_db(transaction=True)
ROWS, CHUNK = 400, 50
# where the worker ends: before and after what is written, in the first chunk and in later ones
CHECKING = ((import_checks, "save", 0), (import_checks, "save", 3), (import_work, "_finish", 0))
APPLYING = (
    (import_rows, "_known_by_now", 0),
    (import_rows, "_create", 1),
    (import_rows.audit, "record_all", 0),
    (import_rows.audit, "record_all", 2),
    (import_rows, "_write_down", 0),
    (import_rows, "_write_down", 1),
    (import_work, "_finish", 0),
)


def work_and_die(public_id, module, name, after):
    """Work in a process of its own that the system ends in the middle; return its exit status."""

    def dying():
        real, calls = getattr(module, name), []

        def last(*args, **kwargs):
            calls.append(1)
            answer = real(*args, **kwargs)  # what it wrote is written, and never committed
            if len(calls) > after:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        setattr(module, name, last)
        import_work.work(public_id)

    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=dying)
    process.start()
    process.join(120)
    return process.exitcode


def test_ev_a13_killed_at_ten_points_and_resumed_nobody_is_added_twice(monkeypatch):
    monkeypatch.setattr(import_work, "CHUNK", CHUNK)
    held = taken_in(files.csv_of(with_planted_errors(ROWS)))
    imports.set_columns(held, held.columns, actor=Actor.of(held.uploaded_by))
    killed = 0
    for points, there in ((CHECKING, ImportState.CHECKED), (APPLYING, ImportState.DONE)):
        for point in points:
            assert work_and_die(str(held.public_id), *point) == -signal.SIGKILL
            killed += 1
            now = again(held)
            assert now.rows_checked == held.rows.exclude(finding="").count()
            assert now.rows_applied == held.rows.exclude(outcome="").count()
            assert Person.objects.count() == held.rows.filter(outcome="created").count()
            PeopleImport.objects.filter(pk=held.pk).update(lease_until=timezone.now(), attempts=0)
        import_work.resume()
        assert again(held).state == there
        if there == ImportState.CHECKED:
            confirmed(held)

    assert {row.line: row.faults for row in held.rows.filter(finding="bad")} == PLANTED_CODES
    outcomes = Counter(held.rows.values_list("outcome", flat=True))
    print(f"EV-A13: killed {killed} times; {dict(outcomes)}; {Person.objects.count()} people")
    assert killed == 10
    assert outcomes == {"created": ROWS - 10, "refused": 10}
    assert Person.objects.count() == ROWS - 10
    assert ContactPoint.objects.count() == ContactPoint.objects.values("value").distinct().count() == 2 * (ROWS - 10)
    assert AuditEntry.objects.filter(verb="person.listed").count() == ROWS - 10


def test_two_workers_at_one_import_and_two_imports_of_the_same_people_add_each_once(monkeypatch):
    monkeypatch.setattr(import_work, "CHUNK", 20)
    first = checked(files.csv_of(files.people(100)))
    second = checked(files.csv_of(files.people(100), separator=";"))
    assert second.rows.filter(finding="new").count() == 100
    ids = [str(confirmed(held).public_id) for held in (first, second)]
    settled = race_processes(*(lambda each=each: import_work.work(each) for each in (*ids, *ids)))
    assert all(isinstance(one, int) for one in settled), settled
    import_work.resume()
    assert {again(held).state for held in (first, second)} == {ImportState.DONE}
    assert Person.objects.count() == 100
    assert ContactPoint.objects.count() == 200
    print("two imports side by side:", settled, "people", Person.objects.count())
