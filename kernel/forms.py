"""The one form renderer, and a form that takes any input without breaking.

What arrives is normalized before it is measured; characters that no keyboard types are refused in words; numbers stay
inside the columns that keep them. A form parses and cleans one request and never saves.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import TemplatesSetting
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError, Stale
from kernel.fields import DateField

MISSING: tuple[tuple[tuple[type[forms.Field], ...], Any], ...] = (
    ((forms.FileField,), _("Choose a file.")),
    ((forms.MultipleChoiceField, forms.ModelMultipleChoiceField), _("Choose at least one.")),
    ((forms.ChoiceField, forms.ModelChoiceField), _("Choose one.")),
    ((DateField,), _("Give the date.")),
    ((forms.BooleanField,), _("Tick this box to go on.")),
    ((forms.Field,), _("Fill this in.")),
)  # what to do about a field that was left out, by its kind; the first that fits
WRONG: tuple[tuple[type[forms.Field], str, Any], ...] = (
    (forms.SlugField, "invalid", _("Use letters without accents, digits and hyphens, and no spaces.")),
    (forms.EmailField, "invalid", _("This is not an e-mail address. It looks like name@example.org.")),
    (forms.CharField, "max_length", _("Keep this to %(limit_value)s characters; it has %(show_value)s.")),
    (forms.IntegerField, "min_value", _("The smallest number here is %(limit_value)s.")),
    (forms.IntegerField, "max_value", _("The largest number here is %(limit_value)s.")),
    (forms.ChoiceField, "invalid_choice", _("This is not in the list any more. Choose again.")),
    (forms.ModelChoiceField, "invalid_choice", _("This is not in the list any more. Choose again.")),
)  # what the framework says in the words of its makers
NOT_CHOSEN = "-" * 9  # what the framework shows in a list where nothing is chosen
LARGEST = 2_147_483_647  # what an integer column keeps on both engines
NO_KEY = 10**18  # numbers from here on may not fit the 64 bits of a key
LONGEST = 20_000
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
BREAKS = re.compile("[\n\t\u2028\u2029]+")


class FormRenderer(TemplatesSetting):
    """Every form, the sign-in library's included, goes through our two templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


def normalized(typed: str) -> str:
    """Return text in composed form (NFC) with `\\n` as the only line break."""
    return unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))


def no_control_characters(typed: object) -> None:
    """Refuse characters that no keyboard types.

    Raises:
        ValidationError: there is one.
    """
    if isinstance(typed, str) and CONTROL.search(typed):
        raise ValidationError(
            _("This text holds characters that cannot be kept. Type it again instead of pasting it."),
            code="control_characters",
        )


