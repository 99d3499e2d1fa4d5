"""What was heard and what came of it, as it may be shown; figures come frozen, never counted live (RE-15)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from engagement import policies
from engagement.domain import consent
from engagement.enums import REPORTED, Channel, DispositionState, Exit, Outcome, Quantifier, Use
from engagement.models import CommitmentOrigin, Consultation, Disposition, Erratum, Finding, Quote, Recommendation
from partners.models import Commitment
from publishing.domain import disclosure


@dataclass(frozen=True)
class Share:
    """How many inputs of one channel raised it, as it may be shown: words first, rounded figures after."""

    channel: str
    label: Any
    unit: str
    word: str
    word_label: Any
    shown: int | None
    shown_scope: int | None


@dataclass(frozen=True)
class Saying:
    """Words of a person as they may be shown now."""

    words: str
    language: str
    name: str
    organization: str
    from_a_table: bool


@dataclass(frozen=True)
class Heard:
    """A finding with what stands under it on public pages."""

    finding: Finding
    shares: list[Share]
    quotes: list[Saying] = field(default_factory=list)
    reply: Disposition | None = None
    errata: list[Erratum] = field(default_factory=list)


def shares_of(finding: Finding) -> list[Share]:
    """Return the frozen counts of a finding as they may be shown, channel by channel, never added (EN-21)."""
    return [share_of(row, finding.consultation.k_min) for row in finding.counts]


def share_of(row: dict[str, Any], k: int) -> Share:
    """Return one frozen count in its public form: few say nothing more, and few who did not say only that it came up."""
    shown = disclosure.may_be_compared(row["raised"], row["scope"], k=k)
    word = row["word"] if shown else Quantifier.RAISED.value if row["raised"] >= k else ""
    return Share(
        channel=row["channel"],
        label=Channel(row["channel"]).label,
        unit="tables" if row["channel"] == Channel.ROUNDTABLE else "submissions",
        word=word,
        word_label=Quantifier(word).label if word else "",
        shown=row["shown"] if shown else None,
        shown_scope=row["shown_scope"] if shown else None,
    )


def sayings(quotes: QuerySet[Quote], exit_: Exit) -> dict[int, list[Saying]]:
    """Return quotations by finding, each asked again of the consent in force for the way it leaves by (EN-10)."""
    found: dict[int, list[Saying]] = {}
    for quote in quotes.select_related(
        "source__note__table", "source__submission__consent", "source__submission__participation"
    ).order_by("pk"):
        verdict = consent.may(quote.source, Use.QUOTE, exit_)
        if verdict.allowed:
            saying = Saying(
                quote.source.text[quote.start : quote.end],
                quote.source.language,
                verdict.name,
                verdict.organization,
                quote.source.note_id is not None,
            )
            found.setdefault(quote.finding_id, []).append(saying)
    return found


READ_WITH = ("theme", "consultation")


def _reply_in_force() -> FilteredRelation:
    return FilteredRelation("dispositions", condition=Q(dispositions__state=DispositionState.PUBLISHED))


def with_reply(findings: QuerySet[Finding], *beside: str) -> QuerySet[Finding]:
    """Read with each finding, for `reply_of`, the reply to it that is published, in the same statement.

    Args:
        beside: relations that are read with it.
    """
    return findings.annotate(in_force=_reply_in_force()).select_related(*beside, "in_force")  # type: ignore[misc]


def reply_of(finding: Finding) -> Disposition | None:
    """Return the reply that was read with a finding; the attribute is there only where a reply is."""
    found: Disposition | None = getattr(finding, "in_force", None)
    return found


def heard_of(findings: Sequence[Finding], exit_: Exit) -> list[Heard]:
    """Return findings that were read with their replies, with what stands under them, in two statements."""
    said = sayings(Quote.objects.filter(finding__in=findings), exit_)
    errata = corrections(Q(finding__in=findings))
    return [Heard(row, shares_of(row), said.get(row.pk, []), reply_of(row), errata.of(row)) for row in findings]


def heard(consultation: Consultation, exit_: Exit = Exit.PAGE) -> list[Heard]:
    """Return the published findings with quotations, replies and corrections, in three statements."""
    rows = with_reply(policies.published_findings().filter(consultation=consultation), *READ_WITH)
    return heard_of(list(rows.order_by("theme__order", "is_minority", "number")), exit_)


@dataclass(frozen=True)
class Corrections:
    """Published corrections by the finding or recommendation they stand beside, the earliest first."""

    by_finding: dict[int, list[Erratum]]
    by_recommendation: dict[int, list[Erratum]]

    def of(self, row: Finding | Recommendation) -> list[Erratum]:
        """Return those of one finding or recommendation."""
        known = self.by_finding if isinstance(row, Finding) else self.by_recommendation
        return known.get(row.pk, [])


def corrections(wanted: Q) -> Corrections:
    """Return the published corrections that fit, in one statement."""
    found = Corrections({}, {})
    for row in policies.published_errata().filter(wanted).order_by("published_at", "pk").distinct():
        known, about = (
            (found.by_finding, row.finding_id) if row.finding_id else (found.by_recommendation, row.recommendation_id)
        )
        known.setdefault(about or 0, []).append(row)
    return found


def by_theme(rows: list[Heard]) -> list[tuple[Any, list[Heard]]]:
    """Return findings under their themes, in order; those where views differed stand elsewhere."""
    themes: dict[int, tuple[Any, list[Heard]]] = {}
    for row in rows:
        if not row.finding.is_minority:
            themes.setdefault(row.finding.theme_id, (row.finding.theme, []))[1].append(row)
    return list(themes.values())


@dataclass(frozen=True)
class Led:
    """A recommendation, the reply to it and the commitments it led to."""

    recommendation: Recommendation
    reply: Disposition | None
    origins: list[CommitmentOrigin]
    errata: list[Erratum] = field(default_factory=list)


@dataclass(frozen=True)
class Thread:
    """One finding with everything upwards and downwards of it."""

    heard: Heard
    led: list[Led]


def thread(ref: str, number: int, exit_: Exit = Exit.PAGE) -> Thread | None:
    """Return one published finding with its consultation and its thread, in four statements."""
    rows = policies.published_findings().filter(consultation__ref=ref, consultation__state__in=REPORTED, number=number)
    finding = with_reply(rows, "theme", "consultation__place", "consultation__lead").first()
    if finding is None:
        return None
    said = sayings(Quote.objects.filter(finding=finding), exit_)
    errata = corrections(Q(finding=finding) | Q(recommendation__findings=finding))
    led = led_to(policies.published_recommendations().filter(findings=finding), errata)
    own = Heard(finding, shares_of(finding), said.get(finding.pk, []), reply_of(finding), errata.of(finding))
    return Thread(own, led)


@dataclass(frozen=True)
class Report:
    """Everything that was heard and what came of it, for a document."""

    rows: list[Heard]
    led: list[Led]
    rests_on: dict[int, list[int]]  # numbers of the published findings that a recommendation follows from


def report(consultation: Consultation, exit_: Exit) -> Report:
    """Return findings as on their page, and every recommendation with reply and commitments, in six statements."""
    recommendations = policies.published_recommendations().filter(consultation=consultation)
    errata = corrections(Q(recommendation__consultation=consultation))
    rests_on: dict[int, list[int]] = {}
    ties = policies.published_findings().filter(consultation=consultation, recommendations__in=recommendations)
    for recommendation, number in ties.order_by("number").values_list("recommendations", "number"):
        rests_on.setdefault(recommendation, []).append(number)
    return Report(heard(consultation, exit_), led_to(recommendations, errata), rests_on)


REPLY = "pk public_id outcome reason_en reason_fr office_en office_fr is_demonstration published_at".split()


def led_to(recommendations: QuerySet[Recommendation], errata: Corrections) -> list[Led]:
    """Return recommendations with the reply in force and the public commitments they led to, in one statement."""
    found: dict[int, Led] = {}
    columns = (
        "pk number statement_en statement_fr is_demonstration public_id "
        "origins__relation origins__reason_en origins__reason_fr "
        "origins__commitment__pk origins__commitment__public_id origins__commitment__ref "
        "origins__commitment__title_en origins__commitment__title_fr origins__commitment__published_at"
    ).split()
    columns += [f"in_force__{name}" for name in REPLY]
    rows = recommendations.annotate(in_force=_reply_in_force()).order_by("number", "origins__pk").values(*columns)
    for row in rows:
        led = found.get(row["pk"])
        if led is None:
            plain = {
                k: row[k] for k in ("pk", "number", "statement_en", "statement_fr", "is_demonstration", "public_id")
            }
            advice = Recommendation(**plain)
            led = found.setdefault(row["pk"], Led(advice, _reply(row), [], errata.of(advice)))
        if row["origins__commitment__published_at"] is not None:
            led.origins.append(_origin(row))
    return list(found.values())


def _reply(row: dict[str, Any]) -> Disposition | None:
    if row["in_force__pk"] is None:
        return None
    return Disposition(recommendation_id=row["pk"], **{name: row[f"in_force__{name}"] for name in REPLY})


def _origin(row: dict[str, Any]) -> CommitmentOrigin:
    prefix = "origins__commitment__"
    names = ("pk", "public_id", "ref", "title_en", "title_fr", "published_at")
    return CommitmentOrigin(
        relation=row["origins__relation"],
        reason_en=row["origins__reason_en"],
        reason_fr=row["origins__reason_fr"],
        commitment=Commitment(**{name: row[f"{prefix}{name}"] for name in names}),
    )


def corrected(what: str, which: OuterRef) -> Exists:
    """Return the condition that a correction is published of a finding or a recommendation, for a query beside it."""
    return Exists(policies.published_errata().filter(**{what: which}))


@dataclass(frozen=True)
class Answered:
    """One reply with what it answers and the commitments that came of it."""

    reply: Disposition
    origins: list[CommitmentOrigin]
    is_corrected: bool


@dataclass(frozen=True)
class Replies:
    """The replies of a consultation: counts by outcome, and the list."""

    counts: list[tuple[str, Any, int]]
    rows: list[Answered]
    waiting: int


def replies(consultation: Consultation) -> Replies:
    """Return every published reply, in three statements; the counts are of this very list (EN-A11)."""
    rows = list(
        policies.published_dispositions()
        .filter(consultation=consultation)
        .annotate(
            is_corrected=corrected("finding", OuterRef("finding"))
            | corrected("recommendation", OuterRef("recommendation"))
        )
        .select_related("finding", "recommendation")
        .order_by("finding__number", "recommendation__number", "pk")
    )
    origins: dict[int, list[CommitmentOrigin]] = {}
    tied = CommitmentOrigin.objects.filter(
        recommendation__consultation=consultation, commitment__published_at__isnull=False
    )
    for origin in tied.select_related("commitment").order_by("pk"):
        origins.setdefault(origin.recommendation_id, []).append(origin)
    answered = {row.finding_id for row in rows if row.finding_id}
    published = policies.published_findings().filter(consultation=consultation).values_list("pk", flat=True)
    return Replies(
        counts=[(outcome.value, outcome.label, sum(row.outcome == outcome for row in rows)) for outcome in Outcome],
        rows=[Answered(row, origins.get(row.recommendation_id or 0, []), row.is_corrected) for row in rows],
        waiting=len(set(published) - answered),
    )
