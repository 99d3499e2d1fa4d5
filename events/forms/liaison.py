"""What a liaison types: how many codes for which partner, and which items of the safety plan are settled."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import by_words, current
from kernel.forms import Form, SeenForm
from partners.domain import vouching
from partners.models import Organization
from safety.domain.codes import LARGEST_POOL
from safety.enums import PlanItem


class CodesForm(Form):
    """Codes are counted out to one partner that vouches."""

    partner = forms.ModelChoiceField(label=_("Partner that vouches"), queryset=Organization.objects.none())
    size = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=LARGEST_POOL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        field.queryset = vouching.organizations().order_by(by_words())  # type: ignore[attr-defined]
        field.label_from_instance = lambda partner: getattr(partner, f"name_{current()}")  # type: ignore[attr-defined]


class PlanForm(SeenForm):
    """The safety plan; every item must be settled before a code is made."""

    items = forms.MultipleChoiceField(
        label=_("Settled"), choices=PlanItem.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class BowlForm(Form):
    """Codes for the bowl of a session; each allows one text and belongs to nobody."""

    size = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=LARGEST_POOL)


class ArrivalForm(Form):
    """The eight symbols somebody says at the door."""

    handle = forms.CharField(
        label=_("Eight letters and numbers"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
