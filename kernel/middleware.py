"""The last resort of pages: a refusal that no view showed, answers without a body, and forms that are sent again."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from kernel import late_forms, outages
from kernel.errors import DomainError
from kernel.views import errors, failures

PAGES = ("/en/", "/fr/")


class SentAgainMiddleware:
    """Let the ticket of a kept form stand in for the token, which signing in has changed (`kernel.late_forms`).

    Runs before Django's check, which asks for the token alone; the ticket is asked for with the Origin of our own page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if late_forms.is_sent_again(request):
            request.csrf_processing_done = True  # type: ignore[attr-defined]  # as Django's own check notes it


class ErrorPagesMiddleware:
    """Turn refusals of the domain that reach the top, and bare 405 or 429 answers, into pages in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        bare = response.status_code in (405, 429) and not getattr(response, "content", b"x")
        if not bare or not request.path.startswith(PAGES):
            return response
        wait = response.headers.get("Retry-After", "")
        page = failures.refused(request, response.status_code, wait=int(wait) if wait.isdecimal() else 0)
        if "Allow" in response.headers:
            page.headers["Allow"] = response.headers["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a refusal that a view let pass, with its own words and status, and 503 while a store is away.

        Every other exception stays one.
        """
        if outages.is_one(exception):  # tries that cannot be counted are not let through either
            return failures.away(request, exception)
        if not isinstance(exception, DomainError) or not request.path.startswith(PAGES):
            return None
        known = errors.PAGES.get(exception.status)
        words = errors.Words(
            known.title if known else errors.NOT_DONE, exception.message, known.next if known else errors.GO_BACK
        )
        return failures.refused(request, exception.status, words, wait=int(exception.facts.get("retry_after") or 0))
