"""The one server that figures share: started by the first that asks, ended with the bench."""

from contextlib import ExitStack

from bench.figures import say
from bench.serving import Server, served

_stack = ExitStack()
_standing: list[Server] = []
KIND = ""


def choose(kind: str) -> None:
    """Say which store the bench uses: `postgresql`, `sqlite`, or empty for the best there is."""
    global KIND
    KIND = kind


def server() -> Server:
    """Return the server, started when nobody has asked before."""
    if not _standing:
        say("Starting broker, database, worker and web ...")
        _standing.append(_stack.enter_context(served(KIND)))
    return _standing[0]


def kind() -> str:
    """Return which store was measured; empty before any was."""
    return _standing[0].store.kind if _standing else ""


def end() -> None:
    """End the server."""
    _standing.clear()
    _stack.close()
