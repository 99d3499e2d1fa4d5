"""What nothing takes back goes after a page that says what will happen: steps of an event, giving up a place (screens 1)."""

import html
import re

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from events.domain import registrations
from events.models import Event, QueueEntry, Registration
from tests.factories.accounts import person_with
from tests.factories.events import SOMEONE, EventFactory, EventTeamMemberFactory, option_for, visit_of
from tests.factories.partners import PersonFactory

pytestmark = pytest.mark.django_db


def words_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ").split())


def asks(client, address, *, offered_on, says, link=None):
    """The page is reached by a link, says what will happen, and leaves no entry."""
    offered = client.get(offered_on).content.decode()
    assert f'href="{link or address}"' in offered and f'action="{address}"' not in offered
    entries = AuditEntry.objects.count()
    page = client.get(address).content.decode()
    assert AuditEntry.objects.count() == entries
    for words in says:
        assert words in words_of(page), words


@pytest.fixture
def alice(client):
    person = person_with("organizer", name="Alice")
    client.force_login(person)
    return person


def run_by(person, **fields):
    event = EventFactory(**fields)
    EventTeamMemberFactory(event=event, user=person)
    return event


@pytest.mark.parametrize(
    ("act", "before", "after", "says"),
    [
        ("start", "ready", "in_progress", ("no longer be postponed or cancelled", "The door page stays open")),
        ("conclude", "in_progress", "concluded", ("The door page closes", "until you archive the event")),
    ],
)
def test_a_step_that_nothing_takes_back_is_taken_after_a_page_that_says_what_ends(
    client, alice, act, before, after, says
):
    event = run_by(alice, state=before)
    address = reverse("events:event_move", args=[event.public_id, act])
    says = (*says, "No message is sent. It cannot be undone.")
    asks(client, address, offered_on=reverse("events:event", args=[event.public_id]), says=says)
    assert Event.objects.get().state == before

    client.post(address)
    assert Event.objects.get().state == after
    assert "This is no longer possible." in client.get(address).content.decode()


@pytest.mark.parametrize("act", ["plan", "ready", "archive", "postpone", "acknowledge"])
def test_looking_at_another_step_does_nothing(client, alice, act):
    event = run_by(alice)
    assert client.get(reverse("events:event_move", args=[event.public_id, act])).status_code == 405


def test_who_does_not_run_the_event_is_not_asked(client, alice):
    address = reverse("events:event_move", args=[EventFactory(state="ready").public_id, "start"])
    assert client.get(address).status_code == 404


@pytest.fixture
def full(alice):
    """An event of one seat, with who has it and who waits."""
    event = run_by(alice, seats=1)
    seat = registrations.accept(option_for(event), actor=SOMEONE).registration
    waiting = registrations.accept(option_for(event), actor=SOMEONE).entry
    return event, seat, waiting


def test_a_no_by_telephone_says_first_what_the_person_gives_up(client, full):
    event, seat, waiting = full
    for person, says in (
        (seat.person, ("Their seat goes to whoever is next", "A message tells them")),
        (waiting.person, ("Their place on the waiting list is gone",)),
    ):
        address = reverse("events:reply_enter", args=[event.public_id, person.public_id])
        asks(client, f"{address}?no=1", link="?no=1", offered_on=address, says=(*says, "there may be no seat left"))
    assert Registration.objects.get().state == "confirmed" and QueueEntry.objects.get().state == "waiting"

    address = reverse("events:reply_enter", args=[event.public_id, seat.person.public_id])
    client.post(address, {"act": "no"})
    seat.refresh_from_db()
    assert seat.state == "cancelled"


def test_who_holds_no_place_says_no_at_once_because_they_can_still_say_yes(client, alice):
    option = option_for(run_by(alice))
    address = reverse("events:reply_enter", args=[option.event.public_id, option.invitation.person.public_id])
    page = client.get(address).content.decode()
    assert 'name="act" value="no"' in page and "?no=1" not in page
    assert "Enter a reply" in client.get(f"{address}?no=1").content.decode()
    nobody = reverse("events:reply_enter", args=[option.event.public_id, PersonFactory().public_id])
    assert client.get(f"{nobody}?no=1").status_code == 200


def test_who_waits_leaves_the_list_after_a_page_that_says_that_the_place_is_gone(client, full):
    _event, _seat, waiting = full
    client.logout()
    client.cookies["invitation"] = visit_of(waiting.option.invitation)
    address = reverse("events:my_leave_list", args=[waiting.option.public_id])
    asks(client, address, offered_on=reverse("events:my"), says=("is gone at once", "at the end of the list"))
    assert QueueEntry.objects.get().state == "waiting"
    client.post(address)
    assert QueueEntry.objects.get().state == "withdrawn"
    assert client.get(address).headers["Location"] == reverse("events:my")
