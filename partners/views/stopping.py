"""The page behind "other choices" of an unsubscribe link: three ways to stop, and the way to start again.

Each says exactly what stops or starts.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from kernel import bilingual
from kernel.errors import DomainError
from kernel.private_pages import keep_private
from messaging.unsubscribing import Subscription
from partners import subscriptions
from partners.domain import stopping
from partners.forms.stopping import StopForm

PAGE = "partners/public/stop_messages.html"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_messages(request: HttpRequest, token: str) -> HttpResponse:
    """Show the three choices; only POST stops anything, because scanners follow links (RE-6)."""
    link = subscriptions.read(token)
    ledger = subscriptions.Ledger().find(token)
    if link is None or ledger is None:
        return keep_private(render(request, PAGE, {"subscription": None}, status=404))
    form, status = StopForm(request.POST or None, subscription=ledger), 200
    if request.method == "POST":
        if form.is_valid():
            choice = form.cleaned_data["choice"]
            stopping.stop_by_link(link, choice, actor=Actor.link("unsubscribe", link.person_ref))
            return keep_private(redirect(f"{request.path}?done={choice}"))
        status = 422
    return keep_private(render(request, PAGE, _context(request, token, link, ledger, form), status=status))


@login_not_required
@require_POST
def start_messages(request: HttpRequest, token: str) -> HttpResponse:
    """Take the fresh yes of the person who holds the link; a second press changes nothing."""
    link = subscriptions.read(token)
    ledger = subscriptions.Ledger().find(token)
    if link is None or ledger is None:
        return keep_private(render(request, PAGE, {"subscription": None}, status=404))
    try:
        language = bilingual.current()
        stopping.start_by_link(link, actor=Actor.link("unsubscribe", link.person_ref), language=language)
    except DomainError as refusal:
        form = StopForm(subscription=ledger)
        context = _context(request, token, link, ledger, form) | {"refusal": refusal.message}
        return keep_private(render(request, PAGE, context, status=422))
    return keep_private(redirect(reverse("partners:stop_messages", args=[token]) + "?done=started"))


def _context(
    request: HttpRequest, token: str, link: subscriptions.Link, ledger: Subscription, form: StopForm
) -> dict[str, Any]:
    """What the page says: what has just been done, and what has been stopped and can start again."""
    done = request.GET.get("done", "")
    stopped = stopping.stopped_by_link(link)
    return {
        "subscription": ledger,
        "token": token,
        "start_url": reverse("partners:start_messages", args=[token]),
        "form": form,
        "done": form.words_of(done),
        "started": done == "started" and stopped is not None and not stopped,
        "stopped": stopped,
    }
