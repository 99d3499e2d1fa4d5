"""The waiting list: a freed seat is offered before the commit that frees it ends (EV-8 to EV-11, EV-26)."""

import datetime

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from events.domain import deadlines, pools, registrations, sweeping, waiting_list
from events.domain.enrolling import Details
from events.enums import SeatState
from events.models import Event, Offer, PromotionDecision, QueueEntry, Registration, SeatLedger
from events.queries import counters
from kernel.errors import DomainError
from messaging.models import Message
from tests.factories.events import SOMEONE, EventFactory, option_for, options_for
from tests.factories.partners import HolidayFactory, OrganizationFactory, PersonFactory, SectorFactory

pytestmark = pytest.mark.django_db
UTC = datetime.UTC


def full(seats=2, **values):
    event = EventFactory(seats=seats, **values)
    return event, [registrations.accept(option, actor=SOMEONE).registration for option in options_for(event, seats)]


def wait(event, party=1, **person):
    placed = registrations.accept(option_for(event, **person), Details(party=party), actor=SOMEONE)
    assert placed.entry is not None
    return placed.entry


def states(*entries):
    return [QueueEntry.objects.get(pk=entry.pk).state for entry in entries]


def free(event):
    return event.pools.get(kind="root").free


def test_whoever_has_waited_longest_is_offered_the_seat_and_told_once():
    event, seated = full()
    first, second = wait(event), wait(event)

    registrations.withdraw(seated[0], actor=SOMEONE)

    assert states(first, second) == ["offered", "waiting"]
    assert free(event) == 0
    assert Message.objects.filter(kind="event.offer").count() == 1
    decision = PromotionDecision.objects.get()
    assert (decision.entry, decision.outcome, decision.rule) == (first, "offered", "longest_wait")
    assert counters.drift(event) == []


def test_by_priority_the_higher_comes_first():
    event, seated = full(queue_policy="priority")
    first, second = wait(event), wait(event)
    QueueEntry.objects.filter(pk=second.pk).update(priority=5)
    registrations.withdraw(seated[0], actor=SOMEONE)
    assert states(first, second) == ["waiting", "offered"]


def test_a_newcomer_never_overtakes_those_who_wait():
    event, seated = full()
    first = wait(event)
    registrations.withdraw(seated[0], actor=SOMEONE)
    newcomer = wait(event)
    assert states(first, newcomer) == ["offered", "waiting"]


def test_a_party_collects_seats_until_it_fits_and_nobody_passes_it():
    event, seated = full(seats=3)
    party, single = wait(event, party=2), wait(event)

    registrations.withdraw(seated[0], actor=SOMEONE)
    assert states(party, single) == ["waiting", "waiting"] and free(event) == 0
    assert SeatLedger.objects.get(queue_entry=party).state == SeatState.HELD
    assert PromotionDecision.objects.get().rule == "party_collects"

    registrations.withdraw(seated[1], actor=SOMEONE)
    assert states(party, single) == ["offered", "waiting"]
    assert party.offers.get().seats.filter(state=SeatState.HELD).count() == 2
    assert counters.drift(event) == []


def test_with_best_fit_a_smaller_party_passes_and_that_is_written_down():
    event, seated = full(seats=3, party_fit="best_fit")
    party, single = wait(event, party=2), wait(event)

    registrations.withdraw(seated[0], actor=SOMEONE)

    assert states(party, single) == ["waiting", "offered"]
    passed = PromotionDecision.objects.get(entry=party)
    assert (passed.outcome, passed.rule, passed.numbers["free"]) == ("skipped", "party_larger_than_free", 1)


def test_a_group_that_is_full_is_passed_by_with_a_reason():
    sector = SectorFactory(key="police")
    police = OrganizationFactory(sectors=[sector])
    event, seated = full()
    pools.add(event, actor=SOMEONE, kind="ceiling", dimension="sector", value="police", cap=0)
    officer, other = wait(event, organization=police), wait(event)

    registrations.withdraw(seated[0], actor=SOMEONE)

    assert states(officer, other) == ["waiting", "offered"]
    assert PromotionDecision.objects.get(entry=officer).rule == "group_full"


def test_accepting_names_each_seat_and_the_rest_goes_to_the_next():
    event, seated = full(seats=3)
    party, next_one = wait(event, party=3), wait(event)
    for registration in seated:
        registrations.withdraw(registration, actor=SOMEONE)
    companion = PersonFactory()

    registration = waiting_list.accept(party.offers.get(), companions=[companion], actor=SOMEONE, channel="link")

    assert Registration.objects.filter(event=event, state="confirmed").count() == 2
    assert Registration.objects.get(person=companion).kind == "support_person"
    assert registration.person == party.person
    assert states(party, next_one) == ["accepted", "offered"]
    assert counters.drift(event) == []


def test_declining_leaving_and_lapsing_pass_the_seat_on_and_end_for_good():
    """EV-8."""
    event, seated = full()
    entries = [wait(event) for _person in range(4)]
    registrations.withdraw(seated[0], actor=SOMEONE)

    waiting_list.decline(entries[0].offers.get(), actor=SOMEONE)
    waiting_list.leave(entries[1], actor=SOMEONE)
    offer = entries[2].offers.get()
    Offer.objects.filter(pk=offer.pk).update(expires_at=datetime.datetime.now(UTC))
    sweeping.sweep()

    assert states(*entries) == ["declined", "withdrawn", "expired", "offered"]
    for offer in Offer.objects.exclude(state="made"):
        with pytest.raises(waiting_list.OfferOver):
            waiting_list.accept(offer, actor=SOMEONE, channel="link")
        with pytest.raises(waiting_list.OfferOver):
            waiting_list.decline(offer, actor=SOMEONE)
    assert Message.objects.filter(kind="event.offer_ended").count() == 1
    assert counters.drift(event) == []


