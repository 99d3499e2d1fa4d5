"""Who comes: the roster, its counts by sector and region, the door list. Handles are counted, never listed."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from events.enums import (
    ASKED_NEED,
    LIVE_QUEUE,
    SEATED,
    UNSETTLED_NEED,
    CheckInKind,
    NeedState,
    RegistrationState,
)
from events.models import CheckInEvent, Event, FormAnswer, NeedRequest, QueueEntry, Registration
from partners.models import Person
from partners.queries import directory

CAME, MISSED = "yes", "no"


def roster(
    event: Event, *, state: str = "", sector: str = "", jurisdiction: str = "", came: str = "", text: str = ""
) -> QuerySet[Registration]:
    """Return the registrations of people at one event with `came`, filtered; the keys come from the query string."""
    rows = (
        Registration.objects.filter(event=event, person__isnull=False)
        .annotate(came=Exists(_arrivals(registration=OuterRef("pk"))))
        .select_related("person", "sector", "jurisdiction")
        .only(
            *(
                "public_id",
                "state",
                "kind",
                "language",
                "registered_at",
                "organization_name_en",
                "organization_name_fr",
            ),
            *("person__display_name", "person__public_id", "person__folded"),
            *("sector__name_en", "sector__name_fr"),
            *("jurisdiction__name_en", "jurisdiction__name_fr"),
        )
    )
    if state in RegistrationState.values:
        rows = rows.filter(state=state)
    else:
        rows = rows.filter(state__in=SEATED)
    if sector:
        rows = rows.filter(sector__key=sector)
    if jurisdiction:
        rows = rows.filter(jurisdiction__code=jurisdiction)
    if came in (CAME, MISSED):
        rows = rows.filter(came=came == CAME)
    if text:
        rows = rows.filter(
            directory.holding("person__folded", text)
            | Q(organization_name_en__icontains=text)
            | Q(organization_name_fr__icontains=text)
        )
    return rows


def has_come(registration: Registration) -> bool:
    """Tell whether somebody with a seat was let in at the door, whenever they left."""
    return _arrivals(registration=registration).exists()


def attendance(event: Event) -> int:
    """Return how many people came, those let in without a seat included; each once, whenever they left."""
    counts = _arrivals(event=event).aggregate(
        seated=Count("registration", distinct=True), others=Count("pk", filter=Q(registration__isnull=True))
    )
    return int(counts["seated"] + counts["others"])


def _arrivals(**where: Any) -> QuerySet[CheckInEvent]:
    return CheckInEvent.objects.filter(kind__in=(CheckInKind.IN, CheckInKind.WALK_IN), undone_by__isnull=True, **where)


@dataclass(frozen=True)
class Coverage:
    """Confirmed people by sector and region, with the words of each row and column.

    Attributes:
        people: how many have a seat, approved or not, handles left out.
    """

    sectors: list[tuple[str, str, str]]
    regions: list[tuple[str, str, str]]
    counts: Counter[tuple[str, str]]
    handles: int
    people: int

    def row(self, sector: str) -> list[int]:
        """Return the counts of one sector, in the order of `regions`."""
        return [self.counts[sector, code] for code, _name_en, _name_fr in self.regions]

    def total(self, sector: str) -> int:
        """Return how many people of one sector come."""
        return sum(self.row(sector))


def coverage(event: Event) -> Coverage:
    """Return confirmed people by sector and region as they were when they registered; two statements."""
    seated = Registration.objects.filter(event=event, state__in=SEATED)
    rows = (
        seated.filter(person__isnull=False)
        .values_list(
            *("sector__key", "sector__name_en", "sector__name_fr"),
            *("jurisdiction__code", "jurisdiction__name_en", "jurisdiction__name_fr"),
        )
        .annotate(seated=Count("pk"), confirmed=Count("pk", filter=Q(state=RegistrationState.CONFIRMED)))
        .order_by("sector__key", "jurisdiction__code")
    )
    counts: Counter[tuple[str, str]] = Counter()
    sectors: dict[str, tuple[str, str, str]] = {}
    regions: dict[str, tuple[str, str, str]] = {}
    people = 0
    for key, name_en, name_fr, code, region_en, region_fr, number, confirmed in rows:
        sectors[key or ""] = (key or "", name_en or "", name_fr or "")
        regions[code or ""] = (code or "", region_en or "", region_fr or "")
        counts[key or "", code or ""] += confirmed
        people += number
    handles = seated.filter(handle__isnull=False).count() if event.protected else 0
    return Coverage(list(sectors.values()), [regions[code] for code in sorted(regions)], counts, handles, people)


def waiting(event: Event) -> QuerySet[QueueEntry]:
    """Return who waits, first in line first; handles are not among them."""
    return (
        QueueEntry.objects.filter(event=event, person__isnull=False, state__in=LIVE_QUEUE)
        .select_related("person")
        .order_by("-priority", "pk")
    )


def needs(event: Event, *, open_only: bool = False) -> QuerySet[NeedRequest]:
    """Return the needs of people at one event with their owner, the critical and unsettled first."""
    rows = NeedRequest.objects.filter(
        registration__event=event, registration__state__in=SEATED, registration__person__isnull=False
    ).exclude(state=NeedState.WITHDRAWN)
    if open_only:
        rows = rows.filter(state__in=UNSETTLED_NEED)
    return rows.select_related("registration__person", "owner").order_by("-critical", "kind", "pk")


def need_counts(event: Event) -> list[tuple[str, int, int]]:
    """Return (kind, asked, unsettled) for people and handles together; handles appear in counts only (safety 5)."""
    rows = (
        NeedRequest.objects.filter(registration__event=event, registration__state__in=SEATED, state__in=ASKED_NEED)
        .values_list("kind")
        .annotate(asked=Count("pk"), unsettled=Count("pk", filter=Q(state__in=UNSETTLED_NEED)))
        .order_by("kind")
    )
    return [(kind, asked, unsettled) for kind, asked, unsettled in rows]


def with_need_counts(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return the events with `needs_asked` and `needs_open`, people and handles together; one statement."""
    seated = Q(registrations__state__in=sorted(SEATED))
    asked = seated & Q(registrations__needs__state__in=sorted(ASKED_NEED))
    unsettled = seated & Q(registrations__needs__state__in=sorted(UNSETTLED_NEED))
    return events.annotate(
        needs_asked=Count("registrations__needs", filter=asked, distinct=True),
        needs_open=Count("registrations__needs", filter=unsettled, distinct=True),
    )


