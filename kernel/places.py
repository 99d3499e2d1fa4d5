"""The places of the menus: each app registers its own, with the permission that shows it.

Kept apart from the apps so that a page frame need not know them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """One entry of a menu.

    Attributes:
        url_name: name of the page it opens.
        label: translated words.
        order: position; lower stands first.
        shown_to: says whether this user sees it; always, when None.
        prefix: url names that start so (with one of several) make it the current place.
        work: weight of a place of daily work; signing in leads to the lowest one that the person sees.
    """

    url_name: str
    label: Any
    order: int
    shown_to: Callable[[Any], bool] | None = None
    prefix: str | tuple[str, ...] = ""
    work: int = 1000


_public: dict[str, Place] = {}
_staff: dict[str, Place] = {}
_own: dict[str, Place] = {}
_search: list[Place] = []


def register_public(place: Place) -> None:
    """Add an entry to the menu across public pages."""
    _public[place.url_name] = place


def register_staff(place: Place) -> None:
    """Add an entry to the left list of staff pages; at most seven are shown to one person."""
    _staff[place.url_name] = place


def register_own(place: Place) -> None:
    """Add a tab to the page of an invited person: each app adds the part whose facts it holds."""
    _own[place.url_name] = place


def register_search(place: Place) -> None:
    """Make this the page to which the search in the head of staff pages is posted."""
    _search[:] = [place]


def search(user: Any) -> Place | None:
    """Return the page of the search, for whom there is something to find."""
    return next((place for place in _search if place.shown_to is None or place.shown_to(user)), None)


def public() -> list[Place]:
    """Return the public entries in order."""
    return sorted(_public.values(), key=lambda place: place.order)


def own() -> list[Place]:
    """Return the tabs of the page of an invited person in order."""
    return sorted(_own.values(), key=lambda place: place.order)


def staff(user: Any) -> list[Place]:
    """Return the staff entries this user sees, in order."""
    ordered = sorted(_staff.values(), key=lambda place: place.order)
    return [place for place in ordered if place.shown_to is None or place.shown_to(user)]


def starts(user: Any) -> list[Place]:
    """Return the staff entries this user sees, the place of their daily work first."""
    return sorted(staff(user), key=lambda place: (place.work, place.order))
