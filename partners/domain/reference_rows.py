"""Writing reference rows: one run over one file compares every row by its key and writes what differs (PA-A1)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError
from partners.enums import Provenance
from partners.reference import Reference, Row, digest, locked_digests

Columns = dict[str, Any]
# public ids of reference rows come from their keys, so that their addresses survive a new installation
KEYS = UUID("2b9f3a5e-88c1-5f0e-a4d7-6a1f0c3de871")


class SeedChanged(DomainError):
    """A fact of the source differs from the reviewed one, in the file or in the database; `keys` names the rows."""

    code = "seed_changed"

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = sorted(set(keys))
        super().__init__(
            _(
                "These facts of the source have changed and nobody has reviewed it: %(keys)s. Load with --reviewed after a review."
            )
            % {"keys": ", ".join(self.keys)},
            keys=self.keys,
        )


@dataclass
class Report:
    """What a load did, by list."""

    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    touched: list[models.Model] = field(default_factory=list, repr=False)

    @property
    def writes(self) -> int:
        """How many rows were written."""
        return sum(self.created.values()) + sum(self.changed.values())

    def note(self, what: dict[str, int], name: str, row: models.Model | None = None) -> None:
        """Count one row of a list, and remember it when it was written."""
        what[name] = what.get(name, 0) + 1
        if row is not None:
            self.touched.append(row)


class Loader:
    """One run over one file. Reads every table once, compares, and writes only what differs."""

    def __init__(self, reference: Reference, *, reviewed: bool) -> None:
        self.reference, self.reviewed, self.report = reference, reviewed, Report()
        self.found: dict[str, models.Model] = {}
        self.edited: list[str] = []

    def check_lock(self) -> None:
        """Compare every fact of the source with its reviewed digest."""
        locked = locked_digests()
        here = {key: digest(row) for key, row in self.reference.by_key.items() if row["provenance"] == "seed"}
        self.edited += [key for key in {*locked, *here} if locked.get(key) != here.get(key)]

    def ref(self, key: str | None) -> Any:
        """Return the loaded row with that key, or nothing for no key."""
        return None if key is None else self.found[key]

    def rows(self, name: str, model: type[models.Model], columns: Callable[[Row, int], Columns]) -> None:
        """Load one list of reference rows into one table."""
        known = {row.key: row for row in model._default_manager.all()}  # type: ignore[attr-defined]
        for number, row in enumerate(self.reference.rows(name), start=1):
            wanted: Columns = {
                "name_en": row["en"],
                "name_fr": row["fr"],
                "provenance": row["provenance"],
                "fr_check": bool(row.get("fr_check")),
                "seed_refs": list(row.get("seed_refs", ())),
                "position": row.get("order", number),
                "digest": digest(row),
                **columns(row, number),
            }
            self.found[row["id"]] = self.put(name, model, {"key": row["id"]}, wanted, known.get(row["id"]))

    def put(
        self, name: str, model: type[models.Model], identity: Columns, wanted: Columns, row: models.Model | None
    ) -> models.Model:
        """Create the row, or write the columns that differ; a difference in a fact of the source is remembered."""
        if row is None:
            stable = {} if "language" in identity else {"public_id": uuid5(KEYS, str(identity["key"]))}
            row = model._default_manager.create(**identity, **stable, **wanted)
            self.report.note(self.report.created, name, row)
            return row
        different = [column for column, value in wanted.items() if _differs(row, column, value)]
        if not different:
            self.report.note(self.report.unchanged, name)
            return row
        if Provenance.SEED in (getattr(row, "provenance", ""), wanted.get("provenance")):
            self.edited.append(str(identity["key"]))
        for column in different:
            setattr(row, column, wanted[column])
        row.save(update_fields=different)
        self.report.note(self.report.changed, name, row)
        return row


def _differs(row: models.Model, column: str, value: Any) -> bool:
    held = getattr(row, row._meta.get_field(column).attname)  # type: ignore[union-attr]
    return bool(held != (value.pk if isinstance(value, models.Model) else value))


def link(row: models.Model, wanted: Columns) -> None:
    """Set links that could not be set when the row was made, because the other end came later."""
    different = [column for column, value in wanted.items() if _differs(row, column, value)]
    for column in different:
        setattr(row, column, wanted[column])
    if different:
        row.save(update_fields=different)
