"""A consultation as the public meets it: its page, its meetings, its paper, each in at most four statements."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from engagement import policies
from engagement.enums import (
    REPORTED,
    ConsultationState,
    Stream,
    VersionState,
)
from engagement.models import (
    CommitmentOrigin,
    Consultation,
    ConsultationEvent,
    DeadlineChange,
    DeclaredFigure,
    PaperVersion,
    QuestionnaireVersion,
    QuestionVersion,
)
from events import words
from events.enums import EventState
from events.models import Event
from events.policies import public_events
from kernel.bilingual import text
from partners.commitment_states import EventKind
from partners.models import CommitmentEvent

S = ConsultationState


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


def title_of(consultation: Consultation) -> str:
    """Return the title in the language of the page."""
    return text(consultation, "title")
