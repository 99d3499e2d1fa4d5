"""The fictional directory of the demonstration: the same people and organizations at every build (demo rules).

Everything comes from the fixed number of the reference file: no clock and no chance. Public ids are derived from it,
so that links into a demonstration survive a rebuild. Addresses stand under example.org only.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError
from kernel.folding import fold
from partners.demo import words
from partners.domain import reference as loading
from partners.enums import AffiliationSource, ContactKind, LanguageCapacity, NameKind, OrganizationKind, Provenance
from partners.models import Affiliation, ContactPoint, Jurisdiction, Organization, OrganizationName, Person, Sector
from partners.reference import Reference

SPACE = UUID("6f0f6a52-6f3e-5d5e-9a7b-0d1c2b3a4f50")
COUNTRY = "CA"


@dataclass(frozen=True)
class Built:
    """What a build made, and the digest by which two builds are compared."""

    organizations: int
    people: int
    digest: str


@transaction.atomic
def build(reference: Reference, *, actor: Actor) -> Built:
    """Build the fictional directory once; a second call finds it and changes nothing.

    Raises:
        DomainError: the reference data have not been loaded.
    """
    if not Sector.objects.exists():
        raise DomainError(_("Load the reference data first."), code="reference_missing")
    if not Person.objects.filter(fictional=True).exists():
        loading.load_demo_organizations(reference, actor=actor)
        wanted = reference.maps["demo_population"]
        draw = random.Random(wanted["random_seed"])  # not for secrets: every build must be the same
        organizations = _organizations(draw, wanted["organizations"])
        _people(draw, organizations, wanted["directory_people"])
        audit.record_all(actor, "organization.added", organizations, kind="demonstration")
        audit.record_all(actor, "person.listed", Person.objects.filter(fictional=True).order_by("pk"))
    return Built(
        Organization.objects.filter(provenance=Provenance.DEMO).count(),
        Person.objects.filter(fictional=True).count(),
        fingerprint(),
    )


def fingerprint() -> str:
    """Return a digest over all fictional people, names, affiliations and addresses, whatever their row numbers."""
    hashed = hashlib.sha256()
    for line in _lines():
        hashed.update(line.encode())
    return hashed.hexdigest()


def _lines() -> Iterator[str]:
    for row in (
        Person.objects.filter(fictional=True)
        .order_by("public_id")
        .values_list(
            "public_id", "display_name", "preferred_language", "other_language", "pronouns", "jurisdiction__key"
        )
    ):
        yield f"{row}\n"
    for row in ContactPoint.objects.filter(person__fictional=True).order_by("value").values_list("kind", "value"):  # type: ignore[assignment]
        yield f"{row}\n"
    for row in (  # type: ignore[assignment]
        Affiliation.objects.filter(person__fictional=True)
        .order_by("person__public_id", "organization__name_en")
        .values_list("person__public_id", "organization__name_en", "organization__name_fr", "role", "is_primary")
    ):
        yield f"{row}\n"


def _organizations(draw: random.Random, wanted: int) -> list[Organization]:
    """Top up the organizations of the stories with generated ones, until there are as many as wanted."""
    sectors = {row.key: row for row in Sector.objects.filter(directory_never=False)}
    regions = list(Jurisdiction.objects.exclude(code=COUNTRY).order_by("position", "pk"))
    stories = list(Organization.objects.filter(provenance=Provenance.DEMO).order_by("key"))
    made: list[Organization] = []
    used = {organization.name_en for organization in stories}
    shapes = list(words.ORGANIZATIONS)
    number = 0
    while len(made) < wanted - len(stories):
        sector, kind, english, french = shapes[number % len(shapes)]
        region = (
            regions[(number * 5 + number // len(shapes)) % len(regions)] if kind != OrganizationKind.FEDERAL else None
        )
        names = _organization_names(english, french, region, number + number // len(shapes))
        number += 1
        if names[0] in used:
            continue
        used.add(names[0])
        organization = Organization(
            public_id=uuid5(SPACE, f"organization {names[0]}"),
            kind=kind,
            name_en=names[0],
            name_fr=names[1],
            jurisdiction=region,
            language_capacity=draw.choice((LanguageCapacity.EN, LanguageCapacity.FR, LanguageCapacity.BOTH)),
            provenance=Provenance.DEMO,
            position=number,
        )
        organization._demo_sector = sectors[sector]  # type: ignore[attr-defined]
        made.append(organization)
    Organization.objects.bulk_create(made)
    through = Organization.sectors.through
    through.objects.bulk_create([through(organization=o, sector=o._demo_sector) for o in made])  # type: ignore[attr-defined]
    OrganizationName.objects.bulk_create(
        OrganizationName(
            organization=organization,
            language=language,
            kind=NameKind.LEGAL,
            text=text,
            folded=fold(text),
            provenance=Provenance.DEMO,
        )
        for organization in made
        for language, text in (("en", organization.name_en), ("fr", organization.name_fr))
    )
    return [*stories, *made]


def _organization_names(english: str, french: str, region: Jurisdiction | None, turn: int) -> tuple[str, str]:
    word_en, word_fr = words.WORDS[turn % len(words.WORDS)]
    where_en = f", {region.name_en}" if region is not None else ""
    where_fr = f", {region.name_fr}" if region is not None else ""
    return (
        f"{english.format(word=word_en)}{where_en} (fictional)",
        f"{french.format(word=word_fr)}{where_fr} (fictif)",
    )


def _people(draw: random.Random, organizations: list[Organization], wanted: int) -> None:
    regions = {row.pk: row for row in Jurisdiction.objects.all()}
    everybody: list[Person] = []
    points: list[tuple[Person, str, str]] = []
    belongs: list[tuple[Person, Organization, str]] = []
    for number, name in enumerate(words.full_names(draw, wanted)):
        organization = organizations[number % len(organizations)]
        region = regions.get(organization.jurisdiction_id or 0)
        french = draw.random() < words.FRENCH_SHARE.get(region.code if region else "", 0.2)
        person = Person(
            public_id=uuid5(SPACE, f"person {number}"),
            display_name=name,
            folded=fold(name),
            preferred_language="both" if draw.random() < 0.08 else ("fr" if french else "en"),
            other_language=draw.choice(words.OTHER_LANGUAGES) if draw.random() < 0.06 else "",
            pronouns=draw.choice(words.PRONOUNS_FR if french else words.PRONOUNS_EN) if draw.random() < 0.15 else "",
            jurisdiction=region,
            fictional=True,
        )
        everybody.append(person)
        points.append((person, ContactKind.EMAIL, f"person-{number + 1:03d}@example.org"))
        if draw.random() < 0.5:
            points.append((person, ContactKind.PHONE, f"+1613555{100 + number % 100:04d}"))
        belongs.append((person, organization, draw.choice(words.ROLES_FR if french else words.ROLES_EN)))
    Person.objects.bulk_create(everybody)
    ContactPoint.objects.bulk_create(
        ContactPoint(person=person, kind=kind, value=value, preferred=True) for person, kind, value in points
    )
    Affiliation.objects.bulk_create(
        Affiliation(
            person=person,
            organization=organization,
            role=role,
            is_primary=True,
            source=AffiliationSource.DEMO,
        )
        for person, organization, role in belongs
    )
