"""My page beyond the seats: the messages sent to me, what is kept about me, and what I say yes and no to.

A link may have been forwarded before anybody answered it. It shows the invitation and no more: what is a person's own
opens once the code that is mailed to them was typed in this browser (reliability 3.1).
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from events.forms.own import DetailsForm, ReachForm
from events.queries import own_messages
from events.queries.attendee import Found
from events.views import visits
from events.views.attendee import ask_for_code
from events.views.opening import UNPROVED, invited, prove_first
from kernel.acting import attempt
from kernel.bilingual import current
from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.views import late_forms
from partners.days import today
from partners.domain import own_choices, people
from partners.models import Person
from partners.queries import directory, own

PAGES = {"messages": "events:my_messages", "data": "events:my_data", "seats": "events:my"}
DETAILS = ("display_name", "pronouns", "preferred_language", "other_language")
View = Callable[[HttpRequest, Found], HttpResponse]


def proven(page: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Let only a browser through in which the mailed code was typed; others are shown how to have one sent.

    Args:
        page: which of `PAGES` the code leads to.
    """

    def guard(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, found: Found) -> HttpResponse:
            visit = visits.current(request)
            if visit is not None and visit.proved:
                return view(request, found)
            if request.method == "POST":
                return late_forms.answer(request, UNPROVED, reverse(PAGES[page])) or redirect(PAGES[page])
            return prove_first(request, found.invitation, page)

        return invited(guarded)

    return guard


def _actor(found: Found) -> Actor:
    return Actor.link("invitation", found.invitation.public_id)


def _person(found: Found) -> Person:
    return found.invitation.person


@require_POST
@invited
def prove(request: HttpRequest, found: Found) -> HttpResponse:
    """Have a code mailed, so that a forwarded link shows nobody else what is one's own."""
    leads_to = PAGES.get(request.POST.get("page", ""), PAGES["data"])
    try:
        return ask_for_code(request, found.invitation, leads_to=leads_to)
    except DomainError as refusal:  # the invitation can no longer be used
        messages.error(request, str(refusal.message))
        return redirect("events:my")


@require_safe
@proven("messages")
def my_messages(request: HttpRequest, found: Found) -> HttpResponse:
    """Every message owed or sent to this person: what it was about, when, and how it went."""
    page = own_messages.of(_person(found), request.GET.get("before", ""))
    context = {"rows": page.rows, "page": {"next_url": f"?before={page.next_key}" if page.next_key else ""}}
    return render(request, "events/attendee/messages.html", context)


@require_safe
@proven("data")
def my_data(request: HttpRequest, found: Found) -> HttpResponse:
    """What is kept about this person, who reads it, what they said yes and no to, and what becomes of it."""
    person = _person(found)
    facts = directory.one_person(person, timezone.now(), today())
    context = {
        "facts": facts,
        "choices": own.choices(facts),
        "past": own.past(facts),
        "stopped": own.stopped(facts),
        "any_hour": own.any_hour(facts),
    }
    return render(request, "events/attendee/data.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@proven("data")
def my_details(request: HttpRequest, found: Found) -> HttpResponse:
    """Correct name, pronouns and languages."""
    person = _person(found)
    now = {name: getattr(person, name) for name in DETAILS} | {"seen": people.seen_of(person)}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            people.edit(person, actor=_actor(found), **form.cleaned_data)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Your details are saved."))
            return redirect("events:my_data")
    return _form(request, form, _("Correct my name and languages"))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@proven("data")
def my_reach(request: HttpRequest, found: Found) -> HttpResponse:
    """Say how and when one wants to be reached."""
    person = _person(found)
    now = directory.rule_values(person) | {"seen": own_choices.seen_of_reach(person)}
    form = ReachForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        names = ("email_allowed", "phone_allowed", "voicemail_allowed", "seen")
        said = {name: form.cleaned_data[name] for name in names}
        try:
            own_choices.set_reach(person, actor=_actor(found), hours=form.hours(), **said)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("It is saved how and when you want to be reached. It holds from now on."))
            return redirect("events:my_data")
    note = _(
        "This holds for every message, those about your seat and the codes that open this page too: without e-mail, "
        "or outside your hours, they do not come."
    )
    return _form(request, form, _("How and when to reach me"), note)


def _form(request: HttpRequest, form: DetailsForm | ReachForm, title: str, note: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "note": note}
    return render(request, "events/attendee/own_form.html", context, status=422 if form.errors else 200)


@require_POST
@proven("data")
def my_any_hour(request: HttpRequest, found: Found) -> HttpResponse:
    """Let messages come at any hour again."""
    attempt(
        request,
        lambda: own_choices.clear_reach(_person(found), actor=_actor(found)),
        _("Messages may reach you at any hour again. It holds from now on."),
    )
    return redirect("events:my_data")


@require_POST
@proven("data")
def my_consent(request: HttpRequest, found: Found) -> HttpResponse:
    """Say yes or no to one kind of message."""
    verb = own_choices.give if request.POST.get("answer") == "yes" else own_choices.take_back
    attempt(
        request,
        lambda: verb(_person(found), request.POST.get("purpose", ""), actor=_actor(found), language=current()),
        _("Your choice is saved. It holds from now on."),
    )
    return redirect("events:my_data")


@require_http_methods(["GET", "HEAD", "POST"])
@proven("data")
def my_stop(request: HttpRequest, found: Found) -> HttpResponse:
    """Stop every message; a page of its own says what that means."""
    if request.method != "POST":
        return render(request, "events/attendee/stop.html", {})
    own_choices.stop_everything(_person(found), actor=_actor(found), language=current())
    messages.success(request, _("Nothing more is sent to you."))
    return redirect("events:my_data")


@require_POST
@proven("data")
def my_start(request: HttpRequest, found: Found) -> HttpResponse:
    """Let messages about one's own seats come again."""
    attempt(
        request,
        lambda: own_choices.start_again(_person(found), actor=_actor(found)),
        _("Messages about your seats are sent again. Everything else that you have stopped stays stopped."),
    )
    return redirect("events:my_data")
