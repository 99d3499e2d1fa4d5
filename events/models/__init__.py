"""Tables of events, by part. States move in `events.domain` only."""

from events.models.capacity import CapacityPool, Group, SeatLedger, SeatPool
from events.models.check_in import CheckInEvent
from events.models.invitations import (
    Invitation,
    InvitationCode,
    InvitationLink,
    InvitationOption,
    InvitationReply,
    LinkRequest,
)
from events.models.registrations import (
    FormAnswer,
    FormQuestion,
    NeedRequest,
    Offer,
    PromotionDecision,
    QueueEntry,
    Registration,
)
from events.models.scheduling import (
    Event,
    EventSeries,
    EventTeamMember,
    Reminder,
    Session,
    SignatureRequest,
    Venue,
)

__all__ = [
    "CapacityPool",
    "CheckInEvent",
    "Event",
    "EventSeries",
    "EventTeamMember",
    "FormAnswer",
    "FormQuestion",
    "Group",
    "Invitation",
    "InvitationCode",
    "InvitationLink",
    "InvitationOption",
    "InvitationReply",
    "LinkRequest",
    "NeedRequest",
    "Offer",
    "PromotionDecision",
    "QueueEntry",
    "Registration",
    "Reminder",
    "SeatLedger",
    "SeatPool",
    "Session",
    "SignatureRequest",
    "Venue",
]
