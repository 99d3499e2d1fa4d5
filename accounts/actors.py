"""Who acts: a person who signed in, the bearer of a link, or the system; never nobody."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from accounts.models import User


class Via(StrEnum):
    """By which way the act came."""

    PAGE = "page"
    API = "api"
    LINK = "link"
    JOB = "job"
    COMMAND = "command"


@dataclass(frozen=True)
class Actor:
    """The one who acts, as the audit trail keeps it: opaque references only."""

    kind: str
    ref: str
    via: Via
    user_id: int | None = None

    @classmethod
    def of(cls, user: "User", via: Via = Via.PAGE) -> "Actor":
        """Return the actor for a signed-in person."""
        return cls("user", str(user.public_id), via, user.pk)

    @classmethod
    def system(cls, name: str, via: Via = Via.JOB) -> "Actor":
        """Return the actor for a job or command of the platform itself."""
        return cls("system", name, via)

    @classmethod
    def link(cls, purpose: str, public_id: UUID) -> "Actor":
        """Return the actor who holds a link or code, such as `Actor.link("invitation", invitation.public_id)`."""
        return cls(purpose, str(public_id), Via.LINK)
