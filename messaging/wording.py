"""Codes of refusal and suppression in words. An unknown code is shown as it is: it names a rule, never a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from messaging import kinds

REASONS: dict[str, Any] = {
    "address_invalid": _("The address is not one plain address."),
    "address_unknown": _("The address does not exist. Correct it in the directory."),
    "answered": _("The person had answered already."),
    "already_answered": _("The person had answered already."),
    "answered_meanwhile": _("The person had answered already."),
    "registration_changed": _("The registration it speaks of has changed since."),
    "no_longer_waiting": _("The person is no longer on the waiting list."),
    "offer_over": _("The offer of a seat was over."),
    "nothing_offered": _("The invitation offers nothing any more."),
    "event_cancelled": _("The event was cancelled."),
    "event_postponed": _("The event was postponed."),
    "event_over": _("The event had begun or was over."),
    "event_not_open": _("The event takes no replies."),
    "changes_ended": _("The time for replies and changes was over."),
    "invitation_expired": _("The time to reply was over."),
    "invitation_revoked": _("The invitation was withdrawn."),
    "invitation_superseded": _("The person has a newer invitation."),
    "invitation_closed": _("The events of the invitation were over."),
    "invitation_not_sent": _("The invitation has not been sent yet."),
    "no_longer_confirmed": _("What it was about is over or has changed."),
    "person_unknown": _("The person is no longer in the directory."),
    "person_inactive": _("The person is marked as inactive."),
    "address_bounced": _("Mail to every address of the person came back."),
    "address_suppressed": _("The address is on the list of those that are not written to."),
    "consent_not_asked": _("The person has not been asked whether they want such messages."),
    "consent_pending": _("The person has been asked and has not answered."),
    "consent_refused": _("The person does not want messages of this kind."),
    "consent_expired": _("The person’s consent has run out."),
    "consent_basis_too_weak": _("The person’s consent does not cover such messages."),
    "channel_not_wanted": _("The person does not want e-mail."),
    "partner_relays": _("The person is reached through a partner only."),
    "outside_contact_hours": _("It was outside the hours the person has named."),
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
