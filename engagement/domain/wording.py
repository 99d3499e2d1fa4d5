"""Changing texts: only what differs is written, and each language remembers whether the other has followed (EN-A13)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from accounts.actors import Actor
from accounts.domain import audit
from kernel.seen import require_unchanged, shown
from publishing.domain import gate


def seen_of(row: Model, names: Iterable[str]) -> str:
    """Return the word for what a form with these columns shows of a row now; `write` takes it back."""
    return shown(row, sorted(names))


def write(
    row: Model, values: dict[str, Any], *, actor: Actor, verb: str, settled: bool = False, seen: str = ""
) -> list[str]:
    """Write the values that differ, with their audit entry; return their names. See `put` for the other arguments.

    Args:
        seen: `seen_of` the same columns when the page was opened.

    Raises:
        Stale: a colleague has written there since.
    """
    require_unchanged(seen, seen_of(row, values))
    changed = put(row, values, settled=settled)
    if changed:
        audit.record(actor, verb, row, fields=changed)
    return changed


def put(row: Model, values: dict[str, Any], *, settled: bool = False) -> list[str]:
    """Write the values that differ and return their names; the caller enters the act into the trail.

    Args:
        row: a locked row.
        values: by name of the column.
        settled: the person says that both languages mean the same although only one was changed, as after a
            spelling fix; the other side does not become stale.
    """
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if changed:
        stems = {name[:-3] for name in changed if name.endswith(("_en", "_fr"))}
        followed = {stem for stem in stems if settled or _fills_the_gap(row, stem, changed)}
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
        gate.note_edit(row, changed)
        for stem in sorted(followed):
            gate.confirm_current(row, stem)
    return changed


def _fills_the_gap(row: Model, stem: str, changed: list[str]) -> bool:
    """Tell whether the one side that is written now was empty: a first translation makes nothing stale."""
    sides = [side for side in ("en", "fr") if f"{stem}_{side}" in changed]
    return len(sides) == 1 and not getattr(row, f"{stem}_{sides[0]}")
