"""Receipts and access codes are hashed slowly on purpose; in tests the same algorithm takes its smallest cost.

A test about time, or about the hash itself, takes `slow_hashing`. Processes started by tests keep the real cost.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import override_settings

REAL: list[str] = []


class QuickArgon2(Argon2PasswordHasher):
    """Argon2id with one pass over 8 KiB."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


def pytest_configure(config: Any) -> None:
    """Put the quick hasher in the place of the real one, before any is loaded."""
    if not REAL:
        REAL.extend(settings.PASSWORD_HASHERS)
        settings.PASSWORD_HASHERS = [f"{__name__}.{QuickArgon2.__name__}"]


@pytest.fixture
def slow_hashing() -> Iterator[None]:
    """The hasher of the product, with its real cost, also for what a process hashes once and keeps."""
    from safety.domain import secrets

    secrets._nothing.cache_clear()
    with override_settings(PASSWORD_HASHERS=REAL):
        yield
    secrets._nothing.cache_clear()
