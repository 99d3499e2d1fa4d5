"""The visit of an invited person in one browser after a link or a code, kept in a signed cookie.

It ends thirty minutes after the last page, and ten hours after the first one at the latest. The cookie names the
invitation and the generation of its links; whether the right still stands is asked of the row on every request (RE-7).
Nothing is stored here, so registering writes no session (PF-5).
"""

import time
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from events.models import Invitation

COOKIE = "__Host-invitation" if settings.SECURE else "invitation"
SALT = "events.visit"
IDLE_SECONDS = 30 * 60
MOST_SECONDS = 10 * 3600


@dataclass(frozen=True)
class Visit:
    """What a browser may show: one invitation, as long as its links are of this generation.

    Attributes:
        began: when the link or the code was used, in seconds.
    """

    invitation: UUID
    generation: int
    began: int

    @classmethod
    def to(cls, invitation: Invitation) -> "Visit":
        """Return a visit that begins now."""
        return cls(invitation.public_id, invitation.generation, int(time.time()))

    def __str__(self) -> str:
        return f"{self.invitation}.{self.generation}.{self.began}"


def begin(response: HttpResponse, invitation: Invitation) -> HttpResponse:
    """Let this browser show the invitation."""
    return _keep(response, Visit.to(invitation))


def go_on(response: HttpResponse, visit: Visit) -> HttpResponse:
    """Count the thirty minutes anew after a page, unless the page ended the visit."""
    return response if COOKIE in response.cookies else _keep(response, visit)


def _keep(response: HttpResponse, visit: Visit) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE,
        str(visit),
        salt=SALT,
        max_age=IDLE_SECONDS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def current(request: HttpRequest) -> Visit | None:
    """Return the visit of this browser, or None when there is none, it is over, or the cookie is not ours."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=IDLE_SECONDS)
    try:
        reference, generation, began = (kept or "").split(".")
        visit = Visit(UUID(reference), int(generation), int(began))
    except ValueError:
        return None
    return visit if time.time() - visit.began <= MOST_SECONDS else None


def end(response: HttpResponse) -> HttpResponse:
    """Forget the visit on this device."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
