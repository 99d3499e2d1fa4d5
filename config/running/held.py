"""Configuration of a web server that is started early: it loads everything, then waits until the stores stand.

Loading takes most of a start, and needs neither database nor broker; so it goes on while the stores are prepared.
"""

import os
from typing import Any


def on_starting(_server: Any) -> None:
    """Wait for one byte on standard input; its end without one says that the platform will not start."""
    if not os.read(0, 1):
        raise SystemExit(1)
