"""Tabs of an event that higher apps add: what comes of a meeting is known further up (architecture 1).

    # engagement/apps.py, in ready()
    tabs.register(tabs.Added("after", "engagement:event_after", _("After"), shown=lambda event: …))

Without a registered tab the place in the line of tabs is absent.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from events.models import Event


@dataclass(frozen=True)
class Added:
    """One tab behind those of this app.

    Attributes:
        key: what its page names itself by in the head of the event.
        url_name: of its page, which takes the public id of the event.
        label: translated words.
        shown: says for which events it stands.
    """

    key: str
    url_name: str
    label: Any
    shown: Callable[[Event], bool]


_added: dict[str, Added] = {}


def register(tab: Added) -> None:
    """Add a tab to the head of every event that it is shown for; a second one of the same key takes its place."""
    _added[tab.key] = tab


def added(event: Event) -> Iterable[Added]:
    """Return the tabs that higher apps have for this event, in the order of their keys."""
    return [_added[key] for key in sorted(_added) if _added[key].shown(event)]
