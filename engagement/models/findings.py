"""What was concluded, what is recommended, what the government answers, and what commitments came of it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import (
    Attribution,
    DispositionState,
    ErratumState,
    FindingState,
    OriginRelation,
    Outcome,
    RecommendationState,
    Stance,
)
from engagement.models.coding import Code, Coding, SourceText
from engagement.models.consultations import Consultation
from engagement.models.submissions import ConsentRecord, Participation
from kernel.constraints import both_languages_when, filled_iff, only_values
from kernel.records import Record
from partners.days import day_of

USER = settings.AUTH_USER_MODEL
CHECKED = ("checked", "reviewed", "approved", "published")


class Finding(Record):
    """One thing that was heard, in both languages, resting on passages. States move in `domain.findings` only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()
    theme = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="findings")
    stance = models.CharField(max_length=8, choices=Stance)
    statement_en = models.TextField(_("statement in English"), max_length=2000, blank=True)
    statement_fr = models.TextField(_("statement in French"), max_length=2000, blank=True)
    limits_en = models.TextField(_("limits in English"), max_length=2000, blank=True)
    limits_fr = models.TextField(_("limits in French"), max_length=2000, blank=True)
    is_minority = models.BooleanField(_("shown under “where views differed”"), default=False)
    is_demonstration = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=FindingState, default=FindingState.DRAFT)
    counts = models.JSONField(
        default=list, editable=False, help_text="by channel, as counted when checked: true, shown and word; never added"
    )
    rule_version = models.PositiveSmallIntegerField(null=True, editable=False)
    evidence_hash = models.CharField(max_length=64, blank=True, editable=False)
    words_hash = models.CharField(max_length=64, null=True, editable=False, help_text="of what was checked")
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    checker = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    reviewer = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("number",)
        constraints = (
            only_values("state", FindingState.values, "finding_state_known"),
            only_values("stance", Stance.values, "finding_stance_known"),
            models.UniqueConstraint(fields=("consultation", "number"), name="finding_numbered_once"),
            models.CheckConstraint(
                condition=Q(author=None) | Q(checker=None) | ~Q(author=F("checker")), name="finding_checked_by_another"
            ),
            models.CheckConstraint(
                condition=Q(author=None) | Q(approver=None) | ~Q(author=F("approver")),
                name="finding_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=CHECKED)
                | (Q(checker__isnull=False, rule_version__isnull=False) & ~Q(evidence_hash="")),
                name="finding_checked_has_its_counts",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "published")) | Q(approver__isnull=False, reviewer__isnull=False),
                name="finding_approved_has_its_signatures",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="finding_published_is_dated"
            ),
            both_languages_when(
                ~Q(state=FindingState.DRAFT), "statement", name="finding_beyond_draft_in_both_languages"
            ),
        )

    def __str__(self) -> str:
        return f"finding {self.number}"


class FindingEvidence(Record):
    """One passage that a finding rests on."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence")
    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="evidence_for")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("finding", "coding"), name="evidence_listed_once"),)

    def __str__(self) -> str:
        return f"{self.finding_id} {self.coding_id}"


class Quote(Record):
    """Words shown under a finding, with the consent they rest on (EN-10)."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="quotes")
    source = models.ForeignKey(SourceText, on_delete=models.CASCADE, related_name="quotes")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    attribution = models.CharField(max_length=12, choices=Attribution)
    consent = models.ForeignKey(ConsentRecord, on_delete=models.PROTECT, null=True, related_name="+")
    chosen_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("finding", "pk")
        constraints = (
            only_values("attribution", Attribution.values, "quote_attribution_known"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="quote_is_not_empty"),
            models.UniqueConstraint(fields=("finding", "source", "start", "end"), name="quote_shown_once"),
        )

    def __str__(self) -> str:
        return f"{self.finding_id} {self.start}-{self.end}"


