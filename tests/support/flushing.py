"""Empty the tables between tests that commit: only those that hold rows, append-only ones too.

Django's own flush empties every table, writes content types and permissions anew, and is refused by the triggers of
append-only tables. Here only filled tables are touched, and their triggers step aside for that moment.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import TransactionTestCase

KEPT = {"django_content_type", "auth_permission", "django_migrations"}


def _filled(connection: Any) -> list[str]:
    """Return the tables that hold rows; one statement."""
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - KEPT)
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)
        )
        return [name for (name,) in cursor.fetchall()]


def _empty_on_sqlite(connection: Any, tables: list[str]) -> None:
    with connection.constraint_checks_disabled(), transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, sql) for name, sql, table in cursor.fetchall() if table in tables]
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        for _name, sql in triggers:
            cursor.execute(sql)


def _empty_on_postgresql(connection: Any, tables: list[str]) -> None:
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no trigger is put back while a foreign key is still unchecked
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


def empty(alias: str) -> None:
    """Empty every table of a store."""
    connection = connections[alias]
    if tables := _filled(connection):
        {"sqlite": _empty_on_sqlite, "postgresql": _empty_on_postgresql}[connection.vendor](connection, tables)


@pytest.fixture(autouse=True, scope="session")
def flush_filled_tables_only() -> Iterator[None]:
    """Put this in the place of the flush between transactional tests."""
    plain = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        for alias in case._databases_names(include_mirrors=False):
            empty(alias)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = plain
