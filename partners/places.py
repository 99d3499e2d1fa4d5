"""The places of the directory and of the facts in the menus."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.places import Place, register_public, register_staff

FACTS = tuple(f"partners:{name}" for name in ("facts", "institution", "regions", "sectors", "international"))


def register() -> None:
    """Add the places; the directory is shown to those whose roles open it."""
    register_public(Place("partners:strategy", _("Strategy and facts"), 60, prefix=FACTS))
    register_staff(Place("partners:people", _("People"), 300, _may(Permission.SEE_DIRECTORY), "partners:pe"))
    register_staff(
        Place(
            "partners:organizations", _("Organizations"), 310, _may(Permission.SEE_DIRECTORY), "partners:organization"
        )
    )


def _may(permission: Permission) -> Any:
    return lambda user: user.is_authenticated and user.may(permission)
