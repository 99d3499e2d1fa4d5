"""The places of `accounts` in the staff menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel import places


def register() -> None:
    """Add the places; each is shown to those whose roles open it."""
    places.register_staff(
        places.Place(
            "accounts:people", _("Staff and roles"), 800, _may(Permission.MANAGE_PEOPLE), "accounts:p", work=70
        )
    )
    places.register_staff(places.Place("accounts:trail", _("Audit trail"), 820, _may(Permission.READ_AUDIT)))


def _may(permission: Permission) -> Any:
    return lambda user: user.is_authenticated and user.may(permission)
