"""How the sign-in library is held: sign-up closed, no word about unknown addresses, our mail, our words."""

import re
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import confirmation
from accounts.domain import factors, seeds, sign_in
from accounts.models import User

_OUR_PATH = re.compile(r"/(en|fr)/[A-Za-z0-9_/.-]*(\?[^\s\\#]*)?")


def is_our_address(url: str | None) -> bool:
    """Tell whether `url` is a path of a page of ours; everything else is no place to send a person to (RE-23)."""
    path = (url or "").partition("?")[0]
    if not url or len(url) > 1000 or not _OUR_PATH.fullmatch(url) or "//" in path:
        return False
    try:
        with translation.override(path[1:3]):
            resolve(path)
    except Resolver404:
        return False
    return True


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff come by invitation of an administrator; nobody signs up (STD-25)."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account has been closed."),
        "incorrect_code": _("This code is not right. Check the message and type the newest code."),
        "too_many_login_attempts": _("Too many wrong tries. Wait a few minutes, then ask for a new code."),
        "rate_limited": _("Too many tries in a short time. Please wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        return is_our_address(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return str(reverse(settings.LOGIN_REDIRECT_URL))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return str(reverse("account_login"))

    def generate_login_code(self) -> str:
        """Return the opaque reference of a code; the code itself is derived from it and kept nowhere."""
        return sign_in.new_reference()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: our own messages are owed by the views, through the outbox (RE-3)."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing; see `send_mail`."""

    def add_message(self, request: HttpRequest, level: int, *args: Any, message: Any = None, **kwargs: Any) -> None:
        """Pass on what went wrong, and none of the library's small talk: our pages say what happened."""
        if message:
            messages.add_message(request, level, message)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        methods = sorted(
            {record.get("type") or record["method"] for record in get_authentication_records(request, user)}
        )
        sign_in.started(user, methods=" ".join(methods))

    def is_reauthentication_required(self, *, app: str) -> bool:
        return not settings.DEMO and not confirmation.shown_lately(context.request)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: seeds sealed at rest, names that say nothing about the person."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Add another second factor before you remove this one."),
        "incorrect_code": _("This code is not right. Wait for the next one in your app and type it."),
    }

    def get_user_display_name(self, user: Any) -> str:
        return str(user)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - the library's name
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey {number}").format(number=count + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bind passkeys to the configured host; on one's own machine to the name in use, since an IP cannot have one."""
        host = urlsplit(settings.BASE_URL).hostname or ""
        if host == "127.0.0.1":
            host = context.request.get_host().partition(":")[0]
        return {"id": host, "name": settings.MFA_TOTP_ISSUER}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=factors.REAL)
        return settings.DEMO or others.exclude(pk=authenticator.pk).exists()

    def encrypt(self, text: str) -> str:
        return seeds.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return seeds.unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """Return nothing: the picture has an address of its own, because pages hold no inline pictures."""
        return ""
