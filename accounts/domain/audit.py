"""Writing the audit trail: in the transaction of the act, so that a failed entry undoes the act (RE-1)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import Model

from accounts.actors import Actor
from accounts.models import AuditEntry
from kernel.page_cache import content_changed

# what no public page shows, and what comes by the thousand while people register; whoever takes words back is not here
UNREAD_BY_THE_PUBLIC = frozenset(
    (
        *("accounts.WebSession", "events.CheckInEvent", "events.Invitation", "events.InvitationOption"),
        *("events.NeedRequest", "events.Offer", "events.QueueEntry", "events.Registration"),
    )
)
Fact = str | int | bool | None | UUID


def record(actor: Actor, verb: str, subject: Model, *, fields: Iterable[str] = (), **facts: Fact) -> AuditEntry:
    """Write one entry about `subject`.

    Args:
        actor: who acts.
        verb: past tense, dotted, such as `registration.cancelled`.
        subject: the row acted on; its public id is kept.
        fields: names of the fields that changed, never their values.
        facts: ids, codes and counts that explain the act; never a personal value.

    Returns:
        The entry; its id serves as an idempotency mark for what the act owes.

    Raises:
        RuntimeError: outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry belongs inside the transaction of the act")
    _tell_pages([subject])
    return AuditEntry.objects.create(**_act(actor, verb, fields, facts), **_about(subject))


def record_all(actor: Actor, verb: str, subjects: Iterable[Model], **facts: Fact) -> None:
    """Write one entry for each row of a bulk act."""
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry belongs inside the transaction of the act")
    rows = list(subjects)
    _tell_pages(rows)
    alike = _act(actor, verb, (), facts)
    AuditEntry.objects.bulk_create([AuditEntry(**alike, **_about(subject)) for subject in rows], batch_size=500)


def _tell_pages(subjects: list[Model]) -> None:
    """Let public pages be made anew once the act is committed, if any may show what it changed."""
    if {subject._meta.label for subject in subjects} - UNREAD_BY_THE_PUBLIC:
        content_changed()


def _act(actor: Actor, verb: str, fields: Iterable[str], facts: dict[str, Fact]) -> dict[str, Any]:
    return {
        "actor_kind": actor.kind,
        "actor_ref": actor.ref,
        "via": actor.via,
        "verb": verb,
        "fields": sorted(fields),
        "facts": {key: str(value) if isinstance(value, UUID) else value for key, value in sorted(facts.items())},
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
    }


def _about(subject: Model) -> dict[str, str]:
    return {"subject_kind": subject._meta.label, "subject_ref": str(getattr(subject, "public_id", subject.pk))}
