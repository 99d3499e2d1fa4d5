"""The seeded world, planted once for each module; what a test does to it is undone."""

import logging
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from functools import partial

import pytest

from tests.access.asking import come_back
from tests.access.seed import World, plant
from tests.support.planting import planted


@partial(planted, copy=lambda world: world)
def planted_world() -> World:
    """Everybody and everything, once for a module."""
    return plant()


@pytest.fixture(autouse=True)
def refusals_leave_no_record() -> Iterator[None]:
    """Quiet Django's own line about every refusal: these tests ask for thousands, and say themselves what is wrong."""
    log = logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(level)


@pytest.fixture
def world(planted_world: World) -> Iterator[World]:
    """Everybody as they came in: signed in a moment ago, with their own cookies."""
    cookies = {who: deepcopy(client.cookies) for who, client in planted_world.clients.items()}
    come_back(planted_world)
    yield replace(planted_world, people=dict(planted_world.people), clients=dict(planted_world.clients))
    for who, client in planted_world.clients.items():
        client.cookies = cookies[who]
