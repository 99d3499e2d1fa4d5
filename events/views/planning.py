"""Planning: what needs doing today, the events one runs, their life until they are over, and second signatures."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from events import policies
from events.domain import copying, scheduling, signatures, zone_rules
from events.enums import EVENT_MOVES, PUBLISHED, EventState, PoolKind, SignatureState, SignedAct
from events.forms.planning import CancelForm, CopyForm, EventEditForm, NewEventForm, NoteForm, OpenForm, WaiverForm
from events.forms.searches import EventsOrder
from events.models import Event, SignatureRequest, Venue
from events.queries import concerned, orders, rosters
from events.queries import today as today_queries
from events.views.frame import event_context
from events.words import when, where
from kernel.acting import OVERTAKEN, attempt
from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.moves import can_step
from kernel.orders import heads, query_of

DONE = {
    "acknowledge": gettext_lazy("Noted."),
    "plan": gettext_lazy("The event is planned. Next: ask for the second signature that opens the invitations."),
    "ready": gettext_lazy("The event is ready, and its door page is open. On the day, press “It begins now”."),
    "start": gettext_lazy("The event has begun. When it is over, say so here."),
    "conclude": gettext_lazy("The event is over. Thank you."),
    "archive": gettext_lazy("The event is archived. What people needed and answered is deleted."),
    "postpone": gettext_lazy(
        "The event is postponed. Everybody who has a seat, waits or has not replied is told. "
        "Give it a new date, then plan it again."
    ),
}
SIGNED: dict[str, Any] = {
    SignedAct.OPEN_INVITING: gettext_lazy("Signed. The organizer can now send the invitations."),
    SignedAct.CANCEL: gettext_lazy("Signed. The event is cancelled, and everybody concerned is being told."),
}
MOVES: dict[str, Callable[..., Event]] = {
    "plan": scheduling.plan,
    "start": scheduling.start,
    "conclude": scheduling.conclude,
    "postpone": scheduling.postpone,
    "acknowledge": zone_rules.acknowledge_move,
}


@requires(P.PLAN_EVENTS, P.APPROVE_EVENTS)
@require_safe
def event_list(request: SignedIn) -> HttpResponse:
    """The events this person runs or signs: what is coming, the soonest first, then what is over, unless asked otherwise."""
    form = EventsOrder(request.GET)
    rows = policies.events_visible_to(request.user).select_related("place").prefetch_related("pools")
    context = {
        "events": form.sorting.sorted(rows),
        "form": form,
        "heads": heads(orders.EVENTS, form.sorting, query_of(request)),
        "may_plan": request.user.may(P.PLAN_EVENTS),
    }
    return render(request, "events/organizer/list.html", context)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: SignedIn) -> HttpResponse:
    """A new event."""
    form = NewEventForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            event = scheduling.create(actor=Actor.of(request.user), seats=values.pop("seats"), **values)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The event is created as a draft. Check it, then plan it."))
            return redirect("events:event", event.public_id)
    return render(request, "events/organizer/form.html", {"form": form}, status=422 if form.errors else 200)


@requires(P.PLAN_EVENTS, P.APPROVE_EVENTS)
@require_safe
def overview(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One event: where it stands, what blocks the next step, who asked for what."""
    event = get_object_or_404(
        policies.events_visible_to(request.user).select_related("place", "venue"), public_id=public_id
    )
    return _overview_page(request, event)


