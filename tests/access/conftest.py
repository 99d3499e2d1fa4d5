"""The seeded world, planted once for each test."""

import pytest
from django.core.cache import cache

from tests.access.seed import World, plant


@pytest.fixture
def world(db) -> World:
    cache.clear()
    return plant()
