"""Keys to the API: made, shown once, revoked. Only the digest of a key is kept (RE-7)."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from accounts.models import ApiToken, User
from accounts.permissions import Permission
from accounts.scopes import NEEDS, Scope
from kernel.errors import DomainError, Invalid, NotPermitted

PREFIX = "cp_"
MAX_DAYS = 365
MAX_LIVE = 20


def digest(secret: str) -> str:
    """Return the SHA-256 under which a key is kept."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def allowed_scopes(user: User) -> list[Scope]:
    """Return the scopes that the person's present roles open."""
    return [scope for scope in Scope if any(user.may(permission) for permission in NEEDS[scope])]


@transaction.atomic
def issue(user: User, *, name: str, scopes: Iterable[str], days: int, actor: Actor) -> tuple[ApiToken, str]:
    """Make a key of the person's own and return it with its secret, which nobody can read again.

    Args:
        user: the owner.
        name: what the owner calls it.
        scopes: members of `Scope`, each open to the owner now.
        days: life in days, 1 to 365.
        actor: who acts; the owner.

    Raises:
        NotPermitted: the owner may not use the API, or not for one of the scopes.
        Invalid: no scope, or a life out of bounds.
        DomainError: too many live keys.
    """
    user = User.objects.lock(pk=user.pk)
    wanted = sorted({str(scope) for scope in scopes})
    if not user.may(Permission.USE_API) or not set(wanted) <= {str(scope) for scope in allowed_scopes(user)}:
        raise NotPermitted(_("Your roles do not open this use of the API."), code="scope_not_open", field="scopes")
    if not wanted:
        raise Invalid(_("Choose at least one use."), code="scope_missing", field="scopes")
    if not 1 <= days <= MAX_DAYS:
        raise Invalid(_("Choose a life between 1 and 365 days."), code="token_life", field="days")
    now = timezone.now()
    if live_of(user).count() >= MAX_LIVE:  # type: ignore[attr-defined]
        raise DomainError(_("You have 20 live keys. Revoke one that you no longer use."), code="too_many_tokens")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, name=name, digest=digest(secret), scopes=wanted, expires_at=now + timedelta(days=days)
    )
    audit.record(actor, "token.issued", token, user=user.public_id, scopes=" ".join(wanted), days=days)
    return token, secret


@transaction.atomic
def revoke(token: ApiToken, *, actor: Actor) -> ApiToken:
    """End a key at once; ending it again changes nothing."""
    token = ApiToken.objects.lock(pk=token.pk)  # type: ignore[attr-defined]
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by_id = timezone.now(), actor.user_id
        token.save(update_fields=("revoked_at", "revoked_by"))
        audit.record(actor, "token.revoked", token, user=token.user.public_id)
    return token


def live_of(user: User) -> QuerySet[ApiToken]:
    """Return the keys of a person that still open something."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=timezone.now())


def find(secret: str) -> ApiToken | None:
    """Return the live key of an active person, else nothing."""
    token = ApiToken.objects.select_related("user").filter(digest=digest(secret)).first()
    if token is None or token.revoked_at or token.expires_at <= timezone.now() or not token.user.is_active:
        return None
    return token
