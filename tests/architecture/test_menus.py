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


# roles that this release prepares: what they do comes with protected participation and self-service
PREPARED = {"custodian", "focal_point", "partner_contact"}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_whoever_has_work_here_finds_its_place_and_the_others_are_told(role, client):
    user = person_with(role)
    assert bool(places.staff(user)) is (role not in PREPARED)

    client.force_login(user)
    told = "Your role has no page of its own in this release." in client.get(reverse("accounts:mine")).text
    assert told is (role in PREPARED)


def test_a_page_of_one_part_of_an_event_is_marked_under_events():
    session, user, client = SessionFactory(), person_with("organizer"), Client()
    EventTeamMemberFactory(event=session.event, user=user)
    client.force_login(user)

    for name, ref in (("events:session", session.public_id), ("events:program", session.event.public_id)):
        html = client.get(reverse(name, args=[ref])).content.decode()
        current = html[html.index('aria-current="page"') : html.index('aria-current="page"') + 60]
        assert ">Events<" in current, (name, current)
