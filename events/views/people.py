"""People of an event: the roster with filters and counts, the waiting list, needs, and the file one may download."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.models import User
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, recently_confirmed, requires
from accounts.views import saved_views
from events import policies, words
from events.domain import needs, registrations
from events.enums import DOOR_WAS_OPEN, FIXED_STATES, SEATED, EventState, NeedKind, TeamRole
from events.exports import roster_file
from events.forms.inviting import RemoveForm
from events.forms.searches import NeedsFilter, RosterFilter
from events.models import Event, NeedRequest, Registration
from events.queries import orders, rosters
from events.queries import questions as question_queries
from events.views.frame import event_context, with_seats
from kernel.bilingual import current, text
from kernel.errors import DomainError
from kernel.orders import asked_page, heads, query_of
from messaging.domain import calendar
from messaging.enums import CalendarMethod

PAGE = 100
MOST_NEEDS = 500
AHEAD = 50  # of the waiting list; who is next matters, and the rest follows in that order


@requires(P.SEE_ROSTER)
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Who comes, by name, with counts by sector and region; the view has an address and can be downloaded as it is."""
    event, root = with_seats(policies.events_run_by(request.user), public_id)
    form = RosterFilter.of(request)
    views = saved_views.of(request, "events.people", form.lasting_query)
    if (there := form.leads_to() or views.leads_to(form.query)) is not None:
        return there
    chosen = form.filters
    rows = rosters.roster(event, **chosen)
    grid = rosters.coverage(event)
    door = event.state in DOOR_WAS_OPEN
    form.offer(grid, door=door)
    shown = asked_page(
        request,
        rows,
        form.sorting,
        size=PAGE,
        among=Registration.objects.filter(event=event, person__isnull=False),
    )
    context = event_context(request, event, "people", root=root)
    context |= {
        "rows": shown.rows,
        "total": rows.count() if any(chosen.values()) else grid.people,  # the grid has counted them already (PF-8)
        "page": shown.links(form.query_with),
        "heads": heads(orders.ROSTER, form.sorting, form.query_with),
        "form": form,
        "views": views,
        "view_form": views.form,
        "door": door,
        "attendance": rosters.attendance(event) if door else 0,
        "grid": grid,
        "grid_regions": [name_fr if current() == "fr" else name_en for _code, name_en, name_fr in grid.regions],
        "grid_rows": [
            (key, name_fr if current() == "fr" else name_en, grid.row(key), grid.total(key))
            for key, name_en, name_fr in grid.sectors
        ],
        **_waiting(event),
        "may_export": request.user.may(P.EXPORT_PEOPLE),
        "may_enter": request.user.may(P.INVITE) and not event.protected,
    }
    return render(request, "events/organizer/people.html", context, status=max(form.status, views.status))


def _waiting(event: Event) -> dict[str, Any]:
    """Return the head of the waiting list and how many stand on it, counted only when there are more than are shown."""
    rows = list(rosters.waiting(event)[: AHEAD + 1])
    total = rosters.waiting(event).count() if len(rows) > AHEAD else len(rows)
    return {"waiting": rows[:AHEAD], "waiting_total": total, "waiting_shown": min(AHEAD, total)}


