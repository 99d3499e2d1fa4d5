"""Proof: a file with its hash, or a link that a person looks at again; accepted by a second person (PA-2, PA-3)."""

import datetime
import hashlib
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from kernel.seen import require_unchanged, shown
from partners import periods
from partners.commitment_states import (
    EVIDENCE_MOVES,
    UNDECIDED_EVIDENCE,
    Classification,
    EventKind,
    EvidenceKind,
    EvidenceState,
    Lifecycle,
    UpdateState,
)
from partners.domain import commitment_facts, commitment_guards, commitment_history
from partners.models import Commitment, EvidenceItem, Measure, ProgressUpdate

RECHECK = datetime.timedelta(days=90)  # a link may change or go away; a file keeps its hash
TAKES_EVIDENCE = frozenset({Lifecycle.AGREED, Lifecycle.IN_PROGRESS, Lifecycle.COMPLETE})
_ORDER = list(Classification.values)
WORDS = ("title_en", "title_fr", "classification")


@transaction.atomic
def attach_link(
    commitment: Commitment,
    url: str,
    *,
    actor: Actor,
    title_en: str,
    title_fr: str,
    captured_on: datetime.date,
    update: ProgressUpdate | None = None,
    measure: Measure | None = None,
    **described: Any,
) -> EvidenceItem:
    """Attach an address. The server never fetches it; a person looks again every 90 days.

    Args:
        described: `language`, `classification`, and `once`, the key of the form: sent twice, it attaches once.

    Raises:
        Invalid: the address is not `https`, or it was seen on a day that lies ahead.
    """
    if not url.startswith("https://"):
        raise Invalid(_("Give an address that begins with https://."), field="url")
    return _attach(
        commitment,
        actor,
        update,
        measure,
        kind=EvidenceKind.LINK,
        url=url,
        recheck_due=captured_on + RECHECK,
        title_en=title_en,
        title_fr=title_fr,
        captured_on=captured_on,
        **described,
    )


@transaction.atomic
def attach_file(
    commitment: Commitment,
    content: bytes,
    file_type: str,
    *,
    actor: Actor,
    title_en: str,
    title_fr: str,
    captured_on: datetime.date,
    update: ProgressUpdate | None = None,
    measure: Measure | None = None,
    **described: Any,
) -> EvidenceItem:
    """Attach a file that the form has examined; it is kept under a random name with its hash.

    Args:
        content: the bytes.
        file_type: one of pdf, png, jpg, csv, xlsx, docx.
        described: as `attach_link`.
    """
    return _attach(
        commitment,
        actor,
        update,
        measure,
        kind=EvidenceKind.FILE,
        file=ContentFile(content, name="evidence"),
        file_type=file_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        title_en=title_en,
        title_fr=title_fr,
        captured_on=captured_on,
        **described,
    )


@transaction.atomic
def check(item: EvidenceItem, *, actor: Actor) -> EvidenceItem:
    """Say that a person has opened it and it shows what it should.

    Attached evidence moves on to approval. Accepted evidence that is looked at in time stays accepted and gets a new
    date; once it has lapsed, a second person has to accept it again.
    """
    commitment, item = _held(item)
    now, today = timezone.now(), periods.today()
    renewed = today + RECHECK if item.kind == EvidenceKind.LINK else None
    item.checked_by_id, item.checked_at = actor.user_id, now
    if item.state == EvidenceState.ACCEPTED and not item.lapsed(today):
        item.checked_by_id = item.checked_by_id if item.checked_by_id != item.decided_by_id else None
        item.recheck_due = renewed
        item.save(update_fields=("checked_by", "checked_at", "recheck_due"))
    else:
        item.state = step(EVIDENCE_MOVES, item.state, EvidenceState.CHECKED)
        item.decided_by, item.decided_at, item.recheck_due = None, None, renewed
        item.save(update_fields=("state", "checked_by", "checked_at", "decided_by", "decided_at", "recheck_due"))
    commitment_history.append(
        commitment,
        EventKind.EVIDENCE_RECHECKED,
        evidence=item.public_id,
        state=item.state,
        recheck_due=item.recheck_due,
    )
    commitment_facts.recount(commitment)
    audit.record(actor, "evidence.checked", item, commitment=commitment.public_id)
    return item


