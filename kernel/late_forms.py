"""A form that cannot be taken: what of it may be kept, and the ticket with which it is sent again.

A form is late when the session or visit has ended, or when its token is no longer the browser's; another one meets an
outage, a fault or a limit. It is kept in the page that answers it and nowhere else (docs/threat-model). Signing in
changes the token of the browser, so the page carries a ticket beside it: a random value in a cookie of its own, and a
digest of that value and the address in the form.
"""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "__Host-again" if settings.SECURE else "again"
FIELD = "sent_again"
SECONDS = 2 * 60 * 60  # in which the page can be sent with its ticket; afterwards it takes one press more
MOST_FIELDS, MOST_CHARACTERS = 1_500, 500_000
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
# what opens something is typed anew, never written into a page; `handle` names a person who must not be named
WITHHELD = frozenset({"code", "credential", "handle", "password", "phrase", "secret", "token"})

Fields = list[tuple[str, str]]


def _ours(request: HttpRequest) -> set[str]:
    base = urlsplit(settings.BASE_URL)
    ours = {f"{base.scheme}://{base.netloc}"}
    try:
        ours.add(f"{request.scheme}://{request.get_host()}")
    except DisallowedHost:
        return set()
    return ours


def is_from_here(request: HttpRequest) -> bool:
    """Tell whether a page of ours sent the request: its Origin, or its Referer where there is no Origin."""
    origin = request.META.get("HTTP_ORIGIN")
    if origin is None:
        try:
            referrer = urlsplit(request.META.get("HTTP_REFERER", ""))
        except ValueError:  # such as an address with half a bracket
            return False
        origin = f"{referrer.scheme}://{referrer.netloc}"
    return origin in _ours(request)


def is_withheld(name: str) -> bool:
    """Tell whether what stands in a field of this name is never kept."""
    return name.rpartition("-")[2] in WITHHELD


def kept(request: HttpRequest) -> Fields:
    """Return the fields that may be sent again, in order; nothing where nobody typed, chose or pressed, or too much."""
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    fields = [(name, value) for name, value in typed if name not in (TOKEN, FIELD) and not is_withheld(name)]
    large = sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS or len(fields) > MOST_FIELDS
    return fields if any(value for _name, value in fields) and not large else []


def withholds(request: HttpRequest) -> bool:
    """Tell whether something was typed that must be typed anew."""
    return any(is_withheld(name) and value for name, value in request.POST.items())


def files(request: HttpRequest) -> list[str]:
    """Return the names of the files that must be chosen anew."""
    return [str(one.name) for _field, sent in request.FILES.lists() for one in sent]


# ---- the ticket -------------------------------------------------------------------------------------------------------


def held_by(request: HttpRequest) -> str:
    """Return the browser's half of the ticket: the one it has, so that two tabs are kept, or a new one."""
    return request.COOKIES.get(COOKIE) or secrets.token_urlsafe(32)


def ticket(held: str, request: HttpRequest) -> str:
    """Return the form's half: good for this address and this browser."""
    return salted_hmac("kernel.late_forms", f"{held} {request.get_full_path()}", algorithm="sha256").hexdigest()


def give(response: HttpResponse, held: str) -> None:
    """Let the browser keep its half for a while."""
    response.set_cookie(COOKIE, held, max_age=SECONDS, secure=settings.SECURE, httponly=True, samesite="Strict")


def is_sent_again(request: HttpRequest) -> bool:
    """Tell whether a form comes from the page that kept it, in the same browser; asks for the Origin, no less."""
    held = request.COOKIES.get(COOKIE)
    if request.method != "POST" or not held or "HTTP_ORIGIN" not in request.META or not is_from_here(request):
        return False
    try:
        half = request.POST.get(FIELD, "")
    except UnreadablePostError:
        return False
    return constant_time_compare(half, ticket(held, request))
