"""Online input: begin, save page by page, submit, amend while open. Sending is all or nothing (EN-4, EN-5)."""

import random
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from engagement.domain import receipts
from engagement.domain.discretion import note
from engagement.domain.participation import (
    Choices,
    as_kept,
    ask_mailbox,
    check_choices,
    choices_of,
    record_consent,
    record_person,
)
from engagement.enums import (
    SUBMISSION_MOVES,
    Attribution,
    ConsentAct,
    QuestionType,
    SubmissionState,
)
from engagement.models import (
    Answer,
    Consultation,
    QuestionnaireVersion,
    QuestionPage,
    QuestionVersion,
    Submission,
    SubmissionRevision,
)
from kernel import canonical
from kernel.errors import DomainError, Invalid, Stale
from kernel.moves import step
from partners.days import today

MOST_CODES = 100
_order = random.SystemRandom()


class NotOpen(DomainError):
    """The consultation takes no input now."""

    code = "consultation_not_open"


class BegunAlready(DomainError):
    """The key began input with other choices than those of now."""

    code = "begun_already"
    status = 422


@dataclass(frozen=True)
class Started:
    """A draft, with the secret of its receipt, which exists nowhere else in plain."""

    submission: Submission
    secret: str = field(repr=False)


def start(consultation: Consultation, choices: Choices, *, key: str, language: str, actor: Actor) -> Started:
    """Begin a draft; the same `key` with the same choices returns the draft it began, with the same secret (EN-4).

    Args:
        key: random key of the browser that begins, 256 bits; it counts for this consultation only.
        language: `en` or `fr`, the language the person writes in.

    Raises:
        NotOpen: the consultation takes no input now.
        Invalid: the choices contradict each other; `field` says where.
        BegunAlready: the key began a draft with other choices.
    """
    check_choices(choices)
    secret = receipts.secret_of(receipts.key_for(consultation.public_id, key))
    if (known := begun_with(consultation, key)) is not None:
        return Started(_the_same(known, choices), secret)
    slow = receipts.slow_hash(secret)  # before the transaction: it takes its time on purpose
    start_key = _start_key(consultation, key)
    try:
        return Started(_begin(consultation, choices, start_key, slow, language, actor), secret)
    except IntegrityError:
        known = begun_with(consultation, key)
        if known is None:
            raise
        return Started(_the_same(known, choices), secret)


def begun_with(consultation: Consultation, key: str) -> Submission | None:
    """Return what a browser's key has begun in this consultation, so that beginning again makes no second one."""
    rows = Submission.objects.select_related("consent", "participation")
    found: Submission | None = rows.filter(start_key=_start_key(consultation, key)).first()
    return found


def _start_key(consultation: Consultation, key: str) -> str:
    return receipts.digest("start", receipts.key_for(consultation.public_id, key))


def _the_same(known: Submission, choices: Choices) -> Submission:
    """Return what was begun with just these choices: whoever chose otherwise may be somebody else."""
    if choices_of(known) != as_kept(choices):
        raise BegunAlready(
            _(
                "On this device a draft was begun already, with other choices. Nothing was changed. If it is yours, go "
                "on with it; if not, close it and begin anew."
            )
        )
    return known


@transaction.atomic
def _begin(
    consultation: Consultation, choices: Choices, start_key: str, slow: str, language: str, actor: Actor
) -> Submission:
    consultation = Consultation.objects.lock(pk=consultation.pk)
    require_open(consultation)
    version = version_in_force(consultation)
    submission = Submission(
        consultation=consultation,
        version=version,
        participation=record_person(consultation, choices, language),
        language=language,
        receipt=receipts.new_number(),
        secret_hash=slow,
        start_key=start_key,
        is_anonymous=choices.attribution == Attribution.ANONYMOUS,
        started_on=today(),
    )
    submission.save(force_insert=True)
    record_consent(submission, choices, act=ConsentAct.GIVEN, language=language)
    note(submission, actor, "submission.begun")
    return submission


