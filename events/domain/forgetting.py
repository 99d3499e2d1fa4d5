"""What goes when an event is archived or cancelled: what people need and what they answered. That they had a seat stays."""

from django.db import transaction

from accounts.actors import Actor
from accounts.domain import audit
from events.models import Event, FormAnswer, NeedRequest, QueueEntry


@transaction.atomic
def forget_answers(event: Event, *, actor: Actor) -> tuple[int, int]:
    """Delete the needs and the answers of everybody at an event or on its list, as its privacy notice promises (STD-15).

    Returns:
        How many needs and how many answers went.
    """
    needs, _each = NeedRequest.objects.filter(registration__event=event).delete()
    answers, _each = FormAnswer.objects.filter(registration__event=event).delete()
    kept = QueueEntry.objects.filter(event=event).exclude(answers={}).update(answers={})
    audit.record(actor, "answers.forgotten", event, needs=needs, answers=answers + kept)
    return needs, answers
