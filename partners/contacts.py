"""E-mail addresses and telephone numbers: one strict reading, one stored form (STD-21)."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid
from kernel.formats import contact
from messaging import addresses
from partners.enums import ContactKind


def normalize_email(text: str) -> str:
    """Return the one address in lower case with an ASCII domain.

    Raises:
        Invalid: it is not exactly one plain address; a display name, a list or a control character is none.
    """
    try:
        return addresses.only_address(unicodedata.normalize("NFKC", text)).lower()
    except addresses.InvalidAddress as error:
        raise Invalid(
            _("Enter one e-mail address such as name@example.org, without a name or other addresses."),
            code="email_invalid",
            field="email",
        ) from error


def normalize_phone(text: str) -> str:
    """Return the number as E.164, with `;ext=` and the extension when there is one.

    Raises:
        Invalid: it is no telephone number that can exist.
    """
    plain = re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text)).strip().replace(";ext=", " ext. ")
    number, extension = contact.parse_phone(plain)
    return f"{number};ext={extension}" if extension else number


def printed(kind: str, value: str) -> str:
    """Return a stored address or number as people read it."""
    if kind == ContactKind.EMAIL:
        return value
    number, _separator, extension = value.partition(";ext=")
    return contact.print_phone(number, extension)


def normalize(kind: str, text: str) -> str:
    """Return the stored form of an address or number."""
    return normalize_email(text) if kind == ContactKind.EMAIL else normalize_phone(text)
