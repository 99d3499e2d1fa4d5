"""What the minute's sweep does: everything that is owed by a deadline, each by its own verb in its own commit."""

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.actors import Actor
from events.domain import inviting, reminders, waiting_list, zone_rules
from events.enums import (
    ADMITTING,
    BEFORE_REPLIES,
    LIVE_QUEUE,
    OPENED,
    EventState,
    InvitationState,
    OfferState,
    QueueState,
)
from events.models import CapacityPool, Event, Invitation, InvitationOption, Offer, QueueEntry, Reminder
from kernel import wall_time
from kernel.errors import DomainError

log = structlog.get_logger("jobs")
MOST = 500  # of a kind in one sweep; the rest comes a minute later
OVER = (EventState.CONCLUDED, EventState.ARCHIVED, EventState.CANCELLED)


def sweep() -> int:
    """Do everything that is due; return how many things were done. One that fails never stops the others."""
    now = timezone.now()
    offers = Offer.objects.filter(state=OfferState.MADE, expires_at__lte=now)
    done = _each(offers.exclude(entry__event__state__in=sorted(BEFORE_REPLIES)), waiting_list.expire)
    done += _each(inviting.overdue(now), inviting.expire)
    done += _each(_events_to_fill(), waiting_list.fill)
    done += _each(_lists_to_close(), waiting_list.close)
    done += _each(Reminder.objects.filter(fired_at__isnull=True, due_at__lte=now), reminders.fire)
    done += inviting.release_due()
    done += inviting.answer_link_requests()
    done += _each(_invitations_to_close(), inviting.close)
    done += _each(_events_of_older_zones(), _rederive)
    return done


def _each(rows: Iterable[Any], act: Callable[[Any], int | bool]) -> int:
    done = 0
    for row in list(rows.order_by("pk")[:MOST]):  # type: ignore[attr-defined]
        try:
            done += int(act(row))
        except DomainError as error:
            log.warning("sweep_refused", code=error.code)
    return done


def _events_to_fill() -> Any:
    """Events where somebody waits and the root pool has room: an offer is owed, or a decision says why not."""
    waits = QueueEntry.objects.filter(event=OuterRef("pk"), state=QueueState.WAITING)
    room = CapacityPool.objects.filter(
        event=OuterRef("pk"), parent__isnull=True, closed=False, cap__gt=F("taken") + F("held")
    )
    return Event.objects.filter(Exists(waits), Exists(room), state__in=sorted(ADMITTING), cut_off_at__gt=timezone.now())


def _lists_to_close() -> Any:
    waits = QueueEntry.objects.filter(event=OuterRef("pk"), state__in=sorted(LIVE_QUEUE))
    return Event.objects.filter(Exists(waits), cut_off_at__lte=timezone.now()).exclude(state__in=sorted(BEFORE_REPLIES))


def _invitations_to_close() -> Any:
    ahead = InvitationOption.objects.filter(invitation=OuterRef("pk")).exclude(event__state__in=OVER)
    return Invitation.objects.filter(~Exists(ahead), state=InvitationState.ANSWERED)


def _events_of_older_zones() -> Any:
    stamped = ~Q(tz_version="") & ~Q(tz_version=wall_time.tz_version())
    ahead = Q(state__in=sorted(OPENED - set(OVER))) | Q(
        state__in=(EventState.DRAFT, EventState.PLANNED, EventState.POSTPONED)
    )
    return Event.objects.filter(stamped, ahead)


def _rederive(event: Event) -> bool:
    return zone_rules.rederive(event, actor=Actor.system("zone_data"))
