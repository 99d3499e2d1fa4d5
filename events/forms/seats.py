"""A group of seats inside another."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.enums import PoolKind
from events.models import CapacityPool, Event
from events.queries import groups
from kernel.forms import Form


class PoolForm(Form):
    """An allotment keeps seats for a group; a ceiling lets a group have no more."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in PoolKind if kind != PoolKind.ROOT]
    )
    parent = forms.ModelChoiceField(label=_("Inside"), queryset=CapacityPool.objects.none(), empty_label=None)
    group = forms.ChoiceField(label=_("Which group"))
    cap = forms.IntegerField(label=_("Seats at most"), min_value=0, max_value=100_000)
    guaranteed = forms.IntegerField(
        label=_("Of these, kept for the group until given back"), min_value=0, max_value=100_000, initial=0
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("Choose a group")), *groups.choices()]  # type: ignore[attr-defined]
        inside = event.pools.exclude(kind=PoolKind.CEILING).order_by("pk")
        self.fields["parent"].queryset = inside  # type: ignore[attr-defined]
        names = groups.names_of(inside)
        self.fields["parent"].label_from_instance = (  # type: ignore[attr-defined]
            lambda pool: str(pool.get_kind_display()) + (f": {names[pool.pk]}" if names[pool.pk] else "")
        )

    def clean(self) -> dict[str, Any]:
        """Give the group as dimension and key."""
        given = super().clean() or {}
        given["dimension"], _separator, given["value"] = given.pop("group", "").partition(groups.SEPARATOR)
        return given
