"""What every page of one event shows: title, state, seats, tabs and the next step."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.enums import AT_THE_DOOR, EventState, PoolKind
from events.models import CapacityPool, Event
from events.tabs import added
from events.words import title, when, where

TONES = {
    EventState.DRAFT: "draft",
    EventState.PLANNED: "waiting",
    EventState.INVITING: "waiting",
    EventState.READY: "good",
    EventState.IN_PROGRESS: "good",
    EventState.CONCLUDED: "over",
    EventState.ARCHIVED: "over",
    EventState.POSTPONED: "bad",
    EventState.CANCELLED: "bad",
}
TABS = (
    ("overview", "events:event", _("Overview")),
    ("program", "events:program", _("Program")),
    ("team", "events:team", _("Team")),
    ("seats", "events:seats", _("Seats")),
    ("invitations", "events:invitations", _("Invitations")),
    ("questions", "events:questions", _("Registration form")),
    ("people", "events:people", _("People")),
    ("needs", "events:needs", _("Needs")),
    ("messages", "events:event_messages", _("Messages")),
    ("door", "events:door", _("Door")),
)
NOT_WHERE_PROTECTED = frozenset({"invitations", "questions", "people", "messages", "door"})

Trail = list[tuple[Any, str]]


@dataclass(frozen=True)
class Tab:
    """One tab of an event; each is a page with its own address."""

    url: str
    label: Any
    current: bool


def tabs(event: Event, current: str) -> list[Tab]:
    """Return the tabs that exist now; a protected event lists no people and sends nothing, and a door opens late."""
    closed = frozenset() if event.state in AT_THE_DOOR else frozenset({"door"})
    own = [
        (key, url_name, label)
        for key, url_name, label in TABS
        if key not in closed and not (event.protected and key in NOT_WHERE_PROTECTED)
    ]
    more = [(tab.key, tab.url_name, tab.label) for tab in added(event)]
    return [Tab(reverse(name, args=[event.public_id]), label, key == current) for key, name, label in own + more]


def with_seats(events: QuerySet[Event], public_id: UUID) -> tuple[Event, CapacityPool]:
    """Return one of the events with its pool of all seats, for the head of its pages; one statement.

    Raises:
        Http404: it is none of them.
    """
    pools = CapacityPool.objects.filter(kind=PoolKind.ROOT, event__in=events.filter(public_id=public_id))
    root = get_object_or_404(pools.select_related("event__place", "event__venue"))
    return root.event, root


def event_context(
    request: HttpRequest, event: Event, tab: str, *, runs: bool = True, root: CapacityPool | None = None
) -> dict[str, Any]:
    """Return what the head of every page of this event needs.

    Args:
        runs: the reader organizes the event; who only signs for it, or sees to its needs, has one page and no tabs.
        root: its pool of all seats, where it has been read already.
    """
    root = root or event.pools.filter(kind=PoolKind.ROOT).first()
    shown = tabs(event, tab) if runs else []
    return {
        "event": event,
        "trail": trail(request, event, shown) if runs else trail_to_only_page(event, tab),
        "when": when(event),
        "where": where(event),
        "root": root,
        "tone": TONES[EventState(event.state)],
        "tabs": shown,
        "runs": runs,
    }


def trail_to_only_page(event: Event, tab: str) -> Trail:
    """Return the way here for who does not run the event and may open no other page of it."""
    home = (_("Needs"), "events:needs_by_event") if tab == "needs" else (_("Events"), "events:list")
    return [(home[0], reverse(home[1])), (title(event) or _("Event without a title"), "")]


def trail(request: HttpRequest, event: Event, shown: list[Tab]) -> Trail:
    """Return the way here: the events, the event, its part; the page one is on has no address."""
    overview = reverse("events:event", args=[event.public_id])
    steps: Trail = [(_("Events"), reverse("events:list")), (title(event) or _("Event without a title"), overview)]
    part = next((tab for tab in shown if tab.current and tab.url != overview), None)
    if part is not None:
        steps.append((part.label, part.url))
    return [(label, "" if url == request.path else url) for label, url in steps]
