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
from messaging import policies, queries, witness
from messaging.domain import deciding
from messaging.enums import MessageState
from messaging.forms import MessageFilter

LIST = "messaging/staff/messages.html"


@require_safe
@policies.requires(policies.SEE)
def message_list(request: HttpRequest) -> HttpResponse:
    """The messages, newest first, narrowed by kind, state or what they are about."""
    form = MessageFilter(request.GET or None)
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    seen = policies.messages_seen_by(request.user)
    page = queries.listed(seen, **wanted, before=request.GET.get("before", ""))
    kept = {name: value for name, value in wanted.items() if value}
    first = not kept and "before" not in request.GET
    context = {
        "form": form,
        "rows": page.rows,
        "kept": kept,
        "page": {"next_url": f"?{urlencode({**kept, 'before': page.next_key})}"} if page.next_key else {},
        "needing": queries.needing_a_person(seen) if first else [],
        "chips": _chips(queries.counts(seen), str(wanted.get("state", ""))),
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


def _chips(counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    address = reverse("messaging:messages")
    everything = {"label": _("All"), "url": address, "current": not current}
    states = [
        {
            "label": MessageState(name).label.capitalize(),
            "url": f"{address}?state={name}",
            "current": name == current,
            "count": count,
        }
        for name, count in counts.items()
    ]
    return [everything, *states]
