"""Every test begins with an empty cache: counts of limits and kept pages of another test are nobody's business."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def an_empty_cache() -> None:
    """Empty the cache of this process before a test."""
    cache.clear()
