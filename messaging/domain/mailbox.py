"""The demonstration's mailbox: keeping what would have been sent."""

from uuid import UUID

from django.db import transaction

from messaging.kinds import Composed
from messaging.models import LocalMail


def keep(composed: Composed, reference: UUID, raw: bytes) -> None:
    """Keep one message; keeping it again changes nothing."""
    row = LocalMail(
        id=reference,
        address=composed.address,
        subject=composed.subject[:300],
        language=composed.language,
        has_calendar=composed.calendar is not None,
        raw=raw,
    )
    with transaction.atomic():
        LocalMail.objects.bulk_create([row], ignore_conflicts=True)


def holds(reference: UUID) -> bool:
    """Tell whether the mailbox has this message."""
    return LocalMail.objects.filter(pk=reference).exists()
