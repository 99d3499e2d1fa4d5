"""The public label of a commitment: one pure function of lifecycle, health and the clock (partners 4 and 6)."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from partners.commitment_states import (
    ENDED,
    OPEN_MILESTONE,
    REPORTING,
    Health,
    Label,
    Lifecycle,
    MilestoneStanding,
    Reason,
)


@dataclass(frozen=True)
class Standing:
    """What the label is computed from. Dates are facts; whether they have passed is asked of the clock.

    Attributes:
        lifecycle: see `Lifecycle`.
        silent: it comes from a source that reports no progress, and nothing was ever reported here.
        health: the worst of the latest published updates; empty when there is none.
        next_due: earliest date of an open required milestone.
        fresh_until: last day on which the published updates count as fresh.
        proof_missing: some required measure has no accepted evidence.
        proof_until: last day on which the accepted evidence counts; none when it never lapses.
        disputes: number of open disputes.
    """

    lifecycle: str
    silent: bool = False
    health: str = ""
    next_due: datetime.date | None = None
    fresh_until: datetime.date | None = None
    proof_missing: bool = True
    proof_until: datetime.date | None = None
    disputes: int = 0


@dataclass(frozen=True)
class Labelled:
    """A label with the reasons for it, weightiest first."""

    label: Label
    reasons: tuple[Reason, ...]


_FIXED = {
    Lifecycle.PROPOSED: (Label.PROPOSED, Reason.AWAITING_AGREEMENT),
    Lifecycle.WITHDRAWN: (Label.WITHDRAWN, Reason.ENDED_WITHDRAWN),
    Lifecycle.SUPERSEDED: (Label.REPLACED, Reason.ENDED_REPLACED),
}


def label_of(standing: Standing, today: datetime.date) -> Labelled | None:
    """Return the label as of `today`, or none for a draft, which the public never sees.

    A date counts to its last hour: overdue, stale and lapsed begin on the day after.
    """
    here = Lifecycle(standing.lifecycle)
    if here == Lifecycle.DRAFT:
        return None
    if here in _FIXED:
        label, reason = _FIXED[here]
        return Labelled(label, (reason,))
    if standing.disputes:
        return Labelled(Label.DISPUTED, (Reason.OPEN_DISPUTE,))
    if here == Lifecycle.AGREED:
        if standing.silent:
            return Labelled(Label.RECORDED, (Reason.SOURCE_SILENT,))
        return Labelled(Label.AGREED, (Reason.NOT_STARTED,))
    if here == Lifecycle.IN_PROGRESS:
        troubles = _troubles(standing, today)
        if troubles:
            return Labelled(Label.AT_RISK, troubles)
        calm = Reason.ON_TRACK if standing.health else Reason.FIRST_REPORT_PENDING
        return Labelled(Label.IN_PROGRESS, (calm,))
    return _completed(standing, today)


def _troubles(standing: Standing, today: datetime.date) -> tuple[Reason, ...]:
    found = []
    if is_past(standing.next_due, today):
        found.append(Reason.MILESTONE_OVERDUE)
    if is_past(standing.fresh_until, today):
        found.append(Reason.UPDATE_OVERDUE)
    if standing.health == Health.OFF_TRACK:
        found.append(Reason.REPORTED_OFF_TRACK)
    if standing.health == Health.AT_RISK:
        found.append(Reason.REPORTED_AT_RISK)
    return tuple(found)


def _completed(standing: Standing, today: datetime.date) -> Labelled:
    if standing.proof_missing:
        return Labelled(Label.NO_EVIDENCE, (Reason.EVIDENCE_MISSING,))
    if is_past(standing.proof_until, today):
        return Labelled(Label.NO_EVIDENCE, (Reason.EVIDENCE_STALE,))
    return Labelled(Label.COMPLETE, (Reason.EVIDENCE_ACCEPTED,))


def is_past(day: datetime.date | None, today: datetime.date) -> bool:
    """Tell whether a day lies behind; a day that is not set never does."""
    return day is not None and day < today


def is_late(standing: Standing, due: datetime.date | None, today: datetime.date) -> bool:
    """Tell whether a step due on a day is overdue: promised, not over, and its source does report."""
    return standing.lifecycle in REPORTING and not standing.silent and is_past(due, today)


def milestone_standing(standing: Standing, state: str, due: datetime.date, today: datetime.date) -> MilestoneStanding:
    """Return how a milestone stands as of `today`.

    What was met or waived stays so. An open step is overdue only while its commitment runs; where the commitment was
    withdrawn, replaced or completed, nothing is due any more.

    Args:
        standing: of the commitment it belongs to.
        state: what was decided about the milestone (`MilestoneState`).
    """
    if state not in OPEN_MILESTONE:
        return MilestoneStanding(state)
    if standing.lifecycle in ENDED | {Lifecycle.COMPLETE}:
        return MilestoneStanding.NO_LONGER_DUE
    return MilestoneStanding.OVERDUE if is_late(standing, due, today) else MilestoneStanding(state)


# the tint and shape that stand beside the word of a milestone
MILESTONE_TONES = {
    MilestoneStanding.PLANNED: "quiet",
    MilestoneStanding.RESCHEDULED: "quiet",
    MilestoneStanding.OVERDUE: "warn",
    MilestoneStanding.MET: "good",
    MilestoneStanding.WAIVED: "over",
    MilestoneStanding.NO_LONGER_DUE: "over",
}

# the tint and shape that stand beside the word (kernel.tones)
TONES = {
    Label.PROPOSED: "quiet",
    Label.AGREED: "quiet",
    Label.IN_PROGRESS: "busy",
    Label.AT_RISK: "warn",
    Label.DISPUTED: "bad",
    Label.COMPLETE: "good",
    Label.NO_EVIDENCE: "warn",
    Label.WITHDRAWN: "over",
    Label.RECORDED: "quiet",
    Label.REPLACED: "over",
}

_WORST_FIRST = (Label.DISPUTED, Label.AT_RISK, Label.NO_EVIDENCE)
_SETTLED = frozenset({Label.WITHDRAWN, Label.REPLACED})


def rolled_up(labels: Iterable[Label]) -> tuple[Label | None, Counter[Label]]:
    """Return the derived label of a parent and the count of its parts by label (PA-6, PA-7).

    Parts are counted, never averaged. The parent shows its worst part; without a bad one it is complete when every
    living part is, in progress when some part moves, and else what the least advanced part is.
    """
    counts = Counter(labels)
    living = [label for label in counts if label not in _SETTLED]
    if not living:
        return (next(iter(counts)) if counts else None), counts
    for bad in _WORST_FIRST:
        if bad in counts:
            return bad, counts
    if living == [Label.COMPLETE]:
        return Label.COMPLETE, counts
    if Label.IN_PROGRESS in counts or Label.COMPLETE in counts:
        return Label.IN_PROGRESS, counts
    for quiet in (Label.PROPOSED, Label.AGREED, Label.RECORDED):
        if quiet in counts:
            return quiet, counts
    return None, counts


# ---- how the published trackers of other bodies name the same states (partners 4) ------------------------------------

_FULL = {Label.IN_PROGRESS: "substantial", Label.AT_RISK: "substantial", Label.NO_EVIDENCE: "substantial"}
_TRACKER = {Label.AGREED: "not_started", Label.COMPLETE: "complete"}


def tracker_status(label: Label, met: int, required: int, *, under: Label | None = None) -> str:
    """Return the status of the national action plan tracker, or an empty string for what it does not list.

    Args:
        met: required milestones that are met or waived.
        required: all required milestones.
        under: for a disputed commitment, the label it would have without the dispute.
    """
    if label == Label.DISPUTED and under is not None:
        return tracker_status(under, met, required)
    if label in (Label.IN_PROGRESS, Label.AT_RISK) and (not required or 2 * met < required):
        return "limited"
    return _TRACKER.get(label) or _FULL.get(label, "")
