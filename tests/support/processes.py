"""Real processes of the platform, started against the test databases and always ended."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connections

from tests.support.environment import ROOT, VAR

_PATIENCE = 60.0


def wait_until(condition: Callable[[], Any], what: str, seconds: float = _PATIENCE) -> Any:
    """Return the first true answer of `condition`, or fail naming what never came."""
    until = time.monotonic() + seconds
    while True:
        if answer := condition():
            return answer
        if time.monotonic() > until:
            raise AssertionError(f"Waited {seconds:g} s in vain: {what}")
        time.sleep(0.02)


def database_urls() -> dict[str, str]:
    """Return the addresses of the test databases, as variables for another process."""
    urls = {}
    for alias, variable in (("default", "DATABASE_URL"), ("protected", "PROTECTED_DATABASE_URL")):
        parts = urlsplit(os.environ[variable])
        name = connections[alias].settings_dict["NAME"]
        urls[variable] = (
            urlunsplit(parts._replace(path=f"/{name}")) if parts.scheme.startswith("postgres") else f"sqlite:///{name}"
        )
    return urls


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a child: ours, with the test databases."""
    return {**os.environ, **database_urls(), "PYTHONUNBUFFERED": "1", **more}


def end_with_parent() -> None:
    """Ask the kernel (Linux) to end this process when the test process is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


@dataclass
class Running:
    """A child in its own process group, with its output in a file."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def pid(self) -> int:
        return self.process.pid

    def output(self) -> str:
        """Return everything the process has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def alive(self) -> bool:
        return self.process.poll() is None

    def send(self, number: int) -> None:
        """Signal the process itself."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """End the whole group at once, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self, grace: float = 30.0) -> int:
        """Ask for an orderly end and return the exit status; kill the group after `grace` seconds."""
        if self.alive():
            self.process.terminate()
        try:
            return self.process.wait(grace)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} did not stop within {grace:g} s:\n{self.output()[-2000:]}") from None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


_count = iter(range(1_000_000))


def start(
    name: str, command: Sequence[str], env: dict[str, str] | None = None, pass_fds: Sequence[int] = (), cwd: Path = ROOT
) -> Running:
    """Start `command` in its own group; its output goes to a file in the data folder of the tests."""
    log = VAR / f"{name}.{next(_count)}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=env if env is not None else environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=pass_fds,
            preexec_fn=end_with_parent,
            cwd=cwd,
        )
    return Running(name, process, log)


def free_port() -> int:
    """Return a TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Tell whether a web server answers at all."""
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@dataclass
class Live:
    """A web server over the test databases."""

    url: str
    process: Running


@contextmanager
def web_server(**variables: str) -> Iterator[Live]:
    """Serve the platform with gunicorn on a free port; `variables` change its environment, such as `DEMO="1"`."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        listener.set_inheritable(True)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"fd://{listener.fileno()}"]
        command += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--graceful-timeout", "5"]
        env = environment(**{"BASE_URL": url, **variables})
        running = start("web", command, env, pass_fds=[listener.fileno()])
    try:
        wait_until(lambda: not running.alive() or answers(f"{url}/health/live"), "the web server")
        assert running.alive(), running.output()[-3000:]
        yield Live(url, running)
    finally:
        running.stop()


@pytest.fixture(scope="session")
def live_process(django_db_setup: None, django_db_blocker: Any, broker_process: Any) -> Iterator[Live]:
    """One web server for the whole run; tests use `live`, which also empties the databases between them."""
    with django_db_blocker.unblock():
        variables = {"CELERY_BROKER_URL": broker_process.url, "CACHE_URL": broker_process.cache_url}
    with web_server(**variables) as live:
        yield live


@pytest.fixture
def live(transactional_db: None, broker: Any, live_process: Live, settings: Any) -> Live:
    """A web server that sees the rows this test commits, with an empty cache; `live.url` is its address."""
    settings.BASE_URL = live_process.url
    return live_process
