"""Notes of tables. No column of a note can hold a person or an organization, under any rule (EN-7, STD-33)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import HeadCount, NoteKind, Support, TableRule, TableState
from engagement.models.consultations import Consultation
from kernel.bilingual import Language
from kernel.constraints import only_values
from kernel.records import Record


class TableSession(Record):
    """One table of one session. States move in `domain.notes` only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="tables")
    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="tables")
    session = models.ForeignKey("events.Session", on_delete=models.PROTECT, null=True, related_name="tables")
    label = models.CharField(_("table"), max_length=40, help_text=_("Such as “Table 3”; never a name."))
    rule = models.CharField(max_length=14, choices=TableRule, default=TableRule.CHATHAM_HOUSE)
    head_count = models.CharField(_("people at the table"), max_length=12, choices=HeadCount, blank=True)
    state = models.CharField(max_length=8, choices=TableState, default=TableState.OPEN)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("label", "pk")
        constraints = (
            only_values("rule", TableRule.values, "table_rule_known"),
            only_values("head_count", ["", *HeadCount.values], "table_head_count_known"),
            only_values("state", TableState.values, "table_state_known"),
            models.UniqueConstraint(fields=("session", "label"), name="table_once_per_session"),
            models.UniqueConstraint(fields=("event", "label"), condition=Q(session=None), name="table_once_per_event"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | Q(state="closed", closed_at__isnull=False),
                name="table_closed_iff_dated",
            ),
        )

    def __str__(self) -> str:
        return self.label


class NoteEntry(Record):
    """One short note. Append-only; a correction is a new entry that amends an old one."""

    table = models.ForeignKey(TableSession, on_delete=models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField()
    entry_key = models.UUIDField(default=uuid.uuid4, help_text="key of the form that wrote it, so it is written once")
    question_key = models.SlugField(max_length=60, blank=True)
    text = models.TextField(max_length=2000)
    language = models.CharField(max_length=2, choices=Language)
    kind = models.CharField(max_length=12, choices=NoteKind)
    support = models.CharField(max_length=12, choices=Support)
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="amendments")

    class Meta:
        ordering = ("table", "sequence")
        constraints = (
            only_values("kind", NoteKind.values, "note_kind_known"),
            only_values("support", Support.values, "note_support_known"),
            only_values("language", Language.values, "note_language_known"),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
            models.UniqueConstraint(fields=("table", "sequence"), name="note_numbered_once"),
            models.UniqueConstraint(fields=("table", "entry_key"), name="note_written_once"),
        )

    def __str__(self) -> str:
        return f"{self.table_id} {self.sequence}"
