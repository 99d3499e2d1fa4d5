"""Rows of another table read in the statement of the row they belong to: gathered as JSON, then made rows again.

For what a page or an act needs beside its row each time, where a statement of its own would cost more than the rows
(PF-5). Where a list of rows needs theirs, `prefetch_related` is the plainer way.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField, Model, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler

_Row = TypeVar("_Row", bound=Model)


class Gathered(Subquery):
    """A subquery that gives all its rows as a list of columns by name, in no order; `rows_of` reads it.

    It sees what the whole statement sees: when the statement waits for a lock, that may be older than the lock.

    Args:
        rows: narrowed with `OuterRef`, or to one owner.
        names: names of the columns, as the table has them.
        hold: lock the rows in key order until the transaction ends; they are read as they are once they are held.
            Only for rows narrowed to one owner, in a statement that locks nothing else.
    """

    output_field = JSONField()

    def __init__(self, rows: QuerySet[Any], names: Iterable[str], *, hold: bool = False) -> None:
        fields = {field.attname: field for field in rows.model._meta.concrete_fields}
        self.columns = {name: isinstance(fields[name], JSONField) for name in names}
        rows = rows.order_by("pk").select_for_update(no_key=True) if hold else rows.order_by()
        super().__init__(rows.values(*self.columns))

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Let the server make an object of each row."""
        template = "(SELECT COALESCE(jsonb_agg(one), '[]') FROM (%(subquery)s) one)"
        return self.as_sql(compiler, connection, template=template)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Name each column; a column of JSON is text there and stays JSON only when that is said."""
        pairs = ", ".join(
            f"'{name}', json(one.\"{name}\")" if is_json else f"'{name}', one.\"{name}\""
            for name, is_json in self.columns.items()
        )
        template = f"(SELECT json_group_array(json_object({pairs})) FROM (%(subquery)s) one)"  # noqa: S608 - names of columns, from the model
        return self.as_sql(compiler, connection, template=template)


def rows_of(model: type[_Row], gathered: Iterable[Mapping[str, Any]]) -> list[_Row]:
    """Return the rows of a `Gathered` column; what was not gathered is read from the table when it is asked for."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    found = []
    for columns in gathered:
        names = [name for name in fields if name in columns]
        found.append(model.from_db(None, names, [fields[name].to_python(columns[name]) for name in names]))
    return found
