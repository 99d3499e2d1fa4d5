"""The demonstration's commitments: fictional bodies, every label of the public pages, by the verbs that staff use.

Days count from the day of loading, so the pages look alike whenever the demonstration is built (PA-26).
"""

import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from accounts.actors import Actor
from accounts.domain import demonstration
from partners import periods
from partners.commitment_states import AgreementMethod, Direction, Health, Lifecycle, MeasureKind, PartyRole
from partners.domain import (
    commitment_decisions,
    commitment_facts,
    commitment_parts,
    commitments,
    evidence,
    milestones,
    progress,
)
from partners.domain.commitments_reference import Known, Report, new_row
from partners.models import Commitment, EvidenceItem, Measure, Milestone, ProgressUpdate
from partners.reference import Reference, Row

STORIES = Path(__file__).parent.parent / "reference" / "demo-commitments.yaml"
Story = dict[str, Any]


@lru_cache(maxsize=1)
def stories() -> dict[str, Story]:
    """Return the stories by key; read once."""
    rows: list[Story] = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
    return {row["key"]: row for row in rows}


@transaction.atomic
def load(content: Reference, *, actor: Actor) -> Report:
    """Build the demonstration's commitments; those that exist are left alone.

    Args:
        content: the parsed reference file; its fictional organizations stand in the directory already.
        actor: the system; two people are asked for nowhere but here (PA-3).
    """
    known, report = Known(), Report()
    held = set(Commitment.objects.exclude(key=None).values_list("key", flat=True))
    for row in content.rows("demo_commitments"):
        if row["id"] in held:
            report.unchanged += 1
        else:
            _tell(row, stories()[row["id"]], known, actor)
            report.created += 1
    _hand_over(known, actor)
    return report


def _hand_over(known: Known, actor: Actor) -> None:
    """Let the demonstration's coordinator look after them, with something to do here and something to approve there.

    Nothing happens without that person, or once somebody looks after them.
    """
    who = demonstration.person("coordinator")
    mine = Commitment.objects.filter(key__in=stories(), owner=None)
    if who is None or not mine:
        return
    today, coordinator = periods.today(), Actor.of(who, actor.via)
    for commitment in mine.order_by("pk"):
        story = stories()[commitment.key or ""]
        measures = list(commitment.measures.order_by("position", "pk"))
        for one in story.get("waiting_updates", ()):
            _write(commitment, one, {}, known, coordinator)
        for one in story.get("waiting_evidence", ()):
            item = _attach(commitment, one, measures, coordinator, today)
            if one.get("checked"):
                evidence.check(item, actor=coordinator)
    mine.update(owner=who)


def _tell(row: Row, story: Story, known: Known, actor: Actor) -> None:
    today = periods.today()
    commitment = _drafted(row, story, known, actor, today)
    measures = [_measure(commitment, one, actor) for one in story.get("measures", ())]
    milestones = [_milestone(commitment, one, actor, today) for one in story.get("milestones", ())]
    commitments.propose(commitment, actor=actor)
    _agree(commitment, actor, today - datetime.timedelta(days=story["agreed"]))
    commitments.release(commitment, actor=actor)
    for one, milestone in zip(story.get("milestones", ()), milestones, strict=True):
        _steps(one, milestone, actor, today)
    for number, one in enumerate(story.get("updates", ())):
        _report(commitment, one, number, story, measures, known, actor)
    for one in story.get("evidence", ()):
        _prove(commitment, one, measures, actor, today)
    if "started" in story:
        started = today - datetime.timedelta(days=story["started"])
        Commitment.objects.filter(pk=commitment.pk).update(started_on=started)
        commitment.obligations.update(added_on=started)
    if story.get("complete"):
        commitment_decisions.approve(commitment_decisions.ask_completion(commitment, actor=actor), actor=actor)
    if "withdrawn" in story:
        asked = commitment_decisions.ask_withdrawal(commitment, actor=actor, **story["withdrawn"])
        commitment_decisions.approve(asked, actor=actor)
    _let_time_pass(commitment, story, today)


def _drafted(row: Row, story: Story, known: Known, actor: Actor, today: datetime.date) -> Commitment:
    words = {name: story.get(name, "") for name in ("description_en", "description_fr")}
    words |= {name: story.get(name, "") for name in ("no_measure_en", "no_measure_fr")}
    if "starts" in story:
        words["starts_on"] = today + datetime.timedelta(days=story["starts"])
    commitment = new_row(row, known, lifecycle=Lifecycle.DRAFT, **words)
    commitment_parts.add_party(
        commitment,
        known.get(row["lead"]),
        actor=actor,
        role=PartyRole.LEAD,
        text_en=story["lead_en"],
        text_fr=story["lead_fr"],
    )
    for one in story.get("contributors", ()):
        texts = {"text_en": one["text_en"], "text_fr": one["text_fr"]}
        party = known.get(one["party"])
        commitment_parts.add_party(commitment, party, actor=actor, role=PartyRole.CONTRIBUTOR, **texts)
    return commitment


