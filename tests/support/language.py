"""Each test begins in English: a request to a French page leaves its language behind in the thread."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def begins_in_english() -> Iterator[None]:
    """Activate English, whatever the test before has left."""
    with translation.override("en"):
        yield
