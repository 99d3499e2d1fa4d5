"""Who sees which commitment, and who may do what with it. Strangers find nothing; readers may not act."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import RoleAssignment, User
from accounts.permissions import Permission
from accounts.roles import ROLES
from partners.commitment_states import ENDED, Classification, DecisionKind, DecisionState, EvidenceState, UpdateState
from partners.models import (
    Commitment,
    CommitmentDecision,
    EvidenceItem,
    Measure,
    Milestone,
    PartyObligation,
    ProgressUpdate,
)


def public() -> QuerySet[Commitment]:
    """Return what the public sees: released, and kept when it ends (PA-11)."""
    return Commitment.objects.filter(published_at__isnull=False)


def public_updates() -> QuerySet[ProgressUpdate]:
    """Return published updates of public commitments."""
    return ProgressUpdate.objects.filter(
        state=UpdateState.PUBLISHED, obligation__commitment__published_at__isnull=False
    )


def public_evidence() -> QuerySet[EvidenceItem]:
    """Return accepted, unclassified evidence of public commitments, not before the update it belongs to."""
    return EvidenceItem.objects.filter(
        Q(update=None) | Q(update__state=UpdateState.PUBLISHED),
        state=EvidenceState.ACCEPTED,
        classification=Classification.UNCLASSIFIED,
        commitment__published_at__isnull=False,
    )


def visible_to(user: User) -> QuerySet[Commitment]:
    """Return the commitments a member of staff may open, without discarded drafts; none without the permission."""
    rows: QuerySet[Commitment] = Commitment.objects.filter(discarded_at=None)
    return rows if user.may(Permission.SEE_COMMITMENTS) else rows.none()


def obligations_visible_to(user: User) -> QuerySet[PartyObligation]:
    """Return the parties' parts of visible commitments."""
    return PartyObligation.objects.filter(commitment__in=visible_to(user))


def measures_visible_to(user: User) -> QuerySet[Measure]:
    """Return the measures of visible commitments."""
    return Measure.objects.filter(commitment__in=visible_to(user))


def milestones_visible_to(user: User) -> QuerySet[Milestone]:
    """Return the milestones of visible commitments."""
    return Milestone.objects.filter(commitment__in=visible_to(user))


def updates_visible_to(user: User) -> QuerySet[ProgressUpdate]:
    """Return the progress updates of visible commitments, in every state."""
    return ProgressUpdate.objects.filter(obligation__commitment__in=visible_to(user))


def evidence_visible_to(user: User) -> QuerySet[EvidenceItem]:
    """Return the evidence of visible commitments."""
    return EvidenceItem.objects.filter(commitment__in=visible_to(user))


def decisions_visible_to(user: User) -> QuerySet[CommitmentDecision]:
    """Return what was asked about visible commitments."""
    return CommitmentDecision.objects.filter(commitment__in=visible_to(user))


def may_edit(user: User) -> bool:
    """Tell whether the person may change texts and ask for decisions."""
    return user.may(Permission.EDIT_COMMITMENTS)


def keepers() -> QuerySet[User]:
    """Return who may look after a commitment: people who sign in and hold a role that edits commitments."""
    roles = [key for key, role in ROLES.items() if Permission.EDIT_COMMITMENTS in role.permissions]
    held = RoleAssignment.objects.filter(role__in=roles, ended_at=None, confirmed_at__isnull=False)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def may_report(user: User) -> bool:
    """Tell whether the person may write progress and attach evidence."""
    return user.may(Permission.REPORT_PROGRESS)


def may_approve(user: User) -> bool:
    """Tell whether the person gives second signatures."""
    return user.may(Permission.APPROVE_COMMITMENTS)


def updates_to_decide(user: User) -> QuerySet[ProgressUpdate]:
    """Return the updates that wait for this approver: never their own (PA-3)."""
    return (
        updates_visible_to(user).filter(state=UpdateState.SUBMITTED).exclude(author=user).exclude(writers=user)
        if may_approve(user)
        else ProgressUpdate.objects.none()
    )


def evidence_to_decide(user: User) -> QuerySet[EvidenceItem]:
    """Return the checked evidence that waits for this approver: neither attached nor checked by them (PA-3).

    Of a commitment that was withdrawn or replaced nothing waits any more.
    """
    if not may_approve(user):
        return EvidenceItem.objects.none()
    own = Q(attached_by=user) | Q(checked_by=user)
    waiting = evidence_visible_to(user).filter(state=EvidenceState.CHECKED).exclude(own)
    return waiting.exclude(commitment__lifecycle__in=sorted(ENDED))


def decisions_to_take(user: User) -> QuerySet[CommitmentDecision]:
    """Return the questions that wait for this approver: never their own (PA-3)."""
    if not may_approve(user):
        return CommitmentDecision.objects.none()
    return decisions_visible_to(user).filter(state=DecisionState.OPEN).exclude(_own_decision(user.pk))


def _own_decision(user_id: int) -> Q:
    """Return which questions are somebody's own: asked by them, or about words of which they wrote a part (PA-3)."""
    closing = ProgressUpdate.objects.filter(
        Q(author=user_id) | Q(writers=user_id), obligation__commitment=OuterRef("commitment"), closing=True
    )
    return (
        Q(asked_by=user_id)
        | Q(kind=DecisionKind.CONFIRM_EQUIVALENT, revision__author=user_id)
        | Q(Exists(closing), kind=DecisionKind.COMPLETE)
    )


def is_own(decision: CommitmentDecision, user_id: int) -> bool:
    """Tell whether a question is somebody's own, so that a colleague decides."""
    return CommitmentDecision.objects.filter(_own_decision(user_id), pk=decision.pk).exists()
