"""Reading the directory: lists with filters and keyset paging, and the page of one person or organization."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kernel import formats
from kernel.bilingual import by_words, current, text
from kernel.folding import fold
from kernel.wall_time import canonical_zone
from partners import contacts
from partners.days import today
from partners.domain import consent, suppressions
from partners.enums import ConsentBasis, ContactKind, ContactStatus, ProposalState, Purpose, SuppressionReason
from partners.models import (
    Affiliation,
    ConsentEvent,
    ConsentProposal,
    ContactPoint,
    ContactRule,
    Jurisdiction,
    Organization,
    OrganizationName,
    Person,
    Place,
)

ON_A_PAGE = 50
MOST_WORDS = 8


def in_force(on: datetime.date, prefix: str = "") -> Q:
    """Return the condition that an affiliation holds on a day; both ends count."""
    return (Q(**{f"{prefix}started_on": None}) | Q(**{f"{prefix}started_on__lte": on})) & (
        Q(**{f"{prefix}ended_on": None}) | Q(**{f"{prefix}ended_on__gte": on})
    )


def names_in_force(on: datetime.date) -> Q:
    """Return the condition that a name of an organization holds on a day; both ends count."""
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gte=on))


def organizations_named(wanted: str) -> QuerySet[Organization]:
    """Return organizations that bear, or once bore, a name with these words, in either language (PA-A9)."""
    named = OrganizationName.objects.filter(holding("folded", wanted)).values("organization")
    return Organization.objects.filter(pk__in=named).order_by("pk")


def holding(column: str, wanted: str) -> Q:
    """Return the condition that a folded column holds every word, whatever its accents and case."""
    match = Q()
    for word in fold(wanted.replace("\x00", "")).split()[:MOST_WORDS]:
        match &= Q(**{f"{column}__contains": word})
    return match


def with_organization(people: QuerySet[Person], on: datetime.date) -> QuerySet[Person]:
    """Add `organization_ref`, `organization_en`, `organization_fr`, `role` and `region_id` as of a day to each person.

    They come from the main affiliation in force, else from the oldest one, and are null for a person without any.
    """
    held = Affiliation.objects.filter(in_force(on), person=OuterRef("pk"), organization__isnull=False)
    first = held.order_by("-is_primary", "pk")[:1]
    return people.annotate(
        organization_ref=Subquery(first.values("organization__public_id")),
        organization_en=Subquery(first.values("organization__name_en")),
        organization_fr=Subquery(first.values("organization__name_fr")),
        role=Subquery(first.values("role")),
        region_id=Coalesce(
            F("jurisdiction_id"),
            Subquery(first.values("organization__jurisdiction_id")),
            output_field=BigIntegerField(),
        ),
    )


@dataclass(frozen=True)
class PeopleFilter:
    """What a list of people is narrowed to; empty fields narrow nothing."""

    words: str = ""
    sector: int | None = None
    region: int | None = None
    kind: str = ""
    language: str = ""
    reach: str = ""
    state: str = "active"


def people(wanted: PeopleFilter, on: datetime.date) -> QuerySet[Person]:
    """Return the people a filter leaves, with their organization, by name."""
    found: QuerySet[Person] = Person.objects.all()
    if wanted.state in {"active", "inactive"}:
        found = found.filter(is_active=wanted.state == "active")
    if wanted.words:
        bearing = organizations_named(wanted.words).order_by().values("pk")
        theirs = Affiliation.objects.filter(in_force(on), organization__in=bearing).values("person")
        found = found.filter(holding("folded", wanted.words) | Q(pk__in=theirs))
    if wanted.sector or wanted.kind:
        belonging = Affiliation.objects.filter(in_force(on))
        if wanted.sector:
            belonging = belonging.filter(organization__sectors=wanted.sector)
        if wanted.kind:
            belonging = belonging.filter(organization__kind=wanted.kind)
        found = found.filter(pk__in=belonging.values("person"))
    if wanted.language:
        found = found.filter(preferred_language=wanted.language)
    if wanted.reach:
        found = found.filter(_reach(wanted.reach))
    found = with_organization(found, on)
    if wanted.region:
        found = found.filter(region_id=wanted.region)  # type: ignore[misc]  # an annotation
    return found.order_by("folded", "pk")


def _reach(reach: str) -> Q:
    emails = ContactPoint.objects.filter(person=OuterRef("pk"), kind=ContactKind.EMAIL)
    if reach == "no_address":
        return Q(~Exists(emails))
    if reach == "bounced":
        active = emails.filter(status=ContactStatus.ACTIVE)
        return Q(Exists(emails.filter(status=ContactStatus.BOUNCED))) & ~Q(Exists(active))
    withdrawn = ConsentEvent.objects.filter(person=OuterRef("pk"), purpose=Purpose.INVITATION)
    latest = withdrawn.order_by("-at", "-pk").values("act")[:1]
    return Q(
        pk__in=Person.objects.annotate(last=Subquery(latest)).filter(last__in=("withdrawn", "refused")).values("pk")
    )


@dataclass(frozen=True)
class OrganizationFilter:
    """What a list of organizations is narrowed to."""

    words: str = ""
    sector: int | None = None
    region: int | None = None
    kind: str = ""
    state: str = "active"


def organizations(wanted: OrganizationFilter, on: datetime.date) -> QuerySet[Organization]:
    """Return the organizations a filter leaves, with sectors and the number of people there, by name."""
    found = with_people_count(Organization.objects.all(), on)
    if wanted.words:
        found = found.filter(pk__in=organizations_named(wanted.words).order_by().values("pk"))
    if wanted.state in {"active", "inactive"}:
        found = found.filter(status=wanted.state)
    if wanted.sector:
        found = found.filter(sectors=wanted.sector)
    if wanted.region:
        found = found.filter(jurisdiction=wanted.region)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    return found.select_related("jurisdiction").prefetch_related("sectors").order_by(by_words(), "pk")


def with_people_count(organizations: QuerySet[Organization], on: datetime.date) -> QuerySet[Organization]:
    """Add `people_count`, the number of active people there on a day, to each organization."""
    there = (
        Affiliation.objects.filter(in_force(on), organization=OuterRef("pk"), person__is_active=True)
        .order_by()
        .values("organization")
        .annotate(count=Count("person", distinct=True))
    )
    return organizations.annotate(people_count=Coalesce(Subquery(there.values("count")), 0))


@dataclass(frozen=True)
class Reached:
    """What may be sent to a person for one purpose, as of now, with what the ledger says."""

    purpose: Purpose
    standing: consent.Standing
    answer: consent.Allow | consent.Refuse

    @property
    def allowed(self) -> bool:
        """Whether a message would leave now."""
        return isinstance(self.answer, consent.Allow)

    @property
    def needs_consent(self) -> bool:
        """Whether such messages rest on consent at all."""
        return ConsentBasis.SERVICE not in consent.BASES[self.purpose]

    @property
    def code(self) -> str:
        """Why not, as a code."""
        return "" if isinstance(self.answer, consent.Allow) else self.answer.code


@dataclass(frozen=True)
class Contact:
    """An address or number as staff see it."""

    point: ContactPoint
    printed: str = field(repr=False)
    reasons: set[str]

    @property
    def by_reader(self) -> bool:
        """Whether somebody other than staff stopped it, so that staff cannot use it again."""
        return bool(self.reasons - {SuppressionReason.REQUEST})

    @property
    def stopped(self) -> bool:
        """Whether staff stopped it, be it before it was typed anew."""
        return self.point.status == ContactStatus.SUPPRESSED or SuppressionReason.REQUEST in self.reasons

    @property
    def state(self) -> Any:
        """The words for its state."""
        return ContactStatus.SUPPRESSED.label if self.stopped else ContactStatus(self.point.status).label


def _contacts(points: list[ContactPoint]) -> list[Contact]:
    reasons = suppressions.reasons_in_force([point.value for point in points])
    return [
        Contact(point, contacts.printed(point.kind, point.value), reasons.get(point.value, set())) for point in points
    ]


@dataclass(frozen=True)
class OnePerson:
    """Everything the page of a person shows."""

    person: Person
    current: list[Affiliation]
    former: list[Affiliation]
    contacts: list[Contact]
    rule: ContactRule | None
    reached: list[Reached]
    ledger: list[ConsentEvent]
    waiting: list[ConsentProposal]


def one_person(person: Person, at: datetime.datetime, on: datetime.date) -> OnePerson:
    """Read the page of a person; the number of statements does not depend on how much there is."""
    belongs = list(
        person.affiliations.select_related("organization", "body").order_by("-is_primary", "-started_on", "pk")
    )
    points = list(person.contact_points.order_by("kind", "-preferred", "pk"))
    ledger = list(person.consent_events.select_related("recorded_by", "second_by").order_by("-at", "-pk"))
    reached = [
        Reached(
            purpose, consent.derive([e for e in ledger if (e.purpose, e.channel) == (purpose, "email")], at), answer
        )
        for purpose, answer in consent.may_write_about(person, at).items()
    ]
    waiting = person.consent_proposals.filter(state=ProposalState.WAITING).select_related("proposed_by").order_by("pk")
    current_ones = [row for row in belongs if _holds(row, on)]
    return OnePerson(
        person,
        current_ones,
        [row for row in belongs if row not in current_ones],
        _contacts(points),
        ContactRule.objects.filter(person=person).select_related("relay").first(),
        reached,
        ledger,
        list(waiting),
    )


def _holds(row: Affiliation, on: datetime.date) -> bool:
    return (row.started_on is None or row.started_on <= on) and (row.ended_on is None or row.ended_on >= on)


@dataclass(frozen=True)
class OneOrganization:
    """Everything the staff page of an organization shows."""

    organization: Organization
    names: list[OrganizationName]
    people: list[Affiliation]
    people_count: int
    contacts: list[Contact]


def one_organization(organization: Organization, on: datetime.date, most: int = 100) -> OneOrganization:
    """Read the staff page of an organization; its first people, with the number of all."""
    there = Affiliation.objects.filter(in_force(on), organization=organization, person__is_active=True)
    points = list(organization.contact_points.order_by("kind", "-preferred", "pk"))
    return OneOrganization(
        organization,
        list(organization.names.order_by("language", "kind", "valid_from", "pk")),
        list(there.select_related("person").order_by("person__folded", "pk")[:most]),
        there.count(),
        _contacts(points),
    )


def consent_waiting() -> QuerySet[ConsentProposal]:
    """Return every consent recorded on behalf that waits for a second person, the oldest first."""
    rows = ConsentProposal.objects.filter(state=ProposalState.WAITING)
    return rows.select_related("person", "proposed_by").order_by("pk")


def organization_by_name(name: str) -> list[Organization]:
    """Return the active organizations that bear exactly this name now, in either language or as a short name."""
    folded = fold(name)
    if not folded:
        return []
    named = OrganizationName.objects.filter(names_in_force(today()), folded=folded).values("organization")
    return list(Organization.objects.filter(pk__in=named, status="active").order_by("pk")[:3])


def organization_names() -> list[str]:
    """Return the names of active organizations in the language of the page, for suggestions while typing."""
    column = f"name_{current()}"
    return list(Organization.objects.filter(status="active").order_by(column).values_list(column, flat=True)[:2000])


def regions() -> list[Jurisdiction]:
    """Return the jurisdictions in their order."""
    return list(Jurisdiction.objects.all())


def zones(kept: str = "") -> list[tuple[str, str]]:
    """Return the time zones of the places, each named by its cities in the language of the page. One statement.

    Args:
        kept: a zone that is offered whether or not a place lies in it.
    """
    cities: dict[str, list[str]] = {}
    for place in Place.objects.all():
        cities.setdefault(canonical_zone(place.zone), []).append(text(place, "name"))
    named = [(zone, f"{formats.listing(names)} – {zone}") for zone, names in cities.items()]
    return named if not kept or kept in cities else [*named, (kept, kept)]


def rule_values(person: Person) -> dict[str, Any]:
    """Return a person's contact rule as its form shows it; nothing when there is none."""
    rule = ContactRule.objects.filter(person=person).select_related("relay").first()
    if rule is None:
        return {}
    values: dict[str, Any] = {
        "email_allowed": rule.email_allowed,
        "phone_allowed": rule.phone_allowed,
        "voicemail_allowed": rule.voicemail_allowed,
        "relay": str(rule.relay) if rule.relay else "",
    }
    if rule.windows:
        _day, start, end = rule.windows[0]
        clocks = [formats.clock(datetime.time(minute // 60 % 24, minute % 60)) for minute in (start, end)]
        values |= {"days": [window[0] for window in rule.windows], "begins": clocks[0], "ends": clocks[1]}
    return values
