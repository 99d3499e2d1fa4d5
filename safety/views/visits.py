"""The visit of a protected page: a web session under a cookie of its own.

Staff who walk the journey to show it keep their own session, so that no row ever holds an account beside a handle.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse

from accounts.sessions import SessionStore

COOKIE = "__Host-visit" if settings.SECURE else "visit"
IDLE_SECONDS = 600
View = Callable[..., HttpResponse]


def apart(view: View) -> View:
    """Give the view the visit in place of the ordinary session, and keep what it changed."""

    @wraps(view)
    def visited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ordinary = request.session
        reopen(request)
        try:
            response = view(request, *args, **kwargs)
            _keep(request.session, response)
        finally:
            request.session = ordinary
        return response

    return visited


def reopen(request: HttpRequest) -> None:
    """Read the visit again: another click of the same person may have changed it meanwhile."""
    request.session = SessionStore(request.COOKIES.get(COOKIE))


def end(request: HttpRequest, response: HttpResponse) -> None:
    """End the visit and take its cookie back; harmless when there is none."""
    SessionStore(request.COOKIES.get(COOKIE)).delete()
    response.delete_cookie(COOKIE, samesite="Lax")


def _keep(visit: Any, response: HttpResponse) -> None:
    if not visit.modified:
        return
    visit.set_expiry(IDLE_SECONDS)
    with suppress(UpdateError):  # the person left in another tab: a visit that has ended stays ended
        visit.save()
        response.set_cookie(
            COOKIE,
            visit.session_key,
            max_age=IDLE_SECONDS,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
