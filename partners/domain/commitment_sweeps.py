"""What time alone brings about: planned releases, start dates, reminders. Each row in its own transaction."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import Actor
from kernel.errors import DomainError
from messaging.domain import outbox
from messaging.models import Message
from partners import periods
from partners.commitment_states import OBLIGED, EvidenceState, Lifecycle, UpdateState
from partners.domain import commitments, progress
from partners.models import Commitment, EvidenceItem, PartyObligation, ProgressUpdate
from partners.queries.commitment_facts import latest_published, owed_next

log = structlog.get_logger("commitments")
ACTOR = Actor.system("commitments")
BATCH = 200
AHEAD = datetime.timedelta(days=7)  # reminders go out so long before the day


def sweep() -> int:
    """Do everything that has fallen due; harmless when nothing has. Return how many rows were settled."""
    return release_due() + publish_due() + start_due() + remind_of_updates() + remind_of_evidence()


def release_due() -> int:
    """Make public what was planned for now. Both languages flip in one statement, so a killed worker flips neither.

    A release whose gate has closed since stays planned and is listed among the owner's actions.
    """
    due = Commitment.objects.filter(published_at=None, publish_at__lte=timezone.now()).order_by("publish_at", "pk")
    return _each(due, lambda row: commitments.release(row, actor=ACTOR))


def publish_due() -> int:
    """Publish the accepted updates that were planned for now."""
    due = ProgressUpdate.objects.filter(state=UpdateState.ACCEPTED, publish_at__lte=timezone.now())
    return _each(due.order_by("publish_at", "pk"), lambda row: progress.publish(row, actor=ACTOR))


def start_due() -> int:
    """Move agreed commitments whose start date has come to in progress."""
    today = periods.today()
    due = Commitment.objects.filter(lifecycle=Lifecycle.AGREED, starts_on__lte=today).order_by("pk")
    return _each(due, lambda row: commitments.start_if_due(row, actor=ACTOR, today=today))


def remind_of_updates() -> int:
    """Owe one reminder to the owner for each party and period, from seven days before the update is due.

    Four statements for each two hundred commitments, none more for what was reminded of before.
    """
    today, owed = periods.today(), 0
    near = Commitment.objects.filter(
        lifecycle=Lifecycle.IN_PROGRESS, fresh_until__lte=today + AHEAD, owner__isnull=False, owner__is_active=True
    ).select_related("owner")
    for chunk in _chunks(near.order_by("pk")):
        of = {commitment.pk: commitment for commitment in chunk}
        obligations = list(
            PartyObligation.objects.filter(commitment__in=of, ended_on=None, role__in=OBLIGED).order_by("pk")
        )
        latest, reminders = latest_published(obligations), []
        for obligation in obligations:
            commitment = of[obligation.commitment_id]
            period = owed_next(commitment, obligation, latest.get(obligation.pk))
            if period.due_on <= today + AHEAD:
                key = f"partners.update_due:{obligation.public_id}:{period.start}"
                reminders.append((key, obligation.public_id, commitment.owner))
        owed += _owe("partners.update_due", reminders)
    return owed


def remind_of_evidence() -> int:
    """Owe one reminder to the owner for each re-check date, from seven days before it."""
    near = EvidenceItem.objects.filter(
        state=EvidenceState.ACCEPTED,
        recheck_due__lte=periods.today() + AHEAD,
        commitment__owner__is_active=True,
        commitment__lifecycle__in=(Lifecycle.AGREED, Lifecycle.IN_PROGRESS, Lifecycle.COMPLETE),
    ).select_related("commitment__owner")
    return sum(
        _owe(
            "partners.evidence_due",
            [
                (f"partners.evidence_due:{item.public_id}:{item.recheck_due}", item.public_id, item.commitment.owner)
                for item in chunk
            ],
        )
        for chunk in _chunks(near.order_by("pk"))
    )


def _chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield all rows, ordered by key, some at a time: what was settled before never hides what comes after it."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:BATCH]):
        yield chunk
        last = chunk[-1].pk


def _owe(kind: str, reminders: list[tuple[str, UUID, Any]]) -> int:
    """Owe the reminders that were never owed; return how many are new."""
    known = set(Message.objects.filter(key__in=[key for key, _about, _to in reminders]).values_list("key", flat=True))
    new = [reminder for reminder in reminders if reminder[0] not in known]
    if new:
        with transaction.atomic():
            for key, about, owner in new:
                outbox.owe(kind, about=about, to=owner.public_id, key=key, language=owner.language)
    return len(new)


def _each(rows: QuerySet[Any], act: Callable[[Any], Any]) -> int:
    """Act on each row; a refusal leaves the row as it is and the others are done."""
    done = 0
    for row in list(rows):
        try:
            done += bool(act(row))
        except DomainError as refusal:
            log.warning("sweep_refused", job=type(row).__name__, code=refusal.code)
    return done
