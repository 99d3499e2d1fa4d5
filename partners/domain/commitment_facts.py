"""Recounting what the label is computed from, in the transaction that changed its sources."""

from partners.models import Commitment
from partners.queries.commitment_facts import counted


def recount(commitment: Commitment) -> None:
    """Write the facts of a commitment that the caller holds locked, where they differ."""
    changed = {name: value for name, value in counted(commitment).items() if getattr(commitment, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(commitment, name, value)
        commitment.save(update_fields=tuple(changed))
