"""The waiting list while people register, give up, accept, decline and lapse, and processes are killed (EV-A3, EV-10)."""

import multiprocessing
import os
import random
import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from events.domain import promotion, registrations, waiting_list
from events.domain.enrolling import Details
from events.enums import OfferState, RegistrationState, SeatState
from events.models import CapacityPool, InvitationOption, Offer, QueueEntry, Registration, SeatLedger
from events.queries import counters
from kernel.errors import DomainError
from messaging.models import Message
from tests.factories.events import SOMEONE, EventFactory, options_for
from tests.support.racing import race_processes

pytestmark = pytest.mark.django_db(transaction=True)
SEATS = 12
ENOUGH = 10  # offers, for the play to have shown something
FORK = multiprocessing.get_context("fork")
SAMPLE = """
SELECT p.cap - p.taken - p.held - p.set_aside,
       (SELECT COUNT(*) FROM events_queueentry q WHERE q.event_id = p.event_id AND q.state = 'waiting'),
       (SELECT COUNT(*) FROM events_registration r WHERE r.event_id = p.event_id AND r.state = 'confirmed'),
       (SELECT COUNT(*) FROM events_seatledger s WHERE s.event_id = p.event_id AND s.state <> 'released'),
       p.cap, p.taken, p.held
FROM events_capacitypool p WHERE p.event_id = %s AND p.parent_id IS NULL
"""


def one_act(draw, event, options):
    """Do one random thing that a person or the sweep might do."""
    act = draw.random()
    if act < 0.45:
        registrations.accept(draw.choice(options), Details(party=draw.choice((1, 1, 1, 2))), actor=SOMEONE)
    elif act < 0.65:
        rows = Registration.objects.filter(event=event, state=RegistrationState.CONFIRMED)
        if row := rows.order_by("?").first():
            registrations.withdraw(row, actor=SOMEONE)
    else:
        offer = Offer.objects.filter(entry__event=event, state=OfferState.MADE).order_by("?").first()
        if offer is None:
            return
        if act < 0.85:
            waiting_list.accept(offer, actor=SOMEONE, channel="link")
        elif act < 0.93:
            waiting_list.decline(offer, actor=SOMEONE)
        else:
            Offer.objects.filter(pk=offer.pk, state=OfferState.MADE).update(expires_at=timezone.now())
            waiting_list.expire(offer)


def live(number, seed, event, options, over):
    """Act at random until it is over; refusals in words are part of life, errors are not."""
    connections.close_all()
    draw = random.Random(seed)
    while not over.value:
        try:
            one_act(draw, event, options)
        except DomainError:
            pass
        except OperationalError as error:
            if "locked" not in str(error):
                raise
    os._exit(0)


def begin(number, seed, event, options, over):
    process = FORK.Process(target=live, args=(number, seed, event, options, over), daemon=True)
    process.start()
    return process


def look(event):
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, [event.pk])
        free, waiting, confirmed, seats, cap, taken, held = cursor.fetchone()
    assert taken + held <= cap and confirmed <= cap, "more seats than there are"
    assert confirmed == taken and seats == taken + held, "a seat without its row, or a row without its seat"
    assert not (free > 0 and waiting > 0), f"{free} seats idle while {waiting} wait"


def play(processes, kills, seed, between):
    """Kill one process after each `between` looks at the rows; a slow machine plays as long as it needs."""
    event = EventFactory(seats=SEATS)
    options = options_for(event, 60)
    connections.close_all()
    draw, over = random.Random(seed), FORK.RawValue("b", 0)
    running = [begin(n, seed * 1000 + n, event, options, over) for n in range(processes)]
    for killed in range(kills + 1):
        for _each in range(between):
            look(event)
            connection.close()
            running[0].join(0.05)  # the pace of the samples
        if killed < kills:
            victim = draw.randrange(processes)
            os.kill(running[victim].pid, signal.SIGKILL)
            running[victim].join()
            running[victim] = begin(victim, seed * 1000 + 101 + killed, event, options, over)
    while Offer.objects.filter(entry__event=event).count() <= ENOUGH:
        assert all(process.is_alive() for process in running)
        look(event)
        connection.close()
        running[0].join(0.05)
    over.value = 1
    for process in running:
        process.join(60)
    assert [process.exitcode for process in running] == [0] * processes
    return event


def prove(event):
    look(event)
    assert counters.drift(event) == []
    live_people = Registration.objects.filter(event=event, state=RegistrationState.CONFIRMED).values_list(
        "person", flat=True
    )
    assert max(Counter(live_people).values(), default=0) <= 1
    for offer in Offer.objects.filter(entry__event=event, state=OfferState.MADE).select_related("entry"):
        assert SeatLedger.objects.filter(offer=offer, state=SeatState.HELD).count() == offer.entry.size
    offers = Offer.objects.filter(entry__event=event)
    messages = Message.objects.filter(kind="event.offer").values_list("about", flat=True)
    assert Counter(messages) == Counter(offers.values_list("public_id", flat=True)), "one message a promotion"
    return offers.count()


def run(processes, kills, seed, between):
    event = play(processes, kills, seed, between)
    offers = prove(event)
    print(f"{processes} processes, {kills} kills, {(kills + 1) * between} looks, {offers} offers, seed {seed}")
    assert offers > ENOUGH


def test_nobody_is_above_the_cap_twice_in_or_idle_beside_a_queue_under_kills():
    run(processes=6, kills=10, seed=11, between=10)


@pytest.mark.full
def test_the_same_with_sixteen_processes_and_a_hundred_kills():
    run(processes=16, kills=100, seed=12, between=10)


def test_control_a_list_that_is_promoted_later_leaves_seats_idle(monkeypatch):
    """If this fails, the samples above see nothing."""
    monkeypatch.setattr(promotion, "promote", lambda *args, **kwargs: 0)
    event = EventFactory(seats=1)
    first, second = options_for(event, 2)
    registration = registrations.accept(first, actor=SOMEONE).registration
    registrations.accept(second, actor=SOMEONE)
    registrations.withdraw(registration, actor=SOMEONE)
    with pytest.raises(AssertionError, match="idle"):
        look(event)


def test_an_offer_accepted_and_lapsing_at_once_ends_in_one_way():
    event = EventFactory(seats=1)
    first, second = options_for(event, 2)
    registration = registrations.accept(first, actor=SOMEONE).registration
    registrations.accept(second, actor=SOMEONE)
    registrations.withdraw(registration, actor=SOMEONE)
    offer = Offer.objects.get()
    Offer.objects.update(expires_at=timezone.now() + timedelta(milliseconds=150))

    def take():
        return bool(waiting_list.accept(offer, actor=SOMEONE, channel="link").pk)

    def lapse():
        while not waiting_list.expire(offer):
            if Offer.objects.get().state != OfferState.MADE:
                return False
        return True

    race_processes(take, lapse, take)

    offer.refresh_from_db()
    assert offer.state in {OfferState.ACCEPTED, OfferState.EXPIRED}
    taken = CapacityPool.objects.get(event=event).taken
    assert taken == (1 if offer.state == OfferState.ACCEPTED else 0)
    assert QueueEntry.objects.get().state == offer.state
    assert counters.drift(event) == []
    assert InvitationOption.objects.filter(state="accepted").count() == taken
