"""Kinds of messages about events: whom, about what, in which words, all asked when it leaves (events 5.7).

A kind says how to find what it is about and whether it still holds; `EventMessage` does the rest in a few statements a
batch: consent and address, one fresh link each, the calendar file. A protected event never composes anything (EV-18).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import words
from events.domain import invitations, terms
from events.enums import (
    LIVE_QUEUE,
    SEATED,
    USABLE_INVITATION,
    EventState,
    InvitationState,
    OfferState,
    OptionState,
    QueueState,
    RegistrationState,
)
from events.models import (
    Event,
    Invitation,
    InvitationCode,
    InvitationOption,
    Offer,
    QueueEntry,
    Registration,
)
from kernel import formats
from kernel.bilingual import text
from messaging import kinds, rendering
from messaging.domain import calendar
from messaging.kinds import Compose, Composed, MessageKind, NotYet, Reference, Suppressed
from messaging.models import CalendarEntry
from messaging.rendering import written
from partners.domain import consent
from partners.domain.consent import Allow, Refuse
from partners.enums import Purpose


@dataclass(frozen=True)
class Subject:
    """What one message is about, read once.

    Attributes:
        events: what is offered or registered for, in order.
        invitation: opens the person's own page; None when there is none.
        stopped: why nothing may be said any more, or empty.
        more: further facts of the templates, the same in both languages.
    """

    events: list[Event]
    invitation: Invitation | None
    stopped: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


class EventMessage(MessageKind):
    """Common part of all kinds of this app."""

    purpose: ClassVar[str] = Purpose.REGISTRATION
    stem: ClassVar[str]
    with_link: ClassVar[bool] = True
    calendar_methods: ClassVar[frozenset[str]] = frozenset()

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """Return what each message is about, by `about`; what no longer exists is left out."""
        raise NotImplementedError

    def facts(self, subject: Subject, language: str) -> dict[str, Any]:
        """Return what the templates say beyond title, time and place."""
        return {}

    def prepare(self, owed: Sequence[Reference]) -> Compose:
        """Read what a batch needs: subjects, permission and addresses, invitations."""
        subjects = self.subjects(owed)
        allowed = consent.may_write_to({one.to for one in owed}, self.purpose, timezone.now())
        wanted = {
            subject.invitation.pk: subject.invitation
            for one in owed
            if (subject := subjects.get(one.about))
            and subject.invitation
            and not subject.stopped
            and isinstance(allowed.get(one.to), Allow)
        }
        tokens = invitations.issue(wanted.values()) if self.with_link and wanted else {}
        told: dict[tuple[UUID, UUID], CalendarEntry] = {}
        if self.calendar_methods:
            known = [(one.to, subjects[one.about]) for one in owed if one.about in subjects]
            told = calendar.entries((to, subject.events[0].public_id) for to, subject in known)

        def compose(about: UUID, to: UUID, language: str) -> Composed | Suppressed | NotYet:
            composed = self._words(subjects.get(about), allowed.get(to), tokens, language)
            if not isinstance(composed, Composed) or not self.calendar_methods:
                return composed
            event = subjects[about].events[0]
            return self._with_calendar(composed, event, told.get((to, event.public_id)))

        return compose

    def compose(self, about: UUID, to: UUID, language: str) -> Composed | Suppressed | NotYet:
        """Compose one message by itself."""
        return self.prepare([Reference(about, to, language)])(about, to, language)

    def _words(
        self, subject: Subject | None, allowed: Allow | Refuse | None, tokens: dict[int, str], language: str
    ) -> Composed | Suppressed | NotYet:
        if subject is None or any(event.protected for event in subject.events):
            return Suppressed("nothing_to_say")
        if subject.stopped:
            return Suppressed(subject.stopped)
        if not isinstance(allowed, Allow):
            if allowed is not None and allowed.again_at is not None:
                return NotYet(allowed.code, allowed.again_at)
            return Suppressed(allowed.code if allowed else "person_unknown")
        token = tokens.get(subject.invitation.pk, "") if subject.invitation else ""
        return self.render(
            subject,
            language,
            address=allowed.address,
            name=allowed.name,
            token=token,
            unsubscribe=allowed.unsubscribe,
        )

    def _with_calendar(self, composed: Composed, event: Event, entry: CalendarEntry | None) -> Composed:
        """Add the calendar file as it stands now, where this kind carries one (EV-17)."""
        if entry is None or entry.last_method not in self.calendar_methods or event.wall_start is None:
            return composed
        facts = words.calendar_facts(event)
        part = calendar.part_of(entry, facts, language=composed.language, address=composed.address)
        return replace(composed, calendar=part)

    def render(
        self, subject: Subject, language: str, *, address: str, name: str, token: str, unsubscribe: str = ""
    ) -> Composed:
        """Return the words; a preview calls this too, with a token that opens nothing."""

        def in_language(each: str) -> dict[str, Any]:
            return {
                "name": written(name),
                "events": [_said(event, each) for event in subject.events],
                "token": token,
                **subject.more,
                **self.facts(subject, each),
            }

        return rendering.render(self.stem, in_language, address=address, language=language, unsubscribe=unsubscribe)


def _said(event: Event, language: str) -> dict[str, str]:
    return {
        "title": words.title(event, language),
        "when": words.when(event, language),
        "where": words.where(event, language),
        "expectations": formats.typographic(text(event, "expectations", language)),
        "support": formats.typographic(text(event, "support", language)),
        "access": formats.typographic(text(event.venue, "access", language)) if event.venue else "",
    }


def _events(options: Iterable[InvitationOption]) -> list[Event]:
    return [option.event for option in options]


def _invitations(refs: Iterable[UUID]) -> list[tuple[Invitation, list[InvitationOption]]]:
    rows = list(Invitation.objects.filter(public_id__in=list(refs)).select_related("series").order_by("pk"))
    options: dict[int, list[InvitationOption]] = {row.pk: [] for row in rows}
    found = InvitationOption.objects.filter(invitation__in=rows).exclude(state=OptionState.LAPSED)
    for option in found.select_related("event__place", "event__venue").order_by("event__starts_at", "rank", "pk"):
        options[option.invitation_id].append(option)
    return [(row, options[row.pk]) for row in rows]


@kinds.register("event.invitation")
class InvitationMessage(EventMessage):
    """You are invited; the link shows a page and answers nothing."""

    label = _("Invitation to an event")
    purpose = Purpose.INVITATION
    stem = "events_invitation"

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """An invitation that can still be used, with the events it offers."""
        found = {}
        for invitation, options in _invitations(one.about for one in owed):
            refusal = terms.invitation_refusal(invitation)
            stopped = refusal.code if refusal else "" if options else "nothing_offered"
            found[invitation.public_id] = Subject(_events(options), invitation, stopped)
        return found

    def facts(self, subject: Subject, language: str) -> dict[str, Any]:
        """Until when to reply, and the name of the whole when there are several events."""
        invitation = subject.invitation
        by = (
            words.deadline(invitation.reply_by, subject.events[0], language)
            if invitation and invitation.reply_by
            else ""
        )
        whole = formats.typographic(text(invitation.series, "title", language)) if invitation else ""
        answered = invitation is not None and invitation.state == InvitationState.ANSWERED
        return {"reply_by": by, "series": whole, "answered": answered}


@kinds.register("event.reminder")
class ReplyReminder(InvitationMessage):
    """You have not replied yet; its audience was fixed when it fell due."""

    label = _("Reminder to reply to an invitation")
    stem = "events_reminder"

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """An invitation with the events that nobody has answered meanwhile."""
        found = {}
        for invitation, options in _invitations(one.about for one in owed):
            refusal = terms.invitation_refusal(invitation)
            unanswered = [option for option in options if option.state == OptionState.OFFERED]
            stopped = refusal.code if refusal else "" if unanswered else "answered_meanwhile"
            found[invitation.public_id] = Subject(_events(unanswered or options), invitation, stopped)
        return found


class RegistrationMessage(EventMessage):
    """About one registration."""

    live: ClassVar[bool] = True

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """A registration that is still as the message says."""
        rows = Registration.objects.filter(public_id__in=[one.about for one in owed], person__isnull=False)
        rows = rows.select_related("event__place", "event__venue", "option__invitation__series").order_by("pk")
        return {row.public_id: self.subject_of(row) for row in rows}

    def subject_of(self, row: Registration) -> Subject:
        """Return the subject; stopped when the registration is not what this kind speaks of."""
        stopped = "" if (row.state in SEATED) == self.live else "registration_changed"
        invitation = row.option.invitation if row.option else None
        more = {
            "pending": row.state == RegistrationState.PENDING,
            "removed": row.state == RegistrationState.REMOVED,
            "online": row.online,
        }
        return Subject([row.event], invitation, stopped, more)

    def facts(self, subject: Subject, language: str) -> dict[str, Any]:
        """Until when one may change or withdraw."""
        event = subject.events[0]
        until = words.deadline(event.cut_off_at, event, language) if event.cut_off_at else ""
        return {"until": until, "postponed": event.state == EventState.POSTPONED}


@kinds.register("event.confirmation")
class Confirmation(RegistrationMessage):
    """Your seat is confirmed, or your registration waits for approval."""

    label = _("Confirmation of a registration")
    stem = "events_confirmation"
    calendar_methods = frozenset({"REQUEST"})


@kinds.register("event.soon")
class Soon(RegistrationMessage):
    """The event is near: when, where, what to know."""

    label = _("Reminder that an event comes soon")
    stem = "events_soon"


@kinds.register("event.change")
class Change(RegistrationMessage):
    """Time or place has changed, or the event is put off."""

    label = _("Notice of a changed event")
    stem = "events_change"
    calendar_methods = frozenset({"REQUEST", "CANCEL"})

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """A registration; a wait or an unanswered event of an invitation when the event is put off or comes back."""
        found = super().subjects(owed)
        rest = [one.about for one in owed if one.about not in found]
        return found | _waits(rest, *LIVE_QUEUE) | _asked(rest) if rest else found

    def facts(self, subject: Subject, language: str) -> dict[str, Any]:
        """How the reader stands, and until when to reply where a reply is due."""
        invitation, event = subject.invitation, subject.events[0]
        asked = subject.more.get("standing") == "asked" and invitation is not None and invitation.reply_by is not None
        by = words.deadline(invitation.reply_by, event, language) if asked else ""  # type: ignore[union-attr, arg-type]
        return super().facts(subject, language) | {"standing": subject.more.get("standing", "seated"), "reply_by": by}


def _waits(refs: Iterable[UUID], *states: str) -> dict[UUID, Subject]:
    """Return the waits, stopped unless they still are in one of the states."""
    rows = QueueEntry.objects.filter(public_id__in=list(refs), person__isnull=False)
    found = {}
    for row in rows.select_related("event__place", "event__venue", "option__invitation__series").order_by("pk"):
        stopped = "" if row.state in states else "no_longer_waiting"
        invitation = row.option.invitation if row.option else None
        found[row.public_id] = Subject([row.event], invitation, stopped, {"size": row.size, "standing": "waiting"})
    return found


def _asked(refs: Iterable[UUID]) -> dict[UUID, Subject]:
    rows = InvitationOption.objects.filter(public_id__in=list(refs))
    found = {}
    for row in rows.select_related("event__place", "event__venue", "invitation__series").order_by("pk"):
        open_still = row.state == OptionState.OFFERED and row.invitation.state in USABLE_INVITATION
        stopped = "" if open_still else "answered_meanwhile"
        found[row.public_id] = Subject([row.event], row.invitation, stopped, {"standing": "asked"})
    return found


@kinds.register("event.withdrawn")
class Withdrawn(RegistrationMessage):
    """The seat was given up, or the organizer removed the registration."""

    label = _("Notice that a registration ended")
    stem = "events_withdrawn"
    calendar_methods = frozenset({"CANCEL"})
    live = False


@kinds.register("event.cancellation")
class Cancellation(EventMessage):
    """The event is off. Also to those who wait or were asked; `about` is the event."""

    label = _("Notice of a cancelled event")
    stem = "events_cancellation"
    calendar_methods = frozenset({"CANCEL"})
    with_link = False

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """A cancelled event."""
        rows = Event.objects.filter(public_id__in=[one.about for one in owed]).select_related("place", "venue")
        return {
            row.public_id: Subject([row], None, "" if row.state == EventState.CANCELLED else "not_cancelled")
            for row in rows.order_by("pk")
        }

    def facts(self, subject: Subject, language: str) -> dict[str, Any]:
        """The reason both signatories gave."""
        return {"reason": formats.typographic(text(subject.events[0], "cancel_reason", language))}


@kinds.register("event.waiting")
class Waiting(EventMessage):
    """You are on the waiting list."""

    label = _("Place on a waiting list")
    stem = "events_waiting"

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """A wait that still goes on."""
        return _waits((one.about for one in owed), QueueState.WAITING)


class OfferMessage(EventMessage):
    """About one offer."""

    expected: ClassVar[str] = OfferState.MADE

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """An offer in the state the message speaks of."""
        rows = Offer.objects.filter(public_id__in=[one.about for one in owed], entry__person__isnull=False)
        related = ("entry__event__place", "entry__event__venue", "entry__option__invitation__series")
        found = {}
        for row in rows.select_related(*related).order_by("pk"):
            over = self.expected == OfferState.MADE and row.expires_at <= timezone.now()
            stopped = "" if row.state == self.expected and not over else "offer_over"
            invitation = row.entry.option.invitation if row.entry.option else None
            more = {"expires_at": row.expires_at}
            found[row.public_id] = Subject([row.entry.event], invitation, stopped, more)
        return found

    def facts(self, subject: Subject, language: str) -> dict[str, Any]:
        """Until when the seats are held."""
        return {"until": words.deadline(subject.more["expires_at"], subject.events[0], language)}


@kinds.register("event.offer")
class OfferMade(OfferMessage):
    """Seats are held for you until a deadline."""

    label = _("Offer of a seat")
    stem = "events_offer"


@kinds.register("event.offer_ended")
class OfferEnded(OfferMessage):
    """The offer lapsed; how to wait again."""

    label = _("Notice that an offer of a seat ended")
    stem = "events_offer_ended"
    expected = OfferState.EXPIRED


@kinds.register("event.code")
class Code(EventMessage):
    """The code that re-opens an answered invitation; its digits exist only while this is written."""

    label = _("Code that confirms a reply")
    stem = "events_code"
    with_link = False

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """A code that is still wanted."""
        rows = InvitationCode.objects.filter(public_id__in=[one.about for one in owed]).select_related("invitation")
        found = {}
        for row in rows.order_by("pk"):
            digits = invitations.write_code(row)
            more = {"code": f"{digits[:4]} {digits[4:]}" if digits else "", "minutes": invitations.CODE_MINUTES}
            found[row.public_id] = Subject([], row.invitation, "" if digits else "code_replaced", more)
        return found
