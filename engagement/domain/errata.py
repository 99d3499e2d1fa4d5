"""Corrections of what is published: its words stay, and what is right stands beside them, dated and signed (3, EN-1)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from engagement.domain import freezing
from engagement.domain.modified import touch
from engagement.domain.wording import write
from engagement.enums import ERRATUM_MOVES, ErratumState, FindingState
from engagement.models import Consultation, Erratum, Finding, Recommendation
from kernel.errors import DomainError
from kernel.moves import step
from publishing.domain import gate

TEXTS = ("text",)


@transaction.atomic
def draft(subject: Finding | Recommendation, *, text_en: str, text_fr: str, actor: Actor) -> Erratum:
    """Begin the correction of a published finding or recommendation; only staff see it.

    Raises:
        DomainError: code `not_published`, or `erratum_in_work`.
    """
    Consultation.objects.lock(pk=subject.consultation_id)
    if subject.state != FindingState.PUBLISHED:  # the two enumerations share the word
        raise DomainError(_("What is not published yet is changed, not corrected."), code="not_published")
    about = {"finding": subject} if isinstance(subject, Finding) else {"recommendation": subject}
    if Erratum.objects.filter(**about, state=ErratumState.DRAFT).exists():
        raise DomainError(_("A correction is already being written. Finish it first."), code="erratum_in_work")
    row = Erratum.objects.create(
        consultation_id=subject.consultation_id,
        **about,
        text_en=text_en,
        text_fr=text_fr,
        author_id=actor.user_id,
    )
    audit.record(actor, "erratum.drafted", row)
    return row


@transaction.atomic
def edit(erratum: Erratum, *, text_en: str, text_fr: str, actor: Actor, settled: bool = False) -> Erratum:
    """Change a correction that is not published.

    Raises:
        DomainError: code `erratum_published`.
    """
    row = _in_work(erratum)
    write(row, {"text_en": text_en, "text_fr": text_fr}, actor=actor, verb="erratum.edited", settled=settled)
    return row


def require_publishable(row: Erratum, actor: Actor) -> None:
    """Let a correction go out when a second person signs it and it says the same in both languages.

    Raises:
        NotPermitted: its author cannot sign it (EN-12).
        LanguageGap: missing or stale in one language.
    """
    freezing.require_person(actor)
    freezing.require_other(
        row.author_id, actor, _("A correction is published by someone other than its author. Ask a second person.")
    )
    gate.require_both(row, TEXTS)


@transaction.atomic
def publish(erratum: Erratum, *, actor: Actor) -> Erratum:
    """Sign a correction: it stands beside what it corrects at once, on every page, in the document and in the data.

    Raises:
        NotPermitted, LanguageGap: as `require_publishable`.
    """
    consultation = Consultation.objects.lock(pk=erratum.consultation_id)
    row: Erratum = Erratum.objects.lock(pk=erratum.pk)
    there = step(ERRATUM_MOVES, row.state, ErratumState.PUBLISHED)
    require_publishable(row, actor)
    row.state, row.approver_id, row.published_at = ErratumState(there), actor.user_id, timezone.now()
    row.save(update_fields=("state", "approver", "published_at"))
    touch(consultation)
    audit.record(actor, "erratum.published", row)
    return row


@transaction.atomic
def drop(erratum: Erratum, *, actor: Actor) -> None:
    """Throw away a correction that is not published.

    Raises:
        DomainError: code `erratum_published`.
    """
    row = _in_work(erratum)
    audit.record(actor, "erratum.dropped", row)
    row.delete()


def _in_work(erratum: Erratum) -> Erratum:
    row: Erratum = Erratum.objects.lock(pk=erratum.pk)
    if row.state != ErratumState.DRAFT:
        raise DomainError(
            _("This correction is published and stays as it is. Write another one."), code="erratum_published"
        )
    return row
