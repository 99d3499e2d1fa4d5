"""A column with a closed list of values refuses every other one in the database too, whoever writes it (style 9.5)."""

import pytest
from django.apps import apps
from django.db import connections, models, router
from django.db.models import Q

# columns of libraries: their tables are theirs, and their code alone writes them
OF_LIBRARIES = {"mfa.Authenticator.type"}


def closed_columns():
    """Every text column of every table for which the code knows all values."""
    return [
        pytest.param(model, field, id=f"{model._meta.label}.{field.name}")
        for model in sorted(apps.get_models(), key=lambda one: one._meta.label)
        for field in model._meta.local_fields
        if isinstance(field, models.CharField) and field.choices
    ]


def guards_of(model, field):
    """The constraints that hold the column to a list, with that list; those that hold only sometimes do not count."""
    for constraint in model._meta.constraints:
        condition = getattr(constraint, "condition", None)
        if isinstance(constraint, models.CheckConstraint) and isinstance(condition, Q) and not condition.negated:
            (first, *more) = condition.children
            if not more and isinstance(first, tuple) and first[0] == f"{field.name}__in":
                yield constraint.name, set(first[1])


@pytest.mark.parametrize(("model", "field"), closed_columns())
def test_the_table_knows_the_values_that_the_code_knows(model, field):
    if f"{model._meta.label}.{field.name}" in OF_LIBRARIES:
        assert not list(guards_of(model, field)), "no exception any more"
        return
    known = {value for value, _label in field.flatchoices} | ({""} if field.blank else set())

    guards = dict(guards_of(model, field))

    assert len(guards) == 1, "exactly one constraint names the values: kernel.constraints.only_values"
    assert all(values <= known for values in guards.values()), "the table allows what no form and no verb knows"


def checks_in(alias):
    """What the database says of its own CHECK constraints."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'c' AND convalidated")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table'")
        return " ".join(words for (words,) in cursor.fetchall() if words)


@pytest.mark.django_db(databases=["default", "protected"])
def test_each_of_these_constraints_stands_in_the_database():
    standing = {alias: checks_in(alias) for alias in connections}
    wanted = [
        (router.db_for_write(model) or "default", name)
        for model, field in (parameter.values for parameter in closed_columns())
        for name, _values in guards_of(model, field)
    ]

    assert len(wanted) > 150
    assert [name for alias, name in wanted if name not in standing[alias]] == []


def test_the_walk_meets_the_columns_it_is_about():
    met = {parameter.id for parameter in closed_columns()}

    assert {"accounts.User.language", "events.QueueEntry.state", "partners.Strand.basis"} <= met
    assert met >= OF_LIBRARIES
