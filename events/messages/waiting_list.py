"""What people on a waiting list are written: that they wait, that seats are held for them, that an offer is over."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import words
from events.domain import terms
from events.enums import OfferState, QueueState
from events.messages.subjects import EventMessage, Subject, put_off
from events.models import Offer, QueueEntry
from events.queries.concerned import Standing
from messaging import kinds
from messaging.kinds import Reference


def waits_of(refs: Iterable[UUID]) -> dict[UUID, Subject]:
    """Return the waits, stopped where somebody no longer waits; who has an offer by now has a letter that says so."""
    rows = QueueEntry.objects.filter(public_id__in=list(refs), person__isnull=False)
    found = {}
    for row in rows.select_related("event__place", "event__venue", "option__invitation__series").order_by("pk"):
        stopped = "" if row.state == QueueState.WAITING else "no_longer_waiting"
        invitation = row.option.invitation if row.option else None
        found[row.public_id] = Subject(
            [row.event], invitation, stopped, {"size": row.size, "standing": Standing.WAITING}
        )
    return found


@kinds.register("event.waiting")
class Waiting(EventMessage):
    """You are on the waiting list."""

    label = _("Place on a waiting list")
    stem = "events_waiting"
    announces = True

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """A wait that still goes on."""
        return waits_of(one.about for one in owed)


def offers_of(refs: Iterable[UUID], expected: str) -> dict[UUID, Subject]:
    """Return the offers, stopped unless they are in the state expected; none runs out while the event is put off."""
    rows = Offer.objects.filter(public_id__in=list(refs), entry__person__isnull=False)
    related = ("entry__event__place", "entry__event__venue", "entry__option__invitation__series")
    found = {}
    for row in rows.select_related(*related).order_by("pk"):
        event = row.entry.event
        over = expected == OfferState.MADE and row.expires_at <= timezone.now() and not put_off([event])
        stopped = "" if row.state == expected and not over else "offer_over"
        invitation = row.entry.option.invitation if row.entry.option else None
        more = {"expires_at": row.expires_at, "standing": Standing.OFFERED}
        found[row.public_id] = Subject([event], invitation, stopped, more)
    return found


class OfferMessage(EventMessage):
    """About one offer."""

    expected: ClassVar[str] = OfferState.MADE

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """An offer in the state the message speaks of."""
        return offers_of((one.about for one in owed), self.expected)

    def facts(self, subject: Subject, language: str) -> dict[str, Any]:
        """Until when the seats are held."""
        return {"until": words.deadline(subject.more["expires_at"], subject.events[0], language)}


@kinds.register("event.offer")
class OfferMade(OfferMessage):
    """Seats are held for you until a deadline."""

    label = _("Offer of a seat")
    stem = "events_offer"
    announces = True


@kinds.register("event.offer_ended")
class OfferEnded(OfferMessage):
    """The offer lapsed; how to wait again, where the event still takes replies."""

    label = _("Notice that an offer of a seat ended")
    stem = "events_offer_ended"
    expected = OfferState.EXPIRED

    def facts(self, subject: Subject, language: str) -> dict[str, Any]:
        """Also whether the list can be joined again: an event that moved may be past its last replies by now."""
        return {**super().facts(subject, language), "joinable": terms.refusal(subject.events[0]) is None}
