"""A session of the program, and a venue that is not listed yet. Rules stand in `domain.program`."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from events.domain import venues
from events.domain.program import Slot, seen_of
from events.forms.planning import Named
from events.models import Event, Session, Venue
from kernel.bilingual import by_words
from kernel.fields import ClockField, DateField
from kernel.forms import Form, OnceForm, SeenForm
from partners.models import Place

TITLE = 200


class SessionForm(Form):
    """One session: titles, day and hours at the place, room."""

    title_en = forms.CharField(label=_("Title in English"), max_length=TITLE, required=False)
    title_fr = forms.CharField(label=_("Title in French"), max_length=TITLE, required=False)
    day = DateField(label=_("Day"))
    start_time = ClockField(label=_("Begins at"))
    end_time = ClockField(label=_("Ends at"))
    room = forms.CharField(label=_("Room"), max_length=100, required=False)

    @staticmethod
    def initial_of(session: Session) -> dict[str, Any]:
        """Return what the form shows for a session."""
        return {name: getattr(session, name) for name in SessionForm.base_fields} | {"seen": seen_of(session)}

    @staticmethod
    def initial_after(event: Event, last: Session | None) -> dict[str, Any]:
        """Return what the form shows for a new session: it follows the last one, or opens the event."""
        if last is None:
            return {"day": event.start_day, "start_time": event.start_time}
        return {"day": last.day, "start_time": last.end_time}

    def slot(self, ref: UUID | None = None) -> Slot:
        """Return what was typed, as the domain takes it."""
        return Slot(**{name: self.cleaned_data[name] for name in SessionForm.base_fields}, ref=ref)


class NewSessionForm(OnceForm, SessionForm):
    """A session that is added once, however often the form arrives."""


class EditSessionForm(SeenForm, SessionForm):
    """A session as it was shown, so that nobody overwrites a colleague's change unread."""


class VenueForm(Form):
    """A house one can meet in, with what one must know to get in."""

    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    name_fr = forms.CharField(label=_("Name in French"), max_length=200)
    place = Named(
        label=_("City or town"), queryset=Place.objects.none(), help_text=_("The city or town decides the time zone.")
    )
    address = forms.CharField(label=_("Street address"), max_length=300, required=False)
    access_en = forms.CharField(
        label=_("Access in English"),
        help_text=_("Step-free ways, elevators, washrooms, parking, public transport"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    access_fr = forms.CharField(
        label=_("Access in French"),
        help_text=_("The same in French"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.order_by(by_words())  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(venue: Venue) -> dict[str, Any]:
        """Return what the form shows for a venue."""
        return {name: getattr(venue, name) for name in VenueForm.base_fields} | {"seen": venues.seen_of(venue)}


class NewVenueForm(OnceForm, VenueForm):
    """A venue that is listed once, however often the form arrives."""


class EditVenueForm(SeenForm, VenueForm):
    """A venue as it was shown; all organizers share them."""
