"""Declaring figures: each is a function that yields measurements, printed as one JSON line each."""

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any


@dataclass(frozen=True)
class Measured:
    """One figure.

    Attributes:
        name: number of the promise, such as `PF-4`, and what was varied.
        value, unit: the measurement; no value says that it could not be taken, which `more` explains.
        must: the bound of the plan, and whether `value` must be at most (`<=`) or at least (`>=`) it.
        more: counts that explain it: statements, CPU milliseconds by process, outcomes.
    """

    name: str
    value: float | None
    unit: str
    must: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def reached(self) -> bool | None:
        """Tell whether the bound is reached; None when there is none."""
        if not self.must or self.value is None:
            return None
        sign, bound = self.must[:2], float(self.must[2:])
        return self.value <= bound if sign == "<=" else self.value >= bound


Figure = Callable[[], Iterator[Measured]]
_declared: dict[str, Figure] = {}


def figure(name: str) -> Callable[[Figure], Figure]:
    """Declare a function under a name by which it can be chosen on the command line."""

    def add(measure: Figure) -> Figure:
        _declared[name] = measure
        return measure

    return add


def not_measured(name: str, must: str = "", why: str = "see standard error") -> Measured:
    """Return the line of a figure that could not be taken."""
    return Measured(name, None, "", must, {"not_measured": why})


def declared() -> dict[str, Figure]:
    """Return every declared figure by name."""
    return dict(sorted(_declared.items()))


def pace() -> float:
    """Return the CPU milliseconds of a fixed piece of work: figures of two machines, or hours, compare by it.

    A core that is left alone takes about 100 ms; where it takes twice as long, so does everything else.
    """
    best = float("inf")
    for _ in range(3):
        begun, total = time.process_time(), 0
        for number in range(2_000_000):
            total += number * number
        best = min(best, time.process_time() - begun)
    return round(best * 1000)


def line(measured: Measured, database: str) -> str:
    """Return the JSON line of a figure with versions and the load of the machine by others."""
    return json.dumps(
        {
            **asdict(measured),
            "reached": measured.reached,
            "database": named if isinstance(named := measured.more.get("database"), str) else database,
            "python": platform.python_version(),
            "django": version("django"),
            "cores": os.cpu_count(),
            "load_1m": round(os.getloadavg()[0], 2),
            "pace_ms": pace(),
        },
        ensure_ascii=False,
    )


def say(words: str) -> None:
    """Tell a person what is going on, on standard error."""
    print(words, file=sys.stderr, flush=True)
