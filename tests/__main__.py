"""`./run test`: every test on SQLite, then on PostgreSQL and Redis where they can be had.

Arguments go to pytest. The last lines say which parts were not run and why; with `REQUIRE_ALL=1` that is a failure.
Servers are those named by `DATABASE_URL` and `CELERY_BROKER_URL`, or are started here and ended afterwards.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.support import postgres
from tests.support.not_run import everything_required

NO_TESTS = 5
ALONE = ("-n", "-s", "--pdb", "--numprocesses", "--collect-only", "--co")
WAL = ["tests/concurrency", "tests/kernel/test_sqlite.py"]
# the journal that this machine's library chooses has met them already
BY_HTTP = "tests/concurrency/test_last_seats.py::test_two_thousand_people_for_forty_seats_by_http"


@dataclass
class Runs:
    """What was run, how it ended, and what was not run."""

    arguments: Sequence[str]
    statuses: list[int] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    def pytest(self, title: str, variables: Mapping[str, str], only: Sequence[str] = (), at_once: int = 2) -> None:
        """Run pytest once, with its own environment.

        Args:
            at_once: processes that share the tests, unless the arguments choose some.
        """
        print(f"\n==== {title}", flush=True)
        began = time.monotonic()
        command = [sys.executable, "-m", "pytest", *self._spread(at_once), *self.arguments, *only]
        status = subprocess.run(command, env={**os.environ, **variables}, check=False).returncode
        self.statuses.append(status)
        print(f"==== {title}: exit status {status} after {time.monotonic() - began:.0f} s", flush=True)

    def _spread(self, at_once: int) -> list[str]:
        """Return the options that use both cores and say where the time went, unless the arguments choose tests."""
        chosen = any(a.startswith(ALONE) or os.path.exists(a.split("::")[0]) for a in self.arguments)
        slowest = ["--durations", "12", "--durations-min", "10"]
        return [] if chosen else ["-n", str(at_once), "--dist", "loadfile", "--no-loadscope-reorder", *slowest]

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
    runs.pytest("PostgreSQL and Redis", servers, at_once=3)  # one mostly waits for processes that it kills


def main(arguments: Sequence[str]) -> int:
    """Run everything that can run here and return the exit status."""
    named = os.environ.pop("DATABASE_URL", "")
    broker = os.environ.pop("CELERY_BROKER_URL", "")
    runs = Runs(arguments)
    with ExitStack() as stack:
        runs.pytest("SQLite", {})
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
