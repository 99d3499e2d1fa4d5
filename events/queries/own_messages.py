"""The messages owed or sent to one person, as they read them themselves: kind, meeting, day, how it went.

A message holds references only, so its words are not kept. What it was about is found again among the person's own
rows; a protected event is found nowhere here (EV-18).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events import words
from events.enums import SafetyTier
from events.models import Event, InvitationOption, Offer, QueueEntry, Registration
from kernel import formats
from kernel.bilingual import text
from messaging import kinds, queries
from messaging.enums import OPEN, MessageState
from messaging.models import Message
from partners.days import day_of
from partners.models import Person

S = MessageState


@dataclass(frozen=True)
class Outcome:
    """How it went, in plain words: label, tone of the state, what it means."""

    label: Any
    tone: str
    note: Any = ""


WAITING = Outcome(_("waiting to be sent"), "waiting")
NOT_SENT = _("not sent")
OUTCOMES = {
    S.SENT: Outcome(_("sent"), "good"),
    S.DELIVERED: Outcome(_("delivered to your mailbox"), "good"),
    S.BOUNCED: Outcome(_("could not be delivered"), "bad", _("It came back from your mailbox.")),
    S.DEAD: Outcome(_("could not be delivered"), "bad", _("We gave up after several tries.")),
    S.UNCERTAIN: Outcome(_("perhaps sent"), "warn", _("The connection broke; we look into it.")),
}
UNWANTED = Outcome(NOT_SENT, "over", _("You do not want these messages, or not by e-mail."))
NOT_AGREED = Outcome(NOT_SENT, "over", _("You have not said yes to these messages, or your yes has run out."))
RELAYED = Outcome(NOT_SENT, "over", _("A partner passes messages on to you."))
NO_ADDRESS = Outcome(NOT_SENT, "bad", _("We have no address of yours that works."))
NOT_NEEDED = Outcome(NOT_SENT, "over", _("It was no longer needed, or no longer true."))
BECAUSE: dict[str, Outcome] = {
    **dict.fromkeys(("consent_refused", "consent_withdrawn", "channel_not_wanted", "address_suppressed"), UNWANTED),
    **dict.fromkeys(("consent_not_asked", "consent_pending", "consent_expired", "consent_basis_too_weak"), NOT_AGREED),
    **dict.fromkeys(("no_address", "address_bounced", "address_invalid", "address_unknown"), NO_ADDRESS),
    "partner_relays": RELAYED,
}


@dataclass(frozen=True)
class MyMessage:
    """One message as its reader sees it."""

    kind: Any
    about: str
    day: datetime.date
    outcome: Outcome


@dataclass(frozen=True)
class Page:
    """Some messages, newest first, and the key after which the next page begins (empty on the last one)."""

    rows: list[MyMessage]
    next_key: str


def of(person: Person, before: str = "") -> Page:
    """Return one page of a person's messages in three statements, whatever their number.

    Args:
        before: key of the last row of the page before; anything else than a key shows the first page.
    """
    mine = Message.objects.filter(to=person.public_id).exclude(kind__in=kinds.protected_names())
    mine = mine.exclude(about__in=_references(person, Event.objects.filter(safety_tier=SafetyTier.PROTECTED)))
    page = queries.listed(mine, before=before[:100])
    titles = _titles(person, {row.about for row in page.rows}) if page.rows else {}
    return Page([_read(row, titles.get(row.about, "")) for row in page.rows], page.next_key)


def _read(row: queries.MessageRow, about: str) -> MyMessage:
    moment = row.submitted_at or row.settled_at or row.owed_at
    return MyMessage(row.kind_words, about, day_of(moment), _outcome(row))


def _outcome(row: queries.MessageRow) -> Outcome:
    if row.state in OPEN:
        return WAITING
    if row.state != S.SUPPRESSED:
        return OUTCOMES[S(row.state)]
    return BECAUSE.get(row.reason, NOT_NEEDED)


def _facts(person: Person, events: QuerySet[Event]) -> list[tuple[QuerySet[Any], str, str]]:
    """Return what a message to this person may be about: rows of theirs, their public id, and their event."""
    return [
        (events, "public_id", "pk"),
        (
            InvitationOption.objects.filter(event__in=events, invitation__person=person),
            "invitation__public_id",
            "event",
        ),
        (InvitationOption.objects.filter(event__in=events, invitation__person=person), "public_id", "event"),
        (Registration.objects.filter(event__in=events, person=person), "public_id", "event"),
        (QueueEntry.objects.filter(event__in=events, person=person), "public_id", "event"),
        (Offer.objects.filter(entry__event__in=events, entry__person=person), "public_id", "entry__event"),
    ]


def _references(person: Person, events: QuerySet[Event]) -> QuerySet[Any]:
    first, *others = [rows.order_by().values_list(ref) for rows, ref, _event in _facts(person, events)]
    return first.union(*others)


def _titles(person: Person, refs: Iterable[UUID]) -> dict[UUID, str]:
    """Return what each reference of the person leads to, in words; two statements."""
    wanted, events = list(refs), Event.objects.exclude(safety_tier=SafetyTier.PROTECTED)
    first, *others = [
        rows.filter(**{f"{ref}__in": wanted}).order_by().values_list(ref, event)
        for rows, ref, event in _facts(person, events)
    ]
    found: dict[UUID, list[int]] = {}
    for ref, event in first.union(*others):
        found.setdefault(ref, []).append(event)
    keys = {key for led_to in found.values() for key in led_to}
    known = {row.pk: row for row in events.filter(pk__in=keys).select_related("series")}
    return {ref: _title([known[key] for key in led_to if key in known]) for ref, led_to in found.items()}


def _title(events: list[Event]) -> str:
    """Return the title of the one event, or that of the whole, as the subject of the mail has it."""
    if len(events) == 1:
        return words.title(events[0])
    return formats.typographic(text(events[0].series, "title")) if events else ""
