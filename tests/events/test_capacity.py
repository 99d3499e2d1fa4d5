"""Seats that count in several pools at once: nothing is oversold, nothing is lost (EV-1 to EV-4, EV-A2)."""

import random

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from events.domain import capacity, pools, registrations, replying
from events.domain.capacity import EventClosed, EventFull, Pools
from events.enums import Dimension, PoolKind, SeatState
from events.models import CapacityPool, Group, QueueEntry, SeatLedger
from events.queries import counters
from kernel.errors import DomainError
from tests.factories.events import SOMEONE, EventFactory, options_for
from tests.factories.partners import PersonFactory

pytestmark = pytest.mark.django_db
SECTORS, REGIONS = ("ngo", "police", "academia"), ("ON", "QC", "BC")


def holder(event, person):
    """Anything that may hold a seat; a wait is the lightest."""
    root = CapacityPool.objects.get(event=event, kind=PoolKind.ROOT)
    return QueueEntry.objects.create(
        event=event, leaf=root, person=person, language="en", channel="link", joined_at=event.starts_at, state="closed"
    )


def claim(event, group, person):
    with transaction.atomic():
        return capacity.claim(Pools.read(event.pk), group, state=SeatState.HELD, queue_entry=holder(event, person))


def release(event, seat):
    with transaction.atomic():
        held = Pools.lock(event.pk)
        capacity.release(held, [SeatLedger.objects.get(pk=seat.pk)], "test")
        held.write()


def counts(pool):
    pool.refresh_from_db()
    return pool.taken, pool.held, pool.set_aside


def test_the_path_of_a_seat_is_its_allotment_its_ancestors_and_every_matching_ceiling():
    event = EventFactory(seats=10)
    root = event.pools.get()
    ngo = pools.add(event, actor=SOMEONE, kind="allotment", dimension="sector", value="ngo", cap=5)
    inner = pools.add(event, actor=SOMEONE, kind="allotment", dimension="jurisdiction", value="ON", cap=2, parent=ngo)
    ceiling = pools.add(event, actor=SOMEONE, kind="ceiling", dimension="jurisdiction", value="ON", cap=3)
    other = pools.add(event, actor=SOMEONE, kind="ceiling", dimension="jurisdiction", value="QC", cap=3)

    seat = claim(event, Group(sector="ngo", jurisdiction="ON"), PersonFactory())

    assert seat.leaf == inner
    assert {row.pool_id for row in seat.in_pools.all()} == {root.pk, ngo.pk, inner.pk, ceiling.pk}
    assert [counts(pool)[1] for pool in (root, ngo, inner, ceiling, other)] == [1, 1, 1, 1, 0]


def test_a_guarantee_keeps_seats_aside_until_its_group_takes_them():
    event = EventFactory(seats=4)
    root = event.pools.get()
    ngo = pools.add(event, actor=SOMEONE, kind="allotment", dimension="sector", value="ngo", cap=3, guaranteed=2)
    people = PersonFactory.create_batch(4)
    assert counts(root) == (0, 0, 2)

    first = [claim(event, Group(sector="police"), person) for person in people[:2]]
    with pytest.raises(EventFull):
        claim(event, Group(sector="police"), people[2])
    claim(event, Group(sector="ngo"), people[3])

    assert counts(root) == (0, 3, 1) and counts(ngo) == (0, 1, 0)
    release(event, first[0])
    assert counts(root) == (0, 2, 1)
    assert counters.drift(event) == []


def test_a_nested_guarantee_is_never_taken_by_its_parents_own_group():
    event = EventFactory(seats=10)
    ngo = pools.add(event, actor=SOMEONE, kind="allotment", dimension="sector", value="ngo", cap=10, guaranteed=6)
    pools.add(
        event, actor=SOMEONE, kind="allotment", dimension="jurisdiction", value="ON", cap=4, guaranteed=4, parent=ngo
    )
    for person in PersonFactory.create_batch(4):
        claim(event, Group(sector="police"), person)
    for person in PersonFactory.create_batch(2):
        claim(event, Group(sector="ngo", jurisdiction="QC"), person)

    with pytest.raises(EventFull):
        claim(event, Group(sector="ngo", jurisdiction="QC"), PersonFactory())
    for person in PersonFactory.create_batch(4):
        claim(event, Group(sector="ngo", jurisdiction="ON"), person)

    assert counters.drift(event) == []
    assert event.pools.get(kind=PoolKind.ROOT).free == 0


def test_a_release_returns_exactly_the_pools_of_the_claim_whatever_has_changed_since():
    """EV-3."""
    event = EventFactory(seats=5)
    seat = claim(event, Group(sector="ngo"), PersonFactory())
    ngo = pools.add(event, actor=SOMEONE, kind="allotment", dimension="sector", value="ngo", cap=5)

    release(event, seat)

    assert counts(event.pools.get(kind=PoolKind.ROOT)) == (0, 0, 0)
    assert counts(ngo) == (0, 0, 0)


