"""What staff are written about their own account: sign-in codes, a welcome, and news of their second factors."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.domain import sign_in
from accounts.models import User
from messaging import kinds
from messaging.models import Message


def _composed(template: str, user: User, **context: Any) -> kinds.Composed:
    with translation.override(user.language):
        context |= {"user": user, "language": user.language}
        subject = render_to_string(f"mail/{template}.subject.txt", context)
        text = render_to_string(f"mail/{template}.txt", context)
    return kinds.Composed(user.email, " ".join(subject.split()), text.strip() + "\n", language=user.language)


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
        if user is None:
            return kinds.Suppressed("no_account")
        with translation.override(user.language):
            address = settings.BASE_URL + reverse("account_login")
        return _composed("accounts_welcome", user, address=address)


@kinds.register("account.factor_changed")
class FactorChanged(kinds.MessageKind):
    """A second factor was added, removed or reset; says what to do if it was somebody else."""

    label = _("Notice of a changed second factor")
    purpose = "service"

    def compose(self, about: UUID, to: UUID, language: str) -> kinds.Composed | kinds.Suppressed:
        user = _active(to)
        return kinds.Suppressed("no_account") if user is None else _composed("accounts_factor_changed", user)
