"""A migration operation that keeps dated rows from overlapping, on both databases and without an extension."""

from typing import Any

from kernel.triggers import _Trigger


class NoOverlap(_Trigger):
    """Refuse two rows of `table` with equal `keys` whose days overlap (both ends included, null reaches for ever).

    PostgreSQL gets an exclusion constraint over range types alone, so no extension is needed; SQLite gets triggers.

    Args:
        table: database table.
        name: name of the constraint, a short sentence.
        keys: columns that must be equal for two rows to be compared; integers or texts.
        start, end: date columns.
        condition: SQL that limits which rows count, with columns in braces such as `{is_primary}`, or an empty string.
    """

    def __init__(self, table: str, name: str, keys: list[str], start: str, end: str, condition: str = "") -> None:
        self.table, self.name, self.keys = table, name, keys
        self.start, self.end, self.condition = start, end, condition

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        arguments = [self.table, self.name, self.keys, self.start, self.end, self.condition]
        return self.__class__.__qualname__, arguments, {}

    def describe(self) -> str:
        return f"Keep dated rows of {self.table} from overlapping"

    def _create(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            joined = " || ':' || ".join(f"{key}::text" for key in self.keys)
            same = f"hashtextextended({joined}, 0)::numeric"
            where = f" WHERE ({self._of('')})" if self.condition else ""
            return [
                f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} EXCLUDE USING gist "
                f"(numrange({same}, {same}, '[]') WITH &&, daterange({self.start}, {self.end}, '[]') WITH &&){where}"
            ]
        counts = f"({self._of('NEW.')}) AND ({self._of('other.')}) AND " if self.condition else ""
        equal = " AND ".join(f"other.{key} = NEW.{key}" for key in self.keys)
        clash = (
            f"SELECT RAISE(ABORT, '{self.name}') WHERE EXISTS (SELECT 1 FROM {self.table} AS other WHERE {counts}{equal} "
            f"AND other.id <> NEW.id "
            f"AND coalesce(other.{self.start}, '0001-01-01') <= coalesce(NEW.{self.end}, '9999-12-31') "
            f"AND coalesce(NEW.{self.start}, '0001-01-01') <= coalesce(other.{self.end}, '9999-12-31'))"
        )
        return [
            f"CREATE TRIGGER {self.name}_{verb.lower()} AFTER {verb} ON {self.table} BEGIN {clash}; END"
            for verb in ("INSERT", "UPDATE")
        ]

    def _of(self, alias: str) -> str:
        return self.condition.replace("{", alias).replace("}", "")

    def _drop(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name}"]
        return [f"DROP TRIGGER {self.name}_{verb}" for verb in ("insert", "update")]
