"""Kinds of messages about events: whom, about what, in which words, all asked when it leaves (events 5.7).

A kind says how to find what it is about and whether it still holds; `EventMessage` does the rest in a few statements a
batch: consent and address, one fresh link each, the calendar file. A protected event never composes anything (EV-18).
"""

from events.messages.changes import Cancellation, Change
from events.messages.invitations import Code, InvitationMessage, ReplyReminder
from events.messages.registrations import Confirmation, Soon, Withdrawn
from events.messages.subjects import EventMessage, Subject
from events.messages.waiting_list import OfferEnded, OfferMade, Waiting

__all__ = [
    "Cancellation",
    "Change",
    "Code",
    "Confirmation",
    "EventMessage",
    "InvitationMessage",
    "OfferEnded",
    "OfferMade",
    "ReplyReminder",
    "Soon",
    "Subject",
    "Waiting",
    "Withdrawn",
]
