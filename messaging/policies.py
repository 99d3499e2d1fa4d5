"""Who may see messages and settle them. A message holds references only, so seeing one shows nobody's name."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from messaging import kinds
from messaging.models import Message

SEE = "see_messages"  # names of the permissions that the app of roles gives
SETTLE = "settle_messages"
View = Callable[..., HttpResponse]


def requires(permission: str) -> Callable[[View], View]:
    """Let only people through who hold the permission; others get 403 (RE-8). Roles live above this app."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permissions = (permission,)  # type: ignore[attr-defined]
        return guarded

    return guard


def may(user: Any, permission: str) -> bool:
    """Tell whether a signed-in person holds the permission."""
    return bool(user.is_authenticated and user.may(permission))


def messages_seen_by(user: Any) -> QuerySet[Message]:
    """Return the messages this person may see: all but those of protected participation (safety 9)."""
    if not may(user, SEE):
        return Message.objects.none()
    return Message.objects.exclude(kind__in=kinds.protected_names())
