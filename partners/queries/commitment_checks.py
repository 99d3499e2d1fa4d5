"""What `manage verify` asks of commitments: chains, hashes, stored facts and languages agree with the rows."""

from collections.abc import Iterator
from typing import Any

from kernel import canonical
from partners.models import Commitment
from partners.queries.commitment_facts import counted


def link(commitment_id: Any, sequence: int, kind: str, at: Any, data: str, previous: str) -> str:
    """Return the hash of one event over the one before it."""
    return canonical.digest(
        {"commitment": commitment_id, "sequence": sequence, "kind": kind, "at": at, "data": data, "previous": previous}
    )


def breaks(commitment: Commitment) -> list[str]:
    """Return what is wrong with the chain, in words for an operator; an empty list when it holds (PA-9)."""
    found, previous, expected = [], "", 0
    for event in commitment.history.order_by("sequence"):
        expected += 1
        if event.sequence != expected:
            found.append(f"{commitment.ref}: event {expected} is missing")
            expected = event.sequence
        if event.previous_hash != previous:
            found.append(f"{commitment.ref}: event {event.sequence} does not follow the one before it")
        if event.hash != link(
            commitment.public_id, event.sequence, event.kind, event.at, event.data, event.previous_hash
        ):
            found.append(f"{commitment.ref}: event {event.sequence} was changed")
        previous = event.hash
    if (commitment.head_sequence, commitment.head_hash) != (expected, previous):
        found.append(f"{commitment.ref}: the stored head is not the end of the chain")
    return found


def drift(commitment: Commitment) -> list[str]:
    """Return which stored facts differ from what the rows say now."""
    return [
        f"{commitment.ref}: {name} is stored as {getattr(commitment, name)!s} and counted as {value!s}"
        for name, value in counted(commitment).items()
        if getattr(commitment, name) != value
    ]


def all_findings() -> Iterator[str]:
    """Yield every broken chain, drifted fact and public revision that lacks a language."""
    for commitment in Commitment.objects.select_related("current_revision").order_by("pk").iterator(200):
        yield from breaks(commitment)
        yield from drift(commitment)
        revision = commitment.current_revision
        if revision is not None and canonical.dumps(revision.document) != revision.content:
            yield f"{commitment.ref}: revision {revision.number} is not canonical"
