"""Second factors: each change is an entry of the trail and a message to its owner; none is ever the last (STD-24)."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit, web_sessions
from accounts.models import FactorReset, User
from kernel.errors import DomainError, NotPermitted
from messaging.domain import outbox

REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_any(user: User) -> bool:
    """Tell whether the person has enrolled a factor that signs in; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=REAL).exists())


@transaction.atomic
def changed(user: User, *, what: str, kind: str, actor: Actor) -> None:
    """Keep that a factor was `added`, `removed` or `renamed`, and tell its owner by mail when access changed.

    Args:
        user: whose factor it is.
        what: past tense: added, removed, renamed, codes_made.
        kind: totp, webauthn or recovery_codes.
        actor: who did it.
    """
    entry = audit.record(actor, f"factor.{what}", user, kind=kind)
    if what != "renamed":
        key = f"account.factor_changed:{user.public_id}:{entry.pk}"
        outbox.owe("account.factor_changed", about=user.public_id, to=user.public_id, key=key, language=user.language)


@transaction.atomic
def require_another(user: User, *, besides: Authenticator) -> None:
    """Refuse to remove the last factor outside demonstration mode.

    Raises:
        DomainError: nothing else would protect the account.
    """
    User.objects.lock(pk=user.pk)
    others = Authenticator.objects.filter(user=user, type__in=REAL).exclude(pk=besides.pk)
    if not settings.DEMO and not others.exists():
        raise DomainError(_("Add another second factor before you remove this one."), code="last_factor")


@transaction.atomic
def ask_reset(user: User, *, actor: Actor) -> FactorReset:
    """Ask that a person who lost every factor may enrol anew; a second administrator decides.

    Raises:
        NotPermitted: for oneself.
        DomainError: there is nothing to reset.
    """
    user = User.objects.lock(pk=user.pk)
    if actor.user_id is None or actor.user_id == user.pk:
        raise NotPermitted(_("Ask another administrator to do this for you."), code="own_reset")
    waiting = FactorReset.objects.filter(user=user, decided_at=None).first()
    if waiting is not None:
        return waiting
    if not Authenticator.objects.filter(user=user).exists():
        raise DomainError(_("This person has no second factor to reset."), code="nothing_to_reset")
    reset = FactorReset.objects.create(user=user, asked_by_id=actor.user_id)
    audit.record(actor, "factor.reset_asked", user)
    return reset


def require_second_person(reset: FactorReset, actor: Actor) -> None:
    """Refuse whom the reset concerns and who asked for it.

    Raises:
        NotPermitted: code `second_person`.
    """
    if actor.user_id is None or actor.user_id in (reset.asked_by_id, reset.user_id):
        raise NotPermitted(_("A second administrator must agree to this."), code="second_person")


@transaction.atomic
def decide_reset(reset: FactorReset, *, grant: bool, actor: Actor) -> FactorReset:
    """Grant or refuse a reset. Granting removes every factor, ends every session and writes to the owner.

    Raises:
        NotPermitted: granting by the one who asked or whom it concerns.
    """
    user = User.objects.lock(pk=reset.user_id)
    reset = FactorReset.objects.lock(pk=reset.pk)  # type: ignore[attr-defined]
    if reset.decided_at is not None:
        return reset
    if grant or actor.user_id is None:
        require_second_person(reset, actor)
    reset.granted, reset.decided_at, reset.decided_by_id = grant, timezone.now(), actor.user_id
    reset.save(update_fields=("granted", "decided_at", "decided_by"))
    if grant:
        Authenticator.objects.filter(user=user).delete()
        web_sessions.end_all(user, actor=actor)
        changed(user, what="reset", kind="all", actor=actor)
    else:
        audit.record(actor, "factor.reset_refused", user)
    return reset
