"""Forms about the people who sign in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.queries import PEOPLE
from accounts.roles import ROLES, SEPARATED
from kernel.bilingual import Language
from kernel.forms import Form, OnceForm, SeenForm
from kernel.orders import OrderField
from kernel.searching import SearchForm


def _role_choices() -> list[tuple[str, Any]]:
    return [(role.key, role.name) for role in ROLES.values()]


class PeopleFilter(SearchForm):
    """What the list shows."""

    purpose = "accounts.people"
    q = forms.CharField(label=_("Name or address"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Role"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            ("active", _("active")),
            ("waiting", _("waiting for a second person")),
            ("bare", _("without second factor")),
            ("closed", _("closed")),
        ],
    )
    order = OrderField(PEOPLE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = [("", _("all")), *_role_choices()]


class AddPersonForm(OnceForm):
    """A new account."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The person signs in with codes sent to this address.")
    )
    language = forms.ChoiceField(label=_("Language of our messages"), choices=Language.choices, initial=Language.EN)
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles: Any = self.fields["roles"]
        roles.choices = [(key, _with_note(key, name)) for key, name in _role_choices()]


class ChangePersonForm(SeenForm):
    """A person's name, and the address with which they sign in."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_(
            "A new address ends every session of the person; a message goes to the old address and to the new one."
        ),
    )


def _with_note(key: str, name: Any) -> Any:
    return _("%(role)s (needs a second administrator)") % {"role": name} if key in SEPARATED else name


class RoleForm(Form):
    """One more role for a person."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, held: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = [(key, _with_note(key, name)) for key, name in _role_choices() if key not in held]