def stored_answers(event: Event) -> dict[str, int]:
    """Return how many needs and answers of people and handles an event keeps until it is archived."""
    return {
        "needs": NeedRequest.objects.filter(registration__event=event).count(),
        "answers": FormAnswer.objects.filter(registration__event=event).count(),
    }


def door_list(event: Event, text: str = "") -> QuerySet[Registration]:
    """Return who has a seat, by name, with what happened at the door; those who wait for approval are among them.

    Names and organizations only.
    """
    rows = (
        Registration.objects.filter(event=event, state__in=SEATED, person__isnull=False)
        .select_related("person")
        .prefetch_related(
            Prefetch("check_ins", queryset=CheckInEvent.objects.order_by("device_at", "id"), to_attr="at_door")
        )
        .order_by("person__folded", "pk")
    )
    if text:
        rows = rows.filter(
            directory.holding("person__folded", text)
            | Q(organization_name_en__icontains=text)
            | Q(organization_name_fr__icontains=text)
        )
    return rows


def expected(event: Event) -> int:
    """Return how many people are let in at the door without a question."""
    return Registration.objects.filter(event=event, state=RegistrationState.CONFIRMED, person__isnull=False).count()


def latest(at_door: list[CheckInEvent]) -> CheckInEvent | None:
    """Return the row that says where somebody is: the last one that was not taken back; None when they never came."""
    undone = {row.undoes_id for row in at_door if row.kind == CheckInKind.UNDO}
    standing = [row for row in at_door if row.pk not in undone and row.kind != CheckInKind.UNDO]
    return max(standing, key=lambda row: (row.device_at, str(row.pk)), default=None)


def present(at_door: list[CheckInEvent]) -> bool:
    """Tell whether somebody is in the room, from what happened at the door, whatever the order of arrival (EV-21)."""
    last = latest(at_door)
    return last is not None and last.kind != CheckInKind.OUT


def present_count(event: Event) -> int:
    """Return how many people are in the room, walk-ins without a seat included; two statements."""
    rows: dict[int | None, list[CheckInEvent]] = {}
    for noted in CheckInEvent.objects.filter(event=event).order_by("device_at", "id"):
        rows.setdefault(noted.registration_id, []).append(noted)
    without_seat = rows.pop(None, [])
    undone = {noted.undoes_id for noted in without_seat if noted.kind == CheckInKind.UNDO}
    walked_in = sum(noted.kind == CheckInKind.WALK_IN and noted.pk not in undone for noted in without_seat)
    return sum(present(at_door) for at_door in rows.values()) + walked_in


def invited_without_seat(event: Event, text: str) -> QuerySet[Person]:
    """Return invited people without a seat whose name holds `text`, by name; for somebody who comes all the same."""
    seated = Registration.objects.filter(event=event, state__in=SEATED, person__isnull=False).values("person")
    return (
        Person.objects.filter(directory.holding("folded", text), invitations__options__event=event)
        .exclude(pk__in=seated)
        .distinct()
        .order_by("folded", "pk")
    )
