"""States, moves and words of commitments. Nothing derived from the clock is a state here (partners 4)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Lifecycle(models.TextChoices):
    """Who agreed, and is it over. How it goes is `Health`, apart from this."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed")
    IN_PROGRESS = "in_progress", _("in progress")
    COMPLETE = "complete", _("complete")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUPERSEDED = "superseded", _("replaced")


LIFECYCLE_MOVES: Mapping[str, AbstractSet[str]] = {
    Lifecycle.DRAFT: frozenset({Lifecycle.PROPOSED}),
    Lifecycle.PROPOSED: frozenset({Lifecycle.AGREED, Lifecycle.WITHDRAWN}),
    Lifecycle.AGREED: frozenset({Lifecycle.IN_PROGRESS, Lifecycle.WITHDRAWN, Lifecycle.SUPERSEDED}),
    Lifecycle.IN_PROGRESS: frozenset({Lifecycle.COMPLETE, Lifecycle.WITHDRAWN, Lifecycle.SUPERSEDED}),
    Lifecycle.COMPLETE: frozenset({Lifecycle.IN_PROGRESS}),
    Lifecycle.WITHDRAWN: frozenset(),
    Lifecycle.SUPERSEDED: frozenset(),
}
ENDED = frozenset({Lifecycle.WITHDRAWN, Lifecycle.SUPERSEDED})
REPORTING = frozenset({Lifecycle.AGREED, Lifecycle.IN_PROGRESS})


class PartyRole(models.TextChoices):
    """What a party promised to be."""

    LEAD = "lead", _("lead")
    CO_LEAD = "co_lead", _("co-lead")
    CONTRIBUTOR = "contributor", _("contributor")
    OBSERVER = "observer", pgettext_lazy("party", "observer")


LEADS = frozenset({PartyRole.LEAD, PartyRole.CO_LEAD})
OBLIGED = frozenset({PartyRole.LEAD, PartyRole.CO_LEAD, PartyRole.CONTRIBUTOR})


class MeasureKind(models.TextChoices):
    QUANTITY = "quantity", _("a number to reach")
    QUALITATIVE = "qualitative", _("described in words")


class Direction(models.TextChoices):
    """Which way a number should move."""

    INCREASE = "increase", _("increase")
    DECREASE = "decrease", _("decrease")
    MAINTAIN = "maintain", _("stay the same")


class MilestoneState(models.TextChoices):
    """What was decided about a milestone. Overdue is derived from the clock and is no state."""

    PLANNED = "planned", _("planned")
    RESCHEDULED = "rescheduled", pgettext_lazy("milestone", "rescheduled")
    MET = "met", pgettext_lazy("milestone", "met")
    WAIVED = "waived", pgettext_lazy("milestone", "waived")


OPEN_MILESTONE = frozenset({MilestoneState.PLANNED, MilestoneState.RESCHEDULED})
MILESTONE_MOVES: Mapping[str, AbstractSet[str]] = {
    MilestoneState.PLANNED: frozenset({MilestoneState.RESCHEDULED, MilestoneState.MET, MilestoneState.WAIVED}),
    MilestoneState.RESCHEDULED: frozenset({MilestoneState.RESCHEDULED, MilestoneState.MET, MilestoneState.WAIVED}),
    MilestoneState.MET: OPEN_MILESTONE,  # said too early: an approver takes it back
    MilestoneState.WAIVED: frozenset(),
}


class MilestoneStanding(models.TextChoices):
    """How a milestone stands on a given day, as people read it. Derived, never stored (`labels.milestone_standing`)."""

    PLANNED = "planned", _("planned")
    RESCHEDULED = "rescheduled", pgettext_lazy("milestone", "rescheduled")
    OVERDUE = "overdue", _("overdue")
    MET = "met", pgettext_lazy("milestone", "met")
    WAIVED = "waived", pgettext_lazy("milestone", "waived")
    NO_LONGER_DUE = "no_longer_due", pgettext_lazy("milestone", "no longer due")


class Health(models.TextChoices):
    """How it goes, as the party reports it; ordered from well to badly."""

    ON_TRACK = "on_track", _("on track")
    AT_RISK = "at_risk", _("at risk")
    OFF_TRACK = "off_track", _("off track")


