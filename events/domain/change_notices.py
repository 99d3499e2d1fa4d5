"""Telling everybody concerned that an event moves, is put off, comes back or is cancelled: once, and only what is new.

Several changes within the hold become one message with the state it then finds; a change taken back within it becomes
none (EV-16, EV 5.7). Somebody whose invitation, wait, offer or confirmation has not left yet reads the new state there
and gets no message beside it. Every function writes in its caller's transaction; the caller holds the event.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from events import words
from events.enums import ADMITTING, BEFORE_REPLIES
from events.models import Event, Registration
from events.queries import concerned
from events.queries.concerned import Concerned, Standing
from messaging.calendar_facts import CalendarFacts
from messaging.domain import calendar, outbox, settling
from messaging.domain.outbox import Owed
from messaging.enums import MessageState

CHANGE, CANCELLATION = "event.change", "event.cancellation"
# the letters that tell somebody how they stand, with time and place as they are when the letter leaves
ANNOUNCING = ("event.invitation", "event.confirmation", "event.waiting", "event.offer")
# what ends with the event beside seats: the letter speaks of it
ENDING = (Standing.OFFERED, Standing.WAITING, Standing.ASKED)
PUT_OFF = "put_off"
PUT_BY = "event_postponed"  # why such a letter waits while the event is put off


@dataclass(frozen=True)
class Known:
    """What people know of an event: when and where it is, or that it is put off.

    Attributes:
        facts: what calendars are told; None while there is no date, and always for a protected event (EV-18).
        put_off: its date no longer holds, and a new one has not been announced.
    """

    facts: CalendarFacts | None
    put_off: bool

    @property
    def digest(self) -> str:
        """A short word for it: equal words, nothing new."""
        if self.put_off:
            return PUT_OFF
        return calendar.digest(self.facts)[:16] if self.facts else ""


def known(event: Event) -> Known:
    """Return what people know of an event as it stands; ask it before a change, and hand it to `owe_change` after it."""
    dated = not event.protected and event.wall_start is not None
    return Known(words.calendar_facts(event) if dated else None, event.state in BEFORE_REPLIES)


def owe_change(event: Event, before: Known) -> None:
    """Owe everybody concerned one message for all changes of the next 15 minutes; at once in the last day.

    Who has a seat or a pending registration, an offer, a place on the waiting list, or an invitation without a reply.
    Once the event takes no more replies it is told to those registered alone: nobody else comes any more.

    Args:
        before: what people knew until now.
    """
    now = known(event)
    if now.facts is None or before.digest == now.digest:
        return
    hold = _hold(before, now)
    _count(event)
    everybody = concerned.people(event)
    for one in everybody:
        if one.standing == Standing.SEATED:
            _owe_to_calendar(event, one, now, hold)
    if event.state in ADMITTING or now.put_off:
        rest = [one for one in everybody if one.standing != Standing.SEATED]
    else:
        rest = [one for one in everybody if one.standing == Standing.PENDING]
    _owe_to_the_rest(event, rest, before, now, hold)


def owe_other_instants(event: Event) -> None:
    """Owe the word to people who join online: the clock at the place did not move, but theirs does (STD-20b)."""
    now = known(event)
    if now.facts is None:
        return
    hold = calendar.hold(now.facts)
    _count(event)
    online = [one for one in concerned.people(event) if one.online]
    for one in online:
        if one.standing == Standing.SEATED:
            _owe_to_calendar(event, one, now, hold)
    pending = [one for one in online if one.standing == Standing.PENDING]
    _owe_to_the_rest(event, pending, Known(None, put_off=False), now, hold)


def owe_cancellation(event: Event, people: Iterable[Concerned]) -> None:
    """Owe everybody concerned the word that the event is off; once a person.

    Args:
        people: who was concerned before their seats, waits and invitations ended.
    """
    if event.protected:
        return
    people = list(people)
    unaware = _unaware(people)
    plain = []
    for one in people:
        if one.to in unaware:
            continue
        step = calendar.cancel(one.to, event.public_id) if one.standing == Standing.SEATED else None
        about = one.about if one.standing in ENDING else event.public_id
        if step:
            calendar.owe(step, CANCELLATION, about=about, language=one.language)
        else:
            plain.append(Owed(about, one.to, f"{CANCELLATION}:{event.public_id}:{one.to}", one.language))
    outbox.owe_all(CANCELLATION, plain)


def supersede(registration: Registration) -> None:
    """Take back a change that has not left about a registration: the confirmation that is owed now says it all."""
    for message in outbox.not_left([CHANGE], [registration.public_id]):
        settling.settle_row(message, MessageState.SUPPRESSED, reason="superseded")


def _count(event: Event) -> None:
    event.change_number += 1
    event.save(update_fields=("change_number",))


def _hold(before: Known, now: Known) -> datetime | None:
    """Return until when the word waits for further changes; not where the day that people know of is near."""
    holds = [calendar.hold(facts) for facts in (before.facts, now.facts) if facts is not None]
    return None if None in holds else max(hold for hold in holds if hold is not None)


def _owe_to_calendar(event: Event, one: Concerned, now: Known, hold: datetime | None) -> None:
    assert now.facts is not None  # the callers have asked
    if now.put_off:
        step = calendar.cancel(one.to, event.public_id)
    else:
        step = calendar.invite(one.to, event.public_id, now.facts)
    if step:
        calendar.owe(step, CHANGE, about=one.about, language=one.language, hold=hold)


def _owe_to_the_rest(event: Event, people: list[Concerned], before: Known, now: Known, hold: datetime | None) -> None:
    """Owe those who have no calendar entry the word, unless a message that has not left will say it."""
    if now.put_off:
        unaware = _unaware(people)
        people = [one for one in people if one.to not in unaware]
    else:
        told = _told_by_letter(people, hold)
        people = [one for one in people if one.to not in told]
    held = {message.about: message for message in outbox.not_left([CHANGE], [one.about for one in people])}
    riding = []
    for message in held.values():
        if message.key.endswith(f":{now.digest}"):  # they know already what holds now again
            settling.settle_row(message, MessageState.SUPPRESSED, reason="change_taken_back")
        else:
            riding.append(message)
    if riding and hold is None:
        outbox.bring_forward(riding)
    owed = [
        Owed(one.about, one.to, f"{CHANGE}:{one.about}:{event.change_number}:{before.digest}", one.language)
        for one in people
        if one.about not in held
    ]
    outbox.owe_all(CHANGE, owed, not_before=hold)


def _told_by_letter(people: list[Concerned], hold: datetime | None) -> set[UUID]:
    """Return who reads the change in the letter of their standing, which has not left and leaves with it."""
    letters = outbox.not_left(ANNOUNCING, [one.announced_by for one in people if one.announced_by])
    if put_by := [letter for letter in letters if letter.reason == PUT_BY]:
        outbox.bring_forward(put_by, hold)
    return {letter.to for letter in letters}


def _unaware(people: list[Concerned]) -> set[UUID]:
    """Return who has not heard of the event at all, because the only letter of their invitation has not left."""
    first = [one.announced_by for one in people if one.first_letter and one.announced_by]
    return {letter.to for letter in outbox.not_left(["event.invitation"], first)}
