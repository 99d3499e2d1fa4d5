"""Filters and forms of the directory for staff. They parse one request; rules are the domain's."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.bilingual import Language, PreferredLanguage, text
from kernel.errors import Invalid
from kernel.fields import ClockField, DateField
from kernel.forms import Form, OnceForm, SeenForm
from kernel.orders import OrderField
from kernel.searching import SearchForm
from partners import contacts
from partners.enums import (
    ConsentMethod,
    ContactKind,
    OrganizationKind,
    Purpose,
)
from partners.models import Jurisdiction, Sector
from partners.queries import directory, orders

ANY = [("", _("all"))]
ON_BEHALF = (ConsentMethod.PHONE, ConsentMethod.PAPER, ConsentMethod.IN_PERSON, ConsentMethod.REPLY)
EXPRESS = (Purpose.INVITATION, Purpose.RESULTS, Purpose.NEWS)


def choices_of_rows(rows: Iterable[Any]) -> list[tuple[int, str]]:
    """Return rows as the choices of a field, by key and name."""
    return [(row.pk, text(row, "name")) for row in rows]


def sectors() -> list[Sector]:
    """Return the sectors a directory row may have; people with lived experience are never rows."""
    return list(Sector.objects.filter(directory_never=False))


class RowField(forms.TypedChoiceField):
    """A choice among rows by key; cleaned to the row itself, or nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.rows: dict[int, Any] = {}
        super().__init__(*args, empty_value=None, coerce=lambda value: self.rows.get(int(value)), **kwargs)

    def offer(self, rows: Iterable[Any], empty: Any = "") -> None:
        """Offer these rows, after one empty choice."""
        self.rows = {row.pk: row for row in rows}
        self.choices = [("", empty), *choices_of_rows(self.rows.values())]


class PeopleFilterForm(SearchForm):
    """What the list of people is narrowed to."""

    purpose = "partners.people"
    q = forms.CharField(label=_("Name or organization"), required=False, max_length=200)
    sector = forms.TypedChoiceField(label=_("Sector"), required=False, coerce=int, empty_value=None)
    region = forms.TypedChoiceField(label=_("Region"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind of organization"), required=False, choices=[*ANY, *OrganizationKind.choices])
    reach = forms.ChoiceField(
        label=_("Reach"),
        required=False,
        choices=[
            *ANY,
            ("no_address", _("without e-mail address")),
            ("bounced", _("mail came back")),
            ("stopped", _("stopped invitations")),
        ],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("active", _("active ones")), ("inactive", _("inactive ones")), ("all", _("all"))],
    )
    order = OrderField(orders.PEOPLE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sector", sectors())
        offer(self, "region", Jurisdiction.objects.all())


class OrganizationsFilterForm(SearchForm):
    """What the list of organizations is narrowed to; somebody may well look for a person here."""

    purpose = "partners.organizations"
    q = forms.CharField(
        label=_("Name"), required=False, max_length=200, help_text=_("Old and new names, in either language")
    )
    sector = forms.TypedChoiceField(label=_("Sector"), required=False, coerce=int, empty_value=None)
    region = forms.TypedChoiceField(label=_("Region"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*ANY, *OrganizationKind.choices])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("active", _("active ones")), ("inactive", _("inactive ones")), ("all", _("all"))],
    )
    order = OrderField(orders.ORGANIZATIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sector", sectors())
        offer(self, "region", Jurisdiction.objects.all())


def offer(form: forms.Form, name: str, rows: Iterable[Any]) -> None:
    """Fill the choices of a filter with rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [*ANY, *choices_of_rows(rows)]


class OrganizationField(forms.CharField):
    """The name of an organization, typed or taken from suggestions; cleaned to the organization."""

    widget = forms.TextInput(attrs={"list": "organization-names", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """Return the one active organization of that name, or nothing when the field is empty."""
        name = super().clean(value)
        if not name:
            return None
        found = directory.organization_by_name(name)
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_("Several organizations have this name. Use the full name."), code="ambiguous")
        raise ValidationError(
            _("No organization has this name. Choose one of the suggestions, or add the organization first."),
            code="unknown",
        )


class PersonForm(Form):
    """Who somebody is. There is no field for a birth date, gender or number, on purpose."""

    display_name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As the person writes it, in any script")
    )
    preferred_language = forms.ChoiceField(
        label=_("Preferred official language"),
        choices=PreferredLanguage.choices,
        initial=PreferredLanguage.BOTH,
        help_text=_("When it is not known, choose both languages."),
    )
    other_language = forms.CharField(label=_("Other language"), required=False, max_length=60)
    pronouns = forms.CharField(
        label=_("Pronouns"), required=False, max_length=40, help_text=_("Only when the person has given them")
    )
    jurisdiction = RowField(label=_("Region"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["jurisdiction"]
        assert isinstance(field, RowField)
        field.offer(Jurisdiction.objects.all(), _("that of the organization"))


class EditPersonForm(SeenForm, PersonForm):
    """The same, with the clock the person lives by and whether they are still active."""

    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("The hours at which the person may be written to are read on this clock."),
    )
    is_active = forms.BooleanField(
        label=_("Active"), required=False, help_text=_("Nobody writes to a person who is not active.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["zone"]
        assert isinstance(field, forms.ChoiceField)
        kept = str(self.initial.get("zone") or "")
        field.choices = [("", _("that of the region")), *directory.zones(kept)]


class AddPersonForm(OnceForm, PersonForm):
    """A new person with the address, number and organization that are known."""

    email = forms.CharField(label=_("E-mail address"), required=False, max_length=254)
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=40, help_text=_("With the area code; an extension may follow")
    )
    organization = OrganizationField(label=_("Organization"), required=False, max_length=300)
    role = forms.CharField(label=_("Role in the organization"), required=False, max_length=200)
    another = forms.BooleanField(
        label=_("This is another person"),
        required=False,
        help_text=_("Tick this only when you are told that somebody like this is in the directory already."),
    )

    def clean_email(self) -> str:
        return _normalized(ContactKind.EMAIL, self.cleaned_data["email"])

    def clean_phone(self) -> str:
        return _normalized(ContactKind.PHONE, self.cleaned_data["phone"])


def _normalized(kind: str, typed: str) -> str:
    if not typed:
        return ""
    try:
        return contacts.normalize(kind, typed)
    except Invalid as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from refusal


class AffiliationForm(OnceForm):
    """A part in an organization, from a day to a day; an unknown day stays empty."""

    organization = OrganizationField(label=_("Organization"), max_length=300)
    role = forms.CharField(label=_("Role"), required=False, max_length=200)
    started_on = DateField(label=pgettext_lazy("from a day", "From"), required=False)
    ended_on = DateField(label=_("To (last day)"), required=False)
    is_primary = forms.BooleanField(label=_("Main affiliation"), required=False, initial=True)


class EditAffiliationForm(SeenForm):
    """Role, days and rank of an affiliation; the organization stays, because history is about it."""

    role = forms.CharField(label=_("Role"), required=False, max_length=200)
    started_on = DateField(label=pgettext_lazy("from a day", "From"), required=False)
    ended_on = DateField(label=_("To (last day)"), required=False)
    is_primary = forms.BooleanField(label=_("Main affiliation"), required=False)


class ContactForm(OnceForm):
    """One address or number."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices)
    value = forms.CharField(label=_("Address or number"), max_length=254)
    preferred = forms.BooleanField(label=_("Write here first"), required=False)


class RoleContactForm(ContactForm):
    """An address of a role in an organization, such as its office, with the name of the role in both languages."""

    label_en = forms.CharField(label=_("Role in English"), max_length=100)
    label_fr = forms.CharField(label=_("Role in French"), max_length=100)


DAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)


