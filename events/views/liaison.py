"""Protected events for the liaison: the safety plan, codes for partners, the bowl, and arrivals by handle.

Counts only. Nobody can list who takes part, because nobody is listed.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
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
from events.domain import protected
from events.enums import FIXED_STATES, SEATED
from events.forms.liaison import ArrivalForm, BowlForm, CodesForm, PlanForm
from events.models import Event
from events.views.frame import Trail
from events.words import when
from kernel.bilingual import text
from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.views.failures import shows_once
from safety.domain import codes, handles
from safety.enums import PlanItem
from safety.models import CodePool, Handle


@requires(P.ISSUE_CODES, P.CHECK_IN_HANDLES)
@require_safe
def event_list(request: SignedIn) -> HttpResponse:
    """The protected events."""
    events = policies.protected_events_of(request.user).select_related("place").order_by("starts_at", "pk")
    return render(request, "events/liaison/list.html", {"events": [(row, when(row)) for row in events]})


@requires(P.ISSUE_CODES, P.CHECK_IN_HANDLES)
@require_safe
def event(request: SignedIn, public_id: UUID) -> HttpResponse:
    """One protected event: plan, pools of codes by count, arrivals by count."""
    return _page(request, _event(request, public_id))


@requires(P.ISSUE_CODES)
@require_POST
def plan(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Settle items of the safety plan."""
    found = _event(request, public_id)
    form = PlanForm(request.POST, initial=_plan_of(found))
    if form.is_valid():
        items, seen = set(form.cleaned_data["items"]), form.cleaned_data["seen"]
        try:
            protected.settle_plan(found, items, actor=Actor.of(request.user), seen=seen)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("The safety plan is saved."))
            return redirect("events:protected", found.public_id)
    return _page(request, found, plan_form=form, status=422)


def _plan_of(found: Event) -> dict[str, Any]:
    """Return what the form of the safety plan shows."""
    missing = codes.plan_gaps(found.public_id)
    settled = [item.value for item in PlanItem if item not in missing]
    return {"items": settled, "seen": codes.seen_of_plan(found.public_id)}


@requires(P.ISSUE_CODES)
@require_POST
@shows_once
def issue(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Make codes and show them this once, as cards to print."""
    found = _event(request, public_id)
    form = CodesForm(request.POST)
    if form.is_valid():
        try:
            plain = protected.issue_codes(
                found, form.cleaned_data["partner"], form.cleaned_data["size"], actor=Actor.of(request.user)
            )
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            return _cards(request, found, plain, "access")
    return _page(request, found, codes_form=form, status=422)


@requires(P.ISSUE_CODES)
@require_http_methods(["GET", "HEAD", "POST"])
def close_pool(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Void the codes of a pool that nobody has used; a page says how many first."""
    events = policies.protected_events_of(request.user).values("public_id")
    pool = get_object_or_404(CodePool.objects.filter(event_ref__in=events), public_id=public_id)
    if request.method == "POST":
        codes.close(pool, actor=Actor.of(request.user))
        messages.success(request, _("The unused codes of this partner no longer work."))
        return redirect("events:protected", pool.event_ref)
    found = _event(request, pool.event_ref)
    context = {"event": found, "trail": _trail(found, _("Cancel the unused codes")), "pool": pool}
    return render(request, "events/liaison/close.html", context)


@requires(P.ISSUE_CODES)
@require_POST
@shows_once
def bowl(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Make codes for the bowl and show them this once."""
    found = _event(request, public_id)
    form = BowlForm(request.POST)
    if form.is_valid():
        try:
            plain = protected.fill_bowl(found, form.cleaned_data["size"], actor=Actor.of(request.user))
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            return _cards(request, found, plain, "bowl")
    return _page(request, found, bowl_form=form, status=422)


@requires(P.CHECK_IN_HANDLES)
@require_http_methods(["POST"])
def arrive(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Let somebody in by the eight symbols; only the day is kept."""
    found = _event(request, public_id)
    form = ArrivalForm(request.POST)
    if form.is_valid():
        try:
            handles.arrive(form.cleaned_data["handle"], found.public_id)
        except DomainError as refusal:
            form.add_error("handle", str(refusal.message))
        else:
            messages.success(request, _("Welcome. The day is noted, nothing else."))
            return redirect("events:protected", found.public_id)
    return _page(request, found, arrival_form=form, status=422)


def _cards(request: SignedIn, found: Event, plain: Sequence[str], kind: str) -> HttpResponse:
    """Show codes this once, with the whole address to type, as it stands on a printed card."""
    name = "safety:write" if kind == "bowl" else "safety:page"
    host = f"https://{settings.SAFETY_HOST}" if settings.SAFETY_HOST else settings.BASE_URL
    context = {
        "trail": _trail(found, _("Cards")),
        "codes": plain,
        "event": found,
        "kind": kind,
        "address": f"{host}{reverse(name)}",
    }
    return render(request, "events/liaison/cards.html", context)


def _event(request: SignedIn, public_id: UUID) -> Event:
    return get_object_or_404(policies.protected_events_of(request.user).select_related("place"), public_id=public_id)


def _trail(found: Event, here: str = "") -> Trail:
    """Return the way here: the protected meetings, the meeting, and what is done with it."""
    name = text(found, "title") or _("Event without a title")
    meeting = reverse("events:protected", args=[found.public_id]) if here else ""
    steps: Trail = [(_("Protected meetings"), reverse("events:protected_list")), (name, meeting)]
    return [*steps, (here, "")] if here else steps


def _page(request: SignedIn, found: Event, *, status: int = 200, **forms: object) -> HttpResponse:
    missing = codes.plan_gaps(found.public_id)
    seated = found.registrations.filter(state__in=SEATED, handle__isnull=False)
    context = {
        "event": found,
        "trail": _trail(found),
        "when": when(found),
        "over": found.state in FIXED_STATES,
        "missing": missing,
        "settled": [item.label for item in PlanItem if item not in missing],
        "pools": CodePool.objects.filter(event_ref=found.public_id).select_related("partner").order_by("pk"),
        "seated": seated.count(),
        "arrived": Handle.objects.filter(event_ref=found.public_id, came_on__isnull=False).count(),
        "may_issue": request.user.may(P.ISSUE_CODES),
        "plan_form": PlanForm(initial=_plan_of(found)),
        "codes_form": CodesForm(),
        "bowl_form": BowlForm(),
        "arrival_form": ArrivalForm(),
        **forms,
    }
    return render(request, "events/liaison/event.html", context, status=status)
