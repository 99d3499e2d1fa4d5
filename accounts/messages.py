"""What staff are written about their own account: sign-in codes, a welcome, and news of their second factors."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain import sign_in
from accounts.models import FormerAddress, User
from messaging import kinds, rendering
from messaging.models import Message


def _composed(stem: str, user: User, *, to: str = "", **facts: Any) -> kinds.Composed:
    return rendering.render(stem, facts, address=to or user.email, language=user.language)


def _active(to: UUID) -> User | None:
    return User.objects.filter(public_id=to, is_active=True).first()


@kinds.register(sign_in.KIND)
class SignInCode(kinds.MessageKind):
    """The code, derived at the moment of sending; too late is not sent at all."""

    label = _("Code to sign in")
    purpose = "service"
    patience_hours = 1

    def compose(self, about: UUID, to: UUID, language: str) -> kinds.Composed | kinds.Suppressed:
        user = _active(to)
        if user is None:
            return kinds.Suppressed("no_account")
        life = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
        owed = Message.objects.filter(kind=self.name, about=about).values_list("owed_at", flat=True).first()
        if owed is not None and owed + life < timezone.now():
            return kinds.Suppressed("code_expired")
        code = sign_in.code_of(about)
        return _composed(
            "accounts_sign_in_code", user, code=f"{code[:4]} {code[4:]}", minutes=int(life.total_seconds() // 60)
        )


@kinds.register("account.welcome")
class Welcome(kinds.MessageKind):
    """An account was made: where to sign in. Holds no link that signs anybody in."""

    label = _("Welcome to a new account")
    purpose = "service"

    def compose(self, about: UUID, to: UUID, language: str) -> kinds.Composed | kinds.Suppressed:
        user = _active(to)
        return kinds.Suppressed("no_account") if user is None else _composed("accounts_welcome", user)


@kinds.register("account.factor_changed")
class FactorChanged(kinds.MessageKind):
    """A second factor was added, removed or reset; says what to do if it was somebody else."""

    label = _("Notice of a changed second factor")
    purpose = "service"

    def compose(self, about: UUID, to: UUID, language: str) -> kinds.Composed | kinds.Suppressed:
        user = _active(to)
        return kinds.Suppressed("no_account") if user is None else _composed("accounts_factor_changed", user)


@kinds.register("account.address_changed")
class AddressChanged(kinds.MessageKind):
    """Another address signs in from now on: to the former one, named by what it is about, and to the new one."""

    label = _("Notice of a changed address")
    purpose = "service"

    def compose(self, about: UUID, to: UUID, language: str) -> kinds.Composed | kinds.Suppressed:
        user = _active(to)
        if user is None:
            return kinds.Suppressed("no_account")
        if about == user.public_id:
            return _composed("accounts_address_changed", user, former=False)
        former = FormerAddress.objects.filter(public_id=about, user=user).first()
        if former is None:
            return kinds.Suppressed("no_longer_true")
        return _composed("accounts_address_changed", user, to=former.email, former=True)
