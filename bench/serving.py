"""The platform with production settings on a free port of this machine, over a store of its own, ended afterwards."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from bench.stores import Store, store
from config.running import brokers
from tests.support import provider

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60
TICKS = os.sysconf("SC_CLK_TCK")
WORKERS, THREADS = 2, 4
_PREPARING = (
    ("migrate", "-v0"),
    ("migrate", "-v0", "--database", "protected"),
    ("load_reference",),
    ("collectstatic", "--noinput", "-v0"),
)
Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Server:
    """A running platform.

    Attributes:
        url: where it answers.
        environment: of its processes.
        store: its database.
        folder: its data folder.
        processes: by name: web, worker, broker, provider.
        commands: how each is started.
    """

    url: str
    environment: dict[str, str]
    store: Store
    folder: Path
    processes: dict[str, Process]
    commands: dict[str, list[str]]

    @contextmanager
    def without_worker(self) -> Iterator[None]:
        """Let one process do all the work: end the worker in order, and start it again afterwards."""
        _end(self.processes["worker"])
        try:
            yield
        finally:
            with (self.folder / "log").open("ab") as log:
                self.processes["worker"] = _start(self.commands["worker"], self.environment | _as_deployed(), log)

    def manage(self, *arguments: str) -> None:
        """Run a management command against the same store."""
        _manage(self.environment, *arguments)

    def inside(self, task: str, *arguments: str) -> dict[str, Any]:
        """Run a task of `bench.inside` in a process of its own, and return what it found."""
        command = [sys.executable, "-m", "bench.inside", task, *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{task} failed: {done.stderr[-1500:]}")
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def cpu(self) -> dict[str, float]:
        """Return the CPU seconds that each part has used so far, its ended children included."""
        spent = {name: _cpu_of_tree(each.pid) for name, each in self.processes.items() if name != "provider"}
        if self.store.pid:
            spent["database"] = _cpu_of_tree(self.store.pid)
        return spent

    def taken(self) -> int:
        """Return how many messages the provider has taken."""
        return len(provider.taken(self.folder))


def spent(before: dict[str, float], after: dict[str, float], people: int) -> dict[str, float]:
    """Return the CPU milliseconds that each part spent on one of so many people."""
    return {name: round((after[name] - before[name]) * 1000 / max(1, people), 1) for name in after}


@contextmanager
def served(kind: str = "") -> Iterator[Server]:
    """Migrate an empty store, load the reference data and serve it, with a worker and a relay that takes its mail.

    Args:
        kind: `postgresql` or `sqlite`; empty chooses (see `bench.stores.store`).
    """
    folder = Path(tempfile.mkdtemp(prefix="bench_"))
    processes: dict[str, Process] = {}
    with store(kind) as kept, _listener() as listener, (folder / "log").open("ab") as log:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        relay = _free_port()
        environment = _environment(url, folder, kept, relay)
        commands = {
            "broker": _broker(folder),
            "provider": [sys.executable, "-m", "tests.support.provider", "smtp", str(relay), str(folder)],
            "worker": _worker(folder),
            "web": _web(listener.fileno()),
        }
        try:
            processes["broker"] = _start(commands["broker"], environment, log)
            for command in _PREPARING:
                _manage(environment, *command)
            processes["provider"] = _start(commands["provider"], environment, log)
            processes["worker"] = _start(commands["worker"], environment | _as_deployed(), log)
            processes["web"] = _start(commands["web"], environment | _as_deployed(), log, (listener.fileno(),))
            wait(f"{url}/health/live", processes["web"])
            yield Server(url, environment, kept, folder, processes, commands)
        except Exception:
            print((folder / "log").read_text(errors="replace")[-1500:], file=sys.stderr)
            raise
        finally:
            for process in reversed(processes.values()):
                _end(process)
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def second_web(server: Server) -> Iterator[tuple[str, Process]]:
    """Start another web server over the same stores; yield its address and process before it answers."""
    with _listener() as listener, (server.folder / "log").open("ab") as log:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        environment = server.environment | _as_deployed() | {"BASE_URL": url}
        process = _start(_web(listener.fileno()), environment, log, (listener.fileno(),))
        try:
            yield url, process
        finally:
            _end(process)


def _listener() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(256)
    listener.set_inheritable(True)
    return listener


def _environment(url: str, folder: Path, kept: Store, relay: int) -> dict[str, str]:
    socket_path = folder / "broker.sock"
    environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    return environment | {
        "MODE": "bench",
        "DEMO": "0",
        "VAR": str(folder),
        "BASE_URL": url,
        **({"DATABASE_URL": kept.url} if kept.url else {}),
        "CACHE_URL": f"unix://{socket_path}?db=1",
        "CELERY_BROKER_URL": f"redis+socket://{socket_path}",
        "EMAIL_URL": f"smtp://127.0.0.1:{relay}",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


@cache
def _as_deployed() -> dict[str, str]:
    """Return the variables under which a server meets the packages of `requirements/run.txt` and no others (PF-14)."""
    lock = (ROOT / "requirements/run.txt").read_text()
    deployed = set(re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE))
    hidden = [
        package
        for package, names in packages_distributions().items()
        if not deployed & {re.sub(r"[-_.]+", "-", name).lower() for name in names}
    ]
    return {"PYTHONPATH": str(ROOT / "bench/deployed"), "HIDDEN_PACKAGES": ",".join(sorted(hidden))}


def _broker(folder: Path) -> list[str]:
    """Return the command of the broker and cache: the server of the machine, or the embedded one."""
    binary = brokers.installed_binary() or brokers.embedded_binary()
    if binary is None:
        raise RuntimeError("neither a redis-server nor the embedded one")
    return brokers.arguments(str(binary), folder, folder / "broker.sock")


def _web(descriptor: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"fd://{descriptor}", "--preload"]
    command += ["--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS)]
    return [*command, "--no-control-socket", "--log-level", "warning"]


def _worker(folder: Path) -> list[str]:
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--beat", "--concurrency", "2"]
    command += ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    return [*command, "--schedule", str(folder / "schedule")]


def _start(command: list[str], environment: dict[str, str], log: Any, fds: tuple[int, ...] = ()) -> Process:
    return subprocess.Popen(
        command, env=environment, stdout=log, stderr=log, pass_fds=fds, start_new_session=True, stdin=subprocess.DEVNULL
    )


def _end(process: Process) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _manage(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *arguments], env=environment, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} failed: {done.stderr.decode()[-800:]}")


def wait(address: str, process: Process) -> None:
    """Wait until `address` answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError("the web server never answered")


# ---- what the kernel says of processes ---------------------------------------------------------------------------------


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _fields(int(folder.name))
        if fields and int(fields[1]) == parent:
            found.append(int(folder.name))
    return found


def _cpu_of_tree(pid: int) -> float:
    """Return the CPU seconds of a process, of its living children, and of those it has waited for."""
    fields = _fields(pid)
    own = sum(int(ticks) for ticks in fields[11:15]) / TICKS if fields else 0.0
    return own + sum(_cpu_of_tree(child) for child in _children(pid))


def memory_of_children(process: Process) -> list[float]:
    """Return the resident MiB of each child, such as the workers of a web server."""
    page = os.sysconf("SC_PAGE_SIZE") / 2**20
    return [round(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page, 1) for pid in _children(process.pid)]
