"""Whom a reply given by telephone is from, and where that person stands at one event."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from events.enums import LIVE_INVITATION, LIVE_QUEUE, SEATED, OfferState, TeamRole
from events.models import Event, FormQuestion, InvitationOption, Offer, QueueEntry, Registration
from partners.models import Person
from partners.queries import directory
from partners.queries.directory import PeopleFilter


@dataclass(frozen=True)
class Place:
    """Where one person stands at one event.

    Attributes:
        option: of a live invitation; None for somebody who was not asked.
    """

    option: InvitationOption | None
    registration: Registration | None
    entry: QueueEntry | None
    offer: Offer | None


def people_named(event: Event, words: str, on: datetime.date) -> QuerySet[Person]:
    """Return people of the directory by their name or organization, each with what is known of them at the event.

    Adds `seated`, `waiting` and `replied`: the state of the option of a live invitation, None for who was not asked.
    """
    option = _live_options(event).filter(invitation__person=OuterRef("pk")).order_by("-pk")
    return directory.people(PeopleFilter(words=words), on).annotate(
        seated=Exists(Registration.objects.filter(event=event, person=OuterRef("pk"), state__in=sorted(SEATED))),
        waiting=Exists(QueueEntry.objects.filter(event=event, person=OuterRef("pk"), state__in=sorted(LIVE_QUEUE))),
        replied=Subquery(option.values("state")[:1]),
    )


def place_of(event: Event, person: Person) -> Place:
    """Return where somebody stands; at most four statements."""
    option = _live_options(event).filter(invitation__person=person).select_related("invitation").order_by("-pk").first()
    seat = Registration.objects.filter(event=event, person=person, state__in=sorted(SEATED)).first()
    entry = QueueEntry.objects.filter(event=event, person=person, state__in=sorted(LIVE_QUEUE)).first()
    offer = Offer.objects.filter(entry=entry, state=OfferState.MADE).first() if entry else None
    return Place(option, seat, entry, offer)


def questions_asked_aloud(event: Event, kept: Mapping[UUID, str]) -> list[FormQuestion]:
    """Return what an organizer may ask by telephone: every question but those whose answer they must not see."""
    return [
        question
        for question in event.questions.filter(retired=False).order_by("order")
        if question.public_id not in kept
    ]


def answers_kept(registration: Registration) -> dict[UUID, str]:
    """Return the answers that organizers do not read, to be kept word for word when they change the others."""
    given = registration.answers.filter(question__retired=False).select_related("question").order_by("pk")
    return {
        answer.question.public_id: answer.value
        for answer in given
        if answer.value and TeamRole.ORGANIZER not in answer.question.audience
    }


def _live_options(event: Event) -> QuerySet[InvitationOption]:
    return InvitationOption.objects.filter(event=event, invitation__state__in=sorted(LIVE_INVITATION))
