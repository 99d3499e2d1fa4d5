"""What the platform refuses to start without: a provider of mail that fits the mode."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from messaging import addresses, backends


@register("mail")
def a_provider_is_chosen(**_options: Any) -> list[CheckMessage]:
    """Refuse the local mailbox outside demonstration and test, and a production without a provider."""
    name = backends.chosen()
    if not name:
        text, hint = "No provider of mail is configured: nothing can be sent.", "Set EMAIL_URL or NOTIFY_BASE_URL."
        return [
            Error(text, hint, id="messaging.E001") if settings.PRODUCTION else Warning(text, hint, id="messaging.W001")
        ]
    try:
        backends.current().close()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="messaging.E002")]
    return []


@register("mail")
def our_own_addresses_are_plain(**_options: Any) -> list[CheckMessage]:
    """Refuse a sender or reply address that is not exactly one plain address."""
    found: list[CheckMessage] = []
    for name, value in (
        ("MAIL_FROM_EN", settings.MAIL_FROM["en"]),
        ("MAIL_FROM_FR", settings.MAIL_FROM["fr"]),
        ("MAIL_REPLY_TO", settings.MAIL_REPLY_TO),
    ):
        try:
            addresses.sender(value)
        except addresses.InvalidAddress:
            found.append(Error(f"{name} is not one plain address, with or without a name.", id="messaging.E003"))
    if settings.PRODUCTION and not settings.MAIL_POSTAL_ADDRESS:
        found.append(Error("POSTAL_ADDRESS is empty: each message must name one (STD-29).", id="messaging.E004"))
    return found
