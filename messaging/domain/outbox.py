"""Owing messages: rows written in the transaction of the fact that causes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from kernel.bilingual import PreferredLanguage
from kernel.queue import nudge
from messaging import kinds
from messaging.enums import MessageState, Task
from messaging.models import Message

BATCH = 500
LONGEST_KEY = 200


@dataclass(frozen=True)
class Owed:
    """One message to owe; see `owe` for the fields."""

    about: UUID
    to: UUID
    key: str
    language: str


def owe(kind: str, *, about: UUID, to: UUID, key: str, language: str, not_before: datetime | None = None) -> None:
    """Owe one message in the caller's transaction; a repeated `key` owes nothing more (RE-1).

    Args:
        kind: registered kind, such as `event.invitation`.
        about: public id of the fact it is about.
        to: public id of whom it goes to; the address is asked at send time.
        key: why it is owed, unique for ever, such as `event.invitation:<invitation>:1`. No personal value.
        language: `en`, `fr` or `both`, as frozen on the fact.
        not_before: aware time before which it may not leave.

    Raises:
        RuntimeError: outside a transaction.
        UnknownKind: no app has registered the kind.
        ValueError: the language or the key cannot be kept.
    """
    owe_all(kind, [Owed(about, to, key, language)], not_before=not_before)


def owe_all(kind: str, owed: Iterable[Owed], *, not_before: datetime | None = None) -> None:
    """Owe many messages of one kind in batches, and wake the worker once on commit."""
    if not connection.in_atomic_block:
        raise RuntimeError("A message is owed by a fact: owe it in the transaction that writes the fact")
    name, owed = kinds.get(kind).name, list(owed)
    for one in owed:  # asked here, because SQLite's "or ignore" would drop what its constraints refuse
        if one.language not in PreferredLanguage.values or not 0 < len(one.key) <= LONGEST_KEY:
            raise ValueError(f"{name}: not a language of ours, or no key of at most {LONGEST_KEY} characters")
    due_at = not_before or timezone.now()
    rows = [
        Message(key=one.key, kind=name, about=one.about, to=one.to, language=one.language, due_at=due_at)
        for one in owed
    ]
    Message.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    nudge(Task.DELIVER)


def not_left(kind_names: Iterable[str], about: Iterable[UUID]) -> list[Message]:
    """Hold and return the messages of some kinds that have not left, so that what the caller writes will stand in them.

    A message that a worker has in hand is not among them: it may have been written already.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("What has not left is held in the transaction that changes what it will say")
    names, wanted = list(kind_names), list(about)
    found: list[Message] = []
    for start in range(0, len(wanted), BATCH):
        due = Message.objects.filter(kind__in=names, about__in=wanted[start : start + BATCH], state=MessageState.DUE)
        found += due.filter(submitted_at=None).select_for_update(of=("self",), no_key=True).order_by("pk")
    return found


def bring_forward(held: Iterable[Message], not_before: datetime | None = None) -> None:
    """Let messages that the caller holds leave no later than `not_before`, now when it is omitted."""
    moment, keys = not_before or timezone.now(), [message.pk for message in held]
    for start in range(0, len(keys), BATCH):
        Message.objects.filter(pk__in=keys[start : start + BATCH], due_at__gt=moment).update(due_at=moment)
    nudge(Task.DELIVER)
