"""My account: language, sessions, keys. Each person sees their own and nothing else."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries
from accounts.actors import Actor
from accounts.domain import people, tokens, web_sessions
from accounts.forms.mine import KeyForm, LanguageForm
from accounts.permissions import Permission
from accounts.policies import SignedIn, recently_confirmed, requires
from accounts.sessions import digest
from kernel import places
from kernel.errors import DomainError
from kernel.forms import put_refusal
from kernel.views.failures import shows_once


def _here(request: HttpRequest) -> str:
    return digest(request.session.session_key or "")


@require_safe
def start(request: SignedIn) -> HttpResponse:
    """Send a person who has signed in to the place of their daily work."""
    for place in places.starts(request.user):
        try:
            return redirect(place.url_name)
        except NoReverseMatch:
            continue
    return redirect("accounts:mine")


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedIn) -> HttpResponse:
    """Who I am here, what my roles are, and where to change what is mine."""
    form = LanguageForm(request.POST if request.method == "POST" else None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        people.set_language(request.user, language=form.cleaned_data["language"], actor=Actor.of(request.user))
        messages.success(request, _("We will write to you in that language."))
        return redirect("accounts:mine")
    has_place = bool(places.staff(request.user))
    context = {
        "has_place": has_place,
        "form": form,
        "roles": queries.roles_of(request.user),
        "uses_api": request.user.may(Permission.USE_API),
    }
    return render(request, "accounts/mine.html", context, status=422 if form.errors else 200)


@require_safe
def sessions(request: SignedIn) -> HttpResponse:
    """Where I am signed in."""
    return render(
        request, "accounts/sessions.html", {"rows": queries.sessions_of(request.user, current=_here(request))}
    )


@require_POST
def session_end(request: SignedIn, handle: str) -> HttpResponse:
    """End one of my sessions."""
    web_sessions.end(request.user, handle=handle, actor=Actor.of(request.user))
    messages.success(request, _("That session has ended."))
    return redirect("accounts:sessions")


@require_POST
def sessions_end(request: SignedIn) -> HttpResponse:
    """End all my sessions but this one."""
    web_sessions.end_all(request.user, but=_here(request), actor=Actor.of(request.user))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:sessions")


@require_safe
@requires(Permission.USE_API)
def keys(request: SignedIn) -> HttpResponse:
    """My keys to the API."""
    return render(request, "accounts/keys.html", {"rows": queries.keys_of(request.user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.USE_API)
@recently_confirmed
@shows_once
def key_new(request: SignedIn) -> HttpResponse:
    """Make a key; its secret stands on the answer to the post and nowhere else."""
    form = KeyForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            key, secret = tokens.issue(request.user, actor=Actor.of(request.user), **form.cleaned_data)
        except DomainError as refusal:
            put_refusal(form, refusal)
        else:
            return render(request, "accounts/key_made.html", {"key": key, "secret": secret}, status=201)
    return render(request, "accounts/key_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def key_revoke(request: SignedIn, public_id: UUID) -> HttpResponse:
    """End one of my keys, after a page that says what ends; possible even for who may no longer use the API."""
    key = get_object_or_404(queries.keys_of(request.user), public_id=public_id)
    back = "accounts:keys" if request.user.may(Permission.USE_API) else "accounts:mine"
    if request.method != "POST":
        facts = [
            _("Every program that uses this key stops working for you at once."),
            _("It cannot be undone. To go on, make a new key and give it to the program."),
        ]
        return render(request, "accounts/key_revoke.html", {"key": key, "facts": facts, "back": reverse(back)})
    tokens.revoke(key, actor=Actor.of(request.user))
    messages.success(request, _("The key no longer opens anything."))
    return redirect(back)
