"""Inviting: prepare, release in resumable chunks, resend, revoke, expire (events 3, EV-A4).

A released invitation holds a seat where the event says so, and its message is owed in the same commit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import capacity, invitations, notices, promotion, terms, waiting_list
from events.domain.capacity import Pools
from events.domain.holding import HeldSeats, options_of
from events.domain.retrying import retried
from events.enums import (
    BEFORE_REPLIES,
    INVITATION_MOVES,
    LIVE_INVITATION,
    OPTION_MOVES,
    SEATED,
    USABLE_INVITATION,
    InvitationMode,
    InvitationState,
    OptionState,
    SeatState,
    SignatureState,
    SignedAct,
    Task,
)
from events.models import (
    Event,
    EventSeries,
    Invitation,
    InvitationOption,
    LinkRequest,
    Registration,
    SeatLedger,
    SignatureRequest,
)
from kernel.errors import DomainError, Invalid
from kernel.moves import can_step, step
from kernel.queue import nudge
from partners.models import Person
from publishing.domain import gate

CHUNK = 500
SYSTEM = Actor.system("invitations")


@dataclass(frozen=True)
class Prepared:
    """What became of a list of people: counts, for the page that follows."""

    added: int = 0
    already: int = 0
    extended: int = 0


@transaction.atomic
def prepare(
    series: EventSeries,
    events: Iterable[Event],
    people: Iterable[int],
    *,
    actor: Actor,
    mode: str = InvitationMode.ALL_OF,
) -> Prepared:
    """Write down whom to invite to which events; nothing leaves yet.

    Somebody with a live invitation of the series is not invited again: what is prepared gets the missing events,
    what was sent is counted as `already`. The language of each person is frozen here (EV-20).

    Args:
        people: primary keys of people in the directory.

    Raises:
        Invalid: no event, or one of another series or without names.
    """
    events = sorted(events, key=lambda event: (event.starts_at is None, event.starts_at, event.pk))
    if not events or any(event.series_id != series.pk or event.protected for event in events):
        raise Invalid(_("Choose events of this series."), code="events_unknown", field="events")
    EventSeries.objects.lock(pk=series.pk)
    added = already = extended = 0
    keys = sorted(set(people))
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        live = Invitation.objects.filter(series=series, person__in=chunk, state__in=sorted(LIVE_INVITATION))
        known = {row.person_id: row for row in live.order_by("pk")}
        extended += _extend([row for row in known.values() if row.state == InvitationState.PREPARED], events)
        already += sum(row.state != InvitationState.PREPARED for row in known.values())
        new = [key for key in chunk if key not in known]
        added += _add(series, events, new, mode, actor)
    return Prepared(added, already, extended)


@transaction.atomic
def ask_to_release(invitations: Iterable[Invitation], *, actor: Actor) -> int:
    """Mark prepared invitations to be sent and wake the job; asking twice changes nothing (EV-A4).

    Raises:
        DomainError: `event_not_open` and the like: an event they offer takes no replies now.
        LanguageGap: a text is missing, or out of date without the second signature that lets it leave (EV-A11).
    """
    keys = [row.pk for row in invitations]
    rows = Invitation.objects.filter(pk__in=keys, state=InvitationState.PREPARED)
    offered = Event.objects.filter(options__invitation__in=rows.values("pk")).distinct().order_by("pk")
    for event in offered:
        terms.require_open(event)
        gate.require_both(event, event.filled_texts, allow_stale=_stale_is_signed(event))
    marked = rows.filter(release_at__isnull=True).update(release_at=timezone.now(), held_back="")
    if marked:
        for event in offered:
            audit.record(actor, "invitations.release_asked", event, count=marked)
    nudge(Task.RELEASE)
    return marked


def _stale_is_signed(event: Event) -> bool:
    """Whether a second person let an out-of-date text leave when the invitations were opened last.

    Since then no published text changes in one language only, so what is out of date is what they read.
    """
    opened = SignatureRequest.objects.filter(event=event, act=SignedAct.OPEN_INVITING, state=SignatureState.SIGNED)
    return bool(opened.order_by("-pk").values_list("stale_allowed", flat=True).first())


@transaction.atomic
def invite(event: Event, people: Iterable[int], *, actor: Actor) -> tuple[Prepared, int]:
    """Prepare people for one event and mark them to be sent, in one commit; return both counts.

    Raises:
        Invalid, DomainError: as `prepare` and `ask_to_release`; then nothing is prepared either.
    """
    people = list(people)
    found = prepare(event.series, [event], people, actor=actor)
    ready = Invitation.objects.filter(series=event.series, person__in=people, options__event=event)
    return found, ask_to_release(ready, actor=actor)


def release_due(budget: int = 20) -> int:
    """Send what is marked, chunk by chunk; the job and the sweep call this. Returns how many were sent or held back."""
    done = 0
    for _chunk in range(budget):
        handled = release_chunk()
        done += handled
        if handled < CHUNK:
            break
    return done


@retried
@transaction.atomic
def release_chunk(size: int = CHUNK) -> int:
    """Send up to `size` marked invitations in one commit: seats held, states moved, messages owed, entries written.

    A worker that dies loses nothing: what did not commit is still marked. What finds no seat is held back, with the
    reason, for the organizer. Returns how many rows were handled.
    """
    rows = list(
        Invitation.objects.filter(release_at__isnull=False, state=InvitationState.PREPARED)
        .select_related("series", "person")
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("pk")[:size]
    )
    if not rows:
        return 0
    options = options_of(rows)
    seats = HeldSeats(rows, options)
    ready, held_back = [], []  # type: ignore[var-annotated]
    for invitation in rows:
        reason = seats.hold(invitation, options.get(invitation.pk, []))
        invitation.held_back = reason
        (held_back if reason else ready).append(invitation)
    _mark_released(ready, options)
    for reason in sorted({row.held_back for row in held_back}):
        keys = [row.pk for row in held_back if row.held_back == reason]
        Invitation.objects.filter(pk__in=keys).update(release_at=None, held_back=reason)
    audit.record_all(SYSTEM, "invitation.released", ready)
    notices.owe_invitations(ready)
    seats.write()
    return len(rows)


@transaction.atomic
def hand_out(rows: Iterable[Invitation], *, actor: Actor) -> dict[int, str]:
    """Release prepared invitations without a message and return their tokens by key, to be handed over by hand.

    The same rules hold as for `release_chunk`: an event that takes replies, one release each, no held seats beyond
    what is free.

    Raises:
        DomainError: `event_*` or `no_seat`.
    """
    rows = list(
        Invitation.objects.filter(pk__in=[row.pk for row in rows], state=InvitationState.PREPARED)
        .select_related("series", "person")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    options = options_of(rows)
    seats = HeldSeats(rows, options)
    for row in rows:
        if reason := seats.hold(row, options.get(row.pk, [])):
            raise DomainError(_("There are not enough seats for these invitations."), code=reason)
    _mark_released(rows, options)
    tokens = invitations.issue(rows)
    audit.record_all(actor, "invitation.handed_out", rows)
    seats.write()
    return tokens


@transaction.atomic
def resend(invitation: Invitation, *, actor: Actor) -> Invitation:
    """Send the link again: a new one, and every older one dies (RE-7).

    Raises:
        DomainError: `invitation_*`.
    """
    invitation = (
        Invitation.objects.select_related("person").select_for_update(of=("self",), no_key=True).get(pk=invitation.pk)
    )
    terms.require_usable(invitation)
    invitation.generation += 1
    invitation.sends += 1
    invitation.save(update_fields=("generation", "sends"))
    audit.record(actor, "invitation.resent", invitation, generation=invitation.generation)
    notices.owe_invitations([invitation])
    return invitation


@retried
@transaction.atomic
def revoke(invitation: Invitation, *, actor: Actor, reason: str) -> Invitation:
    """Withdraw an invitation nobody has accepted; the seats it holds go to whoever is next.

    Raises:
        Invalid: no reason; DomainError: `has_seats` when a seat was accepted: remove the registration instead.
    """
    if not reason.strip():
        raise Invalid(_("Give a reason. The person may ask for it."), code="reason_missing", field="reason")
    invitation = Invitation.objects.lock(pk=invitation.pk)
    if Registration.objects.filter(option__invitation=invitation, state__in=sorted(SEATED)).exists():
        raise DomainError(_("This person has accepted. Remove the registration instead."), code="has_seats")
    _end(invitation, InvitationState.REVOKED, "revoked")
    audit.record(actor, "invitation.revoked", invitation)
    return invitation


@retried
@transaction.atomic
def expire(invitation: Invitation, *, actor: Actor = SYSTEM) -> bool:
    """Let every event lapse whose reply was due and did not come; the sweep calls this.

    An invitation of which nothing was answered ends with its last event. While an event takes no replies, no reply
    to it is due.
    """
    invitation = Invitation.objects.lock(pk=invitation.pk)
    if not overdue(timezone.now()).filter(pk=invitation.pk).exists():
        return False
    late = invitation.options.filter(state=OptionState.OFFERED).exclude(event__state__in=sorted(BEFORE_REPLIES))
    lapsed = _lapse(late, "expired")
    open_ones = invitation.options.filter(state=OptionState.OFFERED)
    if invitation.state == InvitationState.RELEASED and not open_ones.exists():
        _end(invitation, InvitationState.EXPIRED, "expired")
        audit.record(actor, "invitation.expired", invitation)
    else:
        audit.record_all(actor, "invitation.event_lapsed", lapsed)
    return True


def overdue(now: datetime) -> QuerySet[Invitation]:
    """Return the invitations whose reply was due for an event that takes replies, answered for another or not."""
    late = InvitationOption.objects.filter(invitation=OuterRef("pk"), state=OptionState.OFFERED)
    return Invitation.objects.filter(
        Exists(late.exclude(event__state__in=sorted(BEFORE_REPLIES))),
        state__in=sorted(USABLE_INVITATION),
        reply_by__lte=now,
    )


@transaction.atomic
def close(invitation: Invitation, *, actor: Actor = SYSTEM) -> bool:
    """Close an answered invitation whose events are all over; its links open nothing any more."""
    invitation = Invitation.objects.lock(pk=invitation.pk)
    if not can_step(INVITATION_MOVES, invitation.state, InvitationState.CLOSED):
        return False
    invitation.state = InvitationState.CLOSED
    invitation.save(update_fields=("state",))
    audit.record(actor, "invitation.closed", invitation)
    return True


@transaction.atomic
def answer_link_requests(limit: int = 200) -> int:
    """Send their link again to those who asked and are known; unknown ones get nothing and learn nothing (RE-16)."""
    asked = list(
        LinkRequest.objects.filter(settled_at__isnull=True).select_for_update(skip_locked=True).order_by("pk")[:limit]
    )
    if not asked:
        return 0
    found = invitations.invitations_asked_for({row.address_digest for row in asked})
    sent: set[int] = set()
    for row in asked:
        mine = found[row.address_digest]
        for invitation in mine:
            if invitation.pk not in sent and terms.invitation_refusal(invitation) is None:
                sent.add(invitation.pk)
                resend(invitation, actor=Actor.system("link_request"))
        row.settled_at, row.found = timezone.now(), len(mine)
        row.address_digest = ""
        row.save(update_fields=("settled_at", "found", "address_digest"))
    return len(asked)


def _add(series: EventSeries, events: list[Event], people: list[int], mode: str, actor: Actor) -> int:
    rows = Person.objects.filter(pk__in=people, is_active=True).order_by("pk")
    languages = dict(rows.values_list("pk", "preferred_language"))
    invitations = Invitation.objects.bulk_create(
        [Invitation(series=series, person_id=key, language=language, mode=mode) for key, language in languages.items()]
    )
    InvitationOption.objects.bulk_create(
        [
            InvitationOption(invitation=row, event=event, rank=rank)
            for row in invitations
            for rank, event in enumerate(events, start=1)
        ],
        batch_size=CHUNK,
    )
    audit.record_all(actor, "invitation.prepared", invitations)
    return len(invitations)


def _extend(prepared: list[Invitation], events: list[Event]) -> int:
    """Add the events that prepared invitations do not offer yet; return how many invitations grew."""
    have: dict[int, set[int]] = {row.pk: set() for row in prepared}
    pairs = InvitationOption.objects.filter(invitation__in=prepared).order_by("pk").values_list("invitation", "event")
    for invitation, event in pairs:
        have[invitation].add(event)
    new = [
        InvitationOption(invitation=row, event=event, rank=len(have[row.pk]) + rank)
        for row in prepared
        for rank, event in enumerate((e for e in events if e.pk not in have[row.pk]), start=1)
    ]
    InvitationOption.objects.bulk_create(new, batch_size=CHUNK)
    return len({option.invitation_id for option in new})


def _mark_released(rows: list[Invitation], options: dict[int, list[InvitationOption]]) -> None:
    now = timezone.now()
    by_deadline: dict[datetime, list[int]] = {}
    for row in rows:
        row.state = step(INVITATION_MOVES, row.state, InvitationState.RELEASED)
        row.released_at, row.release_at, row.sends = now, None, row.sends + 1
        row.reply_by = reply_deadline(row, [option.event for option in options[row.pk]], now)
        by_deadline.setdefault(row.reply_by, []).append(row.pk)
    for reply_by, keys in by_deadline.items():
        Invitation.objects.filter(pk__in=keys).update(
            state=InvitationState.RELEASED, released_at=now, release_at=None, reply_by=reply_by, sends=F("sends") + 1
        )


def reply_deadline(invitation: Invitation, events: list[Event], now: datetime) -> datetime:
    """Return when the reply is due: after the series' period, but not after the first cut-off."""
    period = now + timedelta(days=invitation.series.reply_days)
    return min([period, *(event.cut_off_at for event in events if event.cut_off_at is not None)])


def _end(invitation: Invitation, there: str, reason: str) -> None:
    """End an invitation: its open options lapse and the seats they hold are passed on."""
    invitation.state = step(INVITATION_MOVES, invitation.state, there)
    invitation.release_at = None
    invitation.save(update_fields=("state", "release_at"))
    _lapse(invitation.options.filter(state__in=(OptionState.OFFERED, OptionState.WAITLISTED)), reason)


def _lapse(options: QuerySet[InvitationOption], reason: str) -> list[InvitationOption]:
    """Let options lapse; the seats they hold are passed on."""
    found = list(options.select_related("event__place").order_by("event_id"))
    for option in found:
        pools = Pools.lock(option.event_id)
        for entry in option.waits.filter(state__in=("waiting", "offered")).order_by("pk"):
            waiting_list.withdraw(option.event, entry, pools, actor=SYSTEM)
        seats = SeatLedger.objects.lock_all(option=option, state=SeatState.HELD)
        if capacity.release(pools, seats, f"invitation_{reason}"):
            promotion.promote(option.event, pools)
            pools.write()
        option.refresh_from_db(fields=("state",))
        option.state = step(OPTION_MOVES, option.state, OptionState.LAPSED)
        option.save(update_fields=("state",))
    return found
