"""The seeded world, planted once for each test."""

import pytest

from tests.access.seed import World, plant


@pytest.fixture
def world(db) -> World:
    return plant()
