"""Who saw a person act on a message. The audit trail lives above this app; it registers itself at start-up.

# accounts/apps.py, in ready()
witness.register(AuditTrail())
"""

from typing import Any, Protocol

from django.db.models import Model


class Witness(Protocol):
    """The audit trail, as this app needs it."""

    def actor(self, user: Any) -> Any:
        """Return who acts, for a signed-in person on a page."""

    def record(self, actor: Any, verb: str, subject: Model, **facts: str | int | bool | None) -> None:
        """Write one entry in the transaction of the act."""


_witnesses: list[Witness] = []


def register(witness: Witness) -> None:
    """Register the one audit trail."""
    _witnesses[:] = [witness]


def actor(user: Any) -> Any:
    """Return who acts, for a signed-in person on a page."""
    return _present().actor(user)


def record(who: Any, verb: str, subject: Model, **facts: str | int | bool | None) -> None:
    """Write one entry in the transaction of the act; without an audit trail nobody may act by hand."""
    _present().record(who, verb, subject, **facts)


def _present() -> Witness:
    if not _witnesses:
        raise RuntimeError("No audit trail is registered: acts by hand would leave no trace")
    return _witnesses[0]
