"""What should stop."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel import bilingual
from kernel.forms import Form
from messaging.unsubscribing import Subscription
from partners.domain.stopping import Choice


class StopForm(Form):
    """Three named choices; none is chosen beforehand."""

    choice = forms.ChoiceField(label=_("What should stop?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, subscription: Subscription, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = {
            Choice.THIS_PURPOSE: _("Only this: %(what)s") % {"what": bilingual.text(subscription, "what")},
            Choice.THIS_ADDRESS: _(
                "Every message to the address this one came to; other addresses of yours stay as they are"
            ),
            Choice.EVERYTHING: _(
                "Everything, to every address of yours, including messages about your own registrations"
            ),
        }
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(self.words.items())

    def words_of(self, choice: str) -> Any:
        """Return the words of a choice, or nothing for an unknown one."""
        return self.words.get(choice, "")
