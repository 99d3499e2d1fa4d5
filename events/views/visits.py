"""The visit of an invited person: thirty minutes in one browser after a link or a code, kept in a signed cookie.

The cookie names the invitation and the generation of its links; whether the right still stands is asked of the row on
every request (RE-7). Nothing is stored here, so registering writes no session (PF-5).
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from events.models import Invitation

COOKIE = "__Host-invitation" if settings.SECURE else "invitation"
SALT = "events.visit"
SECONDS = 30 * 60


@dataclass(frozen=True)
class Visit:
    """What a browser may show: one invitation, as long as its links are of this generation."""

    invitation: UUID
    generation: int


def begin(response: HttpResponse, invitation: Invitation) -> HttpResponse:
    """Let this browser show the invitation for thirty minutes."""
    response.set_signed_cookie(
        COOKIE,
        f"{invitation.public_id}.{invitation.generation}",
        salt=SALT,
        max_age=SECONDS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def current(request: HttpRequest) -> Visit | None:
    """Return the visit of this browser, or None when there is none, it is over, or the cookie is not ours."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=SECONDS)
    reference, _dot, generation = (kept or "").partition(".")
    try:
        return Visit(UUID(reference), int(generation))
    except ValueError:
        return None


def end(response: HttpResponse) -> HttpResponse:
    """Forget the visit on this device."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
