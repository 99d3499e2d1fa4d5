"""Which tests run on which engine, and at which size.

A test runs on both engines unless it is marked `sqlite` or `postgresql`, reaches no database and no broker, or stands
in a folder that proves something no database can change. Full-size runs wait for `-m full`.
"""

import gc
import os
from pathlib import Path

import pytest

from tests.support.environment import ROOT

ONCE = ("tests/access/", "tests/architecture/", "tests/browser/", "tests/deployment/")
# minutes of work in few tests: begun last, they would leave one core idle at the end
LONG = (
    *("tests/deployment/test_up.py", "tests/browser/test_every_page.py", "tests/access/test_matrix.py"),
    *("tests/browser/", "tests/acceptance/", "tests/chaos/", "tests/concurrency/", "tests/privacy/", "tests/access/"),
    *("tests/deployment/", "tests/support/", "tests/messaging/test_notify.py", "tests/partners/", "tests/engagement/"),
)


FULL_SIZE = 3600  # seconds a full-size test may take before it is ended and named


REACHING = {"db", "transactional_db", "live", "broker", "worker", "start_worker"}


def _reaches_a_store(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or REACHING & set(getattr(item, "fixturenames", ())))


def _reason_to_leave_out(item: pytest.Item, engine: str, full: bool) -> str | None:
    if item.get_closest_marker("full") and not full:
        return "full"
    if engine == "postgresql" and (item.nodeid.startswith(ONCE) or item.get_closest_marker("sqlite")):
        return "engine"
    if engine == "postgresql" and not (item.get_closest_marker("postgresql") or _reaches_a_store(item)):
        return "engine"
    if engine == "sqlite" and item.get_closest_marker("postgresql"):
        return "engine"
    return None


def _engine() -> str:
    return "postgresql" if os.environ["DATABASE_URL"].startswith("postgres") else "sqlite"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Do not even read, on the second engine, the folders that prove something no database can change."""
    folder = f"{collection_path.relative_to(ROOT).as_posix()}/" if collection_path.is_relative_to(ROOT) else ""
    return True if _engine() == "postgresql" and folder in ONCE else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other engine, and full sizes unless they were asked for."""
    engine = _engine()
    reasons = {item: _reason_to_leave_out(item, engine, "full" in config.option.markexpr) for item in items}
    config.stash[left_out] = sum(reason == "full" for reason in reasons.values())
    config.hook.pytest_deselected(items=[item for item, reason in reasons.items() if reason])
    kept = [item for item, reason in reasons.items() if not reason]
    for item in kept:
        if item.get_closest_marker("full"):
            item.add_marker(pytest.mark.timeout(FULL_SIZE))
    items[:] = sorted(
        kept, key=lambda item: next((n for n, f in enumerate(LONG) if item.nodeid.startswith(f)), len(LONG))
    )


def pytest_collection_finish() -> None:
    """Look for garbage rarely: what was imported and collected stays for the whole run, and looking at it costs a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


left_out = pytest.StashKey[int]()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name a failure at once: a whole run takes long, and its summary comes last."""
    if report.failed:
        print(f"\nFAILED {report.nodeid} ({report.when})", flush=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was left out by size."""
    if count := config.stash.get(left_out, 0):
        terminalreporter.write_line(f"LEFT OUT  {count} full-size tests; select them with -m full")
