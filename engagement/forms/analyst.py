"""What analysts, approvers and coordinators type: themes, findings, recommendations, replies, origins, notes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.domain.answering import Reply
from engagement.domain.findings import Wording
from engagement.enums import NoteKind, OriginRelation, Outcome, Stance, Support
from engagement.forms.organizer import MARKDOWN, Paired, Settled, area, line
from engagement.models import Code, Consultation, Finding, QuestionVersion
from kernel.bilingual import text
from kernel.forms import Form, OnceForm
from partners.models import Commitment


class Labelled(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A theme under its name in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return text(obj, "label")


class ThemeForm(Settled):
    """One theme of a codebook."""

    label_en = line(_("Name in English"), 120, required=True)
    label_fr = line(_("Name in French"), 120, required=True)
    definition_en = area(_("Definition in English"), 1000, 3)
    definition_fr = area(_("Definition in French"), 1000, 3)
    bears_stance = forms.BooleanField(label=_("Passages can be for or against"), required=False, initial=True)
    field_order = ("label_en", "label_fr", "definition_en", "definition_fr", "bears_stance", "settled")


class AssignForm(Form):
    """Sentences of a text, the theme they go to, and how they stand to it."""

    units = forms.TypedMultipleChoiceField(coerce=int, choices=(), required=False)
    theme = Labelled(label=_("Theme"), queryset=Code.objects.none(), widget=forms.RadioSelect, empty_label=None)
    stance = forms.ChoiceField(label=_("Stance"), choices=Stance, widget=forms.RadioSelect, initial=Stance.RAISES)

    def __init__(self, numbers: list[int], themes: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]


class FindingForm(Settled):
    """What a finding says, and its limits."""

    statement_en = area(
        _("Statement in English"), 2000, 3, help_text=_("Without a word of quantity: that one is computed.")
    )
    statement_fr = area(_("Statement in French"), 2000, 3)
    limits_en = area(_("Limits in English"), 2000, 3, help_text=_("What must be known to read it rightly."))
    limits_fr = area(_("Limits in French"), 2000, 3)
    is_minority = forms.BooleanField(label=_("Show it under “Where views differed”"), required=False)
    field_order = (
        "theme",
        "stance",
        "statement_en",
        "statement_fr",
        "limits_en",
        "limits_fr",
        "is_minority",
        "settled",
    )

    def wording(self) -> Wording:
        """Return the cleaned form as the domain reads it."""
        names = ("statement_en", "statement_fr", "limits_en", "limits_fr", "is_minority")
        return Wording(**{name: self.cleaned_data[name] for name in names})


class NewFindingForm(OnceForm, FindingForm):
    """A finding on one theme with one stance."""

    theme = Labelled(label=_("Theme"), queryset=Code.objects.none())
    stance = forms.ChoiceField(label=_("Stance"), choices=Stance)

    def __init__(self, themes: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]


class Numbered(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Findings under their number and statement."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} – {text(obj, 'statement')[:120]}"


class RecommendationForm(Settled):
    """What is recommended, and the findings it follows from."""

    statement_en = area(_("Recommendation in English"), 2000, 3)
    statement_fr = area(_("Recommendation in French"), 2000, 3)
    findings = Numbered(
        label=_("Follows from these findings"), queryset=Finding.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("statement_en", "statement_fr", "findings", "settled")

    def __init__(self, consultation: Consultation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].queryset = consultation.findings.order_by("number")  # type: ignore[attr-defined]


class NewRecommendationForm(OnceForm, RecommendationForm):
    """A recommendation that is made once, however often the form arrives."""


class ReplyForm(Settled):
    """What the government answers, why, and which office says so."""

    outcome = forms.ChoiceField(label=_("Reply"), choices=Outcome)
    reason_en = area(_("Reason in English"), 4000, 5, help_text=MARKDOWN)
    reason_fr = area(_("Reason in French"), 4000, 5, help_text=MARKDOWN)
    office_en = line(_("Office in English"), 200)
    office_fr = line(_("Office in French"), 200)
    field_order = ("outcome", "reason_en", "reason_fr", "office_en", "office_fr", "settled")

    def reply(self) -> Reply:
        """Return the cleaned form as the domain reads it."""
        values = self.cleaned_data
        texts = {name: values[name].strip() for name in ("reason_en", "reason_fr", "office_en", "office_fr")}
        return Reply(outcome=Outcome(values["outcome"]), **texts)


class ErratumForm(Settled):
    """What is wrong in what was published, and what is right."""

    text_en = area(
        _("Correction in English"),
        2000,
        4,
        help_text=_(
            "Say what is wrong and what is right. The published words stay as they are, and this stands beside them."
        ),
    )
    text_fr = area(_("Correction in French"), 2000, 4)
    field_order = ("text_en", "text_fr", "settled")


class Referenced(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A commitment under its reference and title."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.ref} – {text(obj, 'title')[:100]}"


class OriginForm(Paired):
    """A commitment that a recommendation led to."""

    commitment = Referenced(label=_("Commitment"), queryset=Commitment.objects.none())
    relation = forms.ChoiceField(label=_("The commitment"), choices=OriginRelation)
    reason_en = area(_("Reason in English"), 2000, 3, required=True)
    reason_fr = area(_("Reason in French"), 2000, 3, required=True)

    def __init__(self, commitments: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commitment"].queryset = commitments  # type: ignore[attr-defined]


class Prompted(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A question under its words."""

    def label_from_instance(self, obj: Any) -> str:
        return text(obj, "prompt")[:120]


class NoteForm(Form):
    """One short note. There is no field for a name, and there never will be one (EN-7)."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    amends = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    text = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was said, not who said it."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=NoteKind, initial=NoteKind.POINT)
    support = forms.ChoiceField(label=_("Support at the table"), choices=Support, initial=Support.NOT_TESTED)
    question = Prompted(
        label=_("Question"),
        queryset=QuestionVersion.objects.none(),
        required=False,
        empty_label=_("No question in particular"),
    )
    language = forms.ChoiceField(label=_("Language of the note"), choices=[("en", _("English")), ("fr", _("French"))])

    def __init__(self, questions: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = questions  # type: ignore[attr-defined]
