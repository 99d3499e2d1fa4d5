"""The questions of a registration form, and answers for those who read them (EV-25)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, OuterRef, Q

from accounts.models import User
from events import words
from events.enums import SEATED, TeamRole
from events.models import Event, FormAnswer, FormQuestion
from kernel.bilingual import text
from kernel.gathered import Gathered, rows_of

MOST = 500
_ASKED = (
    *("id", "public_id", "event_id", "order", "kind", "text_en", "text_fr"),
    *("choices_en", "choices_fr", "required", "audience", "retired"),
)


def beside(event: OuterRef) -> Gathered:
    """Return a column that carries what an event asks in a statement about something else, for `seen`."""
    return Gathered(FormQuestion.objects.filter(event=event, retired=False), _ASKED)


def seen(beside: Iterable[Mapping[str, Any]]) -> list[FormQuestion]:
    """Return the questions that are asked, in their order, from a column of `beside`."""
    return sorted(rows_of(FormQuestion, beside), key=lambda question: question.order)


def asked(event: Event) -> tuple[list[FormQuestion], list[FormQuestion]]:
    """Return the questions that are asked, in order, and those asked no longer, each with `given`; one statement."""
    rows = event.questions.annotate(given=Count("answers", filter=~Q(answers__value=""))).order_by("order")
    found = list(rows)
    return [row for row in found if not row.retired], [row for row in found if row.retired]


def answers_for_logistics(event: Event, user: User) -> list[tuple[str, str, str]]:
    """Return (person, question, answer) of those who have a seat, where logistics reads and this person is a reader.

    At most `MOST` and one more, which tells that there are others; three statements; nothing for a protected event.
    """
    if event.protected:
        return []
    parts = set(event.team.filter(user=user).values_list("role", flat=True))
    questions = {
        question.pk: question
        for question in event.questions.order_by("order")
        if TeamRole.LOGISTICS in question.audience and parts & set(question.audience)
    }
    if not questions:
        return []
    rows = (
        FormAnswer.objects.filter(
            question__in=questions, registration__state__in=SEATED, registration__person__isnull=False
        )
        .exclude(value="")
        .select_related("registration__person")
        .order_by("registration__person__folded", "registration", "question__order")
    )
    return [
        (
            row.registration.person.display_name if row.registration.person else "",
            text(questions[row.question_id], "text"),
            words.answer(questions[row.question_id], row.value),
        )
        for row in rows[: MOST + 1]
    ]
