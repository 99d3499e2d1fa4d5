"""One decorator for what the database asks to be done again: deadlocks and serialization failures (reliability 3.3)."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy as _

from kernel.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")
ATTEMPTS = 5
_AGAIN = frozenset({"40P01", "40001"})  # deadlock, serialization failure


def retried(act: Callable[P, T]) -> Callable[P, T]:
    """Run `act` again, at most five times, when the database rolled it back to let somebody else pass.

    Inside an open transaction the act runs once: only the outermost can be repeated.

    Raises:
        Busy: five attempts were not enough.
    """

    @wraps(act)
    def again(*args: P.args, **kwargs: P.kwargs) -> T:
        if connection.in_atomic_block:
            return act(*args, **kwargs)
        for attempt in range(ATTEMPTS):
            try:
                return act(*args, **kwargs)
            except OperationalError as error:
                if not _asks_for_another_try(error):
                    raise
                time.sleep(random.uniform(0.005, 0.02) * 2**attempt)
        raise Busy(_("Many people are registering at this moment. Nothing was lost: send it once more."))

    return again


def _asks_for_another_try(error: OperationalError) -> bool:
    if connection.vendor == "sqlite":
        return "locked" in str(error)
    return getattr(error.__cause__, "sqlstate", None) in _AGAIN
