"""The offsets of each zone as they were reviewed, on days before and after the laws that changed them (STD-20a)."""

from datetime import datetime

from partners import reference

# the days of the list `expected_offsets`, in its order, at noon: the file names them in a remark
DAYS = tuple(
    datetime(year, month, day, 12)  # noqa: DTZ001 - wall time: each row says in which zone
    for year, month, day in ((2018, 9, 20), (2018, 10, 20), (2026, 12, 15), (2027, 7, 15))
)


def expected() -> dict[str, list[tuple[datetime, str]]]:
    """Return zone → pairs of a naive wall time and the reviewed offset, such as `-02:30`.

    Raises:
        ValueError: a row has more or fewer offsets than there are days.
    """
    rows = reference.load().rows("expected_offsets")
    return {row["zone"]: list(zip(DAYS, row["offsets"], strict=True)) for row in rows}
