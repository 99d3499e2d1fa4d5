"""States of events, what may become what, and the names of the tasks other layers may wake (EV 3)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# ---- events ---------------------------------------------------------------------------------------------------------


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


# ---- capacity -------------------------------------------------------------------------------------------------------


class PoolKind(models.TextChoices):
    """What a pool counts."""

    ROOT = "root", _("all seats")
    ALLOTMENT = "allotment", _("seats for a group")
    CEILING = "ceiling", _("at most this many of a group")


class Dimension(models.TextChoices):
    """By what a group of an allotment or ceiling is told apart."""

    NONE = "", _("everybody")
    SECTOR = "sector", _("sector")
    JURISDICTION = "jurisdiction", _("province or territory")
    ORGANIZATION = "organization", _("organization")
    LANGUAGE = "language", _("language")
    KIND = "kind", _("kind of participant")


class SeatState(models.TextChoices):
    """One seat: held for somebody, taken, or given back."""

    HELD = "held", _("held")
    TAKEN = "taken", _("taken")
    RELEASED = "released", _("given back")


SEAT_MOVES: Mapping[str, AbstractSet[str]] = {
    SeatState.HELD: frozenset({SeatState.TAKEN, SeatState.RELEASED}),
    SeatState.TAKEN: frozenset({SeatState.RELEASED}),
    SeatState.RELEASED: frozenset(),
}

# ---- invitations ----------------------------------------------------------------------------------------------------


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


# ---- registrations --------------------------------------------------------------------------------------------------


class RegistrationKind(models.TextChoices):
    """In what capacity somebody comes."""

    DELEGATE = "delegate", _("participant")
    SUPPORT_PERSON = "support_person", _("support person")
    INTERPRETER = "interpreter", _("interpreter")
    STAFF = "staff", _("staff")


class RegistrationState(models.TextChoices):
    """The life of one person's seat at one event."""

    PENDING = "pending", _("waiting for approval")
    CONFIRMED = "confirmed", pgettext_lazy("registration", "confirmed")
    CANCELLED = "cancelled", _("cancelled")
    REMOVED = "removed", _("removed by the organizer")


R = RegistrationState
REGISTRATION_MOVES: Mapping[str, AbstractSet[str]] = {
    R.PENDING: frozenset({R.CONFIRMED, R.CANCELLED, R.REMOVED}),
    R.CONFIRMED: frozenset({R.CANCELLED, R.REMOVED}),
    R.CANCELLED: frozenset(),
    R.REMOVED: frozenset(),
}
SEATED = frozenset({R.PENDING, R.CONFIRMED})
ENDED = frozenset({R.CANCELLED, R.REMOVED})


class QuestionKind(models.TextChoices):
    """How a question of the form is answered."""

    TEXT = "text", _("short text")
    YES_NO = "yes_no", _("yes or no")
    CHOICE = "choice", _("one of a list")


# a part of the team whose pages show answers; nobody is promised a reader who could not read
ANSWER_READERS = (TeamRole.ORGANIZER, TeamRole.LOGISTICS)


class NeedKind(models.TextChoices):
    """What somebody needs to take part."""

    INTERPRETATION = "interpretation", _("interpretation")
    CAPTIONING = "captioning", _("captioning")
    SIGN_LANGUAGE = "sign_language", _("sign language")
    MOBILITY = "mobility", _("step-free access")
    CHILDCARE = "childcare", _("child care")
    CEREMONY = "ceremony", _("cultural or ceremonial support")
    SUPPORT_PERSON = "support_person", _("a support person comes with me")
    DIET = "diet", _("diet or allergy")


CRITICAL_NEEDS = frozenset(
    {NeedKind.INTERPRETATION, NeedKind.CAPTIONING, NeedKind.SIGN_LANGUAGE, NeedKind.MOBILITY, NeedKind.CHILDCARE}
)
NEED_READERS: Mapping[str, AbstractSet[str]] = {
    kind: frozenset({TeamRole.ORGANIZER, TeamRole.LOGISTICS}) for kind in NeedKind
}


class NeedState(models.TextChoices):
    """How far a need is settled."""

    REQUESTED = "requested", _("asked for")
    ASSIGNED = "assigned", _("somebody sees to it")
    CONFIRMED = "confirmed", _("arranged")
    MET = "met", _("met")
    NOT_MET = "not_met", _("not met")
    WITHDRAWN = "withdrawn", _("no longer needed")


