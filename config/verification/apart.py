"""Protected participation: counts that agree, and a store that holds what it may and nothing else (safety 4, 5, 7)."""

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import Count, Exists, OuterRef, Q

from config.verification.finding import Found
from events.enums import SEATED, SafetyTier
from events.models import Event, Registration
from safety.domain import sealing
from safety.domain.contributions import SMALLEST_BATCH
from safety.enums import CodeState, HandleState
from safety.models import CodePool, Handle
from safety.spool.models import ContributionCode, ReleasedContribution, SpoolItem
from safety.spool.store import PROTECTED_ALIAS, PROTECTED_APPS

_ENVELOPE = 1 + 32 + 16  # version, key, tag
OWN_TABLES = frozenset({"django_migrations"})


def handles() -> Found:
    """Look whether codes, handles and seats agree in number, without ever saying which belongs to which."""
    found = Found("handles", rows=Handle.objects.count())
    used = Count("codes", filter=Q(codes__state=CodeState.USED))
    for pool in CodePool.objects.annotate(spent=used, made=Count("codes")).order_by("pk"):
        if pool.spent != pool.used:
            found.against(pool, "used")
        if pool.made != pool.size:
            found.against(pool, "size")
    seat = Registration.objects.filter(handle=OuterRef("pk"), state__in=sorted(SEATED))
    seat = seat.filter(event__public_id=OuterRef("event_ref"), event__safety_tier=SafetyTier.PROTECTED)
    for event_ref, state, seated in Handle.objects.annotate(seated=Exists(seat)).values_list(
        "event_ref", "state", "seated"
    ):
        if state == HandleState.WITHDRAWN and seated:
            found.problems.append(f"{Event._meta.label} {event_ref} seat_of_somebody_who_left")
    named = Registration.objects.filter(handle__isnull=False).exclude(event__safety_tier=SafetyTier.PROTECTED)
    found.problems += [
        f"{Event._meta.label} {ref} handle_at_an_open_event"
        for ref in sorted({str(ref) for ref in named.values_list("event__public_id", flat=True)})
    ]
    return found


def protected_store() -> Found:
    """Look whether protected input stands apart, sealed while it waits and never released in a small batch."""
    found = Found("protected_store", rows=SpoolItem.objects.count() + ReleasedContribution.objects.count())
    found.problems += _tables()
    for item in SpoolItem.objects.order_by("pk").iterator(200):
        if not _whole(bytes(item.sealed)):
            found.against(item, "seal_broken")
    small = ReleasedContribution.objects.values("released_on").annotate(n=Count("pk")).filter(n__lt=SMALLEST_BATCH)
    found.problems += [
        f"{ReleasedContribution._meta.label} {row['released_on'].isoformat()} batch_too_small"
        for row in small.order_by("released_on")
    ]
    if ContributionCode.objects.filter(state=CodeState.USED).count() < found.rows:
        found.problems.append(f"{ContributionCode._meta.label} more_texts_than_codes")
    return found


def _tables() -> list[str]:
    ours = {model._meta.db_table for app in PROTECTED_APPS for model in apps.get_app_config(app).get_models()}
    wrong = []
    for alias in connections:
        tables = set(connections[alias].introspection.table_names())
        misplaced = tables - ours - OWN_TABLES if alias == PROTECTED_ALIAS else tables & ours
        wrong += [f"{alias} {table} in_the_wrong_store" for table in sorted(misplaced)]
    return wrong


def _whole(sealed: bytes) -> bool:
    """Tell whether a sealed value is one of ours; opened only where the release job's key is at hand."""
    if sealed[:1] != sealing.VERSION or (len(sealed) - _ENVELOPE) % sealing.STEP:
        return False
    if not settings.SPOOL_PRIVATE_KEY:
        return True
    try:
        sealing.open_sealed(sealed)
    except ValueError:
        return False
    return True
