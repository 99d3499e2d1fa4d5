"""What organizers type about a consultation, its paper and its questions. Rules stand in `engagement.domain`."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engagement.domain import wording
from engagement.domain.consultations import SAID, Details, seen_of
from engagement.domain.questionnaires import CHOICES, Option, Question, seen_of_question
from engagement.enums import Bound, HeadCount, Meaning, QuestionType, TableRule
from engagement.models import Consultation, QuestionnaireVersion, QuestionVersion
from events.models import Event, Session
from kernel.bilingual import by_words, text
from kernel.fields import DateField
from kernel.forms import Form, OnceForm, SeenForm
from partners.models import Place

MARKDOWN = _("Plain text; an empty line begins a new paragraph, # a heading, - a list, **bold**.")


def line(label: Any, length: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """Return a field of one line."""
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def area(label: Any, length: int, rows: int = 6, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class Titled(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row with a title pair, in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return text(obj, "title")


class Placed(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A place under its name in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return text(obj, "name")


class ConsultationForm(SeenForm):
    """What a consultation is, and when it takes input."""

    ref = forms.SlugField(
        label=_("Short address"),
        max_length=40,
        help_text=_("Becomes part of its web address and does not change; such as con-2018."),
    )
    title_en = line(_("Title in English"), 200)
    title_fr = line(_("Title in French"), 200)
    purpose_en = area(_("Purpose in English"), 1000, 4, help_text=_("What it is for, in two sentences."))
    purpose_fr = area(_("Purpose in French"), 1000, 4)
    place = Placed(
        label=_("Place whose clock counts"),
        queryset=Place.objects.none(),
        required=False,
        help_text=_("Days begin and end at midnight there."),
    )
    opens_day = DateField(label=_("Opens on"), required=False, help_text=_("Empty: at once when it is signed."))
    closes_day = DateField(label=_("Closes at the end of"), required=False)

    def __init__(self, *args: Any, consultation: Consultation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.order_by(by_words())  # type: ignore[attr-defined]
        if consultation is None:
            del self.fields["seen"]
        else:
            del self.fields["ref"]
            self.initial = {name: getattr(consultation, name) for name in SAID} | {"seen": seen_of(consultation)}

    def details(self, ref: str = "") -> Details:
        """Return the cleaned form as the domain reads it."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        place = values.pop("place")
        return Details(ref=values.pop("ref", ref), place_id=place.pk if place else None, **values)


class ExtendForm(Form):
    """A later closing day, with the reason that is published."""

    closes_day = DateField(label=_("Closes at the end of"))
    reason_en = area(_("Reason in English"), 1000, 3, required=True)
    reason_fr = area(_("Reason in French"), 1000, 3, required=True)


class LinkEventForm(Form):
    """An event that is to belong to the consultation."""

    event = Titled(label=pgettext_lazy("consultation", "Meeting"), queryset=Event.objects.none())

    def __init__(self, events: QuerySet[Event], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="link_%s", **kwargs)  # a table is opened on the same page
        free = events.filter(consultation_link=None).order_by("starts_at", "pk")
        self.fields["event"].queryset = free  # type: ignore[attr-defined]


class FigureForm(Form):
    """A total the institution declares."""

    key = forms.SlugField(
        label=_("Short name"), max_length=40, help_text=_("Such as online; the same name replaces it.")
    )
    bound = forms.ChoiceField(label=_("How it reads"), choices=Bound)
    value = forms.IntegerField(label=_("Figure"), min_value=0, max_value=10_000_000)
    label_en = line(_("Words in English"), 200, required=True)
    label_fr = line(_("Words in French"), 200, required=True)


