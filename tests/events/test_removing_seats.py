"""A group of seats that nobody used is removed; what it kept goes back to everybody."""

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import AuditEntry
from events.domain import capacity, pools, registrations
from events.domain.capacity import Pools
from events.enums import PoolKind, SeatState
from events.models import CapacityPool, Group, QueueEntry, SeatLedger
from events.queries import counters
from kernel.errors import DomainError
from tests.factories.accounts import person_with
from tests.factories.events import SOMEONE, EventFactory, EventTeamMemberFactory, option_for
from tests.factories.partners import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(client):
    person = person_with("organizer")
    client.force_login(person)
    found = EventFactory(seats=10)
    EventTeamMemberFactory(event=found, user=person)
    return found


def kept(event, kind="allotment", value="ngo", **more):
    return pools.add(event, actor=SOMEONE, kind=kind, dimension="sector", value=value, **({"cap": 4} | more))


def used_once(event, **group):
    """Somebody had a seat of this group and gave it back."""
    root = event.pools.get(kind=PoolKind.ROOT)
    wait = QueueEntry.objects.create(
        event=event, leaf=root, person=PersonFactory(), language="en", channel="link", joined_at=event.starts_at,
        state="closed",
    )  # fmt: skip
    with transaction.atomic():
        seat = capacity.claim(Pools.read(event.pk), Group(**group), state=SeatState.HELD, queue_entry=wait)
    with transaction.atomic():
        held = Pools.lock(event.pk)
        capacity.release(held, [SeatLedger.objects.get(pk=seat.pk)], "test")
        held.write()


def address(pool):
    return reverse("events:pool_remove", args=[pool.public_id])


def test_a_group_is_removed_after_a_page_that_says_what_happens_and_its_seats_go_to_everybody(client, event):
    pool = kept(event, guaranteed=3)
    assert event.pools.get(kind=PoolKind.ROOT).free == 7
    seats = reverse("events:seats", args=[event.public_id])
    assert address(pool) in client.get(seats).content.decode()

    assert "3 seats kept for the group become free" in client.get(address(pool)).content.decode()
    assert CapacityPool.objects.filter(pk=pool.pk).exists()
    assert client.post(address(pool)).headers["Location"] == seats

    root = event.pools.get()
    assert (root.free, root.set_aside, counters.drift(event)) == (10, 0, [])
    assert AuditEntry.objects.get(verb="pool.removed").subject_ref == str(pool.public_id)


def test_who_waits_is_offered_what_a_removed_group_kept(client):
    person = person_with("organizer")
    client.force_login(person)
    event = EventFactory(seats=2)
    EventTeamMemberFactory(event=event, user=person)
    pool = kept(event, cap=2, guaranteed=2)
    registrations.accept(option_for(event), actor=SOMEONE)
    assert event.queue.get().state == "waiting"

    client.post(address(pool))

    assert event.queue.get().state == "offered"
    assert counters.drift(event) == []


@pytest.mark.parametrize("kind", ["allotment", "ceiling"])
def test_a_group_in_which_somebody_ever_had_a_seat_stays(client, event, kind):
    pool = kept(event, kind)
    used_once(event, sector="ngo")

    assert address(pool) not in client.get(reverse("events:seats", args=[event.public_id])).content.decode()
    page = client.get(address(pool)).content.decode()
    assert "cannot be removed" in page and "Remove the group" not in page
    with pytest.raises(DomainError) as refused:
        pools.remove(pool, actor=SOMEONE)
    assert refused.value.code == "pool_used"
    assert "Set its number to what is used" in client.post(address(pool), follow=True).content.decode()


def test_a_group_with_another_inside_stays_until_that_one_is_gone(client, event):
    outer = kept(event)
    inner = pools.add(
        event, actor=SOMEONE, kind="allotment", dimension="jurisdiction", value="ON", cap=2, guaranteed=1, parent=outer
    )
    client.post(address(outer))
    assert event.pools.count() == 3
    for pool in (inner, outer):
        client.post(address(pool))
    assert event.pools.get().kind == PoolKind.ROOT and counters.drift(event) == []


def test_all_the_seats_of_an_event_are_never_removed(client, event):
    root = event.pools.get()
    kept(event)
    assert address(root) not in client.get(reverse("events:seats", args=[event.public_id])).content.decode()
    client.post(address(root))
    assert CapacityPool.objects.filter(pk=root.pk).exists()


def test_an_event_that_is_over_keeps_its_groups(client, event):
    pool = kept(event)
    type(event).objects.filter(pk=event.pk).update(state="concluded")
    assert address(pool) not in client.get(reverse("events:seats", args=[event.public_id])).content.decode()
    assert "cannot be removed" in client.get(address(pool)).content.decode()
    client.post(address(pool))
    assert CapacityPool.objects.filter(pk=pool.pk).exists()


@pytest.mark.parametrize("groups", [2, 8])
def test_the_seats_cost_the_same_however_many_groups_there_are(client, event, groups, django_assert_num_queries):
    for number in range(groups):
        kept(event, value=f"group{number}", cap=1)
    page = reverse("events:seats", args=[event.public_id])
    client.get(page)
    with django_assert_num_queries(17):
        assert client.get(page).content.decode().count("/remove/") == groups


def test_strangers_get_404(client, event):
    assert client.post(address(kept(EventFactory()))).status_code == 404
