"""Acts without a form of their own: why one cannot be done, and what the next page says once one was tried."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError

OVERTAKEN = _("This is no longer possible. Somebody may have done it already: see where it stands now.")


def attempt(request: HttpRequest, act: Callable[[], object], done: Any) -> None:
    """Run `act`; `done` or the refusal stands as a banner on the page that follows."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, str(done))


def hindrance_of(guard: Callable[[], object]) -> Any:
    """Return why a guard of the domain refuses, in words, for the page that asks before an act; nothing when it does not."""
    try:
        guard()
    except DomainError as refusal:
        return refusal.message
    return ""
