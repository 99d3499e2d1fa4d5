"""Django's SQLite backend whose write transactions queue first come, first served.

The gate is taken when a transaction opens and left when it ends. It gives fairness, not correctness: a statement
outside a transaction relies on SQLite's own lock.
"""

import os
import threading
from typing import Any

from django.db.backends.sqlite3 import base

from kernel.folding import fold_or_none
from kernel.sqlite import gate
from kernel.sqlite.schema import DatabaseSchemaEditor

_thread = threading.local()


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]
    """SQLite behind a fair gate; two stores never share a transaction."""

    SchemaEditorClass = DatabaseSchemaEditor
    _gate: int | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file and teach the connection `folded`, by which lists are ordered."""
        connection = super().get_new_connection(conn_params)
        connection.create_function("folded", 1, fold_or_none, deterministic=True)
        return connection

    def _enter_gate(self) -> None:
        if self.is_in_memory_db():
            return
        if getattr(_thread, "holder", None) is not None:
            raise RuntimeError(
                f"'{_thread.holder}' has an open transaction; do not open one on '{self.alias}' inside it"
            )
        self._gate = gate.enter(self.settings_dict["NAME"], self.settings_dict["OPTIONS"].get("timeout"))
        _thread.holder = self.alias

    def _leave_gate(self) -> None:
        if self._gate is not None:
            os.close(self._gate)
            self._gate = _thread.holder = None

    def _start_transaction_under_autocommit(self) -> None:
        try:
            self._enter_gate()
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave_gate()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._leave_gate()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_gate()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._leave_gate()
