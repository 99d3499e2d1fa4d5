"""The test databases: real files or a real server, both stores always there, the gate of SQLite at work."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.db import connections
from django.test import TestCase
from django.test.utils import setup_databases, teardown_databases

from kernel.sqlite import base as gated
from tests.support import planting
from tests.support.environment import ROOT

SHAPES = ("*/migrations/*.py", "*/*/migrations/*.py", "*/models.py", "*/models/*.py", "*/*/models.py", "kernel/*.py")
KEPT = 24


def migrated() -> Path:
    """Return the folder that keeps the migrated, empty SQLite files of exactly these models and migrations."""
    digest = hashlib.sha256(f"{django.VERSION} {os.environ.get('SQLITE_JOURNAL', '')}".encode())
    for path in sorted({path for shape in SHAPES for path in ROOT.glob(shape)} | {ROOT / "config/settings.py"}):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "consultation-tests"
    return cache / digest.hexdigest()[:20]


def _keep(files: dict[str, Path], folder: Path) -> None:
    """Put copies of the closed files where the next test run finds them; whole or not at all."""
    with suppress(OSError):
        part = folder.with_name(f"{folder.name}.{os.getpid()}")
        part.mkdir(parents=True, mode=0o700)
        for alias, path in files.items():
            shutil.copyfile(path, part / alias)
        with suppress(OSError):
            part.rename(folder)
        shutil.rmtree(part, ignore_errors=True)
        for old in sorted(folder.parent.iterdir(), key=lambda each: each.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)


def _set_up() -> Any:
    """Create and migrate the test databases, or start from files migrated before by the very same migrations."""
    if settings.MIGRATION_MODULES or any(connection.vendor != "sqlite" for connection in connections.all()):
        return setup_databases(verbosity=0, interactive=False)
    files = {alias: Path(connections[alias].settings_dict["NAME"]) for alias in connections}
    folder = migrated()
    if folder.exists():
        for alias, path in files.items():
            shutil.copyfile(folder / alias, path)
        return [(connections[alias], str(path), True) for alias, path in files.items()]
    databases = setup_databases(verbosity=0, interactive=False)
    connections.close_all()
    _keep(files, folder)
    return databases


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Give SQLite a file, so that other threads and processes meet the same rows."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = connection.settings_dict["NAME"]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """Create and migrate every store, whichever the collected tests name: child processes open them all."""
    with django_db_blocker.unblock():
        databases = _set_up()
    yield
    with django_db_blocker.unblock():
        planting.bed.clear()
        teardown_databases(databases, verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def test_cases_stay_outside_the_gate() -> Iterator[None]:
    """Let a test hold its enclosing transactions on both stores; those of the platform still may not nest."""
    entered, enter_gate = TestCase._enter_atomics.__func__, gated.DatabaseWrapper._enter_gate

    def enter_atomics(cls: type[TestCase]) -> Any:
        gated.DatabaseWrapper._enter_gate = lambda self: None
        try:
            return entered(cls)
        finally:
            gated.DatabaseWrapper._enter_gate = enter_gate

    TestCase._enter_atomics = classmethod(enter_atomics)
    yield
    TestCase._enter_atomics = classmethod(entered)
