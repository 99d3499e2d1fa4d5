"""The exports of the directory: what leaves is what the list shows (PA-19)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import current
from partners.exports import Column, Sheet
from partners.models import Jurisdiction, Person

PEOPLE = Sheet(
    "people",
    (
        Column("name", _("Name")),
        Column("organization", _("Organization")),
        Column("role", _("Role")),
        Column("region", _("Region")),
        Column("language", _("Preferred official language")),
    ),
    people=True,
)


def people_rows(people: QuerySet[Person]) -> Iterator[tuple[Any, ...]]:
    """Return the rows of the list as tuples in the order of the columns; addresses are no part of the list."""
    codes = dict(Jurisdiction.objects.values_list("pk", "code"))
    columns = ("display_name", f"organization_{current()}", "role", "region_id", "preferred_language")
    for name, organization, role, region, language in people.values_list(*columns).iterator(chunk_size=2000):
        yield name, organization or "", role or "", codes.get(region, ""), language
