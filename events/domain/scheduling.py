"""Planning events: create, edit, and the steps of their life that need one signature (events 3).

Opening the invitations and cancelling need two people and stand in `signatures` and `cancelling`.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import cancelling, change_notices, forgetting, naming, rescheduling
from events.enums import (
    EVENT_MOVES,
    FIXED_STATES,
    OPENED,
    PUBLISHED,
    UNSETTLED_NEED,
    EventKind,
    EventState,
    PoolKind,
    RegistrationState,
    SafetyTier,
    TeamRole,
)
from events.models import (
    CapacityPool,
    Event,
    EventSeries,
    EventTeamMember,
    NeedRequest,
    Registration,
)
from events.models.scheduling import TEXTS
from kernel import wall_time
from kernel.bilingual import text
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from kernel.seen import require_unchanged, shown
from publishing.domain import gate

TIMES = ("start_day", "start_time", "end_day", "end_time")
SETTINGS = (
    "public_page",
    "admission",
    "hold_seats",
    "approval",
    "minimum_attendance",
    "minimum_waived",
    "cut_off_hours",
    "queue_policy",
    "party_fit",
)
SAFETY = ("kind", "safety_tier")
WHERE = ("place", "venue", "online", "zone")
EDITABLE = frozenset(
    {f"{stem}_{side}" for stem in TEXTS for side in ("en", "fr")} | {*TIMES, *SETTINGS, *SAFETY, *WHERE}
)
DERIVED = ("starts_at", "ends_at", "cut_off_at", "tz_version")
READ = frozenset({f"{stem}_{side}" for stem in TEXTS for side in ("en", "fr")} | {*TIMES, *WHERE, "kind", "admission"})
TOLD = frozenset({*TIMES, "zone", "place", "venue"})
LARGEST = 100_000
FIRST_YEAR, LAST_YEAR = 2000, 2199
LONGEST_CUT_OFF = 720  # hours


@transaction.atomic
def create(
    *, actor: Actor, seats: int, series: EventSeries | None = None, once: UUID | None = None, **values: Any
) -> Event:
    """Create a draft with its pool of seats; the one who creates it becomes its organizer.

    Args:
        seats: how many seats in all.
        series: events invited together; a series of its own when omitted.
        once: the key of the form; sent twice, it returns the event that the first one made.
        values: fields of `Event` named in `EDITABLE`.

    Raises:
        Invalid: a value is wrong; `field` says which.
    """
    _refuse_unknown(values)
    if once is not None and (made := made_with(once, actor)):
        return made
    event = Event(**values)
    event.public_id = once or event.public_id
    settle(event)
    event.series = series or naming.series_for(event, actor)
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        if once is not None and (made := made_with(once, actor)):
            return made  # the other press of the button was a moment faster
        raise
    CapacityPool.objects.create(event=event, kind=PoolKind.ROOT, cap=checked_seats(seats))
    if actor.user_id is not None:
        EventTeamMember.objects.create(event=event, user_id=actor.user_id, role=TeamRole.ORGANIZER)
    gate.note_edit(
        event, [f"{stem}_{side}" for stem in TEXTS for side in ("en", "fr") if getattr(event, f"{stem}_{side}")]
    )
    audit.record(actor, "event.created", event, kind=str(event.kind), seats=seats)
    return event


def made_with(once: UUID, actor: Actor) -> Event | None:
    """Return the event that this person made with the key of a form.

    Raises:
        Invalid: the key is the name of something else.
    """
    made = Event.objects.filter(public_id=once).first()
    if made and (actor.user_id is None or not made.team.filter(user_id=actor.user_id).exists()):
        raise Invalid(_("This page cannot be used again. Open it anew and send the form once more."), code="form_used")
    return made


@transaction.atomic
def edit(event: Event, *, actor: Actor, seen: str = "", same_meaning: bool = False, **values: Any) -> Event:
    """Change what differs. Saving it unchanged changes no row, sends nothing and leaves no entry (EV-16).

    When time or place change after people were invited, everybody concerned is told once, 15 minutes later, or at once
    in the last day (events 5.7).

    Args:
        seen: the `version` that the values were typed over; empty when nobody typed.
        same_meaning: a text changed in one language only and says what it said, such as after a spelling fix.

    Raises:
        Invalid: a value is wrong.
        Stale: somebody else changed the event since `seen`.
        DomainError: `event_over`; `event_fixed` for kind and safety after planning;
            `other_language_behind` when a published text changes in one language only.
    """
    _refuse_unknown(values)
    event = Event.objects.lock(pk=event.pk)
    require_unchanged(seen, version(event))
    changed = [name for name, value in values.items() if getattr(event, name) != value]
    if not changed:
        return event
    if event.state in FIXED_STATES:
        raise DomainError(_("This event is over. It can no longer be changed."), code="event_over")
    if event.state != EventState.DRAFT and set(changed) & set(SAFETY):
        raise DomainError(
            _("Kind and safety are decided while the event is a draft. Create a new event instead."), code="event_fixed"
        )
    before, was_known = event.cut_off_at, change_notices.known(event)
    for name in changed:
        setattr(event, name, values[name])
    if "zone" not in values and {"place", "venue"} & set(changed):
        event.zone = ""  # nobody named one: the clock is that of the new place
    settle(event)
    if event.state in OPENED:
        gate.require_both(event, event.filled_texts, allow_stale=True)
    if READ & set(changed):
        event.modified_at = timezone.now()
    settled = ("zone", "public_page", "admission", "hold_seats", "online", "modified_at")
    event.save(update_fields=(*changed, *DERIVED, *settled))
    gate.note_edit(event, changed)
    if before != event.cut_off_at:
        rescheduling.draw_in(event, actor=actor)
    if event.state in PUBLISHED:
        _keep_languages_level(event, changed, same_meaning)
    naming.follow_titles(event, changed)
    audit.record(actor, "event.edited", event, fields=changed)
    if event.state in OPENED and TOLD & set(changed):
        change_notices.owe_change(event, was_known)
    return event


@transaction.atomic
def plan(event: Event, *, actor: Actor) -> Event:
    """Say that time, place and seats stand: draft or postponed becomes planned.

    Raises:
        Invalid: `time_missing`.
        IllegalMove: it is elsewhere in its life.
    """
    event = Event.objects.lock(pk=event.pk)
    if event.starts_at is None:
        raise Invalid(_("Give the date, the times and the city or town first."), code="time_missing", field="start_day")
    return _move(event, EventState.PLANNED, "event.planned", actor)


@transaction.atomic
def make_ready(event: Event, *, actor: Actor, waive_minimum: str = "") -> Event:
    """Say that everything is arranged (EV-A25).

    Args:
        waive_minimum: why fewer than the minimum may meet, when that is so.

    Raises:
        DomainError: `needs_open` with the count of critical needs not arranged; `minimum_not_met`.
    """
    event = Event.objects.lock(pk=event.pk)
    open_needs = NeedRequest.objects.filter(
        registration__event=event,
        registration__state=RegistrationState.CONFIRMED,
        critical=True,
        state__in=sorted(UNSETTLED_NEED),
    ).count()
    if open_needs:
        raise DomainError(
            _("%(count)s needs that people depend on are not arranged yet. Settle them first.") % {"count": open_needs},
            code="needs_open",
            count=open_needs,
        )
    confirmed = Registration.objects.filter(event=event, state=RegistrationState.CONFIRMED).count()
    if confirmed < event.minimum_attendance:
        if not waive_minimum.strip():
            raise DomainError(
                _("%(count)s people are confirmed, %(least)s are needed. Wait, or write down why fewer are enough.")
                % {"count": confirmed, "least": event.minimum_attendance},
                code="minimum_not_met",
                field="waive_minimum",
            )
        event.minimum_waived = waive_minimum.strip()[:300]
        event.save(update_fields=("minimum_waived",))
    return _move(event, EventState.READY, "event.made_ready", actor)


@transaction.atomic
def start(event: Event, *, actor: Actor) -> Event:
    """Say that the event has begun; nobody claims a seat by themselves any more."""
    event = Event.objects.lock(pk=event.pk)
    close_pools(event)
    return _move(event, EventState.IN_PROGRESS, "event.started", actor)


@transaction.atomic
def conclude(event: Event, *, actor: Actor) -> Event:
    """Say that the event is over; a seat that is still held for somebody comes back."""
    event = Event.objects.lock(pk=event.pk)
    cancelling.settle_held(event)
    return _move(event, EventState.CONCLUDED, "event.concluded", actor)


@transaction.atomic
def archive(event: Event, *, actor: Actor, deletes: bool) -> Event:
    """Put a concluded event away; what people needed and answered is deleted with it.

    Args:
        deletes: the person has said that they know.

    Raises:
        Invalid: `deletion_not_confirmed`; DomainError: `illegal_move`.
    """
    if not deletes:
        raise Invalid(
            _("Tick the box first: archiving deletes what people needed and answered."), code="deletion_not_confirmed"
        )
    event = _move(Event.objects.lock(pk=event.pk), EventState.ARCHIVED, "event.archived", actor)
    forgetting.forget_answers(event, actor=actor)
    return event


@transaction.atomic
def postpone(event: Event, *, actor: Actor) -> Event:
    """Put the event off without a new date. Seats are kept and no deadline runs; everybody concerned is told."""
    event = Event.objects.lock(pk=event.pk)
    was_known = change_notices.known(event)
    close_pools(event)
    event.modified_at = timezone.now()
    event.save(update_fields=("modified_at",))
    _move(event, EventState.POSTPONED, "event.postponed", actor)
    change_notices.owe_change(event, was_known)
    return event


def derive_times(event: Event) -> None:
    """Set the instants, the cut-off and the data version from wall time and zone, or clear them all.

    Raises:
        Invalid: the time is incomplete, ends before it begins, or does not exist in the zone.
    """
    given = [getattr(event, name) for name in TIMES]
    if not any(value is not None for value in given):
        event.starts_at = event.ends_at = event.cut_off_at = None
        event.tz_version = ""
        return
    if not all(value is not None for value in given):
        missing = next(name for name in TIMES if getattr(event, name) is None)
        raise Invalid(_("Give both days and both times, or none yet."), code="time_incomplete", field=missing)
    if not FIRST_YEAR <= event.start_day.year <= event.end_day.year <= LAST_YEAR:  # type: ignore[union-attr]
        raise Invalid(
            _("Check the year: the last day must not come before the first."), code="date_too_far", field="start_day"
        )
    event.zone = wall_time.canonical_zone(event.zone or (event.venue.zone if event.venue else event.place.zone))
    assert event.wall_start and event.wall_end  # all four are given
    event.starts_at = wall_time.to_utc(event.wall_start, event.zone)
    event.ends_at = wall_time.to_utc(event.wall_end, event.zone)
    if event.ends_at <= event.starts_at:
        raise Invalid(_("The end must come after the start."), code="ends_before_start", field="end_time")
    if not 0 <= event.cut_off_hours <= LONGEST_CUT_OFF:
        raise Invalid(
            _("Changes may end at most 720 hours before the start."), code="cut_off_out_of_range", field="cut_off_hours"
        )
    event.cut_off_at = event.starts_at - timedelta(hours=event.cut_off_hours)
    event.tz_version = wall_time.tz_version()


def version(event: Event) -> str:
    """Return a digest of everything an organizer may change, to notice that somebody else did."""
    return shown(event, sorted(EDITABLE))


def checked_seats(seats: int) -> int:
    """Return a sensible number of seats.

    Raises:
        Invalid: none, or more than any hall holds.
    """
    if not 1 <= seats <= LARGEST:
        raise Invalid(
            _("Give a number of seats between 1 and %(most)s.") % {"most": LARGEST},
            code="seats_out_of_range",
            field="seats",
        )
    return seats


def close_pools(event: Event) -> None:
    """Let no new claim pass, whatever is free."""
    CapacityPool.objects.lock_all(event_id=event.pk)
    CapacityPool.objects.filter(event=event).update(closed=True)


def open_pools(event: Event) -> None:
    """Let claims pass again."""
    CapacityPool.objects.lock_all(event_id=event.pk)
    CapacityPool.objects.filter(event=event).update(closed=False)


def _move(event: Event, there: str, verb: str, actor: Actor) -> Event:
    was = event.state
    event.state = step(EVENT_MOVES, was, there)
    event.save(update_fields=("state",))
    audit.record(actor, verb, event, was=was)
    return event


def _refuse_unknown(values: Mapping[str, Any]) -> None:
    if unknown := set(values) - EDITABLE:
        raise Invalid(_("This field is not known: %(name)s.") % {"name": sorted(unknown)[0]}, code="unknown_field")


def settle(event: Event) -> None:
    """Draw the conclusions: survivors are protected, protection has no page, link or held seat, instants follow.

    Raises:
        Invalid: a value is wrong; `field` says which.
    """
    if event.kind == EventKind.SURVIVOR_ROUNDTABLE:
        event.safety_tier = SafetyTier.PROTECTED
    if event.protected:
        event.public_page = event.hold_seats = event.online = False
        event.admission = Event._meta.get_field("admission").default
    if event.venue is not None and event.venue.place_id != event.place_id:
        raise Invalid(
            _("This venue is not in %(place)s. Choose a venue there, or none.") % {"place": text(event.place, "name")},
            code="venue_elsewhere",
            field="venue",
        )
    derive_times(event)
    _check(event)


def _check(event: Event) -> None:
    try:
        event.clean_fields(exclude={field.name for field in event._meta.fields if isinstance(field, models.ForeignKey)})
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Invalid(messages[0], field=field) from None


def _keep_languages_level(event: Event, changed: Iterable[str], same_meaning: bool) -> None:
    """Refuse an edit after which a text that people read says two things."""
    stems = [stem for stem in event.filled_texts if {f"{stem}_en", f"{stem}_fr"} & set(changed)]
    for gap in gate.gaps(event, stems):
        if not same_meaning:
            raise DomainError(
                _("People read this text already. Change it in both languages, or say that the other one still holds."),
                code="other_language_behind",
                field=gap.field,
            )
        gate.confirm_current(event, gap.stem)
