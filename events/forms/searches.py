"""Searches by name: the roster, the door, and the search in the head of every staff page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.enums import RegistrationState
from events.queries import orders
from events.queries.rosters import CAME, MISSED, Coverage
from kernel.bilingual import current
from kernel.folding import fold
from kernel.orders import OrderField, OrderForm
from kernel.searching import SearchForm


class RosterFilter(SearchForm):
    """What part of a roster is listed."""

    purpose = "events.people"
    q = forms.CharField(label=_("Name or organization"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("with a seat")), *RegistrationState.choices]
    )
    sector = forms.SlugField(label=_("Sector"), required=False, max_length=60, widget=forms.Select)
    jurisdiction = forms.SlugField(label=_("Region"), required=False, max_length=10, widget=forms.Select)
    came = forms.ChoiceField(
        label=_("At the door"),
        required=False,
        choices=[
            ("", _("all")),
            (CAME, pgettext_lazy("people", "came")),
            (MISSED, pgettext_lazy("people", "did not come")),
        ],
    )
    order = OrderField(orders.ROSTER)

    def offer(self, grid: Coverage, *, door: bool) -> None:
        """Offer the sectors and regions from which people come.

        Args:
            door: the door has been open, so that it can be asked who came.
        """
        if not door:
            del self.fields["came"]
        offered = {
            field: [(key, name_fr if current() == "fr" else name_en) for key, name_en, name_fr in rows]
            for field, rows in (("sector", grid.sectors), ("jurisdiction", grid.regions))
        }
        for field, pairs in offered.items():
            widget: Any = self.fields[field].widget
            every = pgettext_lazy("regions", "all") if field == "jurisdiction" else _("all")
            widget.choices = [("", every), *((key, words) for key, words in pairs if key)]

    @property
    def filters(self) -> dict[str, str]:
        """What `rosters.roster` takes."""
        asked = self.wanted
        named = {name: asked.get(name, "") for name in ("state", "sector", "jurisdiction", "came")}
        return {**named, "text": asked.get("q", "")}


class NeedsFilter(OrderForm):
    """Which needs of an event are listed, and in which order."""

    order = OrderField(orders.NEEDS)
    open = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), ("1", _("Only those still open"))]
    )
    field_order = ("open", "order")

    @property
    def open_only(self) -> bool:
        """Whether what is arranged is left out."""
        return self.is_valid() and self.cleaned_data["open"] == "1"


class EventsOrder(OrderForm):
    """In which order events are listed."""

    order = OrderField(orders.EVENTS)


class VenuesOrder(OrderForm):
    """In which order venues are listed."""

    order = OrderField(orders.VENUES)


class DoorSearch(SearchForm):
    """Who stands before the door."""

    purpose = "events.door"
    q = forms.CharField(label=_("Name or organization"), required=False, max_length=100)


class ReplierSearch(SearchForm):
    """Who is on the telephone."""

    purpose = "events.replies"
    q = forms.CharField(
        label=_("Name or organization"),
        max_length=100,
        error_messages={"required": _("Type at least two letters.")},
    )


class EverythingSearch(SearchForm):
    """The words of the search in the head."""

    purpose = "events.search"
    q = forms.CharField(
        label=_("Name or title"),
        min_length=2,
        max_length=100,
        error_messages={
            "required": _("Type at least two letters."),
            "min_length": _("Type at least two letters."),
        },
    )

    def clean_q(self) -> str:
        """Return the words, unless nothing is left of them once accents and spaces are gone.

        Raises:
            ValidationError: fewer than two letters are left.
        """
        words: str = self.cleaned_data["q"]
        if len(fold(words)) < 2:
            raise forms.ValidationError(_("Type at least two letters."), code="min_length")
        return words
