"""What people are written about their own seat: that it is theirs, that the event is near, that it is given up."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from events import words
from events.enums import SEATED, RegistrationState
from events.messages.subjects import EventMessage, Subject, put_off
from events.models import Registration
from messaging import kinds
from messaging.kinds import Reference


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
        return {"until": until}


@kinds.register("event.confirmation")
class Confirmation(RegistrationMessage):
    """Your seat is confirmed, or your registration waits for approval."""

    label = _("Confirmation of a registration")
    stem = "events_confirmation"
    announces = True
    calendar_methods = frozenset({"REQUEST"})


@kinds.register("event.soon")
class Soon(RegistrationMessage):
    """The event is near: when, where, what to know."""

    label = _("Reminder that an event comes soon")
    stem = "events_soon"

    def subject_of(self, row: Registration) -> Subject:
        """As for every registration; an event that is put off does not come soon."""
        subject = super().subject_of(row)
        return replace(subject, stopped=subject.stopped or ("event_postponed" if put_off(subject.events) else ""))


@kinds.register("event.withdrawn")
class Withdrawn(RegistrationMessage):
    """The seat was given up, or the organizer removed the registration."""

    label = _("Notice that a registration ended")
    stem = "events_withdrawn"
    calendar_methods = frozenset({"CANCEL"})
    live = False
