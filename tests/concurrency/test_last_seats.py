"""Many people, few seats, real processes: exactly the seats there are (EV-A1, RE-2, PF-7)."""

from collections import Counter
from contextlib import contextmanager
from secrets import token_hex
from threading import Event

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation

from bench import driving
from events.domain import pools, registrations
from events.domain.capacity import Pools
from events.enums import SeatState
from events.models import CapacityPool, Invitation, QueueEntry, Registration, SeatLedger
from events.queries import counters
from events.views import visits
from partners.models import Person
from tests.factories.events import SOMEONE, EventFactory, options_for, visit_of
from tests.factories.partners import JurisdictionFactory
from tests.support.racing import race, race_processes

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES = 32


def say_yes(person, path, cookie):
    """Send one filled-in form as a browser would, and return how it was answered."""
    secret = token_hex(16)
    person.cookies = {visits.COOKIE: cookie, "csrf": secret}
    status, _text, there = person.ask("POST", path, {"csrfmiddlewaretoken": secret, "key": token_hex(16), "party": "1"})
    return status, there


def attempt_all(live, options):
    """Let 32 processes send the forms of all options, each its share; return the answers and the longest wait."""
    invitations = Invitation.objects.in_bulk([option.invitation_id for option in options])
    wanted = [
        (reverse("events:my_register", args=[option.public_id]), visit_of(invitations[option.invitation_id]))
        for option in options
    ]

    def share(number):
        person = driving.Person(live.url)
        return [say_yes(person, path, cookie) for path, cookie in wanted[number::PROCESSES]], person.slowest

    shares = race_processes(*(lambda number=number: share(number) for number in range(PROCESSES)))
    broken = [each for each in shares if isinstance(each, Exception)]
    assert broken == []
    return [answer for answers, _slowest in shares for answer in answers], max(slowest for _answers, slowest in shares)


def prove(event, people, seats):
    """Everybody who was told yes has a row; nobody is above the cap; the rest wait."""
    assert Registration.objects.filter(event=event, state="confirmed").count() == seats
    assert QueueEntry.objects.filter(event=event, state="waiting").count() == people - seats
    assert SeatLedger.objects.filter(event=event, state=SeatState.TAKEN).count() == seats
    assert event.pools.get().taken == seats
    assert counters.drift(event) == []


def http_race(live, people, seats=40):
    event = EventFactory(seats=seats)
    answers, slowest = attempt_all(live, options_for(event, people))
    print(f"{people} attempts by {PROCESSES} processes for {seats} seats: {Counter(answers)}, slowest {slowest:.2f} s")
    assert Counter(status for status, _there in answers) == {302: people}
    prove(event, people, seats)


def test_two_thousand_people_for_forty_seats_by_http(live):
    """EV-A1: exactly 40 confirmed, the others wait, no error, nothing acknowledged is lost."""
    http_race(live, 2000)


@pytest.mark.full
def test_ten_thousand_people_for_forty_seats_by_http(live):
    """EV-A1 at nightly size."""
    http_race(live, 10_000)


def test_whole_journeys_from_link_to_confirmation_at_once(live):
    from events.domain import invitations

    event = EventFactory(seats=10)
    options_for(event, 64)
    tokens = invitations.issue(Invitation.objects.order_by("pk")).values()
    links = []
    for number, token in enumerate(tokens):
        with translation.override(("en", "fr")[number % 2]):  # both: a driver that reads one language counts half
            links.append(f"{live.url}{reverse('events:link', args=[token])}")

    found = driving.drive(links, 16)

    assert driving.outcomes(found) == {driving.SEAT: 10, driving.WAITING: 54}, [one.note for one in found if one.note]
    prove(event, 64, 10)


def accept_all(options, processes=8):
    """Accept all options by so many forked processes and return what each answered."""

    def share(number):
        return Counter(
            "seat" if registrations.accept(option, actor=SOMEONE).registration else "wait"
            for option in options[number::processes]
        )

    shares = race_processes(*(lambda number=number: share(number) for number in range(processes)))
    assert [each for each in shares if isinstance(each, Exception)] == []
    return sum(shares, Counter())


def blind(monkeypatch):
    """Let everybody believe that there is room, as a stale reading would."""
    monkeypatch.setattr(Pools, "room", lambda self, path, most=1, **_kw: 0 if self.locked else most)


def test_the_guard_alone_holds_when_every_reading_is_stale(monkeypatch):
    blind(monkeypatch)
    event = EventFactory(seats=5)
    assert accept_all(options_for(event, 40)) == {"seat": 5, "wait": 35}
    prove(event, 40, 5)


def test_seats_that_count_in_several_groups_at_once_are_neither_oversold_nor_waited_for_in_a_ring(monkeypatch):
    """EV-1, EV-4: an allotment, one inside it, and a ceiling that crosses half; nobody had to be rolled back."""
    blind(monkeypatch)
    event = EventFactory(seats=30)
    group = {"actor": SOMEONE, "kind": "allotment"}
    outer = pools.add(event, dimension="language", value="en", cap=25, **group)
    inner = pools.add(event, dimension="kind", value="delegate", cap=20, parent=outer, **group)
    options = options_for(event, 48)
    ontario = JurisdictionFactory(code="ON")
    Person.objects.filter(invitations__options__in=options[::2]).update(jurisdiction=ontario)
    ceiling = pools.add(event, actor=SOMEONE, kind="ceiling", dimension="jurisdiction", value="ON", cap=5)
    before = deadlocks()

    assert accept_all(options) == {"seat": 20, "wait": 28}

    rows = {pool.pk: pool.taken for pool in event.pools.order_by("pk")}
    assert [rows[outer.pk], rows[inner.pk], max(rows.values())] == [20, 20, 20]
    assert rows[ceiling.pk] <= 5
    assert counters.drift(event) == []
    assert deadlocks() == before


