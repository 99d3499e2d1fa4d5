"""Questionnaires: versions that freeze, pages, questions with stable keys, options with stable codes."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import FIXED, Meaning, QuestionType, VersionState
from engagement.models.consultations import Consultation
from kernel.constraints import both_languages_when, only_values
from kernel.records import Record
from partners.days import day_of


class Questionnaire(Record):
    """The survey form of a consultation."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="questionnaire")

    def __str__(self) -> str:
        return f"questionnaire of {self.consultation_id}"


class QuestionnaireVersion(Record):
    """One numbered version with its privacy notice. Frozen, it never changes again (EN-1)."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    major = models.PositiveSmallIntegerField(default=1)
    minor = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    intro_en = models.TextField(_("introduction in English"), max_length=4000, blank=True)
    intro_fr = models.TextField(_("introduction in French"), max_length=4000, blank=True)
    notice_en = models.TextField(_("privacy notice in English"), max_length=10_000, blank=True)
    notice_fr = models.TextField(_("privacy notice in French"), max_length=10_000, blank=True)
    is_demonstration = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("-major", "-minor")
        constraints = (
            only_values("state", VersionState.values, "questionnaire_state_known"),
            models.UniqueConstraint(
                fields=("questionnaire", "major", "minor"), name="questionnaire_version_numbered_once"
            ),
            models.UniqueConstraint(
                fields=("questionnaire",),
                condition=Q(state__in=("draft", "review")),
                name="questionnaire_one_version_in_work",
            ),
            models.UniqueConstraint(
                fields=("questionnaire",), condition=Q(state="frozen"), name="questionnaire_one_version_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(FIXED)) | (~Q(sha256="") & Q(frozen_at__isnull=False)),
                name="questionnaire_frozen_has_its_hash",
            ),
            both_languages_when(
                Q(state__in=sorted(FIXED)), "title", "notice", name="questionnaire_frozen_in_both_languages"
            ),
            models.CheckConstraint(
                condition=Q(author=None) | Q(frozen_by=None) | ~Q(author=F("frozen_by")),
                name="questionnaire_frozen_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"questionnaire {self.number}"

    @property
    def number(self) -> str:
        """The version as people write it, such as `1.2`."""
        return f"{self.major}.{self.minor}"

    @property
    def is_fixed(self) -> bool:
        """Whether nothing in it may change any more."""
        return self.state in FIXED

    @property
    def frozen_on(self) -> datetime.date | None:
        """The day of the house on which it was frozen."""
        return day_of(self.frozen_at) if self.frozen_at else None


class QuestionPage(Record):
    """One page of a questionnaire version, answered and saved as one step."""

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.CASCADE, related_name="pages")
    order = models.PositiveSmallIntegerField()
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    intro_en = models.TextField(_("introduction in English"), max_length=2000, blank=True)
    intro_fr = models.TextField(_("introduction in French"), max_length=2000, blank=True)
    is_sensitive = models.BooleanField(_("shows the note about sensitive questions"), default=False)

    class Meta:
        ordering = ("order", "pk")
        constraints = (models.UniqueConstraint(fields=("version", "order"), name="question_page_in_one_place"),)

    def __str__(self) -> str:
        return f"page {self.order}"


class QuestionVersion(Record):
    """One question of one version. Every question can be skipped, so none is ever required."""

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.CASCADE, related_name="questions")
    page = models.ForeignKey(QuestionPage, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60)
    order = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=8, choices=QuestionType)
    prompt_en = models.TextField(_("question in English"), max_length=1000, blank=True)
    prompt_fr = models.TextField(_("question in French"), max_length=1000, blank=True)
    help_en = models.TextField(_("help in English"), max_length=1000, blank=True)
    help_fr = models.TextField(_("help in French"), max_length=1000, blank=True)
    section_key = models.SlugField(_("section of the paper it belongs to"), max_length=60, blank=True)
    limit = models.PositiveIntegerField(_("longest answer, in characters"), default=10_000)
    scale_low = models.SmallIntegerField(null=True, blank=True)
    scale_high = models.SmallIntegerField(null=True, blank=True)
    scale_low_label_en = models.CharField(max_length=100, blank=True)
    scale_low_label_fr = models.CharField(max_length=100, blank=True)
    scale_high_label_en = models.CharField(max_length=100, blank=True)
    scale_high_label_fr = models.CharField(max_length=100, blank=True)
    meaning = models.CharField(max_length=8, choices=Meaning, default=Meaning.CHANGED)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            only_values("type", QuestionType.values, "question_type_known"),
            only_values("meaning", Meaning.values, "question_meaning_known"),
            models.UniqueConstraint(fields=("version", "key"), name="question_key_once_per_version"),
            models.CheckConstraint(
                condition=~Q(type="scale")
                | (Q(scale_low__isnull=False) & Q(scale_high__isnull=False) & Q(scale_high__gt=F("scale_low"))),
                name="question_scale_has_two_ends",
            ),
            models.CheckConstraint(condition=Q(limit__gte=1, limit__lte=200_000), name="question_limit_in_range"),
        )

    def __str__(self) -> str:
        return self.key


class OptionVersion(Record):
    """One choice of one question; its code is what answers keep."""

    question = models.ForeignKey(QuestionVersion, on_delete=models.CASCADE, related_name="options")
    code = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    label_en = models.CharField(_("label in English"), max_length=300, blank=True)
    label_fr = models.CharField(_("label in French"), max_length=300, blank=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (models.UniqueConstraint(fields=("question", "code"), name="option_code_once_per_question"),)

    def __str__(self) -> str:
        return self.code
