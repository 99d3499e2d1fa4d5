"""The places of commitments in the menus."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission as P
from kernel.places import Place, register_public, register_staff


def register() -> None:
    """Add the public list, and what coordinators and approvers work at."""
    register_public(Place("partners:public_commitments", _("Commitments"), 50, prefix="partners:public_commitment"))
    register_staff(Place("partners:my_actions", _("My actions"), 110, _may(P.EDIT_COMMITMENTS), work=30))
    register_staff(Place("partners:commitments", _("Commitments"), 120, _may(P.SEE_COMMITMENTS), "partners:commitment"))
    register_staff(
        Place("partners:approvals", _("To approve"), 130, _may(P.APPROVE_COMMITMENTS), "partners:approve", work=40)
    )


def _may(permission: P) -> Any:
    return lambda user: user.is_authenticated and user.may(permission)
