"""One way to answer: the whole page, or the named part of it when htmx asks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, partial: str = "", status: int = 200
) -> HttpResponse:
    """Render `template`, or its partial when htmx asks for one; no cache mixes the two.

    Args:
        template: path of the whole page.
        partial: name of the `partialdef` that replaces the part on the page.
        status: 422 when a form was refused.
    """
    htmx: Any = getattr(request, "htmx", None)
    # going back, htmx asks for what the browser no longer has: the page, not the part that was put into it
    name = f"{template}#{partial}" if partial and htmx and not htmx.history_restore_request else template
    response = render(request, name, context, status=status)
    if partial:
        patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response
