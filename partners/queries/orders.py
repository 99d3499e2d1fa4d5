"""The orders of the lists of people, organizations, imports and commitments."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.bilingual import PreferredLanguage, current
from kernel.folding import folded
from kernel.orders import DATES, NUMBERS, STEPS, TEXT, Key, Order, Orders, Way, by_label, filled, in_language, ranked
from partners.commitment_states import Label
from partners.days import today
from partners.enums import OrganizationKind
from partners.import_states import ImportState
from partners.models import Jurisdiction
from partners.queries.commitments import attention_case

BY_NAME = Key("folded")


def _region() -> Any:
    """Return the name of the region in `region_id`, which is a person's own or that of the organization."""
    return Subquery(Jurisdiction.objects.filter(pk=OuterRef("region_id")).values(f"name_{current()}")[:1])


def _attention() -> Any:
    """Return the rank on the staff board as of today."""
    return attention_case(today())


PEOPLE = Orders(
    Order("name", _("Name"), TEXT, (BY_NAME,)),
    Order(
        "organization",
        _("Organization"),
        TEXT,
        (Key(in_language("organization"), nullable=True),),
        then=(BY_NAME,),
    ),
    Order("role", _("Role"), TEXT, (Key(filled("role"), nullable=True),), then=(BY_NAME,)),
    Order("region", _("Region"), TEXT, (Key(folded(_region), nullable=True),), then=(BY_NAME,)),
    Order(
        "language",
        _("Language"),
        TEXT,
        (Key(by_label("preferred_language", PreferredLanguage.choices)),),
        then=(BY_NAME,),
    ),
)

ORGANIZATION_NAME = Key(in_language("name"))
ORGANIZATIONS = Orders(
    Order("name", _("Name"), TEXT, (ORGANIZATION_NAME,)),
    Order("kind", _("Kind"), TEXT, (Key(by_label("kind", OrganizationKind.choices)),), then=(ORGANIZATION_NAME,)),
    Order(
        "region",
        _("Region"),
        TEXT,
        (Key(in_language("jurisdiction__name"), nullable=True),),
        then=(ORGANIZATION_NAME,),
    ),
    Order("people", _("People"), NUMBERS, (Key("people_count"),), then=(ORGANIZATION_NAME,), falls_first=True),
)

LATEST_UPLOAD = Key("created_at", falls=True)
IMPORTS = Orders(  # the latest first
    Order("uploaded", _("Uploaded"), DATES, (Key("created_at"),)),
    Order("file", _("File"), TEXT, (Key(filled("file_name"), nullable=True),), then=(LATEST_UPLOAD,)),
    Order("by", _("By"), TEXT, (Key(folded("uploaded_by__name")),), then=(LATEST_UPLOAD,)),
    Order("state", _("State"), STEPS, (Key(ranked("state", ImportState.values)),), then=(LATEST_UPLOAD,)),
    Order("rows", _("Rows"), NUMBERS, (Key("rows_total"),), then=(LATEST_UPLOAD,), falls_first=True),
    Order(
        "added",
        pgettext_lazy("rows of an import", "Added"),
        NUMBERS,
        (Key("added"),),
        then=(LATEST_UPLOAD,),
        falls_first=True,
    ),
    Order("refused", _("Refused"), NUMBERS, (Key("refused"),), then=(LATEST_UPLOAD,), falls_first=True),
    falls=True,
)

REFERENCE = (Key("year"), Key("number"))
NEXT = Key("next_due", nullable=True)
ATTENTION = Way(_("overdue first"), _("overdue last"))
_by_reference = Order("ref", _("Commitment"), STEPS, REFERENCE)
_of_both = (
    Order("lead", _("Led by"), TEXT, (Key(in_language("lead_name"), nullable=True),), then=REFERENCE),
    Order("next", _("Next milestone"), DATES, (NEXT,), then=REFERENCE),
    Order("updated", _("Last update"), DATES, (Key("updated_at", nullable=True),), then=REFERENCE, falls_first=True),
)
COMMITMENTS = Orders(  # the public list
    _by_reference,
    Order("state", _("State"), STEPS, (Key(ranked("label", Label.values)),), then=REFERENCE),
    *_of_both,
)
BOARD = Orders(  # the same for staff, what needs somebody first
    Order("state", _("State"), ATTENTION, (Key(_attention),), then=(NEXT,)),
    _by_reference,
    *_of_both,
)
