"""What follows when the time of an event moves: no deadline outlives the cut-off, and none ran while it was put off.

The callers hold the event and the transaction.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import deadlines, inviting
from events.enums import ADMITTING, USABLE_INVITATION, OfferState, OptionState
from events.models import Event, Invitation, InvitationOption, Offer


def draw_in(event: Event, *, actor: Actor) -> None:
    """Draw deadlines in front of a new cut-off, and drop reminders that would come after the start (EV-11).

    Where the cut-off has passed already, an offer ends now: nobody is told that it ended before she knew of the move.
    """
    if event.starts_at is None or event.cut_off_at is None:
        return
    offers = Offer.objects.filter(entry__event=event, state=OfferState.MADE, expires_at__gt=event.cut_off_at)
    offers.update(expires_at=max(event.cut_off_at, timezone.now()))
    _unanswered(event).filter(reply_by__gt=event.cut_off_at).update(reply_by=event.cut_off_at)
    for reminder in event.reminders.filter(fired_at__isnull=True, due_at__gte=event.starts_at).order_by("pk"):
        audit.record(actor, "reminder.dropped", reminder, audience=reminder.audience)
        reminder.delete()


def renew(event: Event) -> None:
    """Let the time to reply and to take an offer run anew: the event takes replies again after it was put off."""
    now = timezone.now()
    if deadline := deadlines.offer_deadline(event, now):
        Offer.objects.filter(entry__event=event, state=OfferState.MADE).update(expires_at=deadline)
    rows = list(_unanswered(event).select_related("series").order_by("pk"))
    offered: dict[int, list[Event]] = {}
    options = InvitationOption.objects.filter(invitation__in=[row.pk for row in rows], state=OptionState.OFFERED)
    for option in options.filter(event__state__in=sorted(ADMITTING)).select_related("event").order_by("pk"):
        offered.setdefault(option.invitation_id, []).append(option.event)
    by_deadline: dict[datetime, list[int]] = {}
    for row in rows:
        due = inviting.reply_deadline(row, offered[row.pk], now)
        if row.reply_by is not None and row.reply_by < due:
            by_deadline.setdefault(due, []).append(row.pk)
    for due, keys in by_deadline.items():
        Invitation.objects.filter(pk__in=keys).update(reply_by=due)


def _unanswered(event: Event) -> QuerySet[Invitation]:
    options = InvitationOption.objects.filter(event=event, state=OptionState.OFFERED)
    return Invitation.objects.filter(pk__in=options.values("invitation"), state__in=sorted(USABLE_INVITATION))
