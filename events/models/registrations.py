"""Who comes, what they need, and who waits."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.enums import (
    ENDED,
    LIVE_QUEUE,
    SEATED,
    Channel,
    NeedKind,
    NeedState,
    OfferState,
    Outcome,
    QuestionKind,
    QueueState,
    RegistrationKind,
    RegistrationState,
)
from events.models.invitations import InvitationOption
from events.models.scheduling import Event
from kernel.bilingual import PreferredLanguage
from kernel.constraints import filled_iff, only_values
from kernel.records import LockQuerySet, Record

_ONE_HOLDER = Q(person__isnull=False, handle__isnull=True) | Q(person__isnull=True, handle__isnull=False)


class Registration(Record):
    """One person's, or one handle's, seat at one event. Rows of handles have no clock (safety 7).

    The snapshot columns say what was true when they registered and never follow later changes (EV-28).
    """

    created_at = None  # type: ignore[assignment]  # a time would say who came when; see registered_at
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey("partners.Person", on_delete=models.PROTECT, null=True, related_name="registrations")
    handle = models.ForeignKey("safety.Handle", on_delete=models.PROTECT, null=True, related_name="registrations")
    option = models.ForeignKey(InvitationOption, on_delete=models.PROTECT, null=True, related_name="registrations")
    organization = models.ForeignKey("partners.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    organization_name_en = models.CharField(max_length=300, blank=True)
    organization_name_fr = models.CharField(max_length=300, blank=True)
    sector = models.ForeignKey("partners.Sector", on_delete=models.PROTECT, null=True, related_name="+")
    jurisdiction = models.ForeignKey("partners.Jurisdiction", on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=4, choices=PreferredLanguage)
    kind = models.CharField(max_length=15, choices=RegistrationKind, default=RegistrationKind.DELEGATE)
    online = models.BooleanField(_("joins online"), default=False)
    state = models.CharField(max_length=10, choices=RegistrationState)
    channel = models.CharField(max_length=6, choices=Channel)
    registered_by = models.CharField(max_length=90, help_text="kind and public reference of the actor")
    registered_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    removal_reason = models.CharField(max_length=300, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    key = models.CharField(max_length=64, null=True, unique=True, help_text="of the form; a repeated key adds nothing")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_ONE_HOLDER, name="registration_of_person_or_handle"),
            only_values("kind", RegistrationKind.values, "registration_kind_known"),
            only_values("state", RegistrationState.values, "registration_state_known"),
            only_values("channel", Channel.values, "registration_channel_known"),
            only_values("language", PreferredLanguage.values, "registration_language_known"),
            filled_iff(Q(person__isnull=False), "registered_at", name="registration_of_a_handle_has_no_clock"),
            filled_iff(
                Q(person__isnull=False, state__in=sorted(ENDED)), "ended_at", name="registration_ended_iff_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.REMOVED) | ~Q(removal_reason=""),
                name="registration_removed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(handle__isnull=True)
                | Q(option__isnull=True, organization__isnull=True, sector__isnull=True, jurisdiction__isnull=True),
                name="registration_of_a_handle_says_nothing",
            ),
            models.UniqueConstraint(
                fields=("event", "person"),
                condition=Q(state__in=sorted(SEATED)),
                name="registration_one_live_per_person",
            ),
            models.UniqueConstraint(
                fields=("event", "handle"),
                condition=Q(state__in=sorted(SEATED)),
                name="registration_one_live_per_handle",
            ),
        )
        indexes = (
            # the roster, filtered by state
            models.Index(fields=("event", "state"), name="registration_of_event"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class FormQuestion(Record):
    """A question of the registration form and who reads its answers. Frozen once somebody has answered.

    `public_id` stands for its words: it is another one once they change, so that no page answers new words unread.
    `key` stands for the question: pages of the team keep it, whatever it says.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="questions")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=QuestionKind)
    text_en = models.CharField(_("question (English)"), max_length=300)
    text_fr = models.CharField(_("question (French)"), max_length=300)
    choices_en = models.JSONField(default=list, blank=True)
    choices_fr = models.JSONField(default=list, blank=True)
    required = models.BooleanField(_("required"), default=False)
    audience = models.JSONField(help_text="roles of the event's team that read the answers")
    retired = models.BooleanField(default=False, help_text="asked no longer; answers stay")

    class Meta:
        ordering = ("order",)
        constraints = (
            only_values("kind", QuestionKind.values, "question_kind_known"),
            models.CheckConstraint(condition=~Q(text_en="") & ~Q(text_fr=""), name="question_in_both_languages"),
            models.UniqueConstraint(fields=("event", "order"), name="question_order_once"),
        )

    def __str__(self) -> str:
        return f"question {self.order}"


