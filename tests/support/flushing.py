"""Empty append-only tables between tests: their triggers would refuse Django's flush too."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.postgresql import base as postgresql
from django.db.backends.sqlite3 import base as sqlite3

PostgresOperations, SqliteOperations = postgresql.DatabaseWrapper.ops_class, sqlite3.DatabaseWrapper.ops_class


@contextmanager
def _without_triggers_on_sqlite(connection: Any) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            yield
        finally:
            for _name, sql in triggers:
                cursor.execute(sql)


@contextmanager
def _without_truncate_triggers(connection: Any) -> Iterator[None]:
    """Row triggers do not see TRUNCATE; the statement triggers that refuse it step aside for the flush."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE '%\\_no\\_truncate'"
        )
        triggers = cursor.fetchall()
        for name, table in triggers:
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
        try:
            yield
        finally:
            for name, table in triggers:
                cursor.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{name}"')


@pytest.fixture(autouse=True, scope="session")
def flush_append_only_tables() -> Iterator[None]:
    """Let the flush between transactional tests empty every table on both databases."""
    plain = {kind: kind.execute_sql_flush for kind in (SqliteOperations, PostgresOperations)}
    aside = {SqliteOperations: _without_triggers_on_sqlite, PostgresOperations: _without_truncate_triggers}

    def patched(kind: type) -> Any:
        def flush(self: Any, sql_list: list[str]) -> None:
            with aside[kind](self.connection):
                plain[kind](self, sql_list)

        return flush

    for kind in plain:
        kind.execute_sql_flush = patched(kind)
    yield
    for kind, method in plain.items():
        kind.execute_sql_flush = method
