"""Copying an event into a new draft: its plan, never its people."""

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import capacity, naming, scheduling
from events.enums import TeamRole
from events.models import CapacityPool, Event, EventTeamMember, FormQuestion, Session
from kernel.errors import Invalid
from publishing.domain import gate


@transaction.atomic
def clone(event: Event, *, actor: Actor, start_day: date | None = None, once: UUID | None = None) -> Event:
    """Return a new draft with the same texts, settings, pools, sessions, questions and team; nobody is copied.

    The copy has a series of its own: whoever was invited to the event can be invited to its copy.

    Args:
        start_day: the first day of the copy; its last day and its sessions move along. The same day when omitted.
        once: the key of the form; sent twice, it returns the copy that the first one made.

    Raises:
        Invalid: the day is too far away, or the key is the name of something else.
    """
    if once is not None and (made := scheduling.made_with(once, actor)):
        return made
    twin = Event(copied_from=event)
    twin.public_id = once or twin.public_id
    for name in scheduling.EDITABLE:
        setattr(twin, name, getattr(event, name))
    twin.minimum_waived = ""
    shift = start_day - event.start_day if start_day and event.start_day else timedelta()
    try:
        if twin.start_day and twin.end_day:
            twin.start_day, twin.end_day = twin.start_day + shift, twin.end_day + shift
        scheduling.settle(twin)
        twin.series = naming.series_for(twin, actor, reply_days=event.series.reply_days)
        with transaction.atomic():
            twin.save(force_insert=True)
        gate.carry_over(event, twin)
        _copy_parts(event, twin, shift)
    except OverflowError:
        raise Invalid(_("This date is too far away."), code="date_too_far", field="start_day") from None
    except IntegrityError:
        if once is not None and (made := scheduling.made_with(once, actor)):
            return made  # the other press of the button was a moment faster
        raise
    if actor.user_id is not None:
        EventTeamMember.objects.get_or_create(event=twin, user_id=actor.user_id, role=TeamRole.ORGANIZER)
    audit.record(actor, "event.cloned", twin, source=event.public_id)
    return twin


def _copy_parts(event: Event, twin: Event, shift: timedelta) -> None:
    """Copy pools with empty counters, sessions, questions and the team."""
    copies: dict[int, CapacityPool] = {}
    for pool in event.pools.order_by("pk"):
        copies[pool.pk] = CapacityPool.objects.create(
            event=twin,
            parent=copies[pool.parent_id] if pool.parent_id else None,
            guaranteed=pool.guaranteed,
            **{name: getattr(pool, name) for name in ("kind", "title_en", "title_fr", "dimension", "value", "cap")},
        )
    pools = capacity.Pools.lock(twin.pk)
    pools.write()
    for session in event.sessions.all():
        Session.objects.create(
            event=twin,
            day=session.day + shift,
            **{
                name: getattr(session, name)
                for name in ("order", "title_en", "title_fr", "room", "start_time", "end_time")
            },
        )
    for question in event.questions.filter(retired=False):
        names = ("order", "kind", "text_en", "text_fr", "choices_en", "choices_fr", "required", "audience")
        FormQuestion.objects.create(event=twin, **{name: getattr(question, name) for name in names})
    for member in event.team.all():
        EventTeamMember.objects.create(
            event=twin, user_id=member.user_id, role=member.role, added_by_id=member.added_by_id
        )
