"""Where and when we meet, and who runs it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.enums import (
    OPENED,
    TIMED,
    Admission,
    EventKind,
    EventState,
    PartyFit,
    QueuePolicy,
    ReminderAudience,
    SafetyTier,
    SignatureState,
    SignedAct,
    TeamRole,
)
from kernel.constraints import both_languages_when, both_or_neither, filled_iff, only_values
from kernel.records import Record

# the texts of an event that come in two languages
TEXTS = ("title", "description", "expectations", "support")


class Venue(Record):
    """A house one can meet in, with what one must know to get in."""

    name_en = models.CharField(_("name (English)"), max_length=200)
    name_fr = models.CharField(_("name (French)"), max_length=200)
    place = models.ForeignKey("partners.Place", on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    address = models.CharField(_("street address"), max_length=300, blank=True)
    zone = models.CharField(_("time zone"), max_length=40, help_text="canonical IANA name")
    access_en = models.TextField(_("access (English)"), blank=True)
    access_fr = models.TextField(_("access (French)"), blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(zone=""), name="venue_has_a_zone"),)

    def __str__(self) -> str:
        return self.name_en


class EventSeries(Record):
    """Events that share invitations and settings."""

    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_fr = models.CharField(_("title (French)"), max_length=200, blank=True)
    reply_days = models.PositiveSmallIntegerField(_("days to reply"), default=14)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(reply_days__gte=1, reply_days__lte=120), name="series_reply_days_sane"),
        )

    def __str__(self) -> str:
        return self.title_en or self.title_fr


class Event(Record):
    """One dated gathering. Wall time and zone are the truth; the instants are derived from them (events 5.9)."""

    series = models.ForeignKey(EventSeries, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_fr = models.CharField(_("title (French)"), max_length=200, blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    description_fr = models.TextField(_("description (French)"), blank=True)
    expectations_en = models.TextField(_("what is expected of you (English)"), blank=True)
    expectations_fr = models.TextField(_("what is expected of you (French)"), blank=True)
    support_en = models.TextField(_("travel support and language services (English)"), blank=True)
    support_fr = models.TextField(_("travel support and language services (French)"), blank=True)

    place = models.ForeignKey("partners.Place", on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    online = models.BooleanField(_("people may also join online"), default=False)
    zone = models.CharField(_("time zone"), max_length=40, blank=True, help_text="canonical IANA name")
    start_day = models.DateField(_("first day"), null=True, blank=True)
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    end_day = models.DateField(_("last day"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    starts_at = models.DateTimeField(null=True, editable=False, help_text="derived from wall time and zone")
    ends_at = models.DateTimeField(null=True, editable=False)
    cut_off_at = models.DateTimeField(null=True, editable=False)
    tz_version = models.CharField(max_length=10, blank=True, editable=False, help_text="zone data it was derived with")

    safety_tier = models.CharField(_("safety"), max_length=10, choices=SafetyTier, default=SafetyTier.OPEN)
    public_page = models.BooleanField(_("has a public page"), default=True)
    admission = models.CharField(_("admission"), max_length=12, choices=Admission, default=Admission.INVITATION)
    hold_seats = models.BooleanField(_("each invitation holds a seat until its reply is due"), default=True)
    approval = models.BooleanField(_("an organizer approves each registration"), default=False)
    minimum_attendance = models.PositiveSmallIntegerField(_("minimum attendance"), default=0)
    minimum_waived = models.CharField(_("why the minimum may be missed"), max_length=300, blank=True)
    cut_off_hours = models.PositiveSmallIntegerField(_("hours before the start when changes end"), default=24)
    queue_policy = models.CharField(
        _("who is next"), max_length=12, choices=QueuePolicy, default=QueuePolicy.FIRST_COME
    )
    party_fit = models.CharField(_("larger parties"), max_length=10, choices=PartyFit, default=PartyFit.STRICT)

    state = models.CharField(max_length=12, choices=EventState, default=EventState.DRAFT, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancel_reason_en = models.CharField(max_length=500, blank=True, editable=False)
    cancel_reason_fr = models.CharField(max_length=500, blank=True, editable=False)
    change_number = models.PositiveIntegerField(
        default=0, editable=False, help_text="how often people with a seat were to be told"
    )
    modified_at = models.DateTimeField(null=True, editable=False, help_text="when what people read of it changed last")
    instants_moved_at = models.DateTimeField(
        null=True, editable=False, help_text="new zone data moved it, and nobody has said that they know"
    )
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, editable=False, related_name="copies")

    class Meta:
        constraints = (
            only_values("kind", EventKind.values, "event_kind_known"),
            only_values("state", EventState.values, "event_state_known"),
            only_values("safety_tier", SafetyTier.values, "event_safety_known"),
            only_values("admission", Admission.values, "event_admission_known"),
            only_values("queue_policy", QueuePolicy.values, "event_queue_policy_known"),
            only_values("party_fit", PartyFit.values, "event_party_fit_known"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="event_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(
                    start_day__isnull=True,
                    start_time__isnull=True,
                    end_day__isnull=True,
                    end_time__isnull=True,
                    starts_at__isnull=True,
                    ends_at__isnull=True,
                    cut_off_at__isnull=True,
                )
                | Q(
                    start_day__isnull=False,
                    start_time__isnull=False,
                    end_day__isnull=False,
                    end_time__isnull=False,
                    starts_at__isnull=False,
                    ends_at__isnull=False,
                    cut_off_at__isnull=False,
                )
                & ~Q(zone="")
                & ~Q(tz_version=""),
                name="event_time_is_whole_or_absent",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(TIMED)) | Q(starts_at__isnull=False), name="event_planned_has_time"
            ),
            models.CheckConstraint(
                condition=Q(cut_off_at__isnull=True) | Q(cut_off_at__lte=F("starts_at")),
                name="event_cut_off_before_start",
            ),
            both_languages_when(Q(state__in=sorted(OPENED)), "title", name="event_invites_in_both_languages"),
            both_languages_when(
                Q(state=EventState.CANCELLED), "cancel_reason", name="event_cancelled_with_reason_in_both"
            ),
            filled_iff(Q(state=EventState.CANCELLED), "cancelled_at", name="event_cancelled_iff_dated"),
            models.CheckConstraint(
                condition=~Q(safety_tier=SafetyTier.PROTECTED, public_page=True), name="event_protected_has_no_page"
            ),
            models.CheckConstraint(
                condition=~Q(kind=EventKind.SURVIVOR_ROUNDTABLE) | Q(safety_tier=SafetyTier.PROTECTED),
                name="event_for_survivors_is_protected",
            ),
            models.CheckConstraint(
                condition=~Q(safety_tier=SafetyTier.PROTECTED)
                | Q(admission=Admission.INVITATION, hold_seats=False, online=False),
                name="event_protected_admits_by_code",
            ),
            models.CheckConstraint(condition=Q(cut_off_hours__lte=720), name="event_cut_off_sane"),
        )
        indexes = (
            # what is coming, for today's page and the sweep
            models.Index(fields=("state", "starts_at"), name="event_by_state_and_start"),
        )

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def protected(self) -> bool:
        """Whether nothing about it may leave the house (EV-18)."""
        return self.safety_tier == SafetyTier.PROTECTED

    @property
    def filled_texts(self) -> list[str]:
        """The texts that must be there in both languages: the title, and every one that has one side."""
        return [
            stem for stem in TEXTS if stem == "title" or any(getattr(self, f"{stem}_{s}").strip() for s in ("en", "fr"))
        ]

    @property
    def wall_start(self) -> datetime | None:
        """The naive start at the place."""
        return datetime.combine(self.start_day, self.start_time) if self.start_day and self.start_time else None

    @property
    def wall_end(self) -> datetime | None:
        """The naive end at the place."""
        return datetime.combine(self.end_day, self.end_time) if self.end_day and self.end_time else None


class EventTeamMember(Record):
    """What one member of staff does for one event; the scope of every policy of this app."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="team")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="event_roles")
    role = models.CharField(max_length=12, choices=TeamRole)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            only_values("role", TeamRole.values, "team_role_known"),
            models.UniqueConstraint(fields=("event", "user", "role"), name="team_role_once"),
        )
        indexes = (
            # "my events" of a person
            models.Index(fields=("user", "role"), name="team_of_user"),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class Session(Record):
    """A time slot of an event."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="sessions")
    order = models.PositiveSmallIntegerField()
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_fr = models.CharField(_("title (French)"), max_length=200, blank=True)
    room = models.CharField(_("room"), max_length=100, blank=True)
    day = models.DateField(_("day"))
    start_time = models.TimeField(_("begins at"))
    end_time = models.TimeField(_("ends at"))

    class Meta:
        ordering = ("order",)
        constraints = (
            models.CheckConstraint(condition=Q(end_time__gt=F("start_time")), name="session_ends_after_start"),
            models.UniqueConstraint(fields=("event", "order"), name="session_order_once"),
        )

    def __str__(self) -> str:
        return f"{self.order}"


class SignatureRequest(Record):
    """An act that one person asks for and another signs or refuses."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="signatures")
    act = models.CharField(max_length=15, choices=SignedAct)
    state = models.CharField(max_length=10, choices=SignatureState, default=SignatureState.REQUESTED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason_en = models.CharField(_("reason (English)"), max_length=500, blank=True)
    reason_fr = models.CharField(_("reason (French)"), max_length=500, blank=True)
    stale_allowed = models.BooleanField(default=False, help_text="out-of-date text allowed for an urgent message")
    note = models.CharField(max_length=300, blank=True, help_text="why refused, or why stale text may leave")

    class Meta:
        constraints = (
            only_values("act", SignedAct.values, "signature_act_known"),
            only_values("state", SignatureState.values, "signature_state_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(state=SignatureState.WITHDRAWN)
                | ~Q(decided_by=F("requested_by")),
                name="signature_of_a_second_person",
            ),
            both_or_neither("decided_at", "decided_by", name="signature_decided_by_somebody"),
            models.CheckConstraint(
                condition=Q(state=SignatureState.REQUESTED, decided_at__isnull=True)
                | ~Q(state=SignatureState.REQUESTED) & Q(decided_at__isnull=False),
                name="signature_dated_once_decided",
            ),
            models.UniqueConstraint(
                fields=("event", "act"),
                condition=Q(state=SignatureState.REQUESTED),
                name="signature_asked_once_at_a_time",
            ),
            both_languages_when(Q(act=SignedAct.CANCEL), "reason", name="signature_cancel_has_reason_in_both"),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.state}"


class Reminder(Record):
    """A reminder planned for an event. Its audience is fixed when it falls due (events 5.7)."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="reminders")
    audience = models.CharField(_("who it goes to"), max_length=10, choices=ReminderAudience)
    due_at = models.DateTimeField(_("when"))
    fired_at = models.DateTimeField(null=True, editable=False)
    recipients = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        constraints = (
            only_values("audience", ReminderAudience.values, "reminder_audience_known"),
            models.UniqueConstraint(fields=("event", "audience", "due_at"), name="reminder_once_at_a_time"),
            both_or_neither("fired_at", "recipients", name="reminder_fired_counts_recipients"),
        )
        indexes = (
            # the sweep
            models.Index(fields=("due_at",), condition=Q(fired_at__isnull=True), name="reminder_due"),
        )

    def __str__(self) -> str:
        return f"{self.audience} {self.due_at}"
