"""The filters above lists of commitments: a GET form, so that a view has an address."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import text
from kernel.orders import OrderField, OrderForm
from kernel.searching import filters_of
from partners.commitment_states import Label
from partners.queries import orders
from partners.queries.commitments import Choice, Wanted

Choices = Mapping[str, Sequence[Choice]]


class FilterForm(OrderForm):
    """Narrow the public list; what is not offered is refused in words and narrows nothing."""

    pillar = forms.ChoiceField(label=_("Pillar"), required=False)
    jurisdiction = forms.ChoiceField(label=_("Province or territory"), required=False)
    party = forms.ChoiceField(label=_("Party"), required=False)
    label = forms.ChoiceField(label=_("State"), required=False)
    sdg = forms.ChoiceField(label=_("Sustainable Development Goal"), required=False)
    order = OrderField(orders.COMMITMENTS)

    def __init__(self, data: Any, choices: Choices) -> None:
        super().__init__(data)
        everything = [("", _("All"))]
        self._set("pillar", [*everything, *_grouped(choices["pillar"])])
        self._set("jurisdiction", [*everything, *_flat(choices["jurisdiction"])])
        self._set("party", [*everything, *sorted(_parties(choices["party"]), key=lambda one: one[1])])
        self._set("label", [*everything, *Label.choices])
        self._set("sdg", [*everything, *_flat(choices["sdg"])])

    def _set(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def wanted(self) -> Wanted:
        """Return what to narrow to: the fields that were understood."""
        self.is_valid()
        clean = self.cleaned_data
        party = clean.get("party")
        return Wanted(
            pillar=clean.get("pillar", ""),
            jurisdiction=clean.get("jurisdiction", ""),
            party=UUID(party) if party else None,
            label=clean.get("label", ""),
            sdg=clean.get("sdg", ""),
            words=clean.get("words", ""),
        )

    @property
    def lasting_query(self) -> str:
        """The filters that were understood and the order without the words, as they stand in an address."""
        return urlencode([pair for pair in filters_of(self) if pair[0] != "words"])


class BoardFilterForm(FilterForm):
    """The filters of the staff board: the same, and words of the title."""

    words = forms.CharField(label=_("Words or reference"), required=False, max_length=100)
    order = OrderField(orders.BOARD)
    field_order = ("words", "label", "party", "pillar", "jurisdiction", "sdg", "order")


def _flat(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(choice.value, text(choice, "name")) for choice in choices]


def _parties(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(str(UUID(choice.value)), text(choice, "name")) for choice in choices]


def _grouped(choices: Sequence[Choice]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the pillars under the framework each belongs to: two frameworks may have one of the same name."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for choice in choices:
        groups.setdefault(text(choice, "group"), []).append((choice.value, text(choice, "name")))
    return list(groups.items())
