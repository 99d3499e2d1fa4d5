"""What a reply reads and holds before it decides, and the line it leaves behind (EV-5)."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.actors import Actor
from events.domain.capacity import Pools
from events.enums import INVITATION_MOVES, InvitationState, SeatState
from events.models import Event, FormQuestion, Invitation, InvitationOption, InvitationReply, SeatLedger
from events.queries import questions
from kernel.moves import step
from partners.models import Person

LONGEST_KEY = 200


@dataclass(frozen=True)
class Held:
    """Everything a reply needs, read and held in one statement.

    Attributes:
        asked: the questions of the form, in their order.
        holds: whether a seat is held for this option, whatever the event says about held seats now.
        pools: a reading of the counters, not held.
    """

    option: InvitationOption
    invitation: Invitation
    event: Event
    person: Person
    asked: list[FormQuestion]
    replayed: bool
    holds: bool
    pools: Pools


def hold(option: InvitationOption, key: str) -> Held:
    """Read and lock the option, its invitation and its person; the event and its counters are only read.

    Args:
        key: of the form; one that was answered already makes the reply a repetition.
    """
    rows: QuerySet[Any] = InvitationOption.objects.select_related(
        "invitation__person", "event__place", "event__venue"
    ).annotate(
        asked=questions.beside(OuterRef("event")),
        replayed=Exists(InvitationReply.objects.filter(key=_reply_key(option, key))),
        holds=Exists(SeatLedger.objects.filter(option=OuterRef("pk"), state=SeatState.HELD)),
        counters=Pools.beside(OuterRef("event")),
    )
    row = rows.select_for_update(of=("self", "invitation", "invitation__person"), no_key=True).get(pk=option.pk)
    return Held(
        row,
        row.invitation,
        row.event,
        row.invitation.person,
        questions.seen(row.asked),
        bool(key) and row.replayed,
        row.holds,
        Pools.seen(row.event_id, row.counters),
    )


def _reply_key(option: InvitationOption, key: str) -> str:
    """Return the stored form of a key: bound to the option, so that nobody can meet another's."""
    return hashlib.sha256(f"{option.pk}:{key[:LONGEST_KEY] or uuid4().hex}".encode("utf-8", "replace")).hexdigest()


def was_sent(option: InvitationOption, key: str) -> bool:
    """Tell whether a form of this key was answered before, so that it comes from the browser that sent it; one statement."""
    return bool(key) and InvitationReply.objects.filter(key=_reply_key(option, key)).exists()


def write_reply(held: Held, answer: str, actor: Actor, channel: str, key: str) -> None:
    """Write down what was answered, by whom and how; the invitation counts as answered from the first reply."""
    InvitationReply.objects.create(
        invitation=held.invitation,
        answers={str(held.option.public_id): answer},
        actor_kind=actor.kind,
        actor_ref=actor.ref,
        principal=held.person.public_id,
        channel=channel,
        key=_reply_key(held.option, key),
    )
    invitation = held.invitation
    if invitation.state != InvitationState.ANSWERED:
        invitation.state = step(INVITATION_MOVES, invitation.state, InvitationState.ANSWERED)
        invitation.answered_at = timezone.now()
        invitation.save(update_fields=("state", "answered_at"))
