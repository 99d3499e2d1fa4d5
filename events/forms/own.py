"""What an invited person corrects and chooses about themselves. Rules are the domain's."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import PreferredLanguage
from kernel.forms import SeenForm
from partners.forms.directory import ContactRuleForm


class DetailsForm(SeenForm):
    """Name, pronouns and languages; organization and addresses are changed by staff, who can ask back."""

    display_name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As you write it, in any script"))
    pronouns = forms.CharField(
        label=_("Pronouns"), required=False, max_length=40, help_text=_("Only if you want us to know them")
    )
    preferred_language = forms.ChoiceField(
        label=_("We write to you in"),
        choices=PreferredLanguage.choices,
        help_text=_("It holds for new messages. What belongs to an invitation that was sent keeps its language."),
    )
    other_language = forms.CharField(label=_("Other language that you speak"), required=False, max_length=60)


class ReachForm(ContactRuleForm):
    """How and when one wants to be reached; a partner who relays is agreed with staff."""

    relay = None  # type: ignore[assignment]  # Django's way to leave a field out
