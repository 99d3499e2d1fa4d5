"""The audit trail: its chain and its anchors."""

from accounts.domain import sealing
from config.verification.finding import Found


def audit() -> Found:
    """Walk the chain; the first bad place is named (RE-24)."""
    verdict = sealing.verify()
    found = Found("audit", rows=verdict.entries)
    if not verdict.ok:
        place = [f"{name} {value}" for name in ("position", "entry") if (value := getattr(verdict, name)) is not None]
        found.problems.append(" ".join([*place, verdict.why]))
    return found
