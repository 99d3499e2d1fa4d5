"""One commitment as the public reads it: one statement to find it, three for the rest (PF-2)."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Prefetch, Subquery, Sum, Value

from partners import commitment_policies as policies
from partners.commitment_states import EventKind, Label
from partners.enums import Provenance
from partners.labels import Labelled, rolled_up
from partners.models import (
    Commitment,
    CommitmentEvent,
    CommitmentRevision,
    EvidenceItem,
    Milestone,
    PartyObligation,
    ProgressUpdate,
)
from partners.queries import commitments

# what the public history shows; the rest is the house's own work
PUBLIC_EVENTS = frozenset(EventKind) - {EventKind.EVIDENCE_REJECTED, EventKind.EVIDENCE_RECHECKED}


@dataclass(frozen=True)
class CommitmentPage:
    """Everything the public page of one commitment shows.

    Attributes:
        document: the frozen text of the current revision: title, parties, measures, pillars and the rest.
        label: none for a parent, which shows `counts` of its parts and the label derived from them instead.
    """

    commitment: Commitment
    document: dict[str, Any]
    label: Labelled | None
    milestones: Sequence[Milestone] = ()
    updates: Sequence[ProgressUpdate] = ()
    evidence: Sequence[EvidenceItem] = ()
    parts: Sequence[Commitment] = ()
    derived: Label | None = None
    counts: Counter[Label] | None = None

    @property
    def is_demo(self) -> bool:
        """Tell whether it was invented for a demonstration."""
        return bool(self.commitment.provenance == Provenance.DEMO)


def in_language(value: Any, language: str) -> Any:
    """Return a frozen document with every text pair replaced by its side in the language."""
    if isinstance(value, dict):
        if value.keys() == {"en", "fr"}:
            return value[language]
        return {key: in_language(part, language) for key, part in value.items()}
    if isinstance(value, list):
        return [in_language(part, language) for part in value]
    return value


def find(public_id: UUID) -> Commitment | None:
    """Return a public commitment with its frozen text and what its parts add to its version, or none. One statement."""
    parts = Commitment.objects.filter(parent=OuterRef("pk"), published_at__isnull=False).order_by().values("parent")
    return (
        policies.public()
        .select_related("current_revision", "parent", "successor")
        .annotate(parts_changed=Subquery(parts.annotate(all=Sum("head_sequence") + Count("pk")).values("all")))
        .filter(public_id=public_id)
        .first()
    )


def version(commitment: Commitment) -> str:
    """Return what the page of a commitment found by `find` is made of; a parent shows the states of its parts."""
    return f"{commitment.head_hash}:{commitment.parts_changed}"  # type: ignore[attr-defined]


def list_version() -> str:
    """Return what the public list is made of, with the regions on its map. One statement."""
    parties = PartyObligation.objects.filter(commitment__published_at__isnull=False, ended_on=None).order_by()
    where = parties.annotate(all=Value(1)).values("all").annotate(sum=Sum(F("pk") * F("jurisdiction"))).values("sum")
    rows = policies.public().annotate(where=Subquery(where))
    found = rows.aggregate(rows=Count("pk"), events=Sum("head_sequence"), newest=Max("published_at"), map=Max("where"))
    return ":".join(str(part) for part in found.values())


def page_of(commitment: Commitment, today: datetime.date) -> CommitmentPage:
    """Return the page of a commitment found by `find`. Three statements more."""
    assert commitment.current_revision is not None
    document = commitment.current_revision.document
    if commitment.umbrella:
        parts = commitments.parts_of(commitment, policies.public(), today)
        derived, counts = rolled_up(Label(part.label) for part in parts)  # type: ignore[attr-defined]
        return CommitmentPage(commitment, document, None, parts=parts, derived=derived, counts=counts)
    return CommitmentPage(
        commitment,
        document,
        commitments.labelled(commitment, today),
        milestones=list(commitment.milestones.order_by("baseline_due", "pk")),
        updates=list(_updates(commitment)),
        evidence=list(policies.public_evidence().filter(commitment=commitment).order_by("-captured_on", "pk")),
    )


def _updates(commitment: Commitment) -> Any:
    return (
        policies.public_updates()
        .filter(obligation__commitment=commitment)
        .select_related("obligation__organization", "obligation__body", "obligation__office")
        .order_by("-period_start", "obligation__position", "pk")
    )


@dataclass(frozen=True)
class History:
    """What happened to one commitment, and every text it has had."""

    commitment: Commitment
    events: Sequence[CommitmentEvent]
    revisions: Sequence[CommitmentRevision]


def public_history(public_id: UUID) -> History | None:
    """Return the history of one public commitment, newest first, or none. Three statements."""
    shown = CommitmentEvent.objects.filter(kind__in=sorted(PUBLIC_EVENTS)).order_by("-sequence")
    commitment = (
        policies.public()
        .filter(public_id=public_id)
        .prefetch_related(
            Prefetch("history", queryset=shown),
            Prefetch("revisions", queryset=CommitmentRevision.objects.order_by("-number")),
        )
        .first()
    )
    if commitment is None:
        return None
    return History(commitment, list(commitment.history.all()), list(commitment.revisions.all()))
