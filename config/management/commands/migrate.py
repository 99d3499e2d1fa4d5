"""`manage.py migrate`, which replays no more history than a store needs, and makes new tables a batch at a time."""

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import groupby
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Models that a migration creates one after the other, made of one state that knows them all.

    Django works out every related model anew for each: half of what a first start took. A table is made of its own
    model alone, and none of these changes another, so each is the same as after its own step.
    """

    def __init__(self, operations: Sequence[CreateModel]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add every model before any is worked out."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the tables in the order of the migration."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)


def in_batches(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Yield the operations in their order, those that create models next to one another as one."""
    for creates, neighbours in groupby(operations, lambda each: type(each) is CreateModel):
        group: list[Any] = list(neighbours)
        yield from [CreateModels(group)] if creates else group


class Executor(MigrationExecutor):
    """Applies migrations with their new models in batches; every other way of using them is Django's."""

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Apply one migration and record it under its own name."""
        if not fake and not fake_initial:
            migration = copy(migration)
            migration.operations = list(in_batches(migration.operations))  # type: ignore[misc]  # of the copy
        return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)


def refuse_halfway(alias: str) -> None:
    """Refuse a store that stands between two steps which are one step now; it would be left as it is.

    Raises:
        CommandError: naming the apps, and what to do.
    """
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    between = {
        app
        for (app, name), step in loader.disk_migrations.items()
        if (app, name) not in applied and 0 < len(applied.keys() & set(step.replaces)) < len(step.replaces)
    }
    if between:
        raise CommandError(
            f"The store {alias!r} was made by an older version and never brought to its last step "
            f"({', '.join(sorted(between))}). Run 'manage.py migrate' once with the last commit of that version and "
            "start this one again; or keep the store as it is and begin with a new one (VAR=...)."
        )


migrate.MigrationExecutor = Executor  # type: ignore[attr-defined]  # the command has no other place to name one


class Command(migrate.Command):
    """Django's command; for the store of protected input it took as long as for the main one, to make three tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        alias = options["database"]
        refuse_halfway(alias)
        if alias == DEFAULT_DB_ALIAS or options["app_label"] or settings.MIGRATION_MODULES:
            super().handle(*args, **options)
            return
        for config in apps.get_app_configs():
            if router.allow_migrate(alias, config.label):
                super().handle(*args, **{**options, "app_label": config.label, "run_syncdb": False})
