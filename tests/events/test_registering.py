"""Replying to an invitation: a seat, a wait, a change of mind."""

from uuid import uuid4

import pytest

from accounts.models import AuditEntry
from events.domain import registrations, waiting_list
from events.domain.enrolling import Details
from events.enums import OptionState, SeatState
from events.models import CapacityPool, Offer, QueueEntry, Registration, SeatLedger
from events.queries import counters
from kernel.errors import DomainError
from messaging.models import Message
from tests.factories.events import SOMEONE, EventFactory, option_for

pytestmark = pytest.mark.django_db


def test_a_yes_takes_a_seat_and_owes_one_confirmation():
    option = option_for(EventFactory(seats=2))

    placed = registrations.accept(option, Details(needs={"mobility": ""}), actor=SOMEONE, key=uuid4().hex)

    assert placed.registration.state == "confirmed"
    option.refresh_from_db()
    assert option.state == OptionState.ACCEPTED
    root = CapacityPool.objects.get(event=option.event)
    assert (root.taken, root.held) == (1, 0)
    assert SeatLedger.objects.get().registration == placed.registration
    assert placed.registration.needs.get().critical
    message = Message.objects.get()
    assert (message.kind, message.about) == ("event.confirmation", placed.registration.public_id)
    assert AuditEntry.objects.filter(verb="registration.confirmed").count() == 1
    assert counters.drift(option.event) == []


def test_the_last_seat_is_taken_and_the_next_person_waits_until_it_is_given_back():
    event = EventFactory(seats=1)
    first, second = option_for(event), option_for(event)
    seated = registrations.accept(first, actor=SOMEONE).registration

    placed = registrations.accept(second, actor=SOMEONE)
    assert placed.registration is None and placed.entry.state == "waiting"

    registrations.withdraw(seated, actor=SOMEONE)

    offer = Offer.objects.get()
    assert offer.entry == placed.entry and offer.state == "made"
    root = CapacityPool.objects.get(event=event)
    assert (root.taken, root.held) == (0, 1)

    registration = waiting_list.accept(offer, actor=SOMEONE, channel="link")
    assert registration.state == "confirmed"
    assert SeatLedger.objects.exclude(state=SeatState.RELEASED).get().registration == registration
    assert counters.drift(event) == []
    second.refresh_from_db()
    assert second.state == OptionState.ACCEPTED


def test_sending_the_form_twice_changes_nothing_more():
    option = option_for(EventFactory())
    key = uuid4().hex
    first = registrations.accept(option, actor=SOMEONE, key=key)
    again = registrations.accept(option, actor=SOMEONE, key=key)

    assert again.registration == first.registration
    assert Registration.objects.count() == Message.objects.count() == SeatLedger.objects.count() == 1


def test_nobody_has_two_seats_at_the_same_hours():
    """EV-15."""
    event = EventFactory()
    other = EventFactory(start_day=event.start_day)
    option = option_for(event)
    registrations.accept(option, actor=SOMEONE)

    with pytest.raises(DomainError) as refused:
        registrations.register(other, option.invitation.person, actor=SOMEONE)

    assert refused.value.code == "overlaps"
    assert QueueEntry.objects.count() == 0
