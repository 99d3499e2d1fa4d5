"""Messages of an event: what is owed and was sent, what needs a person, and reminders, planned and gone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from events import policies
from events.domain import reminders
from events.enums import ADMITTING, FIXED_STATES, ReminderAudience
from events.forms.mailing import ReminderForm
from events.models import Event, Reminder
from events.previews import preview_reminder
from events.queries import mailing
from events.views.frame import event_context
from events.words import deadline
from kernel.acting import attempt
from kernel.bilingual import text
from kernel.errors import DomainError
from kernel.forms import put_refusal
from messaging import policies as messaging_policies


def _event(request: SignedIn, public_id: UUID) -> Event:
    return get_object_or_404(
        policies.events_spoken_of_by(request.user).select_related("place", "venue", "series"), public_id=public_id
    )


@requires(P.PLAN_EVENTS)
@require_safe
def overview(request: SignedIn, public_id: UUID) -> HttpResponse:
    """What is owed and was sent about this event; uncertain messages on top; reminders."""
    event = _event(request, public_id)
    found = mailing.about(event, messaging_policies.messages_seen_by(request.user))
    reach = mailing.audiences(event)
    planned, fired = mailing.reminders_of(event)
    kinds = mailing.counts(found)
    chosen = mailing.behind(
        found, request.GET.get("kind", ""), request.GET.get("column", ""), request.GET.get("before", "")
    )
    context = event_context(request, event, "messages")
    context |= {
        "columns": [heading for heading, _states in mailing.COLUMNS.values()],
        "chosen": chosen,
        "kinds": kinds,
        "total": sum(row.total for row in kinds),
        "needing": mailing.needing_a_person(found) if any(row.needing for row in kinds) else [],
        "planned": [(row, deadline(row.due_at, event), reach[row.audience]) for row in planned],
        "fired": [(row, deadline(row.fired_at, event)) for row in fired if row.fired_at],
        "may_plan": event.state not in FIXED_STATES,
        "closed": event.state not in ADMITTING,
    }
    return render(request, "events/organizer/messages.html", context)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_reminder(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Plan a reminder, with the number of people it would go to now and the exact mail in both languages."""
    event = _event(request, public_id)
    form = ReminderForm(
        request.POST if request.method == "POST" else None,
        zone=event.zone or event.place.zone,
        where=text(event.place, "name"),
        counts=mailing.audiences(event),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            reminders.plan(event, actor=Actor.of(request.user), audience=given["audience"], due_at=given["due_at"])
        except DomainError as refusal:
            put_refusal(form, refusal, due_at="day")
        else:
            messages.success(
                request,
                _("The reminder is planned. Who gets it is decided when it leaves; until then you can take it back."),
            )
            return redirect("events:event_messages", event.public_id)
    context = event_context(request, event, "messages")
    context |= {"form": form, "mails": _mails(event), "closed": event.state not in ADMITTING}
    return render(request, "events/organizer/reminder.html", context, status=422 if form.errors else 200)


@requires(P.PLAN_EVENTS)
@require_POST
def drop_reminder(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take a planned reminder back."""
    reminder = get_object_or_404(
        Reminder.objects.filter(event__in=policies.events_spoken_of_by(request.user)).select_related("event"),
        public_id=public_id,
    )
    attempt(
        request,
        lambda: reminders.drop(reminder, actor=Actor.of(request.user)),
        _("The reminder is taken back. Nobody gets it."),
    )
    return redirect("events:event_messages", reminder.event.public_id)


def _mails(event: Event) -> list[tuple[Any, list[tuple[str, Any]]]]:
    return [
        (audience.label, [(language, preview_reminder(event, audience, language)) for language in ("en", "fr")])
        for audience in ReminderAudience
    ]
