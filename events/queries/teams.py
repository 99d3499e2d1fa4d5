"""Who is on the team of an event, part by part, and who could be."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from accounts.models import RoleAssignment, User
from events.domain import team
from events.enums import UNSETTLED_NEED, TeamRole
from events.models import Event, EventTeamMember, NeedRequest


@dataclass(frozen=True)
class Place:
    """Somebody in a part; `idle` when the account is closed or its roles no longer allow the part."""

    member: EventTeamMember
    idle: bool
    removable: bool


@dataclass(frozen=True)
class Part:
    """One part of a team: who has it, who could have it, and which roles of the house it needs."""

    key: str
    label: Any
    places: list[Place]
    candidates: list[User]
    roles: str
    offered: bool


def parts(event: Event) -> list[Part]:
    """Return the parts of this kind of event, and any other that somebody still has; two statements."""
    members = list(event.team.select_related("user").order_by("user__name", "pk"))
    people, keys = _staff()
    offered = team.parts_of(event)
    left_over = {member.role for member in members} - set(offered)
    found = []
    for part in (*offered, *(TeamRole(role) for role in sorted(left_over))):
        here = [member for member in members if member.role == part]
        able = [user for user in people if team.fits(keys[user.pk], part)]
        taken = {member.user_id for member in here}
        places = [
            Place(
                member,
                idle=not member.user.is_active or not team.fits(keys[member.user_id], part),
                removable=part != TeamRole.ORGANIZER or len(here) > 1,
            )
            for member in here
        ]
        free = [user for user in able if user.pk not in taken]
        found.append(Part(part, part.label, places, free, team.roles_for(part), part in offered))
    return found


def organizers(event: Event) -> list[str]:
    """Return the names of who may change the event: organizers with an open account and a role for it; two statements."""
    people, keys = _staff()
    mine = set(event.team.filter(role=TeamRole.ORGANIZER).values_list("user", flat=True))
    return [user.name for user in people if user.pk in mine and team.fits(keys[user.pk], TeamRole.ORGANIZER)]


def open_needs_of(member: EventTeamMember) -> int:
    """Return how many needs of the event this person still sees to; one statement."""
    return NeedRequest.objects.filter(
        registration__event=member.event_id, owner=member.user_id, state__in=UNSETTLED_NEED
    ).count()


def _staff() -> tuple[list[User], dict[int, set[str]]]:
    """Return the active accounts that hold a role, by name, and the roles in force of each."""
    keys: dict[int, set[str]] = defaultdict(set)
    people: dict[int, User] = {}
    held = RoleAssignment.objects.filter(user__is_active=True, ended_at=None, confirmed_at__isnull=False)
    for row in held.select_related("user").order_by("user__name", "user", "role"):
        keys[row.user_id].add(row.role)
        people[row.user_id] = row.user
    return list(people.values()), keys
