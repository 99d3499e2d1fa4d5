"""The daily release of protected input."""

from celery import shared_task
from django.utils import timezone

from safety.domain import contributions


@shared_task(name="safety.tasks.release", acks_late=True, ignore_result=True)
def release() -> None:
    """Release what waits, once a day (safety 7)."""
    contributions.release(timezone.localdate())
