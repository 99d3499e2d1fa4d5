"""The life of a consultation, from draft to replied (engagement 3)."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from engagement.domain import answering, findings, freezing, opening, readiness, submissions, texts
from engagement.domain.modified import touch
from engagement.enums import (
    CONSULTATION_MOVES,
    ConsultationState,
    Stream,
)
from engagement.models import (
    Consultation,
    ConsultationEvent,
    DeadlineChange,
    DeclaredFigure,
    TableSession,
)
from engagement.models.consultations import TEXTS
from events.enums import SafetyTier
from events.models import Event
from kernel import wall_time
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from kernel.seen import require_unchanged, shown
from partners.days import today
from publishing.domain import gate

DEFAULT_ZONE = "America/Toronto"
SAID = ("title_en", "title_fr", "purpose_en", "purpose_fr", "place", "opens_day", "closes_day")


@dataclass(frozen=True)
class Details:
    """What an organizer says about a consultation."""

    ref: str
    title_en: str
    title_fr: str
    purpose_en: str
    purpose_fr: str
    place_id: int | None = None
    opens_day: datetime.date | None = None
    closes_day: datetime.date | None = None


@transaction.atomic
def create(details: Details, *, actor: Actor, **extra: Any) -> Consultation:
    """Begin a consultation as a draft that only staff can see.

    Raises:
        Invalid: code `ref_taken`, or dates that run backwards.
    """
    taken = Invalid(_("Another consultation already has this address."), code="ref_taken", field="ref")
    if Consultation.objects.filter(ref=details.ref).exists():
        raise taken
    row = Consultation(ref=details.ref, author_id=actor.user_id, **extra)
    changed = _assign(row, details)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if not Consultation.objects.filter(ref=details.ref).exists():
            raise
        raise taken from None  # the other press of the button came first
    audit.record(actor, "consultation.created", row, fields=changed)
    return row


def seen_of(consultation: Consultation) -> str:
    """Return the word for what a page shows of a consultation now; `edit` takes it back."""
    return shown(consultation, SAID)


@transaction.atomic
def edit(consultation: Consultation, details: Details, *, actor: Actor, seen: str = "") -> Consultation:
    """Change what is said about a consultation; once it is open, its dates change only by an extension.

    Args:
        seen: `seen_of` when the page was opened.

    Raises:
        Stale: a colleague has changed it since.
        Invalid: dates that run backwards, or code `dates_fixed`.
        LanguageGap: a text would be missing in one language on a public page.
    """
    row = Consultation.objects.lock(pk=consultation.pk)
    require_unchanged(seen, seen_of(row))
    dates = (row.opens_day, row.closes_day)
    if row.state not in (ConsultationState.DRAFT, ConsultationState.SCHEDULED) and dates != (
        details.opens_day,
        details.closes_day,
    ):
        raise Invalid(
            _("The dates are public now. To give people more time, extend the deadline and say why."),
            code="dates_fixed",
            field="closes_day",
        )
    changed = _assign(row, details)
    if not changed:
        return row
    gate.note_edit(row, changed)
    if row.state != ConsultationState.DRAFT:
        gate.require_both(row, TEXTS)
        row.modified_on = today()
        changed.append("modified_on")
    row.save(update_fields=changed)
    audit.record(actor, "consultation.edited", row, fields=changed)
    return row


def _assign(row: Consultation, details: Details) -> list[str]:
    if details.opens_day and details.closes_day and details.closes_day < details.opens_day:
        raise Invalid(_("It cannot close before it opens."), code="closes_first", field="closes_day")
    wanted = {**vars(details)}
    wanted.pop("ref")
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if {"opens_day", "closes_day", "place_id"} & set(changed):
        row.opens_at = instant(row, details.opens_day)
        row.closes_at = instant(row, details.closes_day, end=True)
        changed += ["opens_at", "closes_at"]
    return [name.removesuffix("_id") if name == "place_id" else name for name in changed]


def zone_of(consultation: Consultation) -> str:
    """Return the zone in which the days of a consultation begin and end."""
    return consultation.place.zone if consultation.place else DEFAULT_ZONE


def instant(consultation: Consultation, day: datetime.date | None, *, end: bool = False) -> datetime.datetime | None:
    """Return the first moment of a day where the consultation is, or the first after it."""
    if day is None:
        return None
    try:
        wall = datetime.datetime.combine(day + datetime.timedelta(days=1 if end else 0), datetime.time.min)
    except OverflowError:
        raise Invalid(_("This date is too far away."), code="date_too_far", field="closes_day") from None
    return wall_time.to_utc(wall, zone_of(consultation))


@transaction.atomic
def open_(consultation: Consultation, *, actor: Actor) -> Consultation:
    """Sign the opening: at once, or announce it when its day is still to come.

    Raises:
        NotPermitted: the author cannot sign.
        DomainError: code `not_ready`; `facts["blockers"]` lists what is missing.
    """
    row = Consultation.objects.lock(pk=consultation.pk)
    freezing.require_other(
        row.author_id, actor, _("A consultation is opened by someone other than its author. Ask a second person.")
    )
    waits = row.opens_at is not None and row.opens_at > timezone.now()
    there = step(CONSULTATION_MOVES, row.state, ConsultationState.SCHEDULED if waits else ConsultationState.OPEN)
    opening.require_nothing_missing(row)
    row.approver_id = actor.user_id
    _arrive(row, there, actor=actor, verb="consultation.opening_signed" if waits else "consultation.opened")
    return row


def _arrive(row: Consultation, there: str, *, actor: Actor, verb: str, **facts: Any) -> None:
    stamps = {
        ConsultationState.OPEN: "opened_at",
        ConsultationState.CLOSED: "closed_at",
        ConsultationState.REPORTING: "reported_at",
        ConsultationState.REPLIED: "replied_at",
    }
    row.state, row.modified_on = ConsultationState(there), today()
    fields = ["state", "modified_on", "approver"]
    if (stamp := stamps.get(row.state)) is not None:
        setattr(row, stamp, timezone.now())
        fields.append(stamp)
    row.save(update_fields=fields)
    audit.record(actor, verb, row, **facts)


@transaction.atomic
def unschedule(consultation: Consultation, *, actor: Actor) -> Consultation:
    """Take an announced consultation back to a draft; its signature is void."""
    row = Consultation.objects.lock(pk=consultation.pk)
    there = step(CONSULTATION_MOVES, row.state, ConsultationState.DRAFT)
    row.approver = None
    _arrive(row, there, actor=actor, verb="consultation.unscheduled")
    return row


@transaction.atomic
def close(consultation: Consultation, *, actor: Actor) -> Consultation:
    """Stop taking input."""
    row = Consultation.objects.lock(pk=consultation.pk)
    _arrive(row, step(CONSULTATION_MOVES, row.state, ConsultationState.CLOSED), actor=actor, verb="consultation.closed")
    return row


def follow_the_clock(*, actor: Actor) -> int:
    """Open what was signed and is due, close what has run out; return how many changed. Harmless when repeated."""
    now, moved = timezone.now(), 0
    due = (
        (ConsultationState.SCHEDULED, "opens_at", ConsultationState.OPEN, "consultation.opened"),
        (ConsultationState.OPEN, "closes_at", ConsultationState.CLOSED, "consultation.closed"),
    )
    for here, at, there, verb in due:
        for pk in (
            Consultation.objects.filter(state=here, **{f"{at}__lte": now}).order_by("pk").values_list("pk", flat=True)
        ):
            with transaction.atomic():
                row = Consultation.objects.lock(pk=pk)
                when = getattr(row, at)
                if row.state == here and when is not None and when <= now:
                    _arrive(row, step(CONSULTATION_MOVES, row.state, there), actor=actor, verb=verb)
                    moved += 1
    return moved


@transaction.atomic
def extend(
    consultation: Consultation, *, closes_day: datetime.date, reason_en: str, reason_fr: str, actor: Actor
) -> DeadlineChange:
    """Give people more time, with a public dated reason; a closed consultation opens again.

    Raises:
        Invalid: the new day is not later, is past, or a reason is missing in one language.
    """
    row = Consultation.objects.lock(pk=consultation.pk)
    if row.state == ConsultationState.CLOSED:
        there = step(CONSULTATION_MOVES, row.state, ConsultationState.OPEN)
    elif row.state == ConsultationState.OPEN:
        there = row.state
    else:
        there = step(CONSULTATION_MOVES, row.state, ConsultationState.OPEN)
    old, new = row.closes_at, instant(row, closes_day, end=True)
    if old is None or new is None or new <= max(old, timezone.now()):
        raise Invalid(
            _("Choose a day after the present closing date, and not in the past."), code="not_later", field="closes_day"
        )
    if not reason_en.strip() or not reason_fr.strip():
        raise Invalid(
            _("Give the reason in both languages: it is published."), code="reason_missing", field="reason_en"
        )
    change = DeadlineChange.objects.create(
        consultation=row,
        old_closes_at=old,
        new_closes_at=new,
        reason_en=reason_en.strip(),
        reason_fr=reason_fr.strip(),
        changed_by_id=actor.user_id,
    )
    row.closes_day, row.closes_at = closes_day, new
    row.state, row.modified_on, row.closed_at = ConsultationState(there), today(), None
    row.save(update_fields=("closes_day", "closes_at", "state", "modified_on", "closed_at"))
    audit.record(actor, "consultation.extended", row)
    return change


@transaction.atomic
def start_analysis(consultation: Consultation, *, actor: Actor) -> Consultation:
    """Lock what was received and cut it into the texts analysts read.

    Raises:
        DomainError: code `tables_open`.
    """
    row = Consultation.objects.lock(pk=consultation.pk)
    there = step(CONSULTATION_MOVES, row.state, ConsultationState.ANALYSING)
    readiness.require_tables_closed(row)
    submissions.lock_all(row, actor=actor)
    made = texts.take_in(row)
    _arrive(row, there, actor=actor, verb="consultation.analysis_started", texts=made)
    return row


@transaction.atomic
def report(consultation: Consultation, *, actor: Actor) -> Consultation:
    """Publish every approved finding and recommendation at once: “What we heard”.

    Raises:
        DomainError: code `nothing_approved`.
        LanguageGap: a text is stale in one language; nothing is published (EN-A13).
    """
    row = Consultation.objects.lock(pk=consultation.pk)
    there = step(CONSULTATION_MOVES, row.state, ConsultationState.REPORTING)
    readiness.require_something_approved(row)
    count = findings.publish_approved(row, actor=actor)
    answering.publish_approved_recommendations(row, actor=actor)
    _arrive(row, there, actor=actor, verb="consultation.reported", findings=count)
    return row


@transaction.atomic
def mark_replied(consultation: Consultation, *, actor: Actor) -> Consultation:
    """Declare the consultation answered.

    Raises:
        DomainError: code `findings_unanswered`.
    """
    row = Consultation.objects.lock(pk=consultation.pk)
    there = step(CONSULTATION_MOVES, row.state, ConsultationState.REPLIED)
    readiness.require_answered(row)
    _arrive(row, there, actor=actor, verb="consultation.replied")
    return row


@transaction.atomic
def archive(consultation: Consultation, *, actor: Actor) -> Consultation:
    """Put an answered consultation on record."""
    row = Consultation.objects.lock(pk=consultation.pk)
    _arrive(
        row, step(CONSULTATION_MOVES, row.state, ConsultationState.ARCHIVED), actor=actor, verb="consultation.archived"
    )
    return row


@transaction.atomic
def link_event(consultation: Consultation, event: Event, *, actor: Actor) -> ConsultationEvent:
    """Let an event belong to a consultation; a protected event belongs to its protected stream.

    Raises:
        Invalid: code `event_taken`, it belongs to another consultation.
    """
    row = Consultation.objects.lock(pk=consultation.pk)
    known: ConsultationEvent | None = ConsultationEvent.objects.filter(event=event).first()
    if known is not None:
        if known.consultation_id == row.pk:
            return known
        raise Invalid(_("This event belongs to another consultation."), code="event_taken", field="event")
    stream = Stream.PROTECTED if event.safety_tier == SafetyTier.PROTECTED else Stream.GENERAL
    link = ConsultationEvent.objects.create(
        consultation=row, event=event, stream=stream, order=row.event_links.count() + 1
    )
    touch(row)
    audit.record(actor, "consultation.event_linked", row, event=event.public_id)
    return link


@transaction.atomic
def unlink_event(link: ConsultationEvent, *, actor: Actor) -> None:
    """Take an event out of a consultation, as long as no table of it has notes.

    Raises:
        DomainError: code `event_has_tables`.
    """
    row = Consultation.objects.lock(pk=link.consultation_id)
    if TableSession.objects.filter(consultation=row, event_id=link.event_id).exists():
        raise DomainError(_("Tables of this event have notes here, so it stays."), code="event_has_tables")
    audit.record(actor, "consultation.event_unlinked", row, event=link.event.public_id)
    link.delete()
    touch(row)


@transaction.atomic
def declare(consultation: Consultation, *, actor: Actor, key: str, **values: Any) -> DeclaredFigure:
    """Declare a total as a constant: exact, or a bound such as “over 200” (5.10)."""
    row = Consultation.objects.lock(pk=consultation.pk)
    figure, _new = DeclaredFigure.objects.update_or_create(consultation=row, key=key, defaults=values)
    touch(row)
    audit.record(actor, "consultation.figure_declared", row, key=key)
    return figure
