"""The program of an event: its sessions one by one, and a venue that is not listed yet."""

from uuid import UUID

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
from events.domain import program as program_domain
from events.domain import venues
from events.enums import FIXED_STATES
from events.forms.program import EditSessionForm, NewSessionForm, NewVenueForm, SessionForm
from events.models import Event, Session
from events.views.frame import event_context
from kernel.acting import attempt
from kernel.errors import DomainError
from kernel.forms import put_refusal


def _event(request: SignedIn, public_id: UUID) -> Event:
    return get_object_or_404(policies.events_run_by(request.user).select_related("place", "venue"), public_id=public_id)


def _session(request: SignedIn, public_id: UUID) -> Session:
    return get_object_or_404(
        Session.objects.filter(event__in=policies.events_run_by(request.user)).select_related(
            "event__place", "event__venue"
        ),
        public_id=public_id,
    )


@requires(P.PLAN_EVENTS)
@require_safe
def program(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The sessions in order, each with its acts."""
    event = _event(request, public_id)
    rows = list(event.sessions.order_by("order"))
    context = event_context(request, event, "program")
    context |= {
        "rows": [(row, _outside(event, row)) for row in rows],
        "several_days": len({row.day for row in rows}) > 1 or event.start_day != event.end_day,
        "may_change": event.state not in FIXED_STATES,
    }
    return render(request, "events/organizer/program.html", context)


def _outside(event: Event, row: Session) -> bool:
    """Tell whether a session lies outside the hours of the event, which may have moved since."""
    if event.wall_start is None or event.wall_end is None:
        return False
    first, last = (row.day, row.start_time), (row.day, row.end_time)
    return first < (event.start_day, event.start_time) or last > (event.end_day, event.end_time)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_session(request: SignedIn, public_id: UUID) -> HttpResponse:
    """A new session; it takes its place in the program by its time."""
    event = _event(request, public_id)
    last = event.sessions.order_by("order").last()
    form = NewSessionForm(
        request.POST if request.method == "POST" else None, initial=SessionForm.initial_after(event, last)
    )
    if request.method == "POST" and form.is_valid():
        try:
            program_domain.put_session(event, form.slot(), actor=Actor.of(request.user), once=form.cleaned_data["once"])
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The session is in the program, where its time belongs."))
            another = "another" in request.POST
            return redirect("events:session_add" if another else "events:program", event.public_id)
    return _form(request, event, form)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change one session; it keeps its place in the program."""
    found = _session(request, public_id)
    form = EditSessionForm(request.POST if request.method == "POST" else None, initial=SessionForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        slot, seen = form.slot(found.public_id), form.cleaned_data["seen"]
        try:
            program_domain.put_session(found.event, slot, actor=Actor.of(request.user), seen=seen)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The session is saved."))
            return redirect("events:program", found.event.public_id)
    return _form(request, found.event, form, found)


def _form(request: SignedIn, event: Event, form: SessionForm, found: Session | None = None) -> HttpResponse:
    context = event_context(request, event, "program")
    context |= {"form": form, "session": found}
    return render(request, "events/organizer/session.html", context, status=422 if form.errors else 200)


@requires(P.PLAN_EVENTS)
@require_POST
def move_session(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Let a session change places with its neighbour."""
    found = _session(request, public_id)
    try:
        program_domain.move_session(found, actor=Actor.of(request.user), earlier=request.POST.get("where") == "earlier")
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("events:program", found.event.public_id)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_session(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Say what goes with a session, then take it out."""
    found = _session(request, public_id)
    if request.method == "POST":
        attempt(
            request,
            lambda: program_domain.remove_session(found, actor=Actor.of(request.user)),
            _("The session is out of the program."),
        )
        return redirect("events:program", found.event.public_id)
    context = event_context(request, found.event, "program") | {"session": found}
    return render(request, "events/organizer/session_remove.html", context)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_venue(request: SignedIn, public_id: UUID) -> HttpResponse:
    """A venue that is not listed; back on the event's form it is chosen, and saved with it."""
    event = _event(request, public_id)
    form = NewVenueForm(request.POST if request.method == "POST" else None, initial={"place": event.place})
    if request.method == "POST" and form.is_valid():
        try:
            venue = venues.add(actor=Actor.of(request.user), **form.cleaned_data)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The venue is listed and chosen below. Save the event to keep it."))
            return redirect(f"{reverse('events:event_edit', args=[event.public_id])}?venue={venue.public_id}")
    context = event_context(request, event, "overview")
    context["form"] = form
    return render(request, "events/organizer/venue.html", context, status=422 if form.errors else 200)