class Recommendation(Record):
    """What follows from findings, in both languages."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    statement_en = models.TextField(_("statement in English"), max_length=2000, blank=True)
    statement_fr = models.TextField(_("statement in French"), max_length=2000, blank=True)
    findings = models.ManyToManyField(Finding, related_name="recommendations")
    is_demonstration = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=RecommendationState, default=RecommendationState.DRAFT)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("number",)
        constraints = (
            only_values("state", RecommendationState.values, "recommendation_state_known"),
            models.UniqueConstraint(fields=("consultation", "number"), name="recommendation_numbered_once"),
            models.CheckConstraint(
                condition=Q(author=None) | Q(approver=None) | ~Q(author=F("approver")),
                name="recommendation_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approver__isnull=False), name="recommendation_approved_is_signed"
            ),
            both_languages_when(
                ~Q(state=RecommendationState.DRAFT), "statement", name="recommendation_in_both_languages"
            ),
        )

    def __str__(self) -> str:
        return f"recommendation {self.number}"


class Disposition(Record):
    """The government's reply to exactly one finding or recommendation. Once approved it is never edited (EN-A11)."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="dispositions")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, related_name="dispositions")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, null=True, related_name="dispositions")
    outcome = models.CharField(_("reply"), max_length=20, choices=Outcome)
    reason_en = models.TextField(_("reason in English"), max_length=4000, blank=True)
    reason_fr = models.TextField(_("reason in French"), max_length=4000, blank=True)
    office_en = models.CharField(_("office in English"), max_length=200, blank=True)
    office_fr = models.CharField(_("office in French"), max_length=200, blank=True)
    is_demonstration = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=DispositionState, default=DispositionState.DRAFT)
    drafter = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        ordering = ("pk",)
        constraints = (
            only_values("state", DispositionState.values, "disposition_state_known"),
            only_values("outcome", Outcome.values, "disposition_outcome_known"),
            models.CheckConstraint(
                condition=Q(finding__isnull=False, recommendation=None) | Q(finding=None, recommendation__isnull=False),
                name="disposition_answers_exactly_one",
            ),
            models.UniqueConstraint(
                fields=("finding",),
                condition=Q(state__in=("draft", "approved")),
                name="disposition_one_in_work_per_finding",
            ),
            models.UniqueConstraint(
                fields=("finding",), condition=Q(state="published"), name="disposition_one_in_force_per_finding"
            ),
            models.UniqueConstraint(
                fields=("recommendation",),
                condition=Q(state__in=("draft", "approved")),
                name="disposition_one_in_work_per_recommendation",
            ),
            models.UniqueConstraint(
                fields=("recommendation",),
                condition=Q(state="published"),
                name="disposition_one_in_force_per_recommendation",
            ),
            models.CheckConstraint(
                condition=Q(drafter=None) | Q(approver=None) | ~Q(drafter=F("approver")),
                name="disposition_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approver__isnull=False, approved_at__isnull=False),
                name="disposition_approved_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="disposition_published_is_dated"
            ),
            both_languages_when(
                ~Q(state=DispositionState.DRAFT), "reason", "office", name="disposition_reason_in_both_languages"
            ),
        )

    @property
    def published_on(self) -> datetime.date | None:
        """The day of the house on which it was published."""
        return day_of(self.published_at) if self.published_at else None

    def __str__(self) -> str:
        return f"disposition {self.outcome}"


class Erratum(Record):
    """What is wrong in one published finding or recommendation, and what is right; its words never change (3, EN-1).

    States move in `domain.errata` only.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="errata")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, related_name="errata")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, null=True, related_name="errata")
    text_en = models.TextField(_("correction in English"), max_length=2000, blank=True)
    text_fr = models.TextField(_("correction in French"), max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=ErratumState, default=ErratumState.DRAFT)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("pk",)
        constraints = (
            only_values("state", ErratumState.values, "erratum_state_known"),
            models.CheckConstraint(
                condition=Q(finding__isnull=False, recommendation=None) | Q(finding=None, recommendation__isnull=False),
                name="erratum_corrects_exactly_one",
            ),
            models.UniqueConstraint(
                fields=("finding",), condition=Q(state="draft"), name="erratum_one_in_work_per_finding"
            ),
            models.UniqueConstraint(
                fields=("recommendation",), condition=Q(state="draft"), name="erratum_one_in_work_per_recommendation"
            ),
            models.CheckConstraint(
                condition=Q(author=None) | Q(approver=None) | ~Q(author=F("approver")),
                name="erratum_signed_by_another",
            ),
            filled_iff(Q(state="published"), "approver", "published_at", name="erratum_published_is_signed_and_dated"),
            both_languages_when(Q(state="published"), "text", name="erratum_published_in_both_languages"),
        )

    @property
    def published_on(self) -> datetime.date | None:
        """The day of the house on which it was published."""
        return day_of(self.published_at) if self.published_at else None

    def __str__(self) -> str:
        return f"erratum {self.public_id}"


class CommitmentOrigin(Record):
    """A recommendation led to a commitment. Append-only."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="origins")
    commitment = models.ForeignKey("partners.Commitment", on_delete=models.PROTECT, related_name="origins")
    relation = models.CharField(max_length=16, choices=OriginRelation)
    reason_en = models.TextField(_("reason in English"), max_length=2000, blank=True)
    reason_fr = models.TextField(_("reason in French"), max_length=2000, blank=True)
    linked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            only_values("relation", OriginRelation.values, "origin_relation_known"),
            both_languages_when(Q(), "reason", name="origin_reason_in_both_languages"),
            models.UniqueConstraint(fields=("recommendation", "commitment", "relation"), name="origin_stated_once"),
        )

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.relation}"


class LoopNotice(Record):
    """One notice owed to one participation because of one step forward; at most one for each pair (EN-A29)."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="notices")
    trigger = models.UUIDField(help_text="public id of the reply or progress update it tells of")
    wording = models.CharField(max_length=20, help_text="which words it uses: reply or progress")
    batch = models.UUIDField(db_index=True, help_text="steps found together are told in one message")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("participation", "trigger"), name="notice_once_per_step"),)

    def __str__(self) -> str:
        return f"{self.participation_id} {self.wording}"


class LoopCursor(Record):
    """How far a stream of steps forward has been read."""

    stream = models.SlugField(max_length=40, unique=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.stream} {self.position}"
