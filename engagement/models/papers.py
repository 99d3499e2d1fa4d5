"""Discussion papers: versions that freeze, sections whose keys outlive versions and languages."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import FIXED, ChangeStatus, VersionState
from engagement.models.consultations import Consultation
from kernel.constraints import both_languages_when, only_values
from kernel.records import Record
from partners.days import day_of


class DiscussionPaper(Record):
    """The paper a consultation puts forward."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="paper")

    def __str__(self) -> str:
        return f"paper of {self.consultation_id}"


class PaperVersion(Record):
    """One numbered version. Frozen, it never changes again (EN-1)."""

    paper = models.ForeignKey(DiscussionPaper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    change_note_en = models.TextField(_("what changed, in English"), max_length=2000, blank=True)
    change_note_fr = models.TextField(_("what changed, in French"), max_length=2000, blank=True)
    is_demonstration = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("-number",)
        constraints = (
            only_values("state", VersionState.values, "paper_state_known"),
            models.UniqueConstraint(fields=("paper", "number"), name="paper_version_numbered_once"),
            models.UniqueConstraint(
                fields=("paper",), condition=Q(state__in=("draft", "review")), name="paper_one_version_in_work"
            ),
            models.UniqueConstraint(fields=("paper",), condition=Q(state="frozen"), name="paper_one_version_in_force"),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(FIXED)) | (~Q(sha256="") & Q(frozen_at__isnull=False)),
                name="paper_frozen_has_its_hash",
            ),
            both_languages_when(Q(state__in=sorted(FIXED)), "title", name="paper_frozen_in_both_languages"),
            models.CheckConstraint(
                condition=Q(author=None) | Q(frozen_by=None) | ~Q(author=F("frozen_by")),
                name="paper_frozen_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"paper version {self.number}"

    @property
    def is_fixed(self) -> bool:
        """Whether nothing in it may change any more."""
        return self.state in FIXED

    @property
    def frozen_on(self) -> datetime.date | None:
        """The day of the house on which it was frozen."""
        return day_of(self.frozen_at) if self.frozen_at else None


class PaperSection(Record):
    """One section. `key` is its address in every version and both languages."""

    version = models.ForeignKey(PaperVersion, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=60)
    order = models.PositiveSmallIntegerField()
    heading_en = models.CharField(_("heading in English"), max_length=200, blank=True)
    heading_fr = models.CharField(_("heading in French"), max_length=200, blank=True)
    body_en = models.TextField(_("text in English"), max_length=40_000, blank=True)
    body_fr = models.TextField(_("text in French"), max_length=40_000, blank=True)
    change_status = models.CharField(max_length=8, choices=ChangeStatus, default=ChangeStatus.NEW)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            only_values("change_status", ChangeStatus.values, "section_change_known"),
            models.UniqueConstraint(fields=("version", "key"), name="section_key_once_per_version"),
        )

    def __str__(self) -> str:
        return self.key
