"""Planning a reminder: to whom, and when by the clock of the event's place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.enums import ReminderAudience
from kernel.errors import Invalid
from kernel.fields import ClockField, DateField
from kernel.forms import Form
from kernel.wall_time import to_utc


class ReminderForm(Form):
    """One reminder; `cleaned_data["due_at"]` is the instant of the wall time that was typed."""

    audience = forms.ChoiceField(
        label=_("Who it goes to"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who the reminder goes to.")},
    )
    day = DateField(label=_("Day"))
    time = ClockField(label=_("Time"))

    def __init__(self, data: Any = None, *, zone: str, where: str, counts: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.zone = zone
        audience: Any = self.fields["audience"]
        audience.choices = [(one.value, _with_count(one, counts[one])) for one in ReminderAudience]
        self.fields["time"].help_text = _("By the clock in %(place)s. For example 9:30, 2:30 pm or 14 h 30") % {
            "place": where
        }

    def clean(self) -> dict[str, Any]:
        """Turn day and time into the instant at the event's place."""
        given = super().clean() or {}
        if given.get("day") and given.get("time"):
            try:
                given["due_at"] = to_utc(datetime.combine(given["day"], given["time"]), self.zone)
            except Invalid as refusal:
                self.add_error("time", str(refusal.message))
        return given


def _with_count(audience: ReminderAudience, count: int) -> str:
    people = ngettext("%(count)s person now", "%(count)s people now", count) % {"count": count}
    return f"{str(audience.label).capitalize()} ({people})"
