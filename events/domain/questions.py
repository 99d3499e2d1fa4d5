"""Questions of the registration form: who reads each answer is part of the question (EV-25)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from kernel.seen import require_unchanged, shown

COLUMNS = ("kind", "text_en", "text_fr", "audience", "choices_en", "choices_fr", "required")
LONGEST_ANSWER = 1000
LONGEST_QUESTION = 300
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Wording:
    """What a question says in both languages, how it is answered, and who reads the answers.

    Args:
        audience: parts of the team that read the answers, of `ANSWER_READERS`.
        choices_en, choices_fr: for a choice alone; the same number in both languages, in the same order.
    """

    kind: str
    text_en: str
    text_fr: str
    audience: Sequence[str]
    choices_en: Sequence[str] = ()
    choices_fr: Sequence[str] = ()
    required: bool = False

    def columns(self) -> dict[str, Any]:
        """Return the columns of the question, once every rule holds.

        Raises:
            Invalid: a language is missing, nobody would read it, or a list of choices is shorter than two.
        """
        offers = self.kind == QuestionKind.CHOICE
        found = {
            "kind": self.kind,
            "text_en": self.text_en.strip(),
            "text_fr": self.text_fr.strip(),
            "audience": sorted({str(role) for role in self.audience}),
            "choices_en": [line.strip() for line in self.choices_en if line.strip()] if offers else [],
            "choices_fr": [line.strip() for line in self.choices_fr if line.strip()] if offers else [],
            "required": self.required,
        }
        _check(found)
        return found


@transaction.atomic
def ask(event: Event, wording: Wording, *, actor: Actor, once: UUID | None = None) -> FormQuestion:
    """Add a question at the end of the form.

    Args:
        once: the key of the form; sent twice, it asks once.

    Raises:
        Invalid: as `Wording.columns`.
        DomainError: `questions_closed` for a protected event and one that is over.
    """
    event = _open(event)
    if once is not None and (made := FormQuestion.objects.filter(key=once).first()):
        if made.event_id == event.pk:
            return made
        raise Invalid(_("This page cannot be used again. Open it anew and send the form once more."), code="form_used")
    columns = wording.columns()
    order = (event.questions.aggregate(last=Max("order"))["last"] or 0) + 1
    question = FormQuestion.objects.create(key=once or uuid4(), event=event, order=order, **columns)
    audit.record(actor, "question.asked", question, event=event.public_id, audience=",".join(question.audience))
    return question


def seen_of(question: FormQuestion) -> str:
    """Return the word for what a page shows of a question now; `reword` takes it back."""
    return shown(question, COLUMNS)


@transaction.atomic
def reword(question: FormQuestion, wording: Wording, *, actor: Actor, seen: str = "") -> FormQuestion:
    """Put a question differently while nobody has answered it; the same words again write nothing.

    The question gets a new public identifier: a page that somebody opened before cannot answer the new words unread.

    Args:
        seen: `seen_of` when the page was opened.

    Raises:
        Stale: somebody else has put it differently since.
        Invalid: as `Wording.columns`.
        DomainError: `questions_closed` as `ask`; `question_answered` once somebody has, waiting or registered;
            `question_retired`.
    """
    event = _open(question.event)
    question = FormQuestion.objects.lock(pk=question.pk)
    if question.retired:
        raise DomainError(_("This question is asked no longer, so its words stay."), code="question_retired")
    if is_answered(event, question):
        raise DomainError(
            _("Somebody has answered this question, so its words stay. Ask it anew and stop asking this one."),
            code="question_answered",
        )
    require_unchanged(seen, seen_of(question))
    columns = wording.columns()
    if changed := sorted(name for name, value in columns.items() if getattr(question, name) != value):
        was, question.public_id = question.public_id, uuid4()
        for name in changed:
            setattr(question, name, columns[name])
        question.save(update_fields=("public_id", *changed))
        audit.record(actor, "question.reworded", question, event=event.public_id, was=was, fields=",".join(changed))
    return question


def is_answered(event: Event, question: FormQuestion) -> bool:
    """Say whether anybody has answered a question, those included who said it on joining the waiting list."""
    if question.answers.exists():
        return True
    key = str(question.public_id)
    return any(key in kept.get("answers", {}) for kept in event.queue.values_list("answers", flat=True))


@transaction.atomic
def move(question: FormQuestion, *, actor: Actor, earlier: bool) -> None:
    """Let a question change places with the one asked before it, or after it; at the ends nothing happens.

    Raises:
        DomainError: `questions_closed` as `ask`.
    """
    event = _open(question.event)
    asked = list(event.questions.filter(retired=False).order_by("order"))
    here = next((place for place, row in enumerate(asked) if row.pk == question.pk), None)
    there = None if here is None else here + (-1 if earlier else 1)
    if here is None or there is None or not 0 <= there < len(asked):
        return
    one, other = asked[here], asked[there]
    free = (event.questions.aggregate(last=Max("order"))["last"] or 0) + 1
    # an order stands once in an event, at every moment
    for row, order in ((one, free), (other, one.order), (one, other.order)):
        FormQuestion.objects.filter(pk=row.pk).update(order=order)
    audit.record(actor, "question.moved", question, event=event.public_id)


@transaction.atomic
def retire(question: FormQuestion, *, actor: Actor) -> FormQuestion:
    """Stop asking a question; answers already given stay. One that nobody answered is the same to everybody.

    Raises:
        DomainError: `questions_closed` as `ask`.
    """
    _open(question.event)
    question = FormQuestion.objects.lock(pk=question.pk)
    if not question.retired:
        question.retired = True
        question.save(update_fields=("retired",))
        audit.record(actor, "question.retired", question)
    return question


def asked_of(event: Event) -> list[FormQuestion]:
    """Return what the form of an event asks, in its order."""
    return list(event.questions.filter(retired=False).order_by("order"))


def checked_answers(
    asked: Iterable[FormQuestion], answers: Mapping[UUID, str], *, given_before: bool = False
) -> list[tuple[int, str]]:
    """Return (question key, value) for every answer, once all required ones are there.

    Args:
        asked: the questions of the event, in their order.
        given_before: they were kept since somebody joined the waiting list; those to questions that are asked no
            longer are left out instead of refused.

    Raises:
        Invalid: `field` is `question_<public id>`.
    """
    by_ref = {question.public_id: question for question in asked}
    if not given_before and (unknown := set(answers) - set(by_ref)):
        raise Invalid(
            _("This question is no longer asked. Reload the page."),
            code="question_unknown",
            field=f"question_{min(unknown)}",
        )
    return [
        (question.pk, value)
        for ref, question in by_ref.items()
        if (value := _checked(question, str(answers.get(ref, "")).strip()))
    ]


def replace_answers(registration: Any, answers: list[tuple[int, str]]) -> list[str]:
    """Make the answers to what is asked exactly these; return the public references of questions that changed.

    Answers to questions that are asked no longer stay as they were given.
    """
    given = FormAnswer.objects.filter(registration=registration, question__retired=False)
    before = {answer.question_id: answer for answer in given.order_by("pk")}
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


def _open(event: Event) -> Event:
    """Return the event, locked, once its form may still change."""
    event = Event.objects.lock(pk=event.pk)
    if event.protected or event.state in FIXED_STATES:
        raise DomainError(_("The questions of this event cannot change any more."), code="questions_closed")
    return event


def _check(columns: Mapping[str, Any]) -> None:
    if columns["kind"] not in QuestionKind.values:
        raise Invalid(_("Choose how the question is answered."), code="kind_unknown", field="kind")
    for name in ("text_en", "text_fr"):
        if not columns[name] or len(columns[name]) > LONGEST_QUESTION:
            raise Invalid(_("Write the question in both languages, in at most 300 characters."), field=name)
    if not columns["audience"] or not set(columns["audience"]) <= set(ANSWER_READERS):
        raise Invalid(_("Say who reads the answers."), code="audience_missing", field="audience")
    lists = len(columns["choices_en"]), len(columns["choices_fr"])
    if columns["kind"] == QuestionKind.CHOICE and (lists[0] < 2 or lists[0] != lists[1]):
        raise Invalid(
            _("Give at least two choices, the same number in both languages."),
            code="choices_unequal",
            field="choices_fr",
        )
