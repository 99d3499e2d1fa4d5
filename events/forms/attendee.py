"""What an invited person types: needs and answers, each saying who reads it. Rules stand in the domain."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.domain.enrolling import Details
from events.enums import NEED_READERS, NeedKind, QuestionKind, TeamRole
from events.models import Event, FormQuestion
from kernel import formats
from kernel.bilingual import current, text
from kernel.forms import Form

DETAIL_HINTS = {
    NeedKind.INTERPRETATION: _("Which language?"),
    NeedKind.SIGN_LANGUAGE: _("Which sign language?"),
    NeedKind.DIET: _("What should the kitchen know?"),
    NeedKind.MOBILITY: _("What should the room have?"),
}


def readers(roles: Iterable[str]) -> str:
    """Return the roles that read an answer, in words."""
    labels = {role.value: str(role.label) for role in TeamRole}
    return formats.listing(labels[role] for role in sorted(roles) if role in labels)


def _read_by(roles: Iterable[str]) -> str:
    """Return who reads an answer as an invited person is told, to whom bare roles say little."""
    return gettext("the team of the event (%(roles)s)") % {"roles": readers(roles)}


class RegistrationForm(Form):
    """Needs from a closed list, the questions of the event, and one key so that a double click registers once.

    Attributes:
        seen: digest of what the page showed when somebody changes what they said before.
    """

    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, event: Event, questions: Iterable[FormQuestion] = (), **kw: Any):
        super().__init__(*args, **kw)
        self.questions = list(questions)
        if event.online:
            self.fields["online"] = forms.BooleanField(label=_("I will join online"), required=False)
        shared = {NEED_READERS[kind] for kind in NeedKind}
        self.needs_read_by = _read_by(*shared) if len(shared) == 1 else ""  # said once, when it is the same for all
        for kind in NeedKind:
            need = forms.BooleanField(label=capfirst(kind.label), required=False)
            if not self.needs_read_by:
                need.read_by = _read_by(NEED_READERS[kind])  # type: ignore[attr-defined]
            self.fields[f"need_{kind}"] = need
            if kind in DETAIL_HINTS:
                detail = forms.CharField(label=DETAIL_HINTS[kind], max_length=200, required=False)
                detail.is_detail = True  # type: ignore[attr-defined]  # asked once its box is ticked
                self.fields[f"detail_{kind}"] = detail
        for question in self.questions:
            self.fields[f"question_{question.public_id}"] = _question_field(question)

    def need_fields(self) -> Iterator[tuple[Any, Any]]:
        """Yield pairs of a need's box and its detail, which may be missing."""
        for kind in NeedKind:
            detail = f"detail_{kind}"
            yield self[f"need_{kind}"], self[detail] if detail in self.fields else None

    def question_fields(self) -> list[Any]:
        """Return the questions of the event, in their order."""
        return [self[f"question_{question.public_id}"] for question in self.questions]

    def details(self) -> Details:
        """Return what was typed, as the domain takes it."""
        given = self.cleaned_data
        return Details(
            needs={kind: given.get(f"detail_{kind}", "") for kind in NeedKind.values if given.get(f"need_{kind}")},
            answers={q.public_id: str(given.get(f"question_{q.public_id}") or "") for q in self.questions},
            online=bool(given.get("online")),
        )

    @staticmethod
    def initial_of(
        needs: Iterable[tuple[str, str]], answers: Iterable[tuple[UUID, str]], online: bool
    ) -> dict[str, Any]:
        """Return what the form shows for details already given."""
        shown: dict[str, Any] = {"online": online}
        for kind, detail in needs:
            shown[f"need_{kind}"], shown[f"detail_{kind}"] = True, detail
        shown.update({f"question_{public_id}": value for public_id, value in answers})
        return shown


def _question_field(question: FormQuestion) -> forms.Field:
    label, required = text(question, "text"), question.required
    field: forms.Field
    if question.kind == QuestionKind.YES_NO:
        field = forms.ChoiceField(
            label=label,
            required=required,
            choices=[("yes", _("Yes")), ("no", _("No"))],
            widget=forms.RadioSelect,
        )
    elif question.kind == QuestionKind.CHOICE:
        words = question.choices_fr if current() == "fr" else question.choices_en
        pairs = [(str(place), word) for place, word in enumerate(words)]
        field = forms.ChoiceField(label=label, required=required, choices=pairs, widget=forms.RadioSelect)
    else:
        field = forms.CharField(
            label=label, required=required, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
        )
    field.read_by = _read_by(question.audience)  # type: ignore[attr-defined, union-attr]
    return field


class CodeForm(Form):
    """The code that was mailed."""

    code = forms.CharField(
        label=_("The eight digits from the message"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input--short"}
        ),
        error_messages={"required": _("Type the eight digits from the message.")},
    )


class AddressForm(Form):
    """An address to which a link may be sent again; the answer never says whether it is known."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Type the address at which you were invited."),
            "invalid": _("This is not an e-mail address. It looks like name@example.org."),
        },
    )