class TableForm(Form):
    """A table whose notes are to be taken."""

    event = Titled(label=pgettext_lazy("consultation", "Meeting"), queryset=Event.objects.none())
    label = line(
        pgettext_lazy("discussion", "Table"), 40, required=True, help_text=_("Such as “Table 3”; never a name.")
    )
    session = Titled(label=_("Session"), queryset=Session.objects.none(), required=False)
    rule = forms.ChoiceField(label=_("Rule"), choices=TableRule, initial=TableRule.CHATHAM_HOUSE)
    head_count = forms.ChoiceField(
        label=_("People at the table"), choices=[("", _("not said")), *HeadCount.choices], required=False
    )

    def __init__(self, consultation: Consultation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = Event.objects.filter(
            consultation_link__consultation=consultation, consultation_link__stream="general"
        ).order_by("starts_at", "pk")
        self.fields["event"].queryset = events  # type: ignore[attr-defined]
        self.fields["session"].queryset = Session.objects.filter(event__in=events).order_by("event", "order")  # type: ignore[attr-defined]


class Paired(Form):
    """Base of forms that show both languages of a text side by side."""

    def rows(self) -> list[tuple[Any, Any]]:
        """Return the visible fields in order: a pair of languages together, any other field alone."""
        found = []
        for field in self.visible_fields():
            if field.name.endswith("_fr") and f"{field.name[:-3]}_en" in self.fields:
                continue
            twin = f"{field.name[:-3]}_fr"
            found.append((field, self[twin] if field.name.endswith("_en") and twin in self.fields else None))
        return found


class Settled(SeenForm, Paired):
    """Base of forms that edit a pair of texts."""

    settled = forms.BooleanField(
        label=_("I changed only one language on purpose: both still say the same"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" not in self.initial:
            del self.fields["seen"]
        if not any(self.initial.get(name) for name in self.fields if name.endswith(("_en", "_fr"))):  # a new text
            del self.fields["settled"]
        else:
            self.order_fields([name for name in self.fields if name != "settled"])

    def texts(self) -> dict[str, Any]:
        """Return the cleaned values without the tick, the key of the form and the word for what was shown."""
        apart = ("settled", "once", "seen")
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}

    @property
    def is_settled(self) -> bool:
        """Whether the person said that both sides mean the same."""
        return bool(self.cleaned_data.get("settled"))

    @property
    def seen_before(self) -> str:
        """The word for what the page showed; empty for a new text."""
        return str(self.cleaned_data.get("seen", ""))


class PaperForm(Settled):
    """Title of a version, and what changed in it."""

    title_en = line(_("Title in English"), 200)
    title_fr = line(_("Title in French"), 200)
    change_note_en = area(_("What changed, in English"), 2000, 3)
    change_note_fr = area(_("What changed, in French"), 2000, 3)


class SectionForm(Settled):
    """One section in both languages."""

    heading_en = line(_("Heading in English"), 200)
    heading_fr = line(_("Heading in French"), 200)
    body_en = area(_("Text in English"), 40_000, 14, help_text=MARKDOWN)
    body_fr = area(_("Text in French"), 40_000, 14, help_text=MARKDOWN)


class QuestionnaireForm(Settled):
    """Title, introduction and privacy notice of a version."""

    title_en = line(_("Title in English"), 200)
    title_fr = line(_("Title in French"), 200)
    intro_en = area(_("Introduction in English"), 4000, 5, help_text=MARKDOWN)
    intro_fr = area(_("Introduction in French"), 4000, 5, help_text=MARKDOWN)
    notice_en = area(
        _("Privacy notice in English"),
        10_000,
        10,
        help_text=_(
            "Purpose, authority, who reads it, what the law may demand, how long it is kept, rights, complaints."
        ),
    )
    notice_fr = area(_("Privacy notice in French"), 10_000, 10)


class QuestionPageForm(Settled):
    """One page of questions."""

    title_en = line(_("Title in English"), 200)
    title_fr = line(_("Title in French"), 200)
    intro_en = area(_("Introduction in English"), 2000, 3, help_text=MARKDOWN)
    intro_fr = area(_("Introduction in French"), 2000, 3, help_text=MARKDOWN)
    is_sensitive = forms.BooleanField(label=_("Show the note about sensitive questions"), required=False)


class NewQuestionPageForm(OnceForm, QuestionPageForm):
    """A page of questions that is added once, however often the form arrives."""


PAIRS = ("prompt", "help", "scale_low_label", "scale_high_label")


class QuestionForm(Settled):
    """One question with its choices or its scale."""

    key = forms.SlugField(
        label=_("Short name"), max_length=60, help_text=_("Ties answers of all versions together; such as prevention.")
    )
    type = forms.ChoiceField(label=_("Kind of answer"), choices=QuestionType)
    prompt_en = area(_("Question in English"), 1000, 2, required=True)
    prompt_fr = area(_("Question in French"), 1000, 2)
    help_en = area(_("Help in English"), 1000, 2)
    help_fr = area(_("Help in French"), 1000, 2)
    section_key = forms.ChoiceField(
        label=_("Section of the paper"), required=False, help_text=_("The question stands beside it when it is read.")
    )
    options = area(
        _("Choices"),
        20_000,
        5,
        help_text=_("For questions with choices, one a line: short name | English | French."),
    )
    scale_low = forms.IntegerField(label=_("Scale from"), required=False, min_value=-100, max_value=100)
    scale_high = forms.IntegerField(label=_("Scale to"), required=False, min_value=-100, max_value=100)
    scale_low_label_en = line(_("Lower end in English"), 100)
    scale_low_label_fr = line(_("Lower end in French"), 100)
    scale_high_label_en = line(_("Upper end in English"), 100)
    scale_high_label_fr = line(_("Upper end in French"), 100)
    limit = forms.IntegerField(label=_("Longest answer, in characters"), min_value=1, max_value=200_000, initial=10_000)
    meaning = forms.ChoiceField(
        label=_("Compared with the version before"),
        choices=Meaning,
        initial=Meaning.CHANGED,
        help_text=_("Answers of two versions are counted together only where the question means the same."),
    )

    def __init__(self, sections: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section_key"].choices = [("", _("No section")), *sections]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(question: QuestionVersion) -> dict[str, Any]:
        """Return what the form of a question shows first."""
        names = "key type section_key limit scale_low scale_high meaning".split()
        values = {name: getattr(question, name) for name in names}
        values |= {f"{stem}_{side}": getattr(question, f"{stem}_{side}") for stem in PAIRS for side in ("en", "fr")}
        rows = question.options.all()
        values["options"] = "\n".join(f"{o.code} | {o.label_en} | {o.label_fr}" for o in rows)
        return values | {"seen": seen_of_question(question)}

    def clean_options(self) -> list[Option]:
        """Read one choice a line."""
        found = []
        for row in str(self.cleaned_data["options"]).splitlines():
            if not row.strip():
                continue
            parts = [part.strip() for part in row.split("|")]
            if len(parts) != 3 or not re.fullmatch(r"[-a-zA-Z0-9_]{1,40}", parts[0]) or max(map(len, parts)) > 300:
                raise ValidationError(
                    _("Write each choice as: short name | English | French. This line is different: %(row)s"),
                    params={"row": row[:80]},
                )
            found.append(Option(parts[0], parts[1], parts[2]))
        return found

    def question(self) -> Question:
        """Return the cleaned form as the domain reads it."""
        values = self.cleaned_data
        kind = QuestionType(values["type"])
        low, high = values["scale_low"], values["scale_high"]
        return Question(
            key=values["key"],
            type=kind,
            texts={f"{stem}_{side}": values[f"{stem}_{side}"] for stem in PAIRS for side in ("en", "fr")},
            section_key=values["section_key"],
            limit=values["limit"],
            scale=(low, high) if kind == QuestionType.SCALE and low is not None and high is not None else None,
            meaning=Meaning(values["meaning"]),
            options=values["options"] if kind in CHOICES else [],
        )


def initial_texts(row: Any, names: str) -> dict[str, Any]:
    """Return the named columns of a row as initial values, with the word for them (`wording.write`)."""
    columns = names.split()
    return {name: getattr(row, name) for name in columns} | {"seen": wording.seen_of(row, columns)}


def version_initial(version: QuestionnaireVersion) -> dict[str, Any]:
    """Return what the form of a version shows first."""
    return initial_texts(version, "title_en title_fr intro_en intro_fr notice_en notice_fr")
