"""Signing in: codes that are derived when they are needed and stored nowhere, and what the trail keeps of it."""

import hashlib
import hmac
import uuid
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import User
from messaging.domain import outbox

KIND = "account.sign_in_code"
DIGITS = 8
NOBODY = UUID(int=0)


def new_reference() -> str:
    """Return the opaque reference of one code; 122 random bits, useless without the key of the service."""
    return str(uuid.uuid4())


def code_of(reference: str | UUID) -> str:
    """Return the code that belongs to a reference.

    Derived, so that neither the browser's session nor the outbox holds it, and a message that is composed twice
    carries the same code twice.
    """
    mac = hmac.new(settings.SECRET_KEY.encode(), f"sign-in-code:{reference}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:8]) % 10**DIGITS:0{DIGITS}d}"


def matches(typed: str, reference: str) -> bool:
    """Tell whether the typed digits are the code; blanks and hyphens do not matter, the time taken is the same."""
    digits = "".join(letter for letter in typed if letter.isdigit())[: DIGITS + 1]
    expected = code_of(reference or NOBODY)
    return hmac.compare_digest(digits.encode(), expected.encode()) and bool(reference)


@transaction.atomic
def owe_code(user: User | None, reference: str) -> None:
    """Owe the code to a member of staff, and the same work to nobody for an address we do not know (RE-16)."""
    to, language = (user.public_id, user.language) if user else (NOBODY, (get_language() or "en")[:2])
    outbox.owe(KIND, about=UUID(reference), to=to, key=f"{KIND}:{reference}", language=language)


@transaction.atomic
def started(user: User, *, methods: str) -> None:
    """Keep that a session began, and by which factors."""
    audit.record(Actor.of(user), "session.started", user, methods=methods)


@transaction.atomic
def ended(user: User, *, sessions: int = 1) -> None:
    """Keep that one session or more were ended by their owner."""
    audit.record(Actor.of(user), "session.ended", user, sessions=sessions)
