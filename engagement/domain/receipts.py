"""Receipts: a number the person quotes and a secret shown once, kept only as a slow hash (engagement 3, RE-7)."""

import base64
import hashlib
import hmac
import secrets
import unicodedata

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

SYMBOLS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 symbols; no 0, 1, I, O


def new_number() -> str:
    """Return a random receipt number, such as `R-7K4M-2Q9X`; it opens nothing without its secret."""
    symbols = "".join(secrets.choice(SYMBOLS) for _ in range(8))
    return f"R-{symbols[:4]}-{symbols[4:]}"


def new_key() -> str:
    """Return a random key of 256 bits for a form or a browser."""
    return secrets.token_urlsafe(32)


def digest(purpose: str, key: str) -> str:
    """Return the stored form of a random key, apart for each purpose."""
    return hashlib.sha256(f"{purpose}:{key}".encode("utf-8", "surrogatepass")).hexdigest()


def key_for(consultation_id: object, key: str) -> str:
    """Return a browser's key as it counts for one consultation, so that it opens nothing of another."""
    return f"{consultation_id}:{key}"


def derived(purpose: str, value: str) -> str:
    """Return a token of 256 bits that only this platform can make from `value`, apart for each purpose."""
    return base64.urlsafe_b64encode(_seal(purpose, value)).decode().rstrip("=")


def _seal(purpose: str, value: str) -> bytes:
    key = hashlib.sha256(f"engagement.{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def secret_of(key: str) -> str:
    """Return the receipt's secret that belongs to the key of the browser that began it (80 bits, four groups).

    Deriving it means that a repeated start shows the same secret again, although only its slow hash is kept.
    """
    symbols = "".join(SYMBOLS[byte & 31] for byte in _seal("receipt", key)[:16])
    return "-".join(symbols[i : i + 4] for i in range(0, 16, 4))


def normal(typed: str) -> str:
    """Return what was meant: upper case, width folded, without separators."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    return "".join(symbol for symbol in folded if symbol in SYMBOLS)[:40]


def normal_number(typed: str) -> str:
    """Return a typed receipt number in its stored form; what is not one comes back as a number nobody has."""
    symbols = normal(typed)
    if len(symbols) == 9 and symbols[0] == "R":
        symbols = symbols[1:]
    return f"R-{symbols[:4]}-{symbols[4:8]}"


def slow_hash(secret: str) -> str:
    """Return the Argon2id hash of a secret."""
    return make_password(normal(secret))


def matches(typed: str, slow: str | None) -> bool:
    """Tell whether a typed secret belongs to the hash; with no hash, do the same work and say no (RE-16)."""
    if slow is None:
        make_password(normal(typed))
        return False
    return check_password(normal(typed), slow)
