"""A protected event: seats for handles, no clock, no message, no calendar, no list (EV-18, EV-A12, STD-31, safety 5)."""

import datetime

import pytest
from django.core.exceptions import FieldDoesNotExist

from accounts.actors import Actor
from accounts.models import AuditEntry
from events.domain import protected, registrations, scheduling, waiting_list
from events.enums import NeedKind
from events.models import CheckInEvent, Invitation, NeedRequest, QueueEntry, Registration, SeatLedger
from events.queries import counters, rosters
from events.words import calendar_facts
from kernel.errors import DomainError
from messaging.models import CalendarEntry, Message
from safety import seats
from safety.models import Handle
from tests.factories.accounts import UserFactory
from tests.factories.events import SOMEONE, ProtectedEventFactory
from tests.factories.partners import PersonFactory

pytestmark = pytest.mark.django_db(databases=["default", "protected"])


def handle_for(event, symbols="ABCDEFGH"):
    return Handle.objects.create(handle=symbols, event_ref=event.public_id, language="en")


def test_a_handle_gets_a_seat_without_a_clock_a_message_or_a_word_about_it():
    event = ProtectedEventFactory(seats=2)
    handle = handle_for(event)

    seats.keeper().seat(handle, actor=SOMEONE)
    seats.keeper().seat(handle, actor=SOMEONE)

    registration = Registration.objects.get()
    assert registration.handle == handle and registration.registered_at is None
    assert registration.registered_by == "handle"
    assert not Message.objects.exists() and not CalendarEntry.objects.exists()
    entry = AuditEntry.objects.get(verb="seat.taken")
    assert entry.subject_ref == str(event.public_id)
    assert str(registration.public_id) not in repr(list(AuditEntry.objects.values()))
    assert event.pools.get().taken == 1
    assert counters.drift(event) == []


def test_rows_that_belong_to_a_handle_have_no_column_that_says_when():
    for model in (Registration, NeedRequest, QueueEntry, SeatLedger):
        with pytest.raises(FieldDoesNotExist):
            model._meta.get_field("created_at")


def test_a_full_meeting_refuses_and_a_place_given_back_is_free_again():
    event = ProtectedEventFactory(seats=1)
    first, second = handle_for(event, "AAAAAAAA"), handle_for(event, "BBBBBBBB")
    keeper = seats.keeper()
    keeper.seat(first, actor=SOMEONE)
    with pytest.raises(DomainError) as refused:
        keeper.seat(second, actor=SOMEONE)
    assert refused.value.code == "event_full"
    assert "event" not in str(refused.value) and "waiting list" not in str(refused.value)

    keeper.give_back(first, actor=SOMEONE)
    keeper.give_back(first, actor=SOMEONE)
    keeper.seat(second, actor=SOMEONE)

    gone = Registration.objects.get(handle=first)
    assert (gone.state, gone.ended_at) == ("cancelled", None)
    assert counters.drift(event) == []


def test_needs_come_from_the_closed_list_without_words_of_the_person():
    event = ProtectedEventFactory()
    handle = handle_for(event)
    keeper = seats.keeper()
    keeper.seat(handle, actor=SOMEONE)
    keeper.ask_for(handle, {"mobility", "childcare"}, actor=SOMEONE)
    keeper.ask_for(handle, {"mobility", "diet"}, actor=SOMEONE)

    assert keeper.needs_of(handle) == {"mobility", "diet"}
    assert set(NeedRequest.objects.values_list("detail", flat=True)) == {""}
    with pytest.raises(DomainError):
        keeper.ask_for(handle, {"a private plane"}, actor=SOMEONE)


def test_giving_the_place_back_deletes_what_was_needed():
    event = ProtectedEventFactory()
    handle = handle_for(event)
    keeper = seats.keeper()
    keeper.seat(handle, actor=SOMEONE)
    keeper.ask_for(handle, {"mobility"}, actor=SOMEONE)

    keeper.give_back(handle, actor=SOMEONE)

    assert not NeedRequest.objects.exists()


