"""Spare, while fictional people are loaded, what protects real ones."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection

from events.models import Event

CHEAP = {"time_cost": 1, "memory_cost": 8192, "parallelism": 1}


@contextmanager
def in_haste() -> Iterator[None]:
    """Hash receipts quickly, and let a new SQLite store reach the disk in its own time.

    A store that holds an event already is somebody's: each of its commits goes to the disk, as always.
    """
    dear = {name: getattr(Argon2PasswordHasher, name) for name in CHEAP}
    new = connection.vendor == "sqlite" and not connection.in_atomic_block and not Event.objects.exists()
    _set(CHEAP, "OFF" if new else None)
    try:
        yield
    finally:
        _set(dear, "FULL" if new else None)


def _set(costs: dict[str, int], synchronous: str | None) -> None:
    for name, cost in costs.items():
        setattr(Argon2PasswordHasher, name, cost)
    if synchronous:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={synchronous}")
