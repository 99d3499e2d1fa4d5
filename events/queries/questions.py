"""The questions of a registration form, and answers for those who read them (EV-25)."""

from django.db.models import Count, Q

from accounts.models import User
from events import words
from events.enums import SEATED, TeamRole
from events.models import Event, FormAnswer, FormQuestion
from kernel.bilingual import text

MOST = 500


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
