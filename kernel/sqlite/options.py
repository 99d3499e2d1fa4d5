"""How SQLite is opened: IMMEDIATE transactions, full durability, and a journal mode the library can be trusted with."""

import sqlite3
from typing import Any

from django.core.exceptions import ImproperlyConfigured

Version = tuple[int, ...]
JOURNALS = ("auto", "wal", "truncate")


def wal_is_safe(version: Version = sqlite3.sqlite_version_info) -> bool:
    """Tell whether this library has the fix for the WAL-reset fault (3.7.0 to 3.51.2 can corrupt a database)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def journal_mode(wanted: str = "auto") -> str:
    """Return `wal` or `truncate`: the wanted mode, or the fastest safe one for `auto`.

    Raises:
        ImproperlyConfigured: for any other word.
    """
    if wanted not in JOURNALS:
        raise ImproperlyConfigured(f"SQLITE_JOURNAL must be one of {', '.join(JOURNALS)}, not {wanted!r}")
    if wanted == "auto":
        return "wal" if wal_is_safe() else "truncate"
    return wanted


def options(journal: str = "auto") -> dict[str, Any]:
    """Return the OPTIONS of a database entry."""
    pragmas = (
        f"journal_mode={journal_mode(journal)}",
        "synchronous=FULL",
        "secure_delete=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE deletes a row without asking the triggers that keep it
        "cache_size=-16000",
        "journal_size_limit=67108864",
    )
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": ";".join(f"PRAGMA {pragma}" for pragma in pragmas),
    }
