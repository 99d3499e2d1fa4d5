"""The orders of the lists of events, of their people and of needs."""

from django.utils.translation import gettext_lazy as _

from events.enums import EventKind, EventState, NeedState, RegistrationState
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
    Order("region", _("Region"), TEXT, (Key("jurisdiction__code", nullable=True),), then=(BY_PERSON,)),
    Order("state", _("State"), STEPS, (Key(ranked("state", RegistrationState.values)),), then=(BY_PERSON,)),
)

BY_START = Key("starts_at", nullable=True)
EVENTS = Orders(
    Order("date", _("Date"), DATES, (BY_START,)),
    Order("title", _("Event"), TEXT, (Key(filled(in_language("title")), nullable=True),), then=(BY_START,)),
    Order("kind", _("Kind"), TEXT, (Key(by_label("kind", EventKind.choices)),), then=(BY_START,)),
    Order("place", _("Place"), TEXT, (Key(in_language("place__name")),), then=(BY_START,)),
    Order("state", _("State"), STEPS, (Key(ranked("state", EventState.values)),), then=(BY_START,)),
)

BY_NEED = (Key("critical", falls=True), Key("kind"))
NEEDS = Orders(
    Order("need", _("Need"), Way(_("critical first"), _("critical last")), BY_NEED),
    Order("person", _("For"), TEXT, (Key("registration__person__folded"),), then=BY_NEED),
    Order("state", _("State"), STEPS, (Key(ranked("state", NeedState.values)),), then=BY_NEED),
    Order("owner", _("Who sees to it"), TEXT, (Key("owner__name", nullable=True),), then=BY_NEED),
)

BY_INVITED = Key("invitation__person__folded")
INVITATIONS = Orders(
    Order("person", _("Person"), TEXT, (BY_INVITED,)),
    Order("reply_by", _("Reply by"), DATES, (Key("invitation__reply_by", nullable=True),), then=(BY_INVITED,)),
)
