"""What a person is at this moment: organization, sector, region. One statement for one person or for five hundred."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    BigAutoField,
    BooleanField,
    DateField,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from events.enums import SEATED, RegistrationKind, RegistrationState, SafetyTier
from events.models import Event, Group, QueueEntry, Registration
from kernel.gathered import Gathered
from kernel.prepared import Prepared
from partners.days import today
from partners.models import Person

TRAVEL = timedelta(hours=4)  # between two events in different places


@dataclass(frozen=True)
class Standing:
    """What is copied onto a registration and never follows later changes (EV-28).

    Attributes:
        seated: whether the person has a live seat at the event asked about (EV-5).
        been: whether the person was ever registered for the event asked about.
        overlaps: whether the person has a seat at another event at the same time, travel included (EV-15).
    """

    organization_id: int | None = None
    organization_ref: str = ""
    organization_name_en: str = ""
    organization_name_fr: str = ""
    sector_id: int | None = None
    sector_key: str = ""
    jurisdiction_id: int | None = None
    jurisdiction_code: str = ""
    seated: bool = False
    been: bool = False
    overlaps: bool = False

    def group(self, language: str, kind: str = RegistrationKind.DELEGATE) -> Group:
        """Return what places the person among the pools."""
        return Group(self.sector_key, self.jurisdiction_code, self.organization_ref, language, kind)

    def columns(self) -> dict[str, Any]:
        """Return the snapshot columns of a registration."""
        names = ("organization_id", "organization_name_en", "organization_name_fr", "sector_id", "jurisdiction_id")
        return {name: getattr(self, name) for name in names}


def of_people(keys: Iterable[int], event: Event | None = None) -> dict[int, Standing]:
    """Return the standing of each person, by key; one statement.

    Args:
        keys: primary keys of people.
        event: when given, `overlaps` says whether the person sits elsewhere at that time.
    """
    return {key: standing for key, (standing, _beside) in _read(keys, event, Value(None, JSONField())).items()}


def of_person_beside(key: int, event: Event, beside: Gathered) -> tuple[Standing, list[Mapping[str, Any]]]:
    """Return the standing of one person and rows of another table, in one statement (PF-5)."""
    return _read([key], event, beside)[key]


def _read(keys: Iterable[int], event: Event | None, beside: Any) -> dict[int, tuple[Standing, Any]]:
    rows = _rows(
        Person.objects.filter(pk__in=list(keys)),
        today(),
        seated=_seat(event.pk if event else None, SEATED),
        been=_seat(event.pk if event else None, RegistrationState.values),
        overlaps=_overlap(event),
        beside=beside,
    )
    return _standings(rows)


def _rows(people: "QuerySet[Person]", today: date, **asked: Any) -> "QuerySet[Person, Any]":
    """Return what stands about people today with what is asked beside, the main affiliation first."""
    current = Q(affiliations__started_on__isnull=True) | Q(affiliations__started_on__lte=today)
    current &= Q(affiliations__ended_on__isnull=True) | Q(affiliations__ended_on__gte=today)
    return (
        people.annotate(now=FilteredRelation("affiliations", condition=current), **asked)
        .order_by("pk", F("now__is_primary").desc(nulls_last=True), "now__pk", "now__organization__sectors__position")
        .values_list(
            "pk",
            "now__organization_id",
            "now__organization__public_id",
            "now__organization__name_en",
            "now__organization__name_fr",
            "now__organization__sectors__pk",
            "now__organization__sectors__key",
            "jurisdiction_id",
            "jurisdiction__code",
            "now__organization__jurisdiction_id",
            "now__organization__jurisdiction__code",
            *asked,
        )
    )


def _standings(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[Standing, Any]]:
    found: dict[int, tuple[Standing, Any]] = {}
    for (
        key,
        org,
        ref,
        name_en,
        name_fr,
        sector,
        sector_key,
        own,
        own_code,
        theirs,
        their_code,
        seated,
        been,
        overlaps,
        more,
    ) in rows:
        if key not in found or (org and not found[key][0].organization_id):  # main affiliation and its first sector
            standing = Standing(
                organization_id=org,
                organization_ref=str(UUID(str(ref))) if ref else "",  # without its hyphens where it is text
                organization_name_en=name_en or "",
                organization_name_fr=name_fr or "",
                sector_id=sector,
                sector_key=sector_key or "",
                jurisdiction_id=own or theirs,
                jurisdiction_code=own_code or their_code or "",
                seated=bool(seated),
                been=bool(been),
                overlaps=bool(overlaps),
            )
            found[key] = (standing, more)
    return found


def of_person(key: int, event: Event | None = None) -> Standing:
    """Return the standing of one person; an unknown one has none."""
    if event is None or (hours := _hours(event)) is None:
        return of_people([key], event).get(key, Standing())
    rows = _OF_ONE.rows(key, today(), event.pk, event.place_id, *hours)
    found, _beside = _standings(rows).get(key, (Standing(), None))
    return found


def _of_one(key: int, today: date, event: int, place: int, *hours: datetime) -> "QuerySet[Person, Any]":
    """Return what is asked about one person at every reply to an event with hours."""
    return _rows(
        Person.objects.filter(pk=key),
        today,
        seated=_seat(event, SEATED),
        been=_seat(event, RegistrationState.values),
        overlaps=_overlap_with(event, place, *hours),
        beside=Value(None, JSONField()),
    )


_OF_ONE = Prepared(
    _of_one,
    *(BigAutoField(), DateField(), BigAutoField(), BigAutoField()),
    *(DateTimeField(), DateTimeField(), DateTimeField(), DateTimeField()),
)


def group_of(row: QueueEntry | Registration) -> Group:
    """Return the group of a wait or registration from its own snapshot; wants the three relations at hand."""
    return Group(
        sector=row.sector.key if row.sector else "",
        jurisdiction=row.jurisdiction.code if row.jurisdiction else "",
        organization=str(row.organization.public_id) if row.organization else "",
        language=row.language,
        kind=row.kind,
    )


def _seat(event: int | None, states: Iterable[str]) -> Any:
    if event is None:
        return Value(False, output_field=BooleanField())
    return Exists(Registration.objects.filter(event=event, person=OuterRef("pk"), state__in=sorted(states)))


def _hours(event: Event) -> tuple[datetime, datetime, datetime, datetime] | None:
    """Return when an event begins and ends, and the same with the travel before and after it.

    Nothing for one without hours, and for a protected one: who sits there may hint at nothing elsewhere.
    """
    if event.starts_at is None or event.ends_at is None or event.protected:
        return None
    return event.starts_at, event.ends_at, event.starts_at - TRAVEL, event.ends_at + TRAVEL


def _overlap(event: Event | None) -> Any:
    hours = _hours(event) if event else None
    if event is None or hours is None:
        return Value(False, output_field=BooleanField())
    return _overlap_with(event.pk, event.place_id, *hours)


def _overlap_with(event: int, place: int, start: datetime, end: datetime, leaving: datetime, back: datetime) -> Exists:
    """Tell of live seats at other events in the same hours; elsewhere, hours of travel count too."""
    others = Registration.objects.filter(state__in=sorted(SEATED)).exclude(event=event)
    others = others.exclude(event__safety_tier=SafetyTier.PROTECTED)
    here = Q(event__place=place, event__starts_at__lt=end, event__ends_at__gt=start)
    away = Q(event__starts_at__lt=back, event__ends_at__gt=leaving) & ~Q(event__place=place)
    return Exists(others.filter(here | away).filter(person=OuterRef("pk")))
