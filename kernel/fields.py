"""Fields for Canadian dates, times, telephones and postal codes, read as people write them in either language."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid
from kernel.formats import contact

PARTS = ("day", "month", "year")


class DateWidget(forms.MultiWidget):
    """Day, month and year as three fields; no picker that needs a mouse."""

    template_name = "components/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        numeric = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            {
                "day": forms.TextInput({**numeric, "maxlength": "2"}),
                "month": forms.TextInput({**numeric, "maxlength": "2"}),
                "year": forms.TextInput({**numeric, "maxlength": "4"}),
            },
            attrs,
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Return the three parts, also of an ISO date under the field's own name, as addresses and programs write it."""
        parts: list[Any] = super().value_from_datadict(data, files, name)
        if not any(parts) and (whole := data.get(name)):
            found = self.decompress(whole)
            return found if any(found) else [whole, None, None]
        return parts

    def decompress(self, value: Any) -> list[Any]:
        """Return day, month and year of a date, or of an ISO text from the address of a view."""
        if isinstance(value, str) and (found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value)):
            return [int(found[3]), int(found[2]), int(found[1])]
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the word over each part, and its place in the error."""
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], (_("Day"), _("Month"), _("Year")), strict=True):
            part["label"] = label
            part["attrs"].pop("aria-describedby", None)
        return context


class DateField(forms.MultiValueField):
    """A date typed in three parts.

    Raises:
        ValidationError: a part is missing or no number, or that day does not exist; the words say which.
    """

    widget = DateWidget

    def __init__(self, **kwargs: Any) -> None:
        self.earliest: date = kwargs.pop("earliest", date(1900, 1, 1))
        self.latest: date = kwargs.pop("latest", date(2199, 12, 31))
        parts = tuple(forms.CharField(required=False, max_length=10) for _part in PARTS)
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        """Return the date, or nothing when all three are empty and may be."""
        typed = (
            ["" if part is None else str(part).strip() for part in value]
            if isinstance(value, (list, tuple))
            else ["", "", ""]
        )
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        missing = [
            str(word)
            for word, part in zip((_("the day"), _("the month"), _("the year")), typed, strict=True)
            if not part
        ]
        if missing:
            raise ValidationError(
                _("Missing: %(parts)s."), code="date_part_missing", params={"parts": ", ".join(missing)}
            )
        if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in typed) or len(typed[2]) != 4:
            raise ValidationError(_("Write the date in numbers, such as 5, 10 and 2018."), code="date_not_numbers")
        try:
            day = date(int(typed[2]), int(typed[1]), int(typed[0]))
        except ValueError:
            raise ValidationError(
                _("This day does not exist. Check the day and the month."), code="date_none"
            ) from None
        if not self.earliest <= day <= self.latest:
            raise ValidationError(_("This date is too far away."), code="date_too_far")
        return day

    def compress(self, data_list: Sequence[Any]) -> date | None:
        """Unused: `clean` reads the parts itself, to say which one is wrong."""
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether the three parts are another date."""
        before = DateWidget().decompress(initial) if initial else [None, None, None]
        return [str(part or "") for part in before] != [str(part or "").lstrip("0") for part in data or ["", "", ""]]


WORDS = {"noon": time(12), "midi": time(12), "midnight": time(0), "minuit": time(0)}
CLOCK = re.compile(
    r"(?P<hour>\d{1,2})\s*(?:(?::|h|\.)\s*(?P<minute>\d{2})?)?\s*(?P<half>[ap]\.?\s?m\.?)?", re.IGNORECASE
)


def read_clock(typed: str) -> time:
    """Return a time of day written as `9:30`, `2:30 pm`, `14 h 30`, `9 h`, `noon` or `midi`.

    Raises:
        ValidationError: it is none of these.
    """
    refusal = ValidationError(_("Write the time as 9:30, 2:30 pm or 14 h 30."), code="clock_unreadable")
    words = typed.replace("\u00a0", " ").replace("\u202f", " ").strip().lower()
    if words in WORDS:
        return WORDS[words]
    found = CLOCK.fullmatch(words)
    if not found or not re.search(r"[:hm.]", words):
        raise refusal
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if half := found["half"]:
        if not 1 <= hour <= 12:
            raise refusal
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    if hour > 23 or minute > 59:
        raise refusal
    return time(hour, minute)


class ClockField(forms.CharField):
    """A time of day, as people write it in either language; cleaned to `datetime.time`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 9:30, 2:30 pm or 14 h 30"))
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs.update({"size": "10", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """Return the time, or nothing when the field is empty and may be."""
        words = super().clean(value)
        return read_clock(words) if words else None

    def prepare_value(self, value: Any) -> Any:
        """Show a stored time as 24-hour digits, which both languages read."""
        return f"{value:%H:%M}" if isinstance(value, time) else value


class PhoneField(forms.CharField):
    """A telephone number, cleaned to E.164 and extension; empty parts when nothing was typed (STD-21)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)
        self.widget = forms.TextInput({"type": "tel", "autocomplete": kwargs.get("autocomplete", "tel"), "size": "24"})
        self.widget.is_required = self.required

    def clean(self, value: Any) -> Any:
        """Return `(number, extension)`."""
        words = super().clean(value)
        try:
            return contact.parse_phone(words) if words else ("", "")
        except Invalid as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None


class PostalCodeField(forms.CharField):
    """A postal code, cleaned to six characters without a space (STD-22)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs.update({"autocomplete": "postal-code", "size": "9"})

    def clean(self, value: Any) -> Any:
        """Return six upper-case letters and digits."""
        words = super().clean(value)
        try:
            return contact.parse_postal_code(words) if words else ""
        except Invalid as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None
