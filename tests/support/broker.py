"""A real broker and cache: the server of the machine, or the embedded one, on a socket of its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from celery import current_app
from kombu import pools

from config.running import brokers as server
from tests.support import processes
from tests.support.processes import Running, wait_until


@dataclass
class Broker:
    """A running Redis or Valkey: `url` for Celery, `cache_url` for the cache, `client` to look inside."""

    url: str
    cache_url: str
    client: "redis.Redis[bytes]"
    process: Running | None

    def waiting(self) -> int:
        """Return how many tasks wait in the default queue."""
        return int(self.client.llen("celery"))

    def empty(self) -> None:
        """Forget every task and every cached value; on a server that was named to us, only those."""
        if self.process is not None:
            self.client.flushall()
        else:
            self.client.delete("celery", "unacked", "unacked_index", *self.client.scan_iter("consultation:*"))


def server_binary() -> str:
    """Return the server to start: the one of the machine (tests on PostgreSQL) or the embedded one (on SQLite)."""
    found, embedded = server.installed_binary(), server.embedded_binary()
    binary = found or embedded if os.environ["DATABASE_URL"].startswith("postgres") else embedded or found
    assert binary, "neither a redis-server nor the embedded one"
    return str(binary)


@contextmanager
def broker_server(folder: Path | None = None, binary: str | None = None) -> Iterator[Broker]:
    """Start a broker on a Unix socket in a folder of its own, append-only file on, and end it afterwards."""
    own = Path(tempfile.mkdtemp(prefix="broker_")) if folder is None else folder
    socket = own / "broker.sock"
    command = server.arguments(binary or server_binary(), own, socket)
    running = processes.start("broker", command, env=dict(os.environ))
    client = redis.Redis(unix_socket_path=str(socket))
    try:
        wait_until(lambda: not running.alive() or _pings(client), "the broker", 20)
        assert running.alive(), running.output()
        yield Broker(f"redis+socket://{socket}", f"unix://{socket}?db=1", client, running)
    finally:
        client.close()
        running.stop()
        if folder is None:
            shutil.rmtree(own, ignore_errors=True)


def _pings(client: "redis.Redis[bytes]") -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def _publish_to(url: str) -> None:
    pools.reset()
    current_app._pool = current_app.amqp._producer_pool = None
    current_app.conf.broker_url = current_app.conf.broker_write_url = current_app.conf.broker_read_url = url


@contextmanager
def publishing_to(url: str) -> Iterator[None]:
    """Let this process send its tasks to `url`."""
    before = current_app.conf.broker_url
    _publish_to(url)
    try:
        yield
    finally:
        _publish_to(before)


@pytest.fixture(scope="session")
def broker_process() -> Iterator[Broker]:
    """One broker for the whole run; tests use `broker`, which is empty."""
    if named := os.environ.get("TESTS_BROKER_URL"):
        client = redis.Redis.from_url(named)
        yield Broker(named, named, client, None)
        client.close()
        return
    with broker_server() as broker:
        yield broker


@pytest.fixture
def broker(broker_process: Broker) -> Iterator[Broker]:
    """An empty broker that this process publishes to, as the platform does."""
    broker_process.empty()
    with publishing_to(broker_process.url):
        yield broker_process
    broker_process.empty()
