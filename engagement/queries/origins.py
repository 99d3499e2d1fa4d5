"""From a commitment down: the recommendation, the finding with its counts, the consultation (EN-A12); and what it led to."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from engagement import policies
from engagement.enums import REPORTED, DispositionState, ErratumState, FindingState, RecommendationState, Stream
from engagement.models import CommitmentOrigin, ConsultationEvent, Disposition, Finding
from engagement.queries.reporting import Share, corrected, shares_of
from events.policies import public_events
from partners.commitment_policies import public_updates
from partners.models import Milestone, ProgressUpdate


def _tied(commitment: UUID) -> QuerySet[CommitmentOrigin]:
    return CommitmentOrigin.objects.filter(
        commitment__public_id=commitment,
        recommendation__state=RecommendationState.PUBLISHED,
        recommendation__consultation__state__in=REPORTED,
    )


def version_of(commitment: UUID) -> str:
    """Return what the panel of a commitment is made of, in one statement: it moves when anything shown does."""
    replies = Q(recommendation__dispositions__state=DispositionState.PUBLISHED)
    beside = [
        Q(**{f"recommendation__{errata}__state": ErratumState.PUBLISHED}) for errata in ("errata", "findings__errata")
    ]
    findings = Q(recommendation__findings__state=FindingState.PUBLISHED)
    links = "recommendation__consultation__event_links__"
    row = _tied(commitment).aggregate(
        origins=Count("pk", distinct=True),
        findings=Count("recommendation__findings", filter=findings, distinct=True),
        corrected=Count("recommendation__errata", filter=beside[0], distinct=True),
        mended=Count("recommendation__findings__errata", filter=beside[1], distinct=True),
        reply=Max("recommendation__dispositions__pk", filter=replies),
        meetings=Count("recommendation__consultation__event_links", filter=_named(links), distinct=True),
    )
    return ".".join(str(part or 0) for part in row.values())


def _named(links: str = "") -> Q:
    """Return the condition that the public page of a consultation names a meeting.

    Args:
        links: the way to the meetings of a consultation.
    """
    return Q(**{f"{links}stream": Stream.PROTECTED}) | Q(Exists(public_events().filter(pk=OuterRef(f"{links}event"))))


@dataclass(frozen=True)
class Behind:
    """One recommendation a commitment came from, what was heard behind it, and the reply to it."""

    origin: CommitmentOrigin
    findings: list[tuple[Finding, list[Share]]]
    reply: Disposition | None


def behind(commitment: UUID) -> list[Behind]:
    """Return what led to a commitment, as the public may read it, in three statements."""
    published = (
        policies.published_findings()
        .annotate(is_corrected=corrected("finding", OuterRef("pk")))
        .select_related("theme", "consultation")
        .order_by("number")
    )
    replies = policies.published_dispositions()
    rows = (
        _tied(commitment)
        .annotate(is_corrected=corrected("recommendation", OuterRef("recommendation")))
        .select_related("recommendation__consultation", "commitment")
        .prefetch_related(
            Prefetch("recommendation__findings", queryset=published, to_attr="heard"),
            Prefetch("recommendation__dispositions", queryset=replies, to_attr="answers"),
        )
        .order_by("recommendation__consultation", "recommendation__number", "pk")
    )
    return [
        Behind(
            row,
            [(finding, shares_of(finding)) for finding in row.recommendation.heard],  # type: ignore[attr-defined]
            next(iter(row.recommendation.answers), None),  # type: ignore[attr-defined]
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Ahead:
    """What a commitment led to so far, and the meetings behind it.

    Attributes:
        milestones: the earliest first; `updates`: published ones, the latest first.
        meetings: by consultation, as many as its public page names.
    """

    milestones: list[Milestone]
    updates: list[ProgressUpdate]
    meetings: dict[int, int]


def ahead(rows: list[Behind]) -> Ahead:
    """Return what the commitment of these rows led to, in three statements."""
    commitment = rows[0].origin.commitment
    held = ConsultationEvent.objects.filter(
        _named(), consultation__in={row.origin.recommendation.consultation_id for row in rows}
    )
    return Ahead(
        list(commitment.milestones.order_by("current_due", "pk")),
        list(public_updates().filter(obligation__commitment=commitment).order_by("-period_end", "-pk")),
        dict(held.order_by().values_list("consultation").annotate(number=Count("pk"))),
    )
