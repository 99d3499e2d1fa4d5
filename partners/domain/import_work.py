"""The work on an import: chunk after chunk, each one transaction, under a lease that a dead worker loses (EV-A13).

Killed anywhere, the chunk under way leaves nothing behind and the next run goes on after the last one that committed.
"""

import gc
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.actors import Actor, Via
from accounts.domain import audit
from kernel.moves import step
from partners.domain import import_rows, imports
from partners.domain.import_checks import Checker
from partners.import_states import IMPORT_MOVES, WORKING, ImportState, Outcome
from partners.models import ImportRow, PeopleImport

log = structlog.get_logger("imports")
ACTOR = Actor.system("imports")
LEASE = timedelta(seconds=120)
CHUNK = 500
ATTEMPTS = 3
KEPT = timedelta(days=7)  # cells of refused rows, and files that nobody confirms


def resume() -> int:
    """Take up every import that nobody works on, and forget what is kept no longer; return how many rows were settled."""
    now = timezone.now()
    waiting = PeopleImport.objects.filter(state__in=sorted(WORKING)).filter(
        Q(lease_until=None) | Q(lease_until__lte=now)
    )
    settled = 0
    for public_id in waiting.order_by("pk").values_list("public_id", flat=True)[:20]:
        settled += work(str(public_id))
    return settled + forget(now - KEPT)


def work(public_id: str) -> int:
    """Work on one import until it needs a person or is done; return how many rows were settled.

    Harmless when another worker has it, or there is nothing to do.
    """
    owner = claim(public_id)
    if not owner:
        return 0
    settled, checker = 0, None
    try:
        while True:
            held = PeopleImport.objects.filter(public_id=public_id, lease_owner=owner).first()
            if held is None or not held.is_working:
                return settled
            settle: Callable[[PeopleImport, list[ImportRow]], None]
            if held.state == ImportState.CHECKING:
                checker = checker or Checker(held)
                settle = checker.settle
            else:
                settle = import_rows.apply
            with _no_collecting():
                settled += _chunk(held, owner, settle)
    except Exception as error:  # noqa: BLE001 - one import that fails holds up no other; after three it is shown
        log.error("import_failed", error=type(error).__name__, attempt=_give_back(public_id, owner))
        return settled


def claim(public_id: str) -> str:
    """Take the lease of an import; empty when somebody holds it, it rests, or it was tried too often."""
    now, owner = timezone.now(), secrets.token_hex(12)
    free = PeopleImport.objects.filter(public_id=public_id, state__in=sorted(WORKING)).filter(
        Q(lease_until=None) | Q(lease_until__lte=now)
    )
    taken = free.filter(attempts__lt=ATTEMPTS).update(
        lease_owner=owner, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    if taken:
        return owner
    if free.filter(attempts__gte=ATTEMPTS).exists():
        _set_aside(public_id)
    return ""


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep the collector of cycles still for one chunk: it costs a quarter of the work and finds nothing there (PF-13)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@transaction.atomic
def _set_aside(public_id: str) -> None:
    """Show an import that stopped its workers three times to a person."""
    held: PeopleImport = PeopleImport.objects.lock(public_id=public_id)  # type: ignore[attr-defined]
    if not held.is_working or held.attempts < ATTEMPTS:
        return
    held.state = step(IMPORT_MOVES, held.state, ImportState.STUCK)
    held.lease_owner = held.lease_until = None
    held.save(update_fields=("state", "lease_owner", "lease_until"))
    audit.record(ACTOR, "import.stuck", held)


def _give_back(public_id: str, owner: str) -> int:
    """Release the lease after a failure; the attempt stays counted."""
    row = PeopleImport.objects.filter(public_id=public_id, lease_owner=owner)
    attempt = row.values_list("attempts", flat=True).first() or 0
    row.update(lease_owner=None, lease_until=None)
    return attempt


@transaction.atomic
def _chunk(held: PeopleImport, owner: str, settle: Callable[[PeopleImport, list[ImportRow]], None]) -> int:
    """Settle the next rows and say so on the import, in one transaction; finish when there is none.

    Rows of two imports are never written at once, so that two files cannot both add one person.
    """
    if held.state == ImportState.APPLYING:
        PeopleImport.objects.lock_all(state=ImportState.APPLYING)  # type: ignore[attr-defined]
    held = PeopleImport.objects.lock(pk=held.pk)  # type: ignore[attr-defined]
    if held.lease_owner != owner:
        return 0
    checking = held.state == ImportState.CHECKING
    pending = held.rows.filter(finding="") if checking else held.rows.filter(outcome="")
    rows = list(pending.order_by("line")[:CHUNK])
    if rows:
        settle(held, rows)
        counter = "rows_checked" if checking else "rows_applied"
        setattr(held, counter, getattr(held, counter) + len(rows))
        held.attempts, held.lease_until = 0, timezone.now() + LEASE
        held.save(update_fields=(counter, "attempts", "lease_until"))
    if len(rows) < CHUNK:
        _finish(held)
    return len(rows)


def _finish(held: PeopleImport) -> None:
    done = held.state == ImportState.APPLYING
    held.state = step(IMPORT_MOVES, held.state, ImportState.DONE if done else ImportState.CHECKED)
    held.lease_owner = held.lease_until = None
    held.attempts = 0
    if done:
        held.finished_at = timezone.now()
        counted: dict[str, Any] = {word: held.rows.filter(outcome=word).count() for word in Outcome.values}
        actor = Actor.of(held.confirmed_by, via=Via.JOB) if held.confirmed_by else ACTOR
        audit.record(actor, "import.finished", held, rows=held.rows_total, **counted)
    held.save(update_fields=("state", "lease_owner", "lease_until", "attempts", "finished_at"))


def forget(before: datetime) -> int:
    """Discard what nobody confirmed since, and empty the cells of refused rows; return how many imports changed."""
    changed = 0
    idle = PeopleImport.objects.filter(state__in=(ImportState.READ, ImportState.CHECKED), created_at__lte=before)
    for held in idle.order_by("pk")[:20]:
        imports.discard(held, actor=ACTOR)
        changed += 1
    full = PeopleImport.objects.filter(state=ImportState.DONE, finished_at__lte=before, emptied_at=None)
    for held in full.order_by("pk")[:20]:
        empty(held)
        changed += 1
    return changed


@transaction.atomic
def empty(people_import: PeopleImport) -> None:
    """Erase what is left of the cells; the numbers stay."""
    held: PeopleImport = PeopleImport.objects.lock(pk=people_import.pk)  # type: ignore[attr-defined]
    held.rows.update(cells=[], values={}, matches=[])
    held.file_name, held.emptied_at = "", timezone.now()
    held.save(update_fields=("file_name", "emptied_at"))
    audit.record(ACTOR, "import.emptied", held)
