"""Two administrators who take each other's role at the same moment: one of them stays (RE-18)."""

from threading import Barrier
from types import SimpleNamespace

import pytest

from accounts.actors import Actor
from accounts.domain import people
from accounts.models import RoleAssignment
from kernel.errors import DomainError
from tests.factories.accounts import person_with
from tests.support.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def managing():
    return RoleAssignment.objects.filter(role="administrator", ended_at=None, user__is_active=True).count()


def against_each_other(first, second):
    """Return the two calls by which each of two administrators acts on the other."""
    adam, eve = person_with("administrator", name="Adam"), person_with("administrator", name="Eve")
    return lambda: first(eve, Actor.of(adam)), lambda: second(adam, Actor.of(eve))


def take_role(user, actor):
    return people.end(user.role_assignments.get(), actor=actor)


def close(user, actor):
    return people.close(user, actor=actor)


@pytest.mark.parametrize(("first", "second"), [(take_role, take_role), (close, close), (take_role, close)])
def test_of_two_administrators_who_remove_each_other_one_stays(first, second):
    results = race(*against_each_other(first, second))

    refusals = [one for one in results if isinstance(one, Exception)]
    assert [(type(one), one.code) for one in refusals] == [(DomainError, "last_manager")]
    assert managing() == 1


@pytest.mark.postgresql
def test_control_without_the_lock_nobody_is_left(monkeypatch):
    """If this fails, the test above proves nothing. SQLite lets one transaction in at a time, so it cannot happen."""
    calls = against_each_other(take_role, take_role)
    together, others = Barrier(2, timeout=30), people._other_managers

    def seen_by_both(user):
        known = others(user).exists()
        together.wait()  # both have looked before either writes
        return SimpleNamespace(exists=lambda: known)

    monkeypatch.setattr(people, "_lock_administrators", lambda: None)
    monkeypatch.setattr(people, "_other_managers", seen_by_both)
    race(*calls)

    assert managing() == 0
