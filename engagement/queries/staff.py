"""What organizers see of a consultation: the balance sheet, and what needs someone next."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission as P
from engagement import policies
from engagement.domain import opening, readiness
from engagement.enums import (
    RECEIVED,
    Channel,
    ConsultationState,
    DispositionState,
    ErratumState,
    FindingState,
    RecommendationState,
    SubmissionState,
    TableState,
    VersionState,
)
from engagement.models import (
    Consultation,
    ConsultationEvent,
    Disposition,
    Erratum,
    Finding,
    NoteEntry,
    PaperVersion,
    QuestionnaireVersion,
    Recommendation,
    SourceText,
    Submission,
    TableSession,
)
from events.enums import SafetyTier
from events.policies import events_run_by

S = ConsultationState
WHERE = {"details": "run_edit", "paper": "run_paper", "questions": "run_questions"}


@dataclass(frozen=True)
class Balance:
    """The balance sheet: what came in by each way, and what became of it."""

    received: list[tuple[Any, int]]
    drafts: int
    withdrawn: int
    tables: int
    tables_open: int
    notes: int
    texts: int
    read: int


def balance(consultation: Consultation) -> Balance:
    """Count what was received and handled, in four statements."""
    by = list(
        Submission.objects.filter(consultation=consultation)
        .values("channel", "state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    received = {
        channel: sum(row["n"] for row in by if row["channel"] == channel and row["state"] in RECEIVED)
        for channel in Channel.values
    }
    tables = TableSession.objects.filter(consultation=consultation).aggregate(
        every=Count("pk"), opened=Count("pk", filter=Q(state=TableState.OPEN))
    )
    texts = (
        policies.texts_in_analysis()
        .filter(consultation=consultation)
        .aggregate(every=Count("pk", distinct=True), read=Count("pk", filter=Q(readings__isnull=False), distinct=True))
    )
    return Balance(
        received=[(Channel(channel).label, count) for channel, count in received.items() if count],
        drafts=sum(row["n"] for row in by if row["state"] == SubmissionState.DRAFT),
        withdrawn=sum(row["n"] for row in by if row["state"] == SubmissionState.WITHDRAWN),
        tables=tables["every"],
        tables_open=tables["opened"],
        notes=NoteEntry.objects.filter(table__consultation=consultation).count(),
        texts=texts["every"],
        read=texts["read"],
    )


def todo(consultation: Consultation, user: User) -> list[dict[str, Any]]:
    """Return what needs this person next, in order of consequence, each with the one act that settles it."""
    state = consultation.state
    if state in (S.DRAFT, S.SCHEDULED):
        return _before_opening(consultation, user)
    if state == S.OPEN:
        return _to_sign(consultation, user)
    if state == S.CLOSED:
        return _after_closing(consultation, user)
    if state == S.ANALYSING:
        return _in_analysis(consultation, user)
    if state == S.REPORTING:
        return _in_reply(consultation, user) + _corrections(consultation, user)
    return _corrections(consultation, user)


def _item(text: str, name: str, label: str, *args: Any, tone: str = "info", may: bool = True) -> dict[str, Any]:
    """Return one thing to do; who may not do it reads what is missing, without a link that would be refused."""
    url = reverse(f"engagement:{name}", args=args) if may else ""
    return {"text": text, "url": url, "label": label, "tone": tone}


def _before_opening(consultation: Consultation, user: User) -> list[dict[str, Any]]:
    key, may_edit = consultation.public_id, user.may(P.EDIT_CONSULTATIONS)
    items = _to_sign(consultation, user) + [
        _item(str(blocker.words), WHERE[blocker.where], _("Go there"), key, tone="warn", may=may_edit)
        for blocker in opening.blockers(consultation)
    ]
    may_sign = user.may(P.APPROVE_CONSULTATIONS) and consultation.author_id != user.pk
    if not items and consultation.state == S.DRAFT and may_sign:
        items.append(
            _item(_("Everything is ready: it waits for the second signature that opens it."), "run_one", _("Sign"), key)
        )
    return items


def _to_sign(consultation: Consultation, user: User) -> list[dict[str, Any]]:
    """Return the versions that wait for the signature of somebody other than their author."""
    if not user.may(P.APPROVE_CONSULTATIONS):
        return []
    reviews = (
        (
            PaperVersion.objects.filter(paper__consultation=consultation),
            _("A paper waits for its second signature."),
            "run_paper",
        ),
        (
            QuestionnaireVersion.objects.filter(questionnaire__consultation=consultation),
            _("Questions wait for their second signature."),
            "run_questions",
        ),
    )
    return [
        _item(text, name, _("Read and sign"), consultation.public_id, tone="warn")
        for rows, text, name in reviews
        if rows.filter(state=VersionState.REVIEW).exclude(author=user).exists()
    ]


def _after_closing(consultation: Consultation, user: User) -> list[dict[str, Any]]:
    waiting = TableSession.objects.filter(consultation=consultation, state=TableState.OPEN).count()
    if not waiting:
        return []
    text = ngettext("The notes of one table are not closed.", "The notes of %(n)s tables are not closed.", waiting) % {
        "n": waiting
    }
    may_edit = user.may(P.EDIT_CONSULTATIONS)
    return [_item(text, "run_meetings", _("See the tables"), consultation.public_id, tone="warn", may=may_edit)]


def _in_analysis(consultation: Consultation, user: User) -> list[dict[str, Any]]:
    items = []
    unread = unread_texts(policies.texts_in_analysis().filter(consultation=consultation)).count()
    if unread and user.may(P.ANALYSE):
        text = ngettext("One text has not been read.", "%(n)s texts have not been read.", unread) % {"n": unread}
        items.append(_item(text, "analysis_one", _("Read"), consultation.public_id))
    return items + findings_waiting(consultation, user)


def meetings(consultation: Consultation, user: User) -> QuerySet[ConsultationEvent]:
    """Return the events of a consultation; `is_veiled` where this person may not know which one it is (EV-18)."""
    own = Exists(events_run_by(user).filter(pk=OuterRef("event")))
    rows: QuerySet[ConsultationEvent] = consultation.event_links.select_related("event__place")
    return rows.annotate(is_veiled=Q(event__safety_tier=SafetyTier.PROTECTED) & ~own).order_by("order", "pk")


def unread_texts(texts: QuerySet[SourceText]) -> QuerySet[SourceText]:
    """Return the texts nobody has read."""
    return texts.filter(readings=None)


def findings_waiting(consultation: Consultation, user: User) -> list[dict[str, Any]]:
    """Return the findings that wait for a signature this person can give."""
    steps = (
        (FindingState.DRAFT, P.CHECK_ANALYSIS, _("Finding %(n)s waits for its evidence to be checked.")),
        (FindingState.EVIDENCE_CHECKED, P.CHECK_ANALYSIS, _("Finding %(n)s waits for its languages to be compared.")),
        (FindingState.LANGUAGE_REVIEWED, P.APPROVE_FINDINGS, _("Finding %(n)s waits for approval.")),
    )
    items = []
    for state, permission, text in steps:
        if not user.may(permission):
            continue
        rows = Finding.objects.filter(consultation=consultation, state=state).exclude(author=user).order_by("number")
        items += [_item(text % {"n": row.number}, "analysis_finding", _("Look"), row.public_id) for row in rows[:20]]
    if user.may(P.APPROVE_FINDINGS):
        advice = Recommendation.objects.filter(consultation=consultation, state=RecommendationState.DRAFT)
        if count := advice.exclude(author=user).count():
            text = ngettext(
                "One recommendation waits for approval.", "%(n)s recommendations wait for approval.", count
            ) % {"n": count}
            items.append(_item(text, "analysis_findings", _("Look"), consultation.public_id))
    return items


def _corrections(consultation: Consultation, user: User) -> list[dict[str, Any]]:
    """Return the corrections that wait for somebody other than their author to publish them."""
    if not user.may(P.APPROVE_FINDINGS):
        return []
    waiting = Erratum.objects.filter(consultation=consultation, state=ErratumState.DRAFT).exclude(author=user)
    rows = waiting.select_related("finding").order_by("pk")
    return [
        _item(
            _("A correction of finding %(n)s waits to be published.") % {"n": row.finding.number},
            "analysis_finding",
            _("Look"),
            row.finding.public_id,
            tone="warn",
        )
        if row.finding
        else _item(
            _("A correction of a recommendation waits to be published."),
            "analysis_findings",
            _("Look"),
            consultation.public_id,
            tone="warn",
        )
        for row in rows[:20]
    ]


def _in_reply(consultation: Consultation, user: User) -> list[dict[str, Any]]:
    key, items = consultation.public_id, []
    if user.may(P.APPROVE_FINDINGS):
        drafts = Disposition.objects.filter(consultation=consultation, state=DispositionState.DRAFT).exclude(
            drafter=user
        )
        if count := drafts.count():
            text = ngettext("One reply waits for approval.", "%(n)s replies wait for approval.", count) % {"n": count}
            items.append(_item(text, "run_replies", _("Read and sign"), key, tone="warn"))
    if missing := readiness.unanswered(consultation):
        numbers = ", ".join(str(finding.number) for finding in missing)
        text = _("Without a published reply: findings %(numbers)s.") % {"numbers": numbers}
        may_edit = user.may(P.EDIT_CONSULTATIONS)
        items.append(_item(text, "run_replies", _("Write the replies"), key, tone="warn", may=may_edit))
    return items + findings_waiting(consultation, user)
