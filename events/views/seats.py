"""Seats: the tree of pools with what is taken, held, set aside and free, and what a change would do."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission as P
from accounts.policies import SignedIn, requires
from events import policies, words
from events.domain import foreseeing, pools
from events.enums import FIXED_STATES, PoolKind
from events.forms.planning import CapForm
from events.forms.seats import PoolForm
from events.models import CapacityPool, Event
from events.queries import groups, teams
from events.views.frame import event_context
from kernel.acting import attempt
from kernel.errors import DomainError, Stale
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
            messages.success(request, _("The seats of the group are saved. They count from the next reply."))
            return redirect("events:seats", event.public_id)
    return _page(request, event, pool_form=form, status=422)


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def set_cap(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Say what another number of seats would do, then change it; never below what is used."""
    pool = _pool(request, public_id)
    form = CapForm(request.POST if request.method == "POST" else request.GET or None)
    if request.method == "POST" and form.is_valid():
        try:
            pools.change(pool, actor=Actor.of(request.user), **form.cleaned_data)
        except Stale as refusal:
            return _foreseen(request, pool, form, status=422, overtaken=str(refusal.message))
        except DomainError:
            return _foreseen(request, pool, form, status=422)  # the page says why, with the figures of now
        messages.success(request, _("The number of seats is saved. Freed seats go to the people who are waiting."))
        return redirect("events:seats", pool.event.public_id)
    return _foreseen(request, pool, form, status=422 if request.method == "POST" else 200)


def _pool(request: SignedIn, public_id: UUID) -> CapacityPool:
    rows = CapacityPool.objects.filter(event__in=policies.events_run_by(request.user))
    return get_object_or_404(rows.select_related("event__place", "event__venue"), public_id=public_id)


def _foreseen(
    request: SignedIn, pool: CapacityPool, form: CapForm, *, status: int, overtaken: str = ""
) -> HttpResponse:
    """Return the page that says what a change would do; without numbers it asks for them.

    Args:
        overtaken: in words, that somebody else has changed the numbers; the figures are those of now.
    """
    numbers = form.numbers() if form.is_bound and form.is_valid() else None
    found = foreseeing.change(pool, **numbers) if numbers else None
    wider = groups.names_of(found.wider) if found else {}
    held = found.held if found else None
    context = event_context(request, pool.event, "seats")
    context |= {
        "pool": pool,
        "seen": pools.seen_of(pool),
        "overtaken": overtaken,
        "name": groups.names_of([pool])[pool.pk],
        "root_kind": PoolKind.ROOT,
        "unreadable": form.is_bound and numbers is None,
        "numbers": numbers,
        "foreseen": found,
        "fewer": found.before.free - found.after.free if found else 0,
        "more": found.after.free - found.before.free if found else 0,
        "same": bool(numbers) and (pool.cap, pool.guaranteed) == _wanted(pool, form),
        "wider": [(wider[one.pk], one.cap) for one in found.wider] if found else [],
        "reply_by": words.deadline(held.reply_by, pool.event) if held and held.reply_by else "",
        "expires_at": words.deadline(held.expires_at, pool.event) if held and held.expires_at else "",
        "too_small": bool(numbers and pool.kind == PoolKind.ROOT and numbers["cap"] < pool.event.minimum_attendance),
    }
    return render(request, "events/organizer/pool_change.html", context, status=status)


def _wanted(pool: CapacityPool, form: CapForm) -> tuple[int, int]:
    guaranteed = form.cleaned_data["guaranteed"]
    return form.cleaned_data["cap"], pool.guaranteed if guaranteed is None else guaranteed


@dataclass(frozen=True)
class Node:
    """One pool of the tree with the groups inside it."""

    pool: CapacityPool
    name: str
    removable: bool
    inside: "list[Node]"


@requires(P.PLAN_EVENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_pool(request: SignedIn, public_id: UUID) -> HttpResponse:
    """Say what removing a group of seats does, then remove it."""
    pool = _pool(request, public_id)
    event = pool.event
    if request.method == "POST":
        attempt(
            request,
            lambda: pools.remove(pool, actor=Actor.of(request.user)),
            _("The group is removed. Seats that became free go to whoever waits."),
        )
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
    names = groups.names_of(rows)
    over = event.state in FIXED_STATES
    removable = set() if over or len(rows) < 2 else set(pools.unused(event).values_list("pk", flat=True))
    nodes = {pool.pk: Node(pool, names[pool.pk], pool.pk in removable, []) for pool in rows}
    for pool in rows:
        if pool.parent_id is not None:
            nodes[pool.parent_id].inside.append(nodes[pool.pk])
    context = event_context(request, event, "seats")
    context |= {
        "nodes": [nodes[pool.pk] for pool in rows if pool.parent_id is None],
        "over": over,
        "organizers": [] if over else teams.organizers(event),
        "pool_form": pool_form or PoolForm(event=event),
        "root_kind": PoolKind.ROOT,
    }
    return render(request, "events/organizer/seats.html", context, status=status)