@transaction.atomic
def accept(item: EvidenceItem, *, actor: Actor) -> EvidenceItem:
    """Accept checked evidence.

    Raises:
        NotPermitted: the approver attached or checked it (PA-3).
        DomainError: `evidence_lapsed`: it must be looked at again first.
    """
    commitment, item = _held(item)
    commitment_guards.require_second_person(actor, commitment, item.attached_by_id, item.checked_by_id)
    if item.lapsed(periods.today()):
        raise DomainError(_("It was not checked again by its date. Have it checked first."), code="evidence_lapsed")
    _decide(commitment, item, actor, EvidenceState.ACCEPTED, EventKind.EVIDENCE_ACCEPTED)
    return item


@transaction.atomic
def reject(item: EvidenceItem, *, actor: Actor, reason: str) -> EvidenceItem:
    """Reject checked evidence with the reason.

    Raises:
        NotPermitted: own work (PA-3).
        Invalid: no reason.
    """
    commitment, item = _held(item)
    commitment_guards.require_second_person(actor, commitment, item.attached_by_id, item.checked_by_id)
    if not reason.strip():
        raise Invalid(_("Say why, so that better evidence can be found."), field="reason")
    item.rejection = reason.strip()
    _decide(commitment, item, actor, EvidenceState.REJECTED, EventKind.EVIDENCE_REJECTED)
    return item


def seen_of(item: EvidenceItem) -> str:
    """Return the word for what a page shows of a piece of evidence now; `correct` takes it back."""
    return shown(item, WORDS)


@transaction.atomic
def correct(
    item: EvidenceItem, *, actor: Actor, title_en: str, title_fr: str, classification: str, seen: str = ""
) -> EvidenceItem:
    """Mend the title or the classification of evidence that is not accepted yet.

    Whoever mends it has opened it: this counts as the check, so that they cannot accept it themselves (PA-3).

    Args:
        seen: `seen_of` when the page was opened.

    Raises:
        Stale: somebody else has mended it since.
        DomainError: `evidence_decided`: it is accepted, rejected or taken off the page.
        Invalid: a title is empty, or it is more sensitive than this service may hold.
    """
    commitment, item = _held(item)
    require_unchanged(seen, seen_of(item))
    typed = {"title_en": title_en.strip(), "title_fr": title_fr.strip(), "classification": classification}
    for name in ("title_en", "title_fr"):
        if not typed[name]:
            raise Invalid(_("Name it in both languages."), field=name)
    _check_ceiling(classification)
    if item.state not in UNDECIDED_EVIDENCE:
        raise DomainError(
            _("This evidence was decided already, so its title stays. Have it taken off the page and attach it anew."),
            code="evidence_decided",
        )
    changed = [name for name, value in typed.items() if getattr(item, name) != value]
    if changed:
        for name in changed:
            setattr(item, name, typed[name])
        item.state, item.checked_by_id, item.checked_at = EvidenceState.CHECKED, actor.user_id, timezone.now()
        item.save(update_fields=(*changed, "state", "checked_by", "checked_at"))
        audit.record(actor, "evidence.corrected", item, commitment=commitment.public_id, fields=changed)
    return item


