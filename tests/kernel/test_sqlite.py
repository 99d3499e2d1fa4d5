"""SQLite as the embedded mode uses it: fair, exact, durable, and never in a journal it could corrupt (4.1)."""

import os
import signal
import sqlite3
import threading
from multiprocessing import get_context
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError, connection, connections, models, transaction
from django.test.utils import isolate_apps

from kernel.sqlite import checks, gate
from kernel.sqlite.options import options, wal_is_safe
from tests.support.processes import wait_until
from tests.support.racing import race, race_processes

pytestmark = pytest.mark.sqlite
BOTH_STORES = pytest.mark.django_db(transaction=True, databases=["default", "protected"])
LOCKS = Path("/proc/locks")


@pytest.fixture
def seats(transactional_db):
    """A table of one row that can never count above five."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE seats (taken integer NOT NULL CONSTRAINT never_overbooked CHECK (taken <= 5))")
        cursor.execute("INSERT INTO seats VALUES (0)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE seats")


def taken():
    with connection.cursor() as cursor:
        return cursor.execute("SELECT taken FROM seats").fetchone()[0]


def take():
    """Look, then write what was seen plus one: exact only because nobody can come between."""
    with transaction.atomic(), connection.cursor() as cursor:
        seen = cursor.execute("SELECT taken FROM seats").fetchone()[0]
        if seen == 5:
            return "full"
        cursor.execute("UPDATE seats SET taken = %s", [seen + 1])
        return "seated"


def take_blindly():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE seats SET taken = taken + 1")
        return "seated"


@pytest.mark.parametrize("racing", [race, race_processes])
def test_eight_runners_get_exactly_the_five_seats(seats, racing):
    results = racing(*[take] * 8)

    assert sorted(results) == ["full"] * 3 + ["seated"] * 5
    assert taken() == 5


@pytest.mark.parametrize("racing", [race, race_processes])
def test_control_without_the_look_the_constraint_holds(seats, racing):
    results = racing(*[take_blindly] * 8)

    assert results.count("seated") == 5
    assert sum("never_overbooked" in str(result) for result in results) == 3
    assert taken() == 5


def test_control_with_deferred_transactions_somebody_is_refused(seats, monkeypatch):
    """If this fails, the race above proves nothing: SQLite's default would have done as well."""
    together = threading.Barrier(4, timeout=10)

    def take_deferred():
        connection.ensure_connection()
        connection.transaction_mode = "DEFERRED"
        connection._enter_gate = lambda: None
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
            seen = cursor.execute("SELECT taken FROM seats").fetchone()[0]
            together.wait()
            cursor.execute("UPDATE seats SET taken = %s", [seen + 1])
        return "seated"

    results = race(*[take_deferred] * 4)

    assert any(isinstance(result, OperationalError) for result in results)
    assert taken() == results.count("seated") <= 1


def blocked(pid):
    """Tell whether the kernel lists this process as waiting for a lock."""
    return any("->" in line and f" {pid} " in line for line in LOCKS.read_text().splitlines())


class Holder:
    """A process that holds the gate inside a transaction until it is told to go or is killed."""

    def __init__(self):
        connections.close_all()
        told, tell = os.pipe()
        self.until, self.go = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.go)
            with transaction.atomic():
                os.write(tell, b"in")
                os.read(self.until, 1)
            os._exit(0)
        assert os.read(told, 2) == b"in"
        for each in (told, tell, self.until):
            os.close(each)

    def leave(self):
        os.close(self.go)
        os.waitpid(self.pid, 0)


@pytest.mark.skipif(not LOCKS.exists(), reason="the kernel does not list who waits for a lock")
@pytest.mark.django_db(transaction=True)
def test_who_comes_first_writes_first():
    holder = Holder()
    fork = get_context("fork")
    told, tell = os.pipe()
    processes = []

    def ask(name):
        os.close(holder.go)
        with transaction.atomic():
            os.write(tell, name)

    for name in (b"A", b"B", b"C", b"D", b"E", b"F"):
        process = fork.Process(target=ask, args=(name,), daemon=True)
        process.start()
        processes.append(process)
        wait_until(lambda pid=process.pid: blocked(pid), f"{name!r} in line")
    holder.leave()
    for process in processes:
        process.join(30)

    assert os.read(told, 10) == b"ABCDEF"
    os.close(told)
    os.close(tell)


@pytest.mark.django_db(transaction=True)
def test_a_killed_holder_frees_the_gate():
    holder = Holder()
    assert not gate.can_be_had(connection.settings_dict["NAME"], seconds=0.1)

    os.kill(holder.pid, signal.SIGKILL)
    holder.leave()

    assert gate.can_be_had(connection.settings_dict["NAME"], seconds=10)
    with transaction.atomic():
        assert connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_who_waits_in_vain_for_a_holder_that_hangs_is_refused_and_leaves_the_line():
    holder = Holder()
    connection.ensure_connection()
    patience = connection.settings_dict["OPTIONS"]
    before, patience["timeout"] = patience["timeout"], 0.1
    try:
        for _try in range(2):
            with pytest.raises(gate.Closed), transaction.atomic():
                pass
    finally:
        patience["timeout"] = before
    holder.leave()

    assert gate.can_be_had(connection.settings_dict["NAME"], seconds=10)
    with transaction.atomic():
        assert connection.in_atomic_block


