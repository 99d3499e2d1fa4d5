"""The reference file, read once: facts in both languages that the database, the pages and the demonstration start from.

Higher apps read it through `load()`; rows are read-only mappings, so nobody can change a fact by accident.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

FILE = Path(__file__).parent / "2018-consultations.yaml"
LOCK = Path(__file__).parent / "2018-consultations.lock"
MAPS = frozenset({"meta", "demo_rules", "demo_population"})

Row = Mapping[str, Any]


class MalformedReference(ValueError):
    """The reference file breaks its own rules: a missing language, a repeated id, an unknown provenance."""


@dataclass(frozen=True)
class Reference:
    """The parsed file.

    Attributes:
        lists: every list of rows, by its name in the file, in file order.
        maps: the three maps `meta`, `demo_rules` and `demo_population`.
        by_key: every row of every list by its `id`.
        list_of: name of the list in which an id stands.
    """

    lists: Mapping[str, tuple[Row, ...]]
    maps: Mapping[str, Row]
    by_key: Mapping[str, Row]
    list_of: Mapping[str, str]

    def rows(self, name: str) -> tuple[Row, ...]:
        """Return the rows of one list, such as `rows("events")`."""
        return self.lists[name]

    def row(self, key: str) -> Row:
        """Return one row by its id, such as `row("con-2018")`."""
        return self.by_key[key]

    @property
    def expected_counts(self) -> Mapping[str, int]:
        """The counts that loading must reach (PA-A1)."""
        counts: Mapping[str, int] = self.maps["meta"]["expected_counts"]
        return counts


def load(path: Path = FILE) -> Reference:
    """Return the parsed reference file; the committed one is read once.

    Raises:
        MalformedReference: a row lacks a language, its id or a known provenance, or repeats an id.
    """
    return _committed() if path == FILE else parse(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _committed() -> Reference:
    return parse(FILE.read_text(encoding="utf-8"))


def parse(text: str) -> Reference:
    """Parse and check the text of a reference file."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(text, Loader=loader)
    lists: dict[str, tuple[Row, ...]] = {}
    maps: dict[str, Row] = {}
    by_key: dict[str, Row] = {}
    list_of: dict[str, str] = {}
    allowed = set(content["meta"]["provenance_values"])
    for name, value in content.items():
        if name in MAPS:
            maps[name] = _frozen(value)
            continue
        lists[name] = tuple(_frozen(row) for row in value)
        for row in lists[name]:
            _check(name, row, allowed)
            if row["id"] in by_key:
                raise MalformedReference(f"{row['id']} stands twice in the file")
            by_key[row["id"]], list_of[row["id"]] = row, name
    return Reference(*(MappingProxyType(part) for part in (lists, maps, by_key, list_of)))  # type: ignore[arg-type]


def _check(name: str, row: Row, provenances: set[str]) -> None:
    for field in ("id", "en", "fr", "provenance"):
        if not row.get(field):
            raise MalformedReference(f"{name}: {row.get('id', '?')} has no {field}")
    if row["provenance"] not in provenances:
        raise MalformedReference(f"{row['id']} has the unknown provenance {row['provenance']}")


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(part) for key, part in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(part) for part in value)
    return value


def digest(row: Row) -> str:
    """Return the SHA-256 of a row's values in canonical form."""
    canonical = json.dumps(thawed(row), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def thawed(value: Any) -> Any:
    """Return a plain copy of a row or part of one: dictionaries, lists, and dates as ISO text."""
    if isinstance(value, Mapping):
        return {key: thawed(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [thawed(part) for part in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def locked_digests(path: Path = LOCK) -> dict[str, str]:
    """Return the reviewed digest of every `seed` row, by id."""
    pairs = (line.split() for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {key: value for key, value in pairs}


def lock_text(reference: Reference) -> str:
    """Return the text of the lock for a reviewed file: one line `id digest` for each `seed` row, sorted."""
    rows = sorted((key, digest(row)) for key, row in reference.by_key.items() if row["provenance"] == "seed")
    return "".join(f"{key} {value}\n" for key, value in rows)
