"""One request: a random id, one log line with the route's name (never its path), and headers for personal pages."""

import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from kernel.views import errors

log = structlog.get_logger("request")
# what a page could ask the device for and none of ours does; an empty header would allow each to our own origin
NOTHING = ", ".join(
    f"{feature}=()" for feature in ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
)


class RequestContextMiddleware:
    """Bind a request id, log the outcome, keep signed-in and form pages out of every cache (STD-32)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        if errors.is_protected(request):  # no line and no id, whoever answers: the view, or a refusal before it
            request.leaves_no_log = True  # type: ignore[attr-defined]
        else:
            structlog.contextvars.bind_contextvars(request_id=secrets.token_hex(8))
        started = time.perf_counter()
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", NOTHING)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.has_header("Cache-Control") and not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        match = request.resolver_match
        if not getattr(request, "leaves_no_log", False):
            log.info(
                "answered",
                route=match.view_name if match else "none",
                method=request.method,
                status=response.status_code,
                duration_ms=round((time.perf_counter() - started) * 1000),
            )
        return response
