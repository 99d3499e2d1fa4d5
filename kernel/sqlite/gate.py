"""The gate beside each SQLite file (`kernel.gates`).

SQLite's own waiting is unfair: under load somebody waits for many seconds.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError

from kernel import gates


class Closed(OperationalError):
    """The gate did not open in time."""


def path_of(database: str | Path) -> str:
    """Return the path of the gate beside `database`."""
    return f"{database}.gate"


def enter(database: str | Path, seconds: float | None = None) -> int:
    """Wait for the gate and return it; closing it leaves.

    Args:
        seconds: the longest wait; none waits for ever.

    Raises:
        Closed: the wait was in vain.
    """
    try:
        return gates.enter(path_of(database), seconds)
    except gates.Shut as shut:
        raise Closed(str(shut)) from None


@contextmanager
def held(database: str | Path) -> Iterator[None]:
    """Keep every write transaction waiting, as a backup wants (RE-25)."""
    gate = enter(database)
    try:
        yield
    finally:
        os.close(gate)


def can_be_had(database: str | Path, seconds: float = 10.0) -> bool:
    """Tell whether the gate opens within `seconds`, waiting in line like everybody else."""
    try:
        os.close(enter(database, seconds))
    except Closed:
        return False
    return True
