"""A part that cannot run here is left out with its reason, or fails where everything is required."""

import os
from typing import NoReturn

import pytest


def everything_required() -> bool:
    """Tell whether a part that cannot run is a failure (set by continuous integration)."""
    return os.environ.get("REQUIRE_ALL", "") not in {"", "0"}


def not_run(part: str, reason: str) -> NoReturn:
    """Leave this test out as a part of the platform that cannot be tried here."""
    message = f"NOT RUN  {part:<12} {reason}"
    if everything_required():
        pytest.fail(message)
    pytest.skip(message)
