"""What a respondent chooses, answers and types to come back. Rules stand in `engagement.domain`."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.domain.participation import Choices, given_uses, seen_of_choices
from engagement.domain.submissions import MOST_CODES
from engagement.enums import Attribution, Capacity, QuestionType, Use
from engagement.models import QuestionPage, QuestionVersion, Submission
from kernel.bilingual import text
from kernel.folding import fold
from kernel.formats import typographic
from kernel.forms import Form, SeenForm
from partners.enums import JurisdictionKind
from partners.models import Jurisdiction, Sector

SKIP = ""
READERS_OF_NAMES = _("only the people who run the consultation; analysts never see it")
READERS_OF_SECTOR = _("the people who analyze the consultation, and everybody as rounded figures")


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row of the reference data under its name in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return typographic(text(obj, "name"))


def _by_name(places: Iterable[Jurisdiction]) -> list[tuple[Any, Any]]:
    """Return the places by their names in the language of the page: a letter with an accent beside the bare one."""
    named = sorted(((place.pk, typographic(text(place, "name"))) for place in places), key=lambda one: fold(one[1]))
    return [("", _("I’d rather not say")), *named]


class ChoicesForm(SeenForm):
    """Name, uses and reach, each chosen on its own; nothing is ticked beforehand."""

    attribution = forms.ChoiceField(
        label=_("How may your words be signed?"), choices=Attribution, widget=forms.RadioSelect, required=True
    )
    name = forms.CharField(label=_("Your name"), max_length=200, required=False)
    organization_name = forms.CharField(label=_("Your organization"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        required=False,
        help_text=_(
            "Needed only if you sign with a name: we write to this address to make sure that the input is yours."
        ),
    )
    uses = forms.MultipleChoiceField(
        label=_("What may we do with your words?"), choices=Use, widget=forms.CheckboxSelectMultiple, required=False
    )
    capacity = forms.ChoiceField(
        label=_("In which capacity do you answer?"), choices=Capacity, widget=forms.RadioSelect, required=True
    )
    sector = Named(
        label=_("Your sector"), queryset=Sector.objects.none(), required=False, empty_label=_("I’d rather not say")
    )
    jurisdiction = Named(
        label=_("Your province or territory"),
        queryset=Jurisdiction.objects.none(),
        required=False,
        empty_label=_("I’d rather not say"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors = Sector.objects.exclude(key="sec-victims-survivors").order_by("position", "pk")
        self.fields["sector"].queryset = sectors  # type: ignore[attr-defined]
        places = Jurisdiction.objects.exclude(kind=JurisdictionKind.FEDERAL).order_by("pk")
        self.fields["jurisdiction"].queryset = places  # type: ignore[attr-defined]
        self.fields["jurisdiction"].choices = _by_name(places)  # type: ignore[attr-defined]
        for field in ("name", "organization_name", "email"):
            self.fields[field].read_by = READERS_OF_NAMES  # type: ignore[attr-defined]
        for field in ("capacity", "sector", "jurisdiction"):
            self.fields[field].read_by = READERS_OF_SECTOR  # type: ignore[attr-defined]
        autocomplete = {"name": "name", "organization_name": "organization", "email": "email"}
        for field, value in autocomplete.items():
            self.fields[field].widget.attrs["autocomplete"] = value

    @staticmethod
    def initial_of(submission: Submission) -> dict[str, Any]:
        """Return the present choices of a submission."""
        person = submission.participation
        consent = submission.consent
        return {
            "attribution": consent.attribution if consent else "",
            "uses": [use.value for use in given_uses(consent)],
            "name": person.name if person else "",
            "organization_name": person.organization_name if person else "",
            "email": person.email if person else "",
            "capacity": person.capacity if person else "",
            "sector": person.sector_id if person else None,
            "jurisdiction": person.jurisdiction_id if person else None,
            "seen": seen_of_choices(submission),
        }

    def choices(self) -> Choices:
        """Return the cleaned form as the domain reads it."""
        values = self.cleaned_data
        return Choices(
            attribution=Attribution(values["attribution"]),
            uses=frozenset(Use(use) for use in values["uses"]),
            capacity=Capacity(values["capacity"]),
            sector_id=values["sector"].pk if values["sector"] else None,
            jurisdiction_id=values["jurisdiction"].pk if values["jurisdiction"] else None,
            name=values["name"],
            organization_name=values["organization_name"],
            email=values["email"],
        )


class AnswerForm(Form):
    """One page of questions; every one of them can be skipped."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, page: QuestionPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(page.questions.prefetch_related("options").order_by("order", "pk"))
        for question in self.questions:
            self.fields[field_of(question.key)] = _field(question)

    def clean_seen(self) -> str:
        return str(self.cleaned_data["seen"] or "")

    def answers(self) -> dict[str, dict[str, Any]]:
        """Return the cleaned answers in the shape drafts use."""
        return {
            question.key: _answer(question, self.cleaned_data[field_of(question.key)]) for question in self.questions
        }

    def bound(self) -> list[tuple[QuestionVersion, Any]]:
        """Return each question with its field, for the page."""
        return [(question, self[field_of(question.key)]) for question in self.questions]


