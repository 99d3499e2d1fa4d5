"""A consultation, the events that belong to it, what is declared about it, and changes of its deadline."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.enums import Bound, ConsultationState, Precision, Stream
from kernel.constraints import both_languages_when, both_or_neither, only_values
from kernel.records import Record

TEXTS = ("title", "purpose")


class Consultation(Record):
    """One consultation. States move in `domain.consultations` only."""

    ref = models.SlugField(_("reference"), max_length=40, unique=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    purpose_en = models.TextField(_("purpose in English"), max_length=1000, blank=True)
    purpose_fr = models.TextField(_("purpose in French"), max_length=1000, blank=True)
    state = models.CharField(max_length=12, choices=ConsultationState, default=ConsultationState.DRAFT)
    # what is known of the period as a fact, shown no finer than it is known
    period_from = models.DateField(_("first day or month"), null=True, blank=True)
    period_to = models.DateField(_("last day or month"), null=True, blank=True)
    period_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    # the window for online submissions: whole days where `place` is; the instants are derived
    opens_day = models.DateField(_("opens on"), null=True, blank=True)
    closes_day = models.DateField(_("closes at the end of"), null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    k_min = models.PositiveSmallIntegerField(_("smallest count shown"), default=5)
    place = models.ForeignKey("partners.Place", on_delete=models.PROTECT, null=True, related_name="+")
    lead = models.ForeignKey("partners.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    is_demonstration = models.BooleanField(default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    reported_at = models.DateTimeField(null=True, editable=False)
    replied_at = models.DateTimeField(null=True, editable=False)
    modified_on = models.DateField(null=True, editable=False, help_text="last published change, shown as date modified")

    class Meta:
        constraints = (
            only_values("state", ConsultationState.values, "consultation_state_known"),
            only_values("period_precision", Precision.values, "consultation_precision_known"),
            models.CheckConstraint(condition=Q(k_min__gte=5), name="consultation_hides_fewer_than_five"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="consultation_closes_after_it_opens",
            ),
            both_or_neither("opens_day", "opens_at", "consultation_opening_has_an_instant"),
            both_or_neither("closes_day", "closes_at", "consultation_closing_has_an_instant"),
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_to__gte=F("period_from")),
                name="consultation_period_runs_forward",
            ),
            both_languages_when(
                ~Q(state=ConsultationState.DRAFT), *TEXTS, name="consultation_beyond_draft_in_both_languages"
            ),
            models.CheckConstraint(
                condition=Q(author=None) | Q(approver=None) | ~Q(author=F("approver")),
                name="consultation_opened_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def takes_submissions(self) -> bool:
        """Whether the public can submit or amend now."""
        return self.state == ConsultationState.OPEN and (self.closes_at is None or timezone.now() < self.closes_at)


class ConsultationEvent(Record):
    """One event of a consultation; an event belongs to one consultation at most."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="event_links")
    event = models.OneToOneField("events.Event", on_delete=models.PROTECT, related_name="consultation_link")
    stream = models.CharField(max_length=10, choices=Stream, default=Stream.GENERAL)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "pk")
        constraints = (only_values("stream", Stream.values, "event_link_stream_known"),)

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.order}"


class DeclaredFigure(Record):
    """A total that the institution itself declares, such as 42 online submissions; it is exact or a bound (5.10)."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="figures")
    key = models.SlugField(max_length=40)
    bound = models.CharField(max_length=5, choices=Bound)
    value = models.PositiveIntegerField()
    label_en = models.CharField(max_length=200)
    label_fr = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            only_values("bound", Bound.values, "figure_bound_known"),
            models.UniqueConstraint(fields=("consultation", "key"), name="figure_declared_once"),
            both_languages_when(Q(), "label", name="figure_in_both_languages"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.value}"


class DeadlineChange(Record):
    """A public, dated extension with its reason. Append-only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="deadline_changes")
    old_closes_at = models.DateTimeField()
    new_closes_at = models.DateTimeField()
    reason_en = models.TextField(max_length=1000)
    reason_fr = models.TextField(max_length=1000)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(new_closes_at__gt=F("old_closes_at")), name="deadline_only_moves_later"),
            both_languages_when(Q(), "reason", name="deadline_reason_in_both_languages"),
        )

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.new_closes_at:%Y-%m-%d}"