def _overview_page(request: SignedIn, event: Event, waiver: WaiverForm | None = None) -> HttpResponse:
    """Return the overview; a waiver that was refused stands in it as it was typed."""
    runs = policies.runs(request.user, event)
    context = event_context(request, event, "overview", runs=runs)
    context["waiver"] = waiver or WaiverForm()
    context["requests"] = event.signatures.select_related("requested_by", "decided_by").order_by("-pk")[:10]
    context["open_request"] = event.signatures.filter(state=SignatureState.REQUESTED).first()
    context["sessions"] = event.sessions.all()
    if runs:
        context["tasks"] = today_queries.tasks_of(event)
    if event.state == EventState.CONCLUDED:
        context["stored"] = rosters.stored_answers(event)
    return render(request, "events/organizer/overview.html", context, status=422 if waiver else 200)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change an event; saving it unchanged does nothing (EV-16)."""
    event = get_object_or_404(policies.events_run_by(request.user), public_id=public_id)
    initial = EventEditForm.initial_of(event) | {"seen": scheduling.version(event)}
    if added := venue_of(request.GET.get("venue", "")):
        initial["venue"] = added
    form = EventEditForm(request.POST if request.method == "POST" else None, initial=initial)
    if event.state not in PUBLISHED:
        del form.fields["same_meaning"]
    form.fields["venue"].help_text = format_html(
        '{} <a href="{}">{}</a>',
        _("Not listed? Save what you have typed first."),
        reverse("events:venue_add", args=[event.public_id]),
        _("Add a venue"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            planned = event.reminders.filter(fired_at__isnull=True).count()
            edited = scheduling.edit(event, actor=Actor.of(request.user), **form.cleaned_data)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The event is saved."))
            if dropped := planned - edited.reminders.filter(fired_at__isnull=True).count():
                messages.warning(
                    request,
                    ngettext(
                        "%(count)s planned reminder would have come after the start. It is taken back.",
                        "%(count)s planned reminders would have come after the start. They are taken back.",
                        dropped,
                    )
                    % {"count": dropped},
                )
            return redirect("events:event", event.public_id)
    context = event_context(request, event, "overview")
    context["form"] = form
    return render(request, "events/organizer/form.html", context, status=422 if form.errors else 200)


def venue_of(typed: str) -> Venue | None:
    """Return the venue that an address names, if it names one."""
    try:
        return Venue.objects.filter(public_id=UUID(typed)).first()
    except ValueError:
        return None


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def clone(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Copy an event into a new draft on a day of its own; people are never copied."""
    event = get_object_or_404(
        policies.events_run_by(request.user).select_related("place", "venue", "series"), public_id=public_id
    )
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            twin = copying.clone(event, actor=Actor.of(request.user), **form.cleaned_data)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("This is a copy of the event as a new draft. Check what differs."))
            return redirect("events:event_edit", twin.public_id)
    context = event_context(request, event, "overview")
    context["form"] = form
    return render(request, "events/organizer/copy.html", context, status=422 if form.errors else 200)


STEPS = {
    "start": (
        EventState.IN_PROGRESS,
        gettext_lazy("Say that it begins now?"),
        gettext_lazy("It begins now"),
        (
            gettext_lazy("Nobody can reply or change a reply by their own link any more, and no seat is offered."),
            gettext_lazy("The door page stays open: people are let in there."),
            gettext_lazy("The event can no longer be postponed or cancelled."),
        ),
    ),
    "conclude": (
        EventState.CONCLUDED,
        gettext_lazy("Say that it is over?"),
        gettext_lazy("It is over"),
        (
            gettext_lazy("The door page closes: nobody is let in any more, and who came stays as it is noted now."),
            gettext_lazy("Invitations without a reply end, and so does the waiting list."),
            gettext_lazy("What people needed and answered stays until you archive the event."),
        ),
    ),
}