@BOTH_STORES
@pytest.mark.parametrize(("outer", "inner"), [("default", "protected"), ("protected", "default")])
def test_no_transaction_spans_two_stores(outer, inner):
    with transaction.atomic(using=outer):
        with pytest.raises(RuntimeError, match=f"'{outer}' has an open transaction"):
            transaction.atomic(using=inner).__enter__()
        with transaction.atomic(using=outer):
            assert len(connections[outer].savepoint_ids) == 1

    with transaction.atomic(using=inner):
        assert connections[inner].in_atomic_block


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["commit", "rollback", "close", "failure"])
def test_the_gate_opens_again_however_the_transaction_ends(end):
    name = connection.settings_dict["NAME"]
    connection.ensure_connection()
    if end == "failure":
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assert 1 / 0
    else:
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        assert not gate.can_be_had(name, seconds=0.1)
        getattr(connection, end)()
        if end != "close":
            connection.set_autocommit(True)

    assert gate.can_be_had(name, seconds=5)


class Struck(Exception):
    """A time limit."""


@pytest.mark.django_db(transaction=True)
def test_a_time_limit_that_strikes_while_waiting_leaves_no_gate_behind():
    """Celery raises its soft limit from a signal handler, in the middle of whatever runs."""
    name = connection.settings_dict["NAME"]
    connection.ensure_connection()

    def strike(number, frame):
        raise Struck

    before = signal.signal(signal.SIGALRM, strike)
    try:
        with gate.held(name):
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            with pytest.raises(Struck):
                transaction.atomic().__enter__()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    connection.close()

    assert gate.can_be_had(name, seconds=5)
    with transaction.atomic():
        assert connection.in_atomic_block


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 46, 1), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_the_write_ahead_log_is_trusted_only_where_the_fault_is_mended(version, safe):
    assert wal_is_safe(version) is safe


def test_an_unknown_journal_is_refused():
    with pytest.raises(ImproperlyConfigured, match="SQLITE_JOURNAL must be one of auto, wal, truncate"):
        options("memory")


@pytest.mark.django_db
def test_durability_and_erasure_are_in_force():
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "secure_delete")}

    assert found == {"synchronous": 2, "secure_delete": 1}
    assert connection.transaction_mode == "IMMEDIATE"


def test_the_write_ahead_log_is_refused_on_an_affected_library(settings, monkeypatch):
    settings.TESTING = False
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", options("wal"))
    monkeypatch.setattr(checks, "wal_is_safe", lambda: False)

    assert "kernel.E001" in {found.id for found in checks.journal_is_safe()}

    monkeypatch.setattr(checks, "wal_is_safe", lambda: True)
    assert checks.journal_is_safe() == []


@pytest.mark.django_db
def test_the_journal_in_force_is_compared_with_the_wanted_one(settings, monkeypatch):
    assert checks.journal_is_in_force(databases=["default"]) == []
    other = {"wal": "truncate", "truncate": "wal"}[checks._wanted(settings.DATABASES["default"]["OPTIONS"])]
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", options(other))

    (found,) = checks.journal_is_in_force(databases=["default"])

    assert found.id == "kernel.E002"
    assert checks.journal_is_in_force(databases=["another"]) == []


def test_the_journal_of_a_file_changes_when_it_is_opened_alone(tmp_path):
    """What `up` relies on: with a second connection the change is refused, alone it is done."""
    first = sqlite3.connect(tmp_path / "one.sqlite3")
    first.execute("CREATE TABLE t (x)")
    first.execute("PRAGMA journal_mode=wal")
    second = sqlite3.connect(tmp_path / "one.sqlite3", timeout=0)
    reading = first.execute("SELECT * FROM sqlite_master")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        second.execute("PRAGMA journal_mode=truncate")
    reading.close()
    first.close()

    assert second.execute("PRAGMA journal_mode=truncate").fetchone() == ("truncate",)
    second.close()


# ---- changing a table keeps what guards it ------------------------------------------------------------------------------


@pytest.fixture
def guarded(transactional_db):
    """A table with a row that may not go, and a second one whose trigger reads the first."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE guarded (id integer PRIMARY KEY)")
        cursor.execute("CREATE TABLE reader (id integer PRIMARY KEY)")
        cursor.execute("INSERT INTO guarded VALUES (1)")
        cursor.execute(
            "CREATE TRIGGER guarded_stays BEFORE DELETE ON guarded BEGIN SELECT RAISE(ABORT, 'it''s 100% kept'); END"
        )
        cursor.execute(
            "CREATE TRIGGER reader_asks BEFORE INSERT ON reader WHEN EXISTS (SELECT 1 FROM guarded WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'known'); END"
        )
    with isolate_apps("kernel"):

        class Guarded(models.Model):
            class Meta:
                app_label = "kernel"
                db_table = "guarded"
                constraints = (models.CheckConstraint(condition=models.Q(id__lt=10), name="guarded_few"),)

        yield Guarded
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE reader")
        cursor.execute("DROP TABLE guarded")


def test_a_table_that_is_made_anew_keeps_its_triggers_and_those_that_read_it(guarded):
    with connection.cursor() as cursor:
        words = "SELECT name, sql FROM sqlite_master WHERE name IN ('guarded_stays', 'reader_asks') ORDER BY name"
        before = cursor.execute(words).fetchall()
    with connection.schema_editor() as editor:
        editor.add_constraint(guarded, guarded._meta.constraints[0])

    with connection.cursor() as cursor:
        assert cursor.execute(words).fetchall() == before
        assert len(before) == 2
    for refused in ("DELETE FROM guarded", "INSERT INTO reader VALUES (1)", "INSERT INTO guarded VALUES (10)"):
        with pytest.raises(IntegrityError), connection.cursor() as cursor:
            cursor.execute(refused)
