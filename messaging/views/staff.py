"""Every message owed and sent, by kind and state; those that need a person on top."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.errors import DomainError
from kernel.htmx import render_page
from kernel.orders import AFTER, BEFORE, ORDER, Chosen, asked_page, heads, query_of
from messaging import policies, queries, witness
from messaging.domain import deciding
from messaging.enums import MessageState
from messaging.forms import MessageFilter

LIST = "messaging/staff/messages.html"


@require_safe
@policies.requires(policies.SEE)
def message_list(request: HttpRequest) -> HttpResponse:
    """The messages, the newest first unless asked otherwise, narrowed by kind, state or what they are about."""
    form, query = MessageFilter(request.GET), query_of(request)
    wanted, seen = form.wanted, policies.messages_seen_by(request.user)
    every = queries.with_public_id(seen)
    shown = asked_page(request, queries.narrowed(every, **wanted), form.sorting, size=queries.ON_A_PAGE, among=every)
    first = not any(wanted.values()) and not {AFTER, BEFORE} & set(request.GET)
    context = {
        "form": form,
        "heads": heads(queries.MESSAGES, form.sorting, query),
        "rows": [queries.row(one) for one in shown.rows],
        "page": shown.links(query),
        "needing": queries.needing_a_person(seen) if first else [],
        "chips": _chips(queries.counts(seen), str(wanted.get("state", "")), form.sorting),
        "may_settle": policies.may(request.user, policies.SETTLE),
    }
    return render_page(request, LIST, context, partial="rows", status=422 if form.errors else 200)


@require_safe
@policies.requires(policies.SEE)
def message(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One message: how it stands, why, and what can be done."""
    return _shown(request, public_id)


@require_POST
@policies.requires(policies.SETTLE)
def arrived(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Note that an uncertain message arrived after all."""
    return _decide(request, public_id, deciding.arrived, _("Noted: the message arrived. Nothing is sent."))


@require_POST
@policies.requires(policies.SETTLE)
def send_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send an uncertain or given-up message again."""
    return _decide(request, public_id, deciding.send_again, _("The message is on its way again."))


def _decide(request: HttpRequest, public_id: UUID, verb: Any, done: str) -> HttpResponse:
    row = get_object_or_404(policies.messages_seen_by(request.user), pk=public_id)
    try:
        verb(row, actor=witness.actor(request.user))
    except DomainError as refusal:
        return _shown(request, public_id, refusal=str(refusal.message), status=422)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("messaging:messages"), status=303)


def _shown(request: HttpRequest, public_id: UUID, *, refusal: str = "", status: int = 200) -> HttpResponse:
    row = queries.row(get_object_or_404(policies.messages_seen_by(request.user), pk=public_id))
    context = {"row": row, "refusal": refusal, "may_settle": policies.may(request.user, policies.SETTLE)}
    return render_page(request, "messaging/staff/message.html", context, status=status)


def _chips(counts: dict[str, int], current: str, sorting: Chosen) -> list[dict[str, Any]]:
    address, kept = reverse("messaging:messages"), {} if sorting.is_first else {ORDER: sorting.value}
    everything = {"label": _("All"), "url": f"{address}?{urlencode(kept)}" if kept else address, "current": not current}
    states = [
        {
            "label": MessageState(name).label.capitalize(),
            "url": f"{address}?{urlencode({'state': name, **kept})}",
            "current": name == current,
            "count": count,
        }
        for name, count in counts.items()
    ]
    return [everything, *states]
