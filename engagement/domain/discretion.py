"""What the trail may say about input: about anonymous input nothing that dates or names it (EN-6)."""

import datetime

from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import audit
from engagement.models import Submission


def today() -> datetime.date:
    """Return the day in UTC: content knows no finer time (EN-6)."""
    return timezone.now().date()


def note(submission: Submission, actor: Actor, verb: str, **facts: str | int | None) -> None:
    """Write the audit entry: about the consultation only when the input is anonymous, so that no entry dates it (EN-6)."""
    about = submission.consultation if submission.is_anonymous else submission
    who = Actor("respondent", "", actor.via) if submission.is_anonymous and actor.user_id is None else actor
    audit.record(who, verb, about, channel=submission.channel, **facts)  # type: ignore[arg-type]
