"""Refusals: what a domain function raises when a rule says no, in words the person can act on."""

from typing import Any


class DomainError(Exception):
    """A rule refused the act. `message` is translated and says how to mend it; `code` is stable for programs.

    Args:
        message: what the person reads; a lazy translation is best.
        code: snake_case fact such as `event_over`; the class's own when omitted.
        field: name of the form field it concerns, if one.
        status: HTTP status an endpoint answers with (409 when omitted).
        facts: numbers and codes for the answer of an endpoint; never personal values.
    """

    code = "refused"
    status = 409

    def __init__(
        self,
        message: Any,
        *,
        code: str | None = None,
        field: str | None = None,
        status: int | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.field = field
        self.status = status or self.status
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message)


class IllegalMove(DomainError):
    """The state machine has no such move from here."""

    code = "illegal_move"


class Invalid(DomainError):
    """A value is wrong; the field says which."""

    code = "invalid"
    status = 422


class NotPermitted(DomainError):
    """The actor may see this but may not do that."""

    code = "not_permitted"
    status = 403


class Stale(DomainError):
    """Somebody else changed the row since it was read."""

    code = "stale"
    status = 412


class Busy(DomainError):
    """Too many at once; the same act works a moment later."""

    code = "busy"
    status = 503
