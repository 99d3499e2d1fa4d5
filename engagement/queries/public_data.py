"""Public facts of a consultation as pages of data: what the pages show, cut to a page before the rest is read (EN-A11)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet

from engagement import policies
from engagement.enums import REPORTED, Exit, VersionState
from engagement.models import (
    CommitmentOrigin,
    Consultation,
    ConsultationEvent,
    Disposition,
    Finding,
    QuestionnaireVersion,
    QuestionPage,
    QuestionVersion,
    Recommendation,
)
from engagement.queries import reporting
from engagement.queries.reporting import Heard, Led
from events.models import Event
from events.policies import public_events


def open_events(consultation: Consultation) -> list[Event]:
    """Return the events of a consultation that have a public page; of a protected one nothing is said (EV-18)."""
    ranks = dict(ConsultationEvent.objects.filter(consultation=consultation).values_list("event_id", "order"))
    return sorted(public_events().filter(pk__in=ranks), key=lambda event: (ranks[event.pk], event.pk))


def questionnaire(consultation: Consultation) -> QuestionnaireVersion | None:
    """Return the questionnaire in force with its pages, questions and options, in four statements."""
    questions = QuestionVersion.objects.order_by("order", "pk").prefetch_related("options")
    pages = QuestionPage.objects.order_by("order", "pk").prefetch_related(Prefetch("questions", queryset=questions))
    return (
        QuestionnaireVersion.objects.filter(questionnaire__consultation=consultation, state=VersionState.FROZEN)
        .prefetch_related(Prefetch("pages", queryset=pages))
        .first()
    )


def findings(ref: str) -> QuerySet[Finding]:
    """Return the published findings of a consultation that has reported; without a report there are none."""
    rows = policies.published_findings().filter(consultation__ref=ref, consultation__state__in=REPORTED)
    return reporting.with_reply(rows, *reporting.READ_WITH)


def recommendations(ref: str) -> QuerySet[Recommendation]:
    """Return the published recommendations of a consultation that has reported."""
    return policies.published_recommendations().filter(consultation__ref=ref, consultation__state__in=REPORTED)


def dispositions(ref: str) -> QuerySet[Disposition]:
    """Return the published replies of a consultation that has reported."""
    rows = policies.published_dispositions().filter(consultation__ref=ref, consultation__state__in=REPORTED)
    return rows.select_related("finding", "recommendation")


def heard(rows: Sequence[Finding]) -> list[Heard]:
    """Return findings with what stands under them, in two statements; quotations as they may leave by the API."""
    return reporting.heard_of(rows, Exit.API)


@dataclass(frozen=True)
class Recommended(Led):
    """A recommendation with what it rests on and what it led to."""

    findings: list[int] = field(default_factory=list)


def recommended(rows: Sequence[Recommendation]) -> list[Recommended]:
    """Return recommendations with findings, replies, public commitments and corrections, in four statements."""
    errata = reporting.corrections(Q(recommendation__in=rows))
    replies = {row.recommendation_id: row for row in policies.published_dispositions().filter(recommendation__in=rows)}
    origins: dict[int, list[CommitmentOrigin]] = {}
    tied = CommitmentOrigin.objects.filter(recommendation__in=rows, commitment__published_at__isnull=False)
    for origin in tied.select_related("commitment").order_by("pk"):
        origins.setdefault(origin.recommendation_id, []).append(origin)
    rests: dict[int, list[int]] = {}
    numbers = policies.published_findings().filter(recommendations__in=rows).order_by("number")
    for recommendation, number in numbers.values_list("recommendations", "number"):
        rests.setdefault(recommendation, []).append(number)
    return [
        Recommended(row, replies.get(row.pk), origins.get(row.pk, []), errata.of(row), rests.get(row.pk, []))
        for row in rows
    ]
