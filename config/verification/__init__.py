"""What must still be true of the rows, whoever wrote them: the checks behind `manage verify`.

The product's own verbs keep these promises; this looks whether they were kept. It reads, and writes nothing. What it
reports are ids, field names and codes, never a value, so that its output can be sent to anybody.
"""

from config.verification import apart, bilingual, frozen, seats, stores, trail
from config.verification.finding import Check, Found

CHECKS: tuple[Check, ...] = (
    stores.databases,
    stores.messages,
    seats.counters,
    seats.ledgers,
    seats.waiting_lists,
    frozen.versions,
    frozen.receipts,
    frozen.reference,
    frozen.commitments,
    bilingual.languages,
    trail.audit,
    apart.handles,
    apart.protected_store,
)


def run() -> list[Found]:
    """Return what every check found, in a fixed order."""
    return [check() for check in CHECKS]


__all__ = ["CHECKS", "Found", "run"]
