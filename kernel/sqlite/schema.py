"""Changing a table on SQLite without losing the triggers that guard it.

SQLite cannot add a constraint: Django makes the table anew and drops the old one, and with it, unseen, its triggers.
A trigger of another table that reads this one even stops the exchange. Here they stand aside meanwhile and come back
in the same transaction, word for word.
"""

from typing import Any

from django.db.backends.sqlite3 import schema


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):  # type: ignore[misc]
    """Django's own, but that a table made anew keeps its triggers."""

    def _remake_table(self, model: Any, *args: Any, **kwargs: Any) -> None:
        standing = self._triggers_that_name(model._meta.db_table)
        for name, _sql in standing:
            self.execute(f"DROP TRIGGER {self.quote_name(name)}")
        super()._remake_table(model, *args, **kwargs)  # type: ignore[misc]
        for _name, sql in standing:
            self.execute(sql, params=None)

    def _triggers_that_name(self, table: str) -> list[tuple[str, str]]:
        """Return name and words of every trigger of the table, or that reads it."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (tbl_name = %s OR instr(sql, %s)) "
                "ORDER BY name",
                [table, table],
            )
            return list(cursor.fetchall())
