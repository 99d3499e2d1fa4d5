"""Seats as a tree, and what another number would do before it is done (screens 4)."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import AuditEntry
from events.domain import foreseeing, inviting, pools, registrations
from events.models import CapacityPool, QueueEntry
from events.queries import counters
from messaging.models import Message
from tests.factories.accounts import person_with
from tests.factories.events import SOMEONE, EventFactory, EventTeamMemberFactory, option_for
from tests.factories.partners import PersonFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(client):
    person = person_with("organizer", name="Alice Roy")
    client.force_login(person)
    return person


def run_by(person, **given):
    return EventTeamMemberFactory(event=EventFactory(**given), user=person).event


def kept(event, value="ngo", kind="allotment", **more):
    return pools.add(event, actor=SOMEONE, kind=kind, dimension="sector", value=value, **({"cap": 4} | more))


def words_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("</h1>")[1]).replace("\xa0", " ").split())


def asked(client, pool, **numbers):
    return client.get(reverse("events:pool_cap", args=[pool.public_id]), numbers)


# ---- the tree ---------------------------------------------------------------------------------------------------------


def test_groups_stand_as_lists_inside_the_group_they_come_from_each_with_its_bar_in_words(client, organizer):
    SectorFactory(key="ngo", name_en="Community groups")
    event = run_by(organizer, seats=20)
    outer = kept(event, cap=10, guaranteed=6)
    kept(event, "ON", cap=3, guaranteed=2, parent=outer)
    registrations.accept(option_for(event), actor=SOMEONE)

    answer = client.get(reverse("events:seats", args=[event.public_id]))

    tree = re.search(r'<ul class="tree">.*?</ul>\s*(?=<p class="measure">)', answer.content.decode(), re.DOTALL).group()
    assert [len(re.findall(mark, tree)) for mark in ("<ul", '<div class="bar">', '<svg viewBox="0 0 100 4"')] == [
        3,
        3,
        3,
    ]
    assert tree.index("Everybody") < tree.index("Community groups") < tree.index("ON")
    said = " ".join(re.sub(r"<[^>]+>", " ", tree).split())
    assert "taken 1 set aside 6 free 13 of 20" in said and "taken 0 set aside 2 free 8 of 10" in said


def test_the_page_names_who_may_change_the_numbers_and_nobody_whose_account_is_closed(client, organizer):
    event = run_by(organizer)
    gone = person_with("organizer", name="Bob Gone")
    EventTeamMemberFactory(event=event, user=gone)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    EventTeamMemberFactory(event=event, user=person_with("logistics_officer", name="Lou Carrier"), role="logistics")

    words = words_of(client.get(reverse("events:seats", args=[event.public_id])))

    assert "Who may change these numbers: Alice Roy." in words
    assert "Bob Gone" not in words and "Lou Carrier" not in words


def test_the_numbers_of_an_event_that_is_over_stay_and_no_form_offers_to_change_them(client, organizer):
    event = run_by(organizer, state="concluded")
    answer = client.get(reverse("events:seats", args=[event.public_id]))
    assert "these numbers stay as they are" in words_of(answer)
    assert b'name="cap"' not in answer.content
    assert "This event is over" in words_of(asked(client, event.pools.get(), cap=3))


# ---- a lower number ---------------------------------------------------------------------------------------------------


def test_looking_at_a_lower_number_says_what_it_would_do_and_changes_nothing(client, organizer):
    event = run_by(organizer, seats=10)
    for _one in range(3):
        registrations.accept(option_for(event), actor=SOMEONE)
    root, entries, messages = event.pools.get(), AuditEntry.objects.count(), Message.objects.count()

    words = words_of(asked(client, root, cap=5))

    assert "taken 3 free 7 of 10" in words and "taken 3 free 2 of 5" in words
    assert "Nobody loses a seat" in words and "5 seats fewer are free; free after that: 2." in words
    root.refresh_from_db()
    assert (root.cap, AuditEntry.objects.count(), Message.objects.count()) == (10, entries, messages)


def test_the_change_does_what_the_page_foresaw(client, organizer):
    event = run_by(organizer, seats=10)
    pool = kept(event, cap=6, guaranteed=4)
    foreseen = foreseeing.change(pool, cap=5, guaranteed=1)

    answer = client.post(reverse("events:pool_cap", args=[pool.public_id]), {"cap": 5, "guaranteed": 1})

    assert answer.headers["Location"] == reverse("events:seats", args=[event.public_id])
    root = event.pools.get(parent=None)
    pool.refresh_from_db()
    assert foreseen.after == foreseeing.Figures.of(pool) and foreseen.above[1] == foreseeing.Figures.of(root)
    assert counters.drift(event) == []


def test_a_number_below_what_is_used_is_refused_with_for_whom_seats_are_held(client, organizer):
    event = run_by(organizer, hold_seats=True, seats=6)
    inviting.prepare(event.series, [event], [PersonFactory().pk for _one in range(3)], actor=SOMEONE)
    inviting.ask_to_release(event.series.invitations.all(), actor=SOMEONE)
    inviting.release_chunk()
    registrations.accept(option_for(event), actor=SOMEONE)
    root = event.pools.get()
    assert (root.taken, root.held) == (1, 3)

    answer = asked(client, root, cap=2)

    words = words_of(answer)
    assert "2 is not possible." in words and "4 seats are taken, held or set aside." in words
    assert "3 are held for people who are invited and have not replied" in words
    assert b'name="csrfmiddlewaretoken"' not in answer.content.split(b"not possible")[1].split(b"<footer")[0]
    refused = client.post(reverse("events:pool_cap", args=[root.public_id]), {"cap": 2})
    assert refused.status_code == 422 and "2 is not possible." in words_of(refused)
    root.refresh_from_db()
    assert root.cap == 6


def test_a_lower_number_says_who_was_asked_without_a_seat_and_which_groups_could_have_had_more(client, organizer):
    SectorFactory(key="ngo", name_en="Community groups")
    event = run_by(organizer, seats=10, minimum_attendance=8)
    kept(event, cap=9)
    option_for(event)
    words = words_of(asked(client, event.pools.get(parent=None), cap=7))
    assert "1 person is invited, has not replied, and no seat is held" in words
    assert "“Community groups” may have up to 9 seats" in words
    assert "The meeting needs at least 8 people." in words


# ---- a higher number --------------------------------------------------------------------------------------------------


def test_a_higher_number_says_how_many_who_wait_are_offered_a_seat_and_then_offers_them(client, organizer):
    event = run_by(organizer, seats=1)
    for _one in range(4):
        registrations.accept(option_for(event), actor=SOMEONE)
    root = event.pools.get()

    words = words_of(asked(client, root, cap=3))
    assert "2 seats more are free" in words
    assert "At most 2 of those who wait are offered a seat at once, by message." in words

    client.post(reverse("events:pool_cap", args=[root.public_id]), {"cap": 3})
    assert QueueEntry.objects.filter(event=event, state="offered").count() == 2


def test_keeping_more_for_a_group_than_is_free_above_is_refused(client, organizer):
    event = run_by(organizer, seats=4)
    pool = kept(event, cap=4, guaranteed=1)
    for _one in range(3):
        registrations.accept(option_for(event), actor=SOMEONE)
    assert "Not so many seats are free where these come from." in words_of(asked(client, pool, cap=4, guaranteed=3))
    client.post(reverse("events:pool_cap", args=[pool.public_id]), {"cap": 4, "guaranteed": 3})
    assert CapacityPool.objects.get(pk=pool.pk).guaranteed == 1


# ---- the form ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "many", "-1", "1e3", "\x00"])
def test_what_is_no_number_is_said_so(client, organizer, typed):
    pool = run_by(organizer, seats=4).pools.get()
    assert "Type the numbers of seats as whole numbers." in words_of(asked(client, pool, cap=typed))
    assert client.post(reverse("events:pool_cap", args=[pool.public_id]), {"cap": typed}).status_code == 422


def test_without_a_number_the_page_asks_for_one_and_the_same_number_changes_nothing(client, organizer):
    pool = run_by(organizer, seats=4).pools.get()
    assert client.get(reverse("events:pool_cap", args=[pool.public_id])).status_code == 200
    assert "Nothing would change." in words_of(asked(client, pool, cap=4))


def test_a_pool_of_somebody_elses_event_is_not_found_in_either_language(client, organizer):
    pool = EventFactory().pools.get()
    for language in ("en", "fr"):
        with translation.override(language):
            assert client.get(reverse("events:pool_cap", args=[pool.public_id])).status_code == 404


@pytest.mark.parametrize("groups", [1, 6])
def test_foreseeing_costs_the_same_however_many_groups_there_are(organizer, groups, django_assert_num_queries):
    event = run_by(organizer, seats=20)
    for number in range(groups):
        kept(event, value=f"group{number}", cap=1)
    pool = CapacityPool.objects.select_related("event").get(event=event, parent=None)
    with django_assert_num_queries(3):
        foreseeing.change(pool, cap=12)


def test_whose_invitation_was_withdrawn_is_not_among_those_who_may_still_ask_for_a_seat(client, organizer):
    event = run_by(organizer, seats=6)
    asked_still, withdrawn = option_for(event), option_for(event)
    assert foreseeing.change(event.pools.get(), cap=5).without_seat == 2

    type(withdrawn.invitation).objects.filter(pk=withdrawn.invitation_id).update(state="revoked")

    assert foreseeing.change(event.pools.get(), cap=5).without_seat == 1, asked_still
