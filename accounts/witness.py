"""The audit trail as the apps below know it: `messaging` records what people decide about messages through it."""

from django.db.models import Model

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import User


class AuditTrail:
    """Writes entries for an app that may not import this one."""

    def actor(self, user: User) -> Actor:
        """Return the actor for a signed-in person on a page."""
        return Actor.of(user)

    def record(self, actor: Actor, verb: str, subject: Model, **facts: str | int | bool | None) -> None:
        """Write one entry in the transaction of the act."""
        audit.record(actor, verb, subject, **facts)  # type: ignore[arg-type]  # no fact is called `fields`
