"""An import of people: a file that was read, its rows, and what became of each (PA-A19, EV-A13).

The file itself is never kept: its cells are staged when it arrives. What was staged is personal, so the cells of every
row that needs nobody any more are emptied with the end of the import, those of refused rows seven days later.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.constraints import both_or_neither, filled_iff, only_values
from kernel.records import Record
from partners.import_states import OPEN, OVER, WORKING, Choice, Finding, ImportState, Outcome
from partners.models.directory import Person


class PeopleImport(Record):
    """One uploaded file of people. `attempts` counts how often work was taken up since the last rows were settled."""

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=100, blank=True, help_text="emptied with the cells")
    form = models.CharField(max_length=4, choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    encoding = models.CharField(max_length=12, blank=True)
    digest = models.CharField(max_length=64, editable=False, help_text="keyed hash of the file")
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.READ)
    headings = models.JSONField(default=list, help_text="names of the columns as in the file")
    other_sheets = models.PositiveSmallIntegerField(default=0, help_text="sheets of the workbook that were not read")
    columns = models.JSONField(default=dict, help_text="which column of the file fills which field")
    without_organization = models.BooleanField(
        default=False, help_text="people of unknown organizations are imported without one"
    )
    rows_total = models.PositiveIntegerField(default=0)
    rows_checked = models.PositiveIntegerField(default=0)
    rows_applied = models.PositiveIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True, editable=False)
    emptied_at = models.DateTimeField(null=True, editable=False, help_text="when the last cells were erased")
    lease_owner = models.CharField(max_length=32, null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        constraints = (
            only_values("state", ImportState.values, "people_import_state_known"),
            only_values("form", ("csv", "xlsx"), "people_import_form_known"),
            both_or_neither("confirmed_at", "confirmed_by", "people_import_confirmed_by_somebody"),
            both_or_neither("lease_owner", "lease_until", "people_import_lease_whole"),
            filled_iff(Q(state__in=sorted(OVER)), "finished_at", name="people_import_finished_iff_over"),
            models.CheckConstraint(
                condition=~Q(state__in=("applying", "done")) | Q(confirmed_at__isnull=False),
                name="people_import_applied_only_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(lease_owner=None) | Q(state__in=sorted(WORKING)), name="people_import_leased_only_at_work"
            ),
            models.CheckConstraint(
                condition=Q(rows_checked__lte=F("rows_total"), rows_applied__lte=F("rows_checked")),
                name="people_import_counts_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("checked", "applying", "done")) | Q(rows_checked=F("rows_total")),
                name="people_import_confirmed_when_all_is_checked",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(rows_applied=F("rows_total")), name="people_import_done_with_every_row"
            ),
            # the same file is under way once (PA-A19)
            models.UniqueConstraint(
                fields=("digest",), condition=Q(state__in=sorted(OPEN)), name="people_import_once_under_way"
            ),
        )
        indexes = (
            # the sweep and the list, newest first
            models.Index(fields=("state", "lease_until"), name="people_import_by_state"),
        )

    def __str__(self) -> str:
        return f"import {self.public_id}"

    @property
    def is_working(self) -> bool:
        """Tell whether a worker has something to do."""
        return self.state in WORKING


class ImportRow(Record):
    """One row of a file: what stood in it, what the check found, what a person chose, what came of it."""

    people_import = models.ForeignKey(PeopleImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(help_text="row number as a spreadsheet shows it")
    cells = models.JSONField(default=list, help_text="as in the file; emptied when no longer needed")
    spoilt = models.JSONField(default=list, help_text="[column, code] of cells that could not be read")
    values = models.JSONField(default=dict, help_text="as understood; emptied when no longer needed")
    digest = models.CharField(max_length=64, blank=True, help_text="keyed hash of what was understood")
    finding = models.CharField(max_length=8, choices=Finding, blank=True)
    faults = models.JSONField(default=list, help_text="[field, code] of everything wrong")
    twin_line = models.PositiveIntegerField(null=True, help_text="earlier row of the file that is alike")
    matches = models.JSONField(default=list, help_text="[person, likeness, same contact, same organization]")
    choice = models.CharField(max_length=6, choices=Choice, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="import_rows", help_text="chosen, then affected"
    )

    class Meta:
        constraints = (
            only_values("finding", ["", *Finding.values], "import_row_finding_known"),
            only_values("choice", ["", *Choice.values], "import_row_choice_known"),
            only_values("outcome", ["", *Outcome.values], "import_row_outcome_known"),
            models.UniqueConstraint(fields=("people_import", "line"), name="import_row_once_a_line"),
            # a choice belongs to a likely duplicate, and to nothing else
            models.CheckConstraint(
                condition=Q(finding="likely", choice__gt="") | (~Q(finding="likely") & Q(choice="")),
                name="import_row_choice_iff_likely",
            ),
            models.CheckConstraint(
                condition=~Q(choice="merge") | Q(person__isnull=False), name="import_row_merged_into_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=("created", "merged")) | Q(person__isnull=False),
                name="import_row_made_somebody",
            ),
            models.CheckConstraint(condition=Q(outcome="") | ~Q(finding=""), name="import_row_checked_before"),
            models.CheckConstraint(
                condition=~Q(finding="bad") | Q(outcome__in=("", "refused")), name="import_row_bad_is_refused"
            ),
            # whatever runs twice, one row makes one person (EV-A13)
            models.UniqueConstraint(fields=("digest",), condition=Q(outcome="created"), name="import_row_creates_once"),
        )
        indexes = (
            models.Index(fields=("people_import", "finding", "line"), name="import_row_by_finding"),
            models.Index(fields=("people_import", "outcome", "line"), name="import_row_by_outcome"),
        )

    def __str__(self) -> str:
        return f"row {self.public_id}"

    @property
    def span(self) -> tuple[datetime.date | None, datetime.date | None]:
        """The days between which the row says that somebody belongs to the organization, as far as it says."""
        first, last = (self.values.get(key) or "" for key in ("started_on", "ended_on"))
        return datetime.date.fromisoformat(first) if first else None, datetime.date.fromisoformat(
            last
        ) if last else None
