"""Keyset paging: a page begins after a row, not after a count, so a list that grows never repeats or skips."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

_Row = TypeVar("_Row", bound=Model)
_SEPARATOR = "~"


def whole(text: str) -> int:
    """Read a number that a database can hold.

    Raises:
        ValueError: it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(text)
    return int(text)


READERS: Mapping[type, Callable[[str], Any]] = {int: whole, datetime.date: datetime.date.fromisoformat, str: str}


@dataclass(frozen=True)
class Slice(Generic[_Row]):
    """One page of rows, and the tokens of the pages beside it (empty where there is none)."""

    rows: list[_Row]
    after: str = ""
    before: str = ""


def page(
    rows: QuerySet[_Row], keys: Mapping[str, type], *, size: int, after: str = "", before: str = ""
) -> Slice[_Row]:
    """Return one page in the order of the keys, all ascending; the last key is unique. One statement.

    Args:
        keys: names of fields or annotations that are never null, with the type of each.
        after: token of the row before the page; a token that cannot be read begins at the start.
        before: token of the row behind the page.
    """
    backwards = bool(before) and not after
    here = _read(before if backwards else after, keys)
    order = [f"-{key}" if backwards else key for key in keys]
    chosen = rows.filter(_beyond(keys, here, "lt" if backwards else "gt")) if here else rows
    found = list(chosen.order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (_token(found[0], keys), _token(found[-1], keys)) if found else ("", "")
    goes_on, came_from = (here is not None, more) if backwards else (more, here is not None)
    return Slice(found, after=last if goes_on else "", before=first if came_from else "")


def _beyond(keys: Mapping[str, type], values: list[Any], direction: str) -> Q:
    """Return the condition of rows that lie beyond a row in the order of the keys."""
    condition, same = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        condition |= same & Q(**{f"{key}__{direction}": value})
        same &= Q(**{key: value})
    return condition


def _token(row: Model, keys: Mapping[str, type]) -> str:
    return _SEPARATOR.join(str(getattr(row, key)) for key in keys)


def _read(token: str, keys: Mapping[str, type]) -> list[Any] | None:
    parts = token.split(_SEPARATOR)
    if len(parts) != len(keys):
        return None
    try:
        return [READERS[kind](part) for kind, part in zip(keys.values(), parts, strict=True)]
    except ValueError:
        return None
