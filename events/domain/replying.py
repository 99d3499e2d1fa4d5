"""What a reply reads and holds before it decides, and the line it leaves behind (EV-5)."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.db.models import BigAutoField, CharField, Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import leaving
from events.domain.capacity import Pools
from events.enums import (
    INVITATION_MOVES,
    LIVE_INVITATION,
    Admission,
    Channel,
    InvitationState,
    OptionState,
    SeatState,
)
from events.models import Event, FormQuestion, Invitation, InvitationOption, InvitationReply, SeatLedger
from events.queries import questions, standings
from events.queries.standings import Standing
from kernel.errors import DomainError
from kernel.moves import step
from kernel.prepared import Prepared
from partners.models import Person

LONGEST_KEY = 200


@dataclass(frozen=True)
class Held:
    """Everything a reply needs, read and held in one statement.

    Attributes:
        asked: the questions of the form, in their order.
        holds: whether a seat is held for this option, whatever the event says about held seats now.
        pools: a reading of the counters; held only after `look_at_person`, and only where a guarantee makes them depend
            on one another.
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
    row: Any = _READ.instances(_reply_key(option, key), option.pk)[0]
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


def _read(reply_key: str, option: int) -> QuerySet[InvitationOption]:
    rows = InvitationOption.objects.select_related("invitation__person", "event__place", "event__venue").annotate(
        asked=questions.beside(OuterRef("event")),
        replayed=Exists(InvitationReply.objects.filter(key=reply_key)),
        holds=Exists(SeatLedger.objects.filter(option=OuterRef("pk"), state=SeatState.HELD)),
        counters=Pools.beside(OuterRef("event")),
    )
    return rows.select_for_update(of=("self", "invitation", "invitation__person"), no_key=True).filter(pk=option)


_READ = Prepared(_read, CharField(), BigAutoField())


def look_at_person(held: Held) -> tuple[Standing, Held]:
    """Return where the person stands, and what is held with it.

    Counters that depend on one another are held here, because every claim on them waits for the one before in any case:
    so the look at the person costs no statement more than where nothing is guaranteed (PF-5).
    """
    if not held.pools.guarantees:
        return standings.of_person(held.person.pk, held.event), held
    event = held.event
    standing, counters = standings.of_person_beside(held.person.pk, event, Pools.held_beside(event.pk))
    pools = Pools.seen(event.pk, counters, locked=True)
    if pools.root.groups_changed != held.pools.root.groups_changed:  # a group that came while this waited is not in it
        pools = Pools.lock(event.pk)
    return standing, replace(held, pools=pools)


def own_option(event: Event, person: Person, actor: Actor, channel: str) -> InvitationOption:
    """Return the person's option for the event, making invitation and option where there are none."""
    now = timezone.now()
    live = Invitation.objects.filter(series=event.series, person=person, state__in=sorted(LIVE_INVITATION))
    invitation = live.select_for_update(of=("self",), no_key=True).first()
    option = invitation.options.filter(event=event).first() if invitation else None
    if option is None and event.admission == Admission.INVITATION and channel == Channel.LINK:
        raise DomainError(_("This event is by invitation only."), code="by_invitation_only", status=403)
    if invitation is None:
        invitation = Invitation.objects.create(
            series=event.series,
            person=person,
            language=person.preferred_language,
            state=InvitationState.RELEASED,
            released_at=now,
            reply_by=event.cut_off_at or now,
        )
        audit.record(actor, "invitation.made", invitation, event=event.public_id)
    elif invitation.state == InvitationState.PREPARED:
        invitation.state = step(INVITATION_MOVES, invitation.state, InvitationState.RELEASED)
        invitation.released_at, invitation.release_at = now, None
        invitation.reply_by = event.cut_off_at or now
        invitation.save(update_fields=("state", "released_at", "release_at", "reply_by"))
    if option is None:
        return InvitationOption.objects.create(invitation=invitation, event=event)
    if option.state == OptionState.LAPSED:  # staff ask somebody again whose time to reply is over
        leaving.set_option(option, OptionState.OFFERED)
    return option


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