def nested(event, **caps):
    """Give an event an allotment, one inside it, and a ceiling that crosses both; return their pools by name."""
    ngo = pools.add(event, actor=SOMEONE, kind="allotment", dimension="sector", value="ngo", cap=caps.get("ngo", 5))
    inner = {"dimension": "language", "value": "en", "cap": caps.get("inner", 5), "parent": ngo}
    return {
        "root": event.pools.get(kind=PoolKind.ROOT),
        "ngo": ngo,
        "inner": pools.add(event, actor=SOMEONE, kind="allotment", **inner),
        "ceiling": pools.add(
            event, actor=SOMEONE, kind="ceiling", dimension="jurisdiction", value="ON", cap=caps.get("ceiling", 5)
        ),
    }


IN_ALL = Group(sector="ngo", language="en", jurisdiction="ON")


def test_a_claim_takes_its_whole_path_in_one_statement_the_last_and_holds_the_pools_in_ascending_order():
    """EV-4: whoever waits for a pool holds none with a greater key; on SQLite there is one writer anyway."""
    event = EventFactory(seats=5)
    rows = nested(event)
    person = PersonFactory()

    with CaptureQueriesContext(connection) as captured:
        claim(event, IN_ALL, person)

    assert [counts(pool)[1] for pool in rows.values()] == [1, 1, 1, 1]
    (update,) = [q["sql"] for q in captured if q["sql"].startswith('UPDATE "events_capacitypool"')]
    assert captured[-2]["sql"] == update, "the guard is the last statement before the commit"
    held_first = update[update.index("(SELECT") :]
    assert "ORDER BY 1 ASC" in held_first
    if connection.features.has_select_for_update:
        assert "FOR NO KEY UPDATE" in held_first


@pytest.mark.parametrize("full", ["ngo", "inner", "ceiling"])
def test_a_claim_that_one_pool_of_its_path_refuses_counts_in_none(full):
    """EV-1: all of the path or nothing, whichever pool is full, although the reading says that there is room."""
    event = EventFactory(seats=5)
    rows = nested(event, **{full: 1})
    stale = Pools.read(event.pk)
    claim(event, IN_ALL, PersonFactory())

    with pytest.raises(EventFull), transaction.atomic():
        wait = holder(event, PersonFactory())
        capacity.claim(stale, IN_ALL, state=SeatState.HELD, queue_entry=wait)

    assert [counts(pool)[1] for pool in rows.values()] == [1, 1, 1, 1]
    assert counters.drift(event) == []


def test_a_claim_at_an_event_closed_meanwhile_is_refused_although_the_reading_was_open():
    event = EventFactory(seats=5)
    nested(event)
    open_still = Pools.read(event.pk)
    event.pools.update(closed=True)

    with pytest.raises(EventClosed), transaction.atomic():
        wait = holder(event, PersonFactory())
        capacity.claim(open_still, IN_ALL, state=SeatState.HELD, queue_entry=wait)

    assert counters.drift(event) == []


def test_a_claim_that_looked_before_a_ceiling_was_added_is_refused_and_made_anew_under_it():
    """Else the seat would count in no ceiling: who adds one does not see a claim that is not committed yet."""
    event = EventFactory(seats=3)
    person = PersonFactory()
    before, group = Pools.read(event.pk), Group(jurisdiction="ON")
    ceiling = pools.add(event, actor=SOMEONE, kind="ceiling", dimension="jurisdiction", value="ON", cap=1)

    with pytest.raises(EventFull), transaction.atomic():
        capacity.claim(before, group, state=SeatState.HELD, queue_entry=holder(event, person))
    claim(event, group, person)

    assert counts(ceiling) == (0, 1, 0)
    assert counters.drift(event) == []


def test_a_claim_that_looked_before_its_group_had_a_guarantee_is_made_anew_and_keeps_nothing_aside_too_many():
    event = EventFactory(seats=3)
    person, group = PersonFactory(), Group(jurisdiction="ON")
    allotment = pools.add(event, actor=SOMEONE, kind="allotment", dimension="jurisdiction", value="ON", cap=2)
    before = Pools.read(event.pk)
    pools.change(allotment, actor=SOMEONE, cap=2, guaranteed=1)

    with pytest.raises(EventFull), transaction.atomic():
        capacity.claim(before, group, state=SeatState.HELD, queue_entry=holder(event, person))
    claim(event, group, person)

    assert counts(event.pools.get(kind=PoolKind.ROOT)) == (0, 1, 0)
    assert counters.drift(event) == []


