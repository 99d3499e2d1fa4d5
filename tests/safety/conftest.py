"""Dana the liaison, an organization that vouches, and seats on paper."""

import pytest

from accounts.actors import Actor
from accounts.models import RoleAssignment, User
from safety import seats
from tests.factories.partners import OrganizationFactory
from tests.factories.safety import SeatsOnPaper, issue_codes


@pytest.fixture
def liaison(db):
    user = User.objects.create_user("dana@example.org", "Dana")
    RoleAssignment.objects.create(user=user, role="liaison")
    return user


@pytest.fixture
def paper(monkeypatch):
    keeper = SeatsOnPaper()
    monkeypatch.setattr(seats, "_keeper", [keeper])
    return keeper


@pytest.fixture
def issued(liaison):
    return issue_codes(OrganizationFactory(may_vouch=True), Actor.of(liaison))