def _ask(request: SignedIn, event: Event, act: str) -> HttpResponse:
    """Say what a step does that nothing takes back, before it is taken."""
    there, title, label, facts = STEPS[act]
    context = event_context(request, event, "overview")
    context |= {
        "title": title,
        "facts": (*facts, _("No message is sent. It cannot be undone.")),
        "label": label,
        "hindrance": "" if can_step(EVENT_MOVES, event.state, there) else OVERTAKEN,
    }
    return render(request, "events/organizer/step.html", context)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: SignedIn, public_id: UUID, act: str) -> HttpResponse:
    """Take one step of the event's life that needs one person; two of them after a page that says what they do."""
    event = get_object_or_404(policies.events_run_by(request.user), public_id=public_id)
    if request.method != "POST":
        return _ask(request, event, act) if act in STEPS else HttpResponseNotAllowed(["POST"])
    actor = Actor.of(request.user)
    waiver = WaiverForm(request.POST)
    if act == "ready" and not waiver.is_valid():
        return _overview_page(request, event, waiver)
    try:
        if act == "ready":
            scheduling.make_ready(event, actor=actor, waive_minimum=waiver.cleaned_data["note"])
        elif act == "archive":
            scheduling.archive(event, actor=actor, deletes=bool(request.POST.get("deletes")))
        else:
            MOVES[act](event, actor=actor)
    except DomainError as refusal:
        if refusal.field == "waive_minimum":
            put_refusal(waiver, refusal, waive_minimum="note")
            return _overview_page(request, event, waiver)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, str(DONE[act]))
    return redirect("events:event", event.public_id)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_to_open(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Ask a second person to open the invitations."""
    event = get_object_or_404(policies.events_run_by(request.user), public_id=public_id)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            signatures.ask_to_open(event, actor=Actor.of(request.user), **form.cleaned_data)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Asked. An approver other than you opens the invitations."))
            return redirect("events:event", event.public_id)
    context = event_context(request, event, "overview")
    context |= {"form": form, "act": "open"}
    return render(request, "events/organizer/ask.html", context, status=422 if form.errors else 200)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_to_cancel(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Ask a second person to cancel; says what will happen, to how many."""
    event = get_object_or_404(policies.events_run_by(request.user), public_id=public_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            signatures.ask_to_cancel(event, actor=Actor.of(request.user), **form.cleaned_data)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Asked. Nothing is cancelled until an approver other than you signs."))
            return redirect("events:event", event.public_id)
    context = event_context(request, event, "overview")
    context |= {"form": form, "act": "cancel", "told": len(concerned.people(event))}
    return render(request, "events/organizer/ask.html", context, status=422 if form.errors else 200)


@requires(P.PLAN_EVENTS)
@require_safe
def ask_to_postpone(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Say what happens when the event is put off and how many people are told, before it is done."""
    event = get_object_or_404(policies.events_run_by(request.user), public_id=public_id)
    context = event_context(request, event, "overview")
    context |= {
        "told": len(concerned.people(event)),
        "may_postpone": can_step(EVENT_MOVES, event.state, EventState.POSTPONED),
    }
    return render(request, "events/organizer/postpone.html", context)


@requires(P.PLAN_EVENTS)
@require_POST
def withdraw_request(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Take back an own request."""
    wanted = get_object_or_404(
        SignatureRequest, public_id=public_id, event__in=policies.events_run_by(request.user), requested_by=request.user
    )
    attempt(
        request, lambda: signatures.withdraw(wanted, actor=Actor.of(request.user)), _("Your request is taken back.")
    )
    return redirect("events:event", wanted.event.public_id)


@requires(P.APPROVE_EVENTS)
@require_safe
def to_sign(request: SignedIn) -> HttpResponse:
    """What waits for this person's second signature, never their own requests."""
    waiting = (
        policies.requests_signed_by(request.user)
        .filter(state=SignatureState.REQUESTED)
        .select_related("event__place", "requested_by")
        .order_by("pk")
    )
    return render(request, "events/approver/queue.html", {"waiting": waiting})


@requires(P.APPROVE_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Read what will happen, then sign or refuse."""
    wanted = get_object_or_404(
        policies.requests_signed_by(request.user).select_related("event__place", "event__venue", "requested_by"),
        public_id=public_id,
    )
    form = (
        NoteForm(request.POST if request.method == "POST" else None)
        if request.POST.get("act") == "refuse"
        else NoteForm()
    )
    if request.method == "POST":
        actor = Actor.of(request.user)
        try:
            if request.POST.get("act") == "sign":
                signatures.sign(wanted, actor=actor)
                messages.success(request, str(SIGNED[wanted.act]))
                return redirect("events:to_sign")
            if form.is_valid():
                signatures.refuse(wanted, actor=actor, note=form.cleaned_data["note"])
                messages.success(request, _("Refused. The person who asked can read why."))
                return redirect("events:to_sign")
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            return redirect("events:to_sign")
    root = wanted.event.pools.filter(kind=PoolKind.ROOT).first()
    context = {
        "wanted": wanted,
        "event": wanted.event,
        "when": when(wanted.event),
        "where": where(wanted.event),
        "seats": root.cap if root else 0,
        "told": len(concerned.people(wanted.event)) if wanted.act == SignedAct.CANCEL else 0,
        "form": form,
        "open": wanted.state == SignatureState.REQUESTED,
    }
    return render(request, "events/approver/sign.html", context, status=422 if form.errors else 200)


@requires(P.PLAN_EVENTS)
@require_safe
def today(request: SignedIn) -> HttpResponse:
    """What needs your attention, then the next events."""
    context = {"tasks": today_queries.tasks(request.user), "cards": today_queries.cards(request.user)}
    return render(request, "events/organizer/today.html", context)
