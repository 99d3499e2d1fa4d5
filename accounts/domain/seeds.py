"""Seeds of second factors at rest: sealed with a key that the database does not hold (reliability 3.12)."""

import base64
import hashlib
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PREFIX = "s1."
_PURPOSE = b"accounts.second-factor.1"
_NONCE = 12


class SeedUnreadable(Exception):
    """The stored value was changed, cut, is plain text, or was sealed under a key that is gone."""


@lru_cache(maxsize=8)
def _key(secret: str) -> tuple[bytes, bytes]:
    """Return the id byte and the key derived from one secret."""
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return hashlib.sha256(_PURPOSE + key).digest()[:1], key


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def seal(text: str) -> str:
    """Return `text` sealed with AES-256-GCM; the id byte of the key travels in front and is authenticated."""
    key_id, key = _key(settings.SECRET_KEY)
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), _PURPOSE + key_id)
    return _PREFIX + base64.urlsafe_b64encode(key_id + nonce + sealed).decode()


def unseal(stored: str) -> str:
    """Return what was sealed, under the present key or an earlier one that is still listed.

    Raises:
        SeedUnreadable: anything but an untouched sealed value.
    """
    if not stored.startswith(_PREFIX):
        raise SeedUnreadable("not sealed")
    try:
        raw = base64.b64decode(stored[len(_PREFIX) :], altchars=b"-_", validate=True)
    except ValueError as error:
        raise SeedUnreadable("not base64") from error
    key_id, nonce, sealed = raw[:1], raw[1 : 1 + _NONCE], raw[1 + _NONCE :]
    for secret in _secrets():
        known, key = _key(secret)
        if known == key_id:
            try:
                return AESGCM(key).decrypt(nonce, sealed, _PURPOSE + key_id).decode()
            except (InvalidTag, ValueError):
                continue
    raise SeedUnreadable("changed, or its key is gone")