def test_the_trail_keeps_how_many_codes_went_into_the_bowl_and_by_whom():
    event, actor = ProtectedEventFactory(), Actor.of(UserFactory())

    protected.fill_bowl(event, 12, actor=actor)

    entry = AuditEntry.objects.get(verb="bowl.filled")
    assert (entry.subject_ref, entry.actor_ref, entry.facts) == (str(event.public_id), actor.ref, {"size": 12})


@pytest.mark.django_db(transaction=True, databases=["default", "protected"])
def test_the_bowl_is_filled_though_no_transaction_spans_two_stores():
    event, actor = ProtectedEventFactory(), Actor.of(UserFactory())

    assert len(set(protected.fill_bowl(event, 6, actor=actor))) == 6

    with pytest.raises(DomainError):
        protected.fill_bowl(event, 0, actor=actor)
    assert [entry.facts for entry in AuditEntry.objects.filter(verb="bowl.filled")] == [{"size": 6}]


def test_a_meeting_is_over_when_it_is_concluded_cancelled_or_gone():
    event = ProtectedEventFactory()
    keeper = seats.keeper()

    assert not keeper.over(event.public_id)
    type(event).objects.filter(pk=event.pk).update(state="concluded")
    assert keeper.over(event.public_id)
    assert keeper.over(handle_for(event).pk)


def test_a_participant_reads_when_and_where_after_signing_in_and_nobody_else_does():
    event = ProtectedEventFactory(expectations_fr="Venez comme vous êtes.")
    practical = seats.keeper().practical(event.public_id, "fr")
    assert "Table" not in practical.when and "heure de Toronto" in practical.when
    assert practical.expect == "Venez comme vous êtes."
    assert [code for code, _words in practical.needs] == [str(kind) for kind in NeedKind]
    assert practical.open

    scheduling.start(type(event).objects.get(pk=event.pk) if event.state == "ready" else _ready(event), actor=SOMEONE)
    assert not seats.keeper().practical(event.public_id, "fr").open
    assert seats.keeper().practical(handle_for(event).pk, "fr") is None


def _ready(event):
    type(event).objects.filter(pk=event.pk).update(state="ready")
    return type(event).objects.get(pk=event.pk)


def test_no_person_is_ever_registered_for_it_and_it_has_no_calendar():
    event = ProtectedEventFactory()
    with pytest.raises(DomainError) as refused:
        registrations.register(event, PersonFactory(), actor=SOMEONE)
    assert refused.value.code == "protected"
    with pytest.raises(ValueError):
        calendar_facts(event)
    assert not Invitation.objects.exists() and not CheckInEvent.objects.exists()


def test_handles_are_counted_and_never_listed():
    event = ProtectedEventFactory()
    seats.keeper().seat(handle_for(event), actor=SOMEONE)
    assert list(rosters.roster(event)) == list(rosters.door_list(event)) == list(rosters.waiting(event)) == []
    assert rosters.coverage(event).handles == 1


def test_clash_checks_ignore_protected_sessions():
    """EV-15."""
    from events.queries import standings
    from tests.factories.events import EventFactory, option_for

    protected = ProtectedEventFactory()
    event = EventFactory(start_day=protected.start_day)
    placed = registrations.accept(option_for(event), actor=SOMEONE)
    assert placed.registration.state == "confirmed"
    assert not standings.of_person(placed.registration.person_id, protected).overlaps


def test_moving_a_protected_event_tells_nobody():
    event = ProtectedEventFactory()
    seats.keeper().seat(handle_for(event), actor=SOMEONE)
    scheduling.edit(event, actor=SOMEONE, start_time=datetime.time(11))
    scheduling.postpone(event, actor=SOMEONE)
    assert not Message.objects.exists()
    assert waiting_list.fill(event) == 0


def test_a_meeting_that_is_over_refuses_in_words_of_a_meeting_to_which_nobody_was_invited():
    for state in ("draft", "in_progress", "concluded"):
        event = ProtectedEventFactory(state=state)
        with pytest.raises(DomainError) as refused:
            seats.keeper().seat(handle_for(event, f"{state.upper():A<8}"[:8]), actor=SOMEONE)
        words = str(refused.value).lower()
        assert "meeting" in words and "event" not in words and "invitation" not in words and "organizer" not in words
