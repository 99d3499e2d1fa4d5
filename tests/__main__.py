"""`./run test`: every test on SQLite, then on PostgreSQL and Redis where they can be had.

Arguments go to pytest. The last lines say which parts were not run and why; with `REQUIRE_ALL=1` that is a failure.
Servers are those named by `DATABASE_URL` and `CELERY_BROKER_URL`, or are started here and ended afterwards.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Self

from tests.support import postgres
from tests.support.not_run import everything_required

NO_TESTS = 5
KILLS = "tests/chaos"  # they mostly wait for processes that they kill
SLOWEST = ("--durations", "12", "--durations-min", "10")
ALONE = ("-n", "-s", "--pdb", "--numprocesses", "--collect-only", "--co")
WAL = [
    *("tests/kernel/test_sqlite.py", "tests/concurrency/test_last_seats.py", "tests/concurrency/test_two_tabs.py"),
    *("tests/concurrency/test_waiting_list_under_kills.py", "tests/concurrency/test_last_administrator.py"),
]
# the journal that this machine's library chooses has met them already
BY_HTTP = "tests/concurrency/test_last_seats.py::test_two_thousand_people_for_forty_seats_by_http"


class _Beside:
    """A pytest that runs while another does, with its words kept until it has ended; it never outlives its block."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._words = tempfile.TemporaryFile()
        self._process = subprocess.Popen(command, env=environment, stdout=self._words, stderr=subprocess.STDOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)  # so that what it started ends with it
            self._process.wait()
        self._words.close()

    def ended(self) -> int:
        return self._process.wait()

    def said(self) -> str:
        self._words.seek(0)
        return self._words.read().decode(errors="replace").strip()


@dataclass
class Runs:
    """What was run, how it ended, and what was not run."""

    arguments: Sequence[str]
    statuses: list[int] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    def pytest(
        self, title: str, variables: Mapping[str, str], only: Sequence[str] = (), beside: str = "", at_once: int = 2
    ) -> None:
        """Run pytest once, with its own environment.

        Args:
            beside: a folder whose tests a process of its own runs meanwhile.
            at_once: processes that share the other tests. Neither counts when the arguments choose tests.
        """
        print(f"\n==== {title}", flush=True)
        began, environment, whole = time.monotonic(), {**os.environ, **variables}, not self._chooses()
        command = [sys.executable, "-m", "pytest", *self.arguments]
        with ExitStack() as stack:
            if beside and whole:
                waiting = stack.enter_context(_Beside([*command, beside], environment))
                command.append(f"--ignore={beside}")
            spread = ["-n", str(at_once), "--dist", "loadfile", "--no-loadscope-reorder"]
            command += [*(spread if whole and at_once > 1 else []), *(SLOWEST if whole else []), *only]
            self.statuses.append(subprocess.run(command, env=environment, check=False).returncode)
            if beside and whole:
                self.statuses.append(waiting.ended())
                print(f"==== {title}: {beside}\n{waiting.said()}", flush=True)
        statuses = " and ".join(map(str, self.statuses[-2 if beside and whole else -1 :]))
        print(f"==== {title}: exit status {statuses} after {time.monotonic() - began:.0f} s", flush=True)

    def _chooses(self) -> bool:
        return any(argument.startswith(ALONE) for argument in self.arguments) or self.chooses_tests()

    def chooses_tests(self) -> bool:
        return any(os.path.exists(argument.split("::")[0]) for argument in self.arguments)

    def status(self) -> int:
        """Return 0 when something ran and nothing failed."""
        failed = [status for status in self.statuses if status not in (0, NO_TESTS)]
        if failed:
            return failed[0]
        if all(status == NO_TESTS for status in self.statuses):
            return NO_TESTS
        return 1 if self.missing and everything_required() else 0


def _on_postgresql(runs: Runs, stack: ExitStack, named: str, broker: str) -> None:
    """Run the second half, or note why it cannot be run."""
    if not named:
        if reason := postgres.why_not():
            runs.missing.append(("postgresql", reason))
            return
        named = stack.enter_context(postgres.cluster())
    if not broker and not (shutil.which("redis-server") or shutil.which("valkey-server")):
        runs.missing.append(("redis", "no CELERY_BROKER_URL and no redis-server found; the embedded Valkey stood in"))
    servers = {"DATABASE_URL": named, "CELERY_BROKER_URL": broker or "memory://"}
    if broker:  # the tests empty it, so no two may run at once
        runs.pytest("PostgreSQL and Redis", servers, at_once=1)
    else:
        runs.pytest("PostgreSQL and Redis", servers, beside=KILLS)


def main(arguments: Sequence[str]) -> int:
    """Run everything that can run here and return the exit status."""
    named = os.environ.pop("DATABASE_URL", "")
    broker = os.environ.pop("CELERY_BROKER_URL", "")
    runs = Runs(arguments)
    with ExitStack() as stack:
        runs.pytest("SQLite", {}, beside=KILLS)
        if not runs.chooses_tests() and (present := [path for path in WAL if os.path.exists(path)]):
            runs.pytest("SQLite, write-ahead log", {"SQLITE_JOURNAL": "wal"}, only=[*present, "--deselect", BY_HTTP])
        _on_postgresql(runs, stack, named if named.startswith("postgres") else "", broker)
    if not _chromium():
        runs.missing.append(("browser", "no Chromium found on PATH or in CHROMIUM"))
    for part, reason in runs.missing:
        print(f"NOT RUN  {part:<12} {reason}")
    return runs.status()


def _chromium() -> str | None:
    from tests.support.browser import find_chromium

    return find_chromium()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