TROUBLED = frozenset({Health.AT_RISK, Health.OFF_TRACK})


class UpdateState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("progress update", "draft")
    SUBMITTED = "submitted", pgettext_lazy("progress update", "waiting for approval")
    RETURNED = "returned", pgettext_lazy("progress update", "returned")
    ACCEPTED = "accepted", pgettext_lazy("progress update", "accepted, not yet public")
    PUBLISHED = "published", pgettext_lazy("progress update", "published")


UPDATE_MOVES: Mapping[str, AbstractSet[str]] = {
    UpdateState.DRAFT: frozenset({UpdateState.SUBMITTED}),
    UpdateState.SUBMITTED: frozenset({UpdateState.RETURNED, UpdateState.ACCEPTED}),
    UpdateState.RETURNED: frozenset({UpdateState.SUBMITTED}),
    UpdateState.ACCEPTED: frozenset({UpdateState.PUBLISHED, UpdateState.RETURNED}),
    UpdateState.PUBLISHED: frozenset(),
}
EDITABLE_UPDATE = frozenset({UpdateState.DRAFT, UpdateState.RETURNED})


class EvidenceKind(models.TextChoices):
    FILE = "file", _("file")
    LINK = "link", _("link")


class EvidenceState(models.TextChoices):
    """How far a piece of evidence was examined. Stale is derived from the re-check date and is no state."""

    ATTACHED = "attached", pgettext_lazy("evidence", "attached")
    CHECKED = "checked", pgettext_lazy("evidence", "checked, waiting for approval")
    ACCEPTED = "accepted", pgettext_lazy("evidence", "accepted")
    REJECTED = "rejected", pgettext_lazy("evidence", "rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("evidence", "taken off the page")


EVIDENCE_MOVES: Mapping[str, AbstractSet[str]] = {
    EvidenceState.ATTACHED: frozenset({EvidenceState.CHECKED}),
    EvidenceState.CHECKED: frozenset({EvidenceState.ACCEPTED, EvidenceState.REJECTED}),
    EvidenceState.ACCEPTED: frozenset({EvidenceState.CHECKED, EvidenceState.WITHDRAWN}),
    EvidenceState.REJECTED: frozenset(),
    EvidenceState.WITHDRAWN: frozenset(),
}
UNDECIDED_EVIDENCE = frozenset({EvidenceState.ATTACHED, EvidenceState.CHECKED})


class EvidenceLanguage(models.TextChoices):
    EN = "en", _("English")
    FR = "fr", _("French")
    BOTH = "both", _("English and French")
    OTHER = "other", _("another language")


class Classification(models.TextChoices):
    """How sensitive a piece of evidence is, lowest first. Only unclassified evidence is shown to the public."""

    UNCLASSIFIED = "unclassified", _("unclassified")
    PROTECTED_A = "protected_a", _("Protected A")
    PROTECTED_B = "protected_b", _("Protected B")


class DecisionKind(models.TextChoices):
    """An act that takes two people: one asks, another decides (PA-3)."""

    AGREE = "agree", _("record the agreement of the parties")
    COMPLETE = "complete", _("close as complete")
    WITHDRAW = "withdraw", _("withdraw")
    SUPERSEDE = "supersede", _("replace by another commitment")
    WAIVE_MILESTONE = "waive_milestone", _("waive a milestone")
    CONFIRM_EQUIVALENT = "confirm_equivalent", _("confirm that a revision changes no meaning")


class DecisionState(models.TextChoices):
    OPEN = "open", _("waiting for a second person")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    TAKEN_BACK = "taken_back", pgettext_lazy("question", "taken back")


DECISION_MOVES: Mapping[str, AbstractSet[str]] = {
    DecisionState.OPEN: frozenset({DecisionState.APPROVED, DecisionState.REFUSED, DecisionState.TAKEN_BACK}),
    DecisionState.APPROVED: frozenset(),
    DecisionState.REFUSED: frozenset(),
    DecisionState.TAKEN_BACK: frozenset(),
}


class AgreementMethod(models.TextChoices):
    """How the parties said yes, until they can say it here themselves."""

    SIGNED_LETTER = "signed_letter", _("signed letter")
    MINUTES = "minutes", _("minutes of a meeting")
    WRITTEN = "written", _("written confirmation")
    ANNOUNCEMENT = "announcement", _("published announcement")


class EventKind(models.TextChoices):
    """One entry of a commitment's own history, read by the apps above with a cursor."""

    RECORDED = "recorded", _("recorded from its source")
    PROPOSED = "proposed", _("proposed to the parties")
    AGREED = "agreed", _("agreed by the parties")
    STARTED = "started", _("started")
    COMPLETED = "completed", _("completed")
    REOPENED = "reopened", _("reopened")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUPERSEDED = "superseded", _("replaced by another commitment")
    REVISED = "revised", _("text revised")
    EQUIVALENT = "equivalent", _("revision confirmed to change no meaning")
    RELEASED = "released", _("made public")
    UPDATE_PUBLISHED = "update_published", _("progress update published")
    EVIDENCE_ACCEPTED = "evidence_accepted", _("evidence accepted")
    EVIDENCE_REJECTED = "evidence_rejected", _("evidence rejected")
    EVIDENCE_RECHECKED = "evidence_rechecked", _("evidence checked again")
    EVIDENCE_WITHDRAWN = "evidence_withdrawn", _("evidence taken off the page")
    MILESTONE_MET = "milestone_met", _("milestone met")
    MILESTONE_WAIVED = "milestone_waived", _("milestone waived")
    MILESTONE_RESCHEDULED = "milestone_rescheduled", _("milestone rescheduled")
    MILESTONE_REOPENED = "milestone_reopened", _("milestone not met after all")


class Label(models.TextChoices):
    """What the public reads. Computed from lifecycle, health and the clock; stored nowhere.

    The first eight are the table of the design; the last two are what it leaves open: a commitment taken from a
    source that reports no progress, and one that another commitment replaced.
    """

    PROPOSED = "proposed", pgettext_lazy("label", "Proposed")
    AGREED = "agreed_not_started", pgettext_lazy("label", "Agreed, not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("label", "In progress")
    AT_RISK = "at_risk", pgettext_lazy("label", "At risk")
    DISPUTED = "disputed", pgettext_lazy("label", "Disputed")
    COMPLETE = "complete", pgettext_lazy("label", "Complete")
    NO_EVIDENCE = "no_evidence", pgettext_lazy("label", "No evidence")
    WITHDRAWN = "withdrawn", pgettext_lazy("label", "Withdrawn")
    RECORDED = "recorded", pgettext_lazy("label", "Progress not reported")
    REPLACED = "replaced", pgettext_lazy("label", "Replaced")


class Reason(models.TextChoices):
    """Why a commitment has its label, as a sentence for the public."""

    AWAITING_AGREEMENT = "awaiting_agreement", _("The parties have not agreed to it yet.")
    NOT_STARTED = "not_started", _("The parties agreed; work has not been reported as started.")
    FIRST_REPORT_PENDING = "first_report_pending", _("Work has started; the first progress update is not due yet.")
    ON_TRACK = "on_track", _("The latest progress update says it is on track, and no milestone is overdue.")
    REPORTED_AT_RISK = "reported_at_risk", _("The latest progress update says it is at risk.")
    REPORTED_OFF_TRACK = "reported_off_track", _("The latest progress update says it is off track.")
    MILESTONE_OVERDUE = "milestone_overdue", _("A required milestone is past its date.")
    UPDATE_OVERDUE = "update_overdue", _("A progress update is overdue.")
    OPEN_DISPUTE = "open_dispute", _("A party disputes the published status.")
    EVIDENCE_ACCEPTED = "evidence_accepted", _("Accepted evidence covers every required measure.")
    EVIDENCE_MISSING = "evidence_missing", _("Accepted evidence is missing for a required measure.")
    EVIDENCE_STALE = "evidence_stale", _("The evidence was not checked again by its date.")
    ENDED_WITHDRAWN = "ended_withdrawn", _("It was withdrawn; the reason is given below.")
    ENDED_REPLACED = "ended_replaced", _("Another commitment has replaced it.")
    SOURCE_SILENT = "source_silent", _("It is taken from a published source, which reports no progress.")
