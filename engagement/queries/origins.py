"""From a commitment down: the recommendation, the finding with its counts, the consultation (EN-A12)."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from engagement import policies
from engagement.enums import DispositionState, FindingState, RecommendationState
from engagement.models import CommitmentOrigin, Disposition, Finding
from engagement.queries.public import REPORTED, Share, shares_of


def _tied(commitment: UUID) -> QuerySet[CommitmentOrigin]:
    return CommitmentOrigin.objects.filter(
        commitment__public_id=commitment,
        recommendation__state=RecommendationState.PUBLISHED,
        recommendation__consultation__state__in=REPORTED,
    )


def version_of(commitment: UUID) -> str:
    """Return what the panel of a commitment is made of, in one statement: it moves when anything shown does."""
    replies = Q(recommendation__dispositions__state=DispositionState.PUBLISHED)
    findings = Q(recommendation__findings__state=FindingState.PUBLISHED)
    row = _tied(commitment).aggregate(
        origins=Count("pk", distinct=True),
        findings=Count("recommendation__findings", filter=findings, distinct=True),
        reply=Max("recommendation__dispositions__pk", filter=replies),
    )
    return f"{row['origins']}.{row['findings']}.{row['reply'] or 0}"


@dataclass(frozen=True)
class Behind:
    """One recommendation a commitment came from, what was heard behind it, and the reply to it."""

    origin: CommitmentOrigin
    findings: list[tuple[Finding, list[Share]]]
    reply: Disposition | None


def behind(commitment: UUID) -> list[Behind]:
    """Return what led to a commitment, as the public may read it, in three statements."""
    published = policies.published_findings().select_related("theme", "consultation").order_by("number")
    replies = policies.published_dispositions()
    rows = (
        _tied(commitment)
        .select_related("recommendation__consultation")
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
