"""Background work of `partners`: thin and idempotent; an id at most, for the rows say what is owed."""

from celery import shared_task

from accounts.actors import Actor
from messaging.domain.jobs import periodic
from partners.domain import commitment_sweeps, import_work, organizations
from partners.enums import Task


@shared_task(name=Task.SWEEP)
@periodic("commitments", every=60)
def sweep() -> int:
    """Release what is planned, start what has begun, remind of what falls due."""
    return commitment_sweeps.sweep()


@shared_task(name=Task.IMPORT, soft_time_limit=240, time_limit=300)
def work_on_import(public_id: str) -> int:
    """Check or apply the rows of one import; woken on commit, made sure by the sweep."""
    return import_work.work(public_id)


@shared_task(name=Task.RESUME, soft_time_limit=240, time_limit=300)
@periodic("imports", every=60, exclusive=False)
def resume_imports() -> int:
    """Take up imports whose worker died or was never told, and empty what is kept no longer (EV-A13)."""
    return import_work.resume()


@shared_task(name=Task.NAMES)
@periodic("organization names", every=3600)
def follow_names() -> int:
    """Put the names of organizations in force on their day (PA-A9)."""
    return organizations.follow_names(actor=Actor.system("organization names"))
