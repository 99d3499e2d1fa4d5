"""Applying checked rows to the directory, some hundred in one transaction (PF-13, EV-A13)."""

from typing import Any

from django.db.models import OuterRef

from accounts.actors import Actor, Via
from accounts.domain import audit
from kernel.folding import fold
from partners.days import overlap
from partners.domain import people
from partners.enums import AffiliationSource, ContactKind
from partners.import_states import Choice, Finding, Outcome
from partners.models import Affiliation, ContactPoint, ImportRow, Organization, PeopleImport, Person

KINDS = (ContactKind.EMAIL, ContactKind.PHONE)


def apply(held: PeopleImport, rows: list[ImportRow]) -> None:
    """Do for each row what was found or chosen, and write down what came of it.

    Runs inside the transaction of the chunk, with every import under way locked; the number of statements does not
    depend on how many people are added.
    """
    assert held.confirmed_by is not None
    actor = Actor.of(held.confirmed_by, via=Via.JOB)
    wanted = [row for row in rows if row.finding == Finding.NEW or row.choice == Choice.CREATE]
    known = _known_by_now(wanted)
    fresh = [row for row in wanted if row.pk not in known]
    _create(held, fresh, actor)
    outcomes: dict[Outcome, list[ImportRow]] = {Outcome.CREATED: fresh}
    created = {row.pk for row in fresh}
    for row in rows:
        if row.pk not in created:
            outcomes.setdefault(_outcome(row, actor), []).append(row)
    for outcome, settled in outcomes.items():
        _write_down(outcome, settled)


def _outcome(row: ImportRow, actor: Actor) -> Outcome:
    """Do what a row needs that adds nobody, and return what came of it."""
    if row.choice == Choice.MERGE:
        return _complete(row, actor)
    if row.choice == Choice.SKIP:
        return Outcome.LEFT_OUT
    return Outcome.REFUSED if row.finding == Finding.BAD else Outcome.UNCHANGED


def _write_down(outcome: Outcome, rows: list[ImportRow]) -> None:
    """Note an outcome on its rows in one statement, and empty the cells of rows that nobody has to look at again.

    A person who was added bears the public id of the row, so that one row can never make two people.
    """
    changes: dict[str, Any] = {"outcome": outcome}
    if outcome == Outcome.CREATED:
        changes["person"] = Person.objects.filter(public_id=OuterRef("public_id")).values("pk")[:1]
    if outcome not in (Outcome.REFUSED, Outcome.LEFT_OUT):
        changes |= {"cells": [], "values": {}, "matches": []}
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)


def _known_by_now(rows: list[ImportRow]) -> set[int]:
    """Return the keys of rows whose person came into the directory since the check, by this or another file."""
    digests = [row.digest for row in rows]
    made = set(ImportRow.objects.filter(digest__in=digests, outcome=Outcome.CREATED).values_list("digest", flat=True))
    found = {row.pk for row in rows if row.digest in made}
    fresh = [row for row in rows if row.finding == Finding.NEW]  # about the others somebody has decided
    values = [row.values[kind] for row in fresh for kind in KINDS if row.values[kind]]
    held = set(
        ContactPoint.objects.filter(value__in=values, person__isnull=False).values_list("value", "person__folded")
    )
    for row in fresh:
        folded = fold(row.values["name"])[:200]
        if any((row.values[kind], folded) in held for kind in KINDS if row.values[kind]):
            found.add(row.pk)
    return found | _belonging_by_now([row for row in fresh if not any(row.values[kind] for kind in KINDS)])


def _belonging_by_now(rows: list[ImportRow]) -> set[int]:
    """Return the keys of rows without address or number whose name stands in their organization by now."""
    if not rows:
        return set()
    wanted = {row.pk: (fold(row.values["name"])[:200], row.values["organization"]) for row in rows}
    held = set(
        Affiliation.objects.filter(
            person__folded__in={folded for folded, _key in wanted.values()},
            organization__in={key for _folded, key in wanted.values()},
        ).values_list("person__folded", "organization_id")
    )
    return {pk for pk, mark in wanted.items() if mark in held}


def _create(held: PeopleImport, rows: list[ImportRow], actor: Actor) -> None:
    """Add the people of the rows."""
    added = [
        Person(
            public_id=row.public_id,
            **people.named(row.values["name"]),
            preferred_language=row.values["language"],
            jurisdiction_id=row.values["region"],
            pronouns=row.values.get("pronouns", ""),
        )
        for row in rows
    ]
    Person.objects.bulk_create(added, batch_size=500)
    by_row = list(zip(rows, added, strict=True))
    ContactPoint.objects.bulk_create(
        [
            ContactPoint(person=person, kind=kind, value=row.values[kind], preferred=True)
            for row, person in by_row
            for kind in KINDS
            if row.values[kind]
        ],
        batch_size=500,
    )
    Affiliation.objects.bulk_create(
        [
            Affiliation(
                person=person,
                organization_id=row.values["organization"],
                role=row.values["role"],
                started_on=row.span[0],
                ended_on=row.span[1],
                is_primary=True,
                source=AffiliationSource.IMPORT,
            )
            for row, person in by_row
            if row.values["organization"]
        ],
        batch_size=500,
    )
    audit.record_all(actor, "person.listed", added, people_import=held.public_id)


def _complete(row: ImportRow, actor: Actor) -> Outcome:
    """Add to a person what the row says and the directory does not hold; nothing that stands there is changed."""
    person = Person.objects.lock(pk=row.person_id)  # type: ignore[attr-defined]
    added = False
    for kind in KINDS:
        value = row.values[kind]
        if value and not person.contact_points.filter(value=value).exists():
            first = not person.contact_points.filter(kind=kind).exists()
            people.add_contact(person, actor=actor, kind=kind, value=value, preferred=first)
            added = True
    if (pronouns := row.values.get("pronouns", "")) and not person.pronouns:
        people.edit(person, actor=actor, pronouns=pronouns)
        added = True
    added = _add_stay(person, row, actor) or added
    return Outcome.MERGED if added else Outcome.UNCHANGED


def _add_stay(person: Person, row: ImportRow, actor: Actor) -> bool:
    """Add the time in an organization that a row speaks of, unless the directory holds one that shares a day with it.

    Somebody who left and came back has two, and the same row read twice adds one.
    """
    key, (first, last) = row.values["organization"], row.span
    if not key:
        return False
    at_once = [one for one in person.affiliations.all() if overlap(first, last, one.started_on, one.ended_on)]
    if any(one.organization_id == key for one in at_once):
        return False
    people.affiliate(
        person,
        actor=actor,
        organization=Organization.objects.get(pk=key),
        role=row.values["role"],
        started_on=first,
        ended_on=last,
        is_primary=not any(one.is_primary for one in at_once),
        source=AffiliationSource.IMPORT,
    )
    return True
