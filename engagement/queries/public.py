"""The public pages of a consultation, each in at most four statements; figures come frozen, never counted live (RE-15)."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from engagement import policies
from engagement.domain import consent
from engagement.enums import (
    Channel,
    ConsultationState,
    Exit,
    Outcome,
    Quantifier,
    Stream,
    Use,
    VersionState,
)
from engagement.models import (
    CommitmentOrigin,
    Consultation,
    ConsultationEvent,
    DeadlineChange,
    DeclaredFigure,
    Disposition,
    Finding,
    PaperVersion,
    QuestionnaireVersion,
    QuestionVersion,
    Quote,
    Recommendation,
)
from events import words
from events.enums import EventState
from events.models import Event
from events.policies import public_events
from kernel.bilingual import text
from partners.commitment_states import EventKind
from partners.models import Commitment, CommitmentEvent
from publishing.domain import disclosure

S = ConsultationState
REPORTED = frozenset({S.REPORTING, S.REPLIED, S.ARCHIVED})


def consultations() -> QuerySet[Consultation]:
    """Return public consultations with what their page needs to know about versions and the last extension."""
    in_force = {"state": VersionState.FROZEN}
    last = DeadlineChange.objects.filter(consultation=OuterRef("pk")).order_by("-pk")
    return (
        policies.public_consultations()
        .select_related("lead", "place")
        .annotate(
            has_paper=Exists(PaperVersion.objects.filter(paper__consultation=OuterRef("pk"), **in_force)),
            has_questions=Exists(
                QuestionnaireVersion.objects.filter(questionnaire__consultation=OuterRef("pk"), **in_force)
            ),
            extended_at=Subquery(last.values("created_at")[:1]),
            extension_reason_en=Subquery(last.values("reason_en")[:1]),
            extension_reason_fr=Subquery(last.values("reason_fr")[:1]),
        )
    )


def current() -> tuple[Consultation | None, list[Consultation], Consultation | None]:
    """Return the consultation the home page shows, the others that take input now, and the latest that has reported.

    It takes one statement.

    A real one goes before a fictional one, one that is open before one that is not, the latest before the earlier.
    """
    rows = list(consultations().order_by("-opened_at", "-pk")[:20])
    shown = min(rows, key=lambda row: (row.is_demonstration, row.state != S.OPEN), default=None)
    asking = [row for row in rows if row is not shown and row.takes_submissions]
    return shown, asking, next((row for row in rows if row.state in REPORTED), None)


@dataclass(frozen=True)
class Meeting:
    """An event as the public may know it; a protected one has neither day nor place (EV-18).

    Attributes:
        off: that it is cancelled or postponed, in a word; a postponed one has no day.
    """

    title: str
    when: str = ""
    where: str = ""
    event: Event | None = None
    off: str = ""


@dataclass(frozen=True)
class Page:
    """Everything the page of a consultation shows."""

    consultation: Consultation
    meetings: list[Meeting]
    figures: list[DeclaredFigure]
    progress: list[CommitmentEvent]


def page_of(consultation: Consultation) -> Page:
    """Return the page of a consultation in three statements."""
    progress: list[CommitmentEvent] = []
    if consultation.state in REPORTED:
        tied = CommitmentOrigin.objects.filter(recommendation__consultation=consultation).values("commitment")
        progress = list(
            CommitmentEvent.objects.filter(
                commitment__in=tied,
                commitment__published_at__isnull=False,
                kind__in=(EventKind.UPDATE_PUBLISHED, EventKind.MILESTONE_MET, EventKind.COMPLETED),
            )
            .select_related("commitment")
            .order_by("-at", "-pk")[:3]
        )
    return Page(
        consultation,
        meetings_of(consultation),
        list(DeclaredFigure.objects.filter(consultation=consultation)),
        progress,
    )


def meetings_of(consultation: Consultation) -> list[Meeting]:
    """Return the events of a consultation: open ones with day and place, the protected one as a line."""
    shown = Exists(public_events().filter(pk=OuterRef("event")))
    links = (
        ConsultationEvent.objects.filter(consultation=consultation)
        .annotate(has_page=shown)
        .select_related("event__place", "event__venue")
        .order_by("order", "pk")
    )
    found = []
    for link in links:
        if link.stream == Stream.PROTECTED:
            found.append(Meeting(str(_("A survivor roundtable, held without a public date or place"))))
        elif link.has_page:
            event = link.event
            off = event.get_state_display() if event.state in (EventState.CANCELLED, EventState.POSTPONED) else ""
            found.append(Meeting(words.title(event), words.announced(event), words.where(event), event, off))
    return found


@dataclass(frozen=True)
class Section:
    """One section of a paper with the questions that belong beside it."""

    row: Any
    questions: list[QuestionVersion]


@dataclass(frozen=True)
class Paper:
    """A paper as it is read."""

    version: PaperVersion
    sections: list[Section]
    versions: list[PaperVersion]
    newer: PaperVersion | None


def paper(consultation: Consultation, number: int | None = None) -> Paper | None:
    """Return the paper in force, or a numbered version that once was, in three statements."""
    versions = list(
        PaperVersion.objects.filter(
            paper__consultation=consultation, state__in=(VersionState.FROZEN, VersionState.SUPERSEDED)
        ).order_by("-number")
    )
    in_force = next((row for row in versions if row.state == VersionState.FROZEN), None)
    version = next((row for row in versions if row.number == number), None) if number else in_force
    if version is None:
        return None
    questions: dict[str, list[QuestionVersion]] = {}
    asked = QuestionVersion.objects.filter(
        version__questionnaire__consultation=consultation, version__state=VersionState.FROZEN
    )
    for question in asked.select_related("page").order_by("page__order", "order"):
        questions.setdefault(question.section_key, []).append(question)
    sections = [Section(row, questions.get(row.key, [])) for row in version.sections.order_by("order", "pk")]
    return Paper(version, sections, versions, in_force if in_force != version else None)


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


def heard(consultation: Consultation, exit_: Exit = Exit.PAGE) -> list[Heard]:
    """Return the published findings with quotations and replies, in three statements."""
    findings = list(
        policies.published_findings()
        .filter(consultation=consultation)
        .select_related("theme", "consultation")
        .order_by("theme__order", "is_minority", "number")
    )
    said = sayings(Quote.objects.filter(finding__in=findings), exit_)
    replies = {
        row.finding_id: row
        for row in policies.published_dispositions().filter(consultation=consultation, finding__isnull=False)
    }
    return [Heard(row, shares_of(row), said.get(row.pk, []), replies.get(row.pk)) for row in findings]


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


@dataclass(frozen=True)
class Thread:
    """One finding with everything upwards and downwards of it."""

    heard: Heard
    led: list[Led]


def thread(ref: str, number: int, exit_: Exit = Exit.PAGE) -> Thread | None:
    """Return one published finding with its consultation and its thread, in four statements."""
    finding = (
        policies.published_findings()
        .filter(consultation__ref=ref, consultation__state__in=REPORTED, number=number)
        .select_related("theme", "consultation__place", "consultation__lead")
        .first()
    )
    if finding is None:
        return None
    said = sayings(Quote.objects.filter(finding=finding), exit_)
    replies = list(
        policies.published_dispositions().filter(
            Q(finding=finding) | Q(recommendation__findings=finding), consultation=finding.consultation_id
        )
    )
    own = next((row for row in replies if row.finding_id == finding.pk), None)
    led = led_to(policies.published_recommendations().filter(findings=finding), replies)
    return Thread(Heard(finding, shares_of(finding), said.get(finding.pk, []), own), led)


@dataclass(frozen=True)
class Report:
    """Everything that was heard and what came of it, for a document."""

    rows: list[Heard]
    led: list[Led]
    rests_on: dict[int, list[int]]  # numbers of the published findings that a recommendation follows from


def report(consultation: Consultation, exit_: Exit) -> Report:
    """Return findings as on their page, and every recommendation with reply and commitments, in six statements."""
    recommendations = policies.published_recommendations().filter(consultation=consultation)
    replies = policies.published_dispositions().filter(consultation=consultation, recommendation__isnull=False)
    rests_on: dict[int, list[int]] = {}
    ties = policies.published_findings().filter(consultation=consultation, recommendations__in=recommendations)
    for recommendation, number in ties.order_by("number").values_list("recommendations", "number"):
        rests_on.setdefault(recommendation, []).append(number)
    return Report(heard(consultation, exit_), led_to(recommendations, list(replies)), rests_on)


def led_to(recommendations: QuerySet[Recommendation], replies: list[Disposition]) -> list[Led]:
    """Return recommendations with the public commitments they led to, in one statement over both."""
    found: dict[int, Led] = {}
    columns = (
        "pk number statement_en statement_fr is_demonstration public_id "
        "origins__relation origins__reason_en origins__reason_fr "
        "origins__commitment__pk origins__commitment__public_id origins__commitment__ref "
        "origins__commitment__title_en origins__commitment__title_fr origins__commitment__published_at"
    ).split()
    for row in recommendations.order_by("number", "origins__pk").values(*columns):
        led = found.get(row["pk"])
        if led is None:
            plain = {
                k: row[k] for k in ("pk", "number", "statement_en", "statement_fr", "is_demonstration", "public_id")
            }
            reply = next((one for one in replies if one.recommendation_id == row["pk"]), None)
            led = found.setdefault(row["pk"], Led(Recommendation(**plain), reply, []))
        if row["origins__commitment__published_at"] is not None:
            led.origins.append(_origin(row))
    return list(found.values())


def _origin(row: dict[str, Any]) -> CommitmentOrigin:
    prefix = "origins__commitment__"
    names = ("pk", "public_id", "ref", "title_en", "title_fr", "published_at")
    return CommitmentOrigin(
        relation=row["origins__relation"],
        reason_en=row["origins__reason_en"],
        reason_fr=row["origins__reason_fr"],
        commitment=Commitment(**{name: row[f"{prefix}{name}"] for name in names}),
    )


@dataclass(frozen=True)
class Answered:
    """One reply with what it answers and the commitments that came of it."""

    reply: Disposition
    origins: list[CommitmentOrigin]


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
        rows=[Answered(row, origins.get(row.recommendation_id or 0, [])) for row in rows],
        waiting=len(set(published) - answered),
    )


def title_of(consultation: Consultation) -> str:
    """Return the title in the language of the page."""
    return text(consultation, "title")
