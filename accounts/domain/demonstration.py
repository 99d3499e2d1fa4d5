"""The people of the demonstration: one fictional person for each role, at addresses that can never be reached."""

from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, Via
from accounts.domain import people
from accounts.models import RoleAssignment, User
from kernel.errors import DomainError


class Somebody(NamedTuple):
    """A fictional person."""

    email: str
    name: str
    language: str


PEOPLE: dict[str, Somebody] = {
    "administrator": Somebody("adam@example.org", "Adam Bélanger", "fr"),
    "organizer": Somebody("alice@example.org", "Alice Tremblay", "en"),
    "logistics_officer": Somebody("bob@example.org", "Bob Okafor", "en"),
    "door_staff": Somebody("dominique@example.org", "Dominique Roy", "fr"),
    "note_taker": Somebody("noor@example.org", "Noor Haddad", "en"),
    "facilitator": Somebody("felix@example.org", "Félix Gagnon", "fr"),
    "analyst": Somebody("anika@example.org", "Anika Sharma", "en"),
    "approver": Somebody("paul@example.org", "Paul Nguyen", "en"),
    "coordinator": Somebody("dana@example.org", "Dana Lavoie", "fr"),
    "partner_contact": Somebody("petra@example.org", "Petra Novak", "en"),
    "focal_point": Somebody("fatima@example.org", "Fatima Benali", "fr"),
    "liaison": Somebody("lea@example.org", "Léa Moreau", "fr"),
    "custodian": Somebody("karim@example.org", "Karim Aziz", "en"),
    "privacy_officer": Somebody("priya@example.org", "Priya Nair", "en"),
    "auditor": Somebody("olivia@example.org", "Olivia Chen", "en"),
}
_ACTOR = Actor.system("load_demo_staff", Via.COMMAND)


@transaction.atomic
def load() -> int:
    """Make the demonstration's people with their roles, and return how many were new; again changes nothing.

    Raises:
        DomainError: outside demonstration mode.
    """
    _require_demonstration()
    new = 0
    for role, somebody in PEOPLE.items():
        user = User.objects.filter(email=somebody.email).first()
        if user is None:
            user, new = User.objects.create_user(somebody.email, somebody.name, language=somebody.language), new + 1
        if not user.role_assignments.filter(role=role, ended_at=None).exists():
            _confirm(people.grant(user, role, actor=_ACTOR))
    return new


def person(role: str) -> User | None:
    """Return the demonstration's person of a role, when loaded and in demonstration mode."""
    if not settings.DEMO or role not in PEOPLE:
        return None
    return User.objects.filter(email=PEOPLE[role].email, is_active=True).first()


def _confirm(assignment: RoleAssignment) -> None:
    if assignment.confirmed_at is None:
        people.confirm(assignment, actor=Actor.of(User.objects.get(email=PEOPLE["administrator"].email), Via.COMMAND))


def _require_demonstration() -> None:
    if not settings.DEMO:
        raise DomainError(
            _("The people of the demonstration exist in demonstration mode only."), code="no_demonstration"
        )
