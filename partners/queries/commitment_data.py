"""Commitments as data, both languages in one document, ISO formats: for the API and the downloads (STD-40).

Nothing stands here that the public page does not show (PA-A10).
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from kernel.bilingual import Language
from partners.commitment_states import Label
from partners.enums import Provenance
from partners.labels import label_of, milestone_standing, tracker_status
from partners.models import Commitment, EvidenceItem, Milestone, ProgressUpdate
from partners.queries.commitment_page import CommitmentPage

Data = dict[str, Any]


def summary(commitment: Commitment, today: datetime.date) -> Data:
    """Return what lists say of a commitment."""
    found = None if commitment.umbrella else label_of(commitment.standing, today)
    return {
        "id": str(commitment.public_id),
        "ref": commitment.ref,
        "title": {"en": commitment.title_en, "fr": commitment.title_fr},
        "groups_others": commitment.umbrella,
        "label": found.label.value if found else None,
        "reasons": [reason.value for reason in found.reasons] if found else [],
        "lifecycle": commitment.lifecycle,
        "health": commitment.health or None,
        "next_milestone_due": commitment.next_due,
        "last_update_at": getattr(commitment, "updated_at", None),
        "provenance": commitment.provenance,
        "demonstration": commitment.fictional,
        "modified_on": commitment.modified_on,
    }


def listed(commitment: Commitment, today: datetime.date) -> Data:
    """Return one row of the public list with who leads; the commitment comes from `commitments.listed`."""
    lead = {side.value: getattr(commitment, f"lead_name_{side}") or "" for side in Language}
    return {**summary(commitment, today), "lead": lead}


def whole(page: CommitmentPage, today: datetime.date) -> Data:
    """Return everything the public page of one commitment shows."""
    commitment, document = page.commitment, page.document
    return {
        **summary(commitment, today),
        "last_update_at": max((update.published_at for update in page.updates if update.published_at), default=None),
        "label": page.derived.value if page.derived else summary(commitment, today)["label"],
        "description": document["description"],
        "framework": document["framework"],
        "pillars": document["pillars"],
        "sdg": document["sdg"],
        "instruments": document["instruments"],
        "forums": document["forums"],
        "funding": document["funding"],
        "parties": document["parties"],
        "measures": document["measures"],
        "no_measure": document["no_measure"],
        "milestones": [milestone(row, commitment, today) for row in page.milestones],
        "updates": [update(row) for row in page.updates],
        "evidence": [evidence(row, today) for row in page.evidence],
        "parts": [summary(part, today) for part in page.parts],
        "parts_by_label": {label.value: number for label, number in sorted((page.counts or {}).items())},
        "revision": _revision(commitment),
        "ended": _ended(commitment),
        "parent": commitment.parent.ref if commitment.parent else None,
        "history": {"events": commitment.head_sequence, "hash": commitment.head_hash},
    }


def milestone(row: Milestone, commitment: Commitment, today: datetime.date) -> Data:
    """Return one milestone with its first and its present date, and how it stands as of `today`."""
    return {
        "id": str(row.public_id),
        "name": {"en": row.name_en, "fr": row.name_fr},
        "first_due": row.baseline_due,
        "due": row.current_due,
        "state": row.state,
        "standing": milestone_standing(commitment.standing, row.state, row.current_due, today).value,
        "met_on": row.met_on,
        "required": row.required,
        "reason": {"en": row.reason_en, "fr": row.reason_fr} if row.reason_en else None,
    }


def update(row: ProgressUpdate) -> Data:
    """Return one published progress update."""
    party = row.obligation.party
    return {
        "id": str(row.public_id),
        "party": {"en": party.name_en, "fr": party.name_fr},
        "period": {"start": row.period_start, "end": row.period_end},
        "health": row.health,
        "narrative": {"en": row.narrative_en, "fr": row.narrative_fr},
        "challenges": {"en": row.challenges_en, "fr": row.challenges_fr} if row.challenges_en else None,
        "recovery_plan": {"en": row.recovery_en, "fr": row.recovery_fr} if row.recovery_en else None,
        "measured": row.measured,
        "closing": row.closing,
        "published_at": row.published_at,
    }


def evidence(row: EvidenceItem, today: datetime.date) -> Data:
    """Return one public piece of evidence; a link is an address that nobody here has fetched."""
    return {
        "id": str(row.public_id),
        "title": {"en": row.title_en, "fr": row.title_fr},
        "kind": row.kind,
        "url": row.url or None,
        "sha256": row.sha256 or None,
        "language": row.language,
        "captured_on": row.captured_on,
        "check_again_by": row.recheck_due,
        "lapsed": row.lapsed(today),
    }


def _revision(commitment: Commitment) -> Data:
    revision = commitment.current_revision
    if revision is None:
        return {}
    return {"number": revision.number, "date": revision.created_at, "core_hash": revision.core_hash}


def _ended(commitment: Commitment) -> Data | None:
    if commitment.ended_on is None:
        return None
    successor_is_public = commitment.successor is not None and commitment.successor.published_at is not None
    return {
        "on": commitment.ended_on,
        "reason": {"en": commitment.end_reason_en, "fr": commitment.end_reason_fr},
        "decided_by": {"en": commitment.end_office_en, "fr": commitment.end_office_fr},
        "replaced_by": commitment.successor.ref if commitment.successor and successor_is_public else None,
    }


LIST_COLUMNS = (
    "ref",
    "title_en",
    "title_fr",
    "label",
    "reasons",
    "lifecycle",
    "health",
    "lead_en",
    "lead_fr",
    "next_milestone_due",
    "last_update_at",
    "provenance",
    "demonstration",
    "modified_on",
)


def list_rows(rows: QuerySet[Commitment], today: datetime.date) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the public list as cells in the order of `LIST_COLUMNS`. One statement."""
    for row in rows.iterator(500):
        found = None if row.umbrella else label_of(row.standing, today)
        yield (
            row.ref,
            row.title_en,
            row.title_fr,
            found.label.value if found else "",
            [reason.value for reason in found.reasons] if found else [],
            row.lifecycle or "",
            row.health,
            *(getattr(row, f"lead_name_{side}") or "" for side in Language),
            row.next_due,
            row.updated_at,  # type: ignore[attr-defined]
            row.provenance,
            row.fictional,
            row.modified_on,
        )


