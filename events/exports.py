"""Files about people that may be downloaded: declared columns, exactly the rows on the screen (RE-20, EV-30)."""

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.models import Event
from events.queries import rosters
from partners import exports
from partners.exports import Column, Sheet

ROSTER = Sheet(
    "roster",
    (
        Column("name", _("Name")),
        Column("organization_en", _("Organization in English")),
        Column("organization_fr", _("Organization in French")),
        Column("sector_en", _("Sector in English")),
        Column("sector_fr", _("Sector in French")),
        Column("jurisdiction", _("Region")),
        Column("language", _("Language")),
        Column("state", _("State")),
        Column("came", _("Came")),
    ),
    people=True,
)

FIELDS = (  # in the order of the columns
    "person__display_name",
    "organization_name_en",
    "organization_name_fr",
    "sector__name_en",
    "sector__name_fr",
    "jurisdiction__code",
    "language",
    "state",
    "came",
)


def roster_file(event: Event, filters: dict[str, str], form: str, user: User) -> HttpResponseBase:
    """Return the filtered roster as `csv` or `xlsx`; protected participants are never rows (EV-18).

    Raises:
        NotPermitted, Invalid: see `partners.exports.prepare`.
    """
    found = rosters.roster(event, **filters).order_by("pk").values_list(*FIELDS)
    rows = list(found)  # tuples: instances cost three times as much (PF-10)
    return exports.response(exports.prepare(ROSTER, rows, form=form, user=user, subject=event))
