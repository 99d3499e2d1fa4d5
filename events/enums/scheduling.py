"""What an event is, who works for it, and what may become of it (EV 3)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(models.TextChoices):
    """What sort of gathering it is."""

    REGIONAL_ROUNDTABLE = "regional_roundtable", _("regional roundtable")
    SURVIVOR_ROUNDTABLE = "survivor_roundtable", _("survivor roundtable")
    MEETING = "meeting", _("meeting")
    SUMMIT = "summit", _("summit")


class SafetyTier(models.TextChoices):
    """How far the event may be known: a restricted one has no public page, a protected one no trace outside (EV-18)."""

    OPEN = "open", _("open")
    RESTRICTED = "restricted", _("restricted")
    PROTECTED = "protected", _("protected")


class Admission(models.TextChoices):
    """Who may take a seat."""

    INVITATION = "invitation", _("by invitation")
    REGISTRATION = "registration", _("open to registration")


class EventState(models.TextChoices):
    """The life of an event."""

    DRAFT = "draft", _("draft")
    PLANNED = "planned", pgettext_lazy("event", "planned")
    INVITING = "inviting", _("inviting")
    READY = "ready", _("ready")
    IN_PROGRESS = "in_progress", _("in progress")
    CONCLUDED = "concluded", _("concluded")
    ARCHIVED = "archived", _("archived")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")


E = EventState
EVENT_MOVES: Mapping[str, AbstractSet[str]] = {
    E.DRAFT: frozenset({E.PLANNED, E.CANCELLED}),
    E.PLANNED: frozenset({E.INVITING, E.POSTPONED, E.CANCELLED}),
    E.INVITING: frozenset({E.READY, E.POSTPONED, E.CANCELLED}),
    E.READY: frozenset({E.IN_PROGRESS, E.POSTPONED, E.CANCELLED}),
    E.IN_PROGRESS: frozenset({E.CONCLUDED}),
    E.CONCLUDED: frozenset({E.ARCHIVED}),
    E.ARCHIVED: frozenset(),
    E.POSTPONED: frozenset({E.PLANNED, E.CANCELLED}),
    E.CANCELLED: frozenset(),
}
TIMED = frozenset({E.PLANNED, E.INVITING, E.READY, E.IN_PROGRESS, E.CONCLUDED, E.ARCHIVED})
OPENED = frozenset({E.INVITING, E.READY, E.IN_PROGRESS, E.CONCLUDED, E.ARCHIVED})
PUBLISHED = OPENED | {E.POSTPONED, E.CANCELLED}  # may have a public page
ADMITTING = frozenset({E.INVITING, E.READY})
AT_THE_DOOR = frozenset({E.READY, E.IN_PROGRESS})
BEFORE_REPLIES = frozenset({E.DRAFT, E.PLANNED, E.POSTPONED})  # no reply is taken, so no deadline runs
DOOR_WAS_OPEN = AT_THE_DOOR | {E.CONCLUDED, E.ARCHIVED}
FIXED_STATES = frozenset({E.CONCLUDED, E.ARCHIVED, E.CANCELLED})


class TeamRole(models.TextChoices):
    """What somebody does for one event; with a role of the house it decides what they may see."""

    ORGANIZER = "organizer", _("organizer")
    LOGISTICS = "logistics", _("logistics")
    DOOR = "door", _("door")
    NOTE_TAKER = "note_taker", _("note-taker")
    FACILITATOR = "facilitator", _("facilitator")
    LIAISON = "liaison", _("liaison")


class SignedAct(models.TextChoices):
    """Acts that need two people."""

    OPEN_INVITING = "open_inviting", _("open the invitations")
    CANCEL = "cancel", _("cancel the event")


class SignatureState(models.TextChoices):
    """The life of a request for the second signature."""

    REQUESTED = "requested", _("waiting for the second signature")
    SIGNED = "signed", pgettext_lazy("signature", "signed")
    REFUSED = "refused", pgettext_lazy("signature", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("signature", "withdrawn")


SIGNATURE_MOVES: Mapping[str, AbstractSet[str]] = {
    SignatureState.REQUESTED: frozenset({SignatureState.SIGNED, SignatureState.REFUSED, SignatureState.WITHDRAWN}),
    SignatureState.SIGNED: frozenset(),
    SignatureState.REFUSED: frozenset(),
    SignatureState.WITHDRAWN: frozenset(),
}


class ReminderAudience(models.TextChoices):
    """Who a reminder goes to; fixed when it falls due."""

    NO_REPLY = "no_reply", _("invited people who have not replied")
    CONFIRMED = "confirmed", _("people with a seat")
