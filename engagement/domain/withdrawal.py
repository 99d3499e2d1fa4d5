"""Withdrawing input: the words go from everywhere they are live, and the page says what remains (5.12, EN-A14)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from engagement.domain import findings
from engagement.domain.discretion import note, unnamed
from engagement.domain.participation import Choices, forget_person, record_consent
from engagement.enums import SUBMISSION_MOVES, Attribution, ConsentAct, FindingState, SubmissionState
from engagement.models import (
    Answer,
    Coding,
    Finding,
    FindingEvidence,
    Quote,
    SourceText,
    Submission,
    SubmissionRevision,
    Unit,
)
from kernel.moves import step
from kernel.page_cache import content_changed
from partners.days import today

DRAFTS_KEPT = timedelta(days=365)  # after the consultation closed; the privacy notice says so


@dataclass(frozen=True)
class Outlook:
    """What a withdrawal does and what it cannot undo, each as a sentence."""

    goes: list[Any]
    remains: list[Any]


def outlook(submission: Submission) -> Outlook:
    """Say, before or after the act, what goes and what remains."""
    published = Finding.objects.filter(
        state=FindingState.PUBLISHED, evidence__coding__source__submission=submission
    ).exists()
    goes = [
        _("Your answers, in every version you sent or saved."),
        _("Your name, organization and e-mail address, if you gave them."),
        _("Passages of yours under themes, and any quotation of your words on our pages."),
    ]
    remains = [_("The receipt number, the days, and the record that you consented and withdrew.")]
    if published or submission.state == SubmissionState.WITHDRAWN:
        remains.append(_("Rounded figures in findings that were already published; they name and quote nobody."))
    remains.append(_("Copies that other people made of public pages: we cannot reach those."))
    return Outlook(goes, remains)


@transaction.atomic
def withdraw(submission: Submission, *, actor: Actor) -> Submission:
    """Take everything back. Possible at any time; drafts of findings that rested on it go back to be checked again."""
    submission = Submission.objects.lock(pk=submission.pk)
    if submission.state == SubmissionState.WITHDRAWN:
        return submission
    there = step(SUBMISSION_MOVES, submission.state, SubmissionState.WITHDRAWN)
    findings.reopen_resting_on(submission, actor=unnamed(submission, actor))
    person = submission.participation
    submission.state, submission.draft, submission.withdrawn_on = SubmissionState(there), {}, today()
    submission.participation, submission.start_key = None, None
    submission.save(update_fields=("state", "draft", "withdrawn_on", "participation", "start_key"))
    _erase(submission)
    if person is not None:
        forget_person(person)
    if submission.consent is not None:
        nothing = Choices(attribution=Attribution(submission.consent.attribution), uses=frozenset())
        record_consent(submission, nothing, act=ConsentAct.WITHDRAWN, language=submission.language)
    content_changed()
    note(submission, actor, "submission.withdrawn")
    return submission


def forget_drafts(*, actor: Actor, at_most: int = 100) -> int:
    """Take back drafts that nobody sent within a year of the close, as the notice promises; return how many."""
    before = timezone.now() - DRAFTS_KEPT
    old = Submission.objects.filter(state=SubmissionState.DRAFT, consultation__closes_at__lt=before).order_by("pk")
    forgotten = 0
    for pk in old.values_list("pk", flat=True)[:at_most]:
        with transaction.atomic():
            row = Submission.objects.lock(pk=pk)
            closes = row.consultation.closes_at  # read under the lock: an extension may have come between
            if row.state == SubmissionState.DRAFT and closes is not None and closes < before:
                withdraw(row, actor=actor)
                forgotten += 1
    return forgotten


def _erase(submission: Submission) -> None:
    """Delete the words and everything cut from them; the triggers allow it only now that the row says withdrawn."""
    texts = SourceText.objects.filter(submission=submission)
    Quote.objects.filter(source__in=texts).delete()
    FindingEvidence.objects.filter(coding__source__in=texts).delete()
    Coding.objects.filter(source__in=texts, retracts__isnull=False).delete()
    Coding.objects.filter(source__in=texts).delete()
    Unit.objects.filter(source__in=texts).delete()
    texts.delete()
    Answer.objects.filter(revision__submission=submission).delete()
    SubmissionRevision.objects.filter(submission=submission).delete()
