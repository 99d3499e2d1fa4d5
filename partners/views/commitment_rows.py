"""What every list of commitments shows of a row, and the lists by state beside it."""

import datetime
from typing import Any

from django.http import HttpRequest

from kernel import canonical
from kernel.bilingual import current
from kernel.orders import query_of
from partners.commitment_states import Label
from partners.days import day_of
from partners.labels import TONES
from partners.models import Commitment
from partners.queries.commitment_page import in_language
from partners.queries.commitments import Counts, Wanted


def line(row: Commitment) -> dict[str, Any]:
    """Return one row of a list as the template shows it."""
    label = Label(row.label) if row.label else None  # type: ignore[attr-defined]
    updated_at = row.updated_at  # type: ignore[attr-defined]
    return {
        "row": row,
        "label": label.label if label else "",
        "tone": TONES[label] if label else "",
        "updated_on": day_of(updated_at) if updated_at else None,
    }


def states(request: HttpRequest, counts: Counts, wanted: Wanted) -> list[dict[str, Any]]:
    """Return each state with its count and the address of the list of those alone."""
    query, shown = query_of(request), []
    for label in Label:
        number = counts.by_label.get(label, 0)
        if number or wanted.label == label:
            address = f"?{query(label=label.value)}"
            shown.append({"label": label.label, "url": address, "count": number, "current": wanted.label == label})
    return shown


def readable(document: dict[str, Any]) -> dict[str, Any]:
    """Return a frozen document in the language of the page, its numbers and dates as numbers and dates again."""
    found: dict[str, Any] = in_language(document, current())
    for measure in found["measures"]:
        for name in ("target", "baseline"):
            measure[name] = canonical.number(measure[name]) if measure[name] is not None else None
    for step in found["milestones"]:
        for name in ("first_due", "due"):
            step[name] = datetime.date.fromisoformat(step[name])
    if found["funding"]:
        found["funding"]["amount"] = canonical.number(found["funding"]["amount"])
    return found