def require_open(consultation: Consultation) -> None:
    """Refuse when the consultation takes no input now.

    Raises:
        NotOpen: says so and what can still be done.
    """
    if not consultation.takes_submissions:
        raise NotOpen(
            _(
                "This consultation is not open for input now, so nothing was sent. What you sent before stays as it is, "
                "and you can withdraw it at any time with your receipt."
            )
        )


def version_in_force(consultation: Consultation) -> QuestionnaireVersion:
    """Return the frozen questionnaire people answer now.

    Raises:
        NotOpen: there is none.
    """
    version = QuestionnaireVersion.objects.filter(questionnaire__consultation=consultation, state="frozen").first()
    if version is None:
        raise NotOpen(_("There is nothing to answer yet: the questions are not final."))
    return version


@transaction.atomic
def save_page(
    submission: Submission, page: QuestionPage, answers: dict[str, dict[str, Any]], *, seen: str | None, actor: Actor
) -> Submission:
    """Keep the answers of one page of a draft, or of an amendment while open.

    Args:
        answers: question key → `codes`, `number` or `text`; a key that is absent or empty means skipped.
        seen: digest of the page's answers as the form showed them; None saves whatever happened meanwhile.

    Raises:
        NotOpen: input can no longer be sent, so nothing is kept.
        Stale: another tab saved this page since `seen`.
        Invalid: an answer does not fit its question; `field` is the question's key.
    """
    submission = Submission.objects.lock(pk=submission.pk)
    if submission.state not in (SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.AMENDED):
        step(SUBMISSION_MOVES, submission.state, SubmissionState.AMENDED)
    require_open(submission.consultation)
    if page.version_id != submission.version_id:
        raise Invalid(_("This page belongs to another version of the questions."), code="page_unknown")
    kept = working_answers(submission)
    questions = list(page.questions.prefetch_related("options"))
    if seen is not None and seen != page_digest(kept, questions):
        raise Stale(
            _(
                "This page was saved from another tab since you opened it. Your text is still below; "
                "save again to keep yours."
            )
        )
    for question in questions:
        clean = fit(question, answers.get(question.key) or {})
        kept.pop(question.key, None)
        if clean:
            kept[question.key] = clean
    submission.draft = {"answers": kept, "amends": submission.revisions}
    submission.save(update_fields=("draft",))
    return submission


def working_answers(submission: Submission) -> dict[str, dict[str, Any]]:
    """Return the answers being written, or else those last sent, by question key."""
    if submission.draft:
        return dict(submission.draft["answers"])
    latest = submission.sent_revisions.order_by("-number").first()
    if latest is None:
        return {}
    return {answer.question.key: plain(answer) for answer in latest.answers.select_related("question")}


def plain(answer: Answer) -> dict[str, Any]:
    """Return an answer in the shape drafts use."""
    parts: dict[str, Any] = {"codes": answer.codes, "number": answer.number, "text": answer.text}
    return {name: value for name, value in parts.items() if value not in (None, "", [])}


def page_digest(answers: dict[str, dict[str, Any]], questions: list[QuestionVersion]) -> str:
    """Return what a form remembers of a page, to notice that another tab saved it."""
    return canonical.digest({question.key: answers.get(question.key) for question in questions})[:16]