class Form(forms.Form):
    """A form whose text is normalized before it is measured, and whose numbers fit their columns."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_normalized_data(data), *args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == NOT_CHOSEN:
                field.empty_label = _("Choose") if field.required else _("None chosen")

    def full_clean(self) -> None:
        """Clean, with every field guarded, those that a subclass added later too."""
        for field in self.fields.values():
            _guard(field)
        super().full_clean()


def _normalized_data(data: Any) -> Any:
    if not isinstance(data, MultiValueDict):
        return {k: normalized(v) if isinstance(v, str) else v for k, v in data.items()} if data is not None else None
    copy: MultiValueDict[str, Any] = MultiValueDict()
    for name, values in data.lists():
        copy.setlist(name, [normalized(value) if isinstance(value, str) else value for value in values])
    return copy


def _guard(field: forms.Field) -> None:
    """Add what every field of its kind needs; a field that is guarded already stays as it is."""
    if getattr(field, "is_guarded", False):
        return
    field.is_guarded = True  # type: ignore[attr-defined]
    if field.error_messages["required"] is forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = next(words for kinds, words in MISSING if isinstance(field, kinds))
    for kind, code, words in WRONG:
        default = next(
            (vars(one)["default_error_messages"][code] for one in type(field).__mro__ if _says(one, code)), None
        )
        if isinstance(field, kind) and field.error_messages.get(code) is default:
            field.error_messages[code] = words
    if isinstance(field, forms.CharField):
        field.validators = [no_control_characters, *field.validators]
        if field.max_length is None:
            field.validators.append(_not_endless)
        if not isinstance(field.widget, forms.Textarea):
            field.to_python = _on_one_line(field.to_python)  # type: ignore[method-assign]
    if isinstance(field, forms.ModelMultipleChoiceField):
        field.clean = _within_keys(field)  # type: ignore[method-assign]
    if isinstance(field, forms.IntegerField) and not isinstance(field, forms.FloatField):
        if field.max_value is None:
            field.validators.append(MaxValueValidator(LARGEST))
        if field.min_value is None:
            field.validators.append(MinValueValidator(-LARGEST))


def _says(kind: type, code: str) -> bool:
    return code in vars(kind).get("default_error_messages", {}) and kind.__module__.startswith("django.")


def _within_keys(field: "forms.ModelMultipleChoiceField[Any]") -> Any:
    """Refuse numbers that no key can be, before they reach a store that breaks on them."""
    clean = field.clean

    def short_enough(chosen: Any) -> Any:
        for one in chosen if isinstance(chosen, list | tuple) else ():
            if _is_no_key(one):
                raise ValidationError(
                    field.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(one)[:40]}
                )
        return clean(chosen)

    return short_enough


def _is_no_key(chosen: Any) -> bool:
    try:
        return abs(int(chosen)) >= NO_KEY
    except (TypeError, ValueError):  # a name or an id of letters: the field looks it up
        return False


def _on_one_line(to_python: Any) -> Any:
    """Turn line breaks in a one-line field into spaces, so that none reaches a subject or a file name."""

    def one_line(value: Any) -> Any:
        return to_python(BREAKS.sub(" ", value) if isinstance(value, str) else value)

    return one_line


def _not_endless(typed: object) -> None:
    if isinstance(typed, str) and len(typed) > LONGEST:
        raise ValidationError(_("This text is too long."), code="too_long")


# ---- acts that happen once --------------------------------------------------------------------------------------------


class OnceForm(Form):
    """A form with a key of its own: sent twice, it acts once. The view hands `cleaned_data["once"]` to the domain."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid4())

    def clean_once(self) -> UUID:
        """Return the key that came, or a new one when the page had none."""
        key: UUID | None = self.cleaned_data["once"]
        return key or uuid4()


class SeenForm(Form):
    """A form that changes a row and carries a word for what its page showed, so that nobody overwrites unread.

    The view puts the word into `initial` and hands `cleaned_data["seen"]` to the domain, which refuses when the row is
    another one by now; `put_refusal` then shows what stands there.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    newer: Sequence[tuple[str, str]] = ()  # what stands there now, once somebody else was quicker

    def look_again(self, seen: str) -> None:
        """Show what stands there now and carry the word for it, so that a second press is a conscious one."""
        self.newer = newer_values(self)
        self.data["seen"] = seen  # type: ignore[index]  # a copy of ours, see `_normalized_data`


def newer_values(form: forms.Form) -> list[tuple[str, str]]:
    """Return what is saved now, by label, where it differs from what was typed; the initial values are fresh."""
    return [
        (str(form[name].label), _words_of(form[name]))
        for name in form.changed_data
        if name in form.initial and not form.fields[name].widget.is_hidden
    ]


def _words_of(field: forms.BoundField) -> str:
    """Return the initial value of a field as a person reads it."""
    value, choices = field.initial, getattr(field.field, "choices", None)
    if choices is not None:
        chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
        return ", ".join(str(label) for key, label in choices if str(key) in chosen) or "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value) if value not in (None, "") else "–"


def put_refusal(form: forms.Form, refusal: DomainError, **fields: str) -> None:
    """Show a refusal of the domain where it belongs on the form: beside its field, or above the form.

    One that is about several fields stands beside the first of them. A form that somebody else has overtaken shows what
    is saved now beside what was typed, and takes it as seen.

    Args:
        fields: names of the domain that the form calls otherwise.
    """
    named = [refusal.field, *refusal.facts.get("fields", ())]
    field = next((known for name in named if (known := fields.get(name or "", name)) in form.fields), None)
    form.add_error(field, str(refusal.message))
    if isinstance(refusal, Stale) and isinstance(form, SeenForm):
        form.look_again(str(form.initial.get("seen", "")))
