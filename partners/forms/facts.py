"""What the institutions page is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.fields import DateField
from kernel.forms import Form


class NamesForm(Form):
    """A name, old or new, and the day whose names are shown."""

    q = forms.CharField(
        label=_("Find an institution"),
        required=False,
        max_length=200,
        help_text=_("Old and new names, in either language"),
    )
    on = DateField(label=_("Names as of"), required=False)
