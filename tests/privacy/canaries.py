"""Strings that exist nowhere else: planted as identities, then looked for in everything the platform wrote (S6, EV-A12)."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

KINDS = ("nm", "ml", "or", "ph")
_TOKEN = re.compile(r"zq(\d{3})(?:nm|ml|or)", re.IGNORECASE)
_PHONE = re.compile(r"867\D{0,3}555\D{0,3}0(\d{3})")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")


@dataclass(frozen=True)
class Canary:
    """One planted identity; each of its strings carries its number, so that a leak says whose it was."""

    number: int

    @property
    def name(self) -> str:
        return f"Zq{self.number:03}nm Vornak"

    @property
    def email(self) -> str:
        return f"zq{self.number:03}ml@example.org"

    @property
    def organization(self) -> str:
        return f"Maison Zq{self.number:03}or"

    @property
    def phone(self) -> str:
        return f"+1 867 555-0{self.number:03}"

    @property
    def strings(self) -> tuple[str, ...]:
        """Everything that could tell who it is."""
        return (self.name, self.email, self.organization, self.phone)


def some(first: int, count: int) -> list[Canary]:
    """Return that many identities."""
    return [Canary(number) for number in range(first, first + count)]


def numbers_in(data: bytes | str) -> set[int]:
    """Return the numbers of the identities that stand in the data, plainly or encoded once or twice."""
    found: set[int] = set()
    for text in _readings(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")):
        found |= {int(match[1]) for match in _TOKEN.finditer(text)} | {int(m[1]) for m in _PHONE.finditer(text)}
    return found


def words_in(data: bytes | str, words: Iterable[str]) -> set[str]:
    """Return which of some words stand in the data, plainly or encoded."""
    texts = list(_readings(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")))
    folded = "\n".join(texts).casefold()
    return {word for word in words if word.casefold() in folded}


def _readings(data: bytes, depth: int = 2) -> Iterator[str]:
    """Return the data as text, unquoted, unescaped, and with every run of base64 decoded (and unpacked)."""
    text = data.decode("utf-8", "replace")
    yield text
    if "%" in text or "+" in text:
        yield unquote_plus(text)
    if "\\u" in text or "\\x" in text:
        yield _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    if "=\n" in text or "=\r\n" in text:
        yield re.sub(r"=\r?\n", "", text)
    if not depth:
        return
    for run in _ENCODED.findall(data):
        for padded in (run.rstrip(b"=") + b"=" * (-len(run.rstrip(b"=")) % 4),):
            try:
                inner = base64.urlsafe_b64decode(padded.replace(b"+", b"-").replace(b"/", b"_"))
            except (binascii.Error, ValueError):
                continue
            yield from _readings(_unpacked(inner), depth - 1)


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return data
