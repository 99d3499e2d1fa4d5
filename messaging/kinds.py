"""Registered kinds of message: who may be written to, at which address and in which words, asked at send time.

An app registers its kinds from its `messages` module; `messaging` itself knows no app above it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID


@dataclass(frozen=True)
class CalendarPart:
    """A calendar file that travels with a message: `method` is REQUEST or CANCEL."""

    method: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Composed:
    """A message in its final words, for exactly one recipient (RE-3)."""

    address: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(default="", repr=False)
    language: str = "en"
    calendar: CalendarPart | None = None
    unsubscribe_url: str = field(default="", repr=False)


@dataclass(frozen=True)
class Reference:
    """What an owed message knows of itself before it is composed."""

    about: UUID
    to: UUID
    language: str


@dataclass(frozen=True)
class Suppressed:
    """A message that must not leave, with the rule that said so, such as `consent_withdrawn`."""

    code: str


@dataclass(frozen=True)
class NotYet:
    """A message that may leave later, such as within the hours a person has named; it stays owed until then."""

    code: str
    until: datetime


Compose = Callable[[UUID, UUID, str], Composed | Suppressed | NotYet]


class MessageKind:
    """One kind of message. `messaging.rendering` shows how its words are written.

    Attributes:
        label: what the kind is called on pages for staff, translated, such as `_("Invitation")`.
        purpose: identifier of the purpose in the consent ledger, or `service` for messages about one's own act.
        protected: never delivered by the ordinary service (safety 9).
        patience_hours: how long a provider's refusals are retried before the message is given up.
    """

    name: ClassVar[str] = ""
    label: ClassVar[Any] = ""
    purpose: ClassVar[str] = ""
    protected: ClassVar[bool] = False
    patience_hours: ClassVar[int] = 24

    def compose(self, about: UUID, to: UUID, language: str) -> Composed | Suppressed | NotYet:
        """Return the words and the one address, or why nothing may be sent, as of now or at all."""
        raise NotImplementedError

    def prepare(self, owed: Sequence[Reference]) -> Compose:
        """Return the function that composes each of these messages.

        Override it in a kind of which hundreds leave at once: read here, in a few statements, what all of them need,
        and return a function that composes from it (PF-12). A slow batch is prepared again, so that what is read is
        only seconds old when a message leaves (`delivery.FRESH`).
        """
        return self.compose

    def settled(self, about: UUID, to: UUID, state: str) -> None:
        """Hear how it went (`sent`, `delivered`, `bounced`, `suppressed`, `uncertain`, `dead`), in that transaction."""


_kinds: dict[str, MessageKind] = {}
_Kind = TypeVar("_Kind", bound=type[MessageKind])


class UnknownKind(LookupError):
    """No app has registered this kind."""


def register(name: str) -> Callable[[_Kind], _Kind]:
    """Register a kind under `name`, such as `event.invitation`; a kind without a purpose is refused (PA-16)."""

    def add(kind: _Kind) -> _Kind:
        if not kind.purpose:
            raise ValueError(f"{name} names no purpose: nothing may be sent without one")
        if name in _kinds and type(_kinds[name]) is not kind:
            raise ValueError(f"{name} is registered twice")
        kind.name = name
        _kinds[name] = kind()
        return kind

    return add


def get(name: str) -> MessageKind:
    """Return the registered kind.

    Raises:
        UnknownKind: no such kind.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def find(name: str) -> MessageKind | None:
    """Return the registered kind, or None when no app knows it any more."""
    return _kinds.get(name)


def protected_names() -> list[str]:
    """Return the kinds that only the service of protected participation may deliver (safety 9)."""
    return sorted(name for name, kind in _kinds.items() if kind.protected)


def names() -> list[str]:
    """Return the names of all registered kinds, sorted."""
    return sorted(_kinds)
