"""Public pages kept whole for people without a session, by language and content version (PF-1, PF-2).

    @kept_whole(version=lambda request, public_id: queries.version(public_id))
    def commitment(request, public_id): ...

`version` says in at most one statement what the page is made of; another version is another page, so nothing waits
for a clock. A page that set a cookie, holds a form token or answers a signed-in person is never kept.
"""

import hashlib
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language

KEEP = 600  # seconds; an old version is not read again, it only takes room
log = structlog.get_logger("pages")
View = Callable[..., HttpResponse]


def kept_whole(*, version: Callable[..., str | None], names: Collection[str] = ()) -> Callable[[View], View]:
    """Keep the answer of a public view for everybody who has no session.

    An answer that says itself how it may be kept is not kept here.

    Args:
        version: called with the arguments of the view; none means that this answer is not to be kept.
        names: what the query may say, each once; with any other name the page is made and not kept, because whoever
            invents names would fill the cache with one page again and again.
    """

    def keep(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_for_everybody(request) or not _is_known(request, names):
                return view(request, *args, **kwargs)
            made_of = version(request, *args, **kwargs)
            if made_of is None:
                return view(request, *args, **kwargs)
            key = _key(request, made_of)
            body = _read(key)
            if body is None:
                response = view(request, *args, **kwargs)
                if response.status_code != 200 or response.streaming or _has_token(request, response):
                    return response
                if response.has_header("Cache-Control"):
                    return response
                _write(key, (response.content, response.headers["Content-Type"]))
            else:
                response = HttpResponse(body[0], content_type=body[1])
            return _dressed(request, response, key)

        return kept

    return keep


def share(request: HttpRequest, response: HttpResponse, seconds: int) -> HttpResponse:
    """Let browsers and proxies keep a rendered public page, unless it is made for one person: signed in, or a form.

    Args:
        request: what was asked.
        response: the whole page.
        seconds: how long it may be kept.
    """
    if is_for_everybody(request) and not _has_token(request, response):
        patch_cache_control(response, public=True, max_age=seconds)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def _is_known(request: HttpRequest, names: Collection[str]) -> bool:
    """Tell whether the query says nothing but what the page knows, and nothing twice."""
    return all(name in names and len(said) == 1 for name, said in request.GET.lists())


def _read(key: str) -> Any:
    """Return what is kept, or nothing: a cache that is away makes pages slower, never wrong."""
    try:
        return cache.get(key)
    except Exception as error:  # noqa: BLE001 - whatever the back end raises, the page is rendered instead
        log.warning("page_cache_away", error=type(error).__name__)
        return None


def _write(key: str, body: tuple[bytes, str]) -> None:
    try:
        cache.set(key, body, KEEP)
    except Exception as error:  # noqa: BLE001 - see _read
        log.warning("page_cache_away", error=type(error).__name__)


def is_for_everybody(request: HttpRequest) -> bool:
    """Tell whether the answer can be the same for others: looked at, by somebody without a session, as a whole page."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and not getattr(request, "htmx", False)
    )


def _has_token(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether the page holds a form token, which belongs to one person."""
    return bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or response.cookies)


def _key(request: HttpRequest, made_of: str) -> str:
    parts = (request.get_host(), request.path, request.GET.urlencode(), get_language() or "", made_of)
    return "page:" + hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()


def _dressed(request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
    """Let browsers and proxies keep the page too, as long as they ask whether it is still this version."""
    response.headers["ETag"] = quote_etag(key.removeprefix("page:")[:32])
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    if request.headers.get("If-None-Match") == response.headers["ETag"]:
        unchanged = HttpResponse(status=304)
        for name in ("ETag", "Cache-Control", "Vary"):
            unchanged.headers[name] = response.headers[name]
        return unchanged
    return response
