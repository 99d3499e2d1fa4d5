"""Who answers and what they allow: name, uses, mailbox; each chosen apart, each change a new record (engagement 5.2, 5.3)."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from engagement.domain import findings, receipts
from engagement.domain.discretion import note, unnamed
from engagement.enums import (
    SUBMISSION_MOVES,
    Attribution,
    Capacity,
    Confirmation,
    ConsentAct,
    ConsentMethod,
    Reachable,
    SubmissionState,
    Use,
)
from engagement.models import ConsentRecord, Consultation, Participation, Submission
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from kernel.page_cache import content_changed
from kernel.seen import require_unchanged, shown
from messaging.domain import outbox, tidying
from partners.days import today

CONFIRM = "engagement.confirm"
READING = frozenset({Use.ANALYSE, Use.SUMMARISE})  # findings that are not published yet follow when one is taken back


@dataclass(frozen=True)
class Choices:
    """What a person chose before the first question: name, uses, and how to be reached."""

    attribution: Attribution
    uses: frozenset[Use]
    capacity: Capacity = Capacity.INDIVIDUAL
    sector_id: int | None = None
    jurisdiction_id: int | None = None
    name: str = field(default="", repr=False)
    organization_name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


def check_choices(choices: Choices) -> None:
    """Refuse choices that contradict each other.

    Raises:
        Invalid: `field` names the choice to change.
    """
    named = choices.attribution != Attribution.ANONYMOUS
    if choices.attribution == Attribution.NAMED and not choices.name.strip():
        raise Invalid(_("To appear with your name, enter it."), code="name_missing", field="name")
    if choices.attribution == Attribution.ORGANIZATION and not choices.organization_name.strip():
        raise Invalid(
            _("To appear with your organization’s name, enter it."),
            code="organization_missing",
            field="organization_name",
        )
    if not named and Use.RECONTACT in choices.uses:
        raise Invalid(
            _("We cannot write to you and keep you anonymous. Keep your receipt: it shows what came of your input."),
            code="anonymous_is_not_written_to",
            field="uses",
        )
    if named and not choices.email.strip():
        raise Invalid(
            _("Enter an e-mail address: a name is shown only after its owner has confirmed by e-mail."),
            code="email_missing",
            field="email",
        )


def as_kept(choices: Choices) -> Choices:
    """Return the choices without what is not kept: no name unless it is to be shown, and of anonymous input none."""
    named = choices.attribution != Attribution.ANONYMOUS
    return replace(
        choices,
        name=choices.name.strip() if choices.attribution == Attribution.NAMED else "",
        organization_name=choices.organization_name.strip() if named else "",
        email=choices.email.strip() if named else "",
    )


def choices_of(submission: Submission) -> Choices | None:
    """Return what holds now for a submission, or None when nothing was chosen or it is withdrawn."""
    person, record = submission.participation, submission.consent
    if person is None or record is None:
        return None
    return Choices(
        attribution=Attribution(record.attribution),
        uses=given_uses(record),
        capacity=Capacity(person.capacity),
        sector_id=person.sector_id,
        jurisdiction_id=person.jurisdiction_id,
        name=person.name,
        organization_name=person.organization_name,
        email=person.email,
    )


def record_person(consultation: Consultation, choices: Choices, language: str) -> Participation:
    """Keep of the person what was chosen; anonymous input keeps capacity, sector and region at most (5.3)."""
    kept = as_kept(choices)
    row = Participation(
        consultation=consultation,
        capacity=kept.capacity,
        sector_id=kept.sector_id,
        jurisdiction_id=kept.jurisdiction_id,
        language=language,
        name=kept.name,
        organization_name=kept.organization_name,
        email=kept.email,
        reachable=Reachable.MAILBOX if kept.email and Use.RECONTACT in kept.uses else Reachable.RECEIPT,
    )
    row.save(force_insert=True)
    return row


def record_consent(submission: Submission, choices: Choices, *, act: ConsentAct, language: str) -> ConsentRecord:
    record = ConsentRecord(
        submission=submission,
        number=submission.consents.count() + 1,
        attribution=choices.attribution,
        notice=submission.version,
        language=language,
        act=act,
        method=ConsentMethod.ONLINE,
        given_on=today(),
        **{f"may_{use.value}": use in choices.uses for use in Use},
    )
    record.save(force_insert=True)
    submission.consent = record
    submission.save(update_fields=("consent",))
    content_changed()  # quotations follow what is allowed, and no trail is kept of who is anonymous
    return record


def seen_of_choices(submission: Submission) -> str:
    """Return the word for the choices that a page shows; each change is a new record, so its key says all."""
    return shown(submission, ("consent", "participation"))


@transaction.atomic
def change_choices(
    submission: Submission, choices: Choices, *, language: str, actor: Actor, seen: str = ""
) -> ConsentRecord:
    """Choose anew under which name and for which uses; allowed as long as the input is not withdrawn.

    When reading or summarising is taken back, findings that are not published yet go back to be checked again.

    Args:
        seen: `seen_of_choices` when the page was opened, so that an old page allows nothing anew unread.

    Raises:
        Stale: the choices were changed since.
        Invalid: contradicting choices; code `anonymity_is_final` when anonymous input is to be given a name.
    """
    check_choices(choices)
    submission = Submission.objects.lock(pk=submission.pk)
    if submission.state == SubmissionState.WITHDRAWN:
        step(SUBMISSION_MOVES, submission.state, SubmissionState.SUBMITTED)
    require_unchanged(seen, seen_of_choices(submission), own=True)
    anonymous = choices.attribution == Attribution.ANONYMOUS
    if submission.is_anonymous and not anonymous:
        raise Invalid(
            _("What was given anonymously stays anonymous: we kept nothing that could tie it to a name."),
            code="anonymity_is_final",
            field="attribution",
        )
    if (given_uses(submission.consent) - choices.uses) & READING:
        findings.reopen_resting_on(submission, actor=unnamed(submission, actor))
    old = submission.participation
    submission.participation = record_person(submission.consultation, choices, language)
    submission.is_anonymous = anonymous
    submission.save(update_fields=("participation", "is_anonymous"))
    _carry_confirmation(old, submission)
    record = record_consent(submission, choices, act=ConsentAct.CHANGED, language=language)
    note(submission, actor, "submission.consent_changed")
    return record


def given_uses(record: ConsentRecord | None) -> frozenset[Use]:
    """Return the uses a consent record gives."""
    return frozenset(use for use in Use if record is not None and getattr(record, f"may_{use.value}"))


def _carry_confirmation(old: Participation | None, submission: Submission) -> None:
    """Keep an answer of the mailbox while name, organization and address stay; else ask again; then drop the old row.

    A question that still waits is asked anew: the link in the first message belongs to the row that goes.
    """
    new = submission.participation
    same = old is not None and new is not None and _said(old) == _said(new)
    if new is not None and new.email:
        if same and old is not None and old.confirmation not in (Confirmation.NONE, Confirmation.PENDING):
            new.confirmation, new.link_hash = old.confirmation, receipts.digest("mailbox", link_of(new))
        elif submission.revisions:
            ask_mailbox(submission)
    if old is not None:
        forget_person(old)
    if new is not None:
        new.save(update_fields=("confirmation", "link_hash"))


def forget_person(row: Participation) -> None:
    """Delete what is known of a person, and to which address messages to them went; nothing points to it any more."""
    tidying.forget_recipient(row.pk)
    row.delete()


def _said(row: Participation) -> tuple[str, str, str]:
    return row.name, row.organization_name, row.email.casefold()


def ask_mailbox(submission: Submission) -> None:
    """Owe the message that asks the mailbox on record whether the submission is its own (5.2)."""
    person = submission.participation
    if person is None:
        return
    person.confirmation, person.link_hash = Confirmation.PENDING, receipts.digest("mailbox", link_of(person))
    outbox.owe(
        CONFIRM,
        about=person.pk,  # never the submission: the row would tie a mailbox to words once the name is given up
        to=person.pk,
        key=f"{CONFIRM}:{person.pk}",
        language=submission.language,
    )


def link_of(participation: Participation) -> str:
    """Return the token of the links in messages to this mailbox: derived, so that only its hash is ever kept (RE-7)."""
    return receipts.derived("mailbox", str(participation.pk))


def of_link(token: str) -> Participation | None:
    """Return the participation a link in a message belongs to, or None when it points to nothing any more."""
    return (
        Participation.objects.select_related("submission__consultation")
        .filter(link_hash=receipts.digest("mailbox", token))
        .first()
    )


class LinkGone(DomainError):
    """The participation was replaced or withdrawn, so its link points to nothing."""

    code = "link_gone"
    status = 404


def _lock(participation_id: UUID) -> tuple[Participation, Submission]:
    """Return a participation and its submission, both held: the submission first, as everywhere.

    Raises:
        LinkGone: the submission has another participation by now, or none.
    """
    submission = Submission.objects.select_for_update(of=("self",), no_key=True)
    held = submission.filter(participation=participation_id).order_by("pk").first()
    row = Participation.objects.lock_all(pk=participation_id) if held is not None else []
    if held is None or not row:
        raise LinkGone(_("This link no longer works: the input it belonged to was changed or withdrawn."))
    return row[0], held


@transaction.atomic
def confirm(participation_id: UUID, *, actor: Actor) -> Participation:
    """Take the mailbox's word that the submission is its own: from now on the name may be shown.

    Raises:
        LinkGone: the participation was replaced meanwhile.
    """
    row, submission = _lock(participation_id)
    if row.confirmation == Confirmation.PENDING:
        row.confirmation = Confirmation.CONFIRMED
        row.save(update_fields=("confirmation",))
        note(submission, actor, "submission.confirmed")
    return row


@transaction.atomic
def deny(participation_id: UUID, *, actor: Actor) -> Participation:
    """Take the mailbox's word that the submission is not its own: name and address go, the words stay as anonymous.

    What is known of the person is kept anew without them, so that no message that was sent leads to the words.

    Raises:
        LinkGone: the participation was replaced meanwhile, or was denied already.
    """
    old, submission = _lock(participation_id)
    note(submission, actor, "submission.denied")
    uses = given_uses(submission.consent) - {Use.RECONTACT}
    choices = Choices(
        attribution=Attribution.ANONYMOUS,
        uses=uses,
        capacity=Capacity(old.capacity),
        sector_id=old.sector_id,
        jurisdiction_id=old.jurisdiction_id,
    )
    fresh = record_person(submission.consultation, choices, old.language)
    submission.participation, submission.is_anonymous = fresh, True
    submission.save(update_fields=("participation", "is_anonymous"))
    forget_person(old)
    record_consent(submission, choices, act=ConsentAct.DENIED, language=submission.language)
    return fresh


@transaction.atomic
def stop_notices(participation_id: UUID, *, actor: Actor) -> Participation:
    """Write to this mailbox no more; everything else stays as it was chosen. Saying it twice changes nothing.

    Raises:
        LinkGone: the participation was replaced meanwhile.
    """
    row, submission = _lock(participation_id)
    if submission.consent is not None and submission.consent.may_recontact:
        row.reachable = Reachable.RECEIPT
        row.save(update_fields=("reachable",))
        kept = Choices(
            attribution=Attribution(submission.consent.attribution),
            uses=given_uses(submission.consent) - {Use.RECONTACT},
        )
        record_consent(submission, kept, act=ConsentAct.CHANGED, language=submission.language)
        note(submission, actor, "submission.notices_stopped")
    return row