class ContactRuleForm(SeenForm):
    """How and when a person wants to be reached; the hours are those of the person's own clock."""

    email_allowed = forms.BooleanField(label=_("By e-mail"), required=False, initial=True)
    phone_allowed = forms.BooleanField(label=_("By telephone"), required=False, initial=True)
    voicemail_allowed = forms.BooleanField(label=_("A voice message may be left"), required=False)
    relay = OrganizationField(
        label=_("Only through this partner"),
        required=False,
        max_length=300,
        help_text=_("Nothing is sent to the person then; the partner passes it on."),
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Days"),
        required=False,
        coerce=int,
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: working days, 9 am to 5 pm"),
    )
    begins = ClockField(label=pgettext_lazy("from an hour", "From"), required=False)
    ends = ClockField(label=_("Until"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for hours when days are chosen, and the other way round."""
        cleaned = super().clean() or self.cleaned_data
        chosen = [bool(cleaned.get("days")), cleaned.get("begins") is not None, cleaned.get("ends") is not None]
        if any(chosen) and not all(chosen):
            raise ValidationError(_("Give the days and the hours, or neither."), code="hours_incomplete")
        return cleaned

    def hours(self) -> list[tuple[int, int, int]]:
        """Return the windows as the domain takes them."""
        if not self.cleaned_data.get("days"):
            return []
        first, last = self.cleaned_data["begins"], self.cleaned_data["ends"]
        until = last.hour * 60 + last.minute or 24 * 60
        return [(day, first.hour * 60 + first.minute, until) for day in self.cleaned_data["days"]]


class ConsentForm(Form):
    """A yes that the person gave by telephone, on paper or in person (PA-18)."""

    purpose = forms.ChoiceField(label=_("What for"), choices=[(p.value, p.label) for p in EXPRESS])
    method = forms.ChoiceField(label=_("How the person said so"), choices=[(m.value, m.label) for m in ON_BEHALF])
    language = forms.ChoiceField(label=_("In which language"), choices=Language.choices)
    acted_on = DateField(label=_("On which day"))


class StopForm(Form):
    """A no that the person gave to staff; it counts at once."""

    purpose = forms.ChoiceField(label=_("What should stop"), choices=[(p.value, p.label) for p in EXPRESS])
    method = forms.ChoiceField(label=_("How the person said so"), choices=[(m.value, m.label) for m in ON_BEHALF])
    language = forms.ChoiceField(label=_("In which language"), choices=Language.choices)
