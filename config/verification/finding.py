"""The answer of one check."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model


@dataclass
class Found:
    """What one check looked at and what it holds against the rows.

    Attributes:
        name: of the check.
        rows: how many rows were looked at.
        problems: one line each: a kind of row, its id, and a code; never a value.
    """

    name: str
    rows: int = 0
    problems: list[str] = field(default_factory=list)

    def against(self, row: Model, code: str) -> None:
        """Hold something against a row."""
        self.problems.append(f"{named(row)} {code}")

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain values."""
        return {"name": self.name, "rows": self.rows, "problems": self.problems}


Check = Callable[[], Found]


def named(row: Model) -> str:
    """Return the kind and the id of a row, such as `events.Event 1b9d…`."""
    return f"{row._meta.label} {getattr(row, 'public_id', row.pk)}"
