"""Public pages kept whole for people without a session, by language and content version (PF-1, PF-2).

    @kept_whole()
    def home(request): ...

    @kept_whole(version=lambda request, public_id: queries.version(public_id))
    def commitment(request, public_id): ...

Without `version` a page is kept until anything that the public reads has changed: every act says so once it is
committed (`content_changed`), and what was kept before is not read again. Where that word is lost, because the cache
was away or the process was killed at that moment, the page is half a minute behind. `version` says more finely, in at
most one statement, what a page is made of; another version is another page.

A page that set a cookie, holds a form token or answers a signed-in person is never kept.
"""

import hashlib
import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache as once
from functools import wraps
from pathlib import Path
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language

from kernel.cache import is_shared

KEEP = 600  # seconds; an old version is not read again, it only takes room
BEHIND = 30  # seconds a page may be behind where the word of a change was lost
CONTENT = "content_version"
log = structlog.get_logger("pages")
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Kept:
    """A page as it is kept.

    Attributes:
        made_of: the version it belongs to.
        etag: the same for the same words, so that a browser asks for them once.
    """

    made_of: str
    content: bytes
    content_type: str
    etag: str


def kept_whole(
    *, version: Callable[..., str | None] | None = None, names: Collection[str] = ()
) -> Callable[[View], View]:
    """Keep the answer of a public view for everybody who has no session.

    An answer that says itself how it may be kept is not kept here.

    Args:
        version: called with the arguments of the view; none means that this answer is not to be kept. Without it the
            page is kept until anything public changes, and reading it asks the database nothing.
        names: what the query may say, each once; with any other name the page is made and not kept, because whoever
            invents names would fill the cache with one page again and again.
    """

    def keep(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_for_everybody(request) or not _is_known(request, names):
                return view(request, *args, **kwargs)
            if version is None:
                if not is_shared():
                    return view(request, *args, **kwargs)  # what another process changes would not be heard of
                key = _key(request, str(int(time.time()) // BEHIND))
                made_of, page = _with_content_version(key)
            else:
                made_of = version(request, *args, **kwargs)
                key = _key(request, made_of or "")
                page = _read(key) if made_of is not None else None
            if made_of is None:
                return view(request, *args, **kwargs)
            if page is None or page.made_of != made_of:
                response = view(request, *args, **kwargs)
                if response.status_code != 200 or response.streaming or _has_token(request, response):
                    return response
                if response.has_header("Cache-Control"):
                    return response
                etag = hashlib.sha256(response.content).hexdigest()[:32]
                page = Kept(made_of, response.content, response.headers["Content-Type"], quote_etag(etag))
                _write(key, page, BEHIND if version is None else KEEP)
            else:
                response = HttpResponse(page.content, content_type=page.content_type)
            return _dressed(request, response, page.etag)

        return kept

    return keep


def content_changed() -> None:
    """Say, once the act is committed, that something the public reads has changed."""
    _once_committed(_another_version)


def _once_committed(act: Callable[[], None]) -> None:
    waiting = connections[DEFAULT_DB_ALIAS].run_on_commit
    if not waiting or waiting[-1][1] is not act:  # what an act of many entries says of each is said once
        transaction.on_commit(act)


def _another_version() -> None:
    _tried(lambda: cache.set(CONTENT, secrets.token_hex(8), None))


def _with_content_version(key: str) -> tuple[str | None, Kept | None]:
    """Return the version of everything public and the page that is kept, in one journey; none without a cache."""
    found = _tried(lambda: cache.get_many((CONTENT, key)))
    if found is None:
        return None, None
    if CONTENT not in found:
        # nobody has said anything since the cache was empty; of two who begin at once, one word stands
        found[CONTENT] = _tried(lambda: cache.get_or_set(CONTENT, secrets.token_hex(8), None))
    return found[CONTENT], found.get(key)


def _is_known(request: HttpRequest, names: Collection[str]) -> bool:
    """Tell whether the query says nothing but what the page knows, and nothing twice."""
    return all(name in names and len(said) == 1 for name, said in request.GET.lists())


def _tried(ask: Callable[[], Any]) -> Any:
    """Return what the cache answers, or nothing: one that is away makes pages slower, never wrong."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - whatever the back end raises, the page is rendered instead
        log.warning("page_cache_away", error=type(error).__name__)
        return None


def _read(key: str) -> Kept | None:
    page: Kept | None = _tried(lambda: cache.get(key))
    return page


def _write(key: str, page: Kept, seconds: int) -> None:
    _tried(lambda: cache.set(key, page, seconds))


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


@once
def _release() -> str:
    """Return what the pages of this release are made with: its templates, its words and the names of its files.

    A page kept by the release before must not be shown by this one: it names files that are no longer there.
    """
    templates = [Path(folder) for engine in settings.TEMPLATES for folder in engine["DIRS"]]
    words = [*map(Path, settings.LOCALE_PATHS), *(Path(app.path) / "locale" for app in apps.get_app_configs())]
    pages = [path for folder in templates for path in folder.rglob("*.html")]
    catalogues = [path for folder in words for path in folder.rglob("*.mo")]
    names = Path(settings.STATIC_ROOT) / "staticfiles.json"
    made_with = hashlib.sha256()
    for path in sorted([*pages, *catalogues, *([names] if names.exists() else [])]):
        made_with.update(path.read_bytes())
    return made_with.hexdigest()


def _key(request: HttpRequest, made_of: str) -> str:
    ours = (settings.BRAND, str(settings.DEMO), _release())
    said = (request.get_host(), request.path, request.GET.urlencode(), get_language() or "", made_of, *ours)
    return "page:" + hashlib.sha256("\n".join(said).encode(errors="replace")).hexdigest()


def _dressed(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    """Let browsers and proxies keep the page too, as long as they ask whether it still says the same."""
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    if request.headers.get("If-None-Match") == etag:
        unchanged = HttpResponse(status=304)
        for name in ("ETag", "Cache-Control", "Vary"):
            unchanged.headers[name] = response.headers[name]
        return unchanged
    return response
