"""The public label is one pure function of lifecycle, health and the clock (partners 4 and 6)."""

import datetime
from collections import Counter
from itertools import product

import pytest

from kernel.errors import IllegalMove
from kernel.moves import step
from partners import labels
from partners.commitment_states import (
    DECISION_MOVES,
    EVIDENCE_MOVES,
    LIFECYCLE_MOVES,
    MILESTONE_MOVES,
    UPDATE_MOVES,
    DecisionState,
    EvidenceState,
    Health,
    Label,
    Lifecycle,
    MilestoneState,
    Reason,
    UpdateState,
)
from partners.labels import Standing, label_of

TODAY = datetime.date(2019, 4, 1)
BEFORE, AFTER = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)
DAYS = (None, BEFORE, TODAY, AFTER)
EVERY_STANDING = [
    Standing(*combination)
    for combination in product(
        Lifecycle, (False, True), ("", *Health), DAYS, DAYS, (False, True), (None, BEFORE, AFTER), (0, 1)
    )
]


def expected(s):
    """The table of partners.md section 4, read from the top."""
    past = lambda day: day in (BEFORE,)
    if s.lifecycle == "draft":
        return None
    if s.lifecycle in ("withdrawn", "superseded"):
        return {"withdrawn": "withdrawn", "superseded": "replaced"}[s.lifecycle]
    if s.lifecycle == "proposed":
        return "proposed"
    if s.disputes > 0:
        return "disputed"
    if s.lifecycle == "agreed":
        return "recorded" if s.silent else "agreed_not_started"
    if s.lifecycle == "in_progress":
        bad = s.health in ("at_risk", "off_track") or past(s.next_due) or past(s.fresh_until)
        return "at_risk" if bad else "in_progress"
    return "no_evidence" if s.proof_missing or past(s.proof_until) else "complete"


def test_every_combination_of_lifecycle_health_and_clock_gives_the_label_of_the_table():
    seen = Counter()
    for standing in EVERY_STANDING:
        answer = label_of(standing, TODAY)
        assert (answer.label.value if answer else None) == expected(standing), standing
        seen[answer.label if answer else None] += 1
    assert len(EVERY_STANDING) == 7 * 2 * 4 * 4 * 4 * 2 * 3 * 2
    assert set(seen) == {*Label, None}


@pytest.mark.parametrize("standing", [s for s in EVERY_STANDING if s.lifecycle != "draft"][::37], ids=str)
def test_every_label_comes_with_at_least_one_reason_in_words(standing):
    reasons = label_of(standing, TODAY).reasons
    assert reasons
    assert all(str(Reason(reason).label).endswith(".") for reason in reasons)


def test_pa_2_the_label_complete_implies_accepted_evidence_that_has_not_lapsed():
    complete = [s for s in EVERY_STANDING if (answer := label_of(s, TODAY)) and answer.label == Label.COMPLETE]
    assert complete
    assert all(not s.proof_missing and s.proof_until != BEFORE and s.lifecycle == "complete" for s in complete)


@pytest.mark.parametrize(
    ("standing", "reasons"),
    [
        (Standing("in_progress", health="on_track"), {Reason.ON_TRACK}),
        (Standing("in_progress"), {Reason.FIRST_REPORT_PENDING}),
        (Standing("in_progress", health="on_track", next_due=BEFORE), {Reason.MILESTONE_OVERDUE}),
        (Standing("in_progress", health="on_track", next_due=TODAY), {Reason.ON_TRACK}),
        (Standing("in_progress", fresh_until=BEFORE), {Reason.UPDATE_OVERDUE}),
        (
            Standing("in_progress", health="off_track", next_due=BEFORE, fresh_until=BEFORE),
            {Reason.MILESTONE_OVERDUE, Reason.UPDATE_OVERDUE, Reason.REPORTED_OFF_TRACK},
        ),
        (Standing("complete", proof_missing=False, proof_until=TODAY), {Reason.EVIDENCE_ACCEPTED}),
        (Standing("complete", proof_missing=False, proof_until=BEFORE), {Reason.EVIDENCE_STALE}),
    ],
)
def test_the_reasons_name_all_that_is_wrong_and_a_day_counts_to_its_last_hour(standing, reasons):
    assert set(label_of(standing, TODAY).reasons) == reasons


def test_the_same_standing_turns_at_risk_by_the_clock_alone():
    standing = Standing("in_progress", health="on_track", next_due=TODAY, fresh_until=AFTER)
    assert [label_of(standing, day).label for day in (TODAY, AFTER)] == [Label.IN_PROGRESS, Label.AT_RISK]


@pytest.mark.parametrize(
    ("parts", "derived"),
    [
        ([], None),
        ([Label.COMPLETE, Label.COMPLETE, Label.WITHDRAWN], Label.COMPLETE),
        ([Label.COMPLETE, Label.AGREED], Label.IN_PROGRESS),
        ([Label.COMPLETE, Label.AT_RISK, Label.IN_PROGRESS], Label.AT_RISK),
        ([Label.DISPUTED, Label.AT_RISK], Label.DISPUTED),
        ([Label.COMPLETE, Label.NO_EVIDENCE], Label.NO_EVIDENCE),
        ([Label.PROPOSED, Label.AGREED], Label.PROPOSED),
        ([Label.AGREED, Label.RECORDED], Label.AGREED),
        ([Label.WITHDRAWN], Label.WITHDRAWN),
    ],
)
def test_pa_7_a_parent_counts_the_states_of_its_parts_and_derives_its_own(parts, derived):
    label, counts = labels.rolled_up(parts)
    assert (label, counts) == (derived, Counter(parts))


@pytest.mark.parametrize(
    ("label", "met", "required", "status"),
    [
        (Label.AGREED, 0, 4, "not_started"),
        (Label.IN_PROGRESS, 1, 4, "limited"),
        (Label.IN_PROGRESS, 2, 4, "substantial"),
        (Label.AT_RISK, 3, 4, "substantial"),
        (Label.AT_RISK, 0, 0, "limited"),
        (Label.COMPLETE, 4, 4, "complete"),
        (Label.NO_EVIDENCE, 4, 4, "substantial"),
        (Label.PROPOSED, 0, 0, ""),
        (Label.WITHDRAWN, 0, 0, ""),
        (Label.RECORDED, 0, 0, ""),
    ],
)
def test_each_label_has_the_word_of_the_national_tracker(label, met, required, status):
    assert labels.tracker_status(label, met, required) == status


def test_a_dispute_leaves_the_tracker_word_unchanged():
    assert labels.tracker_status(Label.DISPUTED, 1, 4, under=Label.IN_PROGRESS) == "limited"


TABLES = [
    (LIFECYCLE_MOVES, Lifecycle),
    (MILESTONE_MOVES, MilestoneState),
    (UPDATE_MOVES, UpdateState),
    (EVIDENCE_MOVES, EvidenceState),
    (DECISION_MOVES, DecisionState),
]


@pytest.mark.parametrize(
    ("moves", "here", "there"),
    [(moves, here, there) for moves, states in TABLES for here in states for there in states],
)
def test_every_move_is_either_listed_or_refused(moves, here, there):
    if there in moves[here]:
        assert step(moves, here, there) == there
    else:
        with pytest.raises(IllegalMove) as refusal:
            step(moves, here, there)
        assert refusal.value.facts == {"was": here.value, "wanted": there.value}


def test_no_derived_word_is_a_stored_state():
    stored = {str(state) for _moves, states in TABLES for state in states} | set(Health.values)
    assert stored.isdisjoint({"overdue", "stale", "due_soon", "missed", "expiring", "disputed", "no_evidence"})
