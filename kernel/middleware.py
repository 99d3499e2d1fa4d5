"""The last resort of pages: a refusal that no view showed, and answers that come without a body."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from kernel import cache
from kernel.errors import DomainError
from kernel.views import errors

PAGES = ("/en/", "/fr/")


class ErrorPagesMiddleware:
    """Turn refusals of the domain that reach the top, and bare 405 or 429 answers, into pages in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        bare = response.status_code in (405, 429) and not getattr(response, "content", b"x")
        if not bare or not request.path.startswith(PAGES):
            return response
        page = errors.page(request, response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                page.headers[name] = response.headers[name]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a refusal that a view let pass, with its own words and status, and 503 while the cache is away.

        Every other exception stays one.
        """
        if isinstance(exception, cache.Away):  # tries that cannot be counted are not let through
            return errors.page(request, 503)
        if not isinstance(exception, DomainError) or not request.path.startswith(PAGES):
            return None
        known = errors.PAGES.get(exception.status)
        words = errors.Words(
            known.title if known else errors.NOT_DONE, exception.message, known.next if known else errors.GO_BACK
        )
        response = errors.page(request, exception.status, words)
        if wait := exception.facts.get("retry_after"):
            response.headers["Retry-After"] = str(int(wait))
        return response