@requires(P.EXPORT_PEOPLE)
@recently_confirmed
@require_POST
def export(request: SignedIn, public_id: UUID) -> HttpResponseBase:
    """Download exactly what the filtered roster shows; a POST, because the entry in the trail comes first (RE-20)."""
    event = get_object_or_404(policies.events_run_by(request.user), public_id=public_id)
    search = RosterFilter.carried(request, request.GET)
    if search.ended:
        return redirect("events:people", event.public_id)  # everybody is more than what was seen
    try:
        return roster_file(event, search.filters, request.POST.get("form", ""), request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("events:people", event.public_id)


@requires(P.SEE_ROSTER)
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One registration: organization as it was then, replies, needs where allowed; approve or remove."""
    row = get_object_or_404(
        policies.registrations_run_by(request.user).select_related(
            "event__place", "event__venue", "person", "sector", "jurisdiction", "option__invitation"
        ),
        public_id=public_id,
    )
    form = RemoveForm(request.POST if request.POST.get("act") == "remove" else None)
    if request.method == "POST":
        actor = Actor.of(request.user)
        try:
            if request.POST.get("act") == "approve":
                registrations.approve(row, actor=actor)
                messages.success(request, _("Approved. The person is told."))
                return redirect("events:people", row.event.public_id)
            if form.is_valid():
                registrations.remove(row, actor=actor, reason=form.cleaned_data["reason"])
                messages.success(request, _("Taken off the roster. The seat goes to the next person."))
                return redirect("events:people", row.event.public_id)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            return redirect("events:registration", row.public_id)
    context = event_context(request, row.event, "people")
    context |= {
        "row": row,
        "form": form,
        "needs": row.needs.select_related("owner") if request.user.may(P.SEE_NEEDS) else [],
        "answers": [
            (text(answer.question, "text"), words.answer(answer.question, answer.value))
            for answer in row.answers.select_related("question").order_by("question__order")
            if TeamRole.ORGANIZER in answer.question.audience
        ],
        "may_change": request.user.may(P.INVITE) and row.state in SEATED and not row.event.protected,
        "live": row.state in SEATED and row.event.state not in FIXED_STATES,
        "door": row.event.state in DOOR_WAS_OPEN,
        "came": rosters.has_come(row) if row.event.state in DOOR_WAS_OPEN else False,
        "calendar": _in_calendar(row),
    }
    return render(request, "events/organizer/registration.html", context, status=422 if form.errors else 200)


def _in_calendar(row: Registration) -> str:
    """Say what the person's calendar was told about the event, in words (EV-A9)."""
    assert row.person is not None  # handles have no page
    pair = row.person.public_id, row.event.public_id
    entry = calendar.entries([pair]).get(pair)
    if entry is None:
        return _("nothing was sent")
    if entry.last_method != CalendarMethod.REQUEST:
        return _("the event was taken out again")
    return _("the event stands there")


@requires(P.SEE_NEEDS)
@require_safe
def needs_by_event(request: SignedIn) -> HttpResponse:
    """The events whose needs this person sees to, the next first, with how many are still open."""
    events = policies.events_with_needs_for(request.user).exclude(state__in=(EventState.ARCHIVED, EventState.CANCELLED))
    rows = rosters.with_need_counts(events.select_related("place")).order_by("starts_at", "pk")
    over = [row for row in rows if row.state in FIXED_STATES]
    return render(
        request,
        "events/logistics/needs.html",
        {"coming": [row for row in rows if row.state not in FIXED_STATES], "over": over[::-1]},
    )


@requires(P.SEE_NEEDS)
@require_safe
def need_list(request: SignedIn, public_id: UUID) -> HttpResponse:
    """What people need, the critical and open first; for protected events numbers only."""
    event = _with_needs(request, public_id)
    runs = policies.runs(request.user, event)
    context = event_context(request, event, "needs", runs=runs)
    labels = dict(NeedKind.choices)
    answers = question_queries.answers_for_logistics(event, request.user)
    context |= {
        "counts": [(labels[kind], asked, open_) for kind, asked, open_ in rosters.need_counts(event)],
        **_needs_one_by_one(request, event),
        "staff": User.objects.filter(event_roles__event=event, is_active=True).distinct().order_by("name"),
        "may_settle": request.user.may(P.SETTLE_NEEDS),
        "answers": answers[: question_queries.MOST],
        "more_answers": len(answers) > question_queries.MOST,
    }
    return render(request, "events/organizer/needs.html", context)


def _needs_one_by_one(request: SignedIn, event: Event) -> dict[str, Any]:
    """Return the needs that are listed, and how many there are in all when they are more than fit on the page."""
    if event.protected:
        return {"rows": [], "rows_total": 0}
    form = NeedsFilter(request.GET)
    found = form.sorting.sorted(rosters.needs(event, open_only=form.open_only))
    rows = list(found[: MOST_NEEDS + 1])
    return {
        "form": form,
        "heads": heads(orders.NEEDS, form.sorting, query_of(request)),
        "rows": rows[:MOST_NEEDS],
        "rows_total": found.count() if len(rows) > MOST_NEEDS else len(rows),
    }


NEED_DONE = {
    "assign": gettext_lazy("It is saved who sees to this need. Next, confirm it once it is arranged."),
    "confirm": gettext_lazy("The need is confirmed as arranged."),
    "met": gettext_lazy("It is saved that the need was met."),
    "not_met": gettext_lazy("It is saved that the need was not met."),
}


@requires(P.SETTLE_NEEDS)
@require_POST
def settle_need(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Say who sees to a need, that it is arranged, or whether it was met."""
    events = policies.events_with_needs_for(request.user)
    need = get_object_or_404(
        NeedRequest.objects.select_related("registration__event").filter(
            registration__event__in=events, registration__person__isnull=False
        ),
        public_id=public_id,
    )
    event, actor, act = need.registration.event, Actor.of(request.user), request.POST.get("act", "")
    try:
        if act == "assign":
            team = User.objects.filter(event_roles__event=event, is_active=True).distinct()
            owner = get_object_or_404(team, public_id=_uuid(request.POST.get("owner", "")))
            needs.assign(need, actor=actor, owner=owner)
        elif act == "confirm":
            needs.confirm(need, actor=actor)
        elif act in ("met", "not_met"):
            needs.close(need, actor=actor, met=act == "met")
        else:
            raise BadRequest("no such act")
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, str(NEED_DONE[act]))
    return redirect("events:needs", event.public_id)


def _with_needs(request: SignedIn, public_id: UUID) -> Event:
    return get_object_or_404(
        policies.events_with_needs_for(request.user).select_related("place", "venue"), public_id=public_id
    )


def _uuid(typed: Any) -> UUID | None:
    try:
        return UUID(str(typed))
    except ValueError:
        return None
