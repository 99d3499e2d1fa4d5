"""A person's web sessions: listed by their digest, ended one by one or all at once (STD-24)."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import HANDLE, User, WebSession


@transaction.atomic
def end(user: User, *, handle: str, actor: Actor) -> int:
    """End one session of the person by its handle (see `queries.sessions_of`) and return how many ended, 0 or 1."""
    if len(handle) != HANDLE:  # a shorter one could mean several
        return 0
    return _end(user, WebSession.objects.filter(user=user, session_key__startswith=handle), actor)


@transaction.atomic
def end_all(user: User, *, actor: Actor, but: str = "") -> int:
    """End every session of the person except the one with the digest `but`, and return how many ended."""
    return _end(user, WebSession.objects.filter(user=user).exclude(session_key=but), actor)


def _end(user: User, sessions: QuerySet[WebSession], actor: Actor) -> int:
    ended = sessions.delete()[0]
    if ended:
        audit.record(actor, "session.ended", user, sessions=ended)
    return ended


@transaction.atomic
def forget_over() -> int:
    """Delete sessions that are over and return how many."""
    return WebSession.objects.filter(expire_date__lt=timezone.now()).delete()[0]
