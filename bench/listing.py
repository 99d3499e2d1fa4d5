"""PF-8, PF-10, PF-11: an organizer's list of 10,000 people and the same as files."""

from collections.abc import Iterator

from bench import standing
from bench.figures import Measured, figure, say

PEOPLE = 10_000


@figure("lists")
def lists() -> Iterator[Measured]:
    """The roster as a page, as CSV beside the raw read of the same rows, and as XLSX."""
    server = standing.server()
    say(f"Seating {PEOPLE} people ...")
    event = server.inside("crowd", str(PEOPLE))["event"]
    page = server.inside("roster", event)
    yield Measured("PF-8 list of 10,000, CPU", page["cpu_ms"], "CPU ms", "<=45", page)
    yield Measured("PF-8 list of 10,000, statements", page["statements"], "statements", "<=8")
    raw = server.inside("raw_read", event)
    made = server.inside("roster_file", event, "csv")
    more = {"raw": raw, "file": made}
    yield Measured(
        "PF-10 CSV of 10,000, CPU", round(made["cpu_ms"] / raw["cpu_ms"], 1), "times the raw read", "<=10", more
    )
    yield Measured("PF-10 CSV of 10,000, memory", made["peak_mib"], "MiB", "<=150")
    book = server.inside("roster_file", event, "xlsx")
    yield Measured("PF-11 XLSX of 10,000, CPU", round(book["cpu_ms"] / 1000, 2), "CPU s", "<=3", book)
