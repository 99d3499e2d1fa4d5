"""The door: a big search, big buttons, names large; works with one hand and without scripts."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from events import policies
from events.domain import check_in
from events.forms.searches import DoorSearch
from events.models import CheckInEvent, Event, Registration
from events.queries import rosters
from events.words import when, where
from kernel.acting import attempt
from kernel.errors import DomainError
from partners.models import Person

SHOWN = 50


@requires(P.CHECK_IN)
@require_safe
def door_list(request: SignedIn) -> HttpResponse:
    """The doors this person stands at."""
    events = policies.events_at_door_of(request.user).select_related("place").order_by("starts_at", "pk")
    return render(request, "events/door/list.html", {"events": events})


@requires(P.CHECK_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Find a name, let in, undo, note leaving; the count of those present stands on top."""
    event = get_object_or_404(
        policies.events_at_door_of(request.user).select_related("place", "venue"), public_id=public_id
    )
    form = DoorSearch.of(request)
    if (there := form.leads_to()) is not None:
        return there
    text = form.wanted.get("q", "")
    rows = list(rosters.door_list(event, text)[:SHOWN])
    context = {
        "event": event,
        "when": when(event),
        "where": where(event),
        "form": form,
        # each button carries an id of its own, so that a second press is the same act
        "rows": [(row, rosters.present(row.at_door), rosters.latest(row.at_door), uuid4()) for row in rows],  # type: ignore[attr-defined]
        "others": [(person, uuid4()) for person in rosters.invited_without_seat(event, text)[:SHOWN]] if text else [],
        "present": rosters.present_count(event),
        "expected": rosters.expected(event),
        "more": len(rows) == SHOWN,
    }
    return render(request, "events/door/door.html", context, status=form.status)


@requires(P.CHECK_IN)
@require_POST
def arrive(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Let somebody in; pressing twice is once."""
    return _at_door(request, public_id, "in")


@requires(P.CHECK_IN)
@require_POST
def depart(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Note that somebody left."""
    return _at_door(request, public_id, "out")


@requires(P.CHECK_IN)
@require_POST
def undo(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take back one thing that was noted at the door."""
    noted = get_object_or_404(
        CheckInEvent.objects.filter(event__in=policies.events_at_door_of(request.user)).select_related("event"),
        pk=public_id,
    )
    attempt(request, lambda: check_in.undo(noted, actor=Actor.of(request.user)), _("Taken back."))
    return _back(request, noted.event)


@requires(P.CHECK_IN)
@require_POST
def walk_in(request: SignedIn, public_id: UUID, person_id: UUID) -> HttpResponse:
    """Let in somebody who was invited and has no seat: a free one is taken, else the presence stands without one."""
    event = get_object_or_404(policies.events_at_door_of(request.user), public_id=public_id)
    person = get_object_or_404(Person.objects.filter(invitations__options__event=event).distinct(), public_id=person_id)
    try:
        noted = check_in.walk_in(event, person, actor=Actor.of(request.user), ref=_ref(request))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        if noted.registration_id:
            messages.success(request, _("A seat was free: the person is registered and let in."))
        else:
            messages.success(request, _("No seat is free. The person is counted as present, without a seat."))
    return _back(request, event)


def _at_door(request: SignedIn, public_id: UUID, act: str) -> HttpResponse:
    row = get_object_or_404(
        Registration.objects.filter(
            event__in=policies.events_at_door_of(request.user), person__isnull=False
        ).select_related("event", "person"),
        public_id=public_id,
    )
    actor = Actor.of(request.user)
    try:
        if act == "in":
            check_in.arrive(row, actor=actor, ref=_ref(request))
            messages.success(request, _("Welcome, %(name)s.") % {"name": row.person.display_name})  # type: ignore[union-attr]
        else:
            check_in.leave(row, actor=actor, ref=_ref(request))
            messages.success(request, _("Noted as left."))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return _back(request, row.event)


def _ref(request: SignedIn) -> UUID | None:
    """Return the id of the button that was pressed; None from a page that has none."""
    try:
        return UUID(request.POST.get("ref", ""))
    except ValueError:
        return None


def _back(request: SignedIn, event: Event) -> HttpResponse:
    """Return to the list as it was searched; the words travel sealed."""
    address, query = reverse("events:door", args=[event.public_id]), DoorSearch.carried(request, request.POST).query
    return redirect(f"{address}?{query}" if query else address)
