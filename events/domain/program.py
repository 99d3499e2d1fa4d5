"""The program of an event: its sessions in order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import count
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.enums import FIXED_STATES, OPENED
from events.models import Event, Session
from kernel.errors import DomainError, Invalid
from kernel.seen import require_unchanged, shown
from kernel.wall_time import to_utc
from publishing.domain import gate

FIELDS = ("title_en", "title_fr", "room", "day", "start_time", "end_time")


@dataclass(frozen=True)
class Slot:
    """One session as typed: wall times of the place. `ref` is the session it is about; none for a new one."""

    title_en: str
    title_fr: str
    day: date
    start_time: time
    end_time: time
    room: str = ""
    ref: UUID | None = None


@transaction.atomic
def set_sessions(event: Event, slots: Sequence[Slot], *, actor: Actor) -> list[Session]:
    """Make the program exactly these sessions, in this order; saving it unchanged writes nothing (EV-16).

    A slot that names a session changes that one, whatever its place, so that notes stay with what they are about.

    Raises:
        Invalid: a session ends before it begins, lies outside the event, or lacks a title once people are invited;
            `session_gone`, a slot names a session that is not (or no longer) in the program.
        DomainError: `event_over`, or `sessions_in_use` when notes already hang on a session that would go.
    """
    return _set(_open(event), slots, actor)


def seen_of(session: Session) -> str:
    """Return the word for what a page shows of a session now; `put_session` takes it back."""
    return shown(session, FIELDS)


@transaction.atomic
def put_session(event: Event, slot: Slot, *, actor: Actor, once: UUID | None = None, seen: str = "") -> Session:
    """Change the session that the slot names, or add one where its time belongs.

    Args:
        once: the key of the form for a new session; sent twice, it adds one.
        seen: `seen_of` when the page of the session was opened; its place in the program may have changed.

    Raises:
        Stale: somebody else has changed the session since.
        Invalid, DomainError: as `set_sessions`.
    """
    event = _open(event)
    rows = list(event.sessions.order_by("order"))
    slots = [_slot(row) for row in rows]
    if slot.ref is not None:
        for row in rows:
            if row.public_id == slot.ref:
                require_unchanged(seen, seen_of(row))
        return next(row for row in _set(event, _with(slots, slot), actor) if row.public_id == slot.ref)
    if once is not None and (made := event.sessions.filter(public_id=once).first()):
        return made
    later = (place for place, other in enumerate(slots) if (other.day, other.start_time) > (slot.day, slot.start_time))
    place = next(later, len(slots))
    return _set(event, [*slots[:place], slot, *slots[place:]], actor, new_ref=once)[place]


@transaction.atomic
def move_session(session: Session, *, actor: Actor, earlier: bool) -> None:
    """Let a session change places with the one before it, or after it; at the end of the program nothing happens."""
    event = _open(session.event)
    slots = [_slot(row) for row in event.sessions.order_by("order")]
    here = next((place for place, slot in enumerate(slots) if slot.ref == session.public_id), None)
    there = None if here is None else here + (-1 if earlier else 1)
    if here is None or there is None or not 0 <= there < len(slots):
        return
    slots[here], slots[there] = slots[there], slots[here]
    _set(event, slots, actor)


@transaction.atomic
def remove_session(session: Session, *, actor: Actor) -> None:
    """Take a session out of the program. Pressed twice, it goes once.

    Raises:
        DomainError: `event_over`, `sessions_in_use`.
    """
    event = _open(session.event)
    rows = event.sessions.order_by("order")
    _set(event, [_slot(row) for row in rows if row.pk != session.pk], actor)


def half_titled(event: Event) -> int:
    """Return how many sessions lack their title in one language; they keep the invitations closed."""
    return sum(not (row.title_en.strip() and row.title_fr.strip()) for row in event.sessions.all())


def _open(event: Event) -> Event:
    event = Event.objects.lock(pk=event.pk)
    if event.state in FIXED_STATES:
        raise DomainError(_("This event is over. It can no longer be changed."), code="event_over")
    return event


def _with(slots: Sequence[Slot], changed: Slot) -> list[Slot]:
    if changed.ref not in {slot.ref for slot in slots}:
        raise _gone()
    return [changed if slot.ref == changed.ref else slot for slot in slots]


def _gone() -> Invalid:
    return Invalid(_("This session is no longer in the program. Open the program anew."), code="session_gone")


def _set(event: Event, slots: Sequence[Slot], actor: Actor, new_ref: UUID | None = None) -> list[Session]:
    have = {row.public_id: row for row in event.sessions.order_by("order")}
    before = {ref: _slot(row) for ref, row in have.items()}
    slots = [_tidied(slot) for slot in slots]
    kept = [slot.ref for slot in slots if slot.ref is not None]
    if len(set(kept)) < len(kept) or not set(kept) <= set(have):
        raise _gone()
    for slot in slots:
        if slot.ref is None or before[slot.ref] != slot:  # what stands already is not judged anew
            _check(event, slot)
    if list(before.values()) == slots:
        return list(have.values())
    for ref in set(have) - set(kept):
        _remove(have.pop(ref))
    _make_way(have, slots)
    rows = [_saved(event, order, slot, have, new_ref) for order, slot in enumerate(slots, start=1)]
    event.modified_at = timezone.now()
    event.save(update_fields=("modified_at",))
    audit.record(actor, "program.changed", event, sessions=len(slots))
    return rows


def _saved(event: Event, order: int, slot: Slot, have: dict[UUID, Session], new_ref: UUID | None) -> Session:
    row = have[slot.ref] if slot.ref else Session(event=event, order=order)
    if slot.ref is None and new_ref is not None:
        if Session.objects.filter(public_id=new_ref).exists():
            raise Invalid(
                _("This page cannot be used again. Open it anew and send the form once more."), code="form_used"
            )
        row.public_id = new_ref
    changed = [name for name in FIELDS if getattr(row, name, None) != getattr(slot, name) or slot.ref is None]
    if not changed and row.order == order:
        return row
    for name in changed:
        setattr(row, name, getattr(slot, name))
    row.order = order
    row.save(update_fields=None if slot.ref is None else (*changed, "order"))
    gate.note_edit(row, changed)
    return row


def _make_way(have: dict[UUID, Session], slots: Sequence[Slot]) -> None:
    """Move every session whose number will be another's to a number nobody has, because a number is there once."""
    wanted = {slot.ref: order for order, slot in enumerate(slots, start=1)}
    used = {row.order for row in have.values()}
    free = (number for number in count(len(slots) + 1) if number not in used)
    for row in have.values():
        if row.order != wanted[row.public_id]:
            row.order = next(free)
            row.save(update_fields=("order",))


