"""Which messages a fact about one person's part in an event owes. A protected event owes none, ever (EV-18).

Every function writes in its caller's transaction; the words stand in `events.messages`. What an event that moves or is
cancelled owes to everybody concerned stands in `change_notices`.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from events import words
from events.enums import RegistrationState
from events.models import Event, Invitation, InvitationCode, Offer, QueueEntry, Registration
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


def _owe(kind: str, event: Event, about: UUID, person: Person, language: str) -> None:
    if event.protected:
        return
    outbox.owe(kind, about=about, to=person.public_id, key=f"{kind}:{about}", language=language)


def _public_ids(keys: Iterable[int | None]) -> dict[int | None, UUID]:
    if not connection.in_atomic_block:
        raise RuntimeError("A message is owed by a fact: owe it in the transaction that writes the fact")
    wanted = [key for key in keys if key is not None]
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "public_id")) if wanted else {}
