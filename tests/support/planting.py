"""Rows that many tests of a module look at are planted once, and stand for each of them as they were planted.

Planting through the domain takes up to a second. `@planted` makes a fixture of a function without arguments; what it
returns is copied for each test, and what a test writes is undone to where its rows began:

    @planted
    def heard():
        return reported()

The rows stand in a transaction of their own, which ends before the first test that does not name the fixture: nobody
else ever sees them. A test that commits cannot take it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase
from django.utils import translation
from pytest_django.plugin import blocking_manager_key


class _Rows(TestCase):
    """The transactions that hold what is planted, opened beside the gate as those of any test."""

    databases = {"default", "protected"}


class Bed:
    """What is planted now: by which function, what it returned, and how it goes."""

    def __init__(self) -> None:
        self.build: Callable[[], Any] | None = None
        self.made: Any = None
        self._rows: dict[str, transaction.Atomic] = {}

    def plant(self, build: Callable[[], Any]) -> None:
        """Make the rows of `build` stand, and no others."""
        if self.build is build:
            return
        self.clear()
        self._rows = _Rows._enter_atomics()
        try:
            with translation.override("en"):
                self.made = build()
        except BaseException:
            self.clear()
            raise
        self.build = build

    def clear(self) -> None:
        """Take away what stands."""
        rows, self.build, self.made, self._rows = self._rows, None, None, {}
        if rows:
            _Rows._rollback_atomics(rows)


bed = Bed()


def planted(build: Callable[[], Any], copy: Callable[[Any], Any] = deepcopy) -> Any:
    """Return the fixture whose rows `build` plants once for all tests that follow each other and name it.

    Args:
        copy: gives each test what it may change of that which `build` returned.
    """

    def copied(db: None) -> Any:
        assert bed.build is build, "two planted fixtures in one test, or a test that commits"
        return copy(bed.made)

    copied.planted_by = build  # type: ignore[attr-defined]
    return pytest.fixture(name=build.__name__)(copied)


@contextmanager
def undone() -> Iterator[None]:
    """Undo whatever is written inside, in both stores."""
    with transaction.atomic(), transaction.atomic(using="protected"):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="protected")


def _plant_of(item: pytest.Function) -> Callable[[], Any] | None:
    found = item._fixtureinfo.name2fixturedefs
    builds = [getattr(found[name][-1].func, "planted_by", None) for name in item.fixturenames if name in found]
    return next((build for build in builds if build), None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Clear before anything is made ready for a test that knows nothing of it: once a browser runs, connections are others."""
    if bed.build and not (isinstance(item, pytest.Function) and _plant_of(item) is bed.build):
        with item.config.stash[blocking_manager_key].unblock():
            bed.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: Any) -> None:
    """Plant just before a test opens its own transaction."""
    if fixturedef.argname == "_django_db_helper" and (build := _plant_of(request._pyfuncitem)):
        with request.getfixturevalue("django_db_blocker").unblock():
            bed.plant(build)