def _remove(row: Session) -> None:
    try:
        row.delete()
    except ProtectedError as error:
        raise DomainError(
            _("Table notes belong to the session you are removing. Keep it."), code="sessions_in_use"
        ) from error


def _check(event: Event, slot: Slot) -> None:
    if slot.end_time <= slot.start_time:
        raise Invalid(_("A session must end after it begins."), code="ends_before_start", field="end_time")
    start, end = datetime.combine(slot.day, slot.start_time), datetime.combine(slot.day, slot.end_time)
    if event.wall_start and event.wall_end and not (event.wall_start <= start and end <= event.wall_end):
        on_a_day = event.wall_start.date() <= slot.day <= event.wall_end.date()
        field = "day" if not on_a_day else "start_time" if start < event.wall_start else "end_time"
        raise Invalid(_("A session must lie within the event."), code="outside_event", field=field)
    if event.zone:
        try:
            to_utc(start, event.zone)
        except Invalid as refusal:
            raise Invalid(refusal.message, code=refusal.code, field="start_time") from None
    missing = [side for side in ("title_en", "title_fr") if not getattr(slot, side)]
    if len(missing) == 2:
        raise Invalid(_("Give the session a title."), code="title_missing", field="title_en")
    if missing and event.state in OPENED:
        raise Invalid(_("Give the title in both languages."), code="title_missing", field=missing[0])


def _slot(row: Session) -> Slot:
    return Slot(row.title_en, row.title_fr, row.day, row.start_time, row.end_time, row.room, row.public_id)


def _tidied(slot: Slot) -> Slot:
    return replace(
        slot,
        title_en=slot.title_en.strip()[:200],
        title_fr=slot.title_fr.strip()[:200],
        room=slot.room.strip()[:100],
    )
