"""The orders of the lists of consultations and of findings for staff."""

from django.utils.translation import gettext_lazy as _

from engagement.enums import ConsultationState, FindingState, Stance
from kernel.folding import folded
from kernel.orders import DATES, NUMBERS, STEPS, TEXT, Key, Order, Orders, Way, by_label, filled, in_language, ranked

NEWEST = Key("pk", falls=True)
CONSULTATIONS = Orders(
    Order("latest", _("Period"), Way(_("the latest created first"), ""), (NEWEST,), turns=False),
    Order("title", _("Consultation"), TEXT, (Key(filled(in_language("title")), nullable=True),), then=(NEWEST,)),
    Order("state", _("State"), STEPS, (Key(ranked("state", ConsultationState.values)),), then=(NEWEST,)),
    Order("period", _("Period"), DATES, (Key("period_from", nullable=True),), then=(NEWEST,), falls_first=True),
    Order(
        "closing",
        _("Input until the end of"),
        DATES,
        (Key("closes_at", nullable=True),),
        then=(NEWEST,),
        falls_first=True,
    ),
)

BY_NUMBER = Key("number")
FINDINGS = Orders(
    Order("number", _("Finding"), NUMBERS, (BY_NUMBER,)),
    Order("theme", _("Theme"), TEXT, (Key(in_language("theme__label")),), then=(BY_NUMBER,)),
    Order("stance", _("Stance"), TEXT, (Key(by_label("stance", Stance.choices)),), then=(BY_NUMBER,)),
    Order("state", _("State"), STEPS, (Key(ranked("state", FindingState.values)),), then=(BY_NUMBER,)),
    Order("author", _("Written by"), TEXT, (Key(folded("author__name"), nullable=True),), then=(BY_NUMBER,)),
)
