"""The life of an invitation and of each event it offers."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InvitationState(models.TextChoices):
    """The life of an invitation."""

    PREPARED = "prepared", pgettext_lazy("invitation", "prepared")
    RELEASED = "released", pgettext_lazy("invitation", "sent")
    ANSWERED = "answered", pgettext_lazy("invitation", "answered")
    CLOSED = "closed", pgettext_lazy("invitation", "closed")
    EXPIRED = "expired", _("expired without a reply")
    REVOKED = "revoked", _("withdrawn by the organizer")
    SUPERSEDED = "superseded", _("replaced by a newer one")


V = InvitationState
INVITATION_MOVES: Mapping[str, AbstractSet[str]] = {
    V.PREPARED: frozenset({V.RELEASED, V.REVOKED}),
    V.RELEASED: frozenset({V.ANSWERED, V.EXPIRED, V.REVOKED, V.SUPERSEDED}),
    V.ANSWERED: frozenset({V.ANSWERED, V.CLOSED, V.REVOKED, V.SUPERSEDED}),
    V.CLOSED: frozenset(),
    V.EXPIRED: frozenset(),
    V.REVOKED: frozenset(),
    V.SUPERSEDED: frozenset(),
}
LIVE_INVITATION = frozenset({V.PREPARED, V.RELEASED, V.ANSWERED})
USABLE_INVITATION = frozenset({V.RELEASED, V.ANSWERED})


class HeldBack(models.TextChoices):
    """Why a prepared invitation was not sent when it was asked for."""

    NO_SEAT = "no_seat", _("no free seat")
    NO_EVENT = "no_event", _("offers no event")
    EVENT_NOT_OPEN = "event_not_open", _("the event takes no replies")


class InvitationMode(models.TextChoices):
    """How the events of one invitation go together."""

    ALL_OF = "all_of", _("each of the events")
    ONE_OF = "one_of", _("one of the events")


class OptionState(models.TextChoices):
    """What became of one event offered in an invitation."""

    OFFERED = "offered", _("no reply yet")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
    DECLINED = "declined", pgettext_lazy("invitation", "declined")
    WAITLISTED = "waitlisted", _("on the waiting list")
    LAPSED = "lapsed", _("lapsed")


OP = OptionState
OPTION_MOVES: Mapping[str, AbstractSet[str]] = {
    OP.OFFERED: frozenset({OP.ACCEPTED, OP.DECLINED, OP.WAITLISTED, OP.LAPSED}),
    OP.ACCEPTED: frozenset({OP.DECLINED, OP.LAPSED}),
    OP.DECLINED: frozenset({OP.ACCEPTED, OP.WAITLISTED, OP.LAPSED}),
    OP.WAITLISTED: frozenset({OP.ACCEPTED, OP.DECLINED, OP.WAITLISTED, OP.LAPSED}),
    OP.LAPSED: frozenset({OP.OFFERED}),  # staff register somebody whose time to reply is over
}


class Channel(models.TextChoices):
    """By which way a reply or registration came."""

    LINK = "link", _("own link")
    STAFF = "staff", _("entered by staff")
    API = "api", _("programming interface")
    DOOR = "door", _("at the door")
    CODE = "code", _("access code")
    SYSTEM = "system", _("by the platform")
