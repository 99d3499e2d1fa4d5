"""Codes, handles and phrases: made at random, kept only as keyed or slow hashes.

A code is twelve symbols in three groups (60 bits); symbols that look alike are left out. A phrase is eight plain words.
"""

import hashlib
import hmac
import secrets
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

SYMBOLS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 symbols; no 0, 1, I, O
WORDS = Path(__file__).resolve().parent.parent / "words"
PHRASE_LENGTH = 8


def new_code() -> str:
    """Return twelve random symbols in three groups, such as `7KQM-2XPA-9TRE` (SA 5)."""
    symbols = "".join(secrets.choice(SYMBOLS) for _ in range(12))
    return "-".join((symbols[:4], symbols[4:8], symbols[8:]))


def new_handle() -> str:
    """Return eight random symbols."""
    return "".join(secrets.choice(SYMBOLS) for _ in range(8))


def normal_code(typed: str) -> str:
    """Return what was meant: upper case, no separators, width folded; may still be wrong."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    return "".join(symbol for symbol in folded if symbol.isalnum())[:40]


def keyed_hash(purpose: str, value: str) -> str:
    """Return the HMAC-SHA256 of a value under the platform's key, apart for each purpose."""
    key = hashlib.sha256(f"safety.{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def code_hash(purpose: str, typed: str) -> str:
    """Return the stored form of a typed code."""
    return keyed_hash(purpose, normal_code(typed))


@cache
def words(language: str) -> tuple[str, ...]:
    """Return the word list of a language."""
    return tuple((WORDS / f"{language}.txt").read_text(encoding="utf-8").split())


def phrase_from(purpose: str, key: str, language: str) -> str:
    """Return the eight words that belong to a random key: the same key gives the same words again (88 bits).

    So a form that is sent twice shows the same words, and nothing that could be read keeps them.
    """
    number, chosen = int(keyed_hash(f"{purpose}.words", f"{language}:{key}"), 16), []
    for _place in range(PHRASE_LENGTH):
        number, word = divmod(number, len(words(language)))
        chosen.append(words(language)[word])
    return " ".join(chosen)


def normal_phrase(typed: str) -> str:
    """Return a typed phrase without accents, joined letters, case or extra space."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", typed) if not unicodedata.combining(c))
    apart = bare.casefold().replace("œ", "oe").replace("æ", "ae")
    return " ".join("".join(c if c.isalpha() else " " for c in apart).split())[:400]


def phrase_lookup(purpose: str, typed: str) -> str:
    """Return the keyed hash of the first two words, which finds the row without trying every slow hash."""
    return keyed_hash(f"{purpose}.lookup", " ".join(normal_phrase(typed).split()[:2]))


def phrase_hash(typed: str) -> str:
    """Return the slow hash of a phrase (Argon2id)."""
    return make_password(normal_phrase(typed))


def phrase_matches(typed: str, stored: str) -> bool:
    """Tell whether a typed phrase is the stored one; does the same slow work when nothing is stored."""
    return check_password(normal_phrase(typed), stored or _nothing()) and bool(stored)


@cache
def _nothing() -> str:
    return make_password(secrets.token_hex(16))
