"""Who was asked and what became of it."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from events.enums import InvitationState, OptionState
from events.models import Event, InvitationOption
from partners.queries import directory


@dataclass(frozen=True)
class Funnel:
    """Counts of the invitations to one event, from prepared to answered."""

    prepared: int
    sent: int
    opened: int
    accepted: int
    waiting: int
    declined: int
    no_answer: int
    ended: int


def funnel(event: Event) -> Funnel:
    """Return the funnel of one event; one statement."""
    sent = Q(invitation__released_at__isnull=False)
    live = Q(invitation__state=InvitationState.RELEASED)
    counts = InvitationOption.objects.filter(event=event).aggregate(
        prepared=Count("pk", filter=Q(invitation__state=InvitationState.PREPARED)),
        sent=Count("pk", filter=sent),
        opened=Count("pk", filter=Q(invitation__opened_at__isnull=False)),
        accepted=Count("pk", filter=Q(state=OptionState.ACCEPTED)),
        waiting=Count("pk", filter=Q(state=OptionState.WAITLISTED)),
        declined=Count("pk", filter=Q(state=OptionState.DECLINED)),
        no_answer=Count("pk", filter=live & Q(state=OptionState.OFFERED)),
        ended=Count(
            "pk",
            filter=Q(
                invitation__state__in=(InvitationState.EXPIRED, InvitationState.REVOKED, InvitationState.SUPERSEDED)
            ),
        ),
    )
    return Funnel(**counts)


def options(event: Event, *, state: str = "", text: str = "") -> QuerySet[InvitationOption]:
    """Return the invitations to one event with their people, for the list behind each number of the funnel.

    Args:
        state: name of a step of the funnel, or empty for all.
        text: part of a name.
    """
    rows = InvitationOption.objects.filter(event=event).select_related("invitation__person").order_by("pk")
    steps = {
        "prepared": Q(invitation__state=InvitationState.PREPARED),
        "sent": Q(invitation__released_at__isnull=False),
        "opened": Q(invitation__opened_at__isnull=False),
        "accepted": Q(state=OptionState.ACCEPTED),
        "waiting": Q(state=OptionState.WAITLISTED),
        "declined": Q(state=OptionState.DECLINED),
        "no_answer": Q(invitation__state=InvitationState.RELEASED, state=OptionState.OFFERED),
        "ended": Q(
            invitation__state__in=(InvitationState.EXPIRED, InvitationState.REVOKED, InvitationState.SUPERSEDED)
        ),
    }
    if state in steps:
        rows = rows.filter(steps[state])
    if text:
        rows = rows.filter(directory.holding("invitation__person__folded", text))
    return rows
