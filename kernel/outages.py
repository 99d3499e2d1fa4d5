"""Which failures are an outage: a store is away or busy, and the same request works a while later.

Everything else is a fault of ours. On SQLite the two share a class, so its own number decides.
"""

from django.db import OperationalError

from kernel import cache

WAIT = 30  # seconds after which it is worth trying again
# SQLite: busy, locked, read-only, input or output failed, full, cannot be opened
_SQLITE = frozenset({5, 6, 8, 10, 13, 14})


def is_one(error: BaseException | None) -> bool:
    """Tell whether the database or the cache could not be reached, or kept somebody waiting for too long."""
    if isinstance(error, cache.Away):
        return True
    if not isinstance(error, OperationalError):
        return False
    number = getattr(error.__cause__, "sqlite_errorcode", None)
    return number is None or number & 0xFF in _SQLITE
