"""Who was asked and what became of it."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from events.enums import LIVE_INVITATION, USABLE_INVITATION, InvitationState, OptionState
from events.models import Event, Invitation, InvitationOption
from events.queries import undelivered
from messaging.enums import MessageState
from partners.queries import directory

ENDED_INVITATION = (InvitationState.EXPIRED, InvitationState.REVOKED, InvitationState.SUPERSEDED)
# what each number of the funnel counts, and the list behind it shows; one event lapses by itself where another of the
# same invitation was answered
STEPS = {
    "prepared": Q(invitation__state=InvitationState.PREPARED),
    "leaving": Q(invitation__release_at__isnull=False),
    "sent": Q(invitation__released_at__isnull=False),
    "delivered": Q(mail=MessageState.DELIVERED),
    "bounced": Q(mail=MessageState.BOUNCED),
    "opened": Q(invitation__opened_at__isnull=False),
    "accepted": Q(state=OptionState.ACCEPTED),
    "waiting": Q(state=OptionState.WAITLISTED),
    "declined": Q(state=OptionState.DECLINED),
    "no_answer": Q(invitation__state__in=sorted(USABLE_INVITATION), state=OptionState.OFFERED),
    "ended": Q(invitation__state__in=ENDED_INVITATION)
    | Q(invitation__state__in=sorted(USABLE_INVITATION), state=OptionState.LAPSED),
}


@dataclass(frozen=True)
class Funnel:
    """Counts of the invitations to one event, from prepared to answered.

    Attributes:
        leaving: released and not sent yet; they are among the prepared ones.
    """

    prepared: int
    leaving: int
    sent: int
    delivered: int
    bounced: int
    opened: int
    accepted: int
    waiting: int
    declined: int
    no_answer: int
    ended: int

    @property
    def to_release(self) -> int:
        """How many nobody has released yet."""
        return self.prepared - self.leaving


def funnel(event: Event) -> Funnel:
    """Return the funnel of one event; one statement."""
    counts = {step: Count("pk", filter=reached) for step, reached in STEPS.items()}
    return Funnel(**undelivered.with_mail(InvitationOption.objects.filter(event=event)).aggregate(**counts))


def invited_already(event: Event) -> set[int]:
    """Return the people who cannot be put on the list of this event: asked already, or sent what cannot be extended.

    An invitation of the series that was sent offers what it offered then; one that is only prepared still grows.
    """
    live = Invitation.objects.filter(series=event.series_id, state__in=sorted(LIVE_INVITATION))
    settled = ~Q(state=InvitationState.PREPARED) | Q(options__event=event)
    return set(live.filter(settled).values_list("person", flat=True))


def options(event: Event, *, state: str = "", text: str = "") -> QuerySet[InvitationOption]:
    """Return the invitations to one event with their people, for the list behind each number of the funnel.

    Args:
        state: name of a step of the funnel, or empty for all.
        text: part of a name.
    """
    rows = undelivered.with_mail(InvitationOption.objects.filter(event=event))
    rows = rows.select_related("invitation__person").order_by("pk")
    if state in STEPS:
        rows = rows.filter(STEPS[state])
    if text:
        rows = rows.filter(directory.holding("invitation__person__folded", text))
    return rows
