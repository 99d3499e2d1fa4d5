"""Progress as parties report it: one report a period, seen by two people (PA-3, PA-28)."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel import canonical
from kernel.errors import DomainError, Invalid, Stale
from kernel.moves import step
from kernel.seen import require_unchanged
from messaging.domain import outbox
from partners import periods
from partners.commitment_states import (
    EDITABLE_UPDATE,
    OBLIGED,
    REPORTING,
    UPDATE_MOVES,
    EventKind,
    UpdateState,
)
from partners.domain import commitment_facts, commitment_guards, commitment_history, commitments
from partners.enums import Provenance
from partners.models import Commitment, Measure, PartyObligation, ProgressUpdate
from partners.queries import commitment_gaps
from partners.queries.commitment_versions import version_of
from publishing.domain import gate

WORDS = (
    "narrative_en",
    "narrative_fr",
    "health",
    "challenges_en",
    "challenges_fr",
    "recovery_en",
    "recovery_fr",
    "closing",
)


@transaction.atomic
def draft(obligation: PartyObligation, period: periods.Period, *, actor: Actor) -> ProgressUpdate:
    """Start the report of one party about one period; the one that begins on the same day is returned.

    After a change of cadence amid a period, what is not reported of it is a period of its own.

    Raises:
        Invalid: it is none of the commitment's periods, or nothing is left of it to report.
        DomainError: `not_reporting` for an observer, a party that left, or a commitment that is not agreed;
            `period_ahead` for a period that has not begun; `demo_speaks_of_fictional_only` (PA-26).
    """
    commitment = Commitment.objects.lock(pk=obligation.commitment_id)
    commitment_guards.require_honest(commitment)
    if commitment.lifecycle not in REPORTING:
        raise DomainError(
            _("Progress is reported once the parties have agreed, and until the commitment ends."),
            code="not_reporting",
        )
    if obligation.role not in OBLIGED or obligation.ended_on is not None:
        raise DomainError(_("This party owes no progress updates here."), code="not_reporting")
    begun = {update.period_start: update for update in obligation.updates.order_by("period_start")}
    if period.start in begun:
        return begun[period.start]
    whole = periods.period_of(period.start, commitment.reporting_months)
    if period != periods.left_of(whole, (update.period for update in begun.values())):
        raise Invalid(_("Choose one of the reporting periods of this commitment."), field="period")
    if period.start > periods.today():
        raise DomainError(_("This period has not begun yet."), code="period_ahead", field="period", status=422)
    update: ProgressUpdate = ProgressUpdate.objects.create(
        obligation=obligation,
        period_start=period.start,
        period_end=period.end,
        author_id=actor.user_id,
        provenance=Provenance.DEMO if commitment.fictional else Provenance.STAFF,
    )
    audit.record(actor, "progress.drafted", update, commitment=commitment.public_id)
    return update


@transaction.atomic
def write(
    update: ProgressUpdate,
    *,
    actor: Actor,
    values: Mapping[Measure, Decimal | None] | None = None,
    same_meaning: Iterable[str] = (),
    seen: str = "",
    **words: Any,
) -> ProgressUpdate:
    """Save a draft or a returned update as far as it goes.

    Whoever changed it last is its author; nobody who ever wrote a part of it may approve it (PA-3).

    Args:
        values: where each measure stands; none removes the value.
        same_meaning: stems of which only one side was edited and both still say the same.
        seen: the version that the form showed.
        words: any of `WORDS`.

    Raises:
        Stale: a colleague has changed it since the version `seen`.
    """
    update = _held(update)
    _require_editable(update)
    changed = [name for name in WORDS if name in words and getattr(update, name) != words[name]]
    measured = _measured(update, values or {})
    if changed or measured != update.measured:
        require_unchanged(seen, version_of(update))
    for name in changed:
        setattr(update, name, words[name])
    if measured != update.measured:
        update.measured = measured
        changed.append("measured")
    if changed:
        update.author_id = actor.user_id
        update.save(update_fields=(*changed, "author"))
        if actor.user_id is not None:
            update.writers.add(actor.user_id)
    gate.note_edit(update, [name for name in changed if getattr(update, name)])
    for stem in same_meaning:
        gate.confirm_current(update, stem)
    if changed:
        audit.record(actor, "progress.written", update, fields=changed)
    return update


@transaction.atomic
def submit(update: ProgressUpdate, *, actor: Actor) -> ProgressUpdate:
    """Send an update for approval.

    Raises:
        NotReady: a language is missing, or an update in trouble has no challenges or recovery plan (PA-28).
    """
    update = _held(update)
    update.state = step(UPDATE_MOVES, update.state, UpdateState.SUBMITTED)
    commitment_guards.require(commitment_gaps.before_submitting(update))
    update.submitted_at, update.decided_at, update.decided_by = timezone.now(), None, None
    update.return_reason = ""
    update.save(update_fields=("state", "submitted_at", "decided_at", "decided_by", "return_reason"))
    audit.record(actor, "progress.submitted", update, health=update.health)
    return update


@transaction.atomic
def send_back(update: ProgressUpdate, *, actor: Actor, reason: str, accepted: bool = False) -> ProgressUpdate:
    """Return an update to its author with the reason: one that waits, or one that is accepted and not yet public.

    A planned publication falls away with the acceptance.

    Args:
        accepted: whether the person who returns it saw it as accepted already.

    Raises:
        Stale: a colleague has accepted it meanwhile.
        NotPermitted: own work, also a part of it (PA-3).
        Invalid: no reason.
    """
    update = _held(update)
    commitment_guards.require_second_person(actor, update.obligation.commitment, *_writers(update))
    if not reason.strip():
        raise Invalid(_("Say what should change, so that the author knows."), field="reason")
    if update.state == UpdateState.ACCEPTED and not accepted:
        raise Stale(_("A colleague has accepted it meanwhile. Open it again, then decide."))
    update.state = step(UPDATE_MOVES, update.state, UpdateState.RETURNED)
    update.decided_by_id, update.decided_at, update.return_reason = actor.user_id, timezone.now(), reason.strip()
    update.publish_at = None
    update.save(update_fields=("state", "decided_by", "decided_at", "return_reason", "publish_at"))
    audit.record(actor, "progress.returned", update)
    _tell_author(update)
    return update


@transaction.atomic
def accept(
    update: ProgressUpdate, *, actor: Actor, seen: datetime.datetime | None = None, publish: bool = False
) -> ProgressUpdate:
    """Accept an update; the first accepted update starts an agreed commitment.

    Args:
        seen: when the version that the approver read was submitted; a newer one is refused.
        publish: make it public in the same transaction.

    Raises:
        NotPermitted: own work (PA-3).
        Stale: it was sent again since the approver opened it.
    """
    update = _held(update)
    commitment = update.obligation.commitment
    commitment_guards.require_second_person(actor, commitment, *_writers(update))
    if seen is not None and seen != update.submitted_at:
        raise Stale(_("The author has sent a newer version. Read it, then decide."))
    update.state = step(UPDATE_MOVES, update.state, UpdateState.ACCEPTED)
    update.decided_by_id, update.decided_at = actor.user_id, timezone.now()
    update.save(update_fields=("state", "decided_by", "decided_at"))
    audit.record(actor, "progress.accepted", update, commitment=commitment.public_id)
    commitments.start_locked(commitment, actor=actor, cause="first_update")
    if publish:
        _publish_locked(update, commitment, actor)
    return update


@transaction.atomic
def publish(update: ProgressUpdate, *, actor: Actor) -> ProgressUpdate:
    """Make an accepted update public, both languages in this one transaction (PA-1).

    Raises:
        DomainError: `commitment_not_public`.
        NotReady: a text lacks a language.
    """
    update = _held(update)
    if update.state == UpdateState.PUBLISHED:
        return update
    _publish_locked(update, update.obligation.commitment, actor)
    return update


@transaction.atomic
def schedule(update: ProgressUpdate, *, actor: Actor, at: datetime.datetime) -> ProgressUpdate:
    """Plan the publication of an accepted update for a moment to come, or move it to another; it is asked again then.

    Raises:
        IllegalMove: it is not accepted, or public already.
        Invalid: the moment lies behind.
        DomainError: `commitment_not_public`, when the commitment is neither public by then nor planned to be.
        NotReady: a text lacks a language.
    """
    update = _held(update)
    step(UPDATE_MOVES, update.state, UpdateState.PUBLISHED)
    if at <= timezone.now():
        raise Invalid(_("Choose a moment that lies ahead."), field="at")
    commitment = update.obligation.commitment
    if commitment.published_at is None and (commitment.publish_at is None or commitment.publish_at > at):
        raise DomainError(
            _("Make the commitment public first, or plan it for the same moment; its updates follow it."),
            code="commitment_not_public",
        )
    commitment_guards.require(commitment_gaps.before_submitting(update))
    update.publish_at = at
    update.save(update_fields=("publish_at",))
    audit.record(actor, "progress.publication_planned", update)
    return update


@transaction.atomic
def cancel_schedule(update: ProgressUpdate, *, actor: Actor) -> ProgressUpdate:
    """Take back a planned publication that has not happened; without a plan nothing changes."""
    update = _held(update)
    if update.publish_at is not None:
        update.publish_at = None
        update.save(update_fields=("publish_at",))
        audit.record(actor, "progress.publication_cancelled", update)
    return update


def require_public(commitment: Commitment) -> None:
    """Refuse an update that would be public before what it reports on.

    Raises:
        DomainError: `commitment_not_public`.
    """
    if commitment.published_at is None:
        raise DomainError(_("Make the commitment public first; its updates follow it."), code="commitment_not_public")


def _publish_locked(update: ProgressUpdate, commitment: Commitment, actor: Actor) -> None:
    require_public(commitment)
    update.state = step(UPDATE_MOVES, update.state, UpdateState.PUBLISHED)
    commitment_guards.require(commitment_gaps.before_submitting(update))
    update.published_at, update.publish_at = timezone.now(), None
    update.save(update_fields=("state", "published_at", "publish_at"))
    commitment_history.append(
        commitment,
        EventKind.UPDATE_PUBLISHED,
        update=update.public_id,
        obligation=update.obligation.public_id,
        period_start=update.period_start,
        health=update.health,
        closing=update.closing,
    )
    commitment_facts.recount(commitment)
    commitment_guards.mark_modified(commitment)
    audit.record(actor, "progress.published", update, commitment=commitment.public_id, health=update.health)


def _held(update: ProgressUpdate) -> ProgressUpdate:
    """Lock the commitment, then the update; the update then carries the locked commitment."""
    commitment = Commitment.objects.lock(obligations__updates=update.pk)
    commitment_guards.require_honest(commitment)
    held: ProgressUpdate = ProgressUpdate.objects.lock(pk=update.pk)
    held.obligation = PartyObligation.objects.get(pk=held.obligation_id)
    held.obligation.commitment = commitment
    return held


def _writers(update: ProgressUpdate) -> list[int | None]:
    """Return everybody who wrote a part of it."""
    return [update.author_id, *update.writers.values_list("pk", flat=True)]


def _require_editable(update: ProgressUpdate) -> None:
    if update.state not in EDITABLE_UPDATE:
        raise DomainError(
            _("This update has been sent for approval. It can be changed if the approver returns it."),
            code="update_not_editable",
        )


def _measured(update: ProgressUpdate, values: Mapping[Measure, Decimal | None]) -> dict[str, str]:
    """Return what was measured before with the given values put in; none takes a value out."""
    found: dict[str, str] = dict(update.measured)
    for measure, value in values.items():
        if value is None:
            found.pop(str(measure.public_id), None)
        else:
            found[str(measure.public_id)] = str(canonical.plain(value))
    return found


def _tell_author(update: ProgressUpdate) -> None:
    if update.author is not None and update.decided_at is not None:
        outbox.owe(
            "partners.update_returned",
            about=update.public_id,
            to=update.author.public_id,
            key=f"partners.update_returned:{update.public_id}:{update.decided_at:%Y%m%d%H%M%S%f}",
            language=update.author.language,
        )
