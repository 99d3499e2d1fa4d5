"""What must stand before the platform starts: stores in their journal, migrations, first rows, collected files."""

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core import checks
from django.core.management import call_command, get_commands
from django.core.management.base import SystemCheckError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from config.management.commands.migrate import refuse_halfway

UNUSED = ["redoc", "rest_framework"]  # folders of packages that no page of ours loads, slow to compress
STATIC_MARK = "static.digest"
FIRST_ROWS = ("load_demo",)  # begins with the reference file; a start of its own for that takes seconds


def sqlite_files() -> Iterator[tuple[str, Path]]:
    """Yield the alias and the file of each embedded store."""
    for alias, database in settings.DATABASES.items():
        if database["ENGINE"] == "kernel.sqlite":
            yield alias, Path(database["NAME"])


def load() -> None:
    """Load Django into this process.

    Raises:
        SystemCheckError: naming what is wrong before a store is looked at.
    """
    django.setup()
    refuse(checks.run_checks())


def refuse(found: list[checks.CheckMessage]) -> None:
    """Refuse to go on with anything serious.

    Raises:
        SystemCheckError: naming what is wrong.
    """
    if serious := [each for each in found if each.is_serious()]:
        raise SystemCheckError("\n".join(map(str, serious)))


def journals() -> None:
    """Open each file alone and set its journal: with a second connection the change would be refused.

    Raises:
        sqlite3.OperationalError: when another process has the file open.
    """
    for alias, path in sqlite_files():
        path.parent.mkdir(parents=True, exist_ok=True)
        pragmas = settings.DATABASES[alias]["OPTIONS"]["init_command"]
        with sqlite3.connect(path, timeout=5) as alone:
            for pragma in pragmas.split(";"):
                alone.execute(pragma)
        alone.close()
        path.chmod(0o600)


def is_new() -> bool:
    """Tell whether the main store has never been migrated."""
    return not MigrationRecorder(connections[DEFAULT_DB_ALIAS]).has_table()


def migrate() -> None:
    """Bring every store to the models of this version, then run the checks that look into the stores.

    Raises:
        CommandError: a store of an older version that cannot be brought here, or what a check found wrong.
    """
    for alias in connections:
        refuse_halfway(alias)  # first, because no plan can be made for such a store
        plan = MigrationExecutor(connections[alias])
        if plan.migration_plan(plan.loader.graph.leaf_nodes()):
            call_command("migrate", database=alias, interactive=False, verbosity=0)
    found = checks.run_checks(databases=list(connections))
    connections.close_all()
    refuse(found)


def first_rows() -> list[str]:
    """Return the commands that fill a new store with the reference consultation."""
    known = get_commands()
    return [name for name in FIRST_ROWS if name in known]


class Loading:
    """A mark in the data folder while a new store is being filled, so that a half-filled one is never kept."""

    def __init__(self, folder: Path) -> None:
        self.mark = folder / "loading"

    def begin(self) -> None:
        self.mark.touch()

    def finish(self) -> None:
        self.mark.unlink()

    def forget_half_filled(self) -> bool:
        """Remove the files of a store whose filling was interrupted; it never was in use. Tell whether there were."""
        files = [path for _alias, path in sqlite_files()]
        if not self.mark.exists() or not files:
            return False
        for path in files:
            for each in (path, *(path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm"))):
                each.unlink(missing_ok=True)
        self.mark.unlink()
        return True


def has_static_files(folder: Path) -> bool:
    """Tell whether static files were collected at an earlier start; whether they are still the same is not asked."""
    return (folder / STATIC_MARK).exists()


def static_files(folder: Path) -> bool:
    """Collect the static files when they or the packages have changed; tell whether they had."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements/run.txt").read_bytes())
    for finder in get_finders():
        for name, storage in finder.list(None):
            path = Path(storage.path(name))
            digest.update(f"{name} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
    mark = folder / STATIC_MARK
    if mark.exists() and mark.read_text() == digest.hexdigest() and Path(settings.STATIC_ROOT).is_dir():
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=UNUSED)
    mark.write_text(digest.hexdigest())
    return True
