"""Whom a change of an event concerns: each person once, by the best standing they have there (events 5.7).

A protected event concerns nobody here: who vouches for people tells them (EV-18).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from events.enums import (
    SEATED,
    USABLE_INVITATION,
    OfferState,
    OptionState,
    QueueState,
    RegistrationState,
)
from events.models import Event, InvitationOption, Offer, QueueEntry, Registration


class Standing(StrEnum):
    """How somebody stands at an event, the nearest to a seat first."""

    SEATED = "seated"
    PENDING = "pending"  # registered, and an organizer looks at it
    OFFERED = "offered"  # seats are held until a deadline
    WAITING = "waiting"
    ASKED = "asked"  # invited and without a reply
    LIST_CLOSED = "list_closed"  # waited until the list closed at the cut-off, and may ask anew when that moves


@dataclass(frozen=True)
class Concerned:
    """One person whom a change of an event concerns.

    Attributes:
        about: public id of what the standing rests on: registration, offer, wait, or event of an invitation.
        to: public id of the person; `language`: as frozen on what the standing rests on (EV-20).
        announced_by: public id that the letter of this standing is about, where there is one.
        first_letter: their invitation has been sent no more than once, so while that has not left they know of nothing.
        online: they join from elsewhere.
    """

    standing: Standing
    about: UUID
    to: UUID
    language: str
    announced_by: UUID | None = None
    first_letter: bool = False
    online: bool = False


def people(event: Event) -> list[Concerned]:
    """Return everybody whom a change of the event concerns, each once; four statements."""
    if event.protected:
        return []
    found: dict[UUID, Concerned] = {}
    for one in _by_standing(event):
        found.setdefault(one.to, one)
    return list(found.values())


def _by_standing(event: Event) -> Iterator[Concerned]:
    yield from _seated(event)
    offers = Offer.objects.filter(entry__event=event, entry__person__isnull=False, state=OfferState.MADE)
    for offer, to, language in offers.order_by("pk").values_list(
        "public_id", "entry__person__public_id", "entry__language"
    ):
        yield Concerned(Standing.OFFERED, offer, to, language, announced_by=offer)
    waits = QueueEntry.objects.filter(event=event, person__isnull=False, state=QueueState.WAITING)
    for entry, to, language in waits.order_by("pk").values_list("public_id", "person__public_id", "language"):
        yield Concerned(Standing.WAITING, entry, to, language, announced_by=entry)
    yield from _invited(event)


def _seated(event: Event) -> Iterator[Concerned]:
    rows = Registration.objects.filter(event=event, state__in=sorted(SEATED), person__isnull=False).order_by("pk")
    for about, to, language, state, online in rows.values_list(
        "public_id", "person__public_id", "language", "state", "online"
    ):
        standing = Standing.SEATED if state == RegistrationState.CONFIRMED else Standing.PENDING
        yield Concerned(standing, about, to, language, announced_by=about, online=online)


def _invited(event: Event) -> Iterator[Concerned]:
    """Yield who has not replied, and whose wait ended with the list; a live wait came first in `people`."""
    rows = InvitationOption.objects.filter(
        event=event,
        state__in=(OptionState.OFFERED, OptionState.WAITLISTED),
        invitation__state__in=sorted(USABLE_INVITATION),
    ).order_by("pk")
    for about, state, invitation, sends, to, language in rows.values_list(
        "public_id",
        "state",
        "invitation__public_id",
        "invitation__sends",
        "invitation__person__public_id",
        "invitation__language",
    ):
        if state == OptionState.OFFERED:
            yield Concerned(Standing.ASKED, about, to, language, announced_by=invitation, first_letter=sends == 1)
        else:
            yield Concerned(Standing.LIST_CLOSED, about, to, language)
