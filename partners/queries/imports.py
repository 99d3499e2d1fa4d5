"""Reading imports of people: the list, one import with its numbers, and its rows page by page."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kernel.bilingual import text
from partners import contacts
from partners.days import today
from partners.enums import ContactKind
from partners.import_states import Choice, Finding, Outcome
from partners.intake import columns as meanings
from partners.intake import words
from partners.intake.table import letter
from partners.models import ImportRow, Organization, PeopleImport, Person
from partners.queries.directory import with_organization

ON_A_PAGE = 50
EXAMPLE_ROWS = 3


@dataclass(frozen=True)
class Tally:
    """How many rows there are of each kind, and how many people a confirmation would add or complete."""

    findings: dict[str, int]
    outcomes: dict[str, int]
    choices: dict[str, int]

    @property
    def to_add(self) -> int:
        """Rows that would add somebody."""
        return self.findings.get(Finding.NEW, 0) + self.choices.get(Choice.CREATE, 0)

    @property
    def to_complete(self) -> int:
        """Rows that would complete somebody."""
        return self.choices.get(Choice.MERGE, 0)

    @property
    def to_leave_out(self) -> int:
        """Likely duplicates that would be left out."""
        return self.choices.get(Choice.SKIP, 0)

    @property
    def known(self) -> int:
        """Rows that say nothing new."""
        return self.findings.get(Finding.KNOWN, 0) + self.findings.get(Finding.REPEATED, 0)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a row: the column, what stands there, why it is refused."""

    column: str
    cell: str = field(repr=False)
    words: str = ""


@dataclass(frozen=True)
class Match:
    """Somebody of the directory whom a row may be about, with what tells them apart."""

    person: Person = field(repr=False)
    score: int = 0
    same_contact: bool = False
    same_organization: bool = False


@dataclass(frozen=True)
class Shown:
    """One row as a page shows it."""

    row: ImportRow = field(repr=False)
    organization: str = ""
    phone: str = field(default="", repr=False)
    faults: Sequence[Fault] = ()
    matches: Sequence[Match] = ()
    span: tuple[datetime.date | None, datetime.date | None] = (None, None)


def listed() -> QuerySet[PeopleImport]:
    """Return the imports with who uploaded them and how many rows they `added` and `refused`."""
    return PeopleImport.objects.select_related("uploaded_by").annotate(
        added=_rows_with(Outcome.CREATED), refused=_rows_with(Outcome.REFUSED)
    )


def _rows_with(outcome: Outcome) -> Coalesce:
    rows = ImportRow.objects.filter(people_import=OuterRef("pk"), outcome=outcome).order_by().values("people_import")
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)


def tally(held: PeopleImport) -> Tally:
    """Count the rows of an import by what was found, chosen and done. One statement."""
    counted: tuple[dict[str, int], ...] = ({}, {}, {})
    rows = held.rows.order_by().values_list("finding", "outcome", "choice").annotate(count=Count("pk"))
    for *kinds, count in rows:
        for kind, totals in zip(kinds, counted, strict=True):
            if kind:
                totals[kind] = totals.get(kind, 0) + count
    return Tally(*counted)


def shown(held: PeopleImport, rows: Sequence[ImportRow]) -> list[Shown]:
    """Return rows with all that their page says about them; two statements more, whatever their number."""
    wanted = {match[0] for row in rows for match in row.matches}
    wanted |= {row.person_id for row in rows if row.person_id}
    people = {one.pk: one for one in with_organization(Person.objects.filter(pk__in=wanted), today())}
    keys = {row.values.get("organization") for row in rows if row.values}
    organizations = Organization.objects.in_bulk([key for key in keys if key])
    found = []
    for row in rows:
        if row.person_id:
            row.person = people.get(row.person_id)
        matches = [
            Match(people[key], score, contact, organization)
            for key, score, contact, organization in row.matches
            if key in people
        ]
        organization = organizations.get(row.values.get("organization")) if row.values else None
        phone = row.values.get("phone") or ""
        found.append(
            Shown(
                row,
                text(organization, "name") if organization else "",
                contacts.printed(ContactKind.PHONE, phone) if phone else "",
                faults_of(held, row),
                matches,
                row.span,
            )
        )
    return found


def faults_of(held: PeopleImport, row: ImportRow) -> list[Fault]:
    """Return everything wrong with a row, with the name of the column as in the file."""
    found = []
    for where, code in row.faults:
        at = where if isinstance(where, int) else held.columns.get(where)
        if at is None:
            column, cell = str(meanings.BY_KEY[where].label), ""
        elif at < len(held.headings):
            column, cell = held.headings[at], row.cells[at] if at < len(row.cells) else ""
        else:
            column, cell = letter(at), ""
        found.append(Fault(column, cell, words.of_cell(code)))
    return found


def reason(held: PeopleImport, row: ImportRow) -> str:
    """Return in one line why a row was not imported."""
    if row.faults:
        return " ".join(
            _("%(column)s: %(fault)s") % {"column": fault.column, "fault": fault.words}
            for fault in faults_of(held, row)
        )
    return str(Finding(row.finding).label) if row.finding else ""


def not_imported(held: PeopleImport) -> QuerySet[ImportRow]:
    """Return the rows that did not reach the directory and were not there already, before and after the end."""
    if held.confirmed_at:
        return held.rows.filter(outcome__in=(Outcome.REFUSED, Outcome.LEFT_OUT)).order_by("line")
    return held.rows.filter(finding=Finding.BAD).order_by("line")


def refused_cells(held: PeopleImport) -> Iterator[tuple[Any, ...]]:
    """Return the rows that were not imported as they stood in the file, each after its number and the reason."""
    width = len(held.headings)
    for row in not_imported(held).iterator(chunk_size=1000):
        cells = [*row.cells, *[""] * width][:width]
        yield row.line, reason(held, row), *cells


def first_rows(held: PeopleImport) -> list[ImportRow]:
    """Return the rows that show what the columns hold."""
    return list(held.rows.order_by("line")[:EXAMPLE_ROWS])