def test_seats_guaranteed_to_a_group_are_neither_oversold_nor_lent_nor_waited_for_in_a_ring():
    """EV-1, EV-2, EV-4: counters that depend on one another are held from the look at the person on."""
    event = EventFactory(seats=20)
    group = {"actor": SOMEONE, "kind": "allotment"}
    outer = pools.add(event, dimension="language", value="en", cap=15, guaranteed=12, **group)
    pools.add(event, dimension="sector", value="ngo", cap=4, guaranteed=4, parent=outer, **group)
    others = pools.add(event, dimension="language", value="fr", cap=5, guaranteed=3, **group)
    before = deadlocks()

    assert accept_all(options_for(event, 48)) == {"seat": 11, "wait": 37}

    rows = {pool.pk: (pool.taken, pool.set_aside) for pool in event.pools.order_by("pk")}
    assert (rows[outer.pk], rows[others.pk]) == ((11, 4), (0, 0))
    assert counters.drift(event) == []
    assert deadlocks() == before


def deadlocks():
    """Return how often the server had to end a ring of waiting; SQLite lets one in at a time."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


@contextmanager
def without_the_constraint():
    """Take the CHECK away that stands behind the guard, on either engine, and put it back."""
    meta = CapacityPool._meta
    kept = meta.constraints
    constraint = next(one for one in kept if one.name == "pool_never_overbooked")
    meta.constraints = [one for one in kept if one is not constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(CapacityPool, constraint)
    try:
        yield
    finally:
        meta.constraints = kept
        with connection.schema_editor() as editor:
            editor.add_constraint(CapacityPool, constraint)


def test_control_without_the_guard_and_the_constraint_behind_it_seats_are_oversold(monkeypatch):
    """If this fails, the tests above prove nothing: nobody ever competed for the last seat."""
    blind(monkeypatch)

    def unguarded(self, changes, closed_too):
        for key, change in changes.items():
            CapacityPool.objects.filter(pk=key).update(taken=self.rows[key].taken + change["taken"])

    monkeypatch.setattr(Pools, "_apply", unguarded)
    event = EventFactory(seats=5)
    options = options_for(event, 40)
    with without_the_constraint():
        accept_all(options)
        assert Registration.objects.filter(event=event).count() > 5
        CapacityPool.objects.update(taken=0, held=0)


def test_control_without_the_guard_the_constraint_still_refuses(monkeypatch):
    blind(monkeypatch)

    def unguarded(self, changes, closed_too):
        for key, change in changes.items():
            CapacityPool.objects.filter(pk=key).update(taken=F("taken") + change["taken"])

    monkeypatch.setattr(Pools, "_apply", unguarded)
    event = EventFactory(seats=2)
    options = options_for(event, 8)

    found = race_processes(
        *(lambda option=option: registrations.accept(option, actor=SOMEONE).registration.pk for option in options)
    )

    refused = [each for each in found if isinstance(each, Exception)]
    assert len(refused) == 6 and all("pool_never_overbooked" in str(error) for error in refused)
    assert Registration.objects.filter(event=event).count() == 2


def test_one_person_clicking_eight_times_at_once_has_one_seat():
    event = EventFactory(seats=5)
    (option,) = options_for(event, 1)
    found = race_processes(
        *(
            lambda key=key: (
                registrations.accept(option, actor=SOMEONE, key="same" if key % 2 else str(key)).registration.pk
            )
            for key in range(8)
        )
    )
    assert len(set(found)) == 1
    prove(event, 1, 1)


@pytest.mark.postgresql
@pytest.mark.parametrize("guaranteed", [0, 2])
def test_a_reply_that_waits_while_a_ceiling_is_added_counts_in_it(guaranteed):
    """EV-2, RE-2: the one does not see the ceiling, the other not the seat, until both are committed."""
    event = EventFactory(seats=10)
    if guaranteed:
        group = {"kind": "allotment", "dimension": "sector", "value": "ngo"}
        pools.add(event, actor=SOMEONE, cap=2, guaranteed=guaranteed, **group)
    (option,) = options_for(event, 1)
    added = Event()

    def add():
        with transaction.atomic():
            group = {"dimension": "language", "value": option.invitation.language}
            ceiling = pools.add(event, actor=SOMEONE, kind="ceiling", cap=1, **group)
            added.set()
            with connection.cursor() as cursor:
                while True:  # until the reply stands at the lock
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    if cursor.fetchone() != (0,):
                        return ceiling

    def reply():
        assert added.wait(60)
        return registrations.accept(option, actor=SOMEONE).registration

    ceiling, registration = race(add, reply)

    assert registration.pk
    ceiling.refresh_from_db()
    assert (ceiling.taken, counters.drift(event)) == (1, [])
