"""Reports that mail providers post to us: bearer-checked, idempotent, answered at once (STD-26)."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from messaging.backends import notify
from messaging.domain import bounces

MOST_BYTES = 16_384
THEIR_WORDS: Mapping[str, Mapping[str, str]] = {
    "notify": notify.OUTCOMES,  # `status` of GC Notify
    "report": {outcome: outcome for outcome in bounces.OUTCOMES},  # any other provider, through an adapter of its own
}


@csrf_exempt
@login_not_required
@require_POST
def provider_report(request: HttpRequest, source: str) -> HttpResponse:
    """Take one report: `{"reference": message id, "status": outcome}`. Anything else of it is neither kept nor logged.

    404 while no token is configured, 401 without it, 400 for what is not a report; 204 for everything understood,
    news or not, so that a provider never sends it again.
    """
    words = THEIR_WORDS.get(source)
    if not settings.NOTIFY_CALLBACK_TOKEN or words is None:
        raise Http404
    if not constant_time_compare(_bearer(request), settings.NOTIFY_CALLBACK_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    report = _read(request)
    if report is None:
        return HttpResponse(status=400)
    reference, outcome = report[0], words.get(report[1])
    if outcome:
        bounces.report(reference, outcome)
    return HttpResponse(status=204)


def _bearer(request: HttpRequest) -> str:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _read(request: HttpRequest) -> tuple[UUID, str] | None:
    """Return reference and status, or None for anything that is not a report."""
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return None
    try:
        report: Any = json.loads(body)
        return UUID(str(report["reference"])), str(report["status"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
