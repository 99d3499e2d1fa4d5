"""The keys a respondent's browser holds: one to begin with, one to the draft or submission; nothing of it is stored here.

Both are cookies that only this platform can make or read; neither the session table nor an address knows of them.
"""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from engagement.domain import receipts, submissions
from engagement.enums import SubmissionState
from engagement.models import Consultation, Submission
from kernel.private_pages import keep_private
from kernel.views import late_forms

PREFIX = "__Host-" if settings.SECURE else ""
BEGIN, OPEN = f"{PREFIX}respond", f"{PREFIX}receipt"
SALT = "engagement.receipt"
IDLE = 2 * 60 * 60  # seconds without a request after which the receipt must be typed again
CLOSED = late_forms.Late(
    _("Your receipt is closed on this device"),
    _("It was closed here, or two hours went by without a page."),
    _("Open it again with its number and secret, in another tab of this browser."),
    _("Open my receipt"),
)


def _set(response: HttpResponse, name: str, value: str) -> None:
    response.set_signed_cookie(
        name, value, salt=SALT, max_age=IDLE, secure=settings.SECURE, httponly=True, samesite="Lax", path="/"
    )


def begin_key(request: HttpRequest) -> str | None:
    """Return the key with which this browser begins, if it has one."""
    return request.get_signed_cookie(BEGIN, default=None, salt=SALT, max_age=IDLE)


def key_to_begin(request: HttpRequest, consultation: Consultation) -> str:
    """Return the key this browser begins with: its own, so that two tabs begin one draft (EN-4), or else a new one.

    A key whose draft is sent begins nothing any more: the next person at this browser must not meet the last one's.
    """
    key = begin_key(request)
    known = submissions.begun_with(consultation, key) if key else None
    return key if key and (known is None or known.state == SubmissionState.DRAFT) else receipts.new_key()


def give_begin_key(response: HttpResponse, key: str) -> None:
    """Let the browser keep the key to begin with."""
    _set(response, BEGIN, key)


def mark_of(key: str) -> str:
    """Return what a form remembers of the key it was shown with, to notice that the browser has begun anew since."""
    return receipts.digest("form", key)[:16]


def renew(response: HttpResponse) -> None:
    """Give the browser another key: what was begun with the last one is sent."""
    _set(response, BEGIN, receipts.new_key())


def hold(response: HttpResponse, submission: Submission) -> None:
    """Let this browser keep the submission open for a while."""
    _set(response, OPEN, str(submission.pk))


def forget(response: HttpResponse) -> None:
    """Close the submission in this browser."""
    for name in (BEGIN, OPEN):
        response.delete_cookie(name, path="/", samesite="Lax")


def held(request: HttpRequest, consultation: Consultation | None = None) -> Submission | None:
    """Return the submission this browser keeps open, of one consultation if it is given."""
    value = request.get_signed_cookie(OPEN, default=None, salt=SALT, max_age=IDLE)
    if value is None:
        return None
    try:
        rows = Submission.objects.select_related("consultation__place", "consent", "participation", "version").filter(
            pk=UUID(value)
        )
    except (ValueError, ValidationError):
        return None
    if consultation is not None:
        rows = rows.filter(consultation=consultation)
    found: Submission | None = rows.first()
    return found


def actor_of(submission: Submission) -> Actor:
    """Return whoever holds the receipt."""
    return Actor.link("receipt", submission.pk)


def keep_late(request: HttpRequest) -> HttpResponse | None:
    """Return the page that keeps a form which arrives when the receipt is closed; None when nothing was sent."""
    return late_forms.answer(request, CLOSED, reverse("engagement:receipt"))


def private(response: HttpResponse) -> HttpResponse:
    """Keep a person's own page out of caches, search engines and the logs of other sites."""
    return keep_private(response)
