"""Guards that every verb of a commitment shares: who, on what, and how a change of words is settled."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError, Invalid, NotPermitted
from partners import periods
from partners.commitment_states import ENDED, EventKind, Lifecycle
from partners.domain import commitment_history, commitment_revisions
from partners.enums import Provenance
from partners.models import Commitment
from partners.queries import commitment_gaps
from partners.queries.commitment_gaps import Gap
from publishing.domain import gate


class NotReady(DomainError):
    """Something is still missing for this step; `gaps` lists it."""

    code = "not_ready"
    status = 422

    def __init__(self, gaps: Sequence[Gap]) -> None:
        self.gaps = list(gaps)
        listed = " ".join(str(gap.message) for gap in gaps)
        super().__init__(
            _("This cannot be done yet. %(missing)s") % {"missing": listed},
            missing=[gap.code for gap in gaps],
            fields=[field for gap in gaps for field in gap.fields],
        )


def require(gaps: Sequence[Gap]) -> None:
    """Refuse when something is missing.

    Raises:
        NotReady: names everything that is missing.
    """
    if gaps:
        raise NotReady(gaps)


def require_own_status(commitment: Commitment) -> None:
    """Refuse a direct change of a parent's status: it follows from its parts (PA-6)."""
    if commitment.umbrella:
        raise DomainError(
            _("The status of a commitment that groups others follows from its parts; change the parts."),
            code="status_is_derived",
        )


def require_second_person(actor: Actor, commitment: Commitment, *authors: int | None) -> None:
    """Refuse approval of one's own work (PA-3). The system approves nothing, except while loading a demonstration."""
    if actor.user_id is None:
        if commitment.provenance != Provenance.DEMO:
            raise NotPermitted(_("A second person must decide this."), code="second_person_needed")
    elif actor.user_id in authors:
        raise NotPermitted(
            _("This is your own work: ask a colleague to decide."),
            code="own_work",
        )


def is_honest(commitment: Commitment) -> bool:
    """Tell whether anything may be stated here about a commitment: in a demonstration, only about fictional ones."""
    return not settings.DEMO or commitment.provenance == Provenance.DEMO


def require_honest(commitment: Commitment) -> None:
    """In a demonstration, refuse statements about commitments of real bodies: they would be invented (PA-26)."""
    if not is_honest(commitment):
        raise DomainError(
            _(
                "This is a demonstration: progress and promises are only entered for fictional organizations. "
                "Choose a commitment that is marked as a demonstration."
            ),
            code="demo_speaks_of_fictional_only",
        )


def require_open(commitment: Commitment) -> None:
    """Refuse changes to what is over."""
    if commitment.lifecycle in ENDED or commitment.lifecycle == Lifecycle.COMPLETE:
        raise DomainError(
            _("This commitment is closed; its text stays as it was."), code="commitment_closed", status=409
        )


def made_once(model: type[Model], once: UUID | None, **of: Any) -> Any:
    """Return the row that this very form has made already, or none; the caller holds the row above it.

    Args:
        once: the key of the form, which becomes the public id of the row.
        of: what the row belongs to.

    Raises:
        Invalid: `form_used`: the key stands for a row of something else.
    """
    row = model._default_manager.filter(public_id=once).first() if once is not None else None
    if row is not None and any(getattr(row, name) != value for name, value in of.items()):
        raise Invalid(_("This page cannot be used again. Open it anew and send the form once more."), code="form_used")
    return row


def begin_change(commitment: Commitment, reason_en: str, reason_fr: str) -> None:
    """Check that the words of a locked commitment may change now, and that a later change says why."""
    require_open(commitment)
    require_honest(commitment)
    if commitment.current_revision_id is None:
        return
    missing = [name for name, text in (("reason_en", reason_en), ("reason_fr", reason_fr)) if not text.strip()]
    if missing:
        raise DomainError(
            _("The text is with the parties: say in both languages why it changes."),
            code="reason_needed",
            field=missing[0],
            status=422,
        )


def settle_change(
    commitment: Commitment,
    *,
    actor: Actor,
    verb: str,
    row: Model,
    changed: Iterable[str],
    reason_en: str = "",
    reason_fr: str = "",
    same_meaning: Iterable[str] = (),
) -> None:
    """Finish a change of words: note the languages, keep the text whole, freeze a revision, remember it.

    Args:
        row: the changed row, the commitment or a part of it.
        changed: names of changed fields.
        same_meaning: stems of which only one side was edited and both still say the same.

    Raises:
        NotReady: a text that the parties or the public already have would lack a language, a lead or a measure.
    """
    names = list(changed)
    # a side that was emptied is missing; it does not make the other side out of date
    gate.note_edit(row, [name for name in names if getattr(row, name, None)])
    for stem in same_meaning:
        gate.confirm_current(row, stem)
    if commitment.current_revision_id is not None:
        if commitment.umbrella or commitment.provenance in (Provenance.SEED, Provenance.PUBLIC):
            require(commitment_gaps.in_words(commitment))
        else:
            require(commitment_gaps.before_proposing(commitment))
        before = commitment.current_revision_id
        revision = commitment_revisions.freeze(commitment, actor.user_id, reason_en=reason_en, reason_fr=reason_fr)
        if revision.pk != before:
            commitment_history.append(
                commitment, EventKind.REVISED, revision=revision.number, core_hash=revision.core_hash
            )
            mark_modified(commitment)
    audit.record(actor, verb, row, fields=names, commitment=commitment.public_id)


def mark_modified(commitment: Commitment) -> None:
    """Move the public date modified to today, if the public sees the commitment (STD-07)."""
    if commitment.published_at is not None and commitment.modified_on != periods.today():
        commitment.modified_on = periods.today()
        commitment.save(update_fields=("modified_on",))
