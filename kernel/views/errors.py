"""Answers to requests that cannot be served: what happened, that nothing was lost or done, and what to do next.

Under the addresses of the API they are problem documents. The pages ask no database and no session, so that they
stand when those do not. One thing is excepted: in the demonstration, a page that is not for this role lets one be
somebody else. Protected addresses get the neutral frame, without the platform's name.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel import addresses, problem
from kernel.bilingual import current


@dataclass(frozen=True)
class Words:
    """Title, what happened, and what one can do."""

    title: str | Promise
    what: str | Promise
    next: str | Promise


PAGES = {
    400: Words(
        _("We could not read that request"),
        _("Something in the address or in the form was not in a shape we can read. Nothing was changed."),
        _("Go back, check what you entered, and send it again."),
    ),
    403: Words(
        _("You may not open this page"),
        _("Your role does not include it. Nothing was changed."),
        _("If you need it for your work, ask an administrator for the role."),
    ),
    404: Words(
        _("We cannot find this page"),
        _("The address may be mistyped or out of date, or the page is not for you."),
        _("Check the address, or start from the home page. If a message brought you here, open its link again."),
    ),
    405: Words(
        _("This address only takes a form"),
        _("You opened the address of a button. Nothing was changed."),
        _("Go back to the page with the button, and press it there."),
    ),
    413: Words(
        _("That was too large"),
        _("The file or the text is larger than we accept. Nothing was kept."),
        _("Go back and send something smaller."),
    ),
    429: Words(
        _("Too many attempts"),
        _("For safety we wait a little when something is tried many times. Nothing was changed."),
        _("Try again in a few minutes."),
    ),
    500: Words(
        _("Something went wrong on our side"),
        _("It was not your fault. What you did was done as a whole or not at all, so nothing is half done."),
        _("Try again in a moment. If it happens again, tell us what you were doing."),
    ),
    503: Words(
        _("Just a moment"),
        _("Many people are here at once. Nothing was changed."),
        _("Try again in a moment."),
    ),
}
EXPIRED = Words(
    _("This page was open for too long"),
    _("For your safety a form works only for a while, and only in the browser that opened it. Nothing was changed."),
    _("Open the page again and send the form once more. With your browser's Back button you may find what you typed."),
)
CODES = {400: "bad_request", 403: "permission_denied", 404: "not_found", 413: "too_large", 500: "broken", 503: "busy"}
BE_SOMEBODY_ELSE = _("This is a demonstration: in the bar on top you can be somebody else, whose role may include it.")
NOT_DONE = _("This was not done")
GO_BACK = _("Go back, change what the message names, and try again.")


def is_protected(request: HttpRequest) -> bool:
    """Tell whether this address belongs to protected participation, by its host or its path."""
    host = request.META.get("HTTP_HOST", "").split(":")[0]
    return (bool(settings.SAFETY_HOST) and host == settings.SAFETY_HOST) or request.path[3:6] == "/s/"


def page(request: HttpRequest, status: int, words: Words | None = None) -> HttpResponse:
    """Return the page of a status, or its problem document; unknown ones read like 400 or 500."""
    known = status if status in PAGES else 500 if status >= 500 else 400
    said = words or PAGES[known]
    if problem.is_expected(request):
        return problem.outside_of_endpoints(CODES.get(known, CODES[400]), f"{said.title}. {said.what}", status)
    context = {"request": request, "words": said, "status": status, "back": _back(request)}
    context |= {"LANGUAGE_CODE": str(current()), "demo": settings.DEMO, "brand": settings.BRAND}
    if is_protected(request):
        html = render_to_string("errors/plain.html", context)
    else:
        html = render_to_string("errors/page.html", context | _switching(request, status, said, own_words=bool(words)))
    response = HttpResponse(html, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _switching(request: HttpRequest, status: int, said: Words, *, own_words: bool) -> dict[str, Any]:
    """Return what lets a person of the demonstration be somebody else where this role is refused; else nothing."""
    if not settings.DEMO or status not in (403, 404) or not hasattr(request, "user"):
        return {}
    refused = status == 403 and not own_words
    return {
        "demo_bar": True,
        "csrf_token": get_token(request),
        "words": replace(said, next=BE_SOMEBODY_ELSE) if refused else said,
        "onward": request.get_full_path() if refused and request.method == "GET" else "",
    }


def _back(request: HttpRequest) -> str:
    """Return the page the person came from, when it is one of ours and not this one."""
    address = addresses.came_from(request)
    if not address.startswith(("/en/", "/fr/")):
        return ""
    return address if address != request.get_full_path() or request.method == "POST" else ""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when what came was too large."""
    too_large = type(exception).__name__ in ("RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
    return page(request, 413 if too_large else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return page(request, 404)


def at_the_latest(words: Words, seconds: int) -> Words:
    """Return the words with the longest wait in them, in minutes."""
    minutes = max(1, -(-seconds // 60))
    after = ngettext_lazy(
        "Try again in %(minutes)s minute.", "Try again in %(minutes)s minutes at the latest.", "minutes"
    )
    return replace(words, next=after % {"minutes": minutes})
