"""What every list of commitments shows of a row, and the addresses beside it."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from kernel import canonical
from kernel.bilingual import current
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


def links(request: HttpRequest, after: str, before: str) -> dict[str, str]:
    """Return the addresses of the pages beside this one, with the same filters."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    plain = query.urlencode()
    tail = f"&{plain}" if plain else ""
    return {
        "next_url": f"?{urlencode({'after': after})}{tail}" if after else "",
        "previous_url": f"?{urlencode({'before': before})}{tail}" if before else "",
    }


def states(request: HttpRequest, counts: Counts, wanted: Wanted) -> list[dict[str, Any]]:
    """Return each state with its count and the address of the list of those alone."""
    query = request.GET.copy()
    for name in ("after", "before", "label"):
        query.pop(name, None)
    shown = []
    for label in Label:
        number = counts.by_label.get(label, 0)
        if number or wanted.label == label:
            query["label"] = label.value
            current_one = wanted.label == label
            shown.append(
                {"label": label.label, "url": f"?{query.urlencode()}", "count": number, "current": current_one}
            )
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
