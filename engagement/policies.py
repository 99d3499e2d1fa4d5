"""Who may see and do what with consultations. Views reach every object through these; strangers get 404."""

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import Permission as P
from engagement.enums import PUBLIC, RECEIVED, DispositionState, ErratumState, FindingState, RecommendationState
from engagement.models import (
    Consultation,
    Disposition,
    Erratum,
    Finding,
    Recommendation,
    SourceText,
    TableSession,
)
from events.enums import TeamRole

READERS = (P.EDIT_CONSULTATIONS, P.APPROVE_CONSULTATIONS, P.ANALYSE, P.CHECK_ANALYSIS, P.APPROVE_FINDINGS)
ANALYSTS = (P.ANALYSE, P.CHECK_ANALYSIS)


def _may_any(user: User, permissions: tuple[P, ...]) -> bool:
    return any(user.may(permission) for permission in permissions)


def public_consultations() -> QuerySet[Consultation]:
    """Consultations the public knows of."""
    return Consultation.objects.filter(state__in=PUBLIC)


def visible_to(user: User) -> QuerySet[Consultation]:
    """Consultations a member of staff may open."""
    rows: QuerySet[Consultation] = Consultation.objects.all()
    return rows if _may_any(user, READERS) else rows.none()


def run_by(user: User) -> QuerySet[Consultation]:
    """Consultations this person may edit."""
    rows: QuerySet[Consultation] = Consultation.objects.all()
    return rows if user.may(P.EDIT_CONSULTATIONS) else rows.none()


def tables_of(user: User) -> QuerySet[TableSession]:
    """Tables this person takes notes at: as note-taker or facilitator of the event, or as its organizer."""
    rows: QuerySet[TableSession] = TableSession.objects.all()
    if user.may(P.WRITE_NOTES):
        roles = (TeamRole.NOTE_TAKER, TeamRole.FACILITATOR)
    elif user.may(P.EDIT_CONSULTATIONS):
        roles = (TeamRole.ORGANIZER,)  # type: ignore[assignment]
    else:
        return rows.none()
    return rows.filter(event__team__user=user, event__team__role__in=roles).distinct()


def texts_in_analysis() -> QuerySet[SourceText]:
    """Texts that may be analysed now: notes, and input whose author allows it at this moment (EN-10)."""
    allowed = Q(submission__state__in=RECEIVED, submission__consent__may_analyse=True)
    return SourceText.objects.filter(Q(submission=None) | allowed)


def texts_summarised() -> QuerySet[SourceText]:
    """Texts on which the statement of a finding may rest: those in analysis whose author lets them be summarised."""
    return texts_in_analysis().filter(Q(submission=None) | Q(submission__consent__may_summarise=True))


def texts_read_by(user: User) -> QuerySet[SourceText]:
    """Texts an analyst may read; protected ones only with the clearance for released contributions (5.14)."""
    rows = texts_in_analysis()
    if not _may_any(user, ANALYSTS):
        return rows.none()
    return rows if user.may(P.READ_RELEASED) else rows.filter(is_protected=False)


def evidence_seen_by(user: User) -> QuerySet[SourceText]:
    """Texts whose passages this person sees under a finding: who approves it sees what it rests on, not whole texts."""
    if user.may(P.APPROVE_FINDINGS) and not _may_any(user, ANALYSTS):
        return texts_in_analysis().filter(is_protected=False)
    return texts_read_by(user)


def findings_visible_to(user: User) -> QuerySet[Finding]:
    """Findings a member of staff may open, in any state."""
    rows: QuerySet[Finding] = Finding.objects.all()
    return rows if _may_any(user, READERS) else rows.none()


def recommendations_visible_to(user: User) -> QuerySet[Recommendation]:
    """Recommendations a member of staff may open, in any state."""
    rows: QuerySet[Recommendation] = Recommendation.objects.all()
    return rows if _may_any(user, READERS) else rows.none()


def dispositions_visible_to(user: User) -> QuerySet[Disposition]:
    """Replies a member of staff may open, in any state."""
    rows: QuerySet[Disposition] = Disposition.objects.all()
    return rows if _may_any(user, READERS) else rows.none()


def errata_visible_to(user: User) -> QuerySet[Erratum]:
    """Corrections a member of staff may open, in any state."""
    rows: QuerySet[Erratum] = Erratum.objects.all()
    return rows if _may_any(user, READERS) else rows.none()


def published_findings() -> QuerySet[Finding]:
    """Findings anybody may read."""
    return Finding.objects.filter(state=FindingState.PUBLISHED)


def published_recommendations() -> QuerySet[Recommendation]:
    """Recommendations anybody may read."""
    return Recommendation.objects.filter(state=RecommendationState.PUBLISHED)


def published_dispositions() -> QuerySet[Disposition]:
    """Replies in force that anybody may read."""
    return Disposition.objects.filter(state=DispositionState.PUBLISHED)


def published_errata() -> QuerySet[Erratum]:
    """Corrections anybody may read."""
    return Erratum.objects.filter(state=ErratumState.PUBLISHED)
