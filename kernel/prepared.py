"""A query that is built and compiled once, for statements that are asked over and over in one shape (PF-1, PF-7).

Django builds and compiles a query anew whenever it is asked; for one with eight conditions of its own that takes most
of a page that is kept whole, and a fifth of a reply when thousands reply at once.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from secrets import randbelow
from typing import Any
from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import CharField, DateField, DateTimeField, Field, QuerySet, UUIDField

_LONG_AGO = datetime(1000, 1, 1, tzinfo=UTC)


class Prepared:
    """The rows of the main store that some values lead to, as the database gives them.

    Args:
        build: makes the query for the values. It depends on nothing else: no clock, no language, no person. No value
            may be nothing, and each must stand in the statement as it is given, not reckoned with.
        fields: what the values are, in their order; one public id unless said otherwise.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *fields: "Field[Any, Any]") -> None:
        self._build = build
        self._fields: tuple[Field[Any, Any], ...] = fields or (UUIDField(),)
        self._compiled: dict[str, tuple[str, tuple[Any, ...], dict[int, int]]] = {}

    def rows(self, *sought: Any) -> list[tuple[Any, ...]]:
        """Return the rows; one statement."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile(connection)
        sql, values, places = self._compiled[connection.vendor]
        given = self._as_stored(sought, connection)
        with connection.cursor() as cursor:
            cursor.execute(
                sql, [given[places[place]] if place in places else other for place, other in enumerate(values)]
            )
            return list(cursor.fetchall())

    def _as_stored(self, sought: Any, connection: Any) -> list[Any]:
        pairs = zip(self._fields, sought, strict=True)
        return [field.get_db_prep_value(value, connection) for field, value in pairs]

    def _compile(self, connection: Any) -> tuple[str, tuple[Any, ...], dict[int, int]]:
        """Return the statement, its values, and the places among them where each of what is sought stands."""
        marks = [_mark(field) for field in self._fields]
        sql, values = self._build(*marks).query.get_compiler(connection=connection).as_sql()
        stored = self._as_stored(marks, connection)
        places = {place: stored.index(value) for place, value in enumerate(values) if value in stored}
        missing = set(range(len(stored))) - set(places.values())
        assert not missing, f"not found in the statement: {missing}"
        return sql, tuple(values), places


def _mark(field: "Field[Any, Any]") -> Any:
    """Return a value of the kind that stands nowhere else in any statement."""
    if isinstance(field, UUIDField):
        return uuid4()
    if isinstance(field, CharField):
        return uuid4().hex
    if isinstance(field, DateTimeField):
        return _LONG_AGO + timedelta(microseconds=randbelow(10**16))
    if isinstance(field, DateField):
        return date(1000, 1, 1) + timedelta(days=randbelow(10**5))
    return 2**40 + randbelow(2**60)
