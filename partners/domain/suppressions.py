"""Addresses nobody may write to, kept as keyed hashes so that they outlive the person (PA-17)."""

import datetime
import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import audit
from partners.enums import EVERYTHING, SuppressionReason
from partners.models import Suppression


def digest(value: str) -> str:
    """Return the keyed hash of a normalized address or number."""
    key = hashlib.sha256(f"suppression:{settings.AUDIT_KEY}".encode()).digest()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def in_force(values: Iterable[str]) -> dict[str, set[str]]:
    """Return the scopes that are suppressed for each of the values, in one statement."""
    return _in_force(values, "scope")


def reasons_in_force(values: Iterable[str]) -> dict[str, set[str]]:
    """Return why each of the values is suppressed, in one statement."""
    return _in_force(values, "reason")


def _in_force(values: Iterable[str], column: str) -> dict[str, set[str]]:
    by_digest = {digest(value): value for value in values}
    found: dict[str, set[str]] = {}
    rows = Suppression.objects.filter(digest__in=by_digest, lifted_at=None).values_list("digest", column)
    for hashed, held in rows:
        found.setdefault(by_digest[hashed], set()).add(held)
    return found


@transaction.atomic
def suppress(value: str, *, actor: Actor, reason: SuppressionReason, scope: str = EVERYTHING) -> Suppression:
    """Never write to this address again, for one purpose or for everything; saying it twice changes nothing."""
    held, created = Suppression.objects.get_or_create(
        digest=digest(value), scope=scope, lifted_at=None, defaults={"reason": reason, "since": timezone.now()}
    )
    if created:
        audit.record(actor, "address.suppressed", held, scope=scope, reason=str(reason))
    return held


# what the owner of an address may take back; returned mail and erasure are no choice of theirs
OWN = (SuppressionReason.UNSUBSCRIBED, SuppressionReason.REQUEST, SuppressionReason.COMPLAINT)


@transaction.atomic
def lift(value: str, purpose: str, *, actor: Actor, before: datetime.datetime | None = None) -> int:
    """Let the address be used for a purpose again, because its owner asked afresh; return how many suppressions ended.

    Args:
        value: normalized address.
        purpose: a `Purpose`; a suppression of everything ends too, one of another purpose stays.
        before: end only what was stopped before this moment, aware.
    """
    held = Suppression.objects.lock_all(  # type: ignore[attr-defined]
        digest=digest(value), scope__in=(EVERYTHING, purpose), reason__in=OWN, lifted_at=None
    )
    return _release([row for row in held if before is None or row.since < before], actor)


@transaction.atomic
def lift_request(value: str, *, actor: Actor) -> int:
    """End what staff stopped for an address at its owner's request; return how many suppressions ended."""
    held = Suppression.objects.lock_all(  # type: ignore[attr-defined]
        digest=digest(value), reason=SuppressionReason.REQUEST, lifted_at=None
    )
    return _release(held, actor)


def _release(held: Iterable[Suppression], actor: Actor) -> int:
    ended = list(held)
    for row in ended:
        row.lifted_at = timezone.now()
        row.save(update_fields=("lifted_at",))
        audit.record(actor, "address.released", row, scope=row.scope)
    return len(ended)