@transaction.atomic
def withdraw(item: EvidenceItem, *, actor: Actor, reason: str) -> EvidenceItem:
    """Take accepted evidence off the public page, its data and its download, at once.

    One approver is enough, whoever attached it: what names a person or turned out wrong does not wait for a second.
    The commitment counts as unproven again until other evidence is accepted.

    Raises:
        IllegalMove: it is not accepted.
        Invalid: no reason.
    """
    commitment, item = _held(item)
    if not reason.strip():
        raise Invalid(_("Say why it is taken off the page."), field="reason")
    item.state = step(EVIDENCE_MOVES, item.state, EvidenceState.WITHDRAWN)
    item.rejection = reason.strip()
    item.save(update_fields=("state", "rejection"))
    commitment_history.append(commitment, EventKind.EVIDENCE_WITHDRAWN, evidence=item.public_id, sha256=item.sha256)
    commitment_facts.recount(commitment)
    commitment_guards.mark_modified(commitment)
    audit.record(actor, "evidence.withdrawn", item, commitment=commitment.public_id)
    return item


def _decide(commitment: Commitment, item: EvidenceItem, actor: Actor, there: EvidenceState, kind: EventKind) -> None:
    item.state = step(EVIDENCE_MOVES, item.state, there)
    item.decided_by_id, item.decided_at = actor.user_id, timezone.now()
    item.save(update_fields=("state", "decided_by", "decided_at", "rejection"))
    commitment_history.append(
        commitment, kind, evidence=item.public_id, sha256=item.sha256, recheck_due=item.recheck_due
    )
    commitment_facts.recount(commitment)
    if item.classification == Classification.UNCLASSIFIED and there == EvidenceState.ACCEPTED:
        commitment_guards.mark_modified(commitment)
    audit.record(actor, f"evidence.{there}", item, commitment=commitment.public_id)


def _attach(
    commitment: Commitment,
    actor: Actor,
    update: ProgressUpdate | None,
    measure: Measure | None,
    *,
    once: UUID | None = None,
    **columns: Any,
) -> EvidenceItem:
    commitment = Commitment.objects.lock(pk=commitment.pk)
    if made := commitment_guards.made_once(EvidenceItem, once, commitment_id=commitment.pk):
        return made  # type: ignore[no-any-return]
    commitment_guards.require_honest(commitment)
    if commitment.lifecycle not in TAKES_EVIDENCE:
        raise DomainError(
            _("Evidence is attached once the parties have agreed to the commitment."), code="not_reporting"
        )
    if columns["captured_on"] > periods.today():
        raise Invalid(_("The day lies ahead."), field="captured_on")
    for name in ("title_en", "title_fr"):
        if not columns[name].strip():
            raise Invalid(_("Name it in both languages."), field=name)
    _check_ceiling(columns.get("classification", Classification.UNCLASSIFIED))
    if update is not None and (
        update.obligation.commitment_id != commitment.pk or update.state == UpdateState.PUBLISHED
    ):
        raise Invalid(_("Choose an update of this commitment that is not public yet."), field="update")
    if measure is not None and measure.commitment_id != commitment.pk:
        raise Invalid(_("Choose a measure of this commitment."), field="measure")
    item: EvidenceItem = EvidenceItem.objects.create(
        public_id=once or uuid4(),
        commitment=commitment,
        update=update,
        measure=measure,
        attached_by_id=actor.user_id,
        **columns,
    )
    audit.record(actor, "evidence.attached", item, commitment=commitment.public_id, kind=item.kind)
    return item


def _check_ceiling(classification: str) -> None:
    """Refuse what is more sensitive than this deployment may hold (STD-30)."""
    ceiling = settings.CLASSIFICATION_CEILING
    if _ORDER.index(classification) > _ORDER.index(ceiling):
        raise Invalid(
            _("This is more sensitive than this service may hold. Keep it where it is and describe it in words."),
            field="classification",
        )


def _held(item: EvidenceItem) -> tuple[Commitment, EvidenceItem]:
    """Lock the commitment, then the evidence."""
    commitment = Commitment.objects.lock(pk=item.commitment_id)
    commitment_guards.require_honest(commitment)
    return commitment, EvidenceItem.objects.lock(pk=item.pk)
