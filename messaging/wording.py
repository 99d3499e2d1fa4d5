"""Codes of refusal and suppression in words. An unknown code is shown as it is: it names a rule, never a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from messaging import kinds

REASONS: dict[str, Any] = {
    "address_invalid": _("The address is not one plain address."),
    "address_unknown": _("The address does not exist. Correct it in the directory."),
    "answered": _("The person had answered already."),
    "already_answered": _("The person had answered already."),
    "change_taken_back": _("The change was taken back before anybody was told."),
    "code_expired": _("The code had expired before it could leave."),
    "complaint": _("The recipient marked it as unwanted; nothing more is sent to this address."),
    "compose_failed": _("The message could not be written. Somebody who maintains the platform must look."),
    "consent_withdrawn": _("The person has withdrawn consent for this purpose."),
    "mailbox_not_taking": _("The mailbox does not take mail at present, for example because it is full."),
    "never_arrived": _("The provider never received the first try; it was sent again."),
    "no_account": _("The account is closed."),
    "no_address": _("There is no address for this person."),
    "no_answer": _("The connection broke while it was handed over. Nobody can know whether it left."),
    "no_longer_owed": _("What it was about is over or has changed."),
    "no_longer_true": _("What it was about is over or has changed."),
    "not_wanted": _("The person does not want messages of this kind."),
    "nothing_to_say": _("There was nothing to say any more."),
    "provider_failed": _("The provider could not send it, by its own report."),
    "said_to_have_arrived": _("Somebody has noted that it arrived."),
    "stuck": _("Work on it stopped three times. Somebody who maintains the platform must look."),
    "superseded": _("A later message says what counts now."),
    "suppressed": _("The address is on the list of those that are not written to."),
    "unknown_kind": _("No part of the platform knows this kind of message any more."),
    "withdrawn": _("What it was about has been withdrawn."),
    "words_not_sendable": _("It holds characters that no mail can carry."),
}


def reason(code: str) -> Any:
    """Return the sentence for a code, or the code itself."""
    return REASONS.get(code, code)


def kind(name: str) -> Any:
    """Return what a kind of message is called, or its name while nobody has given it one."""
    found = kinds.find(name)
    return (found.label if found else "") or name
