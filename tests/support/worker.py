"""Real Celery workers over the test databases and the test broker."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support import processes
from tests.support.broker import Broker
from tests.support.environment import VAR
from tests.support.processes import Running, wait_until


@contextmanager
def worker_process(
    broker: Broker, *, processes_of_it: int = 1, beat: bool = False, **variables: str
) -> Iterator[Running]:
    """Start a worker as production does (prefork, late acknowledgement) and end it afterwards.

    Args:
        broker: where it takes its tasks from.
        processes_of_it: size of its pool.
        beat: also run the periodic jobs, as the embedded mode does.
        variables: changes to its environment, such as `EMAIL_URL=smtp_sink.url`.
    """
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", str(processes_of_it)]
    command += ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    if beat:
        command += ["--beat", "--schedule", str(Path(VAR) / f"beat.{next(processes._count)}")]
    env = processes.environment(CELERY_BROKER_URL=broker.url, CACHE_URL=broker.cache_url, **variables)
    running = processes.start("worker", command, env)
    try:
        wait_until(lambda: not running.alive() or _consumes(broker), "the worker")
        assert running.alive(), running.output()[-3000:]
        yield running
    finally:
        running.kill()  # at once: an orderly end takes seconds, and is proved where the platform is stopped


def _consumes(broker: Broker) -> bool:
    """Tell whether a client waits for the default queue."""
    return any(client["cmd"].lower() == "brpop" for client in broker.client.client_list())


@pytest.fixture
def start_worker(transactional_db: None, broker: Broker) -> Iterator[Callable[..., Running]]:
    """Start as many workers as the test wants: `start_worker(beat=True, EMAIL_URL=smtp_sink.url)`."""
    with ExitStack() as stack:

        def start(**options: Any) -> Running:
            return stack.enter_context(worker_process(broker, **options))

        yield start


@pytest.fixture
def worker(start_worker: Callable[..., Running]) -> Running:
    """One worker process over the test databases, without beat: it does what this test nudges."""
    return start_worker()
