"""What a meeting that is over leaves open is settled with it: no seat stays held for anybody."""

import pytest

from events.domain import inviting, registrations, scheduling
from events.enums import InvitationState, OptionState, PoolKind, QueueState, SeatState
from events.models import Offer, SeatLedger
from events.queries import counters
from kernel.errors import IllegalMove
from messaging.models import Message
from tests.factories.events import SOMEONE, EventFactory, option_for
from tests.factories.partners import PersonFactory

pytestmark = pytest.mark.django_db


def begun(event):
    type(event).objects.filter(pk=event.pk).update(state="in_progress")
    event.refresh_from_db()
    return event


def held_for(event):
    """Somebody is invited with a seat held for them and has not replied."""
    inviting.prepare(event.series, [event], [PersonFactory().pk], actor=SOMEONE)
    invitation = event.series.invitations.get()
    inviting.ask_to_release([invitation], actor=SOMEONE)
    inviting.release_chunk()
    invitation.refresh_from_db()
    return invitation


def test_a_concluded_event_holds_no_seat_for_who_never_replied():
    event = EventFactory(hold_seats=True, seats=4)
    invitation = held_for(event)
    registrations.accept(option_for(event), actor=SOMEONE)
    assert SeatLedger.objects.filter(event=event, state=SeatState.HELD).count() == 1

    scheduling.conclude(begun(event), actor=SOMEONE)

    invitation.refresh_from_db()
    root = event.pools.get(kind=PoolKind.ROOT)
    assert (root.taken, root.held, counters.drift(event)) == (1, 0, [])
    assert (invitation.state, invitation.options.get().state) == (InvitationState.EXPIRED, OptionState.LAPSED)


def test_who_waited_or_was_offered_a_seat_waits_no_longer_and_no_offer_is_left_open():
    event = EventFactory(seats=1)
    first, second, third = (option_for(event) for _person in range(3))
    for option in (first, second, third):
        registrations.accept(option, actor=SOMEONE)
    registrations.decline(first, actor=SOMEONE)
    assert sorted(event.queue.values_list("state", flat=True)) == ["offered", "waiting"]
    told = Message.objects.count()

    scheduling.conclude(begun(event), actor=SOMEONE)

    assert set(event.queue.values_list("state", flat=True)) == {QueueState.CLOSED}
    assert Offer.objects.get().state == "revoked"
    assert (event.pools.get().held, counters.drift(event)) == (0, [])
    assert Message.objects.count() == told, "their deadline was the cut-off, which has passed"


def test_an_event_that_has_not_begun_keeps_what_it_holds():
    event = EventFactory(hold_seats=True, seats=4)
    held_for(event)
    with pytest.raises(IllegalMove):
        scheduling.conclude(event, actor=SOMEONE)
    assert event.pools.get().held == 1
