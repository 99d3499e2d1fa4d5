"""The groups that seats can be kept for or capped: their keys for the pools, their names for people."""

from collections.abc import Iterable

from events.enums import Dimension, RegistrationKind
from events.models import CapacityPool
from kernel.bilingual import PreferredLanguage, by_words, current, text
from partners.enums import OrganizationStatus
from partners.models import Jurisdiction, Organization, Sector

Choices = list[tuple[str, list[tuple[str, str]]]]
SEPARATOR = ":"


def choices() -> Choices:
    """Return every group under the name of its dimension, as options of one list; three statements."""
    name = f"name_{current()}"
    organizations = Organization.objects.filter(status=OrganizationStatus.ACTIVE).order_by(by_words(), "pk")
    pairs = {
        Dimension.SECTOR: Sector.objects.filter(directory_never=False).order_by("position").values_list("key", name),
        Dimension.JURISDICTION: Jurisdiction.objects.order_by("position").values_list("code", name),
        Dimension.LANGUAGE: [(each, each.label) for each in PreferredLanguage],
        Dimension.KIND: [(each, each.label) for each in RegistrationKind],
        Dimension.ORGANIZATION: organizations.values_list("public_id", name),
    }
    return [
        (str(dimension.label), [(f"{dimension}{SEPARATOR}{key}", str(label)) for key, label in rows])
        for dimension, rows in pairs.items()
    ]


def names_of(pools: Iterable[CapacityPool]) -> dict[int, str]:
    """Return the name of the group of each pool, by key of the pool; at most three statements."""
    rows = list(pools)
    wanted = {kind: [pool.value for pool in rows if pool.dimension == kind] for kind in Dimension}
    named: dict[tuple[str, str], str] = {(Dimension.LANGUAGE, each): str(each.label) for each in PreferredLanguage} | {
        (Dimension.KIND, each): str(each.label) for each in RegistrationKind
    }
    if keys := wanted[Dimension.SECTOR]:
        named |= {(Dimension.SECTOR, row.key): text(row, "name") for row in Sector.objects.filter(key__in=keys)}
    if keys := wanted[Dimension.JURISDICTION]:
        found = Jurisdiction.objects.filter(code__in=keys)
        named |= {(Dimension.JURISDICTION, row.code): text(row, "name") for row in found}
    if keys := wanted[Dimension.ORGANIZATION]:
        known = Organization.objects.filter(public_id__in=keys)
        named |= {(Dimension.ORGANIZATION, str(row.public_id)): text(row, "name") for row in known}
    return {pool.pk: text(pool, "title") or named.get((pool.dimension, pool.value), pool.value) for pool in rows}
