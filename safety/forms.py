"""What a participant types. Nothing is required that tells who they are; browsers are asked to remember nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms import Form, OnceForm, SeenForm
from safety.enums import Layer, Use

QUIET = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(Form):
    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Twelve letters and numbers on your card. Spaces and dashes do not matter."),
        max_length=60,
        error_messages={"required": _("Type the code from your card, or leave this page.")},
        widget=forms.TextInput(attrs=QUIET),
    )


class PhraseForm(Form):
    phrase = forms.CharField(
        label=_("Your eight words"),
        help_text=_("In the order in which you were given them. Accents and capital letters do not matter."),
        max_length=300,
        error_messages={"required": _("Type your eight words, or leave this page.")},
        widget=forms.TextInput(attrs=QUIET),
    )


class AgreeForm(OnceForm):
    """Consents of the handle, all empty at first. Sent twice it seats once and shows the same eight words."""

    take_part = forms.BooleanField(label=Layer.TAKE_PART.label, required=False)
    results = forms.BooleanField(label=Layer.RESULTS.label, required=False)
    later = forms.BooleanField(label=Layer.LATER.label, required=False)
    comes_back = forms.BooleanField(
        label=_("give me eight words, so that I can come back to this page"),
        help_text=_("Without them you can still come to the meeting. A new code brings you back."),
        required=False,
    )

    def layers(self) -> dict[str, bool]:
        """Return the consents by layer."""
        return {str(layer): bool(self.cleaned_data.get(layer)) for layer in Layer}


class AgreedForm(SeenForm):
    """Consents beside taking part itself, as they stand; a tick taken out withdraws."""

    results = forms.BooleanField(label=Layer.RESULTS.label, required=False)
    later = forms.BooleanField(label=Layer.LATER.label, required=False)


class NeedsForm(SeenForm):
    """Needs from a closed list; anything else goes through the partner."""

    needs = forms.MultipleChoiceField(
        label=_("What would help you?"),
        help_text=_("Choose nothing, one or several. Those who prepare the room see numbers only."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = choices  # type: ignore[attr-defined]


class NewWordsForm(OnceForm):
    """Asks for eight new words; sent twice it shows the same ones."""


class WriteForm(OnceForm):
    """One text under a code from the bowl. Sent twice it is kept once and shows the same eight words."""

    code = forms.CharField(
        label=_("The code from the bowl"),
        max_length=60,
        error_messages={"required": _("Type the code you drew from the bowl.")},
        widget=forms.TextInput(attrs=QUIET),
    )
    text = forms.CharField(
        label=_("What you want to say"),
        help_text=_("Please do not name or accuse anyone here. This is not a place to report a crime."),
        widget=forms.Textarea(attrs={**QUIET, "rows": 10}),
        error_messages={"required": _("Write something, or leave this page. Nothing has been kept.")},
    )
    uses = forms.MultipleChoiceField(
        label=_("What may be done with it?"),
        help_text=_("Choose nothing, one or several. Without a choice it is only read."),
        choices=Use.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    receipt = forms.BooleanField(
        label=_("give me eight words, so that I can take this text back later"), required=False
    )


class TakeBackForm(PhraseForm):
    phrase = forms.CharField(
        label=_("The eight words of your text"),
        max_length=300,
        error_messages={"required": _("Type the eight words you were given with your text.")},
        widget=forms.TextInput(attrs=QUIET),
    )
