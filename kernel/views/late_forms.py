"""The page that keeps a form which could not be taken: what happened, what to do first, and a button to send it again.

It came too late, or while the service could not answer (`kernel.views.failures`). Nothing of what was typed can be read
on the page: it stands in hidden fields, which go to the same address as before. The page asks no store, so that it
stands when none answers.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel import late_forms
from kernel.bilingual import current
from kernel.private_pages import keep_private
from kernel.views import errors

NOTHING_SAVED = _("Nothing was saved yet, and nothing is lost: this page keeps what you sent, out of sight.")


@dataclass(frozen=True)
class Late:
    """Why a form could not be taken.

    Attributes:
        title: what happened, in a few words.
        what: the same in a sentence; that it is kept is said by the page.
        come_back: what to do first, in another tab; empty when nothing needs to be done.
        way: the words of the link that leads there.
        standing: what has become of the form.
        when: when to send it again, where there is nothing to do but wait.
        status: of the answer.
    """

    title: str | Promise
    what: str | Promise
    come_back: str | Promise = ""
    way: str | Promise = ""
    standing: str | Promise = NOTHING_SAVED
    when: str | Promise = ""
    status: int = 403


STALE = Late(
    errors.EXPIRED.title,
    _(
        "For your safety a form works only for a while, and no longer once somebody has signed in or out in this browser. "
        "If the form was not yours, close this tab."
    ),
)


def answer(request: HttpRequest, why: Late, url: str = "") -> HttpResponse | None:
    """Return the page that keeps the form; None where there is nothing to keep, or nothing may be shown.

    Nothing is repeated to a request that no page of ours sent, and never at a protected address: somebody else may sit
    there by now (safety 8).

    Args:
        url: where the way back leads; it opens in another tab.
    """
    if request.method != "POST" or errors.is_protected(request) or not request.path.startswith(("/en/", "/fr/")):
        return None
    if not late_forms.is_from_here(request):
        return None
    try:
        fields, names = late_forms.kept(request), late_forms.files(request)
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):  # what cannot be read cannot be kept
        return None
    if not fields:
        return None
    held = late_forms.held_by(request)
    by_htmx = bool(request.headers.get("HX-Request"))
    context = {
        "frame": "errors/part.html" if by_htmx else "errors/page.html",
        "request": request,
        "late": why,
        "url": url,
        "action": request.get_full_path(),
        "fields": fields,
        "files": names,
        "withholds": late_forms.withholds(request),
        "again": (late_forms.FIELD, late_forms.ticket(held, request)),
        "csrf_token": get_token(request),
        "LANGUAGE_CODE": str(current()),
        "demo": settings.DEMO,
        "brand": settings.BRAND,
    }
    response = HttpResponse(render_to_string("errors/late_form.html", context), status=why.status)
    late_forms.give(response, held)
    if by_htmx:  # the whole page, whatever part was asked for
        for name, value in (("Retarget", "body"), ("Reswap", "innerHTML show:top"), ("Push-Url", "false")):
            response.headers[f"HX-{name}"] = value
    return keep_private(response)  # of some forms the address itself opens something, such as an unsubscribing link


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep a form whose token is stale; say that it has expired, with a way back to it, where it is not kept."""
    return answer(request, STALE) or errors.page(request, 403, errors.EXPIRED)
