"""Who comes: the roster, its counts by sector and region, the door list. Handles are counted, never listed."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from events.enums import ASKED_NEED, LIVE_QUEUE, SEATED, UNSETTLED_NEED, CheckInKind, NeedState, RegistrationState
from events.models import CheckInEvent, Event, FormAnswer, NeedRequest, QueueEntry, Registration
from partners.models import Person
from partners.queries import directory


def roster(
    event: Event, *, state: str = "", sector: str = "", jurisdiction: str = "", text: str = ""
) -> QuerySet[Registration]:
    """Return the registrations of people at one event, newest last, filtered; the keys come from the query string."""
    rows = (
        Registration.objects.filter(event=event, person__isnull=False)
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
            *("sector__name_en", "sector__name_fr", "jurisdiction__code"),
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
    if text:
        rows = rows.filter(
            directory.holding("person__folded", text)
            | Q(organization_name_en__icontains=text)
            | Q(organization_name_fr__icontains=text)
        )
    return rows


@dataclass(frozen=True)
class Coverage:
    """Confirmed people by sector and region, with the words of each row and column."""

    sectors: list[tuple[str, str, str]]
    jurisdictions: list[str]
    counts: Counter[tuple[str, str]]
    handles: int

    @property
    def people(self) -> int:
        """Return how many people come, handles left out."""
        return sum(self.counts.values())

    def row(self, sector: str) -> list[int]:
        """Return the counts of one sector, in the order of `jurisdictions`."""
        return [self.counts[sector, code] for code in self.jurisdictions]

    def total(self, sector: str) -> int:
        """Return how many people of one sector come."""
        return sum(self.row(sector))


def coverage(event: Event) -> Coverage:
    """Return confirmed people by sector and region as they were when they registered; two statements."""
    seated = Registration.objects.filter(event=event, state__in=SEATED)
    rows = (
        seated.filter(person__isnull=False)
        .values_list("sector__key", "sector__name_en", "sector__name_fr", "jurisdiction__code")
        .annotate(n=Count("pk"))
        .order_by("sector__key", "jurisdiction__code")
    )
    counts: Counter[tuple[str, str]] = Counter()
    sectors: dict[str, tuple[str, str, str]] = {}
    codes: set[str] = set()
    for key, name_en, name_fr, code, number in rows:
        sectors[key or ""] = (key or "", name_en or "", name_fr or "")
        codes.add(code or "")
        counts[key or "", code or ""] += number
    handles = seated.filter(handle__isnull=False).count() if event.protected else 0
    return Coverage(list(sectors.values()), sorted(codes), counts, handles)


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
    """Return who may come in, by name, with what happened at the door; names and organizations only."""
    rows = (
        Registration.objects.filter(event=event, state=RegistrationState.CONFIRMED, person__isnull=False)
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


def present(at_door: list[CheckInEvent]) -> bool:
    """Tell whether somebody is in the room, from what happened at the door, whatever the order of arrival (EV-21)."""
    undone = {row.undoes_id for row in at_door if row.kind == CheckInKind.UNDO}
    standing = [row for row in at_door if row.pk not in undone and row.kind != CheckInKind.UNDO]
    if not standing:
        return False
    return max(standing, key=lambda row: (row.device_at, str(row.pk))).kind != CheckInKind.OUT


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
