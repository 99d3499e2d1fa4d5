"""Invited people: the link, the reply, the registration, the wait, and their own page.

GET shows and changes nothing. The link opens a neutral page with one button; the button exchanges it for a visit, which
ends after thirty minutes without a page, and the address without the token is all that stays in the browser (events 5.6).
"""

import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from events.domain import invitations, registrations, replying, terms, waiting_list
from events.domain.enrolling import Details
from events.enums import Channel, InvitationState, OfferState, OptionState, RegistrationState
from events.forms.attendee import AddressForm, CodeForm, RegistrationForm
from events.models import Invitation, InvitationOption, Offer, QueueEntry
from events.queries import attendee as attendee_queries
from events.views import visits
from events.views.opening import PLACED, invited, invited_to, knowing_the_reply, private, unproved
from events.words import announced, deadline, when, where
from kernel.acting import attempt
from kernel.errors import DomainError, Stale
from kernel.forms import put_refusal
from kernel.limits import Limit, LimitReached, client_network

CODE_KEY, CODE_LEADS_TO = "invitation_code", "invitation_code_leads_to"
LINKS_TO_ONE = Limit("event_link", allowed=5, per=3600)
LINKS_FROM_A_NETWORK = Limit("event_link_network", allowed=60, per=3600)
CODES_TO_ONE = Limit("event_code", allowed=5, per=3600)
CODES_FROM_A_NETWORK = Limit("event_code_network", allowed=60, per=3600)
View = Callable[..., HttpResponse]


