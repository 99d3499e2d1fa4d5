"""The dated steps of a commitment: met, moved to another date, or open again (PA-8)."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from partners import periods
from partners.commitment_states import MILESTONE_MOVES, REPORTING, EventKind, MilestoneState
from partners.domain import commitment_facts, commitment_guards, commitment_history, commitment_revisions
from partners.models import Commitment, Milestone


@transaction.atomic
def meet(milestone: Milestone, *, actor: Actor, met_on: datetime.date) -> Milestone:
    """Say that a milestone was met on a day.

    Raises:
        Invalid: the day lies ahead, or years before the promise.
    """
    commitment, milestone = _milestone(milestone)
    if met_on > periods.today():
        raise Invalid(_("The day lies ahead; a milestone is met on a day that has come."), field="met_on")
    if met_on < _earliest(commitment):
        raise Invalid(_("The day lies years before the commitment. Check the year."), field="met_on")
    milestone.state, milestone.met_on = step(MILESTONE_MOVES, milestone.state, MilestoneState.MET), met_on
    milestone.save(update_fields=("state", "met_on"))
    commitment_history.append(commitment, EventKind.MILESTONE_MET, milestone=milestone.public_id, met_on=met_on)
    commitment_facts.recount(commitment)
    commitment_guards.mark_modified(commitment)
    audit.record(actor, "milestone.met", milestone, commitment=commitment.public_id)
    return milestone


@transaction.atomic
def reopen(milestone: Milestone, *, actor: Actor, reason_en: str, reason_fr: str) -> Milestone:
    """Say that a milestone was not met after all; it is open again on its present date, with the reason for the public.

    Raises:
        Invalid: a reason is missing.
        DomainError: `milestone_not_met`.
    """
    commitment, milestone = _milestone(milestone)
    _require_reasons(reason_en, reason_fr)
    if milestone.state != MilestoneState.MET:
        raise DomainError(_("Nobody has said that this milestone is met."), code="milestone_not_met")
    there = MilestoneState.RESCHEDULED if milestone.slips else MilestoneState.PLANNED
    milestone.state = step(MILESTONE_MOVES, milestone.state, there)
    was, milestone.met_on = milestone.met_on, None
    milestone.reason_en, milestone.reason_fr = reason_en.strip(), reason_fr.strip()
    milestone.save(update_fields=("state", "met_on", "reason_en", "reason_fr"))
    commitment_history.append(
        commitment,
        EventKind.MILESTONE_REOPENED,
        milestone=milestone.public_id,
        was=was,
        reason={"en": milestone.reason_en, "fr": milestone.reason_fr},
    )
    commitment_facts.recount(commitment)
    commitment_guards.mark_modified(commitment)
    audit.record(actor, "milestone.reopened", milestone, commitment=commitment.public_id)
    return milestone


@transaction.atomic
def reschedule(milestone: Milestone, *, actor: Actor, due: datetime.date, reason_en: str, reason_fr: str) -> Milestone:
    """Move a milestone to another day, with the reason; the first date stays and both are shown (PA-8).

    The new date is part of what the parties promised, so it makes a revision.

    Raises:
        Invalid: the same day, a day that lies behind, or a missing reason.
    """
    commitment, milestone = _milestone(milestone)
    _require_reasons(reason_en, reason_fr)
    if due == milestone.current_due:
        raise Invalid(_("This is the date it has now."), field="due")
    if due < periods.today():
        raise Invalid(_("The new date is in the past."), field="due")
    was = milestone.current_due
    milestone.state = step(MILESTONE_MOVES, milestone.state, MilestoneState.RESCHEDULED)
    milestone.current_due, milestone.slips = due, milestone.slips + 1
    milestone.reason_en, milestone.reason_fr = reason_en.strip(), reason_fr.strip()
    milestone.save(update_fields=("state", "current_due", "slips", "reason_en", "reason_fr"))
    reasons = {"reason_en": milestone.reason_en, "reason_fr": milestone.reason_fr}
    revision = commitment_revisions.freeze(commitment, actor.user_id, **reasons)
    commitment_history.append(
        commitment,
        EventKind.MILESTONE_RESCHEDULED,
        milestone=milestone.public_id,
        was=was,
        due=due,
        revision=revision.number,
        reason={"en": milestone.reason_en, "fr": milestone.reason_fr},
    )
    commitment_facts.recount(commitment)
    commitment_guards.mark_modified(commitment)
    audit.record(actor, "milestone.rescheduled", milestone, commitment=commitment.public_id, slips=milestone.slips)
    return milestone


def _milestone(milestone: Milestone) -> tuple[Commitment, Milestone]:
    """Lock the commitment, then the milestone, and check that steps may be reported."""
    commitment = Commitment.objects.lock(pk=milestone.commitment_id)
    commitment_guards.require_honest(commitment)
    commitment_guards.require_open(commitment)
    held: Milestone = Milestone.objects.lock(pk=milestone.pk)
    if held.fixed_at is None or commitment.lifecycle not in REPORTING:
        raise DomainError(_("Steps are reported once the parties have agreed to the commitment."), code="not_reporting")
    return commitment, held


def _earliest(commitment: Commitment) -> datetime.date:
    """Return the first day that a step can have been met on: some are taken before the promise is written down."""
    written = datetime.date(commitment.year - 1, 1, 1)
    return min(written, commitment.starts_on) if commitment.starts_on else written


def _require_reasons(reason_en: str, reason_fr: str) -> None:
    for name, text in (("reason_en", reason_en), ("reason_fr", reason_fr)):
        if not text.strip():
            raise Invalid(_("Give the reason in both languages; the public reads it."), field=name)