N = NeedState
NEED_MOVES: Mapping[str, AbstractSet[str]] = {
    N.REQUESTED: frozenset({N.ASSIGNED, N.CONFIRMED, N.WITHDRAWN}),
    N.ASSIGNED: frozenset({N.ASSIGNED, N.CONFIRMED, N.WITHDRAWN}),
    N.CONFIRMED: frozenset({N.MET, N.NOT_MET, N.WITHDRAWN}),
    N.MET: frozenset(),
    N.NOT_MET: frozenset(),
    N.WITHDRAWN: frozenset(),
}
ASKED_NEED = frozenset(NeedState) - {NeedState.WITHDRAWN}
UNSETTLED_NEED = frozenset({N.REQUESTED, N.ASSIGNED})

# ---- waiting list ---------------------------------------------------------------------------------------------------


class QueuePolicy(models.TextChoices):
    """Who is next."""

    FIRST_COME = "first_come", _("whoever has waited longest")
    PRIORITY = "priority", _("by priority, then whoever has waited longest")


class PartyFit(models.TextChoices):
    """What happens when the next party is larger than what is free."""

    STRICT = "strict", _("collect seats until the party fits")
    BEST_FIT = "best_fit", _("let a smaller party pass, and record it")


class QueueState(models.TextChoices):
    """The life of one wait."""

    WAITING = "waiting", _("waiting")
    OFFERED = "offered", _("has an offer")
    ACCEPTED = "accepted", pgettext_lazy("offer", "accepted")
    DECLINED = "declined", pgettext_lazy("offer", "declined")
    EXPIRED = "expired", _("let the offer lapse")
    WITHDRAWN = "withdrawn", _("left the list")
    CLOSED = "closed", _("list closed")


Q = QueueState
QUEUE_MOVES: Mapping[str, AbstractSet[str]] = {
    Q.WAITING: frozenset({Q.OFFERED, Q.ACCEPTED, Q.WITHDRAWN, Q.CLOSED}),
    Q.OFFERED: frozenset({Q.ACCEPTED, Q.DECLINED, Q.EXPIRED, Q.WITHDRAWN, Q.CLOSED}),
    Q.ACCEPTED: frozenset(),
    Q.DECLINED: frozenset(),
    Q.EXPIRED: frozenset(),
    Q.WITHDRAWN: frozenset(),
    Q.CLOSED: frozenset(),
}
LIVE_QUEUE = frozenset({Q.WAITING, Q.OFFERED})


class OfferState(models.TextChoices):
    """The life of one offer of freed seats."""

    MADE = "made", _("open")
    ACCEPTED = "accepted", pgettext_lazy("offer", "accepted")
    DECLINED = "declined", pgettext_lazy("offer", "declined")
    EXPIRED = "expired", _("lapsed")
    REVOKED = "revoked", pgettext_lazy("offer", "withdrawn")


OFFER_MOVES: Mapping[str, AbstractSet[str]] = {
    OfferState.MADE: frozenset({OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED, OfferState.REVOKED}),
    OfferState.ACCEPTED: frozenset(),
    OfferState.DECLINED: frozenset(),
    OfferState.EXPIRED: frozenset(),
    OfferState.REVOKED: frozenset(),
}


class Outcome(models.TextChoices):
    """What a look at one waiting entry decided."""

    OFFERED = "offered", _("offer made")
    SKIPPED = "skipped", _("passed over")
    COLLECTING = "collecting", _("seats being collected")
    CLOSED = "closed", _("list closed")


# ---- door -----------------------------------------------------------------------------------------------------------


class CheckInKind(models.TextChoices):
    """One thing that happened at the door."""

    IN = "in", _("came in")
    OUT = "out", _("left")
    UNDO = "undo", _("undone")
    WALK_IN = "walk_in", _("came without a seat")


class Task(StrEnum):
    """Names of tasks that other layers may wake."""

    SWEEP = "events.tasks.sweep"
    RECONCILE = "events.tasks.reconcile"
    RELEASE = "events.tasks.release_invitations"
    LINKS = "events.tasks.answer_link_requests"
