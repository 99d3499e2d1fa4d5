"""What organizers type about an event. Rules stand in `domain.scheduling`; here a request is only parsed and cleaned."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.enums import EventKind, PartyFit, SafetyTier
from events.models import Event, Venue
from kernel.bilingual import by_words, text
from kernel.fields import ClockField, DateField
from kernel.forms import Form, OnceForm, SeenForm
from partners.models import Place


def _text(label: Any, rows: int = 0, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=False, widget=widget, **options)


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row under its name in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return text(obj, "name")


class EventForm(Form):
    """Everything an organizer may say about an event; the names are the model's."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EventKind)
    title_en = _text(_("Title in English"), max_length=200)
    title_fr = _text(_("Title in French"), max_length=200)
    description_en = _text(_("Description in English"), 4, max_length=4000)
    description_fr = _text(_("Description in French"), 4, max_length=4000)
    expectations_en = _text(_("What is expected of people, in English"), 3, max_length=4000)
    expectations_fr = _text(_("What is expected of people, in French"), 3, max_length=4000)
    support_en = _text(_("Travel support and language services, in English"), 3, max_length=4000)
    support_fr = _text(_("Travel support and language services, in French"), 3, max_length=4000)
    place = Named(
        label=_("City or town"), queryset=Place.objects.none(), help_text=_("The city or town decides the time zone.")
    )
    venue = Named(
        label=_("Venue"),
        queryset=Venue.objects.none(),
        required=False,
        help_text=_("Not listed? Save the draft first; its page for changes lets you add the venue."),
    )
    online = forms.BooleanField(label=_("People may also join online"), required=False)
    start_day = DateField(label=_("First day"), required=False)
    start_time = ClockField(label=_("Begins at"), required=False)
    end_day = DateField(label=_("Last day"), required=False)
    end_time = ClockField(label=_("Ends at"), required=False)
    safety_tier = forms.ChoiceField(
        label=_("Safety"),
        choices=SafetyTier,
        help_text=_(
            "An open event has a public page; a restricted one has none. At a protected one people take part under "
            "a code, without a name, and no message is sent about it."
        ),
    )
    hold_seats = forms.BooleanField(
        label=_("Each invitation keeps a seat until its reply is due"),
        required=False,
        initial=True,
        help_text=_("Without this, who accepts first is seated first."),
    )
    approval = forms.BooleanField(
        label=_("An organizer approves each registration"),
        required=False,
        help_text=_("Nobody has a seat until you have said yes to each one."),
    )
    minimum_attendance = forms.IntegerField(
        label=_("Smallest number of people"),
        min_value=0,
        max_value=30_000,
        initial=0,
        help_text=_("With fewer, the event is ready only once you write down why. 0 means that any number will do."),
    )
    cut_off_hours = forms.IntegerField(
        label=_("Hours before the start when changes end"),
        min_value=0,
        max_value=720,
        initial=24,
        help_text=_("After that nobody can reply, change what they need, or give a seat up by their link."),
    )
    party_fit = forms.ChoiceField(
        label=_("Larger parties on the waiting list"),
        choices=PartyFit,
        help_text=_("When a party needs more seats than have come free."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.order_by(by_words())  # type: ignore[attr-defined]
        self.fields["venue"].queryset = Venue.objects.order_by(by_words())  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, event: Event) -> dict[str, Any]:
        """Return what the form shows for an existing event."""
        return {name: getattr(event, name) for name in cls.base_fields}


class EventEditForm(SeenForm, EventForm):
    """Changing an event: what stood there when the form was opened, and what a change in one language means."""

    same_meaning = forms.BooleanField(
        label=_("The text in the other language still says the same (a spelling correction, for example)"),
        required=False,
    )

    @classmethod
    def initial_of(cls, event: Event) -> dict[str, Any]:
        """Return what the form shows for an existing event."""
        return {name: getattr(event, name) for name in EventForm.base_fields}


class NewEventForm(OnceForm, EventForm):
    """A new event also says how many seats it has; sent twice, it makes one event."""

    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=100_000, initial=40)
    field_order = ("kind", "title_en", "title_fr", "place", "seats")


class CopyForm(OnceForm):
    """The first day of a copy; sent twice, it makes one copy."""

    start_day = DateField(
        label=_("First day of the copy"),
        required=False,
        help_text=_("The last day and the program move along. Leave it empty to set the date later."),
    )


class OpenForm(Form):
    """Asking for the second signature that opens the invitations."""

    allow_stale = forms.BooleanField(
        label=_("This is urgent: let an out-of-date translation leave this once"), required=False
    )
    note = forms.CharField(label=_("Why"), required=False, max_length=300)


class CancelForm(Form):
    """The reason everybody will read."""

    reason_en = forms.CharField(label=_("Reason in English"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    reason_fr = forms.CharField(label=_("Reason in French"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class WaiverForm(Form):
    """Why fewer people than the minimum may meet."""

    note = forms.CharField(label=_("Why the minimum may be missed, if it is"), required=False, max_length=300)


class NoteForm(Form):
    """A sentence that explains a refusal or a waiver."""

    note = forms.CharField(label=_("Why"), max_length=300)


class CapForm(SeenForm):
    """New numbers of seats for one pool; what is kept for a group stays as it is when nothing is typed."""

    cap = forms.IntegerField(label=_("Seats at most"), min_value=0, max_value=100_000)
    guaranteed = forms.IntegerField(label=_("Kept for the group"), min_value=0, max_value=100_000, required=False)

    def numbers(self) -> dict[str, Any]:
        """Return the cleaned numbers."""
        return {name: self.cleaned_data[name] for name in ("cap", "guaranteed")}
