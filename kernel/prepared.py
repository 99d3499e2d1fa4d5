"""A query that is built and compiled once, for statements that are asked over and over in one shape (PF-1, PF-7).

Django builds and compiles a query anew whenever it is asked; for one with eight conditions of its own that takes most
of a page that is kept whole, and a fifth of a reply when thousands reply at once.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from secrets import randbelow
from typing import Any, Generic, TypeVar
from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, CharField, DateField, DateTimeField, Field, Model, QuerySet, UUIDField
from django.db.models.query import ModelIterable

_LONG_AGO = datetime(1000, 1, 1, tzinfo=UTC)
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class _Compiled:
    """A statement with its values.

    Attributes:
        places: where among the values each of what is sought stands.
        compiler: knows what the columns are.
    """

    sql: str
    values: tuple[Any, ...]
    places: dict[int, int]
    compiler: Any

    def filled(self, given: list[Any]) -> list[Any]:
        return [given[self.places[n]] if n in self.places else value for n, value in enumerate(self.values)]


class _Asked:
    """As much of a query set as `ModelIterable` looks at: its compiler is the one that was kept, with other values."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, compiled: _Compiled, given: list[Any]) -> None:
        self.query = self
        self._compiled = compiled
        self._given = given

    def get_compiler(self, using: str) -> Any:
        compiler = copy.copy(self._compiled.compiler)  # one for each request: threads ask at the same time
        compiler.connection = connections[using]
        compiler.as_sql = lambda *_args, **_options: (self._compiled.sql, self._compiled.filled(self._given))
        return compiler


class Prepared(Generic[M]):
    """The rows of the main store that some values lead to.

    Args:
        build: makes the query for the values. It depends on nothing else: no clock, no language, no person. No value
            may be nothing, and each must stand in the statement as it is given, not reckoned with.
        fields: what the values are, in their order; one public id unless said otherwise. No small number: none is rare
            enough to be told from the others of a statement.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]], *fields: "Field[Any, Any]") -> None:
        self._build = build
        self._fields: tuple[Field[Any, Any], ...] = fields or (UUIDField(),)
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, *sought: Any) -> list[tuple[Any, ...]]:
        """Return the rows as the database gives them; one statement."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._for(connection)
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, compiled.filled(self._as_stored(sought, connection)))
            return list(cursor.fetchall())

    def instances(self, *sought: Any) -> list[M]:
        """Return the rows as the models the query makes, with what it joins and annotates; one statement.

        Where the query locks its rows, a transaction must be open.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._for(connection)
        if compiled.compiler.query.select_for_update:
            assert connection.in_atomic_block, "rows are locked inside a transaction"
        asked: Any = _Asked(compiled, self._as_stored(sought, connection))
        return list(ModelIterable(asked))

    def _as_stored(self, sought: Any, connection: Any) -> list[Any]:
        pairs = zip(self._fields, sought, strict=True)
        return [field.get_db_prep_value(value, connection) for field, value in pairs]

    def _for(self, connection: Any) -> _Compiled:
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile(connection)
        return self._compiled[connection.vendor]

    def _compile(self, connection: Any) -> _Compiled:
        marks = [_mark(field) for field in self._fields]
        compiler = self._build(*marks).query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        stored = self._as_stored(marks, connection)
        places = {place: stored.index(value) for place, value in enumerate(values) if value in stored}
        missing = set(range(len(stored))) - set(places.values())
        assert not missing, f"not found in the statement: {missing}"
        compiler.connection = None  # each request has its own
        return _Compiled(sql, tuple(values), places, compiler)


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
    if isinstance(field, BigIntegerField):
        return 2**40 + randbelow(2**60)
    return 2**28 + randbelow(2**30)  # a larger one is outside the column, and such a condition is left out
