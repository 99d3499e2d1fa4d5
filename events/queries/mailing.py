"""What is owed and was sent about one event, by kind and state. Messages name facts by reference: these are the facts."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from events.domain import reminders
from events.enums import ReminderAudience
from events.models import Event, InvitationCode, InvitationOption, Offer, QueueEntry, Registration, Reminder
from messaging import queries, wording
from messaging.enums import NEEDS_A_PERSON, OPEN, MessageState
from messaging.models import Message


@dataclass(frozen=True)
class KindCounts:
    """One kind of message about an event: how many stand where."""

    label: Any
    waiting: int
    sent: int
    delivered: int
    bounced: int
    suppressed: int
    needing: int

    @property
    def total(self) -> int:
        """All of this kind."""
        return self.waiting + self.sent + self.delivered + self.bounced + self.suppressed + self.needing


def about(event: Event, seen: QuerySet[Message]) -> QuerySet[Message]:
    """Return the messages about an event among those a reader may see.

    One message may be about several events: an invitation that offers them all.
    """
    facts = Event.objects.filter(pk=event.pk).values_list("public_id")
    others = (
        InvitationOption.objects.filter(event=event).values_list("invitation__public_id"),
        InvitationCode.objects.filter(invitation__options__event=event).values_list("public_id"),
        Registration.objects.filter(event=event).values_list("public_id"),
        QueueEntry.objects.filter(event=event).values_list("public_id"),
        Offer.objects.filter(entry__event=event).values_list("public_id"),
    )
    # each list without its order: the union has none, and the index on what a message is about finds its rows
    return seen.filter(about__in=facts.order_by().union(*(other.order_by() for other in others)))


def counts(found: QuerySet[Message]) -> list[KindCounts]:
    """Return the counts of each kind, by its words; one statement."""
    by_kind: dict[str, Counter[str]] = {}
    for kind, state, number in found.values_list("kind", "state").annotate(n=Count("pk")).order_by("kind", "state"):
        by_kind.setdefault(kind, Counter())[state] = number
    rows = [
        KindCounts(
            wording.kind(kind),
            waiting=sum(at[state] for state in OPEN),
            sent=at[MessageState.SENT],
            delivered=at[MessageState.DELIVERED],
            bounced=at[MessageState.BOUNCED],
            suppressed=at[MessageState.SUPPRESSED],
            needing=sum(at[state] for state in NEEDS_A_PERSON),
        )
        for kind, at in by_kind.items()
    ]
    return sorted(rows, key=lambda row: str(row.label).casefold())


def needing_a_person(found: QuerySet[Message]) -> list[queries.MessageRow]:
    """Return the messages that the machinery cannot settle, the longest waiting first; one statement."""
    return queries.needing_a_person(found)


def audiences(event: Event) -> dict[str, int]:
    """Return to how many people a reminder for each audience would go now; a statement for each."""
    return {audience.value: reminders.recipients(event, audience).count() for audience in ReminderAudience}


def reminders_of(event: Event) -> tuple[list[Reminder], list[Reminder]]:
    """Return the reminders that are planned, the next first, and those that fired, the last first; one statement."""
    rows = list(event.reminders.order_by("due_at", "pk"))
    return [row for row in rows if row.fired_at is None], [row for row in reversed(rows) if row.fired_at is not None]