def _actor(invitation: Invitation) -> Actor:
    return Actor.link("invitation", invitation.public_id)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A neutral page with one button; pressing it opens the invitation (EV-12, EV-13)."""
    request.leaves_no_log = True  # type: ignore[attr-defined]  # the address holds the token
    invitation = invitations.find(token)
    refusal = terms.invitation_refusal(invitation) if invitation else None
    if invitation is None or refusal is not None:
        context = {"refusal": refusal, "form": AddressForm()}
        return private(render(request, "events/attendee/dead_link.html", context, status=404), token=True)
    if request.method != "POST":
        return private(render(request, "events/attendee/link.html", {}), token=True)
    if invitations.needs_code(invitation):
        return private(ask_for_code(request, invitation), token=True)
    invitations.open_invitation(invitation, actor=_actor(invitation))
    return private(visits.begin(redirect("events:my"), invitation), token=True)


def ask_for_code(request: HttpRequest, invitation: Invitation, *, leads_to: str = "events:my") -> HttpResponse:
    """Have a code mailed to the invited person and lead to where it is typed.

    Args:
        leads_to: name of the page of theirs that the code opens.
    """
    try:
        CODES_FROM_A_NETWORK.admit(client_network(request))
        CODES_TO_ONE.admit(str(invitation.public_id))
        invitations.send_code(invitation, actor=_actor(invitation))
    except LimitReached as reached:  # the last code may still be typed
        messages.error(request, str(reached.message))
    request.session[CODE_KEY], request.session[CODE_LEADS_TO] = str(invitation.public_id), leads_to
    return redirect("events:code")


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code that was mailed opens an answered invitation in another browser, and what a link alone does not show."""
    ref = request.session.get(CODE_KEY)
    invitation = Invitation.objects.filter(public_id=UUID(ref)).first() if ref else None
    if invitation is None:
        return private(render(request, "events/attendee/closed.html", {"form": AddressForm()}, status=403))
    leads_to = request.session.get(CODE_LEADS_TO, "events:my")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.use_code(invitation, form.cleaned_data["code"], actor=_actor(invitation))
        except DomainError as refusal:
            form.add_error("code", str(refusal.message))
        else:
            del request.session[CODE_KEY]
            return private(visits.begin(redirect(leads_to), invitation, proved=True))
    context = {"form": form, "again": leads_to if leads_to != "events:my" else ""}
    return private(render(request, "events/attendee/code.html", context, status=422 if form.errors else 200))


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def send_link(request: HttpRequest) -> HttpResponse:
    """Ask for one's link again; the answer is the same for everybody (RE-16, EV-A18)."""
    form, status, wait = AddressForm(request.POST if request.method == "POST" else None), 200, None
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        try:
            LINKS_FROM_A_NETWORK.admit(client_network(request))
            LINKS_TO_ONE.admit(address)  # as typed, known or not
            invitations.ask_again(address)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
            status, wait = refusal.status, refusal.facts.get("retry_after")
        else:
            return private(render(request, "events/attendee/link_asked.html"))
    elif form.errors:
        status = 422
    response = render(request, "events/attendee/send_link.html", {"form": form}, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return private(response)


@require_safe
@invited
def my(request: HttpRequest, found: attendee_queries.Found) -> HttpResponse:
    """Everything of this invitation: what is offered, what was answered, what comes next."""
    invitation, rows = found.invitation, attendee_queries.my_options(found)
    for row in rows:
        row.when, row.where = announced(row.event), where(row.event)
        row.until = deadline(row.event.cut_off_at, row.event) if row.event.cut_off_at else ""
        row.offer_until = deadline(row.offer.expires_at, row.event) if row.offer else ""
    dated = sorted((row.event.starts_at, row.event.pk, row.event) for row in rows if row.event.starts_at)
    asked = invitation.state == InvitationState.RELEASED and any(row.waits_for_a_reply for row in rows)
    reply_by = deadline(invitation.reply_by, dated[0][2]) if asked and invitation.reply_by and dated else ""
    context = {"invitation": invitation, "rows": rows, "reply_by": reply_by}
    return render(request, "events/attendee/my.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@invited_to
def register(request: HttpRequest, invitation: Invitation, option: InvitationOption) -> HttpResponse:
    """Say yes to one event: needs and answers, then the seat or the waiting list."""
    if request.method != "POST" and (page := unproved(request, option)):
        return page  # what was said on joining the list stands in the form
    form = _registration_form(request, option, initial=_said_on_joining(option))
    if request.method == "POST" and form.is_valid():
        key = f"{option.public_id}:{form.cleaned_data['key']}" if form.cleaned_data["key"] else ""
        own = option.state not in PLACED or replying.was_sent(option, key)
        try:
            placed = registrations.accept(
                option, form.details(), actor=_actor(invitation), channel=Channel.LINK, key=key
            )
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            _say_where(request, placed)
            response = redirect("events:my")
            return visits.has_replied(response, request) if own else response
    return _form_page(request, option, form, "register")


def _say_where(request: HttpRequest, placed: registrations.Placed) -> None:
    if placed.registration is not None and placed.registration.state == RegistrationState.PENDING:
        messages.success(
            request, _("We have received your registration. An organizer looks at it and you will hear from us.")
        )
    elif placed.registration is not None:
        messages.success(request, _("You have a seat. A confirmation is on its way to you."))
    elif placed.entry is not None:
        messages.success(request, _("Every seat is taken. You are on the waiting list and need do nothing more."))
    else:  # an old page sent once more
        messages.info(
            request, _("This form was used before, and you have given up your place since. Reply anew below.")
        )


@require_POST
@invited_to
@knowing_the_reply
def decline(request: HttpRequest, invitation: Invitation, option: InvitationOption) -> HttpResponse:
    """Say no to one event; it can be said again until the cut-off."""
    attempt(
        request,
        lambda: registrations.decline(option, actor=_actor(invitation), channel=Channel.LINK),
        _("Thank you for telling us. You can change your mind here while replies are open."),
    )
    return redirect("events:my")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@invited_to
@knowing_the_reply
def change(request: HttpRequest, invitation: Invitation, option: InvitationOption) -> HttpResponse:
    """Change needs and answers until the cut-off."""
    registration = registrations.standing_of(option).registration
    if registration is None:
        return redirect("events:my")
    given = RegistrationForm.initial_of(
        attendee_queries.needs_of(registration), attendee_queries.answers_of(registration), registration.online
    )
    given["seen"] = attendee_queries.digest_of(registration)
    form, saved = _registration_form(request, option, initial=given), None
    if request.method == "POST" and form.is_valid():
        try:
            details, seen = form.details(), form.cleaned_data["seen"]
            registrations.change(registration, details, actor=_actor(invitation), seen=seen)
        except Stale as refusal:
            form.add_error(None, str(refusal.message))
            form.data = form.data.copy() | {"seen": given["seen"]}  # type: ignore[assignment, attr-defined]
            saved = RegistrationForm(event=option.event, questions=form.questions, initial=given, prefix="saved")
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Your needs and answers are saved."))
            return redirect("events:my")
    return _form_page(request, option, form, "change", saved)


@require_http_methods(["GET", "HEAD", "POST"])
@invited_to
@knowing_the_reply
def withdraw(request: HttpRequest, invitation: Invitation, option: InvitationOption) -> HttpResponse:
    """Give the seat up; a page of its own says what happens."""
    registration = registrations.standing_of(option).registration
    if registration is None:
        return redirect("events:my")
    if request.method == "POST":
        attempt(
            request,
            lambda: registrations.withdraw(registration, actor=_actor(invitation), channel=Channel.LINK),
            _("Your seat is given back. Thank you for telling us in time."),
        )
        return redirect("events:my")
    context = {"option": option, "event": option.event, "when": when(option.event)}
    return render(request, "events/attendee/withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@invited_to
@knowing_the_reply
def leave_list(request: HttpRequest, invitation: Invitation, option: InvitationOption) -> HttpResponse:
    """Leave the waiting list at any time; a page of its own says what happens."""
    entry = registrations.standing_of(option).entry
    if entry is None:
        return redirect("events:my")
    if request.method == "POST":
        attempt(
            request,
            lambda: waiting_list.leave(entry, actor=_actor(invitation)),
            _("You are no longer on the waiting list."),
        )
        return redirect("events:my")
    context = {"option": option, "event": option.event, "when": when(option.event)}
    return render(request, "events/attendee/leave_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@invited_to
@knowing_the_reply
def offer(request: HttpRequest, invitation: Invitation, option: InvitationOption) -> HttpResponse:
    """A seat has come free: take it or leave it, until the deadline."""
    entry = registrations.standing_of(option).entry
    made = Offer.objects.filter(entry=entry, state=OfferState.MADE).first() if entry else None
    if made is None:
        messages.info(request, _("There is no open offer. Your place is shown below."))
        return redirect("events:my")
    actor = _actor(invitation)
    if request.POST.get("act") == "decline":
        attempt(request, lambda: waiting_list.decline(made, actor=actor), _("The seat goes to the next person."))
        return redirect("events:my")
    if refusal := terms.refusal(option.event):
        messages.error(request, str(refusal.message))
        return redirect("events:my")
    form = _form_of_offer(request, option, entry)  # type: ignore[arg-type]  # an offer is made to an entry
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            details = form.details() if form else None
            waiting_list.accept(made, details, actor=actor, channel=Channel.LINK)
        except DomainError as refusal:
            if form is None:
                messages.error(request, str(refusal.message))
                return redirect("events:my_offer", option.public_id)
            put_refusal(form, refusal)
        else:
            messages.success(request, _("You have a seat. A confirmation is on its way to you."))
            return redirect("events:my")
    context = {
        "option": option,
        "event": option.event,
        "when": when(option.event),
        "where": where(option.event),
        "until": deadline(made.expires_at, option.event),
        "form": form,
    }
    return render(request, "events/attendee/offer.html", context, status=422 if form and form.errors else 200)


def _form_of_offer(request: HttpRequest, option: InvitationOption, entry: QueueEntry) -> RegistrationForm | None:
    """Return the form with what was said on joining; None when that answers all that must be answered."""
    kept = Details.of_wait(entry)
    asked = attendee_queries.questions_of(option)
    if all(kept.answers.get(question.public_id) for question in asked if question.required):
        return None
    initial = RegistrationForm.initial_of(kept.needs.items(), kept.answers.items(), kept.online)
    typed = request.POST if request.method == "POST" else None
    return RegistrationForm(typed, event=option.event, questions=asked, initial=initial)


@require_safe
@invited_to
def calendar_file(request: HttpRequest, invitation: Invitation, option: InvitationOption) -> HttpResponse:
    """The calendar entry of a confirmed seat; never for a protected event (EV-18)."""
    registration = registrations.standing_of(option).registration
    content = attendee_queries.calendar_file(registration) if registration and not option.event.protected else None
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="invitation.ics"'
    return response


@require_POST
@invited
def close(request: HttpRequest, found: attendee_queries.Found) -> HttpResponse:
    """End the visit on this device."""
    return visits.end(render(request, "events/attendee/left.html"))


def _registration_form(request: HttpRequest, option: InvitationOption, **kwargs: Any) -> RegistrationForm:
    kwargs["initial"] = {"key": secrets.token_urlsafe(16)} | kwargs.get("initial", {})
    typed = request.POST if request.method == "POST" else None
    return RegistrationForm(typed, event=option.event, questions=attendee_queries.questions_of(option), **kwargs)


def _said_on_joining(option: InvitationOption) -> dict[str, Any]:
    """Return what the form shows at first: what somebody who waits has said already."""
    entry = registrations.standing_of(option).entry if option.state == OptionState.WAITLISTED else None
    kept = Details.of_wait(entry) if entry else Details()
    return RegistrationForm.initial_of(kept.needs.items(), kept.answers.items(), kept.online)


def _form_page(
    request: HttpRequest,
    option: InvitationOption,
    form: RegistrationForm,
    act: str,
    saved: RegistrationForm | None = None,
) -> HttpResponse:
    context = {
        "saved": saved,
        "option": option,
        "event": option.event,
        "form": form,
        "act": act,
        "when": when(option.event),
        "where": where(option.event),
        "waiting": attendee_queries.would_wait(option),
    }
    return render(request, "events/attendee/register.html", context, status=422 if form.errors else 200)