def _measure(commitment: Commitment, one: Story, actor: Actor) -> Measure:
    values: Story = {name: one[name] for name in ("name_en", "name_fr", "unit_en", "unit_fr") if name in one}
    values |= {name: Decimal(one[name]) for name in ("baseline", "target") if name in one}
    kind = MeasureKind(one.get("kind", MeasureKind.QUANTITY))
    return commitment_parts.add_measure(commitment, actor=actor, kind=kind, direction=Direction.INCREASE, **values)


def _milestone(commitment: Commitment, one: Story, actor: Actor, today: datetime.date) -> Milestone:
    due = today + datetime.timedelta(days=one["due"])
    return commitment_parts.add_milestone(commitment, due, actor=actor, name_en=one["name_en"], name_fr=one["name_fr"])


def _agree(commitment: Commitment, actor: Actor, agreed_on: datetime.date) -> None:
    asked = commitment_decisions.ask_agreement(
        commitment, actor=actor, method=AgreementMethod.SIGNED_LETTER, agreed_on=agreed_on
    )
    commitment_decisions.approve(asked, actor=actor)


def _steps(one: Story, milestone: Milestone, actor: Actor, today: datetime.date) -> None:
    if "met" in one:
        milestones.meet(milestone, actor=actor, met_on=today + datetime.timedelta(days=one["met"]))
    if "moved" in one:
        due = today + datetime.timedelta(days=one["moved"])
        reasons = {name: one[name] for name in ("reason_en", "reason_fr")}
        milestones.reschedule(milestone, actor=actor, due=due, **reasons)


def _report(
    commitment: Commitment,
    one: Story,
    number: int,
    story: Story,
    measures: list[Measure],
    known: Known,
    actor: Actor,
) -> None:
    values: dict[Measure, Decimal | None] = {}
    for measure, facts in zip(measures, story.get("measures", ()), strict=True):
        reached = facts.get("values", [])
        if "party" not in one and number < len(reached):
            values[measure] = Decimal(reached[number])
    progress.accept(_write(commitment, one, values, known, actor), actor=actor, publish=True)


def _write(
    commitment: Commitment, one: Story, values: dict[Measure, Decimal | None], known: Known, actor: Actor
) -> ProgressUpdate:
    """Write one party's report and send it for approval."""
    party = known.get(one["party"]) if "party" in one else None
    parts = commitment.obligations.filter(organization=party) if party else commitment.obligations
    obligation = parts.order_by("position")[0]
    period = periods.period_of(periods.today(), commitment.reporting_months)
    for _step in range(one["periods_ago"]):
        period = periods.period_of(period.start - datetime.timedelta(days=1), commitment.reporting_months)
    update = progress.draft(obligation, period, actor=actor)
    names = ("narrative", "challenges", "recovery")
    words = {f"{name}_{side}": one.get(f"{name}_{side}", "") for name in names for side in ("en", "fr")}
    health, closing = Health(one["health"]), bool(one.get("closing"))
    progress.write(update, actor=actor, values=values, health=health, closing=closing, **words)
    return progress.submit(update, actor=actor)


def _prove(commitment: Commitment, one: Story, measures: list[Measure], actor: Actor, today: datetime.date) -> None:
    item = _attach(commitment, one, measures, actor, today)
    evidence.accept(evidence.check(item, actor=actor), actor=actor)


def _attach(
    commitment: Commitment, one: Story, measures: list[Measure], actor: Actor, today: datetime.date
) -> EvidenceItem:
    described = {
        "title_en": one["title_en"],
        "title_fr": one["title_fr"],
        "captured_on": today,
        "measure": measures[one["measure"]],
    }
    if "csv" in one:
        return evidence.attach_file(commitment, one["csv"].encode(), "csv", actor=actor, **described)
    return evidence.attach_link(commitment, one["url"], actor=actor, **described)


def _let_time_pass(commitment: Commitment, story: Story, today: datetime.date) -> None:
    """Move evidence that was seen long ago back to that day, and recount what the label is computed from."""
    for one in story.get("evidence", ()):
        if "seen" in one:
            seen = today - datetime.timedelta(days=one["seen"])
            EvidenceItem.objects.filter(commitment=commitment, title_en=one["title_en"]).update(
                captured_on=seen, recheck_due=seen + evidence.RECHECK
            )
    commitment = Commitment.objects.lock(pk=commitment.pk)
    commitment_facts.recount(commitment)
