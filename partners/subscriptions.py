"""Links that stop messages: what a token means, and the ledger that the unsubscribe page of messaging asks (STD-29).

A token names a purpose, a person and an address by their opaque ids and carries a seal, so nothing is stored for it and
it never expires: somebody who finds an old message can still stop what comes.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from accounts.actors import Actor
from kernel import bilingual
from messaging.unsubscribing import Subscription
from partners.enums import ConsentState, Purpose

SEAL_BYTES = 16
PURPOSES = tuple(Purpose.values)


@dataclass(frozen=True)
class Link:
    """What a token says."""

    purpose: Purpose
    person_ref: UUID
    contact_ref: UUID


def token(purpose: str, person_ref: UUID, contact_ref: UUID) -> str:
    """Return the token that stops messages of a purpose to a person; it holds ids only."""
    body = bytes([PURPOSES.index(purpose)]) + person_ref.bytes + contact_ref.bytes
    return base64.urlsafe_b64encode(body + _seal(body)).rstrip(b"=").decode()


def read(text: str) -> Link | None:
    """Return what a token says, or None when it was not made here or has been cut or changed."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    body, seal = raw[:-SEAL_BYTES], raw[-SEAL_BYTES:]
    if len(body) != 33 or not hmac.compare_digest(seal, _seal(body)) or body[0] >= len(PURPOSES):
        return None
    return Link(Purpose(PURPOSES[body[0]]), UUID(bytes=body[1:17]), UUID(bytes=body[17:33]))


def _seal(body: bytes) -> bytes:
    key = hashlib.sha256(f"unsubscribe:{settings.AUDIT_KEY}".encode()).digest()
    return hmac.new(key, body, hashlib.sha256).digest()[:SEAL_BYTES]


class Ledger:
    """The consent ledger as messaging's unsubscribe page needs it: one press stops one purpose."""

    def find(self, token: str) -> Subscription | None:
        """Return what the token stops, in both languages."""
        from partners.domain import consent
        from partners.models import Person

        link = read(token)
        person = Person.objects.filter(public_id=link.person_ref).first() if link else None
        if link is None or person is None:
            return None
        state = consent.standing(person, link.purpose, timezone.now()).state
        words = {}
        for language in bilingual.Language:
            with translation.override(language):
                words[f"what_{language}"] = str(link.purpose.label)
        path = reverse("partners:stop_messages", args=[token])
        return Subscription(**words, stopped=state == ConsentState.WITHDRAWN, choices_path=path)

    def stop(self, token: str) -> None:
        """Stop that one purpose; an unknown token is no error and a second press changes nothing."""
        from partners.domain import stopping

        if link := read(token):
            stopping.stop_by_link(link, stopping.Choice.THIS_PURPOSE, actor=Actor.link("unsubscribe", link.person_ref))
