"""Child processes of the runner: each its own group, each told to go when the runner dies, each stopped once."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LOG_LIMIT = 5_000_000  # bytes; a longer log is set aside at the next start
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One running process. `grace` is how many seconds it may take to stop."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    grace: float

    def alive(self) -> bool:
        return self.process.poll() is None

    def speak(self) -> None:
        """Give the word that a child waits for, once; one that ended meanwhile needs none."""
        if (words := self.process.stdin) is not None:
            self.process.stdin = None
            with suppress(BrokenPipeError), words:
                words.write(b"\n")

    def last_words(self, lines: int = 15) -> str:
        """Return the end of its log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def stop(self) -> None:
        """Ask once, wait for its grace, then end whatever is left of its group.

        One signal only: a second one would make Celery drop the task in its hands.
        """
        if self.alive():
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.grace)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _follow(parent: int) -> None:
    """Run in the child before its program: ask Linux for TERM when the runner dies, even by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died in between
            os._exit(1)


def start(
    name: str,
    command: Sequence[str],
    *,
    env: dict[str, str],
    logs: Path,
    grace: float,
    pass_fds: Sequence[int] = (),
    spoken_to: bool = False,
) -> Child:
    """Start `command` with its output in `logs`.

    Args:
        name: shown to people and the name of its log.
        command: program and arguments.
        env: its whole environment.
        logs: folder of the logs.
        grace: seconds it may take to stop.
        pass_fds: descriptors it inherits.
        spoken_to: whether its standard input is a pipe of ours (see `Child.speak`), not nothing.
    """
    logs.mkdir(parents=True, exist_ok=True)
    log, runner = logs / f"{name}.log", os.getpid()
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.PIPE if spoken_to else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: _follow(runner),
            pass_fds=pass_fds,
        )
    return Child(name, process, log, grace)
