"""How a commitment goes: what is measured, the dates promised, what was reported, and the proof (partners 3)."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import text
from kernel.constraints import both_languages_when, filled_iff, only_values
from kernel.records import Record
from partners.commitment_states import (
    OPEN_MILESTONE,
    TROUBLED,
    Classification,
    Direction,
    EvidenceKind,
    EvidenceLanguage,
    EvidenceState,
    Health,
    MeasureKind,
    MilestoneState,
    UpdateState,
)
from partners.enums import Provenance
from partners.models.commitments import Commitment, PartyObligation
from partners.periods import Period


class Measure(Record):
    """What would show that the promise is kept: a number with a target, or a description."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(_("kind of measure"), max_length=12, choices=MeasureKind, default=MeasureKind.QUANTITY)
    name_en = models.CharField(_("measure in English"), max_length=300, blank=True)
    name_fr = models.CharField(_("measure in French"), max_length=300, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=60, blank=True)
    unit_fr = models.CharField(_("unit in French"), max_length=60, blank=True)
    baseline = models.DecimalField(_("where it starts"), max_digits=18, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.INCREASE)
    required = models.BooleanField(_("required for completion"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            only_values("kind", MeasureKind.values, "measure_kind_known"),
            only_values("direction", Direction.values, "measure_direction_known"),
            models.CheckConstraint(
                condition=Q(target=None) | ~Q(unit_en="", unit_fr=""), name="measure_target_needs_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(kind=MeasureKind.QUANTITY) | Q(target=None, baseline=None),
                name="measure_in_words_has_no_number",
            ),
        )

    def __str__(self) -> str:
        return text(self, "name")


class Milestone(Record):
    """A dated step. The first date is fixed once the commitment is proposed and never changes (PA-8)."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="milestones")
    name_en = models.CharField(_("milestone in English"), max_length=300, blank=True)
    name_fr = models.CharField(_("milestone in French"), max_length=300, blank=True)
    baseline_due = models.DateField(_("first date"))
    current_due = models.DateField(_("date now"))
    required = models.BooleanField(_("required for completion"), default=True)
    state = models.CharField(max_length=12, choices=MilestoneState, default=MilestoneState.PLANNED, editable=False)
    slips = models.PositiveSmallIntegerField(default=0, editable=False, help_text="number of reschedules")
    met_on = models.DateField(null=True, editable=False)
    reason_en = models.TextField(blank=True, editable=False, help_text="why it moved or was waived")
    reason_fr = models.TextField(blank=True, editable=False)
    fixed_at = models.DateTimeField(null=True, editable=False, help_text="from here on the first date is frozen")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("current_due", "pk")
        constraints = (
            only_values("state", MilestoneState.values, "milestone_state_known"),
            filled_iff(Q(state=MilestoneState.MET), "met_on", name="milestone_met_is_dated"),
            both_languages_when(
                Q(state__in=(MilestoneState.WAIVED, MilestoneState.RESCHEDULED)),
                "reason",
                name="milestone_change_says_why",
            ),
            models.CheckConstraint(
                condition=Q(slips__gt=0) | Q(current_due=F("baseline_due")), name="milestone_moves_only_by_reschedule"
            ),
            models.CheckConstraint(
                condition=Q(fixed_at__isnull=False) | Q(state=MilestoneState.PLANNED, slips=0),
                name="milestone_changes_only_once_fixed",
            ),
        )

    def __str__(self) -> str:
        return text(self, "name")

    @property
    def is_open(self) -> bool:
        """Tell whether it still has to be met."""
        return self.state in OPEN_MILESTONE


class ProgressUpdate(Record):
    """What one party reports about one period, once (PA-3, PA-28)."""

    obligation = models.ForeignKey(PartyObligation, on_delete=models.PROTECT, related_name="updates")
    period_start = models.DateField()
    period_end = models.DateField()
    narrative_en = models.TextField(_("what was done, in English"), max_length=4000, blank=True)
    narrative_fr = models.TextField(_("what was done, in French"), max_length=4000, blank=True)
    health = models.CharField(_("how it goes"), max_length=10, choices=Health, default=Health.ON_TRACK)
    challenges_en = models.TextField(_("challenges in English"), max_length=2000, blank=True)
    challenges_fr = models.TextField(_("challenges in French"), max_length=2000, blank=True)
    recovery_en = models.TextField(_("recovery plan in English"), max_length=2000, blank=True)
    recovery_fr = models.TextField(_("recovery plan in French"), max_length=2000, blank=True)
    measured = models.JSONField(default=dict, editable=False, help_text="public id of a measure: decimal as text")
    closing = models.BooleanField(_("this is the closing update"), default=False)
    state = models.CharField(max_length=10, choices=UpdateState, default=UpdateState.DRAFT, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", editable=False, help_text="all who wrote a part of it (PA-3)"
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    return_reason = models.TextField(blank=True, max_length=2000, editable=False)
    publish_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    provenance = models.CharField(max_length=10, choices=Provenance, default=Provenance.STAFF, editable=False)

    class Meta:
        ordering = ("-period_start", "pk")
        constraints = (
            models.UniqueConstraint(fields=("obligation", "period_start"), name="update_once_a_period"),
            only_values("state", UpdateState.values, "update_state_known"),
            only_values("health", Health.values, "update_health_known"),
            only_values("provenance", (Provenance.STAFF, Provenance.DEMO), "update_provenance_known"),
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="update_period_has_days"),
            # PA-3
            models.CheckConstraint(
                condition=Q(author=None) | Q(decided_by=None) | ~Q(author=F("decided_by")),
                name="update_author_is_not_approver",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(UpdateState.ACCEPTED, UpdateState.PUBLISHED))
                | Q(provenance=Provenance.DEMO)
                | Q(author__isnull=False, decided_by__isnull=False),
                name="update_accepted_names_both_people",
            ),
            # PA-28
            models.CheckConstraint(
                condition=Q(state=UpdateState.DRAFT)
                | ~Q(health__in=sorted(TROUBLED))
                | ~(Q(challenges_en="") | Q(challenges_fr="") | Q(recovery_en="") | Q(recovery_fr="")),
                name="update_in_trouble_says_how_it_recovers",
            ),
            # PA-1: what is sent for approval is complete in both languages
            both_languages_when(~Q(state=UpdateState.DRAFT), "narrative", name="update_in_both_languages"),
            filled_iff(Q(state=UpdateState.PUBLISHED), "published_at", name="update_published_is_dated"),
            filled_iff(
                Q(state__in=(UpdateState.RETURNED, UpdateState.ACCEPTED, UpdateState.PUBLISHED)),
                "decided_at",
                name="update_decided_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state=UpdateState.RETURNED) | ~Q(return_reason=""), name="update_returned_says_why"
            ),
        )
        indexes = (
            # the approver's queue, and the sweep of scheduled publications
            models.Index(fields=("submitted_at",), condition=Q(state="submitted"), name="update_waiting"),
            models.Index(
                fields=("publish_at",),
                condition=Q(state="accepted", publish_at__isnull=False),
                name="update_to_be_published",
            ),
        )

    def __str__(self) -> str:
        return f"update {self.public_id}"

    @property
    def period(self) -> Period:
        """The reporting period it covers."""
        return Period(self.period_start, self.period_end)


def evidence_path(item: "EvidenceItem", filename: str) -> str:
    """Return a random name that tells nothing; the name it had at home may name a person (PA-22)."""
    return f"evidence/{item.public_id.hex[:2]}/{item.public_id.hex}"


class EvidenceItem(Record):
    """A file or a link that shows something happened. A link is fetched by no server; a person looks again by its date."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="evidence")
    update = models.ForeignKey(ProgressUpdate, on_delete=models.PROTECT, null=True, related_name="evidence")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    title_en = models.CharField(_("title in English"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200)
    kind = models.CharField(max_length=4, choices=EvidenceKind, editable=False)
    file = models.FileField(upload_to=evidence_path, blank=True, max_length=120)
    file_type = models.CharField(max_length=5, blank=True, editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    url = models.URLField(_("address"), max_length=500, blank=True)
    captured_on = models.DateField(_("seen on"))
    recheck_due = models.DateField(null=True, editable=False)
    classification = models.CharField(
        _("classification"), max_length=12, choices=Classification, default=Classification.UNCLASSIFIED
    )
    language = models.CharField(_("language"), max_length=5, choices=EvidenceLanguage, default=EvidenceLanguage.BOTH)
    state = models.CharField(max_length=10, choices=EvidenceState, default=EvidenceState.ATTACHED, editable=False)
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    rejection = models.TextField(
        blank=True, max_length=1000, editable=False, help_text="why it was rejected or taken off the page"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            only_values("kind", EvidenceKind.values, "evidence_kind_known"),
            only_values("state", EvidenceState.values, "evidence_state_known"),
            only_values("classification", Classification.values, "evidence_classification_known"),
            only_values("language", EvidenceLanguage.values, "evidence_language_known"),
            both_languages_when(Q(), "title", name="evidence_titled_in_both_languages"),
            models.CheckConstraint(
                condition=(Q(kind=EvidenceKind.FILE, url="") & ~Q(file="") & ~Q(sha256=""))
                | (Q(kind=EvidenceKind.LINK, file="", sha256="", recheck_due__isnull=False) & ~Q(url="")),
                name="evidence_is_a_hashed_file_or_a_dated_link",
            ),
            # PA-3
            models.CheckConstraint(
                condition=(Q(attached_by=None) | Q(decided_by=None) | ~Q(attached_by=F("decided_by")))
                & (Q(checked_by=None) | Q(decided_by=None) | ~Q(checked_by=F("decided_by"))),
                name="evidence_author_is_not_approver",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(EvidenceState.ACCEPTED, EvidenceState.REJECTED)) | Q(decided_at__isnull=False),
                name="evidence_decided_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(EvidenceState.REJECTED, EvidenceState.WITHDRAWN)) | ~Q(rejection=""),
                name="evidence_rejected_says_why",
            ),
        )
        # evidence to look at again
        indexes = (
            models.Index(
                fields=("recheck_due",),
                condition=Q(state="accepted", recheck_due__isnull=False),
                name="evidence_to_check_again",
            ),
        )

    def __str__(self) -> str:
        return f"evidence {self.public_id}"

    def lapsed(self, today: datetime.date) -> bool:
        """Tell whether accepted evidence was not looked at again by its date."""
        return self.recheck_due is not None and self.recheck_due < today
