"""Opening an event and saving it as it stands changes nothing, in every zone and season (EV-A10, EV-16)."""

import datetime
import random

import pytest
from django.utils import translation

from accounts.models import AuditEntry
from events.domain import scheduling
from events.forms.planning import EventForm
from events.models import Event
from kernel.errors import DomainError
from messaging.models import Message
from tests.factories.events import SOMEONE, EventFactory
from tests.factories.partners import PlaceFactory
from tests.support.filled_forms import Filled

pytestmark = pytest.mark.django_db
ZONES = """America/St_Johns America/Halifax America/Moncton America/Toronto America/Iqaluit America/Winnipeg
America/Regina America/Edmonton America/Vancouver America/Whitehorse""".split()


def planned(chance, places):
    """One event on a day between 2026 and 2029 at any half hour, as somebody would plan it."""
    while True:
        zone = chance.choice(ZONES)
        day = datetime.date(2026, 12, 1) + datetime.timedelta(days=chance.randrange(900))
        start = datetime.time(chance.randrange(0, 22), chance.choice((0, 30)))
        try:
            return EventFactory(
                place=places[zone],
                zone=zone,
                start_day=day,
                end_day=day + datetime.timedelta(days=chance.choice((0, 0, 1))),
                start_time=start,
                end_time=datetime.time(start.hour + 1, chance.choice((0, 30))),
                description_en="First line\n\nThird line",
                description_fr="« Première » ligne",
                online=chance.random() < 0.3,
            )
        except DomainError:
            continue  # an hour that the clocks skip


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.full)])
def test_saving_an_event_as_it_stands_changes_no_row_and_leaves_no_entry(count):
    chance, places = random.Random(count), {zone: PlaceFactory(zone=zone) for zone in ZONES}
    for number in range(count):
        event = planned(chance, places)
        stood = Event.objects.filter(pk=event.pk).values().get()
        with translation.override(("en", "fr")[number % 2]):
            shown = EventForm(initial=EventForm.initial_of(Event.objects.get(pk=event.pk)))
            form = EventForm(Filled(shown.as_p()).sent)
            assert form.is_valid(), form.errors
        scheduling.edit(event, actor=SOMEONE, **form.cleaned_data)
        stands = Event.objects.filter(pk=event.pk).values().get()
        changed = {name: (was, stands[name]) for name, was in stood.items() if stands[name] != was}
        assert changed == {}, (event.zone, event.start_day, event.start_time)
    assert not AuditEntry.objects.filter(verb="event.edited").exists()
    assert not Message.objects.exists()
