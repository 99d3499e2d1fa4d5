"""Likely duplicates: who in the directory may be the same person, with the reason, for a person to decide (PA-15).

Only directory rows are ever compared. Candidates are found by blocks (same address, or a shared beginning of a name),
so that nobody is compared with everybody.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kernel.folding import fold
from partners.models import Affiliation, ContactPoint, Person

ALIKE = 90  # of 100: keeps turned round and misspelt names, leaves out siblings with a like first name
BLOCK = 3
MOST = 5


# an organization, and the first and last day there as far as they are known
Stay = tuple[int, datetime.date | None, datetime.date | None]


@dataclass(frozen=True)
class Known:
    """A person of the directory, as much as comparing needs."""

    pk: int
    folded: str = field(repr=False)
    stays: frozenset[Stay] = frozenset()
    has_pronouns: bool = False

    @property
    def organizations(self) -> set[int]:
        """Return the keys of the organizations they belong or belonged to."""
        return {organization for organization, _first, _last in self.stays}


@dataclass(frozen=True)
class Likeness:
    """One candidate: how alike the names are (0 to 100), and why it is shown."""

    pk: int
    score: int
    same_contact: bool
    same_organization: bool


class Register:
    """The directory held in memory for one run of comparing, read in three statements."""

    def __init__(self) -> None:
        belongs: dict[int, set[Stay]] = defaultdict(set)
        rows = Affiliation.objects.filter(organization__isnull=False).values_list(
            "person_id", "organization_id", "started_on", "ended_on"
        )
        for person, organization, first, last in rows.iterator(chunk_size=5000):
            belongs[person].add((organization or 0, first, last))
        self.known: dict[int, Known] = {}
        self.blocks: dict[str, list[int]] = defaultdict(list)
        for pk, folded, pronouns in Person.objects.values_list("pk", "folded", "pronouns").iterator(chunk_size=5000):
            self.add(Known(pk, folded, frozenset(belongs.get(pk, ())), bool(pronouns)))
        self.by_contact: dict[str, set[int]] = defaultdict(set)
        points = ContactPoint.objects.filter(person__isnull=False).values_list("value", "person_id")
        for value, person in points.iterator(chunk_size=5000):
            self.by_contact[value].add(person)

    def add(self, person: Known) -> None:
        """Put a person into the register, so that later ones are compared with them."""
        self.known[person.pk] = person
        for block in _blocks(person.folded):
            self.blocks[block].append(person.pk)

    def like(self, folded: str, contacts: Iterable[str] = (), organization: int | None = None) -> list[Likeness]:
        """Return the likely duplicates of a name with addresses, the likeliest first, at most five."""
        from rapidfuzz import fuzz, process

        same = {pk for value in contacts if value for pk in self.by_contact.get(value, ())}
        candidates = {pk: self.known[pk].folded for block in _blocks(folded) for pk in self.blocks.get(block, ())}
        candidates |= {pk: self.known[pk].folded for pk in same}
        scored = process.extract(folded, candidates, scorer=fuzz.token_sort_ratio, limit=50)
        found = []
        for _name, score, pk in scored:
            in_same = organization is not None and organization in self.known[pk].organizations
            if pk in same or score >= (ALIKE - 6 if in_same else ALIKE):
                found.append(Likeness(pk, round(score), pk in same, in_same))
        found.sort(key=lambda one: (-one.same_contact, -one.score, one.pk))
        return found[:MOST]


def _blocks(folded: str) -> set[str]:
    return {word[:BLOCK] for word in folded.split() if len(word) >= 2} or {folded[:BLOCK]}


def of_one(
    display_name: str, contacts: Iterable[str] = (), organization: int | None = None, *, but: int | None = None
) -> list[tuple[Person, Likeness]]:
    """Return likely duplicates of one person who is being added, from the database by blocks.

    Args:
        display_name: the name as typed.
        contacts: normalized addresses and numbers.
        organization: key of the organization they belong to.
        but: key of a person to leave out, such as the one being edited.
    """
    folded = fold(display_name)
    register = Register.__new__(Register)
    register.known, register.blocks, register.by_contact = {}, defaultdict(list), defaultdict(set)
    values = [value for value in contacts if value]
    near = Person.objects.none()
    for block in sorted(_blocks(folded))[:6]:
        near = near | Person.objects.filter(folded__contains=block)
    near = near | Person.objects.filter(contact_points__value__in=values)
    known = near if but is None else near.exclude(pk=but)
    rows = list(known.distinct().order_by("pk")[:2000])
    belongs: dict[int, set[Stay]] = defaultdict(set)
    for one in Affiliation.objects.filter(person__in=rows, organization__isnull=False):
        belongs[one.person_id].add((one.organization_id or 0, one.started_on, one.ended_on))
    for row in rows:
        register.add(Known(row.pk, row.folded, frozenset(belongs.get(row.pk, ()))))
    for value, person in ContactPoint.objects.filter(person__in=rows, value__in=values).values_list(
        "value", "person_id"
    ):
        register.by_contact[value].add(person or 0)
    by_key = {row.pk: row for row in rows}
    return [(by_key[one.pk], one) for one in register.like(folded, values, organization)]
