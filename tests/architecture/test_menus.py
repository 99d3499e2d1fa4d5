"""The left list of staff pages: at most seven places for a role, and the right one is marked (screens 1)."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import ROLES
from kernel import places
from tests.factories.accounts import person_with
from tests.factories.events import EventTeamMemberFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_role_has_more_than_seven_places(role):
    labels = [str(place.label) for place in places.staff(person_with(role))]
    assert len(labels) <= 7, labels


def test_a_page_of_one_part_of_an_event_is_marked_under_events():
    session, user, client = SessionFactory(), person_with("organizer"), Client()
    EventTeamMemberFactory(event=session.event, user=user)
    client.force_login(user)

    for name, ref in (("events:session", session.public_id), ("events:program", session.event.public_id)):
        html = client.get(reverse(name, args=[ref])).content.decode()
        current = html[html.index('aria-current="page"') : html.index('aria-current="page"') + 60]
        assert ">Events<" in current, (name, current)
