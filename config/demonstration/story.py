"""The invented texts of the demonstration's conversation, and the people who act in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from accounts.actors import Actor, Via
from accounts.domain import demonstration, people
from accounts.models import User

FILE = Path(__file__).resolve().parent / "conversation.yaml"
SECOND_ANALYST = ("theo@example.org", "Théo Caron")


@cache
def story() -> dict[str, Any]:
    """Return the demonstration's texts."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def noon(year: int, month: int, day: int) -> datetime:
    """Return about noon in Ottawa of a day (an aware instant)."""
    return datetime.combine(date(year, month, day), time(16), UTC)


@dataclass(frozen=True)
class Cast:
    """Who acts: one person of the demonstration for each part; who drafts never signs."""

    organizer: Actor
    approver: Actor
    analyst: Actor
    second: Actor
    coordinator: Actor
    note_taker: Actor

    @classmethod
    def gather(cls) -> "Cast":
        """Return the people of the demonstration, and a second analyst so that the first one has work to check."""
        roles = ("organizer", "approver", "analyst", "coordinator", "note_taker")
        found = {role: demonstration.person(role) for role in roles}
        missing = [role for role, user in found.items() if user is None]
        if missing:
            raise LookupError("Load the demonstration's staff first")
        actors = {role: Actor.of(user) for role, user in found.items() if user is not None}
        return cls(second=Actor.of(_second_analyst()), **actors)


def _second_analyst() -> User:
    email, name = SECOND_ANALYST
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name, language="fr")
    if not user.role_assignments.filter(role="analyst", ended_at=None).exists():
        people.grant(user, "analyst", actor=Actor.system("load_demo", Via.COMMAND))
    return user
