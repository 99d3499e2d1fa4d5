"""Which name of an organization was in force on a day, and how names are stored."""

import datetime
import unicodedata
from collections.abc import Iterable
from typing import Protocol

from partners.enums import NameKind

# the wording of the source first, then the legal name; a former name only inside its own dates
PREFERENCE = (NameKind.LISTED, NameKind.LEGAL, NameKind.APPLIED, NameKind.FORMER, NameKind.SHORT)


class Named(Protocol):
    """What `name_on` reads of a name; a model row or a plain object."""

    language: str
    kind: str
    text: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None


def clean(text: str) -> str:
    """Return the text as it is stored: composed form, no control characters, single spaces, none at the ends."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return " ".join(composed.split())
    visible = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp", "Cs"} else c for c in composed)
    return " ".join(visible.split())


def covers(name: Named, on: datetime.date) -> bool:
    """Tell whether the name was in force on the day; both ends count, and an open end reaches for ever."""
    return (name.valid_from is None or name.valid_from <= on) and (name.valid_to is None or on <= name.valid_to)


def name_on(names: Iterable[Named], on: datetime.date, language: str) -> str:
    """Return the preferred name in force on the day in that language, or an empty string (PA-A9).

    A former name whose dates nobody has confirmed is found by search but never shown as the name of a day.
    """
    candidates = [
        name
        for name in names
        if name.language == language
        and covers(name, on)
        and not (name.kind == NameKind.FORMER and name.valid_to is None)
    ]
    if not candidates:
        return ""
    return min(candidates, key=lambda name: (PREFERENCE.index(NameKind(name.kind)), name.text)).text
