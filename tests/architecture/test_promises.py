"""Every promise of this release stands in a test that carries its number (RE-30)."""

import re

import pytest

from tests.support.environment import ROOT

pytestmark = pytest.mark.sqlite


def numbers(prefix: str, *which: int) -> list[str]:
    return [f"{prefix}{number}" for number in which]


# Left out, with what they belong to: EV-7 and EV-A7 (substitution), EV-A8 (proxies), EV-21 to EV-24 (devices at the door,
# tables, focal points), EV-29 and EV-30 (retention).
PROMISED = [
    *numbers("EV-A", 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17),
    *numbers("EV-", *range(1, 7), *range(8, 21), 25, 26, 27, 28),
    *numbers("EN-A", 2, 4, 11, 12, 13, 17),
    *numbers("PA-A", 1, 6, 7, 9, 10),
    *numbers("RE-", *range(1, 10), 13, *range(16, 22), 23, 24, 28),
    *(f"STD-{number:02}" for number in (*range(1, 8), *range(9, 16), *range(19, 23), 24, 25, 26, 29)),
    *(f"STD-{number:02}" for number in (31, 32, 33, 39, 42, 43)),
]


def said_by_tests() -> str:
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if path.name != "test_promises.py"]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def carries(text: str, number: str) -> bool:
    """Tell whether a number stands in the text, as itself, within a range, or in the name of a test."""
    if re.search(rf"\b{number}[a-z]?\b", text) or f"_{number.lower().replace('-', '_')}_" in text:
        return True
    stem, _dash, last = number.rpartition("-")
    if not last.isdigit():
        return False
    ranges = re.findall(rf"\b{stem}-(\d+) to {stem}-(\d+)\b", text)
    return any(int(first) <= int(last) <= int(end) for first, end in ranges)


@pytest.mark.parametrize("number", PROMISED)
def test_a_promise_has_a_test_that_carries_its_number(number):
    assert carries(said_by_tests(), number), f"no test names {number}"


def test_a_number_nobody_promised_is_not_found():
    assert not carries(said_by_tests(), "EV-A99") and not carries("EV-A11 and EV-110", "EV-11")
