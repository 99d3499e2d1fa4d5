"""What a person sets for themselves: language, keys to the API."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain import saved_views, tokens
from accounts.models import User
from accounts.scopes import LABELS
from kernel.bilingual import Language
from kernel.forms import Form

LIVES = [(30, _("30 days")), (90, _("90 days")), (365, _("one year"))]


class LanguageForm(Form):
    """The language we write in."""

    language = forms.ChoiceField(label=_("Language of our messages to you"), choices=Language.choices)


class KeyForm(Form):
    """A new key: what it is called, what it is for, how long it lives."""

    name = forms.CharField(
        label=_("Name of the key"), max_length=80, help_text=_("What will use it, such as “registration desk export”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the key may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one use.")},
    )
    days = forms.TypedChoiceField(label=_("How long it works"), coerce=int, choices=LIVES, initial=90)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes: Any = self.fields["scopes"]
        scopes.choices = [(scope, LABELS[scope]) for scope in tokens.allowed_scopes(user)]


class SaveViewForm(Form):
    """What the list shown now is to be called."""

    view_name = forms.CharField(
        label=_("Name of the view"),
        max_length=saved_views.LONGEST_NAME,
        help_text=_("Only you see it. Do not put anybody’s name into it."),
    )
