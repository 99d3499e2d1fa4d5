"""Calls that meet: all wait at one barrier, then run at once, each on its own connections.

Errors are returned, not raised, so that a test can count them.
"""

import multiprocessing
import pickle
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connections

Call = Callable[[], Any]
_PATIENCE = 420  # seconds: a machine that does much else is slow, not wrong


class Died(Exception):
    """A runner ended without an answer."""


def _run(call: Call, together: Any) -> Any:
    try:
        together.wait(_PATIENCE)
        return call()
    except Exception as error:  # noqa: BLE001 - the test decides what an error means
        return error
    finally:
        connections.close_all()


def race(*calls: Call) -> list[Any]:
    """Run the calls in threads that start together; return results or exceptions in the order of the calls."""
    together = Barrier(len(calls))
    results: list[Any] = [Died("no answer")] * len(calls)

    def runner(place: int, call: Call) -> None:
        results[place] = _run(call, together)

    threads = [Thread(target=runner, args=(place, call), daemon=True) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_PATIENCE)
    return results


def _answer(call: Call, together: Any, pipe: Any) -> None:
    result = _run(call, together)
    try:
        pickle.loads(pickle.dumps(result))
    except Exception:  # noqa: BLE001 - an error that does not travel still tells its name and text
        result = RuntimeError(f"{type(result).__name__}: {result}")
    pipe.send(result)
    pipe.close()


def race_processes(*calls: Call) -> list[Any]:
    """Run the calls in forked processes that start together, as several web processes would (RE-2).

    Closures are fine; results must travel by pickle. Wants `transactional_db`: nothing may be open here.
    """
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    together = fork.Barrier(len(calls))
    runners = []
    for call in calls:
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_answer, args=(call, together, theirs), daemon=True)
        process.start()
        theirs.close()
        runners.append((process, ours))
    results: list[Any] = []
    for process, ours in runners:
        try:
            results.append(ours.recv() if ours.poll(_PATIENCE) else Died("no answer"))
        except EOFError:
            results.append(Died(f"exit status {process.exitcode}"))
        process.join(5)
        if process.is_alive():
            process.kill()
        ours.close()
    return results
