"""Why a message may not leave, in words: for the page of a person, the preview of a list, the log of messages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS = {
    "person_unknown": _("no longer in the directory"),
    "person_inactive": _("marked as inactive"),
    "no_address": _("has no e-mail address"),
    "address_bounced": _("mail to every address came back"),
    "address_suppressed": _("nobody may write to the address"),
    "consent_not_asked": _("has not been asked"),
    "consent_pending": _("has been asked and has not answered"),
    "consent_refused": _("has said no"),
    "consent_withdrawn": _("has stopped these messages"),
    "consent_expired": _("the consent has run out"),
    "consent_basis_too_weak": _("the consent does not cover these messages"),
    "channel_not_wanted": _("does not want e-mail"),
    "partner_relays": _("is reached through a partner only"),
    "outside_contact_hours": _("outside the hours the person has named"),
}


def words_of(code: str) -> Any:
    """Return the reason in words; the code itself when nobody has said it in words."""
    return WORDS.get(code, code)
