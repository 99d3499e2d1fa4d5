"""What came of one meeting: its tables and notes, and what its consultation published. Protected meetings have none here."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from accounts.models import User
from engagement import policies
from engagement.enums import REPORTED
from engagement.models import Consultation, Finding, TableSession
from events.models import Event


def tables(event: Event, user: User) -> QuerySet[TableSession]:
    """Return the tables of a meeting that this person may open, with `notes`, in the order of the program."""
    rows = policies.tables_of(user).filter(event=event)
    counted = TableSession.objects.filter(pk__in=rows.values("pk")).annotate(notes=Count("entries"))
    return counted.select_related("session").order_by("session__order", "label", "pk")


@dataclass(frozen=True)
class CameOf:
    """The consultation that a meeting belongs to, and what of it anybody may read.

    Attributes:
        findings: published ones; `answers` of each holds the reply in force, where there is one.
    """

    consultation: Consultation
    findings: list[Finding]


def came_of(event: Event) -> CameOf | None:
    """Return what came of the consultation of a meeting, in three statements; none where it belongs to none.

    Which finding rests on which meeting is not said: few tables would point at who sat there (RE-15).
    """
    consultation = policies.public_consultations().filter(event_links__event=event).first()
    if consultation is None:
        return None
    found = policies.published_findings().filter(consultation=consultation).select_related("theme")
    replies = Prefetch("dispositions", queryset=policies.published_dispositions(), to_attr="answers")
    if consultation.state not in REPORTED:
        return CameOf(consultation, [])
    return CameOf(consultation, list(found.prefetch_related(replies).order_by("theme__order", "number")))
