"""A lock over all processes of a machine, handed over first come, first served.

The kernel queues those who wait for the lock of a file, and frees it when its holder dies. Who waits in vain for a holder
that hangs is refused in the end.
"""

import fcntl
import os
from pathlib import Path
from threading import Event, Thread


class Shut(Exception):
    """The gate did not open in time."""


def enter(gate: str | Path, seconds: float | None = None) -> int:
    """Wait for the gate and return it; closing it leaves. An interrupted wait leaves nothing behind.

    Args:
        gate: a file that is there for this alone; it is made when it is missing.
        seconds: the longest wait; none waits for ever.

    Raises:
        Shut: the wait was in vain.
    """
    held = os.open(gate, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if seconds is None:
            fcntl.flock(held, fcntl.LOCK_EX)
        elif not _opens(held, seconds):
            raise Shut(f"The gate did not open in {seconds:g} s.")
    except BaseException:  # a time limit may strike while we wait
        os.close(held)
        raise
    return held


def _opens(held: int, seconds: float) -> bool:
    """Tell whether the gate opens in time, waiting in line like everybody else.

    The kernel's line knows no time, so a thread stands in it. It has the gate by a second number, which it gives back
    at its turn: whoever has left the line by then, closing the first, leaves the gate open.
    """
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        ours, turn = os.dup(held), Event()

        def stand() -> None:
            try:
                fcntl.flock(ours, fcntl.LOCK_EX)
                turn.set()
            finally:
                os.close(ours)

        Thread(target=stand, name="gate", daemon=True).start()
        return turn.wait(seconds)
    return True
