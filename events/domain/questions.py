"""Questions of the registration form: who reads each answer is part of the question (EV-25)."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.enums import ANSWER_READERS, FIXED_STATES, QuestionKind
from events.models import Event, FormAnswer, FormQuestion
from kernel.errors import DomainError, Invalid

LONGEST_ANSWER = 1000
YES, NO = "yes", "no"


@transaction.atomic
def ask(
    event: Event,
    *,
    actor: Actor,
    kind: str,
    text_en: str,
    text_fr: str,
    audience: Iterable[str],
    choices_en: Iterable[str] = (),
    choices_fr: Iterable[str] = (),
    required: bool = False,
    once: UUID | None = None,
) -> FormQuestion:
    """Add a question at the end of the form.

    Args:
        audience: parts of the team that read the answers, of `ANSWER_READERS`.
        choices_en, choices_fr: for a choice alone; the same number in both languages, in the same order.
        once: the key of the form; sent twice, it asks once.

    Raises:
        Invalid: a language is missing, nobody would read it, or a list of choices is shorter than two.
        DomainError: `questions_closed` for a protected event and one that is over.
    """
    event = Event.objects.lock(pk=event.pk)
    if event.protected or event.state in FIXED_STATES:
        raise DomainError(_("Questions cannot be added to this event."), code="questions_closed")
    if once is not None and (made := FormQuestion.objects.filter(public_id=once).first()):
        if made.event_id == event.pk:
            return made
        raise Invalid(_("This page cannot be used again. Open it anew and send the form once more."), code="form_used")
    choices = ([c.strip() for c in choices_en if c.strip()], [c.strip() for c in choices_fr if c.strip()])
    if kind != QuestionKind.CHOICE:
        choices = ([], [])
    _check(kind, text_en, text_fr, audience := sorted({str(role) for role in audience}), choices)
    order = (event.questions.aggregate(last=Max("order"))["last"] or 0) + 1
    question = FormQuestion.objects.create(
        public_id=once or uuid4(),
        event=event,
        order=order,
        kind=kind,
        text_en=text_en.strip(),
        text_fr=text_fr.strip(),
        choices_en=choices[0],
        choices_fr=choices[1],
        required=required,
        audience=audience,
    )
    audit.record(actor, "question.asked", question, event=event.public_id, audience=",".join(audience))
    return question


@transaction.atomic
def retire(question: FormQuestion, *, actor: Actor) -> FormQuestion:
    """Ask a question no longer; answers already given stay. One that nobody answered is the same to everybody."""
    question = FormQuestion.objects.lock(pk=question.pk)
    if not question.retired:
        question.retired = True
        question.save(update_fields=("retired",))
        audit.record(actor, "question.retired", question)
    return question


def checked_answers(event: Event, answers: Mapping[UUID, str]) -> list[tuple[int, str]]:
    """Return (question key, value) for every answer, once all required ones are there.

    Raises:
        Invalid: `field` is `question_<public id>`.
    """
    asked = {question.public_id: question for question in event.questions.filter(retired=False).order_by("order")}
    if unknown := set(answers) - set(asked):
        raise Invalid(
            _("This question is no longer asked. Reload the page."),
            code="question_unknown",
            field=f"question_{min(unknown)}",
        )
    return [
        (question.pk, value)
        for ref, question in asked.items()
        if (value := _checked(question, str(answers.get(ref, "")).strip()))
    ]


def replace_answers(registration: Any, answers: list[tuple[int, str]]) -> list[str]:
    """Make the answers of a registration exactly these; return the public references of questions that changed."""
    before = {
        answer.question_id: answer for answer in FormAnswer.objects.filter(registration=registration).order_by("pk")
    }
    wanted, changed = dict(answers), []
    for key, answer in before.items():
        if wanted.get(key, "") != answer.value:
            answer.value = wanted.get(key, "")
            answer.save(update_fields=("value",))
            changed.append(f"question {key}")
    new = [(key, value) for key, value in answers if key not in before]
    FormAnswer.objects.bulk_create(
        [FormAnswer(registration=registration, question_id=key, value=value) for key, value in new]
    )
    return changed + [f"question {key}" for key, _value in new]


def _checked(question: FormQuestion, value: str) -> str:
    field = f"question_{question.public_id}"
    if not value:
        if question.required:
            raise Invalid(_("Answer this question."), code="answer_missing", field=field)
        return ""
    if len(value) > LONGEST_ANSWER:
        raise Invalid(_("Keep the answer under 1,000 characters."), code="answer_too_long", field=field)
    allowed = {
        QuestionKind.YES_NO: {YES, NO},
        QuestionKind.CHOICE: {str(place) for place in range(len(question.choices_en))},
    }.get(QuestionKind(question.kind))
    if allowed is not None and value not in allowed:
        raise Invalid(_("Choose one of the answers offered."), code="answer_impossible", field=field)
    return value


def _check(kind: str, text_en: str, text_fr: str, audience: list[str], choices: tuple[list[str], list[str]]) -> None:
    if kind not in QuestionKind.values:
        raise Invalid(_("Choose how the question is answered."), code="kind_unknown", field="kind")
    for name, words in (("text_en", text_en), ("text_fr", text_fr)):
        if not words.strip() or len(words.strip()) > 300:
            raise Invalid(_("Write the question in both languages, in at most 300 characters."), field=name)
    if not audience or not set(audience) <= set(ANSWER_READERS):
        raise Invalid(_("Say who reads the answers."), code="audience_missing", field="audience")
    if kind == QuestionKind.CHOICE and (len(choices[0]) < 2 or len(choices[0]) != len(choices[1])):
        raise Invalid(
            _("Give at least two choices, the same number in both languages."),
            code="choices_unequal",
            field="choices_fr",
        )
