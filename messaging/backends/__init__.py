"""Which provider carries our mail, chosen from settings."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from messaging.backends.base import Carrier
from messaging.backends.local import LocalCarrier
from messaging.backends.notify import NotifyCarrier
from messaging.backends.smtp import SmtpCarrier

_makers: dict[str, Callable[[], Carrier]] = {
    "notify": lambda: NotifyCarrier(settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID),
    "smtp": lambda: SmtpCarrier(settings.EMAIL_URL),
    "local": lambda: LocalCarrier(allowed=local_allowed()),
}


def local_allowed() -> bool:
    """Tell whether the mailbox page may exist: in demonstration and test mode, never in production."""
    return (settings.DEMO or settings.TESTING) and not settings.PRODUCTION


def chosen() -> str:
    """Return the name of the provider that the settings choose, or an empty string when there is none."""
    if settings.NOTIFY_BASE_URL:
        return "notify"
    if settings.EMAIL_URL:
        return "local" if urlsplit(settings.EMAIL_URL).scheme == "local" else "smtp"
    return "local" if local_allowed() else ""


def current() -> Carrier:
    """Return the provider of this service, ready for one batch.

    Raises:
        ImproperlyConfigured: none is configured, or not completely.
    """
    name = chosen()
    if not name:
        raise ImproperlyConfigured("No provider of mail: set EMAIL_URL, or NOTIFY_BASE_URL and its keys")
    return _makers[name]()


def named(name: str) -> Carrier:
    """Return the provider that once took a message; one that is no longer configured cannot tell anything."""
    try:
        return _makers[name]()
    except (KeyError, ImproperlyConfigured):
        return Carrier()
