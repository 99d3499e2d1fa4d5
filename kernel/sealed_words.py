"""Words typed into a search, sealed: addresses, a browser's history and access logs then hold nobody's name.

A sealed value opens only for the person who typed the words, for the list they were typed for, and for half a day. It is
encrypted and authenticated under a key of its own, and padded, so that its length tells little.
"""

import base64
import os
import time
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

LIFE = 12 * 60 * 60  # seconds; a day of work
_PURPOSE = b"kernel.sealed-words.1"
_NONCE = 12
_STAMP = 8
_BLOCK = 96  # bytes; nearly every name fits into one block


class SearchEnded(Exception):
    """The sealed value is too old, was changed, or belongs to somebody else or to another list."""


@lru_cache(maxsize=8)
def _key(secret: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode()))


def _bound(owner: int, purpose: str) -> bytes:
    return b"%b:%d:%b" % (_PURPOSE, owner, purpose.encode())


def seal(words: str, *, owner: int, purpose: str) -> str:
    """Return the words sealed, in letters that stand in an address as they are.

    Args:
        owner: key of the person who typed them; 0 for nobody who has signed in.
        purpose: the list they were typed for.
    """
    nonce, typed = os.urandom(_NONCE), words.encode()
    plain = int(time.time()).to_bytes(_STAMP, "big") + typed + b"\x80"
    plain += bytes(-len(plain) % _BLOCK)
    sealed = _key(settings.SECRET_KEY).encrypt(nonce, plain, _bound(owner, purpose))
    return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


def unseal(sealed: str, *, owner: int, purpose: str) -> str:
    """Return the words, sealed under the present key or an earlier one that is still listed.

    Raises:
        SearchEnded: anything but an untouched value of this owner and purpose, at most `LIFE` seconds old.
    """
    try:
        raw = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise SearchEnded("not base64") from error
    plain = _opened(raw[:_NONCE], raw[_NONCE:], _bound(owner, purpose))
    age = time.time() - int.from_bytes(plain[:_STAMP], "big")
    if not -60 <= age <= LIFE:  # clocks of several machines differ by seconds
        raise SearchEnded("expired")
    return plain[_STAMP:].rstrip(b"\x00").removesuffix(b"\x80").decode()


def _opened(nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _key(secret).decrypt(nonce, sealed, bound)
        except (InvalidTag, ValueError):
            continue
    raise SearchEnded("changed, somebody else's, or its key is gone")
