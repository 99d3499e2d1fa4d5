"""What opens the pages of an invited person: a visit, one event of its invitation, and for a reply the browser it was given in."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from events.domain import terms
from events.enums import OptionState
from events.forms.attendee import AddressForm
from events.models import Invitation, InvitationOption
from events.queries import attendee as attendee_queries
from events.views import visits
from kernel.private_pages import keep_private
from kernel.views import late_forms

VISIT_OVER = late_forms.Late(
    gettext_lazy("Your page had closed when this arrived"),
    gettext_lazy("After thirty minutes without a click the page closes, so that nobody else finds it open."),
    gettext_lazy("Open the link in your message again, in another tab of this browser."),
    gettext_lazy("Have a new link sent to you"),
)
UNPROVED = late_forms.Late(
    gettext_lazy("Show that it is you"),
    gettext_lazy("This page was opened with a link, and a link may be passed on."),
    gettext_lazy("Have a code sent to your own mailbox, and type it in another tab of this browser."),
    gettext_lazy("Have a code sent"),
)
PLACED = frozenset({OptionState.ACCEPTED, OptionState.WAITLISTED})
View = Callable[..., HttpResponse]


def private(response: HttpResponse, *, token: bool = False) -> HttpResponse:
    """Let nobody keep a page; `token`: its address holds one."""
    return keep_private(response, secret_address=token)


def invited(view: View) -> View:
    """Let only a browser through that has opened an invitation; others are told how to come back."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        visit = visits.current(request)
        rows = attendee_queries.options_of(visit)  # type: ignore[arg-type]
        if visit is None or rows is None:
            return private(_closed(request))
        return private(visits.go_on(view(request, rows), visit))

    return login_not_required(guarded)


def invited_to(view: View) -> View:
    """The same for one event of the opened invitation; an event of somebody else's is not there (EV-13)."""

    @wraps(view)
    def guarded(request: HttpRequest, public_id: UUID) -> HttpResponse:
        visit = visits.current(request)
        option = attendee_queries.option_of(visit, public_id)  # type: ignore[arg-type]
        if visit is None or option is None:
            if attendee_queries.options_of(visit) is None:  # type: ignore[arg-type]
                return private(_closed(request))
            raise Http404
        return private(visits.go_on(view(request, option.invitation, option), visit))

    return login_not_required(guarded)


def knowing_the_reply(view: View) -> View:
    """Let only the browser in which a place was asked for show or change it; others need the code (reliability 3.1).

    Stands below `invited_to`: a forwarded link that was opened before the reply opens nothing of it afterwards.
    """

    @wraps(view)
    def guarded(request: HttpRequest, invitation: Invitation, option: InvitationOption) -> HttpResponse:
        return unproved(request, option) or view(request, invitation, option)

    return guarded


def unproved(request: HttpRequest, option: InvitationOption) -> HttpResponse | None:
    """Return the page that asks for a code where a place was asked for in another browser; None where there is no need."""
    visit = visits.current(request)
    if option.state not in PLACED or (visit is not None and visit.knows_reply):
        return None
    if kept := late_forms.answer(request, UNPROVED, request.path):
        return kept
    return prove_first(request, option.invitation, "seats", status=403 if request.method == "POST" else 200)


def prove_first(request: HttpRequest, invitation: Invitation, page: str, *, status: int = 200) -> HttpResponse:
    """Return the page that has a code mailed, or says that none is sent for this invitation any more.

    Args:
        page: what the code leads to.
    """
    context = {"page": page, "ended": terms.invitation_refusal(invitation)}
    return render(request, "events/attendee/prove.html", context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    if kept := late_forms.answer(request, VISIT_OVER, reverse("events:send_link")):
        return kept
    return render(request, "events/attendee/closed.html", {"form": AddressForm()}, status=403)
