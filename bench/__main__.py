"""`./run bench [--strict] [--store postgresql|sqlite] [name ...]`: print one JSON line a figure.

With `--strict` the exit status is 1 when a bound of the plan is missed; without it, only when a figure cannot be taken.
"""

import argparse
import signal
import sys
import traceback
from importlib import import_module

from bench import figures, standing

MODULES = ("bench.reading", "bench.registering", "bench.listing", "bench.sending", "bench.importing", "bench.starting")


def main(arguments: list[str]) -> int:
    """Measure what was chosen, or everything."""
    for module in MODULES:
        import_module(module)
    known = figures.declared()
    parser = argparse.ArgumentParser(prog="./run bench", description="Figures of this machine as JSON lines.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"what to measure: {', '.join(known)}")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bound is missed")
    parser.add_argument("--store", choices=("postgresql", "sqlite"), default="", help="else the best there is")
    chosen = parser.parse_args(arguments)
    if unknown := sorted(set(chosen.names) - set(known)):
        figures.say(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
        return 2
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # what was started is ended then too
    standing.choose(chosen.store)
    try:
        missed, broken = _measure(chosen.names or list(known))
    finally:
        standing.end()
    figures.say(f"{missed} bounds missed, {broken} figures could not be taken")
    return 1 if broken or (missed and chosen.strict) else 0


def _measure(names: list[str]) -> tuple[int, int]:
    """Print the figures of these names; return how many missed their bound and how many could not be taken."""
    missed = broken = 0
    for name in names:
        try:
            for measured in figures.declared()[name]():
                print(figures.line(measured, standing.kind()), flush=True)
                missed += measured.reached is False
        except Exception:  # noqa: BLE001 - one figure that cannot be taken leaves the others standing
            figures.say(f"{name} could not be taken:\n{traceback.format_exc()}")
            print(figures.line(figures.not_measured(name), standing.kind()), flush=True)
            broken += 1
    return missed, broken


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
