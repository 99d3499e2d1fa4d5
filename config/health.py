"""Health: `live` touches nothing, `ready` asks what a page needs, `state` tells operators what is late (3.17).

None of them shows an id, an address or a text. `ready` turns red only for what this process needs to answer a page:
the main store, its migrations, the cache, and the gate of SQLite. It also shows the broker, the outbox and the jobs,
which never take a web process out of service: one late job would take them all.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection, connections, router
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import AuditEntry, AuditSeal
from config.celery import app
from kernel.sqlite import gate
from messaging import queries

LATE_MESSAGE = 120  # seconds that a due message may wait before somebody is called
LATE_SEAL = 7200
RECENT_ENTRIES = 10_000  # how far back an entry that committed late is looked for
GATE_PATIENCE = 10.0


@dataclass(frozen=True)
class Part:
    """One thing that is well or not, with figures."""

    ok: bool
    facts: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok, **self.facts}


def _asked(question: Callable[[], Part]) -> Part:
    """Return the answer, or a red part that names the kind of error and nothing else."""
    try:
        return question()
    except Exception as error:  # noqa: BLE001 - whatever fails here is what health is about
        return Part(False, {"error": type(error).__name__})


def _seconds_since(moment: datetime | None) -> int | None:
    return None if moment is None else max(0, round((timezone.now() - moment).total_seconds()))


def database() -> Part:
    """Ask the main store for one row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return Part(cursor.fetchone() == (1,), {"engine": connection.vendor})


_migrated: set[str] = set()


def migrations() -> Part:
    """Tell whether every migration is applied; asked until it is, then remembered."""
    for alias in connections:
        if alias not in _migrated:
            executor = MigrationExecutor(connections[alias])
            ours = [node for node in executor.loader.graph.leaf_nodes() if router.allow_migrate(alias, node[0])]
            if executor.migration_plan(ours):
                return Part(False)
            _migrated.add(alias)
    return Part(True)


def shared_cache() -> Part:
    """Write a value and read it back."""
    cache.set("health", "well", timeout=60)
    return Part(cache.get("health") == "well")


def gates() -> Part:
    """Wait in line at the gate of the embedded store; a holder that hangs shows here."""
    if connection.vendor != "sqlite":
        return Part(True)
    return Part(gate.can_be_had(connection.settings_dict["NAME"], GATE_PATIENCE))


def broker() -> Part:
    """Reach the broker, without patience."""
    with app.connection_for_write(connect_timeout=1) as link:
        link.ensure_connection(max_retries=1, timeout=1)
    return Part(True)


def outbox() -> Part:
    """Find the oldest message that is due, those nobody can be sure about, and leases that ran out."""
    found = queries.outbox()
    well = found["oldest_due_seconds"] <= LATE_MESSAGE and not found["uncertain"] and not found["leases_over"]
    return Part(well, found)


@functools.cache
def _read_tasks() -> None:
    """Read the tasks, which declare the periodic jobs, once: a web process has no other use for them."""
    app.autodiscover_tasks(force=True)


def periodic_jobs() -> Part:
    """Show the last success of each declared job; one is late after three intervals without success."""
    _read_tasks()
    installed = MigrationRecorder(connection).migration_qs.order_by("applied").values_list("applied", flat=True).first()
    shown = queries.periodic_jobs(installed)
    return Part(not any(job["late"] for job in shown.values()), {"jobs": shown})


def audit_seals() -> Part:
    """Find how long the oldest entry has waited for its seal."""
    newest = AuditSeal.objects.order_by("-position").values_list("entry_id", flat=True).first() or 0
    sealed = AuditSeal.objects.filter(entry_id=OuterRef("pk"))
    unsealed = AuditEntry.objects.filter(~Exists(sealed), pk__gt=newest - RECENT_ENTRIES)
    oldest = unsealed.order_by("pk").values_list("at", flat=True).first()
    age = _seconds_since(oldest) or 0
    return Part(age <= LATE_SEAL, {"oldest_unsealed_seconds": age})


NEEDED = {"database": database, "migrations": migrations, "cache": shared_cache, "gate": gates}
SHOWN = {"broker": broker, "outbox": outbox, "jobs": periodic_jobs}
WATCHED = {**SHOWN, "audit": audit_seals}


def _answer(parts: dict[str, Part], decisive: set[str], well: str, ill: str) -> JsonResponse:
    ok = all(parts[name].ok for name in decisive)
    body = {"status": well if ok else ill, **{name: part.as_json() for name, part in parts.items()}}
    return JsonResponse(body, status=200 if ok else 503)


@login_not_required
@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Answer, and touch nothing."""
    request.leaves_no_log = True  # type: ignore[attr-defined]
    return JsonResponse({"status": "alive"})


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Tell whether this process can answer a page, and show broker, outbox and jobs beside it."""
    request.leaves_no_log = True  # type: ignore[attr-defined]
    parts = {name: _asked(question) for name, question in {**NEEDED, **SHOWN}.items()}
    return _answer(parts, set(NEEDED), "ready", "not ready")


@login_not_required
@require_safe
@never_cache
def state(request: HttpRequest) -> JsonResponse:
    """Tell operators whether anything owed is late; the proxy keeps this address inside."""
    request.leaves_no_log = True  # type: ignore[attr-defined]
    parts = {name: _asked(question) for name, question in {**NEEDED, **WATCHED}.items()}
    return _answer(parts, set(parts), "well", "somebody must look")
