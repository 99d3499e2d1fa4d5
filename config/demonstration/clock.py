"""History is written as of its own days, so that every row of the demonstration says when it would have happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def as_of(instant: datetime) -> Iterator[None]:
    """Let this process believe that it is `instant` (aware). For loading the demonstration only, in its own process."""
    present = timezone.now

    def then() -> datetime:
        return instant

    timezone.now = then
    try:
        yield
    finally:
        timezone.now = present
