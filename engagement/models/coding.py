"""Texts as analysts read them, themes as a frozen codebook, and who assigned which passage to which theme."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import FIXED, Channel, Stance, UnitKind, VersionState
from engagement.models.consultations import Consultation
from engagement.models.notes import NoteEntry
from engagement.models.submissions import Answer, Submission, Unsequenced
from kernel.bilingual import Language
from kernel.constraints import both_languages_when, only_values
from kernel.records import Record
from partners.days import day_of


class SourceText(Unsequenced):
    """One text as it was received, in Unicode NFC. Immutable; a correction is a new text (EN-9)."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="texts")
    channel = models.CharField(max_length=10, choices=Channel)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="texts")
    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, null=True, related_name="source")
    note = models.OneToOneField(NoteEntry, on_delete=models.PROTECT, null=True, related_name="source")
    question_key = models.SlugField(max_length=60, blank=True)
    language = models.CharField(max_length=2, choices=Language)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    is_protected = models.BooleanField(default=False)

    class Meta:
        constraints = (
            only_values("channel", Channel.values, "text_channel_known"),
            only_values("language", Language.values, "text_language_known"),
            models.CheckConstraint(condition=~Q(text=""), name="text_says_something"),
            models.CheckConstraint(
                condition=Q(answer__isnull=False, note=None, submission__isnull=False)
                | Q(answer=None, note__isnull=False, submission=None)
                | Q(answer=None, note=None),
                name="text_has_one_origin",
            ),
        )
        indexes = (models.Index(fields=("consultation", "question_key"), name="text_of_a_question"),)

    def __str__(self) -> str:
        return str(self.id)


class Unit(Unsequenced):
    """One sentence or paragraph of a text, cut before anyone codes. Offsets count code points."""

    source = models.ForeignKey(SourceText, on_delete=models.CASCADE, related_name="units")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=UnitKind, default=UnitKind.SENTENCE)
    paragraph = models.PositiveIntegerField(default=0)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ("source", "number")
        constraints = (
            only_values("kind", UnitKind.values, "unit_kind_known"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="unit_is_not_empty"),
            models.UniqueConstraint(fields=("source", "number"), name="unit_numbered_once"),
        )

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


class Codebook(Record):
    """The themes of a consultation."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="codebook")

    def __str__(self) -> str:
        return f"codebook of {self.consultation_id}"


class CodebookVersion(Record):
    """One numbered version of the themes. Frozen, it never changes again (EN-1)."""

    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("-number",)
        constraints = (
            only_values("state", VersionState.values, "codebook_state_known"),
            models.UniqueConstraint(fields=("codebook", "number"), name="codebook_version_numbered_once"),
            models.UniqueConstraint(
                fields=("codebook",), condition=Q(state__in=("draft", "review")), name="codebook_one_version_in_work"
            ),
            models.UniqueConstraint(
                fields=("codebook",), condition=Q(state="frozen"), name="codebook_one_version_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(FIXED)) | (~Q(sha256="") & Q(frozen_at__isnull=False)),
                name="codebook_frozen_has_its_hash",
            ),
            models.CheckConstraint(
                condition=Q(author=None) | Q(frozen_by=None) | ~Q(author=F("frozen_by")),
                name="codebook_frozen_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"codebook version {self.number}"

    @property
    def is_fixed(self) -> bool:
        """Whether nothing in it may change any more."""
        return self.state in FIXED

    @property
    def frozen_on(self) -> datetime.date | None:
        """The day of the house on which it was frozen."""
        return day_of(self.frozen_at) if self.frozen_at else None


class Code(Record):
    """One theme of one codebook version."""

    version = models.ForeignKey(CodebookVersion, on_delete=models.CASCADE, related_name="codes")
    key = models.SlugField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    label_en = models.CharField(_("name in English"), max_length=120, blank=True)
    label_fr = models.CharField(_("name in French"), max_length=120, blank=True)
    definition_en = models.TextField(_("definition in English"), max_length=1000, blank=True)
    definition_fr = models.TextField(_("definition in French"), max_length=1000, blank=True)
    bears_stance = models.BooleanField(_("passages can be for or against"), default=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("version", "key"), name="code_key_once_per_version"),
            both_languages_when(Q(), "label", name="code_in_both_languages"),
        )

    def __str__(self) -> str:
        return self.key


class ReadingRecord(Record):
    """One analyst has read one text."""

    source = models.ForeignKey(SourceText, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "reader"), name="text_read_once_per_reader"),)

    def __str__(self) -> str:
        return f"{self.source_id} {self.reader_id}"


class Coding(Unsequenced):
    """One passage assigned to one theme by one person (EN-19). Append-only; taking it back is a second row."""

    source = models.ForeignKey(SourceText, on_delete=models.PROTECT, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    stance = models.CharField(max_length=8, choices=Stance, default=Stance.RAISES)
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    retracts = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="retracted_by")

    class Meta:
        constraints = (
            only_values("stance", Stance.values, "coding_stance_known"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="coding_is_not_empty"),
        )
        indexes = (models.Index(fields=("code", "stance"), name="coding_of_a_theme"),)

    def __str__(self) -> str:
        return f"{self.source_id} {self.start}-{self.end}"
