"""What a key to the API may be used for: less than what its owner may do, never more."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission as P


class Scope(StrEnum):
    """One use of the API. Names are `<objects>:<read or write>`."""

    EVENTS_READ = "events:read"
    REGISTRATIONS_READ = "registrations:read"
    REGISTRATIONS_WRITE = "registrations:write"
    INVITATIONS_WRITE = "invitations:write"
    ATTENDANCE_WRITE = "attendance:write"


# any one of the permissions opens the scope; it is asked at every request, so a lost role acts at once (RE-18)
NEEDS: Mapping[str, frozenset[P]] = {
    Scope.EVENTS_READ: frozenset({P.PLAN_EVENTS, P.SEE_ROSTER}),
    Scope.REGISTRATIONS_READ: frozenset({P.SEE_ROSTER}),
    Scope.REGISTRATIONS_WRITE: frozenset({P.PLAN_EVENTS}),
    Scope.INVITATIONS_WRITE: frozenset({P.INVITE}),
    Scope.ATTENDANCE_WRITE: frozenset({P.CHECK_IN}),
}

LABELS: Mapping[str, Any] = {
    Scope.EVENTS_READ: _("Read events"),
    Scope.REGISTRATIONS_READ: _("Read registrations"),
    Scope.REGISTRATIONS_WRITE: _("Register people and cancel registrations"),
    Scope.INVITATIONS_WRITE: _("Invite people"),
    Scope.ATTENDANCE_WRITE: _("Check people in"),
}
