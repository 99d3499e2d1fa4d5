"""Reports of the provider about messages it took: delivered, bounced, failed. Idempotent, in any order (STD-26)."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

import structlog
from django.db import transaction

from kernel.moves import can_step
from messaging.domain import settling
from messaging.enums import MOVES, MessageState
from messaging.models import Message

log = structlog.get_logger("messages")
S = MessageState


class Outcome(NamedTuple):
    """What a report means: the state it leads to, the code kept, and whether the address itself is wrong."""

    state: MessageState
    code: str
    permanent: bool


OUTCOMES: Mapping[str, Outcome] = {
    "sent": Outcome(S.SENT, "", False),
    "delivered": Outcome(S.DELIVERED, "", False),
    "bounced": Outcome(S.BOUNCED, "address_unknown", True),
    "bounced_for_now": Outcome(S.BOUNCED, "mailbox_not_taking", False),
    "complained": Outcome(S.BOUNCED, "complaint", True),
    "failed": Outcome(S.DEAD, "provider_failed", False),
}


def report(reference: UUID, outcome: str) -> bool:
    """Write down what the provider says became of a message; True when that was news.

    A report about a message that was never handed over, or one that leads back, changes nothing. One that arrives
    before we have heard the answer to the handing over itself counts as that answer, so nothing is sent twice.

    Args:
        reference: id of the message.
        outcome: a key of `OUTCOMES`.
    """
    meaning = OUTCOMES[outcome]
    with transaction.atomic():
        message = Message.objects.select_for_update(no_key=True).filter(pk=reference).first()
        if message is None or message.submitted_at is None or not can_step(MOVES, message.state, meaning.state):
            return False
        settling.settle_row(message, meaning.state, reason=meaning.code, permanent=meaning.permanent)
    if meaning.state != S.DELIVERED:
        log.warning("message_came_back", kind=message.kind, code=meaning.code)
    return True
