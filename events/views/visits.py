"""The visit of an invited person in one browser after a link or a code, kept in a signed cookie.

It ends thirty minutes after the last page, and ten hours after the first one at the latest. The cookie names the
invitation and the generation of its links; whether the right still stands is asked of the row on every request (RE-7).
Nothing is stored here, so registering writes no session (PF-5).
"""

import time
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from events.models import Invitation

COOKIE = "__Host-invitation" if settings.SECURE else "invitation"
SALT = "events.visit"
PROVED, REPLIED = "code", "reply"
IDLE_SECONDS = 30 * 60
MOST_SECONDS = 10 * 3600


@dataclass(frozen=True)
class Visit:
    """What a browser may show: one invitation, as long as its links are of this generation.

    Attributes:
        began: when the link or the code was used, in seconds.
        proved: a code that was mailed to the invited person was typed here; a link may have been forwarded.
        replied: a place was asked for here, when a link was still enough for that.
    """

    invitation: UUID
    generation: int
    began: int
    proved: bool = False
    replied: bool = False

    @property
    def knows_reply(self) -> bool:
        """Whether this browser may show and change what was replied; another one needs the code (reliability 3.1)."""
        return self.proved or self.replied

    @classmethod
    def to(cls, invitation: Invitation, *, proved: bool = False) -> "Visit":
        """Return a visit that begins now."""
        return cls(invitation.public_id, invitation.generation, int(time.time()), proved)

    @classmethod
    def read(cls, kept: str) -> "Visit":
        """Return the visit that was written down.

        Raises:
            ValueError: it is none.
        """
        reference, generation, began, *more = kept.split(".")
        return cls(UUID(reference), int(generation), int(began), more == [PROVED], more == [REPLIED])

    def __str__(self) -> str:
        kept = f"{self.invitation}.{self.generation}.{self.began}"
        if not self.knows_reply:
            return kept
        return f"{kept}.{PROVED if self.proved else REPLIED}"


def begin(response: HttpResponse, invitation: Invitation, *, proved: bool = False) -> HttpResponse:
    """Let this browser show the invitation."""
    return _keep(response, Visit.to(invitation, proved=proved))


def go_on(response: HttpResponse, visit: Visit) -> HttpResponse:
    """Count the thirty minutes anew after a page, unless the page ended the visit."""
    return response if COOKIE in response.cookies else _keep(response, visit)


def has_replied(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Let this browser show and change the reply that was given in it."""
    visit = current(request)
    return response if visit is None else _keep(response, replace(visit, replied=True))


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
        visit = Visit.read(kept or "")
    except ValueError:
        return None
    return visit if time.time() - visit.began <= MOST_SECONDS else None


def end(response: HttpResponse) -> HttpResponse:
    """Forget the visit on this device."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
