"""Claiming due messages: a lease each, fenced by owner and attempt at every later write (reliability 3.2)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from kernel.moves import step
from messaging import kinds
from messaging.enums import MOVES, MessageState
from messaging.models import Message

S = MessageState
BATCH = 50
LEASE = timedelta(seconds=60)  # not shorter than the hard limit of the task that holds it
FIELDS = (
    "id",
    "kind",
    "about",
    "to",
    "language",
    "attempts",
    "first_refused_at",
    "refusals",
    "submitted_at",
    "carrier",
    "address_digest",
)


@dataclass(frozen=True)
class Claim:
    """One message in this worker's hands, until its lease runs out."""

    id: UUID
    kind: str
    about: UUID
    to: UUID
    language: str
    owner: str
    attempt: int
    refusals: int
    first_refused_at: datetime | None
    submitted_at: datetime | None
    carrier: str
    address_digest: str
    state: str = S.CLAIMED

    def row(self) -> QuerySet[Message]:
        """Return the row, but only while this claim holds it; the count of rows changed is the answer."""
        return Message.objects.filter(pk=self.id, lease_owner=self.owner, attempts=self.attempt, state=self.state)

    def as_message(self, state: str, reason: str) -> Message:
        """Return the row as it stands after settling, without reading it again."""
        return Message(
            id=self.id,
            kind=self.kind,
            about=self.about,
            to=self.to,
            language=self.language,
            state=state,
            reason=reason,
            address_digest=self.address_digest,
        )


def owner_mark() -> str:
    """Return a new mark for one batch of one worker."""
    return secrets.token_hex(12)


def claim_due(limit: int = BATCH) -> list[Claim]:
    """Claim up to `limit` due messages, oldest first, in two statements; no other worker can have any of them.

    PostgreSQL skips rows that another worker is claiming; on SQLite the open transaction is the lock.
    """
    now, owner = timezone.now(), owner_mark()
    due = Message.objects.filter(state=S.DUE, due_at__lte=now).exclude(kind__in=kinds.protected_names())
    with transaction.atomic():
        return _take(due.order_by("due_at", "id")[:limit], owner, now, state=S.CLAIMED)


def claim_ambiguous(silent_since: datetime, limit: int = BATCH) -> list[Claim]:
    """Claim messages whose worker fell silent while handing them over, and whose lease ended before `silent_since`."""
    now, owner = timezone.now(), owner_mark()
    silent = Message.objects.filter(state=S.SUBMITTING, lease_until__lte=silent_since)
    with transaction.atomic():
        return _take(silent.order_by("lease_until", "id")[:limit], owner, now, state=S.SUBMITTING)


def _take(rows: QuerySet[Message], owner: str, now: datetime, *, state: MessageState) -> list[Claim]:
    found = list(rows.select_for_update(skip_locked=True, no_key=True).values(*FIELDS))
    if found:
        Message.objects.filter(pk__in=[row["id"] for row in found]).update(
            state=state, lease_owner=owner, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
    return [Claim(owner=owner, attempt=row.pop("attempts") + 1, state=state, **row) for row in found]


def mark_submitting(claim: Claim, *, carrier: str, digest: str, address_digest: str) -> Claim | None:
    """Commit that a message is about to leave, renewing its lease; None when another worker has it by now."""
    now = timezone.now()
    moved: dict[str, Any] = {"state": step(MOVES, claim.state, S.SUBMITTING), "submitted_at": now, "carrier": carrier}
    with transaction.atomic():
        kept = claim.row().update(**moved, lease_until=now + LEASE, digest=digest, address_digest=address_digest)
    return replace(claim, **moved, address_digest=address_digest) if kept else None


def release(claims: Iterable[Claim]) -> None:
    """Give back messages that were claimed but not begun; they stay due as they were."""
    for owner, group in groupby(claims, key=lambda claim: claim.owner):
        ids = [claim.id for claim in group]
        with transaction.atomic():
            Message.objects.filter(pk__in=ids, lease_owner=owner, state=S.CLAIMED).update(
                state=S.DUE, lease_owner=None, lease_until=None
            )
