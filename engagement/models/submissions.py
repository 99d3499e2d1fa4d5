"""What people send in. Content carries random keys and days only: no sequence, no clock, no path to a roll (EN-6)."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import (
    Attribution,
    Capacity,
    Channel,
    Confirmation,
    ConsentAct,
    ConsentMethod,
    Reachable,
    SubmissionState,
)
from engagement.models.consultations import Consultation
from engagement.models.questionnaires import QuestionnaireVersion, QuestionVersion
from kernel.bilingual import Language
from kernel.constraints import only_values
from kernel.records import LockQuerySet


class Unsequenced(models.Model):
    """Abstract row whose only key is random, because a sequence would reveal order; it knows no hour either."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    objects: ClassVar[models.Manager[Any]] = LockQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def public_id(self) -> uuid.UUID:
        """The key that may face the world."""
        return self.id


class Participation(Unsequenced):
    """What is known of the one who answers. Anonymous input keeps sector and region at most."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="participations")
    capacity = models.CharField(_("in which capacity"), max_length=20, choices=Capacity, default=Capacity.INDIVIDUAL)
    sector = models.ForeignKey("partners.Sector", on_delete=models.PROTECT, null=True, related_name="+")
    jurisdiction = models.ForeignKey("partners.Jurisdiction", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=200, blank=True)
    organization_name = models.CharField(_("organization"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.EN)
    reachable = models.CharField(max_length=8, choices=Reachable, default=Reachable.RECEIPT)
    confirmation = models.CharField(max_length=10, choices=Confirmation, default=Confirmation.NONE)
    link_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the link in the latest message")

    class Meta:
        constraints = (
            only_values("capacity", Capacity.values, "participation_capacity_known"),
            only_values("language", Language.values, "participation_language_known"),
            only_values("reachable", Reachable.values, "participation_reachable_known"),
            only_values("confirmation", Confirmation.values, "participation_confirmation_known"),
            models.CheckConstraint(
                condition=~Q(reachable=Reachable.MAILBOX) | ~Q(email=""), name="participation_mailbox_has_an_address"
            ),
            models.UniqueConstraint(
                fields=("link_hash",), condition=~Q(link_hash=""), name="participation_link_points_to_one"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Submission(Unsequenced):
    """One person's or organization's input. States move in `domain.submissions` and `domain.withdrawal` only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="submissions")
    participation = models.OneToOneField(Participation, on_delete=models.PROTECT, null=True, related_name="submission")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.ONLINE)
    language = models.CharField(max_length=2, choices=Language)
    state = models.CharField(max_length=10, choices=SubmissionState, default=SubmissionState.DRAFT)
    receipt = models.CharField(max_length=16, unique=True, help_text="what the person quotes, such as R-7K4M-2Q9X")
    secret_hash = models.CharField(max_length=200, editable=False, help_text="Argon2id of the secret shown once")
    start_key = models.CharField(
        max_length=64, unique=True, null=True, editable=False, help_text="digest of the key of the start form (EN-4)"
    )
    draft = models.JSONField(default=dict, blank=True, help_text="answers being written, by question key")
    revisions = models.PositiveSmallIntegerField(default=0, editable=False)
    consent = models.ForeignKey(
        "ConsentRecord", on_delete=models.PROTECT, null=True, editable=False, related_name="+", help_text="in force now"
    )
    is_anonymous = models.BooleanField(default=False, help_text="never becomes false again")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_on = models.DateField(editable=False)
    submitted_on = models.DateField(null=True, editable=False)
    withdrawn_on = models.DateField(null=True, editable=False)

    class Meta:
        constraints = (
            only_values("state", SubmissionState.values, "submission_state_known"),
            only_values("channel", Channel.values, "submission_channel_known"),
            only_values("language", Language.values, "submission_language_known"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | (Q(submitted_on__isnull=False) & Q(revisions__gte=1)),
                name="submission_received_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(withdrawn_on__isnull=False) & Q(draft={})),
                name="submission_withdrawn_holds_no_words",
            ),
        )
        indexes = (
            # counts by channel on the balance sheet and the public page
            models.Index(fields=("consultation", "state", "channel"), name="submission_balance"),
        )

    def __str__(self) -> str:
        return str(self.id)


class ConsentRecord(Unsequenced):
    """What the person allowed, at one moment. Append-only; the one with the highest number is current."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="consents")
    number = models.PositiveSmallIntegerField()
    attribution = models.CharField(max_length=12, choices=Attribution)
    may_analyse = models.BooleanField()
    may_summarise = models.BooleanField()
    may_paraphrase = models.BooleanField()
    may_quote = models.BooleanField()
    may_publish_full = models.BooleanField()
    may_recontact = models.BooleanField()
    notice = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=Language)
    act = models.CharField(max_length=10, choices=ConsentAct)
    method = models.CharField(max_length=10, choices=ConsentMethod, default=ConsentMethod.ONLINE)
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_on = models.DateField()

    class Meta:
        ordering = ("submission", "number")
        constraints = (
            only_values("attribution", Attribution.values, "consent_attribution_known"),
            only_values("act", ConsentAct.values, "consent_act_known"),
            only_values("method", ConsentMethod.values, "consent_method_known"),
            only_values("language", Language.values, "consent_language_known"),
            models.UniqueConstraint(fields=("submission", "number"), name="consent_numbered_once"),
            models.CheckConstraint(
                condition=~Q(act__in=("withdrawn",))
                | Q(
                    may_analyse=False,
                    may_summarise=False,
                    may_paraphrase=False,
                    may_quote=False,
                    may_publish_full=False,
                    may_recontact=False,
                ),
                name="consent_withdrawn_allows_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(attribution="anonymous") | Q(may_recontact=False),
                name="consent_anonymous_is_not_written_to",
            ),
            models.CheckConstraint(
                condition=Q(method="online") | Q(witness__isnull=False), name="consent_in_person_has_a_witness"
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {self.number}"


class SubmissionRevision(Unsequenced):
    """One complete set of answers as sent. Append-only until the person withdraws."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="sent_revisions")
    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=Language)
    key = models.CharField(max_length=64, help_text="digest of the key of the form that sent it (EN-4)")
    sent_on = models.DateField()

    class Meta:
        ordering = ("submission", "number")
        constraints = (
            only_values("language", Language.values, "revision_language_known"),
            models.UniqueConstraint(fields=("submission", "number"), name="revision_numbered_once"),
            models.UniqueConstraint(fields=("submission", "key"), name="revision_sent_once"),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {self.number}"


class Answer(Unsequenced):
    """One answer of one revision. Append-only until the person withdraws; a skipped question has no row."""

    revision = models.ForeignKey(SubmissionRevision, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="answers")
    codes = models.JSONField(default=list)
    number = models.IntegerField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("revision", "question"), name="answer_once_per_question"),)

    def __str__(self) -> str:
        return f"{self.revision_id} {self.question_id}"
