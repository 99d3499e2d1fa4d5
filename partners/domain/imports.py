"""A file of people, from its arrival to its confirmation: what a person does with it (PA-A19, EV-A13).

The work on the rows is in `import_work`; here every act is one transaction that leaves the next step owed.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import User
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from kernel.queue import nudge
from partners.enums import Task
from partners.import_states import IMPORT_MOVES, OPEN, Choice, Finding, ImportState, Outcome
from partners.intake import columns as meanings
from partners.intake import reading
from partners.intake.table import Table
from partners.models import ImportRow, PeopleImport
from partners.names import clean

STAGED_AT_ONCE = 1000


class AlreadyHere(DomainError):
    """The same file is under way already; `fact` names the import."""

    code = "file_under_way"

    def __init__(self, public_id: UUID) -> None:
        super().__init__(
            _("This file is already here and not finished. You have been taken to it; nothing was uploaded twice."),
            field="file",
            public_id=public_id,
        )


def keyed(kind: str, content: bytes) -> str:
    """Return a hash that says nothing without the key of the installation."""
    key = hashlib.sha256(f"{kind}:{settings.AUDIT_KEY}".encode()).digest()
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def take_in(content: bytes, file_name: str, *, actor: Actor, by: User) -> PeopleImport:
    """Read an uploaded file and stage its rows; the file itself is kept nowhere.

    Raises:
        Invalid: the file cannot be read; the message says how to mend it.
        AlreadyHere: the same file waits for somebody already.
    """
    digest = keyed("import-file", content)
    _refuse_what_is_under_way(digest)
    table = reading.read(content, file_name)  # outside the transaction: it takes a second
    try:
        return _stage(table, digest, clean(file_name)[:100], actor=actor, by=by)
    except IntegrityError:
        _refuse_what_is_under_way(digest)
        raise


def _refuse_what_is_under_way(digest: str) -> None:
    same = (
        PeopleImport.objects.filter(digest=digest, state__in=sorted(OPEN)).values_list("public_id", flat=True).first()
    )
    if same:
        raise AlreadyHere(same)


@transaction.atomic
def _stage(table: Table, digest: str, file_name: str, *, actor: Actor, by: User) -> PeopleImport:
    held = PeopleImport.objects.create(
        uploaded_by=by,
        file_name=file_name,
        form=table.form,
        encoding=table.encoding,
        digest=digest,
        headings=table.headings,
        other_sheets=table.other_sheets,
        columns=meanings.guess(table.headings),
        rows_total=len(table.rows),
    )
    rows = (
        ImportRow(people_import=held, line=line, cells=cells, spoilt=[list(one) for one in spoilt])
        for line, cells, spoilt in table.rows
    )
    ImportRow.objects.bulk_create(rows, batch_size=STAGED_AT_ONCE)
    audit.record(actor, "import.uploaded", held, form=table.form, rows=len(table.rows), columns=len(table.headings))
    return held


@transaction.atomic
def set_columns(
    people_import: PeopleImport, columns: Mapping[str, int], *, actor: Actor, without_organization: bool = False
) -> PeopleImport:
    """Say what the columns mean and have every row checked; what an earlier check found is forgotten.

    Args:
        columns: for each thing known of a person, the column of the file, counted from 0.
        without_organization: import people of unknown organizations without one, instead of refusing them.

    Raises:
        Invalid: a column is used twice or does not exist, or there would be no names or no way to reach anybody.
        IllegalMove: it is confirmed, over, or being checked just now.
    """
    held: PeopleImport = PeopleImport.objects.lock(pk=people_import.pk)  # type: ignore[attr-defined]
    _refuse_bad_columns(columns, len(held.headings))
    held.state = step({} if held.confirmed_at else IMPORT_MOVES, held.state, ImportState.CHECKING)
    held.columns, held.without_organization = dict(columns), without_organization
    held.rows_checked = held.attempts = 0
    held.save(update_fields=("state", "columns", "without_organization", "rows_checked", "attempts"))
    if held.rows.exclude(finding="").exists():
        _forget_findings(held)
    audit.record(actor, "import.mapped", held, fields=columns)
    nudge(Task.IMPORT, held.public_id)
    return held


def _forget_findings(held: PeopleImport) -> None:
    """Bring every row back to what the file held."""
    held.rows.exclude(finding="").update(
        finding="", choice="", digest="", person=None, twin_line=None, faults=[], matches=[], values={}
    )


def _refuse_bad_columns(columns: Mapping[str, int], width: int) -> None:
    unknown = [key for key in columns if key not in meanings.KEYS]
    if unknown or any(not 0 <= column < width for column in columns.values()):
        raise Invalid(_("Choose among the columns of the file."), code="column_unknown")
    taken: dict[int, str] = {}
    for key, column in columns.items():
        if column in taken:
            raise Invalid(
                _("This column is chosen twice. Choose another one, or none."), code="column_twice", field=key
            )
        taken[column] = key
    if not {"name", "given_name", "family_name"} & set(columns):
        raise Invalid(
            _("Choose the column that holds the names; without it nobody can be added."),
            code="name_column",
            field="name",
        )
    if not {"email", "phone", "organization"} & set(columns):
        raise Invalid(
            _("Choose at least one column with e-mail addresses, telephone numbers or organizations."),
            code="reach_column",
            field="email",
        )


@transaction.atomic
def choose(people_import: PeopleImport, choices: Mapping[int, tuple[Choice, UUID | None]], *, actor: Actor) -> int:
    """Decide about likely duplicates, each by itself; return how many decisions changed (partners 2).

    Args:
        choices: by row number, what to do, and for `merge` the public id of the person it is.

    Raises:
        Invalid: there is no such row, or the person is not one of those it is like.
        DomainError: it is not waiting for a decision any more.
    """
    held: PeopleImport = PeopleImport.objects.lock(pk=people_import.pk)  # type: ignore[attr-defined]
    if held.state != ImportState.CHECKED:
        raise DomainError(_("Nothing can be decided here now. Look where the import stands."), code="not_open")
    rows: Iterable[ImportRow] = held.rows.filter(finding=Finding.LIKELY, line__in=list(choices)).order_by("line")
    changed, met = 0, set()
    for row in rows:
        met.add(row.line)
        choice, wanted = choices[row.line]
        person = _matched(row, wanted) if choice == Choice.MERGE else None
        if (row.choice, row.person_id) != (choice, person):
            row.choice, row.person_id = choice, person
            row.save(update_fields=("choice", "person"))
            changed += 1
    if met != set(choices):
        raise Invalid(_("This row is not among the likely duplicates."), code="row_unknown")
    if changed:
        audit.record(actor, "import.chosen", held, rows=changed)
    return changed


def _matched(row: ImportRow, wanted: UUID | None) -> int:
    """Return the key of the person a row is to be merged with."""
    from partners.models import Person

    keys = [match[0] for match in row.matches]
    found = wanted and Person.objects.filter(pk__in=keys, public_id=wanted).values_list("pk", flat=True).first()
    if not found:
        raise Invalid(_("Choose one of the people shown beside the row."), code="match_unknown", line=row.line)
    return found


@transaction.atomic
def confirm(people_import: PeopleImport, *, actor: Actor, by: User) -> PeopleImport:
    """Import what was checked; from here on it is finished even when every worker dies on the way.

    Raises:
        DomainError: there is nothing that would be added or completed.
        IllegalMove: it is not waiting for confirmation.
    """
    held: PeopleImport = PeopleImport.objects.lock(pk=people_import.pk)  # type: ignore[attr-defined]
    there = step(IMPORT_MOVES if held.state == ImportState.CHECKED else {}, held.state, ImportState.APPLYING)
    wanted = held.rows.filter(finding=Finding.NEW) | held.rows.filter(choice__in=(Choice.CREATE, Choice.MERGE))
    if not wanted.exists():
        raise DomainError(
            _("No row would add anything. Correct the file and upload it again, or discard this import."),
            code="nothing_to_import",
        )
    held.state, held.confirmed_at, held.confirmed_by, held.attempts = there, timezone.now(), by, 0
    held.save(update_fields=("state", "confirmed_at", "confirmed_by", "attempts"))
    audit.record(actor, "import.confirmed", held, rows=held.rows_total)
    nudge(Task.IMPORT, held.public_id)
    return held


@transaction.atomic
def retry(people_import: PeopleImport, *, actor: Actor) -> PeopleImport:
    """Take up again what stopped, where it stopped.

    Raises:
        IllegalMove: it is not stuck.
    """
    held: PeopleImport = PeopleImport.objects.lock(pk=people_import.pk)  # type: ignore[attr-defined]
    there = ImportState.APPLYING if held.confirmed_at else ImportState.CHECKING
    held.state = step(IMPORT_MOVES if held.state == ImportState.STUCK else {}, held.state, there)
    held.attempts = 0
    held.save(update_fields=("state", "attempts"))
    audit.record(actor, "import.resumed", held)
    nudge(Task.IMPORT, held.public_id)
    return held


@transaction.atomic
def discard(people_import: PeopleImport, *, actor: Actor) -> PeopleImport:
    """Throw the file away. Nobody it named is added; people that a stopped import had added stay.

    Raises:
        IllegalMove: it is at work, or over.
    """
    held: PeopleImport = PeopleImport.objects.lock(pk=people_import.pk)  # type: ignore[attr-defined]
    held.state = step(IMPORT_MOVES, held.state, ImportState.DISCARDED)
    held.finished_at = held.emptied_at = timezone.now()
    held.file_name = ""
    held.save(update_fields=("state", "finished_at", "emptied_at", "file_name"))
    held.rows.exclude(outcome__in=(Outcome.CREATED, Outcome.MERGED)).delete()
    audit.record(actor, "import.cancelled", held, added=held.rows.filter(outcome=Outcome.CREATED).count())
    return held
