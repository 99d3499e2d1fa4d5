"""System checks of the embedded database: no journal the library would corrupt, and the wanted one in force."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections

from kernel.sqlite.options import wal_is_safe


def _wanted(options: dict[str, Any]) -> str:
    found = re.search(r"journal_mode=(\w+)", options.get("init_command", ""))
    return found[1] if found else ""


def _ours() -> Iterator[tuple[str, str]]:
    """Yield the alias and the wanted journal of each SQLite store."""
    for alias, database in settings.DATABASES.items():
        if database["ENGINE"] == "kernel.sqlite":
            yield alias, _wanted(database.get("OPTIONS", {}))


def journal_is_safe(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse the write-ahead log on a library that can corrupt it; tests may force it on files nobody keeps."""
    if wal_is_safe() or getattr(settings, "TESTING", False):
        return []
    return [
        checks.Error(
            f"SQLite {sqlite3.sqlite_version} can corrupt the write-ahead log of '{alias}'.",
            hint="Remove SQLITE_JOURNAL=wal: the rollback journal behind the gate loses nothing.",
            id="kernel.E001",
        )
        for alias, journal in _ours()
        if journal == "wal"
    ]


def journal_is_in_force(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Compare the journal in force with the wanted one: changing it needs to be the only connection."""
    found: list[checks.CheckMessage] = []
    for alias, wanted in _ours():
        if alias not in (databases or ()):
            continue
        with connections[alias].cursor() as cursor:
            (in_force,) = cursor.execute("PRAGMA journal_mode").fetchone()
        if in_force not in (wanted, "memory"):
            found.append(
                checks.Error(
                    f"'{alias}' uses the journal '{in_force}', not '{wanted}'.",
                    hint="Stop every process that uses the file, then start again.",
                    id="kernel.E002",
                )
            )
    return found


def register() -> None:
    """Add the checks to Django's; the second runs where a database is named, as `migrate` does."""
    checks.register(journal_is_safe)
    checks.register(journal_is_in_force, checks.Tags.database)