def fit(question: QuestionVersion, answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer in canonical form, empty when the question was skipped.

    Raises:
        Invalid: it does not fit the question.
    """
    text = unicodedata.normalize("NFC", str(answer.get("text") or "")).replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > question.limit:
        raise Invalid(
            _("This answer is longer than %(limit)d characters. Shorten it, or split it over several answers.")
            % {"limit": question.limit},
            code="answer_too_long",
            field=question.key,
        )
    if question.type == QuestionType.OPEN:
        return {"text": text} if text else {}
    if question.type == QuestionType.SCALE:
        number = answer.get("number")
        if number is None:
            return {}
        if not (question.scale_low or 0) <= number <= (question.scale_high or 0):
            raise Invalid(_("Choose a value on the scale."), code="outside_scale", field=question.key)
        return {"number": int(number)}
    codes = list(dict.fromkeys(answer.get("codes") or []))[:MOST_CODES]
    known = [option.code for option in question.options.all()]
    if not set(codes) <= set(known) or (question.type == QuestionType.SINGLE and len(codes) > 1):
        raise Invalid(_("Choose from the list."), code="option_unknown", field=question.key)
    return {"codes": [code for code in known if code in codes]} if codes else {}


@transaction.atomic
def submit(submission: Submission, *, key: str, language: str, actor: Actor) -> SubmissionRevision:
    """Send the answers as one revision; the same `key` returns the revision it made (EN-4).

    Raises:
        NotOpen: the consultation takes no input now; the draft stays.
        Invalid: code `nothing_to_send` or `nothing_changed`.
    """
    consultation = Consultation.objects.lock(pk=submission.consultation_id)
    submission = Submission.objects.lock(pk=submission.pk)
    sent_key = receipts.digest("send", key)
    known: SubmissionRevision | None = submission.sent_revisions.filter(key=sent_key).first()
    if known is not None:
        return known
    first = submission.state == SubmissionState.DRAFT
    there = step(SUBMISSION_MOVES, submission.state, SubmissionState.SUBMITTED if first else SubmissionState.AMENDED)
    require_open(consultation)
    answers = dict(submission.draft.get("answers", {}))
    if first and not answers:
        raise Invalid(_("There is nothing to send yet: every question is still empty."), code="nothing_to_send")
    if not first and not submission.draft:
        raise Invalid(_("Nothing was changed since you last sent it."), code="nothing_changed")
    revision = _revision(submission, answers, sent_key, language)
    submission.state, submission.draft = SubmissionState(there), {}
    submission.revisions, submission.submitted_on = revision.number, revision.sent_on
    submission.save(update_fields=("state", "draft", "revisions", "submitted_on"))
    note(
        submission, actor, "submission.sent" if first else "submission.amended", revision=revision.number,
        answers=len(answers),
    )  # fmt: skip
    if first and submission.participation is not None and submission.participation.email:
        ask_mailbox(submission)
        submission.participation.save(update_fields=("confirmation", "link_hash"))
    return revision


def _revision(
    submission: Submission, answers: dict[str, dict[str, Any]], sent_key: str, language: str
) -> SubmissionRevision:
    revision = SubmissionRevision(
        submission=submission,
        number=submission.revisions + 1,
        version=submission.version,
        language=language,
        key=sent_key,
        sent_on=today(),
    )
    revision.save(force_insert=True)
    questions = {question.key: question for question in submission.version.questions.prefetch_related("options")}
    rows = [
        Answer(revision=revision, question=questions[name], **_columns(fit(questions[name], value)))
        for name, value in answers.items()
        if name in questions
    ]
    _order.shuffle(rows)
    Answer.objects.bulk_create(rows)
    return revision


def _columns(answer: dict[str, Any]) -> dict[str, Any]:
    return {"codes": answer.get("codes", []), "number": answer.get("number"), "text": answer.get("text", "")}


def find(number: str, secret: str) -> Submission | None:
    """Return the submission a receipt opens, or None; unknown numbers take as long as wrong secrets (RE-16)."""
    row = Submission.objects.filter(receipt=receipts.normal_number(number)).first()
    return row if receipts.matches(secret, row.secret_hash if row else None) else None


@transaction.atomic
def lock_all(consultation: Consultation, *, actor: Actor) -> int:
    """Lock what was received when analysis begins, and forget changes to it that were not sent. Return how many.

    Drafts that were never sent stay drafts, so that their authors can still read them.

    Called in the transaction that moves the consultation, whose row is locked.
    """
    rows = Submission.objects.lock_all(
        consultation=consultation, state__in=(SubmissionState.SUBMITTED, SubmissionState.AMENDED)
    )
    for row in rows:
        row.state = SubmissionState(step(SUBMISSION_MOVES, row.state, SubmissionState.LOCKED))
        row.draft = {}
        row.save(update_fields=("state", "draft"))
    audit.record(actor, "submission.locked", consultation, count=len(rows))
    return len(rows)
