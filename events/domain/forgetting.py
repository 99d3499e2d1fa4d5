"""What goes when an event is archived: what people need and what they answered. That they had a seat stays."""

from django.db import transaction

from accounts.actors import Actor
from accounts.domain import audit
from events.models import Event, FormAnswer, NeedRequest


@transaction.atomic
def forget_answers(event: Event, *, actor: Actor) -> tuple[int, int]:
    """Delete the needs and the answers of everybody at an event, as its privacy notice promises (STD-15).

    Returns:
        How many needs and how many answers went.
    """
    needs, _each = NeedRequest.objects.filter(registration__event=event).delete()
    answers, _each = FormAnswer.objects.filter(registration__event=event).delete()
    audit.record(actor, "answers.forgotten", event, needs=needs, answers=answers)
    return needs, answers
