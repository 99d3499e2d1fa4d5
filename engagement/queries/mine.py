"""What an invited person can do in the consultations of their events. Nothing here knows what anybody has said."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from engagement.enums import Stream
from engagement.models import Consultation, ConsultationEvent
from engagement.queries import public
from events.models import Event


def consultations_of(events: Iterable[Event]) -> list[Consultation]:
    """Return the public consultations to which events belong, those that take input first; one statement.

    A protected event leads nowhere (EV-18), and no input is looked for: it belongs to whoever holds its receipt.
    """
    known = [event.pk for event in events if not event.protected]
    if not known:
        return []
    links = ConsultationEvent.objects.filter(consultation=OuterRef("pk"), event__in=known).exclude(
        stream=Stream.PROTECTED
    )
    rows = public.consultations().filter(Exists(links)).order_by("-opened_at", "-pk")
    return sorted(rows, key=lambda row: not row.takes_submissions)
