"""What a form of a commitment showed, as one short word: two people who change the same row find out (RE-19)."""

from typing import Any

from kernel.seen import shown
from partners.models import Commitment, Measure, Milestone, PartyObligation, ProgressUpdate

# what the forms show of each kind of row; whatever else moves on the row, such as a count, makes no form old
SHOWN: dict[type[Any], tuple[str, ...]] = {
    Commitment: (
        "title_en",
        "title_fr",
        "description_en",
        "description_fr",
        "no_measure_en",
        "no_measure_fr",
        "starts_on",
        "ends_on",
        "reporting_months",
        "framework",
        "parent",
    ),
    PartyObligation: ("role", "text_en", "text_fr"),
    Measure: ("kind", "name_en", "name_fr", "unit_en", "unit_fr", "baseline", "target", "direction", "required"),
    Milestone: ("name_en", "name_fr", "current_due", "required"),
    ProgressUpdate: (
        "narrative_en",
        "narrative_fr",
        "health",
        "challenges_en",
        "challenges_fr",
        "recovery_en",
        "recovery_fr",
        "closing",
        "measured",
    ),
}
LINKED: dict[type[Any], tuple[str, ...]] = {Commitment: ("pillars", "sdg_references")}


def version_of(row: Any) -> str:
    """Return the word for what a form shows of a row now: the same while nobody has changed it."""
    kind = type(row)
    linked = {
        name: sorted(getattr(row, name).values_list("pk", flat=True).order_by("pk")) for name in LINKED.get(kind, ())
    }
    return shown(row, SHOWN[kind], linked)
