"""`Authorization: Bearer <key>`: who asks, and for what the key may be used."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.domain import tokens
from accounts.models import ApiToken, User
from accounts.permissions import Permission
from accounts.scopes import NEEDS, Scope


class TokenAuthentication(BaseAuthentication):
    """Know the caller by a live key; a key that opens nothing is refused even where no key is needed."""

    keyword: ClassVar[str] = "bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = request.META.get("HTTP_AUTHORIZATION", "").split()
        if not words:
            return None
        if len(words) != 2 or words[0].lower() != self.keyword:
            raise exceptions.AuthenticationFailed(_("Send the key as “Authorization: Bearer …”."))
        token = tokens.find(words[1])
        if token is None or not token.user.may(Permission.USE_API):
            raise exceptions.AuthenticationFailed(_("This key is unknown, has expired or was revoked."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class HoldsScope(BasePermission):
    """The key carries the scope of the act, and its owner's present roles open that scope (RE-8, RE-18)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ApiToken):
            return False
        if view.action in (None, "metadata"):  # the method does not exist here: let the framework say 405
            return True
        scope = scope_of(view)
        owner = cast(User, request.user)
        return scope in request.auth.scopes and any(owner.may(permission) for permission in NEEDS[scope])


def scope_of(view: Any) -> Scope:
    """Return the scope that the view's present act needs; a view that names none is a programming error."""
    scopes: Mapping[str, Scope] = view.scopes
    return scopes[view.action]
