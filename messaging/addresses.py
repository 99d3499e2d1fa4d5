"""Addresses: one strict parser, so that a message has one recipient by construction (RE-3, lesson 1)."""

import re
import unicodedata
from email.headerregistry import Address

from django.utils.crypto import salted_hmac

LONGEST = 254
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")

_SENDER = re.compile(r"(?P<name>[^<>,;@\r\n]*)<(?P<address>[^<>]+)>")


class InvalidAddress(ValueError):
    """Not exactly one plain address; the text never repeats the value."""


def only_address(value: str) -> str:
    """Return the one address in `value`, its host in lower case and ASCII.

    Lists, display names, comments, quoted parts, control characters and line breaks are refused, because a mail
    library would read `a@b.ca, c@d.ca` as two recipients.

    Raises:
        InvalidAddress: anything else than one plain address.
    """
    text = value.strip(" ")
    if any(unicodedata.category(char)[0] in "CZ" for char in text):
        raise InvalidAddress("control or space character")
    local, at, host = text.rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local):
        raise InvalidAddress("local part")
    host = _ascii_host(host)
    address = f"{local}@{host}"
    if len(address) > LONGEST:
        raise InvalidAddress("length")
    return address


def _ascii_host(host: str) -> str:
    try:
        ascii_host = host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise InvalidAddress("host") from error
    labels = ascii_host.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise InvalidAddress("host")
    return ascii_host


def sender(configured: str) -> Address:
    """Return our own configured sender, `Name <address>` or a plain address, ready for a header."""
    parts = _SENDER.fullmatch(configured)
    name, address = (parts["name"].strip(' "'), parts["address"]) if parts else ("", configured)
    local, _at, host = only_address(address).rpartition("@")
    return Address(display_name=name, username=local, domain=host)


def digest(address: str) -> str:
    """Return the keyed digest under which an address is remembered until bounces have come; no way back."""
    return salted_hmac("messaging.address", address.casefold(), algorithm="sha256").hexdigest()
