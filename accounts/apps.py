"""App `accounts`; what it holds is in the house plan (docs/architecture)."""

import time
from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from accounts import messages, places  # noqa: F401 - the first registers the message kinds
        from accounts.witness import AuditTrail
        from messaging import witness

        witness.register(AuditTrail())
        places.register()
        user_logged_in.connect(_stamp, dispatch_uid="accounts.stamp")


def _stamp(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Write down when the session began and which browser it is; every way of signing in passes here."""
    from accounts import sessions

    sessions.stamp(request.session, request.META.get("HTTP_USER_AGENT", ""), int(time.time()))
