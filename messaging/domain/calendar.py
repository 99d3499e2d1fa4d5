"""What a person's calendar is told about an event: REQUEST, CANCEL or nothing, one life for each pair (EV-16, EV-17).

How the app that keeps events uses it, inside the transaction that changes the event or the registration::

    facts = CalendarFacts(starts=event.starts, ends=event.ends, zone=event.zone, title_en=..., ...)
    step = calendar.invite(person.public_id, event.public_id, facts)      # on confirmation, and after saving an event
    step = calendar.cancel(person.public_id, event.public_id)             # withdrawal, substitution, cancellation
    if step:
        calendar.owe(step, "event.changed", about=registration.public_id, language=..., hold=calendar.hold(facts))

Owing through `calendar.owe` is what lets a later change ride along or take it back. And in the kind's `compose`, at send time::

    entry = calendar.entries([(to, event.public_id)])[to, event.public_id]
    calendar.part_of(entry, facts, language=language, address=address)

`None` means that nothing changed for the calendar: nothing is owed. Several changes within the hold become one message
with the state it then finds; a change taken back within the hold becomes none. A protected event never comes here.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from messaging.calendar_facts import CalendarFacts, aware
from messaging.domain import outbox, settling
from messaging.enums import CalendarMethod, MessageState
from messaging.kinds import CalendarPart
from messaging.models import CalendarEntry, Message

HOLD = timedelta(minutes=15)
AT_ONCE_BEFORE = timedelta(hours=24)

__all__ = [
    "CalendarFacts",
    "Step",
    "begin",
    "cancel",
    "download",
    "entries",
    "hold",
    "invite",
    "owe",
    "part_of",
    "stands",
]


@dataclass(frozen=True)
class Step:
    """One thing to tell a calendar.

    Attributes:
        to, event: whose calendar, about what.
        uid, sequence, method: as they will stand in the file.
        rides_along: a message that has not left yet will carry it; nothing more is to be owed.
    """

    to: UUID
    event: UUID
    uid: UUID
    sequence: int
    method: str
    rides_along: bool = False

    @property
    def key(self) -> str:
        """The reason a message is owed, unique for ever."""
        return f"calendar:{self.uid}:{self.sequence}"


def digest(facts: CalendarFacts) -> str:
    """Return the hash of what counts as a change: wall times, zone, resolved offset, place, link, status."""
    counted = [
        facts.starts.isoformat(),
        facts.ends.isoformat(),
        facts.zone,
        *(str(offset) for offset in facts.offsets()),
        facts.place_en,
        facts.place_fr,
        facts.url,
        facts.status,
    ]
    return hashlib.sha256(json.dumps(counted).encode()).hexdigest()


def begin(to: UUID, event: UUID, facts: CalendarFacts, kind: str, *, about: UUID, language: str) -> None:
    """Put an event into a calendar that has never heard of it, and owe the message that says so: two statements.

    Only for a pair that is known to be new, on paths where every statement counts (PF-5); else `invite` and `owe`.
    """
    entry = CalendarEntry(to=to, event=event, last_method=CalendarMethod.REQUEST, last_hash=digest(facts))
    step = _step(entry)
    entry.owed_key = step.key
    entry.save(force_insert=True)
    outbox.owe(kind, about=about, to=to, key=step.key, language=language)


def invite(to: UUID, event: UUID, facts: CalendarFacts) -> Step | None:
    """Put the event into the person's calendar, or bring it up to date there; None when it stands there already."""
    entry, now_hash = _locked(to, event), digest(facts)
    if entry is None:
        entry = CalendarEntry.objects.create(to=to, event=event, last_method=CalendarMethod.REQUEST, last_hash=now_hash)
        return _step(entry)
    if entry.last_method == CalendarMethod.REQUEST:
        return _update(entry, now_hash)
    if (held := _held_message(entry)) is not None:  # nobody has heard yet that it was taken out
        same = bool(entry.told_hash) and now_hash == entry.told_hash
        settling.settle_row(held, MessageState.SUPPRESSED, reason="change_taken_back" if same else "superseded")
        if same:
            entry.last_method, entry.last_hash, entry.owed_key = CalendarMethod.REQUEST, now_hash, ""
            entry.save(update_fields=("last_method", "last_hash", "owed_key", "changed_at"))
            return None
    return _next(entry, CalendarMethod.REQUEST, now_hash, told=entry.told_hash if held is not None else "")


