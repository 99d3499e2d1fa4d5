"""Forms of an import of people. They parse one request; rules are the domain's."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid
from kernel.forms import Form
from kernel.orders import OrderField, OrderForm
from partners.import_states import Choice
from partners.intake import limits, reading
from partners.intake.columns import BY_KEY, TARGETS
from partners.intake.table import letter
from partners.models import ImportRow, PeopleImport
from partners.queries import orders
from partners.queries.keyset import whole

NONE = ("", _("not in the file"))
SHOWN = 40  # characters of an example


class ImportsOrder(OrderForm):
    """In which order imports are listed."""

    order = OrderField(orders.IMPORTS)


class UploadForm(Form):
    """One file."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_(
            "CSV (UTF-8 or Windows-1252) or XLSX, at most 5 MB and 10,000 rows. The first row names the columns."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": _("Choose a file.")},
    )

    def clean_file(self) -> tuple[bytes, str]:
        """Return the bytes and the name of the file, unless it is too large to be looked at.

        Raises:
            ValidationError: too large.
        """
        sent: UploadedFile[Any] = self.cleaned_data["file"]
        if sent.size is None or sent.size > limits.MOST_BYTES:
            refusal: Invalid = reading.refused("too_large")
            raise forms.ValidationError(str(refusal.message), code=refusal.code)
        return sent.read(), str(sent.name or "")


class ColumnsForm(Form):
    """Which column of the file fills what is known of a person."""

    without_organization = forms.BooleanField(
        label=_("Import people whose organization is not in the directory, without an organization"), required=False
    )

    def __init__(self, held: PeopleImport, examples: list[ImportRow], data: Any = None) -> None:
        initial = {**held.columns, "without_organization": held.without_organization}
        super().__init__(data, initial=initial)
        choices = [NONE, *((str(at), _named(at, name, examples)) for at, name in enumerate(held.headings) if name)]
        for target in TARGETS:
            self.fields[target.key] = forms.ChoiceField(label=target.label, required=False, choices=choices)
        self.order_fields([*BY_KEY, "without_organization"])

    def columns(self) -> dict[str, int]:
        """Return the chosen column of each thing that has one."""
        return {key: int(self.cleaned_data[key]) for key in BY_KEY if self.cleaned_data.get(key)}


def _named(at: int, heading: str, examples: list[ImportRow]) -> str:
    """Return the words of one column: its letter, its name and the first thing that stands in it."""
    found = next((row.cells[at] for row in examples if at < len(row.cells) and row.cells[at].strip()), "")
    found = " ".join(found.split())
    shown = f" ({found[:SHOWN]}{'…' if len(found) > SHOWN else ''})" if found else ""
    return f"{letter(at)} – {heading}{shown}"


def choices_of(data: Mapping[str, Any]) -> dict[int, tuple[Choice, UUID | None]]:
    """Read the decisions about likely duplicates: `row-12=skip`, `row-12=create`, `row-12=merge:<public id>`.

    Raises:
        Invalid: one of them cannot be read.
    """
    found: dict[int, tuple[Choice, UUID | None]] = {}
    for name in data:
        if not name.startswith("row-"):
            continue
        word, _colon, person = str(data[name]).partition(":")
        try:
            found[whole(name[4:])] = (Choice(word), UUID(person) if person else None)
        except ValueError:
            raise Invalid(_("This decision cannot be read. Choose one of the answers shown."), code="choice") from None
    return found
