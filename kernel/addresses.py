"""Where a page stands: its address in the other language, with the same object and query (STD-06, STD-11)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation

from kernel.bilingual import Language


def page_path(request: HttpRequest) -> str:
    """Return the path and query of the page the person is on.

    The answer to a form that was refused stands under the address of an act, which cannot be opened; there the page
    is the one that held the form.
    """
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return came_from(request) or request.path


def came_from(request: HttpRequest) -> str:
    """Return the path and query of the page of ours that the person came from; nothing when it was another's.

    Error pages ask this too, so it takes any header: the host is compared as it was sent, not as it should be.
    """
    try:
        referrer = urlsplit(request.META.get("HTTP_REFERER", ""))
    except ValueError:  # such as an address with half a bracket
        return ""
    if referrer.netloc != request.META.get("HTTP_HOST", request.META.get("SERVER_NAME")):
        return ""
    if not referrer.path.startswith("/") or referrer.path.startswith("//"):
        return ""
    return f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path


def in_language(request: HttpRequest, language: str) -> str:
    """Return the address of this page in a language; its home page where the page has no address of its own."""
    here = urlsplit(page_path(request))
    match = _match(request, here.path)
    if match is None or not match.url_name:
        return home(language)
    if here.path.startswith(f"/{language}/"):
        return here.geturl()
    with translation.override(language):
        try:
            there = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        except NoReverseMatch:
            return home(language)
    return here._replace(path=there).geturl() if there.startswith(f"/{language}/") else home(language)


def _match(request: HttpRequest, path: str) -> ResolverMatch | None:
    """Return what a path leads to; the request knows it of its own, and looking through all addresses costs a page."""
    if path == request.path and request.resolver_match is not None:
        return request.resolver_match
    try:
        return resolve(path)
    except Resolver404:
        return None


def home(language: str) -> str:
    """Return the address of the first page in a language."""
    return f"/{language}/"


def absolute(request: HttpRequest, path: str) -> str:
    """Return the full address of a path: the configured base, or the host that was asked."""
    base = str(getattr(settings, "BASE_URL", "")).rstrip("/")
    return f"{base}{path}" if base else request.build_absolute_uri(path)


def named(name: str) -> str:
    """Return the address of a URL name, or an empty text when this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


LANGUAGES = tuple(Language.values)
