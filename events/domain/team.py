"""Who runs one event, and in which part."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import User
from accounts.permissions import Permission as P
from accounts.roles import ROLES, permissions_of
from events.enums import TeamRole
from events.models import Event, EventTeamMember
from kernel import formats
from kernel.errors import DomainError, Invalid

# what an account must be allowed to do before a part opens anything to it
NEEDED: Mapping[str, P] = {
    TeamRole.ORGANIZER: P.PLAN_EVENTS,
    TeamRole.LOGISTICS: P.SEE_NEEDS,
    TeamRole.DOOR: P.CHECK_IN,
    TeamRole.NOTE_TAKER: P.WRITE_NOTES,
    TeamRole.FACILITATOR: P.WRITE_NOTES,
    TeamRole.LIAISON: P.ISSUE_CODES,
}
OF_OPEN = (
    TeamRole.ORGANIZER,
    TeamRole.LOGISTICS,
    TeamRole.DOOR,
    TeamRole.NOTE_TAKER,
    TeamRole.FACILITATOR,
)
# no names at the door and no notes in the room; codes come from the liaison (safety 5)
OF_PROTECTED = (TeamRole.ORGANIZER, TeamRole.LIAISON, TeamRole.LOGISTICS, TeamRole.FACILITATOR)


def parts_of(event: Event) -> tuple[TeamRole, ...]:
    """Return the parts that this kind of event has, in the order in which they are read."""
    return OF_PROTECTED if event.protected else OF_OPEN


def fits(keys: Iterable[str], part: str) -> bool:
    """Tell whether somebody who holds these roles of the house can do what a part of the team does."""
    return NEEDED[part] in permissions_of(set(keys))


def roles_for(part: str) -> str:
    """Return the roles of the house that can do what a part does, in words: `organizer, door staff`."""
    return formats.typographic(", ".join(str(role.name) for role in ROLES.values() if NEEDED[part] in role.permissions))


@transaction.atomic
def add(event: Event, user: User, role: str, *, actor: Actor) -> EventTeamMember:
    """Give somebody a part in an event; giving it again changes nothing.

    Raises:
        Invalid: `role_unknown`; `part_elsewhere`, this kind of event has no such part; `user_inactive`;
            `role_missing`, the roles of the account do not allow what the part does.
    """
    if role not in TeamRole.values:
        raise Invalid(_("Choose a part from the list."), code="role_unknown", field="role")
    if role not in parts_of(event):
        raise Invalid(_("An event of this kind has no such part."), code="part_elsewhere", field="role")
    if not user.is_active:
        raise Invalid(_("This account is not active."), code="user_inactive", field="user")
    if not user.may(NEEDED[role]):
        raise Invalid(
            _("No role of this account allows this part. An administrator can give one: %(roles)s.")
            % {"roles": roles_for(role)},
            code="role_missing",
            field="user",
        )
    event = Event.objects.lock(pk=event.pk)
    member, created = EventTeamMember.objects.get_or_create(
        event=event, user=user, role=role, defaults={"added_by_id": actor.user_id}
    )
    if created:
        audit.record(actor, "team.added", event, member=user.public_id, role=role)
    return member


@transaction.atomic
def remove(member: EventTeamMember, *, actor: Actor) -> None:
    """End somebody's part; the last organizer stays. Pressed twice, it ends once.

    Raises:
        DomainError: `last_organizer`.
    """
    event = Event.objects.lock(pk=member.event_id)
    found = event.team.select_related("user").filter(pk=member.pk).first()
    if found is None:
        return
    if found.role == TeamRole.ORGANIZER and not event.team.filter(role=found.role).exclude(pk=found.pk).exists():
        raise DomainError(_("An event needs an organizer. Add another one first."), code="last_organizer")
    audit.record(actor, "team.removed", event, member=found.user.public_id, role=found.role)
    found.delete()
