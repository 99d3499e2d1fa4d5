"""A question of the registration form. Rules stand in `domain.questions`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.domain.questions import COLUMNS, LONGEST_QUESTION, Wording, seen_of
from events.enums import ANSWER_READERS, QuestionKind
from events.models import FormQuestion
from kernel.forms import Form, OnceForm, SeenForm


def _choices(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )


class QuestionForm(Form):
    """The words in both languages, how it is answered, and who reads the answers."""

    text_en = forms.CharField(label=_("Question in English"), max_length=LONGEST_QUESTION)
    text_fr = forms.CharField(label=_("Question in French"), max_length=LONGEST_QUESTION)
    kind = forms.ChoiceField(
        label=_("How it is answered"), choices=QuestionKind, widget=forms.RadioSelect, initial=QuestionKind.TEXT
    )
    choices_en = _choices(_("Choices in English, one a line"), _("For “one of a list” only."))
    choices_fr = _choices(_("Choices in French, one a line"), _("As many, in the same order."))
    required = forms.BooleanField(label=_("Nobody can register without answering"), required=False)
    audience = forms.MultipleChoiceField(
        label=_("Who reads the answers"),
        help_text=_("People are told so beside the question."),
        choices=[(part.value, part.label) for part in ANSWER_READERS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say who reads the answers.")},
    )

    @staticmethod
    def initial_of(question: FormQuestion) -> dict[str, Any]:
        """Return what the form shows for a question."""
        said = {name: getattr(question, name) for name in COLUMNS}
        lines = {name: "\n".join(said[name]) for name in ("choices_en", "choices_fr")}
        return said | lines | {"seen": seen_of(question)}

    def wording(self) -> Wording:
        """Return what was typed, as the domain takes it."""
        return Wording(**{name: self.cleaned_data[name] for name in COLUMNS})

    def clean_choices_en(self) -> list[str]:
        """Return the lines that hold something."""
        return self._lines("choices_en")

    def clean_choices_fr(self) -> list[str]:
        """Return the lines that hold something."""
        return self._lines("choices_fr")

    def _lines(self, name: str) -> list[str]:
        return [line.strip() for line in str(self.cleaned_data[name]).splitlines() if line.strip()]


class NewQuestionForm(OnceForm, QuestionForm):
    """A question that is asked once, however often the form arrives."""


class EditQuestionForm(SeenForm, QuestionForm):
    """A question as it was shown to one of the team."""
