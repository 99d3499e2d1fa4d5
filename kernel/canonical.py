"""Canonical JSON: the same facts give the same bytes, so a hash of them can be compared years later (PA-4, PA-23)."""

import datetime
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID


def plain(value: Any) -> Any:
    """Return the value as JSON can hold it: NFC text, ISO dates, decimals and ids as strings, sorted keys.

    Raises:
        TypeError: a value that has no canonical form, such as a float.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", str(value))
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def dumps(value: Any) -> str:
    """Return canonical JSON text: sorted keys, no spaces, letters of every script as they are."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()


def number(text: str) -> Decimal:
    """Return a decimal that was kept as text."""
    return Decimal(text)


def _decimal(value: Decimal) -> str:
    """Return a decimal without exponent and without zeros that say nothing: 12.50 and 12.5 are one number."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
