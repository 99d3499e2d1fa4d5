"""Words without case and accents: how they are searched and ordered, in Python and in both databases alike.

A list in French has É among the E, on every database; SQLite and the plain order of PostgreSQL put it behind Z.
"""

import unicodedata
from collections.abc import Callable
from typing import Any

from django.db.models import CharField, F, Func

# letters that Unicode does not take apart
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th", "\u2019": "'"}
)
# PostgreSQL folds nothing without an extension, so it is told: the letters of Europe that have accents, and their bases
_ACCENTED = "".join(
    letter
    for letter in map(chr, range(0xDF, 0x180))
    if letter.islower() and unicodedata.normalize("NFD", letter)[0].isascii()
)
_BASES = "".join(unicodedata.normalize("NFD", letter)[0] for letter in _ACCENTED)
_ON_POSTGRESQL = (
    f"translate(replace(replace(lower(%(expressions)s), 'œ', 'oe'), 'æ', 'ae'), 'łøđðħ’{_ACCENTED}', 'loddh''{_BASES}')"
)


def fold(text: str) -> str:
    """Return the text for search and order: compatibility form, no accents, no case, single spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().translate(_PLAIN).split())


def fold_or_none(text: str | None) -> str | None:
    """Fold for SQLite, which asks for null too."""
    return None if text is None else fold(text)


class Folded(Func):
    """A text as `fold` makes it, close enough to order rows by it; null stays null."""

    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return super().as_sql(compiler, connection, function="folded", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template=_ON_POSTGRESQL, **more)


def folded(by: str | Callable[[], Any]) -> Callable[[], Folded]:
    """Return a key of an order (`kernel.orders`) that follows words as readers do."""

    def key() -> Folded:
        words = by if isinstance(by, str) else by()
        return Folded(F(words) if isinstance(words, str) else words)

    return key
