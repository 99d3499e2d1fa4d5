"""Where a commitment came from: panels that higher apps put on its public page (partners 1).

    # engagement/apps.py, in ready()
    origins.register(FindingsPanel())

Without a registered panel the place on the page is absent.
"""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from django.http import HttpRequest
from django.utils.safestring import SafeString


class Panel(Protocol):
    """What a higher app shows on the page of a commitment."""

    name: str

    def version(self, commitment: UUID) -> str | None:
        """Return what the panel is made of, in at most one statement; none when the page must not be kept."""
        ...

    def render(self, request: HttpRequest, commitment: UUID) -> SafeString | str:
        """Return the panel's HTML in the language of the page, with a heading of level 2; empty for nothing to show."""
        ...


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Put a panel on the page of every commitment; a second one of the same name takes its place."""
    _panels[panel.name] = panel


def panels() -> Iterable[Panel]:
    """Return the registered panels in the order of their names."""
    return [_panels[name] for name in sorted(_panels)]


def version(commitment: UUID) -> str | None:
    """Return what all panels are made of; none when one of them must not be kept."""
    parts = []
    for panel in panels():
        part = panel.version(commitment)
        if part is None:
            return None
        parts.append(f"{panel.name}={part}")
    return ";".join(parts)


def render(request: HttpRequest, commitment: UUID) -> list[SafeString | str]:
    """Return the panels that have something to show."""
    return [shown for panel in panels() if (shown := panel.render(request, commitment))]
