"""What a person may do, as one enumeration. Roles are sets of these; code asks for a permission, never for a role."""

from enum import StrEnum


class Permission(StrEnum):
    """One act or one sight. Names are `<verb>_<object>`."""

    # events
    PLAN_EVENTS = "plan_events"
    APPROVE_EVENTS = "approve_events"
    INVITE = "invite"
    SEE_ROSTER = "see_roster"
    SEE_NEEDS = "see_needs"
    SETTLE_NEEDS = "settle_needs"
    EXPORT_PEOPLE = "export_people"
    CHECK_IN = "check_in"
    # directory
    SEE_DIRECTORY = "see_directory"
    EDIT_DIRECTORY = "edit_directory"
    IMPORT_PEOPLE = "import_people"
    RECORD_CONSENT = "record_consent"
    # commitments
    SEE_COMMITMENTS = "see_commitments"
    EDIT_COMMITMENTS = "edit_commitments"
    APPROVE_COMMITMENTS = "approve_commitments"
    REPORT_PROGRESS = "report_progress"
    # engagement
    EDIT_CONSULTATIONS = "edit_consultations"
    APPROVE_CONSULTATIONS = "approve_consultations"
    WRITE_NOTES = "write_notes"
    ANALYSE = "analyse"
    CHECK_ANALYSIS = "check_analysis"
    APPROVE_FINDINGS = "approve_findings"
    # protected participation
    ISSUE_CODES = "issue_codes"
    CHECK_IN_HANDLES = "check_in_handles"
    READ_RELEASED = "read_released"
    # messages
    SEE_MESSAGES = "see_messages"
    SETTLE_MESSAGES = "settle_messages"
    # the house
    READ_AUDIT = "read_audit"
    MANAGE_PEOPLE = "manage_people"
    USE_API = "use_api"
