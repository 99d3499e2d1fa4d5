"""Guards of views: signed in, permitted; and what a policy queryset is built on."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts import confirmation
from accounts.models import User
from accounts.permissions import Permission

P = ParamSpec("P")


class SignedIn(HttpRequest):
    """A request whose user is a member of staff or partner; for annotations."""

    user: User  # type: ignore[assignment]


def requires(
    *permissions: Permission,
) -> Callable[
    [Callable[Concatenate[SignedIn, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Let only people through who hold any one of the permissions; others get 403 (RE-8).

    Signing in itself is required by the login middleware.
    """

    def guard(
        view: Callable[Concatenate[SignedIn, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user = cast(User, request.user)
            if not user.is_authenticated or not any(user.may(permission) for permission in permissions):
                raise PermissionDenied
            return view(cast(SignedIn, request), *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], guarded)

    return guard


def recently_confirmed(
    view: Callable[Concatenate[SignedIn, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Ask for the second factor again when it was last shown more than five minutes ago (RE-18).

    For exports, roles, second factors and keys. What was posted is kept and goes on after the confirmation.
    Demonstration mode has no second factors and asks nothing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated and not settings.DEMO and not confirmation.shown_lately(request):
            raise ReauthenticationRequired
        return view(cast(SignedIn, request), *args, **kwargs)

    guarded.recently_confirmed = True  # type: ignore[attr-defined]
    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], guarded)
