"""PF-4 to PF-7: whole journeys of invited people, from the link to the page that confirms and the mail that says so.

The bounds are ratios against pretix 2026.8 measured elsewhere (performance plan): 2.0 and 1.9 registrations a second at
8 and 32 clients, 913 ms of CPU each; they are comparable only on a machine like the one it was measured on, left alone.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import driving, standing
from bench.figures import Measured, figure, say
from bench.serving import Server, spent

PEOPLE, SEATS, CROWD = 240, 40, 2000
PRETIX = {8: 2.0, 32: 1.9}
SETTLED = 60  # seconds the mail of a run may take after its last page


def _links(server: Server, seats: int, people: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "links.jsonl"
        server.manage("prepare_load", "--seats", str(seats), "--people", str(people), "--out", str(out))
        return [json.loads(line)["link"] for line in out.read_text().splitlines()]


def _run(server: Server, clients: int, seats: int, people: int) -> tuple[dict[str, Any], float]:
    """Let so many people register; return what happened and how long the pages took."""
    links = _links(server, seats, people)
    asked, cpu, begun, mail = server.store.statements(), server.cpu(), time.perf_counter(), server.taken()
    found = driving.drive(links, clients)
    seconds = time.perf_counter() - begun
    more = driving.summary(found)
    until = time.monotonic() + SETTLED
    while server.taken() - mail < more["seat_told"] and time.monotonic() < until:
        time.sleep(0.2)
    more |= {"mail_taken": server.taken() - mail, "cpu_ms_each": spent(cpu, server.cpu(), people)}
    if asked is not None:
        more["statements_each"] = round(((server.store.statements() or 0) - asked) / people, 1)
    return more | server.inside("state_of_load"), seconds


@figure("registering")
def registering() -> Iterator[Measured]:
    """PF-4 and PF-6: registrations a second and CPU of one, with a seat for everybody."""
    server = standing.server()
    _run(server, 4, 16, 16)  # warm templates and connections
    for clients in PRETIX:
        say(f"{PEOPLE} people, {clients} clients ...")
        more, seconds = _run(server, clients, PEOPLE, PEOPLE)
        sure = min(more["seat_told"], more["seats_in_store"])
        cpu = more["cpu_ms_each"]
        rate = round(sure / seconds, 1)
        yield Measured(f"PF-4 at {clients} clients", rate, "registrations/s", f">={PRETIX[clients] * 10:g}", more)
        jobs = {"of": "web and worker", **cpu}
        yield Measured(f"PF-6 at {clients} clients", round(cpu["web"] + cpu["worker"], 1), "CPU ms", "<=90", jobs)


@figure("statements")
def statements() -> Iterator[Measured]:
    """PF-5: statements of one registration, requests and mail together."""
    server = standing.server()
    with server.without_worker():
        more = server.inside("journey")
    more["all_seated"] = more["outcomes"] == {driving.SEAT: 40}
    value = more["statements_each"] if more["all_seated"] and more["sent"] == 40 else 10**6
    yield Measured("PF-5", value, "statements", "<=25", more)


@figure("rush")
def rush() -> Iterator[Measured]:
    """PF-7: many people for few seats. Pages are compared with rows; a person whose end is unknown counts as lost."""
    for people, clients in ((PEOPLE, 32), (CROWD, 32)):
        say(f"{people} people for {SEATS} seats, {clients} clients ...")
        more, _seconds = _run(standing.server(), clients, SEATS, people)
        yield Measured(f"PF-7 with {people} people", wrong(more, SEATS, people), "people", "<=0", more)


def wrong(more: dict[str, Any], seats: int, people: int) -> int:
    """Return how many people the run did wrong: oversold, unsold, lost, or told something that no row says."""
    return (
        abs(more["seats_in_store"] - seats)
        + abs(more["pool_taken"] - more["seats_in_store"])
        + abs(more["seat_told"] - more["seats_in_store"])
        + abs(more["waiting_told"] - more["waiting_in_store"])
        + abs(people - more["seat_told"] - more["waiting_told"] - more["refused_told"])
        + more["broken_answers"]
    )
