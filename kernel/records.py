"""The base of every table: an integer that joins, a UUID that faces the world, and the one way to lock a row."""

import uuid
from typing import Any, ClassVar, TypeVar

from django.db import models

_Row = TypeVar("_Row", bound=models.Model)


class LockQuerySet(models.QuerySet[_Row]):
    """Rows that can be held until the transaction ends. On SQLite the open IMMEDIATE transaction is the lock."""

    def lock(self, **lookup: Any) -> _Row:
        """Return exactly one row, held until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk").get(**lookup)

    def lock_all(self, **lookup: Any) -> list[_Row]:
        """Return the matching rows in key order, all held until the transaction ends (EV-4)."""
        return list(self.select_for_update(of=("self",), no_key=True).order_by("pk").filter(**lookup))


class Record(models.Model):
    """Abstract row with both identities and its birth."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)

    objects: ClassVar[models.Manager[Any]] = LockQuerySet.as_manager()

    class Meta:
        abstract = True
