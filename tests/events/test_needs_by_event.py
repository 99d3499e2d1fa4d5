"""Who sees to needs begins at a list of their events: what is still open, and nothing of anybody's name (screens 4)."""

import pytest
from django.urls import reverse

from events.domain import registrations
from events.domain.enrolling import Details
from events.models import NeedRequest
from tests.factories.accounts import person_with
from tests.factories.events import SOMEONE, EventFactory, EventTeamMemberFactory, option_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(client):
    """A logistics officer, signed in."""
    user = person_with("logistics_officer")
    client.force_login(user)
    return user


def seen_to_by(user, *needs, **facts):
    event = EventFactory(seats=5, **facts)
    EventTeamMemberFactory(event=event, user=user, role="logistics")
    for kinds in needs:
        details = Details(needs=dict.fromkeys(kinds, "a detail"))
        registrations.accept(option_for(event), details, actor=SOMEONE)
    return event


def test_signing_in_leads_a_logistics_officer_to_the_needs(client, bob):
    assert client.get(reverse("accounts:start")).headers["Location"] == reverse("events:needs_by_event")


def test_each_event_says_how_many_needs_are_open_and_leads_to_them(client, bob):
    two = seen_to_by(bob, ["mobility", "diet"], ["interpretation"])
    NeedRequest.objects.filter(kind="diet").update(state="confirmed", owner=bob)
    done = seen_to_by(bob, ["mobility"])
    NeedRequest.objects.filter(registration__event=done).update(state="confirmed", owner=bob)
    none = seen_to_by(bob)
    EventFactory()  # somebody else's

    page = client.get(reverse("events:needs_by_event"))

    rows = {row.pk: (row.needs_asked, row.needs_open) for row in page.context["coming"]}
    assert rows == {two.pk: (3, 2), done.pk: (1, 0), none.pk: (0, 0)}
    for words in ("2 needs are still open.", "The one need is arranged.", "Nobody has asked for anything yet."):
        assert words in page.text
    assert reverse("events:needs", args=[two.public_id]) in page.text
    assert "Invited" not in page.text and "a detail" not in page.text


def test_a_withdrawn_need_and_a_seat_given_back_count_no_more(client, bob):
    event = seen_to_by(bob, ["mobility"], ["diet"])
    NeedRequest.objects.filter(kind="mobility").update(state="withdrawn")
    registrations.withdraw(event.registrations.get(needs__kind="diet"), actor=SOMEONE)

    (row,) = client.get(reverse("events:needs_by_event")).context["coming"]
    assert (row.needs_asked, row.needs_open) == (0, 0)


def test_events_that_are_over_stand_below_and_archived_ones_nowhere(client, bob):
    over = seen_to_by(bob, state="concluded")
    seen_to_by(bob, state="archived")

    page = client.get(reverse("events:needs_by_event"))
    assert (page.context["coming"], [row.pk for row in page.context["over"]]) == ([], [over.pk])


def test_the_list_costs_the_same_whatever_its_length(client, bob, django_assert_max_num_queries):
    for _ in range(3):
        seen_to_by(bob, ["mobility"])
    with django_assert_max_num_queries(5):
        client.get(reverse("events:needs_by_event"))
    for _ in range(6):
        seen_to_by(bob, ["mobility"])
    with django_assert_max_num_queries(5):
        client.get(reverse("events:needs_by_event"))


def test_a_need_is_given_to_somebody_with_two_parts_and_an_unknown_act_is_refused(client, bob):
    event = seen_to_by(bob, ["mobility"])
    EventTeamMemberFactory(event=event, user=bob, role="note_taker")
    need = NeedRequest.objects.get()
    address = reverse("events:need_settle", args=[need.public_id])

    assert client.post(address, {"act": "dance"}).status_code == 400
    client.post(address, {"act": "assign", "owner": str(bob.public_id)})

    need.refresh_from_db()
    assert (need.state, need.owner) == ("assigned", bob)
