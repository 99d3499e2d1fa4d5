"""PF-12: 1,000 personalised messages to a relay that takes them at once."""

import time
from collections.abc import Iterator
from typing import Any

from bench import standing
from bench.figures import Measured, figure, say
from bench.serving import Server, spent

PEOPLE = 1000
PRETIX = 17.6
PATIENCE = 300  # seconds


@figure("messages")
def messages() -> Iterator[Measured]:
    """Messages a second by the worker as it is deployed, with its two processes; statements of each by one process."""
    say(f"{PEOPLE} messages ...")
    server = standing.server()
    found = _by_the_worker(server)
    yield Measured("PF-12 messages a second", found["rate"], "messages/s", f">={round(PRETIX * 8)}", found)
    with server.without_worker():
        alone = server.inside("messages", str(PEOPLE))
    value = alone["statements_each"] if alone["states"] == {"sent": PEOPLE} else 10**6
    yield Measured("PF-12 statements of a message", value, "statements", "<=4", alone)


def _by_the_worker(server: Server) -> dict[str, Any]:
    """Let the worker send a wave; the rate is that of the rows, from the first that left to the last that was settled."""
    taken, cpu = server.taken(), server.cpu()
    event, until = server.inside("wave", str(PEOPLE))["event"], time.monotonic() + PATIENCE
    while server.taken() - taken < PEOPLE and time.monotonic() < until:
        time.sleep(0.2)
    found = server.inside("wave_times", event)
    done = found["sent"] >= PEOPLE <= server.taken() - taken
    rate = round(found["sent"] / found["seconds"], 1) if done and found["seconds"] else 0.0
    return {**found, "rate": rate, "cpu_ms_each": spent(cpu, server.cpu(), PEOPLE)}