def field_of(key: str) -> str:
    """Return the name of a question's field."""
    return f"q-{key}"


def initial_of(questions: list[QuestionVersion], answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what the form of a page shows first."""
    initial: dict[str, Any] = {}
    for question in questions:
        answer = answers.get(question.key, {})
        if question.type == QuestionType.OPEN:
            value: Any = answer.get("text", "")
        elif question.type == QuestionType.MULTI:
            value = answer.get("codes", [])
        elif question.type == QuestionType.SCALE:
            value = str(answer["number"]) if "number" in answer else SKIP
        else:
            value = next(iter(answer.get("codes", [])), SKIP)
        initial[field_of(question.key)] = value
    return initial


def _field(question: QuestionVersion) -> forms.Field:
    common: dict[str, Any] = {
        "label": text(question, "prompt"),
        "help_text": text(question, "help"),
        "required": False,
    }
    if question.type == QuestionType.OPEN:
        field: forms.Field = forms.CharField(
            **common, max_length=question.limit, widget=forms.Textarea(attrs={"rows": 8})
        )
    elif question.type == QuestionType.MULTI:
        field = forms.MultipleChoiceField(**common, choices=_options(question), widget=forms.CheckboxSelectMultiple)
    else:
        skip = [(SKIP, gettext("I skip this question"))]
        choices = _scale(question) if question.type == QuestionType.SCALE else _options(question)
        field = forms.ChoiceField(**common, choices=[*choices, *skip], widget=forms.RadioSelect, initial=SKIP)
    return field


def _options(question: QuestionVersion) -> list[tuple[str, str]]:
    return [(option.code, text(option, "label")) for option in question.options.all()][:MOST_CODES]


def _scale(question: QuestionVersion) -> list[tuple[str, str]]:
    low, high = question.scale_low or 0, question.scale_high or 0
    ends = {low: text(question, "scale_low_label"), high: text(question, "scale_high_label")}
    return [(str(n), f"{n} – {ends[n]}" if ends.get(n) else str(n)) for n in range(low, high + 1)]


def _answer(question: QuestionVersion, value: Any) -> dict[str, Any]:
    if question.type == QuestionType.OPEN:
        return {"text": value}
    if question.type == QuestionType.MULTI:
        return {"codes": value}
    if question.type == QuestionType.SCALE:
        return {"number": int(value)} if value else {}
    return {"codes": [value]} if value else {}


class ReceiptForm(Form):
    """The number and the secret of a receipt, however they are typed."""

    number = forms.CharField(
        label=_("Receipt number"),
        max_length=60,
        help_text=_("Such as R-7K4M-2Q9X; small letters and missing dashes do no harm."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    secret = forms.CharField(
        label=_("Secret"),
        max_length=100,
        help_text=_("Four groups of four letters and digits, shown to you when you began."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
