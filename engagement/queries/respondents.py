"""From a receipt up: what was sent, and where each part went, to findings, replies, commitments and progress (EN-A12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from engagement import policies
from engagement.domain import submissions
from engagement.models import (
    Disposition,
    Erratum,
    Finding,
    FindingEvidence,
    QuestionVersion,
    SourceText,
    Submission,
)
from engagement.queries import reporting
from kernel.bilingual import text
from partners.commitment_states import EventKind
from partners.models import CommitmentEvent


@dataclass(frozen=True)
class Given:
    """One question with the answer as it was given, in words."""

    question: QuestionVersion
    page: int
    words: str
    labels: list[str]
    number: int | None

    @property
    def skipped(self) -> bool:
        """Whether there is no answer."""
        return not (self.words or self.labels or self.number is not None)

    @property
    def scale(self) -> str:
        """What the ends of the scale mean, such as `(1 – very hard, 5 – very easy)`; empty where nobody named them."""
        low, high = text(self.question, "scale_low_label"), text(self.question, "scale_high_label")
        if not (low and high):
            return ""
        return f"({self.question.scale_low} – {low}, {self.question.scale_high} – {high})"


def given(submission: Submission) -> list[Given]:
    """Return every question with the working answer, or the one last sent."""
    answers = submissions.working_answers(submission)
    questions = (
        QuestionVersion.objects.filter(version=submission.version_id)
        .select_related("page")
        .prefetch_related("options")
        .order_by("page__order", "order")
    )
    return [_given(question, answers.get(question.key, {})) for question in questions]


def _given(question: QuestionVersion, answer: dict[str, Any]) -> Given:
    codes = answer.get("codes", [])
    return Given(
        question,
        question.page.order,
        answer.get("text", ""),
        [text(option, "label") for option in question.options.all() if option.code in codes],
        answer.get("number"),
    )


@dataclass(frozen=True)
class Went:
    """A finding that rests, among others, on one's input, with what followed."""

    finding: Finding
    reply: Disposition | None
    errata: list[Erratum]
    led: list[reporting.Led]
    progress: dict[int, CommitmentEvent]


@dataclass(frozen=True)
class Path:
    """Where one's input went."""

    taken_in: bool
    questions: set[str]
    went: list[Went]


def path_of(submission: Submission) -> Path:
    """Follow one's words: texts, passages, published findings, replies, recommendations, commitments, progress."""
    texts = SourceText.objects.filter(submission=submission)
    taken_in = policies.texts_in_analysis().filter(submission=submission).exists()
    evidence = FindingEvidence.objects.filter(coding__source__in=texts, finding__in=policies.published_findings())
    pairs = list(evidence.values_list("finding", "coding__source__question_key").distinct())
    rows = reporting.with_reply(
        policies.published_findings().filter(pk__in={pk for pk, _key in pairs}), *reporting.READ_WITH
    )
    findings = list(rows.order_by("number"))
    return Path(taken_in, {key for _pk, key in pairs}, _follow(findings))


def _follow(findings: list[Finding]) -> list[Went]:
    errata = reporting.corrections(Q(finding__in=findings) | Q(recommendation__findings__in=findings))
    went = []
    for finding in findings:
        led = reporting.led_to(policies.published_recommendations().filter(findings=finding), errata)
        commitments = {origin.commitment.pk for one in led for origin in one.origins}
        went.append(Went(finding, reporting.reply_of(finding), errata.of(finding), led, latest_progress(commitments)))
    return went


def latest_progress(commitments: Iterable[int]) -> dict[int, CommitmentEvent]:
    """Return the latest published step of each commitment."""
    wanted = set(commitments)
    if not wanted:
        return {}
    rows = CommitmentEvent.objects.filter(
        commitment__in=wanted, kind__in=(EventKind.UPDATE_PUBLISHED, EventKind.MILESTONE_MET, EventKind.COMPLETED)
    )
    return {row.commitment_id: row for row in rows.order_by("at", "pk")}
