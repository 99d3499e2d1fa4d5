"""Canadian telephone numbers and postal codes: what people type, what is stored, what is printed (STD-21, STD-22)."""

import re

from django.utils.translation import gettext_lazy as _

from kernel.bilingual import Language, current
from kernel.errors import Invalid

HYPHEN, NBSP = "\u2011", "\u00a0"
EXTENSION = re.compile(r"\b(?:poste|p\.|ext(?:ension)?\.?|x|#)\s*(\d{1,7})\s*$", re.IGNORECASE)
POSTAL = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d")


def parse_phone(typed: str) -> tuple[str, str]:
    """Return a number as E.164 and its extension, empty when there is none.

    Raises:
        Invalid: not a telephone number that can exist.
    """
    import phonenumbers  # a mebibyte of tables that most processes never read

    found = EXTENSION.search(typed)
    extension, rest = (found[1], typed[: found.start()]) if found else ("", typed)
    refusal = Invalid(
        _("Enter a telephone number such as 613-555-0134, with “ext. 22” after it if there is an extension."),
        code="phone_invalid",
    )
    if len(rest) > 40:
        raise refusal
    try:
        number = phonenumbers.parse(rest, "CA")
    except phonenumbers.NumberParseException:
        raise refusal from None
    # 555 numbers are reserved for examples and are possible, not valid
    if not phonenumbers.is_possible_number(number):
        raise refusal
    extension = extension or number.extension or ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), extension


def print_phone(stored: str, extension: str = "", language: str | None = None) -> str:
    """`613‑555‑0134 ext. 22`, `613‑555‑0134 poste 22`; numbers of other countries with their country code."""
    import phonenumbers

    try:
        number = phonenumbers.parse(stored, None)
    except phonenumbers.NumberParseException:
        return stored
    national = str(number.national_number)
    if number.country_code == 1 and len(national) == 10:
        printed = HYPHEN.join((national[:3], national[3:6], national[6:]))
    else:
        international = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        printed = international.replace(" ", NBSP).replace("-", HYPHEN)
    if not extension:
        return printed
    word = "poste" if (language or current()) == Language.FR else "ext."
    return f"{printed} {word}{NBSP}{extension}"


def parse_postal_code(typed: str) -> str:
    """Return a postal code as six upper-case letters and digits.

    Raises:
        Invalid: not a Canadian postal code: a wrong letter, or not letter-digit in turn.
    """
    code = re.sub(r"[\s\-\u2010-\u2015]", "", typed).upper()
    if not POSTAL.fullmatch(code):
        raise Invalid(_("Enter a postal code such as K1A 0P8."), code="postal_code_invalid")
    return code


def print_postal_code(stored: str, province: str = "") -> str:
    """`K1A 0P8`; after a province code two spaces stand: `ON  K1A 0P8`."""
    printed = f"{stored[:3]}{NBSP}{stored[3:]}" if len(stored) == 6 else stored
    return f"{province}{NBSP}{NBSP}{printed}" if province else printed
