"""Giving somebody a part in an event."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.queries.teams import Part
from kernel.forms import Form


class PartForm(Form):
    """One of the accounts that can have a part; which part stands in the hidden field."""

    role = forms.CharField(max_length=12, widget=forms.HiddenInput)
    user = forms.ModelChoiceField(
        label=_("Add somebody"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        error_messages={
            "required": _("Choose somebody from the list."),
            "invalid_choice": _("Choose somebody from the list."),
        },
    )

    def __init__(self, data: Any = None, *, part: Part, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{part.key}_%s", initial={"role": part.key}, **kwargs)
        user: Any = self.fields["user"]
        user.queryset = User.objects.filter(is_active=True)
        people = [(candidate.public_id, candidate.name) for candidate in part.candidates]
        user.choices = [("", _("Choose somebody")), *people]
