"""The chain of a commitment's own events, written under the lock on that commitment (PA-9)."""

from typing import Any

from django.utils import timezone

from kernel import canonical
from partners.commitment_states import EventKind
from partners.models import Commitment, CommitmentEvent
from partners.queries.commitment_checks import link


def append(commitment: Commitment, kind: EventKind, **data: Any) -> CommitmentEvent:
    """Add one event to the chain of a commitment that the caller holds locked, and move its head.

    Args:
        commitment: the locked row; its head columns are saved here.
        kind: what happened.
        data: ids, dates and public texts; never a person.
    """
    at, sequence, text = timezone.now(), commitment.head_sequence + 1, canonical.dumps(data)
    event = CommitmentEvent.objects.create(
        commitment=commitment,
        sequence=sequence,
        kind=kind,
        at=at,
        data=text,
        previous_hash=commitment.head_hash,
        hash=link(commitment.public_id, sequence, kind, at, text, commitment.head_hash),
    )
    commitment.head_sequence, commitment.head_hash = sequence, event.hash
    commitment.save(update_fields=("head_sequence", "head_hash"))
    return event
