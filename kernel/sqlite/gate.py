"""The gate beside each SQLite file: a lock that is handed over first come, first served.

SQLite's own waiting is unfair: under load somebody waits for many seconds. The kernel queues those who wait for a
file lock, and frees the lock when its holder dies.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread


def path_of(database: str | Path) -> str:
    """Return the path of the gate beside `database`."""
    return f"{database}.gate"


def enter(database: str | Path) -> int:
    """Wait for the gate and return it; closing it leaves. An interrupted wait leaves nothing behind."""
    gate = os.open(path_of(database), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
    except BaseException:  # a time limit may strike while we wait
        os.close(gate)
        raise
    return gate


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
    entered: list[bool] = []

    def wait() -> None:
        os.close(enter(database))
        entered.append(True)

    waiting = Thread(target=wait, daemon=True)
    waiting.start()
    waiting.join(seconds)
    return bool(entered)
