"""States of a message and the names of messaging's tasks."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    """The life of one message, from owed to known."""

    DUE = "due", _("due")
    CLAIMED = "claimed", _("being prepared")
    SUBMITTING = "submitting", _("being handed over")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    BOUNCED = "bounced", _("bounced")
    SUPPRESSED = "suppressed", _("not sent, on purpose")
    UNCERTAIN = "uncertain", _("uncertain")
    DEAD = "dead", _("given up")


S = MessageState
MOVES: Mapping[str, AbstractSet[str]] = {
    # a report of the provider may come at any time after the first handing over, in any order (STD-26)
    S.DUE: frozenset({S.CLAIMED, S.SUPPRESSED, S.SENT, S.DELIVERED, S.BOUNCED}),
    S.CLAIMED: frozenset({S.SUBMITTING, S.SUPPRESSED, S.DUE, S.DEAD, S.SENT, S.DELIVERED, S.BOUNCED}),
    S.SUBMITTING: frozenset({S.SENT, S.DUE, S.UNCERTAIN, S.DEAD, S.DELIVERED, S.BOUNCED}),
    S.SENT: frozenset({S.DELIVERED, S.BOUNCED, S.DEAD}),
    S.DELIVERED: frozenset({S.BOUNCED}),
    S.UNCERTAIN: frozenset({S.SENT, S.DUE, S.DELIVERED, S.BOUNCED, S.DEAD}),
    S.BOUNCED: frozenset(),
    S.SUPPRESSED: frozenset(),
    S.DEAD: frozenset({S.DUE, S.SENT, S.DELIVERED, S.BOUNCED}),
}
LEASED = frozenset({S.CLAIMED, S.SUBMITTING})
OPEN = frozenset({S.DUE, S.CLAIMED, S.SUBMITTING})
SETTLED = frozenset(MessageState) - OPEN  # an outcome is written, with its moment
FINISHED = frozenset({S.SENT, S.DELIVERED, S.BOUNCED, S.SUPPRESSED})
NEEDS_A_PERSON = frozenset({S.UNCERTAIN, S.DEAD})


class CalendarMethod(models.TextChoices):
    """What the last calendar file said."""

    REQUEST = "REQUEST", _("in the calendar")
    CANCEL = "CANCEL", _("taken out of the calendar")


class Task(StrEnum):
    """Names of tasks that other layers may wake."""

    DELIVER = "messaging.tasks.deliver_due"
    SWEEP = "messaging.tasks.sweep"
    PULL = "messaging.tasks.pull_statuses"
    TIDY = "messaging.tasks.tidy"