def test_after_a_lapse_one_may_wait_again_at_the_end():
    event, seated = full()
    first, second = wait(event), wait(event)
    registrations.withdraw(seated[0], actor=SOMEONE)
    Offer.objects.update(expires_at=datetime.datetime.now(UTC))
    sweeping.sweep()

    again = registrations.accept(first.option, actor=SOMEONE).entry

    assert again.pk > second.pk
    assert states(first, second, again) == ["expired", "offered", "waiting"]


def test_a_lapsed_offer_cannot_be_accepted_even_before_the_sweep_has_come():
    event, seated = full()
    entry = wait(event)
    registrations.withdraw(seated[0], actor=SOMEONE)
    Offer.objects.update(expires_at=datetime.datetime.now(UTC))
    with pytest.raises(waiting_list.OfferOver):
        waiting_list.accept(entry.offers.get(), actor=SOMEONE, channel="link")


@pytest.mark.parametrize(("later", "said"), [(False, "join the waiting list again"), (True, "no longer taken")])
def test_who_answers_a_lapsed_offer_is_led_to_the_list_only_while_it_takes_anybody(later, said):
    event, seated = full()
    entry = wait(event)
    registrations.withdraw(seated[0], actor=SOMEONE)
    offer = entry.offers.get()
    with time_machine.travel((event.cut_off_at if later else offer.expires_at) + datetime.timedelta(minutes=1)):
        with pytest.raises(waiting_list.OfferOver, match=said):
            waiting_list.decline(offer, actor=SOMEONE)


def test_at_the_cut_off_the_list_closes_and_no_offer_is_made():
    """EV-11."""
    event, seated = full()
    entry = wait(event)
    with time_machine.travel(event.cut_off_at + datetime.timedelta(minutes=1)):
        with pytest.raises(DomainError) as refused:
            registrations.withdraw(seated[0], actor=SOMEONE)
        registrations.remove(seated[0], actor=SOMEONE, reason="ill")
        sweeping.sweep()
    assert refused.value.code == "changes_ended"
    assert states(entry) == ["closed"]
    assert not Offer.objects.exists()
    assert PromotionDecision.objects.get().rule == "cut_off_passed"


def test_with_no_deadline_left_the_seat_is_skipped_with_a_decision_row_once():
    event, seated = full()
    entry = wait(event)
    with time_machine.travel(event.cut_off_at - datetime.timedelta(hours=5)):
        registrations.withdraw(seated[0], actor=SOMEONE)
        sweeping.sweep()
        sweeping.sweep()
    assert states(entry) == ["waiting"] and not Offer.objects.exists()
    assert PromotionDecision.objects.get().rule == "no_deadline_left"


def test_a_raised_cap_is_offered_in_the_same_commit():
    event, _seated = full()
    entries = [wait(event), wait(event)]
    pools.change(event.pools.get(), actor=SOMEONE, cap=4)
    assert states(*entries) == ["offered", "offered"]


def test_promoting_twice_is_harmless():
    event, seated = full()
    wait(event)
    registrations.withdraw(seated[0], actor=SOMEONE)
    assert waiting_list.fill(event) == 0
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2027-03-01 15:00", "2027-03-03 15:00"),  # Monday 10 am: Wednesday 10 am
        ("2027-03-01 04:00", "2027-03-03 14:00"),  # Sunday 11 pm: Tuesday 11 pm is closed, so Wednesday 9 am
        ("2027-03-04 20:00", "2027-03-08 14:00"),  # Thursday 3 pm: Saturday, so Monday 9 am
        ("2027-03-03 23:30", "2027-03-08 14:00"),  # Wednesday 6:30 pm: Friday evening, so Monday 9 am
    ],
)
def test_offers_run_out_in_the_working_hours_of_the_place(now, expected):
    event = EventFactory(start_day=datetime.date(2027, 6, 1))
    at = datetime.datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert deadlines.offer_deadline(event, at) == datetime.datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_holiday_of_the_province_is_no_working_day_and_the_last_week_gives_one_day():
    event = EventFactory(start_day=datetime.date(2027, 3, 10))
    HolidayFactory(jurisdiction=event.place.jurisdiction, on=datetime.date(2027, 3, 4))
    at = datetime.datetime(2027, 3, 3, 15, tzinfo=UTC)  # Wednesday, within a week of the event
    assert deadlines.offer_deadline(event, at) == datetime.datetime(2027, 3, 5, 14, tzinfo=UTC)


def test_the_tables_hold_one_live_wait_and_one_live_offer_and_decisions_for_ever():
    """EV-9, EV-26."""
    event, seated = full()
    entry = wait(event)
    registrations.withdraw(seated[0], actor=SOMEONE)
    twin = QueueEntry(
        event=event, leaf=entry.leaf, person=entry.person, language="en", channel="link", joined_at=entry.joined_at
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(entry=entry, expires_at=entry.joined_at)
    with pytest.raises(DatabaseError), transaction.atomic():
        PromotionDecision.objects.update(rule="bribe")
    with pytest.raises(IntegrityError), transaction.atomic():
        QueueEntry.objects.filter(pk=entry.pk).update(size=11)


def test_an_offer_promises_exactly_the_seats_it_holds():
    """EV-6."""
    event, seated = full(seats=4)
    wait(event, party=2)
    wait(event)
    for registration in seated[:3]:
        registrations.withdraw(registration, actor=SOMEONE)
    for offer in Offer.objects.filter(state="made").select_related("entry"):
        assert offer.seats.filter(state=SeatState.HELD).count() == offer.entry.size
    assert Event.objects.get().pools.get().held == 3
