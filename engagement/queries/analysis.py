"""What analysts read: texts with their sentences and passages, what is unread, how themes fill, what findings rest on."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from engagement import policies
from engagement.domain import coding, consent
from engagement.enums import Exit, Stance, Use, VersionState
from engagement.models import (
    Code,
    CodebookVersion,
    Coding,
    Consultation,
    Finding,
    FindingEvidence,
    QuestionVersion,
    ReadingRecord,
    SourceText,
    Unit,
)
from kernel.bilingual import text as in_language


def themes(consultation: Consultation) -> QuerySet[Code]:
    """Return the themes of the codebook in force."""
    return Code.objects.filter(
        version__codebook__consultation=consultation, version__state=VersionState.FROZEN
    ).order_by("order", "pk")


def codebook(consultation: Consultation) -> CodebookVersion | None:
    """Return the version of the themes in work, else the one in force."""
    rows = CodebookVersion.objects.filter(codebook__consultation=consultation).exclude(state=VersionState.SUPERSEDED)
    return rows.order_by("-number").first()


def texts(consultation: Consultation, user: User) -> QuerySet[SourceText]:
    """Return the texts of a consultation that this person may read, in an order that tells nothing."""
    return policies.texts_read_by(user).filter(consultation=consultation).order_by("question_key", "pk")


@dataclass(frozen=True)
class Progress:
    """How far one question has been read."""

    key: str
    prompt: str
    every: int
    read: int
    mine: int


def progress(consultation: Consultation, user: User) -> list[Progress]:
    """Return how many texts of each question anybody has read, in two statements."""
    prompts = {
        row.key: in_language(row, "prompt")
        for row in QuestionVersion.objects.filter(
            version__questionnaire__consultation=consultation, version__state=VersionState.FROZEN
        )
    }
    mine = ReadingRecord.objects.filter(source=OuterRef("pk"), reader=user)
    anybody = ReadingRecord.objects.filter(source=OuterRef("pk"))
    rows = (
        policies.texts_read_by(user)
        .filter(consultation=consultation)
        .annotate(is_read=Exists(anybody), is_mine=Exists(mine))
        .values("question_key")
        .annotate(every=Count("pk"), read=Count("pk", filter=Q(is_read=True)), mine=Count("pk", filter=Q(is_mine=True)))
        .order_by("question_key")
    )
    return [
        Progress(r["question_key"], prompts.get(r["question_key"], r["question_key"]), r["every"], r["read"], r["mine"])
        for r in rows
    ]


def next_unread(consultation: Consultation, user: User, question: str = "") -> SourceText | None:
    """Return the next text nobody has read, else the next one this person has not read."""
    rows = texts(consultation, user)
    if question:
        rows = rows.filter(question_key=question)
    return rows.filter(readings=None).first() or rows.exclude(readings__reader=user).first()


@dataclass(frozen=True)
class ThemeCount:
    """How many passages and texts stand under one theme, by stance; for analysts, exact."""

    code: Code
    stances: list[tuple[Any, int]]
    texts: int


def theme_counts(consultation: Consultation) -> list[ThemeCount]:
    """Return the themes in force with their live passages, in two statements."""
    rows = (
        Coding.objects.filter(code__in=themes(consultation), source__in=policies.texts_in_analysis(), **coding.live())
        .values("code", "stance")
        .annotate(passages=Count("pk"), texts=Count("source", distinct=True))
        .order_by()
    )
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(row["code"], {})[row["stance"]] = (row["passages"], row["texts"])
    return [
        ThemeCount(
            code,
            [
                (Stance(stance).label, found[code.pk][stance][0])
                for stance in Stance.values
                if stance in found.get(code.pk, {})
            ],
            sum(number for _passages, number in found.get(code.pk, {}).values()),
        )
        for code in themes(consultation)
    ]


@dataclass(frozen=True)
class Sentence:
    """One unit of a text with the themes it stands under."""

    unit: Unit
    words: str
    labels: list[str]
    new_paragraph: bool


@dataclass(frozen=True)
class Reading:
    """The reading screen: text, passages, themes, and where one is."""

    source: SourceText
    prompt: str
    sentences: list[Sentence]
    codings: list[Coding]
    quotable: bool
    unread: int
    is_read: bool


def reading(source: SourceText, user: User) -> Reading:
    """Return a text as it is read, in six statements whatever its length."""
    codings = list(
        Coding.objects.filter(source=source, **coding.live()).select_related("code", "coder").order_by("start", "pk")
    )
    sentences, before = [], 0
    for unit in source.units.order_by("number"):
        labels = [
            f"{in_language(one.code, 'label')} ({Stance(one.stance).label})"
            for one in codings
            if one.start < unit.end and one.end > unit.start
        ]
        words = source.text[unit.start : unit.end]
        sentences.append(Sentence(unit, words, labels, unit.paragraph != before))
        before = unit.paragraph
    question = QuestionVersion.objects.filter(
        version__questionnaire__consultation=source.consultation_id, key=source.question_key
    ).first()
    return Reading(
        source,
        in_language(question, "prompt") if question else "",
        sentences,
        codings,
        consent.may(source, Use.QUOTE, Exit.PAGE).allowed,
        policies.texts_read_by(user).filter(consultation=source.consultation_id, readings=None).count(),
        source.readings.filter(reader=user).exists(),
    )


@dataclass(frozen=True)
class Evidence:
    """One passage a finding rests on, without any identity."""

    coding: Coding
    may_be_quoted: bool


def evidence(finding: Finding, user: User) -> list[Evidence]:
    """Return the passages a finding rests on; those this person may not see are left out."""
    rows = (
        FindingEvidence.objects.filter(finding=finding, coding__source__in=policies.evidence_seen_by(user))
        .select_related(
            "coding__source__note__table",
            "coding__source__submission__consent",
            "coding__source__submission__participation",
        )
        .order_by("coding__source__channel", "coding__source", "coding__start")
    )
    return [Evidence(row.coding, consent.may(row.coding.source, Use.QUOTE, Exit.PAGE).allowed) for row in rows]
