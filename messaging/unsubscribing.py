"""Stopping messages by one press of a button, without signing in. What a token means is registered from above.

# partners/apps.py, in ready()
unsubscribing.register(Subscriptions())
"""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.urls import reverse
from django.utils import translation


@dataclass(frozen=True)
class Subscription:
    """What a token stops, in words for its bearer; never a name or an address.

    `choices_path` leads to a page where more can be stopped at once, if there is one.
    """

    what_en: str
    what_fr: str
    stopped: bool
    choices_path: str = ""


class Subscriptions(Protocol):
    """The consent ledger, as this app needs it."""

    def find(self, token: str) -> Subscription | None:
        """Return what the token stops, or None when there is no such token; changes nothing."""

    def stop(self, token: str) -> None:
        """Stop it; stopping again changes nothing, an unknown token is no error."""


_registered: list[Subscriptions] = []


def register(subscriptions: Subscriptions) -> None:
    """Register the one consent ledger."""
    _registered[:] = [subscriptions]


def find(token: str) -> Subscription | None:
    """Return what the token stops, or None."""
    return _registered[0].find(token) if _registered else None


def stop(token: str) -> None:
    """Stop what the token stops, if anything."""
    if _registered:
        _registered[0].stop(token)


def url(token: str, language: str) -> str:
    """Return the absolute address of the page that stops it."""
    with translation.override(language):
        return settings.BASE_URL + reverse("messaging:unsubscribe", args=[token])
