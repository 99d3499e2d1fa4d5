"""Whether an event takes a reply now, and if not, in which words; one place for every page, endpoint and job."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import ADMITTING, BEFORE_REPLIES, EventState, InvitationState, OptionState
from events.models import Event, Invitation, InvitationOption
from kernel.errors import DomainError

_BY_STATE = {
    EventState.CANCELLED: ("event_cancelled", _("This event has been cancelled. You do not need to do anything.")),
    EventState.POSTPONED: (
        "event_postponed",
        _("This event has been postponed. You will hear the new date by e-mail."),
    ),
    EventState.IN_PROGRESS: (
        "event_over",
        _("This event has begun. Write to the organizer if you still need something."),
    ),
    EventState.CONCLUDED: ("event_over", _("This event is over.")),
    EventState.ARCHIVED: ("event_over", _("This event is over.")),
}
_BY_INVITATION = {
    InvitationState.EXPIRED: (
        "invitation_expired",
        _("The time to reply is over. Write to the organizer if you would still like to come."),
    ),
    InvitationState.REVOKED: (
        "invitation_revoked",
        _("This invitation has been withdrawn. Write to the organizer if you have questions."),
    ),
    InvitationState.SUPERSEDED: (
        "invitation_superseded",
        _("You have a newer invitation. Use the link in the newest message, or ask for it again."),
    ),
    InvitationState.CLOSED: ("invitation_closed", _("The events of this invitation are over.")),
    InvitationState.PREPARED: ("invitation_not_sent", _("This invitation has not been sent yet.")),
}


def refusal(event: Event, now: datetime | None = None) -> DomainError | None:
    """Return why no reply or change is possible now, or None when it is (EV-11)."""
    if event.state in _BY_STATE:
        code, words = _BY_STATE[EventState(event.state)]
        return DomainError(words, code=code)
    if event.state not in ADMITTING:
        return DomainError(_("Invitations to this event are not open yet."), code="event_not_open")
    if event.cut_off_at is not None and event.cut_off_at <= (now or timezone.now()):
        return DomainError(
            _("The time for replies and changes is over. Write to the organizer if something has changed."),
            code="changes_ended",
        )
    return None


_TO_STAFF = {
    "event_cancelled": _("This event is cancelled, so nothing can be entered."),
    "event_postponed": _("This event is postponed. Replies can be entered once it has a new date and is open again."),
    "event_over": _("This event has begun or is over, so nothing can be entered here."),
    "event_not_open": _("Invitations to this event are not open yet, so nothing can be entered."),
    "registration_over": _(
        "This person has no seat any more. If they would like to come after all, enter a new reply."
    ),
    "changes_ended": _(
        "The time for replies and changes is over. To enter this all the same, press “Change” on the overview of the "
        "event and let changes end fewer hours before the start."
    ),
}


def to_staff(refused: DomainError) -> str:
    """Return why nothing can be entered for somebody, in words for who enters it: never “write to the organizer”."""
    return str(_TO_STAFF.get(refused.code, refused.message))


def require_open(event: Event, now: datetime | None = None) -> None:
    """Refuse when the event takes no reply or change now.

    Raises:
        DomainError: `event_not_open`, `event_cancelled`, `event_postponed`, `event_over`, `changes_ended`.
    """
    if error := refusal(event, now):
        raise error


def invitation_refusal(invitation: Invitation, now: datetime | None = None) -> DomainError | None:
    """Return why an invitation no longer opens anything, or None when it does."""
    if invitation.state in _BY_INVITATION:
        code, words = _BY_INVITATION[InvitationState(invitation.state)]
        return DomainError(words, code=code)
    late = invitation.reply_by is not None and invitation.reply_by <= (now or timezone.now())
    if invitation.state == InvitationState.RELEASED and late and not _is_put_off(invitation):
        code, words = _BY_INVITATION[InvitationState.EXPIRED]
        return DomainError(words, code=code)
    return None


def _is_put_off(invitation: Invitation) -> bool:
    """Tell whether no reply is due whatever the day, because everything it offers is put off (`inviting.overdue`)."""
    open_ones = invitation.options.filter(state=OptionState.OFFERED)
    return open_ones.exists() and not open_ones.exclude(event__state__in=sorted(BEFORE_REPLIES)).exists()


def option_refusal(option: InvitationOption) -> DomainError | None:
    """Return why one event of an invitation can no longer be answered, or None when it can."""
    if option.state != OptionState.LAPSED:
        return None
    code, words = _BY_INVITATION[InvitationState.EXPIRED]
    return DomainError(words, code=code)


def require_usable(invitation: Invitation, now: datetime | None = None) -> None:
    """Refuse an invitation that no longer opens anything; checked wherever the right is used (RE-7).

    Raises:
        DomainError: `invitation_expired`, `invitation_revoked`, `invitation_superseded`, `invitation_closed`.
    """
    if error := invitation_refusal(invitation, now):
        raise error


def require_answerable(option: InvitationOption) -> None:
    """Refuse an event of an invitation whose time to reply is over.

    Raises:
        DomainError: `invitation_expired`.
    """
    if error := option_refusal(option):
        raise error
