"""Closing the loop: who asked to be told hears of replies and progress, once for each step (5.13, EN-A29).

Steps are read with a cursor over time, not over numbers: a row with a lower number can become visible later, so the
last minutes are read again, and what was told stays told because a notice is unique for person and step.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db import transaction

from accounts.actors import Actor
from accounts.domain import audit
from engagement.enums import RECEIVED, Confirmation, DispositionState, Reachable, Task
from engagement.models import (
    CommitmentOrigin,
    Consultation,
    Disposition,
    FindingEvidence,
    LoopCursor,
    LoopNotice,
    Participation,
)
from kernel.queue import nudge
from messaging.domain import outbox
from partners.commitment_states import EventKind
from partners.models import CommitmentEvent

NOTICE = "engagement.loop"
REPLIES, PROGRESS = "replies", "progress"
AGAIN = datetime.timedelta(minutes=5)
TOLD = (EventKind.UPDATE_PUBLISHED, EventKind.MILESTONE_MET, EventKind.COMPLETED)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Step:
    """One step forward: what it is, when it came, and the findings it answers."""

    trigger: UUID
    at: datetime.datetime
    findings: frozenset[int]
    wording: str


def wake() -> None:
    """Ask for the news to be told once this transaction commits."""
    nudge(Task.TELL)


def tell(*, actor: Actor) -> int:
    """Owe one message to each person for whom there is news; return how many. Harmless when repeated."""
    owed = 0
    for stream, read in ((REPLIES, _replies), (PROGRESS, _progress)):
        with transaction.atomic():
            cursor, _new = LoopCursor.objects.get_or_create(stream=stream)
            cursor = LoopCursor.objects.lock(pk=cursor.pk)
            since = _EPOCH + datetime.timedelta(microseconds=cursor.position)
            steps = read(since - AGAIN)
            owed += _owe(steps, actor=actor)
            if steps:
                newest = max(step.at for step in steps)
                cursor.position = max(cursor.position, (newest - _EPOCH) // datetime.timedelta(microseconds=1))
                cursor.save(update_fields=("position",))
    return owed


def _replies(since: datetime.datetime) -> list[Step]:
    rows = Disposition.objects.filter(state=DispositionState.PUBLISHED, published_at__gt=since).order_by("published_at")
    steps = []
    for row in rows.prefetch_related("recommendation__findings"):
        about = (
            frozenset({row.finding_id})
            if row.finding_id
            else frozenset(finding.pk for finding in row.recommendation.findings.all())  # type: ignore[misc, union-attr]
        )
        steps.append(Step(row.public_id, row.published_at, about, "reply"))  # type: ignore[arg-type]
    return steps


def _progress(since: datetime.datetime) -> list[Step]:
    origins: dict[int, set[int]] = {}
    for commitment_id, finding_id in CommitmentOrigin.objects.order_by("pk").values_list(
        "commitment_id", "recommendation__findings"
    ):
        origins.setdefault(commitment_id, set()).add(finding_id)
    rows = CommitmentEvent.objects.filter(commitment_id__in=origins, kind__in=TOLD, at__gt=since).select_related(
        "commitment"
    )
    return [
        Step(
            uuid5(NAMESPACE_URL, f"{row.commitment.public_id}:{row.sequence}"),
            row.at,
            frozenset(origins[row.commitment_id]),
            "progress",
        )
        for row in rows.order_by("at", "pk")
    ]


def _owe(steps: Iterable[Step], *, actor: Actor) -> int:
    """Write the notices that are new, and one message for each person who has any."""
    fresh: dict[UUID, list[Step]] = {}
    people: dict[UUID, Participation] = {}
    for step in steps:
        for person in listeners(step.findings):
            people[person.pk] = person
            fresh.setdefault(person.pk, []).append(step)
    owed: Counter[int] = Counter()
    for pk, news in fresh.items():
        known = set(
            LoopNotice.objects.filter(participation_id=pk, trigger__in=[step.trigger for step in news]).values_list(
                "trigger", flat=True
            )
        )
        new = [step for step in news if step.trigger not in known]
        if not new:
            continue
        batch = uuid4()
        LoopNotice.objects.bulk_create(
            [LoopNotice(participation_id=pk, trigger=s.trigger, wording=s.wording, batch=batch) for s in new]
        )
        outbox.owe(NOTICE, about=batch, to=pk, key=f"{NOTICE}:{batch}", language=people[pk].language)
        owed[people[pk].consultation_id] += 1
    for consultation in Consultation.objects.filter(pk__in=sorted(owed)).order_by("pk"):
        audit.record(actor, "loop.told", consultation, people=owed[consultation.pk])
    return owed.total()


def listeners(findings: frozenset[int]) -> list[Participation]:
    """Return whoever may be written to and whose words one of the findings rests on."""
    submissions = FindingEvidence.objects.filter(finding__in=findings, coding__source__submission__isnull=False).values(
        "coding__source__submission"
    )
    return list(
        Participation.objects.filter(
            submission__in=submissions,
            submission__state__in=RECEIVED,
            submission__consent__may_recontact=True,
            reachable=Reachable.MAILBOX,
            confirmation=Confirmation.CONFIRMED,
        )
        .select_related("consultation")
        .order_by("pk")
    )


def may_be_told(participation_id: UUID) -> Participation | None:
    """Return the person if a notice may leave at this moment, asked again at send time."""
    row: Participation | None = (
        Participation.objects.filter(
            pk=participation_id,
            submission__state__in=RECEIVED,
            submission__consent__may_recontact=True,
            reachable=Reachable.MAILBOX,
            confirmation=Confirmation.CONFIRMED,
        )
        .select_related("consultation", "submission")
        .first()
    )
    return row
