"""Acts without a form of their own: do one, and let the next page say what happened, or why not."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from kernel.errors import DomainError


def attempt(request: HttpRequest, act: Callable[[], object], done: Any) -> None:
    """Run `act`; `done` or the refusal stands as a banner on the page that follows."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, str(done))
