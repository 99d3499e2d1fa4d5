"""The seat of a handle: what `safety` asks of the app that holds the seats, registered at start-up.

`safety` stands below `events`, so it cannot know an event. It knows an opaque reference and asks these questions.
"""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from accounts.actors import Actor
from safety.models import Handle


@dataclass(frozen=True)
class Practical:
    """What a participant reads after signing in, and nobody else: when, where, and what may be asked for.

    Attributes:
        when, where, expect: final words in the participant's language; empty when told by the partner instead.
        needs: the closed list of needs as (code, words) pairs.
        open: whether a new participant can still be seated.
    """

    when: str
    where: str
    expect: str
    needs: list[tuple[str, str]]
    open: bool


class SeatKeeper(Protocol):
    """The app that holds seats of protected events."""

    def practical(self, event_ref: UUID, language: str) -> Practical | None:
        """Return what a participant may read, or None when there is no such protected event."""
        ...

    def over(self, event_ref: UUID) -> bool:
        """Tell whether the meeting has ended, so that nothing more is said there; one that is gone is over."""
        ...

    def seat(self, handle: Handle, *, actor: Actor) -> None:
        """Take a seat in the caller's transaction; refuses with a DomainError when there is none."""
        ...

    def give_back(self, handle: Handle, *, actor: Actor) -> None:
        """Give the seat back in the caller's transaction; harmless when there is none."""
        ...

    def needs_of(self, handle: Handle) -> set[str]:
        """Return the codes of the needs asked for."""
        ...

    def ask_for(self, handle: Handle, needs: set[str], *, actor: Actor) -> None:
        """Make the needs of the handle exactly these codes, in the caller's transaction."""
        ...


_keeper: list[SeatKeeper] = []


def register(keeper: SeatKeeper) -> None:
    """Register the one keeper; a second one replaces it only if it is of the same class (a reload)."""
    if _keeper and type(_keeper[0]) is not type(keeper):
        raise ValueError("seats are kept in one place only")
    _keeper[:] = [keeper]


def keeper() -> SeatKeeper:
    """Return the registered keeper.

    Raises:
        LookupError: no app holds seats.
    """
    if not _keeper:
        raise LookupError("no app has registered seats")
    return _keeper[0]
