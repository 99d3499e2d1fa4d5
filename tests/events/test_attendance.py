"""Who came stays readable after the event: on the roster, in the file, and on the page of each registration."""

import pytest
from django.urls import reverse

from events.domain import check_in, registrations
from events.models import Event
from kernel.errors import DomainError
from tests.factories.accounts import person_with
from tests.factories.events import SOMEONE, EventFactory, EventTeamMemberFactory, option_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(client):
    """An event that is over; one came, one left again, one was taken back, and one came without a seat."""
    organizer = person_with("organizer")
    client.force_login(organizer)
    event = EventFactory(seats=3)
    EventTeamMemberFactory(event=event, user=organizer)
    came, left, mistaken = (registrations.accept(option_for(event), actor=SOMEONE).registration for _one in range(3))
    Event.objects.update(state="in_progress")
    event.refresh_from_db()
    check_in.arrive(came, actor=SOMEONE)
    check_in.arrive(left, actor=SOMEONE)
    check_in.leave(left, actor=SOMEONE)
    check_in.undo(check_in.arrive(mistaken, actor=SOMEONE), actor=SOMEONE)
    check_in.walk_in(event, option_for(event).invitation.person, actor=SOMEONE)
    Event.objects.update(state="concluded")
    return event, (came, left, mistaken)


def listed(client, event, **asked):
    return {row.pk for row in client.get(reverse("events:people", args=[event.public_id]), asked).context["rows"]}


def test_the_roster_and_its_file_say_who_came(client, over):
    event, (came, left, mistaken) = over
    page = client.get(reverse("events:people", args=[event.public_id]))
    assert page.context["attendance"] == 3
    assert listed(client, event, came="yes") == {came.pk, left.pk}
    assert listed(client, event, came="no") == {mistaken.pk}

    address = reverse("events:people_export", args=[event.public_id]) + "?came=yes"
    file = client.post(address, {"form": "csv"})
    first, *rows = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert first.endswith(",Came") and [row[-2:] for row in rows] == [",1", ",1"]


def test_the_page_of_a_registration_says_whether_they_came_and_what_their_calendar_holds(client, over):
    _event, (came, _left, mistaken) = over
    pages = [
        client.get(reverse("events:registration", args=[row.public_id])).content.decode() for row in (came, mistaken)
    ]
    assert "did not come" not in pages[0] and "did not come" in pages[1]
    assert all("the event stands there" in page for page in pages)


def test_nobody_is_taken_off_the_roster_of_an_event_that_is_over(over):
    _event, (came, *_others) = over
    with pytest.raises(DomainError) as refused:
        registrations.remove(came, actor=SOMEONE, reason="late")
    assert refused.value.code == "event_over"


def test_a_registration_that_waits_for_approval_is_not_counted_as_confirmed(client):
    organizer = person_with("organizer")
    client.force_login(organizer)
    event = EventFactory(approval=True)
    EventTeamMemberFactory(event=event, user=organizer)
    first, _second = (registrations.accept(option_for(event), actor=SOMEONE).registration for _one in range(2))
    registrations.approve(first, actor=SOMEONE)

    page = client.get(reverse("events:people", args=[event.public_id]))

    assert sum(page.context["grid"].counts.values()) == 1
    assert page.context["total"] == 2
