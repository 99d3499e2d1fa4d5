"""What the label is computed from, counted from the rows. Dates, never verdicts."""

import datetime
from collections.abc import Iterable

from partners import periods
from partners.commitment_states import (
    OBLIGED,
    OPEN_MILESTONE,
    EvidenceState,
    Health,
    Lifecycle,
    UpdateState,
)
from partners.models import Commitment, EvidenceItem, Milestone, PartyObligation, ProgressUpdate

FACTS = ("health", "next_due", "fresh_until", "proof_missing", "proof_until")
_SEVERITY = {health: rank for rank, health in enumerate(Health.values)}


def counted(commitment: Commitment) -> dict[str, object]:
    """Return the facts as the rows say them now; equal to the stored columns at every commit."""
    obligations = list(commitment.obligations.filter(ended_on=None, role__in=OBLIGED))
    latest = latest_published(obligations)
    proof_missing, proof_until = _proof(commitment)
    moving = commitment.lifecycle in (Lifecycle.DRAFT, Lifecycle.PROPOSED, Lifecycle.AGREED, Lifecycle.IN_PROGRESS)
    open_steps = Milestone.objects.filter(commitment=commitment, required=True, state__in=OPEN_MILESTONE)
    return {
        "health": max((u.health for u in latest.values()), key=_SEVERITY.__getitem__, default=""),
        "next_due": open_steps.order_by("current_due").values_list("current_due", flat=True).first()
        if moving
        else None,  # what is over has no next step
        "fresh_until": _fresh_until(commitment, obligations, latest),
        "proof_missing": proof_missing,
        "proof_until": proof_until,
    }


def latest_published(obligations: Iterable[PartyObligation]) -> dict[int, ProgressUpdate]:
    """Return the latest published update of each obligation."""
    published = ProgressUpdate.objects.filter(obligation__in=list(obligations), state=UpdateState.PUBLISHED)
    return {update.obligation_id: update for update in published.order_by("period_start")}


def _fresh_until(
    commitment: Commitment, obligations: Iterable[PartyObligation], latest: dict[int, ProgressUpdate]
) -> datetime.date | None:
    if commitment.lifecycle != Lifecycle.IN_PROGRESS or commitment.started_on is None:
        return None
    return min((owed_next(commitment, o, latest.get(o.pk)).due_on for o in obligations), default=None)


def latest_of(obligation: PartyObligation) -> ProgressUpdate | None:
    """Return the latest published update of one party."""
    return latest_published([obligation]).get(obligation.pk)


def owed_next(commitment: Commitment, obligation: PartyObligation, latest: ProgressUpdate | None) -> periods.Period:
    """Return the first period that the party has yet to report on."""
    months = commitment.reporting_months
    if latest is not None:
        return periods.rest_of(latest.period_end + datetime.timedelta(days=1), months)
    return periods.period_of(max(commitment.started_on or obligation.added_on, obligation.added_on), months)


def _proof(commitment: Commitment) -> tuple[bool, datetime.date | None]:
    """Return (is proof missing, until when it counts).

    Each required measure needs accepted evidence of its own; without a required measure the commitment as a whole does.
    """
    required: list[int | None] = list(
        commitment.measures.filter(required=True, ended_on=None).values_list("pk", flat=True)
    )
    accepted = list(
        EvidenceItem.objects.filter(commitment=commitment, state=EvidenceState.ACCEPTED).values_list(
            "measure_id", "recheck_due"
        )
    )
    until: datetime.date | None = None
    for wanted in required or [None]:
        days = [day for measure, day in accepted if wanted is None or measure == wanted]
        if not days:
            return True, None
        if None not in days:
            best = max(day for day in days if day is not None)
            until = best if until is None else min(until, best)
    return False, until
