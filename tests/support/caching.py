"""Every test begins with an empty cache, which keeps public pages though it is this process's alone.

Counts of limits and kept pages of another test are nobody's business, and nobody but this process changes anything.
"""

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
def one_process_is_all() -> Iterator[None]:
    """Let pages be kept in the cache of this process."""
    plain, page_cache.is_shared = page_cache.is_shared, lambda: True
    yield
    page_cache.is_shared = plain


@pytest.fixture(autouse=True, scope="session")
def word_of_a_change_at_once() -> Iterator[None]:
    """Let public pages hear of an act before it is committed too: the transaction of most tests never is."""

    def at_once(act: Callable[[], None]) -> None:
        act()
        PLAIN(act)

    page_cache._once_committed = at_once
    yield
    page_cache._once_committed = PLAIN
