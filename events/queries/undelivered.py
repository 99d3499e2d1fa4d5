"""Mail about events that did not arrive: what the machinery cannot settle, and invitations that came back."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from events.enums import USABLE_INVITATION, OptionState
from events.models import Event, InvitationOption
from events.queries import mailing
from messaging.enums import NEEDS_A_PERSON, MessageState
from messaging.models import Message

MOST = 500  # looked at; further ones show as these are settled


def needing(events: list[Event]) -> dict[int, int]:
    """Return how many messages about each event need a person; one statement while none does, then one an event."""
    stuck = Message.objects.filter(state__in=sorted(NEEDS_A_PERSON), kind__startswith="event.")
    keys = list(stuck.order_by("pk").values_list("pk", flat=True)[:MOST])
    if not keys:
        return {}
    found = {event.pk: mailing.about(event, Message.objects.filter(pk__in=keys)).count() for event in events}
    return {key: count for key, count in found.items() if count}


def with_mail(options: QuerySet[InvitationOption]) -> QuerySet[Any]:
    """Annotate each invitation with the state of its last mail as `mail`; empty when none was owed."""
    mails = Message.objects.filter(about=OuterRef("invitation__public_id"), kind="event.invitation")
    return options.annotate(mail=Subquery(mails.order_by("-pk").values("state")[:1]))


def bounced(events: list[Event]) -> dict[int, int]:
    """Return how many unanswered invitations to each event came back; one statement."""
    asked = InvitationOption.objects.filter(
        event__in=events, state=OptionState.OFFERED, invitation__state__in=sorted(USABLE_INVITATION)
    )
    rows = with_mail(asked).filter(mail=MessageState.BOUNCED).order_by("event")
    return dict(rows.values_list("event").annotate(n=Count("pk")))
