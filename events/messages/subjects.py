"""The common part of every message about an event: whom it may go to, its link, its calendar file, its words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone

from events import words
from events.domain import invitations
from events.enums import BEFORE_REPLIES
from events.models import Event, Invitation
from kernel import formats
from kernel.bilingual import text
from messaging import rendering
from messaging.domain import calendar
from messaging.kinds import Compose, Composed, MessageKind, NotYet, Reference, Suppressed
from messaging.models import CalendarEntry
from messaging.rendering import written
from partners.domain import consent
from partners.domain.consent import Allow, Refuse
from partners.enums import Purpose

LOOK_AGAIN = timedelta(hours=1)  # at a letter that waits for the new date of an event


@dataclass(frozen=True)
class Subject:
    """What one message is about, read once.

    Attributes:
        events: what is offered or registered for, in order.
        invitation: opens the person's own page; None when there is none.
        stopped: why nothing may be said any more, or empty.
        more: further facts of the templates, the same in both languages.
        purpose: what it needs consent for, where that is not what its kind needs.
    """

    events: list[Event]
    invitation: Invitation | None
    stopped: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    purpose: str = ""


class EventMessage(MessageKind):
    """Common part of all kinds of this app.

    Attributes:
        with_link: the letter opens the person's own page.
        announces: it tells somebody how they stand, and when and where it will be; so it waits while the event is put
            off, and leaves with the new date.
        calendar_methods: which calendar files it may carry.
    """

    purpose: ClassVar[str] = Purpose.REGISTRATION
    stem: ClassVar[str]
    with_link: ClassVar[bool] = True
    announces: ClassVar[bool] = False
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
        allowed = self._allowed(subjects, owed)
        wanted = {
            subject.invitation.pk: subject.invitation
            for one in owed
            if (subject := subjects.get(one.about))
            and subject.invitation
            and not subject.stopped
            and not self._waits(subject)
            and isinstance(allowed.get((one.about, one.to)), Allow)
        }
        tokens = invitations.issue(wanted.values()) if self.with_link and wanted else {}
        told: dict[tuple[UUID, UUID], CalendarEntry] = {}
        if self.calendar_methods:
            known = [(one.to, subjects[one.about]) for one in owed if one.about in subjects]
            told = calendar.entries((to, subject.events[0].public_id) for to, subject in known)

        def compose(about: UUID, to: UUID, language: str) -> Composed | Suppressed | NotYet:
            composed = self._words(subjects.get(about), allowed.get((about, to)), tokens, language)
            if not isinstance(composed, Composed) or not self.calendar_methods:
                return composed
            event = subjects[about].events[0]
            return self._with_calendar(composed, event, told.get((to, event.public_id)))

        return compose

    def compose(self, about: UUID, to: UUID, language: str) -> Composed | Suppressed | NotYet:
        """Compose one message by itself."""
        return self.prepare([Reference(about, to, language)])(about, to, language)

    def _allowed(
        self, subjects: Mapping[UUID, Subject], owed: Sequence[Reference]
    ) -> dict[tuple[UUID, UUID], Allow | Refuse]:
        """Ask for each purpose once whether its people may be written to; return the answers by subject and person."""
        purposes = {about: subject.purpose or self.purpose for about, subject in subjects.items()}
        people: dict[str, set[UUID]] = {}
        for one in owed:
            if one.about in purposes:
                people.setdefault(purposes[one.about], set()).add(one.to)
        now = timezone.now()
        answers = {purpose: consent.may_write_to(them, purpose, now) for purpose, them in people.items()}
        return {
            (one.about, one.to): answer
            for one in owed
            if one.about in purposes and (answer := answers[purposes[one.about]].get(one.to)) is not None
        }

    def _waits(self, subject: Subject) -> bool:
        return self.announces and put_off(subject.events)

    def _words(
        self, subject: Subject | None, allowed: Allow | Refuse | None, tokens: dict[int, str], language: str
    ) -> Composed | Suppressed | NotYet:
        if subject is None or any(event.protected for event in subject.events):
            return Suppressed("nothing_to_say")
        if subject.stopped:
            return Suppressed(subject.stopped)
        if self._waits(subject):
            return NotYet("event_postponed", timezone.now() + LOOK_AGAIN)
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


def put_off(events: Iterable[Event]) -> bool:
    """Tell whether none of the events has a date that people may count on: put off, and not opened again."""
    states = {event.state for event in events}
    return bool(states) and states <= BEFORE_REPLIES


def _said(event: Event, language: str) -> dict[str, str]:
    return {
        "title": words.title(event, language),
        "when": words.when(event, language),
        "where": words.where(event, language),
        "expectations": formats.typographic(text(event, "expectations", language)),
        "support": formats.typographic(text(event, "support", language)),
        "access": formats.typographic(text(event.venue, "access", language)) if event.venue else "",
    }
