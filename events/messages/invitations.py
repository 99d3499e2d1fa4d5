"""What invited people are written: the invitation, a reminder to reply, the code that re-opens a reply."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from events import words
from events.domain import invitations, terms
from events.enums import InvitationState, OptionState
from events.messages.subjects import EventMessage, Subject, put_off
from events.models import Event, Invitation, InvitationCode, InvitationOption
from kernel import formats
from kernel.bilingual import text
from messaging import kinds
from messaging.kinds import Reference
from partners.enums import Purpose


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
    announces = True

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """An invitation that can still be used, with the events it offers that are not put off."""
        found = {}
        for invitation, options in _invitations(one.about for one in owed):
            refusal = terms.invitation_refusal(invitation)
            stopped = refusal.code if refusal else "" if options else "nothing_offered"
            dated = [option for option in options if not put_off([option.event])]
            found[invitation.public_id] = Subject(_events(dated or options), invitation, stopped)
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
    announces = False

    def subjects(self, owed: Sequence[Reference]) -> dict[UUID, Subject]:
        """An invitation with the events that nobody has answered meanwhile and that are not put off."""
        found = {}
        for invitation, options in _invitations(one.about for one in owed):
            refusal = terms.invitation_refusal(invitation)
            unanswered = [option for option in options if option.state == OptionState.OFFERED]
            dated = [option for option in unanswered if not put_off([option.event])]
            stopped = refusal.code if refusal else "" if unanswered else "answered_meanwhile"
            if unanswered and not dated:
                stopped = stopped or "event_postponed"
            found[invitation.public_id] = Subject(_events(dated or options), invitation, stopped)
        return found


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
