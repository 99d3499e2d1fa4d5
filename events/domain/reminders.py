"""Reminders: planned by an organizer, their audience fixed when they fall due, never for a protected event (5.7)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from events.enums import (
    ADMITTING,
    FIXED_STATES,
    USABLE_INVITATION,
    OptionState,
    RegistrationState,
    ReminderAudience,
)
from events.models import Event, InvitationOption, Registration, Reminder
from kernel.errors import DomainError, Invalid
from messaging.domain import outbox
from messaging.domain.outbox import Owed

SYSTEM = Actor.system("reminders")
KINDS: Mapping[ReminderAudience, str] = {
    ReminderAudience.NO_REPLY: "event.reminder",
    ReminderAudience.CONFIRMED: "event.soon",
}


@transaction.atomic
def plan(event: Event, *, actor: Actor, audience: str, due_at: datetime) -> Reminder:
    """Plan one reminder.

    Raises:
        DomainError: `protected`, `event_over`, `already_planned`; Invalid: in the past or after the start.
    """
    event = Event.objects.lock(pk=event.pk)
    if event.protected:
        raise DomainError(_("No message is ever sent about this event."), code="protected")
    if event.state in FIXED_STATES:
        raise DomainError(_("This event is over. It can no longer be changed."), code="event_over")
    if audience not in ReminderAudience.values:
        raise Invalid(_("Choose who the reminder goes to."), code="audience_unknown", field="audience")
    if due_at <= timezone.now() or (event.starts_at is not None and due_at >= event.starts_at):
        raise Invalid(
            _("Choose a time between now and the start of the event."), code="due_out_of_range", field="due_at"
        )
    try:
        with transaction.atomic():
            reminder = Reminder.objects.create(event=event, audience=audience, due_at=due_at)
    except IntegrityError:
        raise DomainError(_("This reminder is planned already."), code="already_planned") from None
    audit.record(actor, "reminder.planned", reminder, event=event.public_id, audience=audience)
    return reminder


@transaction.atomic
def drop(reminder: Reminder, *, actor: Actor) -> None:
    """Take a planned reminder back. Pressed twice, it is taken back once.

    Raises:
        DomainError: `reminder_fired`.
    """
    found = Reminder.objects.select_for_update(of=("self",), no_key=True).filter(pk=reminder.pk).first()
    if found is None:
        return
    reminder = found
    if reminder.fired_at is not None:
        raise DomainError(_("This reminder has been sent already."), code="reminder_fired")
    audit.record(actor, "reminder.dropped", reminder, audience=reminder.audience)
    reminder.delete()


@transaction.atomic
def fire(reminder: Reminder, *, actor: Actor = SYSTEM) -> int:
    """Fix the audience now and owe each one message; later registrants get none. Returns how many.

    A reminder of an event that is put off or cancelled meanwhile fires for nobody.
    """
    reminder = Reminder.objects.lock(pk=reminder.pk)
    if reminder.fired_at is not None or reminder.due_at > timezone.now():
        return 0
    event = Event.objects.get(pk=reminder.event_id)
    live = event.state in ADMITTING and not event.protected
    told = list(recipients(event, reminder.audience)) if live else []
    owed = [Owed(about, to, f"reminder:{reminder.public_id}:{about}", language) for about, to, language in told]
    outbox.owe_all(KINDS[ReminderAudience(reminder.audience)], owed)
    reminder.fired_at, reminder.recipients = timezone.now(), len(owed)
    reminder.save(update_fields=("fired_at", "recipients"))
    audit.record(actor, "reminder.fired", reminder, event=event.public_id, recipients=len(owed))
    return len(owed)


def recipients(event: Event, audience: str) -> QuerySet[Any]:
    """Return whom a reminder for this audience would go to now: (what it is about, the person, the language)."""
    if audience == ReminderAudience.NO_REPLY:
        return (
            InvitationOption.objects.filter(
                event=event, state=OptionState.OFFERED, invitation__state__in=sorted(USABLE_INVITATION)
            )
            .values_list("invitation__public_id", "invitation__person__public_id", "invitation__language")
            .order_by("pk")
        )
    return (
        Registration.objects.filter(event=event, state=RegistrationState.CONFIRMED, person__isnull=False)
        .values_list("public_id", "person__public_id", "language")
        .order_by("pk")
    )
