"""Finding the view of an address without trying every address there is.

Django tries one pattern after the other, and each of ours is translated: with some 300 of them that took up to a tenth
of a page. Patterns that begin alike are put behind one look at the first part of the path.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.translation import get_language

FEWEST = 3  # a look at the first part costs as much as trying two patterns


class Beginning(RoutePattern):
    """Takes nothing of a path, and lets it pass only when it begins as one of the patterns behind it does."""

    def __init__(self, behind: list[URLPattern]) -> None:
        super().__init__("")
        self._behind = behind
        self._firsts: dict[str | None, frozenset[str]] = {}

    def match(self, path: str) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
        language = get_language()
        if (firsts := self._firsts.get(language)) is None:
            firsts = self._firsts[language] = frozenset(_first(pattern) for pattern in self._behind)
        return (path, (), {}) if path.partition("/")[0] in firsts else None


def _first(pattern: URLPattern | URLResolver) -> str:
    """Return the first part of a route in the current language; empty when it varies or is the only one."""
    first, slash, _rest = str(pattern.pattern).partition("/")
    return first if slash and isinstance(pattern, URLPattern) and "<" not in first else ""


def by_first_part(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Return the same patterns in the same order, neighbours with the same first part behind one look at it."""
    return list(_grouped(patterns))


def _grouped(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    for first, neighbours in groupby(patterns, key=_first):
        group = list(neighbours)
        if not first or len(group) < FEWEST:
            yield from group
        else:
            behind = [each for each in group if isinstance(each, URLPattern)]
            yield URLResolver(Beginning(behind), group)
