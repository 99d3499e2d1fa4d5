"""Migration operations that make a table append-only, or freeze a row, on both databases."""

from typing import Any

from django.db.migrations.operations.base import Operation


class _Trigger(Operation):
    """Common part: run vendor SQL forwards and backwards, touching no state."""

    reduces_to_sql = True
    reversible = True
    table: str

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of the model state."""

    def _create(self, vendor: str) -> list[str]:
        raise NotImplementedError

    def _drop(self, vendor: str) -> list[str]:
        raise NotImplementedError

    def _allowed(self, app_label: str, schema_editor: Any) -> bool:
        from django.db import router

        return router.allow_migrate(schema_editor.connection.alias, app_label)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if self._allowed(app_label, schema_editor):
            for statement in self._create(schema_editor.connection.vendor):
                schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if self._allowed(app_label, schema_editor):
            for statement in self._drop(schema_editor.connection.vendor):
                schema_editor.execute(statement)


class Lifted(_Trigger):
    """Take the triggers of another operation away; the same operation after it puts them back.

    For a migration that changes the guard itself, or rows that it guards: it lifts the guard first and sets it again
    last, alike on both databases. A table that SQLite makes anew keeps its triggers by itself (`kernel.sqlite.schema`).
    """

    def __init__(self, guard: _Trigger) -> None:
        self.guard = guard

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.guard], {}

    def describe(self) -> str:
        return f"Lift for a change: {self.guard.describe()}"

    def _create(self, vendor: str) -> list[str]:
        return self.guard._drop(vendor)

    def _drop(self, vendor: str) -> list[str]:
        return self.guard._create(vendor)


class AppendOnly(_Trigger):
    """Refuse UPDATE, DELETE and TRUNCATE on `table`, whoever asks (EN-2, RE-24)."""

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.table], {}

    def describe(self) -> str:
        return f"Make {self.table} append-only"

    def _create(self, vendor: str) -> list[str]:
        t = self.table
        if vendor == "postgresql":
            return [
                f"CREATE FUNCTION {t}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN RAISE EXCEPTION '{t} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
                f"CREATE TRIGGER {t}_append_only BEFORE UPDATE OR DELETE ON {t} "
                f"FOR EACH ROW EXECUTE FUNCTION {t}_is_append_only()",
                f"CREATE TRIGGER {t}_no_truncate BEFORE TRUNCATE ON {t} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {t}_is_append_only()",
            ]
        return [
            f"CREATE TRIGGER {t}_no_{verb.lower()} BEFORE {verb} ON {t} BEGIN SELECT RAISE(ABORT, '{t} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]

    def _drop(self, vendor: str) -> list[str]:
        t = self.table
        if vendor == "postgresql":
            return [
                f"DROP TRIGGER {t}_append_only ON {t}",
                f"DROP TRIGGER {t}_no_truncate ON {t}",
                f"DROP FUNCTION {t}_is_append_only()",
            ]
        return [f"DROP TRIGGER {t}_no_update", f"DROP TRIGGER {t}_no_delete"]


class FrozenWhen(_Trigger):
    """Refuse UPDATE of `columns`, and DELETE, of a row of `table` for which `condition` holds on the old row (EN-1).

    Args:
        table: database table.
        condition: SQL over `OLD.`, in the dialect both databases share, such as `OLD.state <> 'draft'`.
        columns: columns that may no longer change; every other column may.
    """

    def __init__(self, table: str, condition: str, columns: list[str]) -> None:
        self.table, self.condition, self.columns = table, condition, columns

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.table, self.condition, self.columns], {}

    def describe(self) -> str:
        return f"Freeze {self.table} when {self.condition}"

    def _create(self, vendor: str) -> list[str]:
        t, columns = self.table, ", ".join(self.columns)
        if vendor == "postgresql":
            return [
                f"CREATE FUNCTION {t}_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN RAISE EXCEPTION '{t} is frozen' USING ERRCODE = 'integrity_constraint_violation'; END $$",
                f"CREATE TRIGGER {t}_frozen_update BEFORE UPDATE OF {columns} ON {t} "
                f"FOR EACH ROW WHEN ({self.condition}) EXECUTE FUNCTION {t}_is_frozen()",
                f"CREATE TRIGGER {t}_frozen_delete BEFORE DELETE ON {t} "
                f"FOR EACH ROW WHEN ({self.condition}) EXECUTE FUNCTION {t}_is_frozen()",
            ]
        return [
            f"CREATE TRIGGER {t}_frozen_update BEFORE UPDATE OF {columns} ON {t} WHEN {self.condition} "
            f"BEGIN SELECT RAISE(ABORT, '{t} is frozen'); END",
            f"CREATE TRIGGER {t}_frozen_delete BEFORE DELETE ON {t} WHEN {self.condition} "
            f"BEGIN SELECT RAISE(ABORT, '{t} is frozen'); END",
        ]

    def _drop(self, vendor: str) -> list[str]:
        t = self.table
        if vendor == "postgresql":
            return [
                f"DROP TRIGGER {t}_frozen_update ON {t}",
                f"DROP TRIGGER {t}_frozen_delete ON {t}",
                f"DROP FUNCTION {t}_is_frozen()",
            ]
        return [f"DROP TRIGGER {t}_frozen_update", f"DROP TRIGGER {t}_frozen_delete"]


class RefuseWhen(_Trigger):
    """Refuse `events` on `table` for every row for which `condition` holds; the condition may look at other tables.

    Args:
        table: database table.
        name: what the rule says, in snake_case; it becomes the trigger's name and the error's text.
        condition: SQL that both databases share. `ROW.` stands for the new row of an INSERT, the old row of a DELETE,
            and either row of an UPDATE; `OLD.` and `NEW.` may be used when `events` names one event that has them.
        events: some of INSERT, UPDATE, DELETE.
    """

    def __init__(self, table: str, name: str, condition: str, events: tuple[str, ...]) -> None:
        self.table, self.name, self.condition, self.events = table, name, condition, tuple(events)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.table, self.name, self.condition, self.events], {}

    def describe(self) -> str:
        return f"Refuse {', '.join(self.events)} on {self.table}: {self.name}"

    def _when(self, event: str) -> str:
        rows = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[event]
        if "ROW." not in self.condition:
            return self.condition
        return " OR ".join(f"({self.condition.replace('ROW.', f'{row}.')})" for row in rows)

    def _create(self, vendor: str) -> list[str]:
        statements = []
        for event in self.events:
            full, text = f"{self.table}_{self.name}_{event.lower()}", self.name.replace("_", " ")
            if vendor == "postgresql":
                statements += [
                    f"CREATE FUNCTION {full}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {self._when(event)} THEN "
                    f"RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                    f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$",
                    f"CREATE TRIGGER {full} BEFORE {event} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {full}()",
                ]
            else:
                statements.append(
                    f"CREATE TRIGGER {full} BEFORE {event} ON {self.table} WHEN {self._when(event)} "
                    f"BEGIN SELECT RAISE(ABORT, '{text}'); END"
                )
        return statements

    def _drop(self, vendor: str) -> list[str]:
        names = [f"{self.table}_{self.name}_{event.lower()}" for event in self.events]
        if vendor == "postgresql":
            return [s for n in names for s in (f"DROP TRIGGER {n} ON {self.table}", f"DROP FUNCTION {n}()")]
        return [f"DROP TRIGGER {n}" for n in names]


class NoTruncate(_Trigger):
    """Refuse to empty a table at one stroke, which no row trigger sees; only PostgreSQL knows such a statement."""

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.table], {}

    def describe(self) -> str:
        return f"Refuse TRUNCATE on {self.table}"

    def _create(self, vendor: str) -> list[str]:
        t = self.table
        if vendor != "postgresql":
            return []
        return [
            f"CREATE FUNCTION {t}_is_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{t} is never emptied' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {t}_no_truncate BEFORE TRUNCATE ON {t} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {t}_is_never_emptied()",
        ]

    def _drop(self, vendor: str) -> list[str]:
        t = self.table
        if vendor != "postgresql":
            return []
        return [f"DROP TRIGGER {t}_no_truncate ON {t}", f"DROP FUNCTION {t}_is_never_emptied()"]
