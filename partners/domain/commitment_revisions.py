"""Freezing the whole text of a commitment, with the hashes that a later acceptance is bound to (PA-4)."""

from typing import Any

from kernel import canonical
from kernel.bilingual import Language
from partners import periods
from partners.models import Commitment, CommitmentRevision, Organization, PartyObligation

CORE = (
    "title",
    "description",
    "no_measure",
    "starts_on",
    "ends_on",
    "reporting_months",
    "funding",
    "measures",
    "milestones",
)


def pair(row: Any, stem: str) -> dict[str, str]:
    """Return both sides of a text pair."""
    return {language.value: getattr(row, f"{stem}_{language}") or "" for language in Language}


def content_of(commitment: Commitment) -> dict[str, Any]:
    """Return the commitment's text as it stands, both languages, ready for canonical JSON."""
    funding = commitment.funding
    return {
        "schema": 1,
        "ref": commitment.ref,
        "umbrella": commitment.umbrella,
        "parent": commitment.parent.ref if commitment.parent else None,
        "framework": _named(commitment.framework),
        "title": pair(commitment, "title"),
        "description": pair(commitment, "description"),
        "no_measure": pair(commitment, "no_measure"),
        "starts_on": commitment.starts_on,
        "ends_on": commitment.ends_on,
        "reporting_months": commitment.reporting_months,
        "strand": _named(commitment.strand) if commitment.strand else None,
        "funding": funding
        and {
            **_named(funding),
            "amount": funding.amount,
            "currency": funding.currency,
            "period": funding.period,
            "first_fiscal_year": funding.first_fiscal_year,
        },
        "pillars": [
            {**_named(link.pillar), "basis": link.basis} for link in commitment.pillar_links.select_related("pillar")
        ],
        "sdg": [{**_named(row), "code": row.code} for row in commitment.sdg_references.order_by("position", "pk")],
        "instruments": [_named(row) for row in commitment.instruments.order_by("position", "pk")],
        "forums": [_named(row) for row in commitment.forums.order_by("position", "pk")],
        "parties": _parties(commitment),
        "measures": [
            {
                "id": m.public_id,
                "kind": m.kind,
                "name": pair(m, "name"),
                "unit": pair(m, "unit"),
                "baseline": m.baseline,
                "target": m.target,
                "direction": m.direction,
                "required": m.required,
            }
            for m in commitment.measures.filter(ended_on=None)
        ],
        "milestones": [
            {
                "id": m.public_id,
                "name": pair(m, "name"),
                "first_due": m.baseline_due,
                "due": m.current_due,
                "required": m.required,
            }
            for m in commitment.milestones.order_by("baseline_due", "pk")
        ],
    }


def obligation_hash(party: dict[str, Any]) -> str:
    """Return the hash of one party's own part."""
    return canonical.digest({name: party[name] for name in ("party", "role", "text")})


def core_hash(content: dict[str, Any]) -> str:
    """Return the hash of what all parties share: text, measures, dates and amounts."""
    return canonical.digest({name: content[name] for name in CORE})


def freeze(
    commitment: Commitment, author_id: int | None, *, reason_en: str = "", reason_fr: str = ""
) -> CommitmentRevision:
    """Write the next revision of a commitment that the caller holds locked, and make it current.

    A text equal to the current revision's writes nothing and returns that revision.
    """
    content = content_of(commitment)
    text, last = canonical.dumps(content), commitment.current_revision
    if last is not None and last.content == text:
        return last
    revision = CommitmentRevision.objects.create(
        commitment=commitment,
        number=last.number + 1 if last else 1,
        content=text,
        core_hash=core_hash(content),
        author_id=author_id,
        reason_en=reason_en,
        reason_fr=reason_fr,
    )
    commitment.current_revision = revision
    commitment.save(update_fields=("current_revision",))
    return revision


def _parties(commitment: Commitment) -> list[dict[str, Any]]:
    rows = commitment.obligations.filter(ended_on=None).select_related("organization", "body", "office", "jurisdiction")
    parties = []
    for row in rows.prefetch_related("organization__names"):
        party = {
            "id": row.public_id,
            "party": row.party.public_id,
            "kind": row.party_kind,
            "name": _party_name(row),
            "role": row.role,
            "text": pair(row, "text"),
            "jurisdiction": row.jurisdiction.code if row.jurisdiction else None,
        }
        parties.append({**party, "hash": obligation_hash(party)})
    return sorted(parties, key=lambda party: str(party["id"]))


def _party_name(row: PartyObligation) -> dict[str, str]:
    """Return the party's name in force today; a later change of name leaves the revision as it was (PA-A9)."""
    party = row.party
    if isinstance(party, Organization):
        return {language.value: party.name_on(periods.today(), language) for language in Language}
    return pair(party, "name")


def _named(row: Any) -> dict[str, Any]:
    return {"key": row.key, "name": pair(row, "name")}
