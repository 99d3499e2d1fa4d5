"""What a registration and a roster cost in statements (EV-A17, PF-5, PF-8, PF-12)."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.domain import invitations
from events.models import Invitation, Registration
from messaging.domain import delivery
from messaging.models import Message
from tests.factories.accounts import person_with
from tests.factories.events import EventFactory, EventTeamMemberFactory, options_for
from tests.factories.partners import ContactPointFactory

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Counted:
    """Statements by step, without transaction control."""

    def __init__(self):
        self.steps = {}

    def __call__(self, name, act):
        with CaptureQueriesContext(connection) as captured:
            answer = act()
        sent = [query["sql"] for query in captured if not query["sql"].upper().startswith(CONTROL)]
        self.steps[name] = self.steps.get(name, 0) + len(sent)
        return answer


def register(client, token, counted):
    link = reverse("events:link", args=[token])
    counted("link", lambda: client.get(link))
    home = counted("open", lambda: client.post(link)).headers["Location"]
    mine = counted("my page", lambda: client.get(home)).content.decode()
    form = re.search(r'href="([^"]+/register/)"', mine)[1]
    key = re.search(r'name="key" value="([^"]+)"', counted("form", lambda: client.get(form)).content.decode())[1]
    answer = counted("reply", lambda: client.post(form, {"key": key, "need_mobility": "on", "detail_mobility": "ramp"}))
    assert answer.status_code == 302
    confirmed = counted("confirmation", lambda: client.get(urlsplit(answer.headers["Location"]).path))
    assert "calendar.ics" in confirmed.content.decode()


@pytest.mark.django_db(transaction=True)
def test_one_registration_costs_at_most_25_statements_over_all_requests_and_jobs(client, settings, smtp_sink):
    """EV-A17, PF-5: twenty whole journeys, from the link to the mail that left; the mean of them."""
    settings.EMAIL_URL = smtp_sink.url
    event, people = EventFactory(seats=50), 20
    options = options_for(event, people)
    for option in options:
        ContactPointFactory(person=option.invitation.person)
    counted = Counted()
    for token in invitations.issue(Invitation.objects.order_by("pk")).values():
        client.cookies.clear()
        register(client, token, counted)
    assert counted("mail", delivery.drain) == people

    assert Registration.objects.count() == people
    assert Message.objects.filter(state="sent").count() == people
    each = {name: count / people for name, count in counted.steps.items()}
    print(f"statements of one registration: {sum(each.values()):.1f} {each}")
    assert sum(each.values()) <= 25
    assert each["reply"] <= 15


@pytest.mark.django_db
@pytest.mark.parametrize("people", [5, 40])
def test_the_roster_costs_the_same_whatever_its_length(client, people):
    """PF-8."""
    from events.domain import registrations
    from tests.factories.events import SOMEONE

    event = EventFactory(seats=100)
    for option in options_for(event, people):
        registrations.accept(option, actor=SOMEONE)
    organizer = person_with("organizer")
    EventTeamMemberFactory(event=event, user=organizer)
    client.force_login(organizer)
    client.get(reverse("events:people", args=[event.public_id]))

    counted = Counted()
    page = counted("roster", lambda: client.get(reverse("events:people", args=[event.public_id])))

    assert page.status_code == 200
    assert page.content.decode().count("Invited 0") >= min(people, 20)
    assert counted.steps["roster"] <= 8
