"""What everybody concerned is written when an event moves, is put off or is cancelled, in words of their standing."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import words
from events.domain import terms
from events.enums import LIVE_QUEUE, USABLE_INVITATION, EventState, OfferState, OptionState, RegistrationState
from events.messages.registrations import RegistrationMessage
from events.messages.subjects import EventMessage, Subject, put_off
from events.messages.waiting_list import offers_of, waits_of
from events.models import Event, InvitationOption, QueueEntry, Registration
from events.queries.concerned import Standing
from kernel import formats
from kernel.bilingual import text
from messaging import kinds
from messaging.kinds import Reference
from partners.enums import Purpose


@kinds.register("event.change")
class Change(RegistrationMessage):
    """Time or place has changed, or the event is put off. Stopped where the reader stands otherwise by now: the letter
    of the new standing says the same."""

    label = _("Notice of a changed event")
    stem = "events_change"
    calendar_methods = frozenset({"REQUEST", "CANCEL"})

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """A registration, an offer, a wait, or an event of an invitation."""
        found = super().subjects(owed)
        for others in (_offers, waits_of, _invited):
            if rest := [one.about for one in owed if one.about not in found]:
                found |= others(rest)
        return found

    def subject_of(self, row: Registration) -> Subject:
        """As for every registration, with how far it is."""
        subject = super().subject_of(row)
        pending = row.state == RegistrationState.PENDING
        more = {**subject.more, "standing": Standing.PENDING if pending else Standing.SEATED}
        return Subject(subject.events, subject.invitation, subject.stopped, more)

    def facts(self, subject: Subject, language: str) -> dict[str, Any]:
        """How the reader stands, whether there is a date, and until when to reply where a reply is due."""
        event, standing = subject.events[0], subject.more["standing"]
        due = None
        if standing == Standing.ASKED and subject.invitation is not None:
            due = subject.invitation.reply_by
        elif standing == Standing.OFFERED:
            due = subject.more["expires_at"]
        by = words.deadline(due, event, language) if due is not None and due > timezone.now() else ""
        more = {"standing": str(standing), "postponed": put_off([event]), "reply_by": by}
        return super().facts(subject, language) | more


def _offers(refs: Iterable[UUID]) -> dict[UUID, Subject]:
    return offers_of(refs, OfferState.MADE)


def _invited(refs: Iterable[UUID]) -> dict[UUID, Subject]:
    """Return events of invitations: without a reply, or with a wait that ended when the list closed."""
    waits = QueueEntry.objects.filter(option=OuterRef("pk"), state__in=sorted(LIVE_QUEUE))
    rows = InvitationOption.objects.filter(public_id__in=list(refs)).annotate(waits_again=Exists(waits))
    found = {}
    for row in rows.select_related("event__place", "event__venue", "invitation__series").order_by("pk"):
        stopped, standing = "", Standing.ASKED
        if row.invitation.state not in USABLE_INVITATION:
            stopped = "answered_meanwhile"
        elif row.state == OptionState.WAITLISTED:
            standing = Standing.LIST_CLOSED
            refusal = terms.refusal(row.event)
            stopped = refusal.code if refusal is not None and not put_off([row.event]) else ""
            stopped = "answered_meanwhile" if row.waits_again else stopped
        elif row.state != OptionState.OFFERED:
            stopped = "answered_meanwhile"
        purpose = Purpose.INVITATION if standing == Standing.ASKED else ""
        found[row.public_id] = Subject([row.event], row.invitation, stopped, {"standing": standing}, purpose)
    return found


@kinds.register("event.cancellation")
class Cancellation(EventMessage):
    """The event is off. `about` is the event, or what ends with it: the offer, the wait, the invitation to it."""

    label = _("Notice of a cancelled event")
    stem = "events_cancellation"
    calendar_methods = frozenset({"CANCEL"})
    with_link = False

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """A cancelled event."""
        refs = [one.about for one in owed]
        ended = offers_of(refs, OfferState.REVOKED) | waits_of(refs) | _invited(refs)
        found = {ref: _off(was.events[0], was.more["standing"], was.purpose) for ref, was in ended.items()}
        events = Event.objects.filter(public_id__in=refs).select_related("place", "venue")
        return found | {row.public_id: _off(row) for row in events.order_by("pk")}

    def facts(self, subject: Subject, language: str) -> dict[str, Any]:
        """The reason both signatories gave, and how the reader stood."""
        reason = formats.typographic(text(subject.events[0], "cancel_reason", language))
        return {"reason": reason, "standing": str(subject.more["standing"])}


def _off(event: Event, standing: str = "", purpose: str = "") -> Subject:
    stopped = "" if event.state == EventState.CANCELLED else "no_longer_true"
    return Subject([event], None, stopped, {"standing": standing}, purpose)
