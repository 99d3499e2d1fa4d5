"""How long a session lives, that no staff page opens without a second factor, and what becomes of a form that comes late.

STD-24, RE-18.
"""

import time
from collections.abc import Callable
from typing import Any, cast

from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import confirmation
from accounts.domain import factors
from accounts.models import User
from accounts.sessions import SEEN, STARTED
from kernel.views import late_forms

IDLE = 15 * 60
ABSOLUTE = 10 * 60 * 60
NOTED_EVERY = 60

SIGNED_OUT = late_forms.Late(
    gettext_lazy("You are signed out"),
    gettext_lazy("Your session had ended when this form arrived: it ends after fifteen minutes without a page."),
    gettext_lazy("Sign in again in another tab of this browser."),
    gettext_lazy("Sign in"),
)
HALF_SIGNED_IN = late_forms.Late(
    gettext_lazy("Your second factor is still missing"),
    gettext_lazy("You have signed in, but this session has not seen your second factor."),
    gettext_lazy("Show it in another tab of this browser."),
    gettext_lazy("Show the second factor"),
)

# what a person may do who has signed in by code and has no second factor yet
_ENROLMENT = frozenset(
    {
        "accounts:enrol",
        "accounts:app_picture",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_logout",
    }
)
# what a person may do who has a second factor that this session has not seen
_CONFIRMATION = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"})


class SecondFactorRequired:
    """End sessions that are over; then let nobody past who has not shown a second factor.

    Runs before the login middleware, so that an ended session is asked to sign in again. A page that needs no sign-in
    treats a half-signed-in person as nobody: half a sign-in gives no right anywhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        if _is_over(request):
            logout(request)
            clear_login(request)
            messages.info(request, _("You were signed out because the session had ended. Please sign in again."))
            return None
        if settings.DEMO or confirmation.shown(request):
            return None
        return _ask_for_second_factor(request, view)


def _is_over(request: HttpRequest) -> bool:
    now = int(time.time())
    started, seen = request.session.get(STARTED), request.session.get(SEEN)
    if not started or not seen or now - started > ABSOLUTE or now - seen > IDLE:
        return True
    if now - seen >= NOTED_EVERY:
        request.session[SEEN] = now
    return False


def _ask_for_second_factor(request: HttpRequest, view: Any) -> HttpResponse | None:
    if not getattr(view, "login_required", True):
        request.user = AnonymousUser()
        return None
    name = request.resolver_match.view_name if request.resolver_match else ""
    enrolled = factors.has_any(cast(User, request.user))
    if name in (_CONFIRMATION if enrolled else _ENROLMENT):
        return None
    way = "mfa_reauthenticate" if enrolled else "accounts:enrol"
    if kept := late_forms.answer(request, HALF_SIGNED_IN, reverse(way)):
        return kept
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": request.get_full_path()})
    if not enrolled:
        return HttpResponseRedirect(reverse(way))
    return HttpResponseRedirect(f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}")


class SignInRequired(LoginRequiredMiddleware):
    """Ask whoever is not signed in to sign in; a form that was sent meanwhile is kept on the page that says so."""

    def handle_no_permission(  # type: ignore[override]  # the form it keeps is a page and no way elsewhere
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if kept := late_forms.answer(request, SIGNED_OUT, reverse("account_login")):
            return kept
        asked: HttpResponse = super().handle_no_permission(request, view_func)
        if request.headers.get("HX-Request"):  # the whole page goes there, not the part
            return HttpResponse(status=204, headers={"HX-Redirect": asked.headers["Location"]})
        return asked
