"""What this web session has seen of the person's second factor."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest


def shown(request: HttpRequest) -> bool:
    """Tell whether this session has seen a second factor."""
    return bool(_moments(request))


def shown_lately(request: HttpRequest) -> bool:
    """Tell whether this session has seen a second factor within the last five minutes (RE-18)."""
    moments = _moments(request)
    return bool(moments) and 0 <= time.time() - max(moments) <= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _moments(request: HttpRequest) -> list[float]:
    records = get_authentication_records(request, request.user)  # empty when they belong to somebody else
    return [record["at"] for record in records if record["method"] == "mfa"]
