"""Pages that belong to one person: what a link or a key opens stays out of caches, search engines and other sites' logs."""

from django.http import HttpResponse


def keep_private(response: HttpResponse, *, secret_address: bool = True) -> HttpResponse:
    """Return the answer with the headers of a page for one person (reliability 3.1, STD-32).

    Args:
        response: the page, or the way to it.
        secret_address: the address itself opens something, so that the next page learns the host alone.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "strict-origin" if secret_address else "same-origin"
    return response
