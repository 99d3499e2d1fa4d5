"""One runner for each data folder: a lock, and an end to children that a killed runner left behind."""

import fcntl
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path


class AlreadyRunning(Exception):
    """Another runner holds the data folder; the text says which."""


class Lock:
    """The lock of a data folder. The kernel frees it when its holder dies."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            AlreadyRunning: when another process holds it.
        """
        self.path, self.children = folder / "up.lock", folder / "up.children"
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = self.path.read_text(encoding="utf-8").strip()
            os.close(self._file)
            raise AlreadyRunning(holder) from None

    def describe(self, text: str) -> None:
        """Write what a second runner shall be told."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text.encode(), 0)

    def remember(self, pid: int) -> None:
        """Note a child where the kernel will not end it with us (macOS)."""
        if sys.platform != "linux":
            with self.children.open("a", encoding="utf-8") as file:
                file.write(f"{pid} {_born(pid)}\n")

    def end_leftovers(self) -> None:
        """End children of a runner that was killed; a number that now names another process is left alone."""
        if self.children.exists():
            for line in self.children.read_text(encoding="utf-8").splitlines():
                pid, _space, born = line.partition(" ")
                if born and born == _born(int(pid)):
                    with suppress(ProcessLookupError):
                        os.killpg(int(pid), signal.SIGTERM)
            self.children.unlink()

    def release(self) -> None:
        """Let the next runner start."""
        self.children.unlink(missing_ok=True)
        self.describe("")
        os.close(self._file)


def _born(pid: int) -> str:
    """Return when a process was started, as the system tells it; empty when there is none."""
    done = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()
