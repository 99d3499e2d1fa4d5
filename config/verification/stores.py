"""The stores themselves, and the messages we owe."""

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config.verification.finding import Found
from messaging import kinds
from messaging.models import Message

_NOT_VALID = "SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY conname"


def databases() -> Found:
    """Look whether each store is sound and every row it points to exists (SQLite checks neither by itself)."""
    found = Found("databases")
    for alias in connections:
        connection = connections[alias]
        found.rows += len(connection.introspection.table_names())
        found.problems += [f"{alias} {problem}" for problem in _unsound(connection)]
    return found


def _unsound(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_NOT_VALID)
            return [f"constraint {name} not_validated" for (name,) in cursor.fetchall()]
        try:
            cursor.execute("PRAGMA quick_check(20)")
            broken = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            orphans = [f"{table} {row} points_nowhere {parent}" for table, row, parent, _key in cursor.fetchall()]
        except DatabaseError:
            return ["unreadable"]
    return [*(["damaged"] if broken else []), *orphans]


def messages() -> Found:
    """Look whether every message has a kind that still knows its words."""
    found = Found("messages", rows=Message.objects.count())
    for message in Message.objects.exclude(kind__in=kinds.names()).order_by("pk").iterator(500):
        found.against(message, "kind_unknown")
    return found
