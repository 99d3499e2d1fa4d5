"""The last step of a message: written once, under the fence of its claim, with everybody told who registered for it."""

import random
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from kernel.moves import step
from messaging import kinds
from messaging.domain.claiming import Claim
from messaging.enums import MOVES, NEEDS_A_PERSON, SETTLED, MessageState
from messaging.models import Message

log = structlog.get_logger("messages")
S = MessageState
FIRST_BACKOFF = 30  # seconds; doubles with each refusal
LONGEST_BACKOFF = 3600


@dataclass(frozen=True)
class Report:
    """What is known about one message, for those who keep the people it goes to.

    Attributes:
        message: its id.
        kind: its registered kind.
        about, to: the references it was owed with.
        address_digest: `addresses.digest` of the address it went to, empty when that is no longer known.
        state: the state it has now.
        reason: code of the refusal, bounce or suppression.
        permanent: the address itself is wrong and must not be written to again.
    """

    message: UUID
    kind: str
    about: UUID
    to: UUID
    address_digest: str
    state: str
    reason: str
    permanent: bool = False


EVERY_OUTCOME = frozenset(MessageState)
_listeners: dict[Callable[[Report], None], AbstractSet[str]] = {}


def on_delivery(
    listener: Callable[[Report], None], states: AbstractSet[str] = EVERY_OUTCOME
) -> Callable[[Report], None]:
    """Register a function that hears of the outcomes in `states`, in the transaction that writes each.

    The directory marks contact points with it. A bounce starts no contact by another channel, ever (EV-A32).
    """
    _listeners[listener] = states
    return listener


def tell(message: Message, *, permanent: bool = False) -> None:
    """Tell the kind and the listeners how a message stands; an error of theirs never undoes what is known."""
    report = Report(
        message.pk,
        message.kind,
        message.about,
        message.to,
        message.address_digest,
        message.state,
        message.reason,
        permanent,
    )
    hearers: list[Callable[[], None]] = [
        lambda one=one: one(report)  # type: ignore[misc]
        for one, states in _listeners.items()
        if message.state in states
    ]
    kind = kinds.find(message.kind)
    if kind is not None and type(kind).settled is not kinds.MessageKind.settled:
        hearers.append(lambda: kind.settled(message.about, message.to, message.state))
    for hear in hearers:
        try:
            with transaction.atomic():
                hear()
        except Exception as error:  # noqa: BLE001 - what others do with the news is theirs
            log.error("listener_failed", kind=message.kind, error=type(error).__name__)


def settle(claim: Claim, state: MessageState, *, reason: str = "", permanent: bool = False, **fields: Any) -> bool:
    """Write the outcome if the claim still holds; False when another worker has taken the message over.

    Args:
        claim: the claim under which the work was done.
        state: the state it ends in, or returns to.
        reason: code, never words.
        permanent: for bounces, the address itself is wrong.
        fields: further columns to set in the same statement.
    """
    values: dict[str, Any] = {"state": step(MOVES, claim.state, state), "reason": reason, **fields}
    values |= {"lease_owner": None, "lease_until": None}
    if state in SETTLED:
        values["settled_at"] = timezone.now()
    with transaction.atomic():
        if not claim.row().update(**values):
            log.warning("lease_lost", kind=claim.kind, state=state)
            return False
        if state != S.DUE and _somebody_listens(claim.kind, state):
            tell(claim.as_message(state, reason), permanent=permanent)
    if state in NEEDS_A_PERSON:
        log.error("message_needs_a_person", kind=claim.kind, state=state, code=reason)
    return True


def settle_row(
    message: Message, state: MessageState, *, reason: str = "", permanent: bool = False, **fields: Any
) -> None:
    """Write the outcome of a row that the caller holds locked and nobody has in hand any more; everybody is told.

    Args:
        message: the row as read under its lock.
        state, reason, permanent, fields: as for `settle`.

    Raises:
        IllegalMove: the message cannot end so from where it is.
    """
    message.state, message.reason = step(MOVES, message.state, state), reason
    message.lease_owner = message.lease_until = None
    message.settled_at = timezone.now()
    for name, value in fields.items():
        setattr(message, name, value)
    message.save(update_fields=("state", "reason", "lease_owner", "lease_until", "settled_at", *fields))
    tell(message, permanent=permanent)
    if state in NEEDS_A_PERSON:
        log.error("message_needs_a_person", kind=message.kind, state=state, code=reason)


def postpone(claim: Claim, code: str, *, retry_after: float | None = None) -> bool:
    """Give the message back for a later try, or give it up when its kind's patience is over.

    The next try is written into the row: doubling pauses with jitter, so that many never come back at once.
    """
    now = timezone.now()
    first = claim.first_refused_at or now
    kind = kinds.find(claim.kind)
    patience = timedelta(hours=kind.patience_hours if kind else kinds.MessageKind.patience_hours)
    if now - first >= patience:
        return settle(claim, S.DEAD, reason=code)
    pause = min(FIRST_BACKOFF * 2 ** min(claim.refusals, 16), LONGEST_BACKOFF) * random.uniform(0.5, 1.0)
    return settle(
        claim,
        S.DUE,
        reason=code,
        due_at=now + timedelta(seconds=max(pause, retry_after or 0)),
        refusals=claim.refusals + 1,
        first_refused_at=first,
    )


def _somebody_listens(kind_name: str, state: str) -> bool:
    kind = kinds.find(kind_name)
    heard = any(state in states for states in _listeners.values())
    return heard or (kind is not None and type(kind).settled is not kinds.MessageKind.settled)
