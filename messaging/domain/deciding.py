"""What a person decides about a message that the machinery cannot settle by itself."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from kernel.moves import step
from kernel.queue import nudge
from messaging import witness
from messaging.domain import settling
from messaging.enums import MOVES, MessageState, Task
from messaging.models import Message

S = MessageState
ARRIVED = {S.UNCERTAIN: MOVES[S.UNCERTAIN] & {S.SENT}}  # of any other state a person cannot know better


@transaction.atomic
def arrived(message: Message, *, actor: Any) -> Message:
    """Note that an uncertain message did arrive; nothing is sent.

    Raises:
        IllegalMove: it is no longer uncertain.
    """
    message = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    was = message.state
    step(ARRIVED, was, S.SENT)  # type: ignore[arg-type]
    settling.settle_row(message, S.SENT, reason="said_to_have_arrived")
    witness.record(actor, "message.found_arrived", message, was=was, kind=message.kind)
    return message


@transaction.atomic
def send_again(message: Message, *, actor: Any) -> Message:
    """Owe an uncertain or given-up message again, under the same reference and with its patience renewed.

    Raises:
        IllegalMove: it is neither uncertain nor given up any more.
    """
    message = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    was, message.state = message.state, step(MOVES, message.state, S.DUE)
    message.due_at, message.reason, message.settled_at = timezone.now(), "", None
    message.crashes = message.refusals = 0
    message.first_refused_at = None
    message.save(update_fields=("state", "due_at", "reason", "settled_at", "crashes", "refusals", "first_refused_at"))
    witness.record(actor, "message.sent_again", message, was=was, kind=message.kind)
    nudge(Task.DELIVER)
    return message
