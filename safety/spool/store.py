"""The store of protected input, and the router that keeps it apart."""

from typing import Any

from django.db.models import Model

PROTECTED_APPS = frozenset({"spool"})
PROTECTED_ALIAS = "protected"


class ProtectedInputRouter:
    """Send the spool of protected input to its own store and refuse relations across stores (safety 4)."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return PROTECTED_ALIAS if model._meta.app_label in PROTECTED_APPS else None

    db_for_write = db_for_read

    def allow_relation(self, first: Model, second: Model, **hints: Any) -> bool | None:
        ours = {first._meta.app_label in PROTECTED_APPS, second._meta.app_label in PROTECTED_APPS}
        return False if len(ours) == 2 else None

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool:
        return (alias == PROTECTED_ALIAS) == (app_label in PROTECTED_APPS)
