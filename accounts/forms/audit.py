"""What the trail shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import trail
from kernel.forms import Form


class TrailFilter(Form):
    """Narrow the trail: by act, actor, object, days."""

    verb = forms.ChoiceField(label=_("What happened"), required=False)
    who = forms.UUIDField(label=_("Who (identifier)"), required=False)
    about = forms.CharField(label=_("About (identifier)"), required=False, max_length=60)
    since = forms.DateField(label=_("From (YYYY-MM-DD)"), required=False, input_formats=["%Y-%m-%d"])
    until = forms.DateField(label=_("To (YYYY-MM-DD)"), required=False, input_formats=["%Y-%m-%d"])
    before = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verb: Any = self.fields["verb"]
        verb.choices = [("", _("everything")), *sorted(trail.known(), key=lambda pair: str(pair[1]).casefold())]
