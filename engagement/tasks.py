"""Background work: opening and closing on time, and telling people what came of their input."""

import datetime

from celery import shared_task

from accounts.actors import Actor
from engagement.domain import consultations, discretion, loop, withdrawal
from engagement.enums import Task
from messaging.domain.jobs import periodic


@shared_task(name=Task.SWEEP)
@periodic("consultations", every=60)
def sweep() -> int:
    """Open and close what is due, tell whatever no nudge announced, forget drafts of long ago; harmless when idle."""
    moved = consultations.follow_the_clock(actor=Actor.system("engagement.clock"))
    moved += withdrawal.forget_drafts(actor=Actor.system("engagement.retention"))
    return moved + loop.tell(actor=Actor.system("engagement.loop"))


@shared_task(name=Task.COUNT)
@periodic("anonymous input by day", every=86400, missed="catch_up")
def count_day(planned_at: datetime.datetime) -> int:
    """Enter how much was done anonymously on a day that is surely over: a run may come half a day early."""
    day = planned_at.date() - datetime.timedelta(days=2)
    return discretion.count_day(day, actor=Actor.system("engagement.counting"))


@shared_task(name=Task.TELL)
def tell() -> int:
    """Tell the news; woken on commit, so many may run at once."""
    return loop.tell(actor=Actor.system("engagement.loop"))
