"""The journey of a participant: one neutral address, one neutral title, one question a page, leaving always possible.

Where a person stands is kept in a visit of ten idle minutes, apart from the session of staff. No request on these pages
leaves a log line.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.limits import Limit, client_network
from safety import seats
from safety.domain import codes, contributions, handles, secrets
from safety.enums import HandleState, Layer
from safety.forms import AgreedForm, AgreeForm, CodeForm, NeedsForm, NewWordsForm, PhraseForm, TakeBackForm, WriteForm
from safety.models import Handle
from safety.views import visits

KEY = "p"
# tries are slowed by network, with a valve over all of them; nobody is locked, a code is never used up by guessing
TRIES = Limit("protected_tries", allowed=60, per=900)
VALVE = Limit("protected_tries_everywhere", allowed=3000, per=900)
View = Callable[..., HttpResponse]


def quiet(view: View) -> View:
    """Keep a page out of caches, search engines and referrers; the middleware keeps it out of logs (SA-A18)."""

    @wraps(view)
    def silenced(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "same-origin"
        response._csp_replace = {"trusted-types": ["'none'"]}  # type: ignore[attr-defined]
        return response

    return silenced


def _state(request: HttpRequest) -> dict[str, Any]:
    kept = request.session.get(KEY)
    return dict(kept) if isinstance(kept, dict) else {"step": "welcome"}


def _keep(request: HttpRequest, **state: Any) -> HttpResponse:
    request.session[KEY] = state
    return redirect("safety:page")


def _show(request: HttpRequest, step: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"safety/participant/{step}.html", context, status=status)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@quiet
@visits.apart
def page(request: HttpRequest) -> HttpResponse:
    """Show where the person stands; each act is a form of that page and answers with a redirect to it."""
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        return act(request) if act else redirect("safety:page")
    state = _state(request)
    if handle := _handle(request):
        if state["step"] not in ("needs", "agreed", "home", "withdraw"):
            state["step"] = "home"
        return _signed_in(request, handle, state)
    step = state["step"] if state["step"] in ("welcome", "code", "return", "consent", "left") else "welcome"
    forms = {"code": CodeForm, "return": PhraseForm, "consent": AgreeForm}
    return _show(request, step, form=forms[step]() if step in forms else None)


def _handle(request: HttpRequest) -> Handle | None:
    ref = _state(request).get("handle")
    return Handle.objects.filter(pk=UUID(ref), state=HandleState.ACTIVE).first() if ref else None


def _signed_in(request: HttpRequest, handle: Handle, state: dict[str, Any], **context: Any) -> HttpResponse:
    keeper = seats.keeper()
    practical = keeper.practical(handle.event_ref, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    choices = practical.needs if practical else []
    if state["step"] == "needs" and "form" not in context:
        context["form"] = NeedsForm(choices=choices, initial=_needs_now(handle))
    asked, agreed = keeper.needs_of(handle), handles.consents_of(handle)
    if state["step"] == "home":
        context["new_words"] = NewWordsForm()
    if state["step"] == "agreed":
        context.setdefault("form", AgreedForm(initial=_agreed_now(handle)))
    return _show(
        request,
        state["step"],
        status=422 if context.get("form") is not None and context["form"].is_bound else 200,
        handle=handle,
        practical=practical,
        asked=[words for code, words in choices if code in asked],
        agreed=[layer.label for layer in Layer if agreed[layer]],
        **context,
    )


def _needs_now(handle: Handle) -> dict[str, Any]:
    return {"needs": sorted(seats.keeper().needs_of(handle)), "seen": handles.seen_of_needs(handle)}


def _agreed_now(handle: Handle) -> dict[str, Any]:
    return {**handles.consents_of(handle), "seen": handles.seen_of_consents(handle)}


def _count_a_try(request: HttpRequest) -> None:
    """Count one typed code or phrase before it is looked at (SA-A21).

    Raises:
        LimitReached: too many from this network, or altogether.
    """
    TRIES.admit(client_network(request))
    VALVE.admit("everybody")


def _start(request: HttpRequest) -> HttpResponse:
    return _keep(request, step="code")


def _return(request: HttpRequest) -> HttpResponse:
    return _keep(request, step="return")


def _welcome(request: HttpRequest) -> HttpResponse:
    return _keep(request, step="welcome")


def _code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            _count_a_try(request)
            codes.event_of(form.cleaned_data["code"])
        except DomainError as refusal:
            form.add_error("code", str(refusal.message))
        else:
            # here and not at the consent, whose second click must still find the seat of the first
            request.session.cycle_key()
            return _keep(request, step="consent", code=secrets.code_hash(codes.PURPOSE, form.cleaned_data["code"]))
    return _show(request, "code", status=422, form=form)


def _agree(request: HttpRequest) -> HttpResponse:
    form = AgreeForm(request.POST)
    if handle := _handle(request):
        return _admitted(request, form, handle)
    code_hash = _state(request).get("code")
    if not code_hash:
        return _keep(request, step="code")
    if form.is_valid():
        try:
            with transaction.atomic():  # the visit learns of its seat in the same commit: a second click finds it
                handle, phrase = handles.admit(
                    code_hash,
                    language=request.LANGUAGE_CODE,  # type: ignore[attr-defined]
                    layers=form.layers(),
                    comes_back=form.cleaned_data["comes_back"],
                    once=form.cleaned_data["once"],
                )
                answer = _keep(request, step="needs", handle=str(handle.pk))
                request.session.save()
        except UpdateError:  # the person left in another tab: nothing was kept
            visits.reopen(request)
            return _welcome(request)
        except DomainError as refusal:
            visits.reopen(request)
            if handle := _handle(request):  # the first of two clicks was quicker
                return _admitted(request, form, handle)
            put_refusal(form, refusal)
        else:
            # shown in this one answer and kept nowhere; without a phrase there is nothing to show
            return _show(request, "phrase", phrase=phrase, handle=handle) if phrase else answer
    return _show(request, "consent", status=422, form=form)


def _admitted(request: HttpRequest, form: AgreeForm, handle: Handle) -> HttpResponse:
    """Answer the same form once more as it was answered before."""
    answer = _keep(request, step="needs", handle=str(handle.pk))
    if not form.is_valid():
        return answer
    phrase = handles.phrase_again(handle, form.cleaned_data["once"])
    return _show(request, "phrase", phrase=phrase, handle=handle) if phrase else answer


def _new_words(request: HttpRequest) -> HttpResponse:
    handle, form = _handle(request), NewWordsForm(request.POST)
    if handle is None:
        return _welcome(request)
    answer = _keep(request, step="home", handle=str(handle.pk))
    if not form.is_valid():
        return answer
    try:
        phrase = handles.renew_phrase(handle, once=form.cleaned_data["once"])
    except DomainError:  # withdrawn in another tab
        return _welcome(request)
    return _show(request, "phrase", phrase=phrase, handle=handle)


def _phrase(request: HttpRequest) -> HttpResponse:
    form = PhraseForm(request.POST)
    if form.is_valid():
        try:
            _count_a_try(request)
            handle = handles.by_phrase(form.cleaned_data["phrase"])
        except DomainError as refusal:
            form.add_error("phrase", str(refusal.message))
        else:
            request.session.cycle_key()
            return _keep(request, step="home", handle=str(handle.pk))
    return _show(request, "return", status=422, form=form)


def _go(step: str) -> Callable[[HttpRequest], HttpResponse]:
    def go(request: HttpRequest) -> HttpResponse:
        handle = _handle(request)
        return _keep(request, step=step, handle=str(handle.pk)) if handle else _welcome(request)

    return go


def _needs(request: HttpRequest) -> HttpResponse:
    handle = _handle(request)
    if handle is None:
        return _welcome(request)
    practical = seats.keeper().practical(handle.event_ref, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    form = NeedsForm(request.POST, choices=practical.needs if practical else [], initial=_needs_now(handle))
    if form.is_valid():
        try:
            handles.ask_for(handle, set(form.cleaned_data["needs"]), seen=form.cleaned_data["seen"])
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            return _keep(request, step="home", handle=str(handle.pk))
    return _signed_in(request, handle, {"step": "needs"}, form=form)


def _agreed(request: HttpRequest) -> HttpResponse:
    handle = _handle(request)
    if handle is None:
        return _welcome(request)
    form = AgreedForm(request.POST, initial=_agreed_now(handle))
    if not form.is_valid():
        return _signed_in(request, handle, {"step": "agreed"}, form=form)
    try:
        changed = handles.change_consents(handle, form.cleaned_data, seen=form.cleaned_data["seen"])
    except DomainError as refusal:
        put_refusal(form, refusal)
        return _signed_in(request, handle, {"step": "agreed"}, form=form)
    _keep(request, step="home", handle=str(handle.pk))
    # the receipt is this one answer and is kept nowhere
    now = handles.consents_of(handle)
    lines = [{"words": layer.label, "given": now[layer], "changed": layer in changed} for layer in Layer]
    return _show(request, "agreed_receipt", lines=lines, changed=changed)


def _withdraw(request: HttpRequest) -> HttpResponse:
    if handle := _handle(request):
        handles.withdraw(handle)
    request.session.cycle_key()
    return _keep(request, step="left")


ACTS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "welcome": _welcome,
    "start": _start,
    "return": _return,
    "code": _code,
    "agree": _agree,
    "phrase": _phrase,
    "to-needs": _go("needs"),
    "to-home": _go("home"),
    "to-agreed": _go("agreed"),
    "to-withdraw": _go("withdraw"),
    "new-words": _new_words,
    "needs": _needs,
    "agreed": _agreed,
    "withdraw": _withdraw,
}


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@quiet
def write(request: HttpRequest) -> HttpResponse:
    """Take one text under a code from the bowl; reads no session, so that nothing ties it to a handle (safety 5.11)."""
    form, back = WriteForm(), TakeBackForm()
    if request.method == "POST" and request.POST.get("act") == "take-back":
        back = TakeBackForm(request.POST)
        if back.is_valid():
            try:
                _count_a_try(request)
                where = contributions.take_back(back.cleaned_data["phrase"])
            except DomainError as refusal:
                back.add_error("phrase", str(refusal.message))
            else:
                return _show(request, "taken_back", where=where)
    elif request.method == "POST":
        form = WriteForm(request.POST)
        if form.is_valid():
            try:
                _count_a_try(request)
                phrase = contributions.say(
                    form.cleaned_data["code"],
                    form.cleaned_data["text"],
                    language=request.LANGUAGE_CODE,  # type: ignore[attr-defined]
                    uses=form.cleaned_data["uses"],
                    receipt=form.cleaned_data["receipt"],
                    once=form.cleaned_data["once"],
                )
            except DomainError as refusal:
                put_refusal(form, refusal)
            else:
                return _show(request, "written", phrase=phrase)
    status = 422 if form.is_bound or back.is_bound else 200
    return _show(request, "write", status=status, form=form, back=back)


@login_not_required
@require_safe
@quiet
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit and go to a neutral page. The one GET that changes state: it can only end a visit (RE-6)."""
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=204)
    response = HttpResponseRedirect(settings.EXIT_URL or reverse("safety:blank"))
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    visits.end(request, response)
    return response


@login_not_required
@require_safe
@quiet
def blank(request: HttpRequest) -> HttpResponse:
    """The page after leaving where the institution has named none: no name, no menu, no way back in."""
    return _show(request, "blank")
