"""Which messages a fact about an event owes, and to whom. A protected event owes none, ever (EV-18).

Every function writes in its caller's transaction; the words stand in `events.messages`.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from events import words
from events.enums import LIVE_QUEUE, SEATED, USABLE_INVITATION, EventState, OptionState, RegistrationState
from events.models import Event, Invitation, InvitationCode, InvitationOption, Offer, QueueEntry, Registration
from messaging.calendar_facts import CalendarFacts
from messaging.domain import calendar, outbox
from messaging.domain.outbox import Owed
from partners.models import Person


def owe_confirmation(event: Event, registration: Registration, person: Person, *, first: bool = False) -> None:
    """Owe the confirmation of a seat with its calendar entry; a pending registration gets no entry yet.

    Args:
        first: this person has never been registered for this event, so no calendar has heard of it.
    """
    if event.protected:
        return
    if registration.state != RegistrationState.CONFIRMED:
        _owe("event.confirmation", event, registration.public_id, person, registration.language)
        return
    facts, about, language = words.calendar_facts(event), registration.public_id, registration.language
    if first:
        calendar.begin(person.public_id, event.public_id, facts, "event.confirmation", about=about, language=language)
    elif step := calendar.invite(person.public_id, event.public_id, facts):
        calendar.owe(step, "event.confirmation", about=about, language=language)
    else:
        _owe("event.confirmation", event, about, person, language)


def owe_waiting(event: Event, entry: QueueEntry, person: Person) -> None:
    """Owe the word that somebody waits."""
    _owe("event.waiting", event, entry.public_id, person, entry.language)


def owe_offers(event: Event, offers: Iterable[tuple[Offer, QueueEntry]]) -> None:
    """Owe the word that seats are held, until when."""
    if event.protected:
        return
    offers = list(offers)
    people = _public_ids(entry.person_id for _offer, entry in offers)
    outbox.owe_all(
        "event.offer",
        [
            Owed(offer.public_id, people[entry.person_id], f"event.offer:{offer.public_id}", entry.language)
            for offer, entry in offers
            if entry.person_id in people
        ],
    )


def owe_offer_ended(event: Event, offer: Offer, entry: QueueEntry) -> None:
    """Owe the word that an offer lapsed and how to wait again."""
    if not event.protected and entry.person_id is not None:
        person = _public_ids([entry.person_id])[entry.person_id]
        outbox.owe(
            "event.offer_ended",
            about=offer.public_id,
            to=person,
            key=f"event.offer_ended:{offer.public_id}",
            language=entry.language,
        )


def owe_withdrawn(event: Event, registration: Registration, person: Person) -> None:
    """Owe the word that a seat was given up, with the calendar entry taken back."""
    if event.protected:
        return
    about, language = registration.public_id, registration.language
    if step := calendar.cancel(person.public_id, event.public_id):
        calendar.owe(step, "event.withdrawn", about=about, language=language)
    else:
        _owe("event.withdrawn", event, about, person, language)


def owe_invitations(invitations: Iterable[Invitation]) -> None:
    """Owe each invitation its mail; `sends` makes the key, so a resend is a new message. Wants `person` at hand."""
    outbox.owe_all(
        "event.invitation",
        [
            Owed(row.public_id, row.person.public_id, f"event.invitation:{row.public_id}:{row.sends}", row.language)
            for row in invitations
        ],
    )


def owe_code(code: InvitationCode, invitation: Invitation, person: Person) -> None:
    """Owe the code that re-opens an answered invitation."""
    outbox.owe(
        "event.code",
        about=code.public_id,
        to=person.public_id,
        key=f"event.code:{code.public_id}",
        language=invitation.language,
    )


def owe_change(event: Event, *, online_only: bool = False, everybody: bool = False) -> None:
    """Owe people with a seat one message for all changes of the next 15 minutes; at once in the last day.

    The caller holds the event. A change taken back within the window owes nothing (EV-16, EV 5.7).

    Args:
        online_only: only people who join online: the clock at the place did not move (STD-20b).
        everybody: who waits or has not replied too: the event is put off, which they read on their page, or comes back.
    """
    if event.protected or event.wall_start is None:
        return
    facts = words.calendar_facts(event)
    hold = calendar.hold(facts)
    event.change_number += 1
    event.save(update_fields=("change_number",))
    seated = Registration.objects.filter(event=event, state__in=sorted(SEATED), person__isnull=False)
    if online_only:
        seated = seated.filter(online=True)
    for registration in seated.select_related("person").order_by("pk"):
        _owe_one_change(event, registration, facts, hold)
    if everybody:
        _owe_change_to_the_unseated(event, hold)


def _owe_change_to_the_unseated(event: Event, hold: datetime | None) -> None:
    waits = QueueEntry.objects.filter(event=event, state__in=sorted(LIVE_QUEUE), person__isnull=False)
    asked = InvitationOption.objects.filter(
        event=event, state=OptionState.OFFERED, invitation__state__in=sorted(USABLE_INVITATION)
    )
    told = [
        *waits.order_by("pk").values_list("public_id", "person__public_id", "language"),
        *asked.order_by("pk").values_list("public_id", "invitation__person__public_id", "invitation__language"),
    ]
    number = event.change_number
    owed = [Owed(about, to, f"event.change:{about}:{number}", language) for about, to, language in told]
    outbox.owe_all("event.change", owed, not_before=hold)


def _owe_one_change(event: Event, registration: Registration, facts: CalendarFacts, hold: datetime | None) -> None:
    assert registration.person is not None  # handles were left out
    to, about, language = registration.person.public_id, registration.public_id, registration.language
    if registration.state != RegistrationState.CONFIRMED:  # no calendar knows of it yet
        key = f"event.change:{about}:{event.change_number}"
        outbox.owe("event.change", about=about, to=to, key=key, language=language, not_before=hold)
        return
    put_off = event.state == EventState.POSTPONED
    step = calendar.cancel(to, event.public_id) if put_off else calendar.invite(to, event.public_id, facts)
    if step:
        calendar.owe(step, "event.change", about=about, language=language, hold=hold)


def owe_cancellation(event: Event, people: Iterable[tuple[UUID, str]]) -> None:
    """Owe everybody who was asked, waits or has a seat the word that the event is off; once a person.

    Args:
        people: public id and frozen language of each.
    """
    if event.protected:
        return
    plain = []
    for person, language in dict(people).items():
        if step := calendar.cancel(person, event.public_id):
            calendar.owe(step, "event.cancellation", about=event.public_id, language=language)
        else:
            key = f"event.cancellation:{event.public_id}:{person}"
            plain.append(Owed(event.public_id, person, key, language))
    outbox.owe_all("event.cancellation", plain)


def _owe(kind: str, event: Event, about: UUID, person: Person, language: str) -> None:
    if event.protected:
        return
    outbox.owe(kind, about=about, to=person.public_id, key=f"{kind}:{about}", language=language)


def _public_ids(keys: Iterable[int | None]) -> dict[int | None, UUID]:
    if not connection.in_atomic_block:
        raise RuntimeError("A message is owed by a fact: owe it in the transaction that writes the fact")
    wanted = [key for key in keys if key is not None]
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "public_id")) if wanted else {}
