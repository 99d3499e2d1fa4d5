"""Doing again what the database rolled back to let somebody else pass: deadlocks and serialization failures (3.3)."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from django.utils.functional import Promise

from kernel.errors import Busy

T = TypeVar("T")
ATTEMPTS = 5
PATIENCE = 20  # seconds after which no further attempt begins: SQLite itself waits for 30 s before it says "locked"
_AGAIN = frozenset({"40P01", "40001"})  # deadlock, serialization failure


def until_done(act: Callable[[], T], *, busy: Promise) -> T:
    """Run `act` again, at most five times in 20 s, when the database rolled it back to let somebody else pass.

    Inside an open transaction the act runs once: only the outermost can be repeated.

    Args:
        busy: what a person reads when that was not enough.

    Raises:
        Busy: that was not enough.
    """
    if connection.in_atomic_block:
        return act()
    began = time.monotonic()
    for attempt in range(ATTEMPTS):
        if attempt and time.monotonic() - began > PATIENCE:
            break
        try:
            return act()
        except OperationalError as error:
            if not _asks_for_another_try(error):
                raise
            time.sleep(random.uniform(0.005, 0.02) * 2**attempt)
    raise Busy(busy)


def _asks_for_another_try(error: OperationalError) -> bool:
    if connection.vendor == "sqlite":
        return "locked" in str(error)
    return getattr(error.__cause__, "sqlstate", None) in _AGAIN
