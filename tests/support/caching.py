"""Every test begins with an empty cache: counts of limits and kept pages of another test are nobody's business."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

from kernel import page_cache

PLAIN = page_cache._once_committed


@pytest.fixture(autouse=True)
def an_empty_cache() -> None:
    """Empty the cache of this process before a test."""
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def word_of_a_change_at_once() -> Iterator[None]:
    """Let public pages hear of an act before it is committed too: the transaction of most tests never is."""

    def at_once(act: Callable[[], None]) -> None:
        act()
        PLAIN(act)

    page_cache._once_committed = at_once
    yield
    page_cache._once_committed = PLAIN
