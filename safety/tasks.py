"""The daily release of protected input."""

from celery import shared_task
from django.utils import timezone

from messaging.domain.jobs import periodic
from safety.domain import contributions
from safety.enums import Task


@shared_task(name=Task.RELEASE)
@periodic("protected input", every=86400)
def release() -> int:
    """Release what waits, once a day (safety 7); a worker without the key fails here, so that health shows it."""
    return contributions.release(timezone.localdate())
