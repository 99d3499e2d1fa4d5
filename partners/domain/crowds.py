"""Many fictional people at once, for driving a load; never in production (the command that calls this refuses)."""

from django.db import transaction

from accounts.actors import Actor
from accounts.domain import audit
from kernel.bilingual import Language
from kernel.folding import fold
from partners.domain import organizations
from partners.enums import ContactKind, OrganizationKind, Provenance
from partners.models import Affiliation, ContactPoint, Person

BATCH = 1000


@transaction.atomic
def make(count: int, mark: str, *, actor: Actor) -> list[int]:
    """Make `count` people with one address each, English and French in turn; return their keys in order.

    All work at one made-up organization, so that they may be invited in that role.

    Args:
        mark: tells this crowd from others; part of the addresses, all under example.org.
    """
    languages = (Language.EN, Language.FR)
    rows = [
        Person(
            display_name=f"Load {number:05d}",
            folded=fold(f"Load {number:05d}"),
            preferred_language=languages[number % 2],
            fictional=True,
        )
        for number in range(count)
    ]
    Person.objects.bulk_create(rows, batch_size=BATCH)
    ContactPoint.objects.bulk_create(
        [
            ContactPoint(person=row, kind=ContactKind.EMAIL, value=f"load-{mark}-{number}@example.org", preferred=True)
            for number, row in enumerate(rows)
        ],
        batch_size=BATCH,
    )
    employer = organizations.add(
        actor=actor,
        kind=OrganizationKind.NGO,
        name_en=f"Load {mark}",
        name_fr=f"Charge {mark}",
        provenance=Provenance.DEMO,
    )
    Affiliation.objects.bulk_create(
        [Affiliation(person=row, organization=employer, is_primary=True) for row in rows], batch_size=BATCH
    )
    audit.record_all(actor, "person.listed", rows, kind="load")
    return [row.pk for row in rows]
