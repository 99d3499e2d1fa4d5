"""Messages about one event exactly as they will be read, before anything is sent (screens 4)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from events.enums import InvitationState, ReminderAudience
from events.messages import EventMessage, InvitationMessage, ReplyReminder, Soon, Subject
from events.models import Event, Invitation
from messaging.kinds import Composed

PREVIEWED = "Alex Martin"  # a name that both languages know; a preview shows nobody's


def _preview(kind: EventMessage, event: Event, language: str, more: Mapping[str, Any]) -> Composed:
    """Return a message about one event exactly as it will be read, with a link that opens nothing."""
    invitation = Invitation(
        series=event.series,
        language=language,
        state=InvitationState.RELEASED,
        reply_by=timezone.now() + timedelta(days=event.series.reply_days),
    )
    subject = Subject([event], invitation, more=more)
    return kind.render(subject, language, address="name@example.org", name=PREVIEWED, token="x" * 43)


def preview_invitation(event: Event, language: str) -> Composed:
    """Return the invitation to one event exactly as it will be read."""
    return _preview(InvitationMessage(), event, language, {})


def preview_reminder(event: Event, audience: str, language: str) -> Composed:
    """Return the reminder for one audience exactly as it will be read; the day to reply by is each person's own."""
    if audience == ReminderAudience.NO_REPLY:
        return _preview(ReplyReminder(), event, language, {})
    return _preview(Soon(), event, language, {"pending": False, "removed": False, "online": False})
