"""New tables are made a batch at a time, and are the same as one by one; older stores go on, or are refused in words."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from config.management.commands.migrate import CreateModels, Executor, in_batches, refuse_halfway

KEY = ("id", models.BigAutoField(primary_key=True))


def creating(name, *fields, **options):
    return migrations.CreateModel(name, [KEY, *fields], options)


def to(model, **more):
    return models.ForeignKey(f"partners.{model}", on_delete=models.CASCADE, **more)


class Made(Migration):
    """Models that lead to one another, before and after a change of one of them."""

    operations = (
        creating("House"),
        creating("Room", ("house", to("House")), ("doors", models.ManyToManyField("partners.Room"))),
        migrations.AddField("House", "best", to("Room", null=True, related_name="+")),
        creating(
            "Chair", ("room", to("Room", db_index=False)), indexes=[models.Index(fields=["room"], name="chair_at")]
        ),
        creating("Guest", ("chair", models.OneToOneField("partners.Chair", on_delete=models.CASCADE))),
        migrations.AddIndex("Guest", models.Index(fields=["chair"], name="guest_on")),
    )


def statements(operations):
    made = Made("made", "partners")
    made.operations = list(operations)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        state = made.apply(ProjectState(), editor, collect_sql=True)
    return [line for line in editor.collected_sql if not line.startswith("--")], state


def test_operations_stay_in_their_order_and_only_neighbours_are_made_together():
    batches = list(in_batches(Made.operations))

    assert [type(each).__name__ for each in batches] == ["CreateModels", "AddField", "CreateModels", "AddIndex"]
    assert [len(each.operations) for each in batches if isinstance(each, CreateModels)] == [2, 2]
    assert [each for one in batches for each in getattr(one, "operations", [one])] == list(Made.operations)


@pytest.mark.django_db(transaction=True)
def test_a_batch_makes_the_same_tables_with_the_same_statements():
    one_by_one, state = statements(Made.operations)
    together, same = statements(in_batches(Made.operations))

    assert together == one_by_one and len(together) >= 6
    assert same.models == state.models


def test_the_command_uses_batches():
    from django.core.management.commands import migrate

    assert migrate.MigrationExecutor is Executor


LAST_STEP = {"app": "events", "name": "0006_a_key_that_stays"}


def forget(**steps):
    """Take records of steps away, as in a store that has not taken them."""
    assert MigrationRecorder.Migration.objects.filter(**steps).delete()[0]


@pytest.mark.django_db(transaction=True)
def test_a_store_that_took_every_earlier_step_goes_on_with_nothing_to_do(capsys):
    kept = list(MigrationRecorder.Migration.objects.values("app", "name", "applied"))
    try:
        forget(name__in=["0001_tables", "0002_what_never_changes"])
        call_command("migrate")
        assert "No migrations to apply" in capsys.readouterr().out
        recorded = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
        assert {("events", "0001_tables"), ("engagement", "0002_what_never_changes")} <= recorded
    finally:
        MigrationRecorder.Migration.objects.all().delete()
        MigrationRecorder.Migration.objects.bulk_create(MigrationRecorder.Migration(**row) for row in kept)


@pytest.mark.django_db
def test_a_store_between_two_earlier_steps_is_refused_in_words_and_left_as_it_is():
    refuse_halfway("default")
    forget(app="events", name="0001_tables")
    refuse_halfway("default")
    forget(**LAST_STEP)

    with pytest.raises(CommandError, match=r"older version .*\(events\)\. Run 'manage\.py migrate' once"):
        call_command("migrate")

    assert not MigrationRecorder.Migration.objects.filter(**LAST_STEP).exists()
