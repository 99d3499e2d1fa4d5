"""The orders of the lists of events, of venues, of people and of needs."""

from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import EventKind, EventState, NeedState, RegistrationState
from kernel.folding import folded
from kernel.orders import DATES, STEPS, TEXT, Key, Order, Orders, Way, by_label, filled, in_language, ranked

BY_PERSON = Key("person__folded")
ROSTER = Orders(
    Order("name", _("Name"), TEXT, (BY_PERSON,)),
    Order(
        "organization",
        _("Organization"),
        TEXT,
        (Key(filled(in_language("organization_name")), nullable=True),),
        then=(BY_PERSON,),
    ),
    Order("sector", _("Sector"), TEXT, (Key(in_language("sector__name"), nullable=True),), then=(BY_PERSON,)),
    Order("region", _("Region"), TEXT, (Key(in_language("jurisdiction__name"), nullable=True),), then=(BY_PERSON,)),
    Order("state", _("State"), STEPS, (Key(ranked("state", RegistrationState.values)),), then=(BY_PERSON,)),
)

BY_START = Key("starts_at", nullable=True)
OVER = (EventState.CONCLUDED, EventState.ARCHIVED, EventState.CANCELLED)


def _when_over(over: Any, coming: Any) -> Case:
    """Return one thing for events that are over, called off or past their end, and another for all others."""
    return Case(When(Q(state__in=OVER) | Q(ends_at__lt=timezone.now()), then=over), default=coming)


EVENTS = Orders(
    Order(
        "coming",
        _("Date"),
        Way(_("what is coming first"), ""),
        (
            Key(lambda: _when_over(Value(1), Value(0))),
            Key(lambda: _when_over(None, F("starts_at")), nullable=True),
            Key("starts_at", nullable=True, falls=True),
        ),
        turns=False,
    ),
    Order("date", _("Date"), DATES, (BY_START,)),
    Order("title", _("Event"), TEXT, (Key(filled(in_language("title")), nullable=True),), then=(BY_START,)),
    Order("kind", _("Kind"), TEXT, (Key(by_label("kind", EventKind.choices)),), then=(BY_START,)),
    Order("place", _("City or town"), TEXT, (Key(in_language("place__name")),), then=(BY_START,)),
    Order("state", _("State"), STEPS, (Key(ranked("state", EventState.values)),), then=(BY_START,)),
)

BY_VENUE = Key(in_language("name"))
VENUES = Orders(
    Order("place", _("City or town"), TEXT, (Key(in_language("place__name")), BY_VENUE)),
    Order("venue", _("Venue"), TEXT, (BY_VENUE,)),
    Order("address", _("Street address"), TEXT, (Key(filled("address"), nullable=True),), then=(BY_VENUE,)),
)

BY_NEED = (Key("critical", falls=True), Key("kind"))
NEEDS = Orders(
    Order("need", _("Need"), Way(_("critical first"), _("critical last")), BY_NEED),
    Order("person", _("For"), TEXT, (Key("registration__person__folded"),), then=BY_NEED),
    Order("state", _("State"), STEPS, (Key(ranked("state", NeedState.values)),), then=BY_NEED),
    Order("owner", _("Who sees to it"), TEXT, (Key(folded("owner__name"), nullable=True),), then=BY_NEED),
)

BY_INVITED = Key("invitation__person__folded")
INVITATIONS = Orders(
    Order("person", _("Person"), TEXT, (BY_INVITED,)),
    Order("reply_by", _("Reply by"), DATES, (Key("invitation__reply_by", nullable=True),), then=(BY_INVITED,)),
)
