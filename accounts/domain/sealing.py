"""The chain over the audit trail (RE-24, reliability 3.5).

Each seal is an HMAC over the seal before it and one entry, with a key the database does not hold. Which entry a seal
covers is written in it, because PostgreSQL may commit an entry with a lower id after one with a higher id: the late
one is simply sealed later. A chain cannot see that its tail was cut, so its newest seal goes outside every hour.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from accounts.models import AuditEntry, AuditSeal

log = structlog.get_logger("audit")
GENESIS = "0" * 64
BATCH = 500
MOST_BATCHES = 40
# longer than any transaction may run: an id this much older than the newest seal can no longer appear
GRACE = timedelta(hours=1)


@dataclass(frozen=True)
class Verdict:
    """What the verification found. `ok` is false with the first bad place in `position`, `entry` and `why`."""

    ok: bool
    entries: int
    seals: int
    unsealed: int
    anchors: int
    position: int | None = None
    entry: int | None = None
    why: str = ""

    def as_json(self) -> str:
        """Return one line of JSON."""
        return json.dumps(asdict(self))


class _Bad(Exception):
    def __init__(self, why: str, *, position: int | None = None, entry: int | None = None) -> None:
        super().__init__(why)
        self.why, self.position, self.entry = why, position, entry


def anchors_file() -> Path:
    """Return where anchors are kept: beside the data, to be shipped to another host with the backups."""
    return Path(settings.VAR) / "audit-anchors.jsonl"


def canonical(entry: AuditEntry) -> bytes:
    """Return the one byte form of an entry, the same on every database."""
    columns = {
        "id": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_kind": entry.actor_kind,
        "actor_ref": entry.actor_ref,
        "via": entry.via,
        "verb": entry.verb,
        "subject_kind": entry.subject_kind,
        "subject_ref": entry.subject_ref,
        "fields": entry.fields,
        "facts": entry.facts,
        "request_id": entry.request_id,
    }
    return json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def link(before: str, position: int, entry: AuditEntry) -> str:
    """Return the seal of one entry after the seal `before`."""
    message = b"\n".join((before.encode(), str(position).encode(), canonical(entry)))
    return hmac.new(settings.AUDIT_KEY.encode(), message, hashlib.sha256).hexdigest()


def seal() -> int:
    """Chain every finished entry that has no seal yet, and return how many.

    Two sealers at once are harmless: positions are unique, the later one gives way.
    """
    sealed = 0
    for _batch in range(MOST_BATCHES):
        try:
            count = _seal_batch()
        except IntegrityError:
            break
        sealed += count
        if count < BATCH:
            break
    return sealed


@transaction.atomic
def _seal_batch() -> int:
    last = AuditSeal.objects.order_by("-position").first()
    position, mac = (last.position, last.mac) if last else (0, GENESIS)
    seals = []
    for entry in _unsealed().filter(pk__gt=_floor(last)).order_by("pk")[:BATCH]:
        position += 1
        mac = link(mac, position, entry)
        seals.append(AuditSeal(position=position, entry_id=entry.pk, mac=mac))
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def _unsealed() -> Any:
    return AuditEntry.objects.filter(~Exists(AuditSeal.objects.filter(entry_id=OuterRef("pk"))))


def _floor(last: AuditSeal | None) -> int:
    """Return the id up to which no entry can appear any more."""
    if last is None:
        return 0
    found = AuditSeal.objects.filter(at__lt=last.at - GRACE).aggregate(highest=Max("entry_id"))
    return found["highest"] or 0


def anchor() -> int:
    """Append the newest seal to the anchors' file and to the log, and return its position."""
    last = AuditSeal.objects.order_by("-position").first()
    if last is None:
        return 0
    words = {"at": timezone.now().isoformat(timespec="seconds"), "position": last.position, "mac": last.mac}
    path = anchors_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(json.dumps(words) + "\n")
        file.flush()
        os.fsync(file.fileno())
    log.info("audit_anchor", count=last.position, code=last.mac)
    return last.position


def verify(anchors: Path | None = None) -> Verdict:
    """Walk the whole chain and compare it with the anchors.

    Args:
        anchors: file of anchors; the platform's own when omitted.

    Returns:
        A verdict that names the first bad row: an entry changed, deleted, inserted or moved, a seal lost or forged,
        a tail that was cut.
    """
    last = AuditSeal.objects.order_by("-position").first()
    counts = {
        "entries": AuditEntry.objects.count(),
        "seals": AuditSeal.objects.count(),
        "unsealed": _unsealed().count(),
        "anchors": 0,
    }
    try:
        _walk()
        _look_for_inserted(last)
        counts["anchors"] = _compare_anchors(anchors or anchors_file())
    except _Bad as bad:
        return Verdict(False, **counts, position=bad.position, entry=bad.entry, why=bad.why)
    return Verdict(True, **counts)


def _walk() -> None:
    expected, mac = 1, GENESIS
    for seals in _pages():
        entries = AuditEntry.objects.in_bulk([one.entry_id for one in seals])
        for one in seals:
            if one.position != expected:
                raise _Bad("seal_missing", position=expected)
            entry = entries.get(one.entry_id)
            if entry is None:
                raise _Bad("entry_deleted", position=one.position, entry=one.entry_id)
            mac = link(mac, one.position, entry)
            if not hmac.compare_digest(mac, one.mac):
                raise _Bad("entry_or_seal_changed", position=one.position, entry=one.entry_id)
            expected += 1


def _pages() -> Iterator[list[AuditSeal]]:
    after = 0
    while page := list(AuditSeal.objects.filter(position__gt=after).order_by("position")[:BATCH]):
        yield page
        after = page[-1].position


def _look_for_inserted(last: AuditSeal | None) -> None:
    inserted = _unsealed().filter(pk__lte=_floor(last)).order_by("pk").first()
    if inserted is not None:
        raise _Bad("entry_inserted", entry=inserted.pk)


def _compare_anchors(path: Path) -> int:
    if not path.exists():
        return 0
    count = 0
    for words in path.read_text(encoding="utf-8").splitlines():
        try:
            kept = json.loads(words)
            position, mac = int(kept["position"]), str(kept["mac"])
        except (ValueError, KeyError, TypeError) as error:
            raise _Bad("anchor_unreadable", position=count + 1) from error
        found = AuditSeal.objects.filter(position=position).first()
        if found is None:
            raise _Bad("tail_cut", position=position)
        if not hmac.compare_digest(found.mac, mac):
            raise _Bad("chain_rewritten", position=position, entry=found.entry_id)
        count += 1
    return count
