"""A query that is built and compiled once, for the one statement that a page kept whole still asks each time (PF-1).

Django builds and compiles a query anew whenever it is asked; for one with eight conditions of its own that takes most
of such a page.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, UUIDField


class Prepared:
    """The rows of the main store about one public id, as the database gives them.

    Args:
        build: makes the query for a public id. It depends on nothing else: no clock, no language, no person.
    """

    def __init__(self, build: Callable[[UUID], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[str, tuple[Any, ...], frozenset[int]]] = {}

    def rows(self, public_id: UUID) -> list[tuple[Any, ...]]:
        """Return the rows; one statement."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile(connection)
        sql, values, places = self._compiled[connection.vendor]
        value = UUIDField().get_db_prep_value(public_id, connection)
        with connection.cursor() as cursor:
            cursor.execute(sql, [value if place in places else other for place, other in enumerate(values)])
            return list(cursor.fetchall())

    def _compile(self, connection: Any) -> tuple[str, tuple[Any, ...], frozenset[int]]:
        """Return the statement, its values, and the places among them where the public id stands."""
        mark = uuid4()
        sql, values = self._build(mark).query.get_compiler(connection=connection).as_sql()
        sought = UUIDField().get_db_prep_value(mark, connection)
        return sql, tuple(values), frozenset(place for place, value in enumerate(values) if value == sought)
