"""What is owed and was sent about one event, by kind and state. Messages name facts by reference: these are the facts."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from events.domain import reminders
from events.enums import ReminderAudience
from events.models import Event, InvitationCode, InvitationOption, Offer, QueueEntry, Registration, Reminder
from messaging import queries, wording
from messaging.enums import NEEDS_A_PERSON, OPEN, MessageState
from messaging.models import Message

# the columns of the table: what each counts, and the list behind a number shows
COLUMNS = {
    "waiting": (_("Waiting"), OPEN),
    "sent": (_("Sent"), frozenset({MessageState.SENT})),
    "delivered": (_("Delivered"), frozenset({MessageState.DELIVERED})),
    "bounced": (_("Bounced"), frozenset({MessageState.BOUNCED})),
    "suppressed": (_("Not sent, on purpose"), frozenset({MessageState.SUPPRESSED})),
    "needing": (_("Needs a decision"), NEEDS_A_PERSON),
}


@dataclass(frozen=True)
class KindCounts:
    """One kind of message about an event: how many stand where."""

    kind: str
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
        return sum(number for _name, _heading, number in self.cells)

    @property
    def cells(self) -> list[tuple[str, Any, int]]:
        """Name, heading and number of each column."""
        return [(name, heading, getattr(self, name)) for name, (heading, _states) in COLUMNS.items()]


def about(event: Event, seen: QuerySet[Message]) -> QuerySet[Message]:
    """Return the messages about an event among those a reader may see.

    One message may be about several events: an invitation that offers them all.
    """
    facts = Event.objects.filter(pk=event.pk).values_list("public_id")
    others = (
        InvitationOption.objects.filter(event=event).values_list("invitation__public_id"),
        InvitationOption.objects.filter(event=event).values_list("public_id"),
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
            kind,
            wording.kind(kind),
            **{name: sum(at[state] for state in states) for name, (_heading, states) in COLUMNS.items()},
        )
        for kind, at in by_kind.items()
    ]
    return sorted(rows, key=lambda row: str(row.label).casefold())


def behind(found: QuerySet[Message], kind: str, column: str, before: str = "") -> tuple[Any, queries.Page] | None:
    """Return the heading and a page of the messages behind a number of the table; None for no such column."""
    if column not in COLUMNS or not kind:
        return None
    heading, states = COLUMNS[column]
    return heading, queries.listed(found.filter(state__in=sorted(states)), kind=kind[:60], before=before[:100])


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
