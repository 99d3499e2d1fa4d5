"""The whole house as processes that are killed and started again: workers, producer, broker, provider of mail."""

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis
from django.db import connection

from config.running import brokers as server
from messaging.enums import OPEN
from messaging.models import CalendarEntry, CarrierState, Message
from tests.support import processes, provider
from tests.support.broker import server_binary
from tests.support.processes import Running, free_port, wait_until

VICTIMS = {"child": 8, "worker": 2, "provider": 3, "broker": 3, "flush": 2, "producer": 2, "beat": 1, "connections": 1}


@dataclass
class House:
    """Running processes by name, and how to start each."""

    folder: Path
    env: dict[str, str]
    commands: dict[str, list[str]]
    running: dict[str, Running] = field(default_factory=dict)
    kills: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    @property
    def broker(self) -> "redis.Redis[bytes]":
        return redis.Redis(unix_socket_path=str(self.folder / "broker.sock"), socket_timeout=5)

    def start(self, name: str) -> None:
        self.running[name] = processes.start(f"chaos-{name}", self.commands[name], self.env)

    def kill(self, name: str) -> None:
        self.running[name].kill()

    def restart(self, name: str) -> None:
        """Kill a process without warning and start it again."""
        self.kill(name)
        self.start(name)

    def supervise(self) -> None:
        """Start again what ended by itself, as the deployment's restart policy does."""
        for name in ("worker1", "worker2", "beat", "provider", "broker"):
            if not self.running[name].alive():
                self.ended.append(name)
                self.start(name)

    def strike(self, victim: str, chance: random.Random) -> None:
        """Do one act of violence and let the supervisor start again what died."""
        self.kills.append(victim)
        if victim == "child":
            self._kill_a_child(chance)
        elif victim == "worker":
            self.restart(chance.choice(["worker1", "worker2"]))
        elif victim == "flush":
            self._flush()
        elif victim == "connections":
            self._drop_connections()
        elif victim == "producer" and not self.running["producer"].alive():
            self._kill_a_child(chance)
        else:
            self.restart(victim)

    def _kill_a_child(self, chance: random.Random) -> None:
        parent = self.running[chance.choice(["worker1", "worker2"])].pid
        listing = Path(f"/proc/{parent}/task/{parent}/children")
        children = listing.read_text().split() if listing.exists() else []
        if children:
            processes.os.kill(int(chance.choice(children)), processes.signal.SIGKILL)

    def _flush(self) -> None:
        """Lose everything the broker knew, in memory and on disk."""
        self.kill("broker")
        shutil.rmtree(self.folder / "appendonlydir", ignore_errors=True)
        for file in self.folder.glob("*.aof"):
            file.unlink()
        self.start("broker")

    def _drop_connections(self) -> None:
        """Break every connection of the others to PostgreSQL, as its restart would; SQLite has none to break."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    def taken(self) -> list[str]:
        """Return the references the provider has taken, in order."""
        return [row["reference"] for row in provider.taken(self.folder)]

    def quiet(self, count: int) -> bool:
        """Tell whether every fact is written and no message is on its way any more; what ended is started again."""
        self.supervise()
        if Message.objects.count() < count:
            if not self.running["producer"].alive():
                self.start("producer")
            return False
        return not Message.objects.filter(state__in=OPEN).exists()

    def diagnosis(self) -> str:
        """Return what stands and what the processes said last."""
        rows = Message.objects.filter(state__in=OPEN).values("state", "reason", "attempts", "due_at", "lease_until")[:5]
        lines = [f"kills {self.kills} ended {self.ended}", *map(str, rows), *map(str, CarrierState.objects.values())]
        lines += [f"{name} alive={each.alive()} {each.output()[-1500:]}" for name, each in self.running.items()]
        return "\n".join(lines)

    def end(self) -> None:
        for running in self.running.values():
            running.kill()


@contextmanager
def house(
    kind: str, *, count: int, seed: int, trouble: float, control: bool = False, sweep: int = 1
) -> Iterator[House]:
    """Build and start the house around the test databases; `kind` of provider is `notify` or `smtp`."""
    folder = Path(tempfile.mkdtemp(prefix="chaos_", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    port, socket = free_port(), folder / "broker.sock"
    env = processes.environment(
        CELERY_BROKER_URL=f"redis+socket://{socket}",
        CACHE_URL=f"unix://{socket}?db=1",
        BASE_URL="https://consult.example.org",
    )
    if kind == "notify":
        env |= {
            "NOTIFY_BASE_URL": f"http://127.0.0.1:{port}",
            "NOTIFY_API_KEY": provider.KEY,
            "NOTIFY_TEMPLATE_ID": "11111111-1111-4111-8111-111111111111",
        }
    else:
        env["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    env["CHAOS_SWEEP"] = str(sweep)
    if control:
        env["CHAOS_CONTROL"] = "1"
    python, worker = sys.executable, ["-m", "celery", "-A", "tests.chaos.hurried", "worker", "--concurrency", "2"]
    quietly = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    double = ["-m", "tests.support.provider", kind, str(port), str(folder), "--seed", str(seed)]
    double += ["--trouble", str(trouble), "--pace", "0.01", "--display-delay", "1"]
    commands = {
        "broker": server.arguments(server_binary(), folder, socket),
        "provider": [python, *double],
        "beat": [python, "-m", "celery", "-A", "tests.chaos.hurried", "beat", "--schedule", str(folder / "schedule")],
        "worker1": [python, *worker, "--hostname", "one@%h", *quietly],
        "worker2": [python, *worker, "--hostname", "two@%h", *quietly],
        "producer": [python, "-m", "tests.chaos.producer", str(count), "0.005"],
    }
    built = House(folder, env, commands)
    try:
        for name in commands:
            built.start(name)
        yield built
    finally:
        built.end()
        shutil.rmtree(folder, ignore_errors=True)


def torment(built: House, *, count: int, kills: int, seed: int) -> None:
    """Strike `kills` times at seeded moments while messages flow, then wait until the house is quiet."""
    chance = random.Random(seed)
    wait_until(lambda: len(built.taken()) > 0, "the first message", 120)
    share = count / (kills + 1)
    for strike in range(kills):
        goal, until = share * (strike + chance.random()), time.monotonic() + 2.5
        wait_until(lambda: len(built.taken()) >= goal or time.monotonic() > until, "progress", 30)  # noqa: B023
        built.supervise()
        built.strike(chance.choices(list(VICTIMS), list(VICTIMS.values()))[0], chance)
    try:
        wait_until(lambda: built.quiet(count), "all messages settled", 120 + count / 10)
    except AssertionError:
        print(built.diagnosis())
        raise


def facts() -> int:
    """Return how many facts were written."""
    return CalendarEntry.objects.count()
