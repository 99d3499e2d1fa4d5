"""Who acts on commitments, and their browsers."""

import pytest

from accounts.actors import Actor
from tests.factories.accounts import person_with


@pytest.fixture
def coordinator():
    return person_with("coordinator")


@pytest.fixture
def approver():
    return person_with("approver")


@pytest.fixture
def writer(coordinator):
    return Actor.of(coordinator)


@pytest.fixture
def second(approver):
    return Actor.of(approver)


@pytest.fixture
def works(client, coordinator):
    """A browser in which the coordinator is signed in."""
    client.force_login(coordinator)
    return client


@pytest.fixture
def decides(client, approver):
    """A browser in which the approver is signed in."""
    client.force_login(approver)
    return client
