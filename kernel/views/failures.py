"""Answers to requests that cannot be served now, 429, 500 and 503: the form that was sent is kept, to be sent again.

Whoever is refused for a while, or meets a fault of ours, loses nothing typed (`kernel.views.late_forms`); where there is
no form, or nothing may be shown, the plain page says the same. Sending again does nothing twice: the key of the form
(`kernel.forms.OnceForm`), or the state of what it changes, tells the domain that it was done already.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kernel import outages
from kernel.views import errors, late_forms
from kernel.views.errors import Words

KEEPING = frozenset({429, 500, 503})
AWAY = Words(
    _("The service cannot answer right now"),
    _("A part of it that it cannot do without does not answer, or is too busy. It is not your fault."),
    _("Try again in a few minutes."),
)
# an answer that got lost may have been that of a saved form
KEPT = _(
    "Nothing is lost: this page keeps what you sent, out of sight. Should it have been saved already, sending it again "
    "saves nothing twice."
)
# In both languages and without a template, a tag or the request, because any of these may be what is broken.
BARE = """<!doctype html>
<html lang="en-CA">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Something went wrong / Une erreur s’est produite</title></head>
<body>
<h1>Something went wrong on our side</h1>
<p>What you did was done as a whole or not at all, so nothing is half done. Try again in a moment.</p>
<div lang="fr-CA">
<h2>Une erreur s’est produite de notre côté</h2>
<p>Votre action a été accomplie en entier ou pas du tout; rien n’est fait à moitié. Réessayez dans un instant.</p>
</div>
</body>
</html>
"""
log = structlog.get_logger("pages")
View = TypeVar("View", bound=Callable[..., Any])


def shows_once(view: View) -> View:
    """Mark a view that makes what nobody can read again, such as a key: sent again, its form would make another."""
    view.shows_once = True  # type: ignore[attr-defined]
    return view


def refused(
    request: HttpRequest, status: int, words: Words | None = None, *, wait: int = 0, is_certain: bool = True
) -> HttpResponse:
    """Return the answer to a request that is refused: with the form it brought, when it may be sent again later.

    Args:
        words: what happened, where the page of the status does not say it.
        wait: seconds until it is worth trying again; said in words and in the header.
        is_certain: nothing was saved; else an answer may have got lost after it was.
    """
    said = words or errors.PAGES.get(status)
    if wait and said:
        said = words = errors.at_the_latest(said, wait)
    response = None
    if said and status in KEEPING and (is_certain or not _shows_once(request)):
        why = late_forms.Late(said.title, said.what, when=said.next, status=status)
        response = late_forms.answer(request, why if is_certain else replace(why, standing=KEPT))
    response = response or errors.page(request, status, words)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _shows_once(request: HttpRequest) -> bool:
    return bool(request.resolver_match and getattr(request.resolver_match.func, "shows_once", False))


def away(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503, because of an outage (`kernel.outages`)."""
    log.error("store_away", error=type(error).__name__)
    return refused(request, 503, AWAY, wait=outages.WAIT, is_certain=False)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429."""
    return refused(request, 429)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 in an outage, in whatever state the request is.

    An outage is met here when it is no view that meets it, such as where the session is read.
    """
    try:
        error = sys.exception()
        return away(request, error) if error and outages.is_one(error) else refused(request, 500, is_certain=False)
    except Exception as error:  # noqa: BLE001 - nothing comes after this page
        log.error("error_page_broken", error=type(error).__name__)
        return HttpResponse(BARE, status=500, headers={"Cache-Control": "no-store"})
