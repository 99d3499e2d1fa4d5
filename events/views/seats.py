"""Seats: the tree of pools with what is taken, held, set aside and free, and what a change would do."""

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
from events.domain import pools
from events.enums import FIXED_STATES, PoolKind
from events.forms.planning import CapForm
from events.forms.seats import PoolForm
from events.models import CapacityPool, Event
from events.queries import groups
from events.views.frame import event_context
from kernel.errors import DomainError
from kernel.forms import put_refusal


@requires(P.PLAN_EVENTS)
@require_safe
def seats(request: SignedIn, public_id: UUID) -> HttpResponse:
    """The tree of pools."""
    event = get_object_or_404(
        policies.events_run_by(request.user).select_related("place", "venue"), public_id=public_id
    )
    return _page(request, event)


@requires(P.PLAN_EVENTS)
@require_POST
def add_pool(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Keep seats for a group, or cap a group."""
    event = get_object_or_404(
        policies.events_run_by(request.user).select_related("place", "venue"), public_id=public_id
    )
    form = PoolForm(request.POST, event=event)
    if form.is_valid():
        try:
            pools.add(event, actor=Actor.of(request.user), **form.cleaned_data)
        except DomainError as refusal:
            put_refusal(form, refusal, value="group")
        else:
            messages.success(request, _("Saved."))
            return redirect("events:seats", event.public_id)
    return _page(request, event, pool_form=form, status=422)


@requires(P.PLAN_EVENTS)
@require_POST
def set_cap(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Change the number of seats of one pool; never below what is used."""
    pool = get_object_or_404(
        CapacityPool.objects.filter(event__in=policies.events_run_by(request.user)).select_related("event"),
        public_id=public_id,
    )
    form = CapForm(request.POST)
    if form.is_valid():
        try:
            pools.change(pool, actor=Actor.of(request.user), **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Saved. Freed seats go to the people who are waiting."))
    else:
        messages.error(request, _("Type the numbers of seats as whole numbers."))
    return redirect("events:seats", pool.event.public_id)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_pool(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Say what removing a group of seats does, then remove it."""
    pool = get_object_or_404(
        CapacityPool.objects.filter(event__in=policies.events_run_by(request.user)).select_related(
            "event__place", "event__venue"
        ),
        public_id=public_id,
    )
    event = pool.event
    if request.method == "POST":
        try:
            pools.remove(pool, actor=Actor.of(request.user))
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("The group is removed. Seats that became free go to whoever waits."))
        return redirect("events:seats", event.public_id)
    context = event_context(request, event, "seats")
    context |= {
        "pool": pool,
        "name": groups.names_of([pool])[pool.pk],
        "removable": event.state not in FIXED_STATES and pools.unused(event).filter(pk=pool.pk).exists(),
    }
    return render(request, "events/organizer/pool_remove.html", context)


def _page(request: SignedIn, event: Event, *, pool_form: PoolForm | None = None, status: int = 200) -> HttpResponse:
    rows = list(event.pools.order_by("pk"))
    depth: dict[int, int] = {}
    for pool in rows:
        depth[pool.pk] = depth[pool.parent_id] + 1 if pool.parent_id in depth else 0
    names = groups.names_of(rows)
    over = event.state in FIXED_STATES
    removable = set() if over or len(rows) < 2 else set(pools.unused(event).values_list("pk", flat=True))
    context = event_context(request, event, "seats")
    context |= {
        "pools": [(pool, names[pool.pk], depth[pool.pk], pool.pk in removable) for pool in rows],
        "pool_form": pool_form or PoolForm(event=event),
        "root_kind": PoolKind.ROOT,
    }
    return render(request, "events/organizer/seats.html", context, status=status)