def test_somebody_who_replies_while_a_ceiling_is_added_gets_a_seat_that_counts_in_it(monkeypatch):
    event = EventFactory(seats=3)
    hold, added = replying.hold, []

    def add_after(option, key):
        held = hold(option, key)
        group = {"dimension": "language", "value": held.invitation.language}
        added.append(pools.add(event, actor=SOMEONE, kind="ceiling", cap=1, **group))
        return held

    monkeypatch.setattr(replying, "hold", add_after)
    (option,) = options_for(event, 1)

    assert registrations.accept(option, actor=SOMEONE).registration is not None
    assert counts(added[0]) == (1, 0, 0)
    assert counters.drift(event) == []


def test_the_table_refuses_more_seats_than_the_cap_whoever_writes():
    pool = EventFactory(seats=1).pools.get()
    with pytest.raises(IntegrityError, match="pool_never_overbooked"), transaction.atomic():
        CapacityPool.objects.filter(pk=pool.pk).update(taken=2)


def test_a_cap_is_never_lowered_below_its_use_and_a_higher_one_is_offered_at_once():
    event = EventFactory(seats=2)
    for person in PersonFactory.create_batch(2):
        claim(event, Group(), person)
    root = event.pools.get()

    with pytest.raises(DomainError) as refused:
        pools.change(root, actor=SOMEONE, cap=1)

    assert (refused.value.code, refused.value.facts["used"]) == ("below_use", 2)
    assert pools.change(root, actor=SOMEONE, cap=3).cap == 3
    assert pools.change(root, actor=SOMEONE, cap=3).free == 1


def test_a_closed_pool_takes_no_claim_whatever_is_free():
    event = EventFactory(seats=2)
    event.pools.update(closed=True)
    with pytest.raises(EventClosed):
        claim(event, Group(), PersonFactory())


class Chance:
    """One random sequence over an event with nested, guaranteed and ceiling pools."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.event = EventFactory(seats=self.random.randint(8, 20))
        self.person = PersonFactory(email=False)
        self.seats = []
        ngo = self.add("allotment", Dimension.SECTOR, "ngo", self.random.randint(2, 8))
        self.add("allotment", Dimension.JURISDICTION, "ON", self.random.randint(1, 3), parent=ngo)
        self.add("allotment", Dimension.SECTOR, "police", self.random.randint(1, 5))
        self.add("ceiling", Dimension.JURISDICTION, "BC", self.random.randint(1, 6))

    def add(self, kind, dimension, value, cap, parent=None):
        most = min(cap, (parent or self.event.pools.get(kind="root")).free)
        guaranteed = self.random.randint(0, most) if kind == "allotment" else 0
        return pools.add(
            self.event,
            actor=SOMEONE,
            kind=kind,
            dimension=dimension,
            value=value,
            cap=cap,
            guaranteed=guaranteed,
            parent=parent,
        )

    def step(self):
        self.random.choice((self.claim, self.claim, self.claim, self.release, self.change))()

    def claim(self):
        group = Group(sector=self.random.choice(SECTORS), jurisdiction=self.random.choice(REGIONS))
        try:
            self.seats.append(claim(self.event, group, self.person))
        except EventFull:
            pass

    def release(self):
        if self.seats:
            release(self.event, self.seats.pop(self.random.randrange(len(self.seats))))

    def change(self):
        pool = self.random.choice(list(self.event.pools.order_by("pk")))
        guaranteed = self.random.randint(0, 4) if pool.kind == PoolKind.ALLOTMENT else 0
        try:
            pools.change(pool, actor=SOMEONE, cap=self.random.randint(1, 20), guaranteed=guaranteed)
        except DomainError as refused:
            assert refused.code in {"below_use", "guarantee_out_of_range"}


def play(seed, steps):
    chance = Chance(seed)
    for number in range(steps):
        chance.step()
        assert counters.drift(chance.event) == [], f"seed {seed}, step {number}"
        assert all(row.taken + row.held + row.set_aside <= row.cap for row in chance.event.pools.order_by("pk"))
    return SeatLedger.objects.filter(event=chance.event).exclude(state=SeatState.RELEASED).count()


@pytest.mark.parametrize("seed", range(6))
def test_random_sequences_over_nested_guaranteed_and_ceiling_pools_never_drift(seed):
    """EV-A2, EV-1, EV-2 after each of 60 operations."""
    play(seed, 60)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(500))
def test_five_hundred_sequences_of_four_hundred_operations_never_drift(seed):
    """EV-A2 at full size."""
    play(seed, 400)


def test_control_a_write_behind_the_engine_is_noticed():
    """If this fails, the two tests above prove nothing."""
    event = EventFactory(seats=5)
    claim(event, Group(), PersonFactory())
    event.pools.update(held=3)
    assert [(one.counter, one.stored, one.counted) for one in counters.drift(event)] == [("held", 3, 1)]
