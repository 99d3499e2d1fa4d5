"""Roles as classes: a name and a description in both languages, and the permissions it carries (architecture 5)."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission as P


class Role:
    """Base of all roles. `key` is stored; `name` and `description` are shown."""

    key: ClassVar[str]
    name: ClassVar[Any]
    description: ClassVar[Any]
    permissions: ClassVar[frozenset[P]]


class Organizer(Role):
    key, name = "organizer", _("organizer")
    description = _("Plans events, invites people, follows replies and settles what is left to do.")
    permissions = frozenset(
        {
            P.PLAN_EVENTS,
            P.INVITE,
            P.SEE_ROSTER,
            P.SEE_NEEDS,
            P.SETTLE_NEEDS,
            P.EXPORT_PEOPLE,
            P.CHECK_IN,
            P.SEE_DIRECTORY,
        }
        | {P.EDIT_DIRECTORY, P.IMPORT_PEOPLE, P.RECORD_CONSENT, P.EDIT_CONSULTATIONS, P.SEE_MESSAGES, P.SETTLE_MESSAGES}
        | {P.SEE_COMMITMENTS, P.USE_API}
    )


class LogisticsOfficer(Role):
    key, name = "logistics_officer", _("logistics officer")
    description = _("Settles needs, rooms and travel of the events assigned to them.")
    permissions = frozenset({P.SEE_NEEDS, P.SETTLE_NEEDS})


class DoorStaff(Role):
    key, name = "door_staff", _("door staff")
    description = _("Checks people in at the door of the events assigned to them; sees names, nothing else.")
    permissions = frozenset({P.CHECK_IN})


class NoteTaker(Role):
    key, name = "note_taker", _("note-taker")
    description = _("Writes the notes of a table, without speakers.")
    permissions = frozenset({P.WRITE_NOTES})


class Facilitator(Role):
    key, name = "facilitator", _("facilitator")
    description = _("Leads a table, writes and closes its notes.")
    permissions = frozenset({P.WRITE_NOTES})


class Analyst(Role):
    key, name = "analyst", _("analyst")
    description = _("Reads input without identities, assigns it to themes, writes and checks findings.")
    permissions = frozenset({P.ANALYSE, P.CHECK_ANALYSIS, P.READ_RELEASED, P.SEE_COMMITMENTS})


class Approver(Role):
    key, name = "approver", _("approver")
    description = _(
        "Gives the second signature: invitations, cancellations, findings, replies, progress. Never to own work."
    )
    permissions = frozenset(
        {P.APPROVE_EVENTS, P.APPROVE_COMMITMENTS, P.APPROVE_CONSULTATIONS, P.APPROVE_FINDINGS, P.SEE_ROSTER}
        | {P.SEE_COMMITMENTS, P.SEE_DIRECTORY, P.RECORD_CONSENT}
    )


class Coordinator(Role):
    key, name = "coordinator", _("coordinator")
    description = _("Keeps the commitments with provinces, territories and organizations, and ties input to them.")
    permissions = frozenset(
        {P.SEE_COMMITMENTS, P.EDIT_COMMITMENTS, P.REPORT_PROGRESS, P.SEE_DIRECTORY, P.EDIT_DIRECTORY, P.IMPORT_PEOPLE}
        | {P.RECORD_CONSENT, P.EDIT_CONSULTATIONS, P.SEE_MESSAGES, P.USE_API}
    )


class PartnerContact(Role):
    key, name = "partner_contact", _("partner contact")
    description = _("Reports progress on the obligations of their own organization.")
    permissions = frozenset({P.REPORT_PROGRESS})


class FocalPoint(Role):
    key, name = "focal_point", _("focal point")
    description = _("Names the people of their own organization for the seats set aside for it.")
    permissions: ClassVar[frozenset[P]] = frozenset()


class Liaison(Role):
    key, name = "liaison", _("liaison")
    description = _("Prepares access codes for protected events with the partners who vouch.")
    permissions = frozenset({P.ISSUE_CODES, P.CHECK_IN_HANDLES})


class Custodian(Role):
    key, name = "custodian", _("custodian")
    description = _("Approves or refuses the release of a sealed identity, never alone.")
    permissions: ClassVar[frozenset[P]] = frozenset()


class PrivacyOfficer(Role):
    key, name = "privacy_officer", _("privacy officer")
    description = _("Approves releases of figures, handles withdrawals, requests and holds.")
    permissions = frozenset({P.READ_AUDIT})


class Auditor(Role):
    key, name = "auditor", _("auditor")
    description = _("Sees that something happened and who did it, never the personal values.")
    permissions = frozenset({P.READ_AUDIT})


class Administrator(Role):
    key, name = "administrator", _("administrator")
    description = _("Adds and removes staff and their roles, and keeps the platform running.")
    permissions = frozenset({P.MANAGE_PEOPLE, P.SEE_MESSAGES, P.SETTLE_MESSAGES, P.READ_AUDIT})


ROLES: dict[str, type[Role]] = {role.key: role for role in Role.__subclasses__()}
CHOICES = [(role.key, role.name) for role in ROLES.values()]

# one person holds at most one of these (safety 3)
SEPARATED = frozenset({"liaison", "custodian", "privacy_officer", "auditor"})


def permissions_of(keys: set[str]) -> frozenset[P]:
    """Return the union of what the roles carry; an unknown role carries nothing (EV-25)."""
    return frozenset().union(*(ROLES[key].permissions for key in keys if key in ROLES))
