"""What needs the organizer now, in order of consequence, each with the one act that settles it (screens 4)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from events import policies
from events.enums import (
    ADMITTING,
    UNSETTLED_NEED,
    USABLE_INVITATION,
    EventState,
    InvitationState,
    OfferState,
    OptionState,
    PoolKind,
    RegistrationState,
    SignatureState,
    TeamRole,
)
from events.models import (
    CapacityPool,
    Event,
    EventTeamMember,
    Invitation,
    InvitationOption,
    NeedRequest,
    Offer,
    Registration,
    Session,
)
from events.queries import undelivered
from kernel.bilingual import text
from kernel.wall_time import to_wall
from partners.days import HOUSE_ZONE
from publishing.domain import gate

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Task:
    """One thing to do: words, the address of the act, its name, and whether it cannot wait."""

    text: str
    url: str
    label: str
    urgent: bool = False

    @property
    def tone(self) -> str:
        """How it is marked in a list of what to do."""
        return "bad" if self.urgent else ""


@dataclass(frozen=True)
class EventCard:
    """One coming event: seats and days left."""

    event: Event
    pool: CapacityPool | None
    days: int | None


def tasks(user: User) -> list[Task]:
    """Return what needs this organizer, the most consequential first; at most twelve statements and one an open event."""
    events = list(
        policies.events_run_by(user)
        .exclude(state__in=(EventState.ARCHIVED, EventState.CANCELLED))
        .select_related("place")
        .order_by("starts_at", "pk")
    )
    now = timezone.now()
    return [*_pressing(events, now), *_steps(events, now), *_unsent(events), *_programs(events)]


def tasks_of(event: Event) -> list[Task]:
    """Return what one event needs besides its own next step; at most eleven statements."""
    if event.state in (EventState.ARCHIVED, EventState.CANCELLED):
        return []
    return [*_pressing([event], timezone.now()), *_unsent([event]), *_programs([event])]


def _pressing(events: list[Event], now: Any) -> list[Task]:
    return [
        *_stuck(events),
        *_needs(events, now),
        *_near(events, now),
        *_moved(events),
        *_doors(events, now),
        *_approvals(events),
        *_offers(events, now),
        *_bounced(events),
        *_late_replies(events, now),
        *_languages(events),
    ]


def cards(user: User) -> list[EventCard]:
    """Return the next events with their seats; two statements."""
    events = list(
        policies.events_run_by(user)
        .exclude(state__in=(EventState.ARCHIVED, EventState.CANCELLED, EventState.CONCLUDED))
        .select_related("place")
        .order_by("starts_at", "pk")[:8]
    )
    pools = {
        pool.event_id: pool for pool in CapacityPool.objects.filter(event__in=events, kind=PoolKind.ROOT).order_by("pk")
    }
    now = timezone.now()
    days = {event.pk: to_wall(now, event.zone or HOUSE_ZONE.key).date() for event in events}  # where the event is
    return [
        EventCard(event, pools.get(event.pk), (event.start_day - days[event.pk]).days if event.start_day else None)
        for event in events
    ]


def _name(event: Event) -> str:
    return text(event, "title") or text(event, "title", "en") or _("Event without a title")


def _url(name: str, event: Event) -> str:
    return reverse(name, args=[event.public_id])


def _counts(rows: Any, field: str) -> dict[int, int]:
    return {key: number for key, number in rows.values_list(field).annotate(n=Count("pk")).order_by(field) if number}


def _stuck(events: list[Event]) -> list[Task]:
    counts = undelivered.needing(events)
    return [
        Task(
            ngettext(
                "%(event)s: %(count)s message may not have arrived and needs a decision.",
                "%(event)s: %(count)s messages may not have arrived and need a decision.",
                counts[event.pk],
            )
            % {"event": _name(event), "count": counts[event.pk]},
            _url("events:event_messages", event),
            _("Decide"),
            urgent=True,
        )
        for event in events
        if event.pk in counts and not event.protected
    ]


def _bounced(events: list[Event]) -> list[Task]:
    coming = [event for event in events if event.state in ADMITTING and not event.protected]
    counts = undelivered.bounced(coming) if coming else {}
    return [
        Task(
            ngettext(
                "%(event)s: %(count)s invitation came back undelivered.",
                "%(event)s: %(count)s invitations came back undelivered.",
                counts[event.pk],
            )
            % {"event": _name(event), "count": counts[event.pk]},
            _url("events:invitations", event) + "?state=bounced",
            _("See who"),
        )
        for event in coming
        if event.pk in counts
    ]


def _near(events: list[Event], now: Any) -> list[Task]:
    found = []
    for event in events:
        if event.starts_at is None or event.starts_at > now + SOON:
            continue
        if event.state == EventState.INVITING:
            words = _("%s is near and not said to be ready.") if event.starts_at > now else _("%s was to begin.")
            found.append(
                Task(words % _name(event), _url("events:event", event), _("Say that it is ready"), urgent=True)
            )
        elif event.state == EventState.READY and event.starts_at <= now:
            words = _("%s was to begin.")
            found.append(
                Task(words % _name(event), _url("events:event", event), _("Say that it has begun"), urgent=True)
            )
    return found


def _moved(events: list[Event]) -> list[Task]:
    return [
        Task(
            _("%s moved: the rules of its time zone have changed.") % _name(event),
            _url("events:event", event),
            _("Take note"),
        )
        for event in events
        if event.instants_moved_at is not None and event.state != EventState.CONCLUDED
    ]


def _needs(events: list[Event], now: Any) -> list[Task]:
    soon = [e.pk for e in events if e.starts_at and now < e.starts_at < now + 2 * SOON]
    rows = NeedRequest.objects.filter(
        registration__event__in=soon, critical=True, state__in=UNSETTLED_NEED, registration__state="confirmed"
    )
    counts = _counts(rows, "registration__event")
    return [
        Task(
            ngettext(
                "%(event)s: %(count)s need is not arranged and the day is near.",
                "%(event)s: %(count)s needs are not arranged and the day is near.",
                counts[event.pk],
            )
            % {"event": _name(event), "count": counts[event.pk]},
            _url("events:needs", event),
            _("Arrange"),
            urgent=True,
        )
        for event in events
        if event.pk in counts
    ]


def _doors(events: list[Event], now: Any) -> list[Task]:
    soon = [
        event
        for event in events
        if event.state in ADMITTING and not event.protected and event.starts_at and now < event.starts_at < now + SOON
    ]
    if not soon:
        return []
    staffed = set(EventTeamMember.objects.filter(event__in=soon, role=TeamRole.DOOR).values_list("event", flat=True))
    return [
        Task(
            _("%(event)s begins within a week, and nobody is chosen for the door.") % {"event": _name(event)},
            _url("events:team", event),
            _("Choose door staff"),
            urgent=True,
        )
        for event in soon
        if event.pk not in staffed
    ]


def _programs(events: list[Event]) -> list[Task]:
    coming = [event for event in events if event.state in (EventState.PLANNED, *ADMITTING)]
    if not coming:
        return []
    written = set(Session.objects.filter(event__in=coming).values_list("event", flat=True).order_by("event"))
    return [
        Task(_("%s has no program yet.") % _name(event), _url("events:program", event), _("Write the program"))
        for event in coming
        if event.pk not in written
    ]


def _approvals(events: list[Event]) -> list[Task]:
    rows = Registration.objects.filter(event__in=events, state=RegistrationState.PENDING, person__isnull=False)
    counts = _counts(rows, "event")
    return [
        Task(
            ngettext(
                "%(event)s: %(count)s registration waits for you.",
                "%(event)s: %(count)s registrations wait for you.",
                counts[event.pk],
            )
            % {"event": _name(event), "count": counts[event.pk]},
            _url("events:people", event) + "?state=pending",
            _("Approve"),
        )
        for event in events
        if event.pk in counts
    ]


def _offers(events: list[Event], now: Any) -> list[Task]:
    rows = Offer.objects.filter(
        entry__event__in=events,
        state=OfferState.MADE,
        expires_at__lt=now + timedelta(hours=24),
        entry__person__isnull=False,
    )
    counts = _counts(rows, "entry__event")
    return [
        Task(
            ngettext(
                "%(event)s: %(count)s offered seat runs out within a day.",
                "%(event)s: %(count)s offered seats run out within a day.",
                counts[event.pk],
            )
            % {"event": _name(event), "count": counts[event.pk]},
            _url("events:people", event),
            _("See who waits"),
        )
        for event in events
        if event.pk in counts
    ]


def _late_replies(events: list[Event], now: Any) -> list[Task]:
    rows = InvitationOption.objects.filter(
        event__in=events,
        state=OptionState.OFFERED,
        invitation__state__in=sorted(USABLE_INVITATION),
        invitation__reply_by__lt=now + timedelta(days=2),
    )
    counts = _counts(rows, "event")
    return [
        Task(
            ngettext(
                "%(event)s: %(count)s invitation is unanswered and its reply is due.",
                "%(event)s: %(count)s invitations are unanswered and their reply is due.",
                counts[event.pk],
            )
            % {"event": _name(event), "count": counts[event.pk]},
            _url("events:invitations", event) + "?state=no_answer",
            _("See who"),
        )
        for event in events
        if event.pk in counts and event.state in ADMITTING
    ]


def _languages(events: list[Event]) -> list[Task]:
    found = []
    for event in events:
        if event.state not in (EventState.PLANNED, *ADMITTING):
            continue
        if gate.gaps(event, event.filled_texts):
            found.append(
                Task(
                    _("%(event)s: a text is missing or out of date in one language.") % {"event": _name(event)},
                    _url("events:event_edit", event),
                    _("Complete the text"),
                )
            )
    return found


def _steps(events: list[Event], now: Any) -> list[Task]:
    asked = set(
        Event.objects.filter(pk__in=[e.pk for e in events], signatures__state=SignatureState.REQUESTED).values_list(
            "pk", flat=True
        )
    )
    found = []
    for event in events:
        name = _name(event)
        if event.state == EventState.DRAFT:
            found.append(Task(_("%s is a draft.") % name, _url("events:event", event), _("Finish planning")))
        elif event.state == EventState.POSTPONED:
            found.append(Task(_("%s has no date.") % name, _url("events:event_edit", event), _("Give it a date")))
        elif event.state == EventState.PLANNED and event.pk not in asked:
            found.append(
                Task(_("%s is planned.") % name, _url("events:event_open", event), _("Ask to open the invitations"))
            )
        elif event.state == EventState.IN_PROGRESS and event.ends_at and event.ends_at < now:
            found.append(Task(_("%s has ended.") % name, _url("events:event", event), _("Say that it is over")))
    return found


def _unsent(events: list[Event]) -> list[Task]:
    prepared = _counts(
        Invitation.objects.filter(options__event__in=events, state=InvitationState.PREPARED), "options__event"
    )
    found = []
    for event in events:
        name = _name(event)
        if event.state in ADMITTING and prepared.get(event.pk):
            found.append(
                Task(
                    ngettext(
                        "%(event)s: %(count)s invitation is prepared and not sent.",
                        "%(event)s: %(count)s invitations are prepared and not sent.",
                        prepared[event.pk],
                    )
                    % {"event": name, "count": prepared[event.pk]},
                    _url("events:invite_preview", event),
                    _("Read and release"),
                )
            )
        elif event.state == EventState.INVITING and not event.protected and not _anybody(event):
            found.append(
                Task(
                    _("%s is open, and nobody is invited.") % name,
                    _url("events:invite_build", event),
                    _("Build a list"),
                )
            )
    return found


def _anybody(event: Event) -> bool:
    return event.options.exists() or event.registrations.filter(~Q(state="cancelled")).exists()
