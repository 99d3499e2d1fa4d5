"""What an event leaves behind: who came of those with a seat, and what is not settled yet."""

from dataclasses import dataclass

from django.db.models import Q

from events.enums import SEATED, NeedState
from events.models import Event, NeedRequest, Registration
from events.queries import rosters


@dataclass(frozen=True)
class Attendance:
    """How many had a seat, how many of them came, and how many were let in without one; people, never handles."""

    seated: int
    came: int
    without_seat: int

    @property
    def stayed_away(self) -> int:
        """Had a seat and did not come."""
        return self.seated - self.came


def attendance(event: Event) -> Attendance:
    """Return who came, in three statements; the figures are those of the roster and its filters."""
    seats = Registration.objects.filter(event=event, state__in=sorted(SEATED), person__isnull=False)
    came = rosters.roster(event, came="yes").count()
    return Attendance(seats.count(), came, rosters.attendance(event) - came)


def unsaid_needs(event: Event) -> int:
    """Return for how many needs of people nobody has said whether they were met; one statement.

    Needs of handles are counted only, and nobody is asked to settle them (safety 5).
    """
    left = Q(state__in=(NeedState.REQUESTED, NeedState.ASSIGNED, NeedState.CONFIRMED))
    return NeedRequest.objects.filter(
        left, registration__event=event, registration__state__in=sorted(SEATED), registration__person__isnull=False
    ).count()