class FormAnswer(models.Model):
    """One answer, visible only to its question's audience (EV-25)."""

    id = models.BigAutoField(primary_key=True)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(FormQuestion, on_delete=models.PROTECT, related_name="answers")
    value = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("registration", "question"), name="answer_once"),)

    def __str__(self) -> str:
        return f"answer {self.pk}"


class NeedRequest(Record):
    """Something a registered person needs, from a closed list, and who settles it by when."""

    created_at = None  # type: ignore[assignment]  # as Registration
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=15, choices=NeedKind)
    ordinal = models.PositiveSmallIntegerField(default=1)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    critical = models.BooleanField(default=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=NeedState, default=NeedState.REQUESTED)

    objects: ClassVar[models.Manager["NeedRequest"]] = LockQuerySet["NeedRequest"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            only_values("kind", NeedKind.values, "need_kind_known"),
            only_values("state", NeedState.values, "need_state_known"),
            models.UniqueConstraint(fields=("registration", "kind", "ordinal"), name="need_once"),
            models.CheckConstraint(
                condition=~Q(state__in=(NeedState.ASSIGNED, NeedState.CONFIRMED)) | Q(owner__isnull=False),
                name="need_in_hand_has_owner",
            ),
        )
        indexes = (
            # unconfirmed critical needs of an event
            models.Index(fields=("state", "critical"), name="need_by_state"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class QueueEntry(Record):
    """One person's wait for seats at an event. Rows of handles have no clock; order of arrival is the key's."""

    created_at = None  # type: ignore[assignment]  # as Registration
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="queue")
    leaf = models.ForeignKey("events.CapacityPool", on_delete=models.PROTECT, related_name="queue")
    person = models.ForeignKey("partners.Person", on_delete=models.PROTECT, null=True, related_name="waits")
    handle = models.ForeignKey("safety.Handle", on_delete=models.PROTECT, null=True, related_name="waits")
    option = models.ForeignKey(InvitationOption, on_delete=models.PROTECT, null=True, related_name="waits")
    organization = models.ForeignKey("partners.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    sector = models.ForeignKey("partners.Sector", on_delete=models.PROTECT, null=True, related_name="+")
    jurisdiction = models.ForeignKey("partners.Jurisdiction", on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=4, choices=PreferredLanguage)
    kind = models.CharField(max_length=15, choices=RegistrationKind, default=RegistrationKind.DELEGATE)
    size = models.PositiveSmallIntegerField(_("people in the party"), default=1)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0, help_text="higher comes first")
    state = models.CharField(max_length=10, choices=QueueState, default=QueueState.WAITING)
    channel = models.CharField(max_length=6, choices=Channel)
    answers = models.JSONField(default=dict, help_text="needs and answers already given, for when a seat comes")
    joined_at = models.DateTimeField(null=True, editable=False)
    key = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_ONE_HOLDER, name="wait_of_person_or_handle"),
            only_values("state", QueueState.values, "wait_state_known"),
            only_values("kind", RegistrationKind.values, "wait_kind_known"),
            only_values("channel", Channel.values, "wait_channel_known"),
            only_values("language", PreferredLanguage.values, "wait_language_known"),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=10), name="wait_size_one_to_ten"),
            filled_iff(Q(person__isnull=False), "joined_at", name="wait_of_a_handle_has_no_clock"),
            models.UniqueConstraint(
                fields=("event", "person"), condition=Q(state__in=sorted(LIVE_QUEUE)), name="wait_one_live_per_person"
            ),
            models.UniqueConstraint(
                fields=("event", "handle"), condition=Q(state__in=sorted(LIVE_QUEUE)), name="wait_one_live_per_handle"
            ),
        )
        indexes = (
            # who is next
            models.Index(
                fields=("event", "-priority", "id"), condition=Q(state=QueueState.WAITING), name="wait_next_in_line"
            ),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class Offer(Record):
    """Seats held for a waiting party until a deadline."""

    entry = models.ForeignKey(QueueEntry, on_delete=models.PROTECT, related_name="offers")
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.MADE)
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            only_values("state", OfferState.values, "offer_state_known"),
            filled_iff(~Q(state=OfferState.MADE), "decided_at", name="offer_decided_iff_dated"),
            models.UniqueConstraint(
                fields=("entry",), condition=Q(state=OfferState.MADE), name="offer_one_live_per_entry"
            ),
        )
        indexes = (
            # the sweep
            models.Index(fields=("expires_at",), condition=Q(state=OfferState.MADE), name="offer_running_out"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class PromotionDecision(models.Model):
    """Why somebody was or was not offered a freed seat. Append-only (EV-26)."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(QueueEntry, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    rule = models.CharField(max_length=40, help_text="code of the rule that decided")
    numbers = models.JSONField(default=dict)
    override_reason = models.CharField(max_length=300, blank=True)
    actor_kind = models.CharField(max_length=20)
    actor_ref = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (only_values("outcome", Outcome.values, "decision_outcome_known"),)

    def __str__(self) -> str:
        return f"{self.outcome} {self.rule}"
