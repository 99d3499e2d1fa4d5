"""Sealing protected input: the web process holds a public key and can seal; only the release job can open.

HPKE with X25519, HKDF-SHA256 and AES-256-GCM; the plaintext is padded to 64-byte steps and bound to its purpose.
"""

import base64
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings

VERSION = b"\x01"
INFO = b"spool.v1"
STEP = 64
_suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class KeyMissing(RuntimeError):
    """This process was not given the key; it can do everything that needs none."""


@cache
def _public_key(encoded: str) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(base64.b64decode(encoded))


@cache
def _private_key(encoded: str) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(base64.b64decode(encoded))


def seal(content: dict[str, Any]) -> bytes:
    """Return the sealed form of a small mapping.

    Raises:
        KeyMissing: no public key is configured.
    """
    if not settings.SPOOL_PUBLIC_KEY:
        raise KeyMissing("SPOOL_PUBLIC_KEY")
    plain = json.dumps(content, ensure_ascii=False).encode("utf-8")
    padded = len(plain).to_bytes(4, "big") + plain
    padded += b"\0" * (-len(padded) % STEP)
    return VERSION + _suite.encrypt(padded, _public_key(settings.SPOOL_PUBLIC_KEY), info=INFO)


def require_private_key() -> None:
    """Refuse where nothing sealed can be opened.

    Raises:
        KeyMissing: this process has no private key.
    """
    if not settings.SPOOL_PRIVATE_KEY:
        raise KeyMissing("SPOOL_PRIVATE_KEY")


def open_sealed(sealed: bytes) -> dict[str, Any]:
    """Return what was sealed; only the release job has the key.

    Raises:
        KeyMissing: this process has no private key.
        ValueError: not one of our sealed values, or altered.
    """
    require_private_key()
    if sealed[:1] != VERSION:
        raise ValueError("not a sealed value")
    try:
        padded = _suite.decrypt(bytes(sealed[1:]), _private_key(settings.SPOOL_PRIVATE_KEY), info=INFO)
    except Exception as error:
        raise ValueError("a sealed value was altered") from error
    length = int.from_bytes(padded[:4], "big")
    content: dict[str, Any] = json.loads(padded[4 : 4 + length])
    return content


def new_key_pair() -> tuple[str, str]:
    """Return a fresh (private, public) pair in base64, for `deploy/make-secrets` and the embedded mode."""
    private = X25519PrivateKey.generate()
    raw = private.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode(), base64.b64encode(public).decode()
