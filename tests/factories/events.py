"""Events with pools, people with invitations; everything that has rules is made by the domain that keeps them."""

import datetime
from dataclasses import replace
from uuid import uuid4

import factory
from django.core import signing

from accounts.actors import Actor
from events.domain import scheduling
from events.enums import EventKind, EventState, InvitationState, OptionState, PoolKind, SafetyTier
from events.models import (
    CapacityPool,
    Event,
    EventSeries,
    EventTeamMember,
    FormQuestion,
    Invitation,
    InvitationOption,
    Reminder,
    Session,
    Venue,
)
from events.views import visits
from tests.factories.accounts import UserFactory
from tests.factories.partners import PersonFactory, PlaceFactory

SOMEONE = Actor.system("test")
FAR = datetime.timedelta(days=60)


def days_ahead(days: int) -> datetime.date:
    """A day so far from now."""
    return datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=days)


class VenueFactory(factory.django.DjangoModelFactory):
    name_en = "Hall of the Arts"
    name_fr = "Salle des arts"
    place = factory.SubFactory(PlaceFactory)
    zone = "America/Toronto"
    access_en = "Step-free entrance on the north side."
    access_fr = "Entrée sans marche du côté nord."

    class Meta:
        model = Venue


class EventSeriesFactory(factory.django.DjangoModelFactory):
    title_en = factory.Sequence(lambda n: f"Consultation {n}")
    title_fr = factory.Sequence(lambda n: f"Consultation {n}")

    class Meta:
        model = EventSeries


class EventFactory(factory.django.DjangoModelFactory):
    """An open event that takes replies, 60 days ahead, with a root pool of `seats`; `state=` for another stage."""

    series = factory.SubFactory(EventSeriesFactory)
    kind = EventKind.REGIONAL_ROUNDTABLE
    title_en = factory.Sequence(lambda n: f"Roundtable {n}")
    title_fr = factory.Sequence(lambda n: f"Table ronde {n}")
    place = factory.SubFactory(PlaceFactory)
    zone = "America/Toronto"
    start_day = factory.LazyFunction(lambda: days_ahead(60))
    end_day = factory.SelfAttribute("start_day")
    start_time = datetime.time(9)
    end_time = datetime.time(16, 30)
    state = EventState.INVITING
    hold_seats = False

    class Meta:
        model = Event
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class, *args, seats=40, **kwargs):
        if kwargs["kind"] == EventKind.SURVIVOR_ROUNDTABLE:
            kwargs |= {"safety_tier": SafetyTier.PROTECTED, "public_page": False}
        event = model_class(*args, **kwargs)
        scheduling.derive_times(event)
        event.save()
        CapacityPool.objects.create(event=event, kind=PoolKind.ROOT, cap=seats)
        return event


class ProtectedEventFactory(EventFactory):
    kind = EventKind.SURVIVOR_ROUNDTABLE


class EventTeamMemberFactory(factory.django.DjangoModelFactory):
    event = factory.SubFactory(EventFactory)
    user = factory.SubFactory(UserFactory)
    role = "organizer"

    class Meta:
        model = EventTeamMember


class SessionFactory(factory.django.DjangoModelFactory):
    event = factory.SubFactory(EventFactory)
    order = factory.Sequence(lambda n: n % 30_000)
    title_en = "Opening"
    title_fr = "Ouverture"
    day = factory.SelfAttribute("event.start_day")
    start_time = datetime.time(9)
    end_time = datetime.time(10)

    class Meta:
        model = Session


class ReminderFactory(factory.django.DjangoModelFactory):
    event = factory.SubFactory(EventFactory)
    audience = "no_reply"
    due_at = factory.LazyAttribute(lambda row: row.event.starts_at - datetime.timedelta(days=7))

    class Meta:
        model = Reminder


class FormQuestionFactory(factory.django.DjangoModelFactory):
    event = factory.SubFactory(EventFactory)
    order = factory.Sequence(lambda n: n % 30_000)
    kind = "text"
    text_en = "Which subject matters most to you?"
    text_fr = "Quel sujet vous importe le plus?"
    audience = ["organizer"]

    class Meta:
        model = FormQuestion


class InvitationFactory(factory.django.DjangoModelFactory):
    """An invitation that was sent; `events=[…]` for what it offers."""

    series = factory.SubFactory(EventSeriesFactory)
    person = factory.SubFactory(PersonFactory)
    language = "en"
    state = InvitationState.RELEASED
    reply_by = factory.LazyFunction(lambda: datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=14))
    released_at = factory.LazyFunction(lambda: datetime.datetime.now(datetime.UTC))

    class Meta:
        model = Invitation
        skip_postgeneration_save = True

    @factory.post_generation
    def events(self, create, given, **_kwargs):
        for rank, event in enumerate(given or (), start=1):
            InvitationOptionFactory(invitation=self, event=event, rank=rank)


class InvitationOptionFactory(factory.django.DjangoModelFactory):
    event = factory.SubFactory(EventFactory)
    invitation = factory.SubFactory(InvitationFactory, series=factory.SelfAttribute("..event.series"))
    state = OptionState.OFFERED

    class Meta:
        model = InvitationOption


def option_for(event: Event, **person) -> InvitationOption:
    """Return the option of a fresh invitation of one person to one event."""
    return InvitationOptionFactory(event=event, invitation__person=PersonFactory(**person))


def options_for(event: Event, count: int) -> list[InvitationOption]:
    """Return options of that many invited people, made in bulk."""
    from partners.models import Person

    people = Person.objects.bulk_create(
        [
            Person(display_name=f"Invited {n:05d}", folded=f"invited {n:05d}", preferred_language="en", fictional=True)
            for n in range(count)
        ]
    )
    now = datetime.datetime.now(datetime.UTC)
    invitations = Invitation.objects.bulk_create(
        [
            Invitation(
                public_id=uuid4(),
                series=event.series,
                person=person,
                language="en",
                state=InvitationState.RELEASED,
                released_at=now,
                reply_by=now + datetime.timedelta(days=14),
            )
            for person in people
        ]
    )
    return InvitationOption.objects.bulk_create([InvitationOption(invitation=row, event=event) for row in invitations])


def visit_of(invitation: Invitation, *, proved: bool = False, replied: bool = True) -> str:
    """Return the cookie a browser holds once the button of an invitation was pressed in it.

    Args:
        proved: a code mailed to the invited person was typed there too.
        replied: a place was asked for there, if one was.
    """
    signer = signing.get_cookie_signer(salt=visits.COOKIE + visits.SALT)
    return signer.sign(str(replace(visits.Visit.to(invitation, proved=proved), replied=replied)))
