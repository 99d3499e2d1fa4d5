"""What is typed about progress: an update for a period, and the evidence for it."""

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import text
from kernel.fields import ClockField, DateField
from kernel.forms import Form, OnceForm, SeenForm
from partners.commitment_states import Classification, EvidenceLanguage, Health
from partners.days import HOUSE_ZONE
from partners.forms.commitments import long, short
from partners.models import Measure, ProgressUpdate
from partners.queries.commitment_versions import version_of

MOST_BYTES = 10 * 1024 * 1024
TROUBLE = _("Needed when it is at risk or off track.")


class PlanForm(Form):
    """On which day and at what time it becomes public, Ottawa time."""

    on = DateField(label=_("On which day"))
    at = ClockField(label=_("At what time, Ottawa time"))

    def moment(self) -> datetime.datetime:
        """Return the moment, in UTC."""
        typed = self.cleaned_data
        return datetime.datetime.combine(typed["on"], typed["at"], tzinfo=HOUSE_ZONE).astimezone(datetime.UTC)


class UpdateForm(SeenForm):
    """What one party did in one period, in both languages; saved as far as it goes."""

    narrative_en = long(_("What was done, in English"), required=False, most=4000, rows=6)
    narrative_fr = long(_("What was done, in French"), required=False, most=4000, rows=6)
    health = forms.ChoiceField(label=_("How it goes"), choices=Health.choices, widget=forms.RadioSelect)
    challenges_en = long(_("Challenges in English"), required=False)
    challenges_fr = long(_("Challenges in French"), required=False)
    recovery_en = long(_("What is done about it, in English"), required=False)
    recovery_fr = long(_("What is done about it, in French"), required=False)
    closing = forms.BooleanField(label=_("This is the closing update: what was promised is done"), required=False)
    same_meaning = forms.BooleanField(
        label=_("Where I changed only one language, the other still says the same."), required=False
    )
    STEMS = ("narrative", "challenges", "recovery")

    def __init__(self, data: Any, *, initial: Mapping[str, Any], measures: Iterable[Measure]) -> None:
        super().__init__(data, initial=dict(initial))
        self.measures = [measure for measure in measures if measure.target is not None]
        for measure in self.measures:
            self.fields[self._name(measure)] = forms.DecimalField(
                label=text(measure, "name"),
                help_text=_("Where it stands now, in: %(unit)s") % {"unit": text(measure, "unit")},
                required=False,
                max_digits=14,
                decimal_places=4,
            )

    @staticmethod
    def _name(measure: Measure) -> str:
        return f"measure-{measure.public_id}"

    @classmethod
    def initial_of(cls, update: ProgressUpdate, measures: Iterable[Measure]) -> dict[str, Any]:
        """Return what the form shows of an update."""
        names = [f"{stem}_{side}" for stem in cls.STEMS for side in ("en", "fr")]
        found = {name: getattr(update, name) for name in (*names, "health", "closing")}
        found["seen"] = version_of(update)
        for measure in measures:
            found[cls._name(measure)] = update.measured.get(str(measure.public_id))
        return found

    def words(self) -> dict[str, Any]:
        """Return the texts and the health."""
        found = {name: value for name, value in self.cleaned_data.items() if not name.startswith("measure-")}
        if found.pop("same_meaning"):
            found["same_meaning"] = [stem for stem in self.STEMS if found[f"{stem}_en"] and found[f"{stem}_fr"]]
        return found

    def values(self) -> dict[Measure, Decimal | None]:
        """Return where each measure stands."""
        return {measure: self.cleaned_data[self._name(measure)] for measure in self.measures}

    def measure_fields(self) -> list[forms.BoundField]:
        """Return the fields of the measures, for the template."""
        return [self[self._name(measure)] for measure in self.measures]


class EvidenceForm(OnceForm):
    """A link or a file, and what it shows."""

    title_en = short(_("What it is, in English"), most=200)
    title_fr = short(_("What it is, in French"), most=200)
    url = forms.URLField(
        label=_("Address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Begins with https://. A person looks at it again every 90 days; we never fetch it ourselves."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("PDF, PNG, JPEG, CSV, XLSX or DOCX, at most 10 MB. Names of people do not belong in it."),
    )
    measure = forms.ChoiceField(label=_("What it proves"), required=False)
    captured_on = DateField(label=_("Seen on"))
    language = forms.ChoiceField(label=_("Language"), choices=EvidenceLanguage.choices, initial=EvidenceLanguage.BOTH)
    classification = forms.ChoiceField(
        label=_("Classification"),
        choices=Classification.choices,
        initial=Classification.UNCLASSIFIED,
        help_text=_("Only unclassified evidence is shown to the public."),
    )

    def __init__(self, data: Any, files: Any, *, measures: Iterable[Measure], initial: Mapping[str, Any]) -> None:
        super().__init__(data, files, initial=dict(initial))
        self.by_id = {str(measure.public_id): measure for measure in measures}
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("The commitment as a whole")),
            *((key, text(measure, "name")) for key, measure in self.by_id.items()),
        ]

    def clean_measure(self) -> Measure | None:
        """Return the measure, or none for the commitment as a whole."""
        return self.by_id.get(self.cleaned_data["measure"])

    def clean_file(self) -> tuple[bytes, str] | None:
        """Return the bytes and the type they really have.

        Raises:
            ValidationError: too large, or not one of the types by content.
        """
        sent: UploadedFile[Any] | None = self.cleaned_data["file"]
        if not sent:
            return None
        if sent.size is None or sent.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large: at most 10 MB."), code="file_too_large")
        content = sent.read()
        kind = kind_of(content, str(sent.name or "").rpartition(".")[2].lower())
        if not kind:
            raise forms.ValidationError(
                _("This is not a PDF, PNG, JPEG, CSV, XLSX or DOCX file, or its name says otherwise."),
                code="file_kind",
            )
        return content, kind

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one of address and file."""
        clean = super().clean() or self.cleaned_data
        if not self.errors and bool(clean.get("url")) == bool(clean.get("file")):
            raise forms.ValidationError(_("Give either an address or a file."), code="one_of_two")
        return clean


class EvidenceWordsForm(SeenForm):
    """What a piece of evidence is called, and how sensitive it is."""

    title_en = short(_("What it is, in English"), most=200)
    title_fr = short(_("What it is, in French"), most=200)
    classification = forms.ChoiceField(
        label=_("Classification"),
        choices=Classification.choices,
        help_text=_("Only unclassified evidence is shown to the public."),
    )


ENDINGS = {"jpeg": "jpg"}
SIGNATURES = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def kind_of(content: bytes, ending: str) -> str:
    """Return pdf, png, jpg, csv, xlsx or docx when the content and the ending of the name agree, else nothing."""
    ending = ENDINGS.get(ending, ending)
    found = next((kind for head, kind in SIGNATURES.items() if content.startswith(head)), "")
    if not found and content.startswith(b"PK\x03\x04"):
        found = _office_kind(content)
    if not found and ending == "csv" and _is_table(content):
        found = "csv"
    return found if found == ending else ""


def _office_kind(content: bytes) -> str:
    """Return docx or xlsx by the part every such file has; one with macros is none."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    if any(name.endswith("vbaProject.bin") for name in names):
        return ""
    return next((kind for part, kind in OFFICE.items() if part in names), "")


def _is_table(content: bytes) -> bool:
    try:
        lines = content.decode("utf-8-sig").splitlines()
        next(csv.reader(lines[:1]))
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return False
    return b"\x00" not in content
