"""How much of a file is read at most, and what reading refuses. Only the standard library: the child process loads this."""

import time
from typing import Any

MOST_BYTES = 5_000_000  # of the file
MOST_UNPACKED = 50_000_000  # of a workbook, declared and met
MOST_RATIO = 100  # unpacked to packed; small workbooks may be emptier than that
RATIO_FROM = 2_000_000
MOST_PARTS = 1_000
MOST_ROWS = 10_000
MOST_COLUMNS = 50
MOST_IN_A_CELL = 1_000
MOST_IN_A_FIELD = 100_000  # what a broken quotation mark may swallow before it is noticed
MOST_TEXT = 10_000_000  # characters of all cells together
MEMORY = 300_000_000  # bytes of address space of the child
CPU_SOFT = 1.6  # seconds after which the child gives up in words
CPU_HARD = 2  # seconds after which the system ends it
WALL = 20  # seconds after which the parent ends it, however busy the machine is


class Unreadable(Exception):
    """The file is not read. `code` names the reason; `facts` are numbers or names of columns for the sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def check_time() -> None:
    """Give up when the file costs more work than an honest one.

    Raises:
        Unreadable: the processor time is used up.
    """
    if time.process_time() > CPU_SOFT:
        raise Unreadable("too_complex")