MILESTONE_COLUMNS = (
    "ref",
    "milestone_en",
    "milestone_fr",
    "first_due",
    "due",
    "state",
    "standing",
    "met_on",
    "required",
)


def milestone_rows(page: CommitmentPage, today: datetime.date) -> Iterator[tuple[Any, ...]]:
    """Yield the milestones of one commitment as cells in the order of `MILESTONE_COLUMNS`."""
    for row in page.milestones:
        yield (
            page.commitment.ref,
            row.name_en,
            row.name_fr,
            row.baseline_due,
            row.current_due,
            row.state,
            milestone_standing(page.commitment.standing, row.state, row.current_due, today).value,
            row.met_on,
            row.required,
        )


# ---- the official table: the words of the national action plan tracker, and no demonstration row (PA-26) --------------

OFFICIAL_COLUMNS = ("ref", "title_en", "title_fr", "status", "milestones_met", "milestones_required", "as_of")


def official_rows(rows: QuerySet[Commitment], today: datetime.date) -> Iterator[tuple[Any, ...]]:
    """Yield what the tracker lists: a label that has a word there, of a real body. Two statements.

    Args:
        rows: public commitments; demonstration rows among them are left out here, whoever asks.
    """
    wanted = rows.exclude(provenance=Provenance.DEMO).filter(umbrella=False).order_by("year", "number")
    found = list(wanted.prefetch_related("milestones"))
    for row in found:
        label = label_of(row.standing, today)
        steps = [step for step in row.milestones.all() if step.required]
        done = sum(not step.is_open for step in steps)
        status = tracker_status(label.label, done, len(steps), under=_undisputed(row, today)) if label else ""
        if status:
            yield (row.ref, row.title_en, row.title_fr, status, done, len(steps), today)


def _undisputed(row: Commitment, today: datetime.date) -> Label | None:
    """Return the label the commitment would have without its disputes."""
    found = label_of(replace(row.standing, disputes=0), today)
    return found.label if found else None
