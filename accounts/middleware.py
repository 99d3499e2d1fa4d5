"""How long a session lives, and that no staff page opens without a second factor (STD-24, RE-18)."""

import time
from collections.abc import Callable
from typing import Any, cast

from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import confirmation
from accounts.domain import factors
from accounts.models import User
from accounts.sessions import SEEN, STARTED

IDLE = 15 * 60
ABSOLUTE = 10 * 60 * 60
NOTED_EVERY = 60

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
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": request.get_full_path()})
    if not enrolled:
        return HttpResponseRedirect(reverse("accounts:enrol"))
    return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
