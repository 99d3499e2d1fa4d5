"""The queue is a hint; the row is the truth. A nudge wakes a worker by task name."""

import time
from typing import Any
from uuid import UUID

import structlog
from celery import Task, current_app
from celery.signals import task_prerun
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, transaction

from kernel.cache import is_shared

log = structlog.get_logger("queue")
QUIET = 1  # seconds in which a second nudge for the same work is not sent while the first waits for a worker


class Gathering(Task):  # type: ignore[type-arg]
    """A task that waits a moment between being taken and looking: in a rush one look then finds many rows."""

    gathers = 0.25  # seconds
    abstract = True


def nudge(task: str, *ids: int | str | UUID, using: str = DEFAULT_DB_ALIAS) -> None:
    """Ask for `task` once the transaction commits; losing the nudge only costs time until the next sweep (RE-5).

    Args:
        task: registered task name, a member of an app's `Task` enumeration.
        ids: opaque ids only (RE-3).

    Raises:
        RuntimeError: outside a transaction, because a wish must commit with the fact that causes it.
    """
    connection = transaction.get_connection(using)
    if not connection.in_atomic_block:
        raise RuntimeError(f"nudge({task}) belongs inside the transaction that owes the work")
    wanted = (str(task), tuple(str(i) for i in ids))
    already = _wished(connection)
    if wanted in already:
        return
    already.add(wanted)
    transaction.on_commit(lambda: _send(*wanted), using=using, robust=True)


def _wished(connection: Any) -> set[tuple[str, tuple[str, ...]]]:
    """Return the nudges that this transaction owes already.

    They belong to one list of what is done after the commit: Django begins another with each transaction, and where a
    savepoint is undone, so that a wish which went with it is wished anew.
    """
    kept = connection.__dict__.get("_nudges")
    if kept is None or kept[0] is not connection.run_on_commit:
        kept = connection.__dict__["_nudges"] = (connection.run_on_commit, set())
    wished: set[tuple[str, tuple[str, ...]]] = kept[1]
    return wished


def call(task: str) -> None:
    """Ask for another run of `task` at once, outside any transaction: a run of it has found more than it can take alone.

    Nothing is sent while a nudge for the same work waits for a worker. Losing the call only costs time.
    """
    _send(str(task), ())


def _send(task: str, ids: tuple[str, ...]) -> None:
    try:
        if not ids and _is_on_its_way(task):
            return
        current_app.send_task(task, args=ids, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - a broker that is away must never fail the act that has committed
        log.warning("nudge_lost", job=task, error=type(error).__name__)


def _is_on_its_way(task: str) -> bool:
    """Tell whether a nudge without ids waits for a worker already; the worker that takes it will see our rows too.

    In a rush hundreds of commits a second would each wake a worker for one row, where one worker takes fifty.
    """
    if not is_shared():
        return False  # a mark that the worker cannot take away would hide the next nudge
    return not cache.add(_mark(task), 1, timeout=QUIET)


def _mark(task: str) -> str:
    return f"nudged:{task}"


@task_prerun.connect
def _taken(task: Any = None, args: Any = (), **_facts: Any) -> None:
    """Let the next nudge through: what commits from now on may come after this worker has looked.

    A `Gathering` task waits first, so that the commits of a rush share one look.
    """
    if args or task is None or not is_shared():
        return
    time.sleep(getattr(task, "gathers", 0))
    try:
        cache.delete(_mark(task.name))
    except Exception as error:  # noqa: BLE001 - the mark goes away by itself
        log.warning("nudge_mark_kept", job=task.name, error=type(error).__name__)