def cancel(to: UUID, event: UUID) -> Step | None:
    """Take the event out of the person's calendar; None when it does not stand there."""
    entry = _locked(to, event)
    if entry is None or entry.last_method != CalendarMethod.REQUEST:
        return None
    told = entry.last_hash
    if held := _held_message(entry):
        settling.settle_row(held, MessageState.SUPPRESSED, reason="superseded")
        told = entry.told_hash
    return _next(entry, CalendarMethod.CANCEL, entry.last_hash, told=told)


def hold(facts: CalendarFacts, *, now: datetime | None = None) -> datetime | None:
    """Return until when a change waits for further ones, or None in the last day before the start."""
    now = now or timezone.now()
    return None if aware(facts.starts, facts.zone) - now < AT_ONCE_BEFORE else now + HOLD


def owe(step: Step, kind: str, *, about: UUID, language: str, hold: datetime | None = None) -> None:
    """Owe the message that carries the step, unless one that has not left yet carries it already."""
    if step.rides_along:
        return
    outbox.owe(kind, about=about, to=step.to, key=step.key, language=language, not_before=hold)
    CalendarEntry.objects.filter(uid=step.uid).update(owed_key=step.key)


def entries(pairs: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], CalendarEntry]:
    """Return what calendars were told, by person and event; one statement for a whole batch of messages (PF-12)."""
    wanted = set(pairs)
    rows = CalendarEntry.objects.filter(
        to__in={to for to, _event in wanted}, event__in={event for _to, event in wanted}
    )
    return {(row.to, row.event): row for row in rows.order_by("pk") if (row.to, row.event) in wanted}


def stands(to: OuterRef, event: OuterRef) -> Exists:
    """Return, for a statement about people and events, whether the event stands in the person's calendar."""
    return Exists(CalendarEntry.objects.filter(to=to, event=event, last_method=CalendarMethod.REQUEST))


def part_of(entry: CalendarEntry, facts: CalendarFacts, *, language: str, address: str) -> CalendarPart:
    """Return the calendar file of a message from an entry of `entries`."""
    from messaging import ics  # brings a large library, and only a file that is written needs it

    content = ics.render(
        facts,
        uid=entry.uid,
        sequence=entry.sequence,
        method=entry.last_method,
        language=language,
        attendee=address,
    )
    return CalendarPart(entry.last_method, content)


def download(to: UUID, event: UUID, facts: CalendarFacts, *, language: str) -> bytes | None:
    """Return the file a person may add to a calendar by hand: the same entry, naming nobody; None when there is none."""
    from messaging import ics

    entry = CalendarEntry.objects.filter(to=to, event=event, last_method=CalendarMethod.REQUEST).first()
    if entry is None:
        return None
    return ics.render(facts, uid=entry.uid, sequence=entry.sequence, method="PUBLISH", language=language)


def _locked(to: UUID, event: UUID) -> CalendarEntry | None:
    if not connection.in_atomic_block:
        raise RuntimeError("A calendar follows a fact: decide in the transaction that writes the fact")
    return CalendarEntry.objects.select_for_update(no_key=True).filter(to=to, event=event).first()


def _update(entry: CalendarEntry, now_hash: str) -> Step | None:
    if now_hash == entry.last_hash:
        return None
    held = _held_message(entry)
    if held is None:
        return _next(entry, CalendarMethod.REQUEST, now_hash, told=entry.last_hash)
    if now_hash == entry.told_hash:
        settling.settle_row(held, MessageState.SUPPRESSED, reason="change_taken_back")
        entry.last_hash, entry.owed_key = entry.told_hash, ""
        entry.save(update_fields=("last_hash", "owed_key", "changed_at"))
        return None
    entry.last_hash = now_hash
    entry.save(update_fields=("last_hash", "changed_at"))
    return _step(entry, rides_along=True)


def _held_message(entry: CalendarEntry) -> Message | None:
    """Return the message that will tell the entry's state but has not left, held so that nobody claims it now."""
    if not entry.owed_key:
        return None
    due = Message.objects.select_for_update(no_key=True).filter(key=entry.owed_key, state=MessageState.DUE)
    return due.filter(submitted_at=None).first()


def _next(entry: CalendarEntry, method: CalendarMethod, now_hash: str, *, told: str) -> Step:
    """Take the next step; `told` is the hash that stands in the calendar until the message of the step has left."""
    entry.sequence += 1
    entry.told_hash, entry.last_method, entry.last_hash, entry.owed_key = told, method, now_hash, ""
    entry.save(update_fields=("told_hash", "sequence", "last_method", "last_hash", "owed_key", "changed_at"))
    return _step(entry)


def _step(entry: CalendarEntry, *, rides_along: bool = False) -> Step:
    return Step(entry.to, entry.event, entry.uid, entry.sequence, entry.last_method, rides_along)
