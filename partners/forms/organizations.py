"""Forms about one organization and its names. They parse one request; rules are the domain's."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.bilingual import Language
from kernel.fields import DateField
from kernel.forms import Form, OnceForm, SeenForm
from partners.enums import Distinction, LanguageCapacity, NameKind, OrganizationKind, OrganizationStatus
from partners.forms.directory import RowField, choices_of_rows, sectors
from partners.models import Jurisdiction


class OrganizationForm(Form):
    """What is not a name of an organization."""

    kind = forms.ChoiceField(label=_("Kind"), choices=OrganizationKind.choices)
    jurisdiction = RowField(label=_("Region"), required=False)
    sectors = forms.TypedMultipleChoiceField(
        label=_("Sectors"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    language_capacity = forms.ChoiceField(
        label=_("Works in"), choices=LanguageCapacity.choices, initial=LanguageCapacity.UNKNOWN
    )
    status = forms.ChoiceField(label=_("State"), choices=OrganizationStatus.choices)
    distinction = forms.ChoiceField(
        label=_("For an Indigenous governing body"),
        required=False,
        choices=[("", _("does not apply")), *Distinction.choices],
    )
    verification_due_on = DateField(label=_("Check again on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region, rows = self.fields["jurisdiction"], self.fields["sectors"]
        assert isinstance(region, RowField)
        assert isinstance(rows, forms.MultipleChoiceField)
        region.offer(Jurisdiction.objects.all(), _("none or several"))
        self.offered = {sector.pk: sector for sector in sectors()}
        rows.choices = choices_of_rows(self.offered.values())

    def fields_for_domain(self) -> dict[str, Any]:
        """Return the cleaned values with sectors as rows."""
        values = dict(self.cleaned_data)
        values["sectors"] = [self.offered[key] for key in values["sectors"]]
        return values


class EditOrganizationForm(SeenForm, OrganizationForm):
    """The same for one that is known; what the reviewed source says of it is shown and not changed."""

    field_order = ("kind", "distinction")

    def __init__(self, *args: Any, locked: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lock(self, locked, _("From the reviewed source; only a new source changes it."))

    def fields_for_domain(self) -> dict[str, Any]:
        """Return the cleaned values without those that are locked."""
        return {name: value for name, value in super().fields_for_domain().items() if not self.fields[name].disabled}


def lock(form: forms.Form, names: Iterable[str], why: Any) -> None:
    """Show fields as they are, not to be changed, with the reason."""
    for name in set(names) & set(form.fields):
        form.fields[name].disabled, form.fields[name].help_text = True, why


class AddOrganizationForm(OnceForm, OrganizationForm):
    """A new organization under its name in both languages."""

    name_en = forms.CharField(label=_("Name in English"), max_length=300)
    name_fr = forms.CharField(label=_("Name in French"), max_length=300)
    short_en = forms.CharField(label=_("Short name in English"), required=False, max_length=40)
    short_fr = forms.CharField(label=_("Short name in French"), required=False, max_length=40)
    another = forms.BooleanField(
        label=_("This is another organization"),
        required=False,
        help_text=_("Tick this only when you are told that an organization of this name is in the directory already."),
    )
    field_order = ("name_en", "name_fr", "short_en", "short_fr", "kind", "distinction", "jurisdiction", "sectors")


class RenameForm(Form):
    """A new name in both languages, from a day on."""

    name_en = forms.CharField(label=_("New name in English"), max_length=300)
    name_fr = forms.CharField(label=_("New name in French"), max_length=300)
    on = DateField(
        label=pgettext_lazy("from a day", "From"),
        help_text=_("The old name holds until the day before, and can still be searched for."),
    )


class DatedNameForm(Form):
    """A name with the days on which it held."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in NameKind if kind != NameKind.LISTED]
    )
    text = forms.CharField(label=_("Name"), max_length=300)
    valid_from = DateField(label=pgettext_lazy("from a day", "From"), required=False)
    valid_to = DateField(label=_("To (last day)"), required=False)


class NameForm(DatedNameForm):
    """One further name in one language."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    field_order = ("kind", "language")


class EditNameForm(SeenForm, DatedNameForm):
    """A correction of one name; the wording of the reference file is shown and not changed."""

    def __init__(self, *args: Any, locked: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in locked:
            self.fields["kind"].choices = NameKind.choices  # type: ignore[attr-defined]
        lock(self, locked, _("From the reference file; only the days can be corrected here."))

    def fields_for_domain(self) -> dict[str, Any]:
        """Return the cleaned values without those that are locked."""
        return {name: value for name, value in self.cleaned_data.items() if not self.fields[name].disabled}
