"""Checking the rows of a file: what each says, what is wrong with it, and whom it may be already (PA-A19).

Everything that rows are compared with is read once a run; a chunk then costs the same few statements whatever it holds.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from kernel.bilingual import PreferredLanguage
from kernel.errors import Invalid
from kernel.folding import fold
from partners import contacts
from partners.days import overlap, today
from partners.domain.imports import keyed
from partners.enums import ContactKind
from partners.import_states import Choice, Finding, Outcome
from partners.intake import dates
from partners.intake.table import SINCE_1904
from partners.models import ImportRow, Jurisdiction, OrganizationName, PeopleImport
from partners.names import clean
from partners.queries.directory import names_in_force
from partners.queries.duplicates import Likeness, Register

MOST_SHOWN = 3
LATER = frozenset({"started_on", "ended_on", "pronouns"})
FOUND = ("values", "faults", "digest", "finding", "choice", "person", "matches", "twin_line")
LANGUAGES = {
    PreferredLanguage.EN: ("en", "eng", "english", "anglais", "e", "a"),
    PreferredLanguage.FR: ("fr", "fra", "fre", "french", "francais", "f"),
    PreferredLanguage.BOTH: (
        "",
        "both",
        "both languages",
        "bilingual",
        "les deux",
        "les deux langues",
        "bilingue",
        "en/fr",
    ),
}
LANGUAGE_OF = {word: language for language, words in LANGUAGES.items() for word in words}
Faults = list[list[Any]]


def save(rows: list[ImportRow]) -> None:
    """Write down what was found about these rows in few statements."""
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("id",), update_fields=FOUND, batch_size=500
    )


class Known:
    """What rows are compared with: the names of organizations and regions, and whom the directory holds."""

    def __init__(self) -> None:
        self.organizations: dict[str, set[int]] = defaultdict(set)
        named = OrganizationName.objects.filter(names_in_force(today()), organization__status="active")
        for name, key in named.values_list("folded", "organization_id").iterator(chunk_size=5000):
            self.organizations[name].add(key)
        self.regions: dict[str, int] = {}
        for key, *names in Jurisdiction.objects.values_list("pk", "code", "name_en", "name_fr"):
            self.regions |= {fold(name): key for name in names}
        self.register = Register()


class Checker:
    """Checks the rows of one import, remembering those before them."""

    def __init__(self, held: PeopleImport) -> None:
        self.held = held
        self.known = Known()
        self.digests: set[str] = set()
        self.seen: dict[tuple[str, Any], int] = {}
        done = held.rows.exclude(finding="").exclude(finding=Finding.BAD).order_by("line")
        for line, digest, values in done.values_list("line", "digest", "values").iterator(chunk_size=2000):
            self._remember(line, digest, values)

    def settle(self, _held: PeopleImport, rows: list[ImportRow]) -> None:
        """Check the rows and write down what was found."""
        self.check(rows)
        save(rows)

    def check(self, rows: list[ImportRow]) -> None:
        """Fill in what is found about each row; nothing is saved. One statement."""
        for row in rows:
            values, faults = self.understood(row)
            row.values, row.faults = values, faults
            row.digest = "" if faults else _digest(values)
            row.choice, row.person_id, row.matches, row.twin_line = "", None, [], None
        wanted = [row.digest for row in rows if row.digest]
        applied = dict(
            ImportRow.objects.filter(digest__in=wanted, outcome=Outcome.CREATED).values_list("digest", "person_id")
        )
        for row in rows:
            self._find(row, applied)

    def understood(self, row: ImportRow) -> tuple[dict[str, Any], Faults]:
        """Return what a row says in stored form, and everything wrong with it as [field or column, code]."""
        cells, columns = row.cells, self.held.columns
        spoilt = {column for column, _code in row.spoilt}
        typed = {
            key: "" if column in spoilt or column >= len(cells) else clean(cells[column])
            for key, column in columns.items()
        }
        # a broken cell in a column that nobody uses harms nothing
        used = set(columns.values())
        faults: Faults = [[at, code] for at, code in row.spoilt if at in used or code == "too_many_cells"]
        broken = {key for key, column in columns.items() if column in spoilt}
        values = self._values(typed, broken, faults)
        return values, faults

    def _values(self, typed: dict[str, str], broken: set[str], faults: Faults) -> dict[str, Any]:
        name = typed.get("name") or f"{typed.get('given_name', '')} {typed.get('family_name', '')}".strip()
        if not name and not broken & {"name", "given_name", "family_name"}:
            faults.append(["name" if "name" in typed else "family_name", "name_missing"])
        if len(name) > 200:
            faults.append(["name", "name_too_long"])
        role = typed.get("role", "")
        if len(role) > 200:
            faults.append(["role", "role_too_long"])
        if len(typed.get("pronouns", "")) > 40:
            faults.append(["pronouns", "pronouns_too_long"])
        first, last = self._day(typed, "started_on", faults), self._day(typed, "ended_on", faults)
        if first and last and last < first:
            faults.append(["ended_on", "dates_backwards"])
        values = {
            "name": name,
            "email": _read(typed, "email", faults, lambda text: contacts.normalize(ContactKind.EMAIL, text)),
            "phone": _read(typed, "phone", faults, lambda text: contacts.normalize(ContactKind.PHONE, text)),
            "organization": self._organization(typed.get("organization", ""), faults),
            "role": role,
            "started_on": first,
            "ended_on": last,
            "language": _looked_up(typed, "language", LANGUAGE_OF, "language_unknown", faults)
            or PreferredLanguage.BOTH,
            "region": _looked_up(typed, "region", self.known.regions, "region_unknown", faults),
            "pronouns": typed.get("pronouns", ""),
        }
        if not faults and not (values["email"] or values["phone"] or values["organization"]):
            missing = next(key for key in ("email", "phone", "organization") if key in typed)
            faults.append([missing, "no_way_to_reach"])
        return values

    def _day(self, typed: dict[str, str], key: str, faults: Faults) -> str:
        """Return a day as it is stored with the row, or nothing."""
        if not (text := typed.get(key, "")):
            return ""
        try:
            return dates.read(text, form=self.held.form, since_1904=self.held.encoding == SINCE_1904).isoformat()
        except dates.Unclear as unclear:
            faults.append([key, unclear.code])
            return ""

    def _organization(self, name: str, faults: Faults) -> int | None:
        found = self.known.organizations.get(fold(name), set()) if name else set()
        if len(found) == 1:
            return next(iter(found))
        if found:
            faults.append(["organization", "organization_ambiguous"])
        elif name and not self.held.without_organization:
            faults.append(["organization", "organization_unknown"])
        return None

    def _find(self, row: ImportRow, applied: Mapping[str, int | None]) -> None:
        if row.faults:
            row.finding = Finding.BAD
        elif row.digest in self.digests:
            row.finding = Finding.REPEATED
            row.twin_line = self.seen.get(("digest", row.digest))
        elif row.digest in applied:
            row.finding, row.person_id = Finding.KNOWN, applied[row.digest]
        else:
            self._compare(row)
        if not row.faults:
            self._remember(row.line, row.digest, row.values)

    def _compare(self, row: ImportRow) -> None:
        values = row.values
        folded = fold(values["name"])[:200]
        likely = self.known.register.like(folded, (values["email"], values["phone"]), values["organization"])
        certain = [one for one in likely if self._same_person(one, folded, values)]
        if len(certain) == 1 and not self._would_add(certain[0].pk, row):
            row.finding, row.person_id = Finding.KNOWN, certain[0].pk
            return
        row.twin_line = next((self.seen[mark] for mark in _marks(values) if mark in self.seen), None)
        if not likely and row.twin_line is None:
            row.finding = Finding.NEW
            return
        row.finding, row.choice = Finding.LIKELY, Choice.SKIP
        row.matches = [[one.pk, one.score, one.same_contact, one.same_organization] for one in likely[:MOST_SHOWN]]
        if len(certain) == 1:
            row.choice, row.person_id = Choice.MERGE, certain[0].pk

    def _same_person(self, one: Likeness, folded: str, values: dict[str, Any]) -> bool:
        """Tell whether a likeness leaves no doubt: the same name, and an address or else the organization in common."""
        if self.known.register.known[one.pk].folded != folded:
            return False
        return one.same_contact or (not values["email"] and not values["phone"] and one.same_organization)

    def _would_add(self, person: int, row: ImportRow) -> bool:
        """Tell whether a row says something about a person that the directory does not hold."""
        register, values = self.known.register, row.values
        missing = [
            value for value in (values["email"], values["phone"]) if value and person not in register.by_contact[value]
        ]
        known = register.known[person]
        if missing or (values["pronouns"] and not known.has_pronouns):
            return True
        organization = values["organization"]
        return organization is not None and not any(
            organization == key and overlap(first, last, *row.span) for key, first, last in known.stays
        )

    def _remember(self, line: int, digest: str, values: dict[str, Any]) -> None:
        if digest not in self.digests:
            self.digests.add(digest)
            self.seen[("digest", digest)] = line
        for mark in _marks(values):
            self.seen.setdefault(mark, line)


def _digest(values: dict[str, Any]) -> str:
    """Return the keyed hash of what a row says; what older files could not say counts only where it is said."""
    said = {key: value for key, value in values.items() if value or key not in LATER}
    return keyed("import-row", json.dumps(said, sort_keys=True).encode())


def _marks(values: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return by what two rows of one file are alike: an address, a number, or a name in one organization."""
    marks: list[tuple[str, Any]] = [(kind, values[kind]) for kind in ("email", "phone") if values.get(kind)]
    if values.get("organization"):
        marks.append(("name", (fold(values["name"]), values["organization"])))
    return marks


def _read(typed: dict[str, str], key: str, faults: Faults, normalize: Callable[[str], str]) -> str:
    text = typed.get(key, "")
    if not text:
        return ""
    try:
        return normalize(text)
    except Invalid:
        faults.append([key, f"{key}_invalid"])
        return ""


def _looked_up(typed: dict[str, str], key: str, words: dict[str, Any], code: str, faults: Faults) -> Any:
    text = fold(typed.get(key, ""))
    if text and text not in words:
        faults.append([key, code])
    return words.get(text)
