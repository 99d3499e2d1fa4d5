"""Segments: people chosen by sector, region and organization, with what keeps a message from reaching each of them.

The directory is the root of the query: a protected participant can never be in a segment (PA-15).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kernel.bilingual import text
from partners.domain import consent
from partners.models import Affiliation, Organization, Person


@dataclass(frozen=True)
class Segment:
    """Who is meant. Within one list any one matches; between lists all must.

    Attributes:
        sectors: keys of sectors.
        jurisdictions: codes of provinces and territories, `CA` for federal organizations.
        organizations: public ids.
        people: public ids of people added by hand, whatever the rest says.
    """

    sectors: frozenset[str] = frozenset()
    jurisdictions: frozenset[str] = frozenset()
    organizations: frozenset[UUID] = frozenset()
    people: frozenset[UUID] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether nothing was chosen; an empty segment means nobody, never everybody."""
        return not (self.sectors or self.jurisdictions or self.organizations or self.people)


@dataclass(frozen=True)
class Candidate:
    """One person of a segment, as staff who build a list see them.

    Attributes:
        hindrance: code of the rule that keeps a message away, or empty.
        sectors: keys of the sectors of the main organization.
    """

    person: Person = field(repr=False)
    organization: str = field(repr=False)
    sectors: frozenset[str]
    jurisdiction: str
    hindrance: str


def people(segment: Segment, on: datetime.date | None = None) -> QuerySet[Person]:
    """Return the active people of a segment whose affiliation is in force on a day, by name."""
    if segment.empty:
        return Person.objects.none()
    rule = Q()
    current = _in_force(on or timezone.localdate())
    if segment.sectors:
        rule &= Q(affiliations__organization__sectors__key__in=segment.sectors) & current
    if segment.jurisdictions:
        theirs = Q(affiliations__organization__jurisdiction__code__in=segment.jurisdictions) & current
        rule &= theirs | Q(jurisdiction__code__in=segment.jurisdictions)
    if segment.organizations:
        rule &= Q(affiliations__organization__public_id__in=segment.organizations) & current
    by_rule = Person.objects.filter(rule).values("pk") if rule else Person.objects.none().values("pk")
    chosen = Person.objects.filter(Q(pk__in=by_rule) | Q(public_id__in=segment.people), is_active=True)
    return chosen.order_by("folded", "pk")


def candidates(chosen: Iterable[Person], purpose: str, at: datetime.datetime | None = None) -> list[Candidate]:
    """Return each person with organization, region and hindrance; at most eight statements whatever the number."""
    rows = list(chosen)
    decisions = consent.may_write_to([person.public_id for person in rows], purpose, at or timezone.now())
    held = Affiliation.objects.filter(
        _in_force(timezone.localdate(), ""), person__in=[person.pk for person in rows], organization__isnull=False
    )
    main = dict(held.order_by("is_primary", "pk").values_list("person", "organization"))  # the last one stays
    named = {row.pk: _belonging(row) for row in _organizations(set(main.values()))}
    return [
        Candidate(
            person,
            *named.get(main.get(person.pk, 0), ("", frozenset(), "")),
            _hindrance(decisions.get(person.public_id)),
        )
        for person in rows
    ]


def _organizations(keys: set[int]) -> QuerySet[Organization]:
    rows = Organization.objects.filter(pk__in=keys).order_by("pk")
    return rows.select_related("jurisdiction").prefetch_related("sectors")


def _belonging(organization: Organization) -> tuple[str, frozenset[str], str]:
    """Return name, keys of sectors and code of the region, once for all who belong there."""
    sectors = frozenset(sector.key for sector in organization.sectors.all())
    return text(organization, "name"), sectors, organization.jurisdiction.code if organization.jurisdiction else ""


def _hindrance(decision: consent.Allow | consent.Refuse | None) -> str:
    if decision is None:
        return "unknown"
    return decision.code if isinstance(decision, consent.Refuse) and decision.again_at is None else ""


def _in_force(day: datetime.date, prefix: str = "affiliations__") -> Q:
    begun = Q(**{f"{prefix}started_on__isnull": True}) | Q(**{f"{prefix}started_on__lte": day})
    not_over = Q(**{f"{prefix}ended_on__isnull": True}) | Q(**{f"{prefix}ended_on__gte": day})
    return begun & not_over
