"""Reference lists: facts with a source, in both languages. Holders of offices are public facts of a page, not of a list."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.endpoints import AskedPage, BothLanguages, PublicEndpoint
from partners import periods
from partners.enums import (
    BodyKind,
    BodyRole,
    FrameworkKind,
    FrameworkStatus,
    FundingPeriod,
    InstrumentKind,
    InstrumentStatusKind,
    JurisdictionKind,
    OrganizationKind,
    Provenance,
    SdgLevel,
)
from partners.models import (
    Body,
    Forum,
    Framework,
    FundingLine,
    Instrument,
    Jurisdiction,
    Office,
    Organization,
    Place,
    SdgReference,
    Sector,
)
from partners.queries import reference


class FactSerializer(s.Serializer[Any]):
    """A fact: its key, its name in both languages, and where it comes from."""

    key = s.CharField()
    name = BothLanguages("name")
    provenance = s.ChoiceField(
        choices=Provenance.choices, help_text="Of the source, of a public document, or invented."
    )


class JurisdictionSerializer(FactSerializer):
    """The federal government, a province or a territory."""

    code = s.CharField()
    kind = s.ChoiceField(choices=JurisdictionKind.choices)
    zone = s.CharField(help_text="Name of the time zone, such as America/Toronto.")
    capital = s.CharField(source="capital.key", default=None, allow_null=True)


class PlaceSerializer(FactSerializer):
    """A city with its zone and the words beside a clock time there."""

    jurisdiction = s.CharField(source="jurisdiction.code")
    zone = s.CharField()
    time = BothLanguages("time")


class SectorSerializer(FactSerializer):
    """A part of society that is consulted."""

    rights_holders = s.BooleanField()


class PillarSerializer(FactSerializer):
    """One pillar of a framework."""

    aim = BothLanguages("aim")


class FrameworkSerializer(FactSerializer):
    """A strategy, plan or approach with its own pillars."""

    kind = s.ChoiceField(choices=FrameworkKind.choices)
    status = s.ChoiceField(choices=FrameworkStatus.choices)
    announced_on = s.DateField(allow_null=True)
    first_year = s.IntegerField(allow_null=True)
    last_year = s.IntegerField(allow_null=True)
    succeeded_by = s.CharField(source="succeeded_by.key", default=None, allow_null=True)
    uses_pillars_of = s.CharField(source="uses_pillars_of.key", default=None, allow_null=True)
    description = BothLanguages("description")
    goal = BothLanguages("goal")
    pillars = PillarSerializer(many=True)


class GoalSerializer(FactSerializer):
    """A Sustainable Development Goal or target."""

    code = s.CharField()
    level = s.ChoiceField(choices=SdgLevel.choices)
    parent = s.CharField(source="parent.code", default=None, allow_null=True)  # type: ignore[assignment]


class InstrumentStatusSerializer(s.Serializer[Any]):
    """What Canada did with an instrument, no finer than it is known."""

    status = s.ChoiceField(choices=InstrumentStatusKind.choices)
    year = s.IntegerField()
    month = s.IntegerField(allow_null=True)
    day = s.IntegerField(allow_null=True)


class InstrumentSerializer(FactSerializer):
    """A treaty or compact."""

    kind = s.ChoiceField(choices=InstrumentKind.choices)
    full_name = BothLanguages("full")
    parent = s.CharField(source="parent.key", default=None, allow_null=True)  # type: ignore[assignment]
    statuses = InstrumentStatusSerializer(many=True)


class ForumSerializer(FactSerializer):
    """A forum in which Canada takes part."""

    parent = s.CharField(source="parent.key", default=None, allow_null=True)  # type: ignore[assignment]
    instrument = s.CharField(source="instrument.key", default=None, allow_null=True)


class MembershipSerializer(s.Serializer[Any]):
    """An institution's part in a body."""

    organization = s.UUIDField(source="organization.public_id")
    role = s.ChoiceField(choices=BodyRole.choices)


class BodySerializer(FactSerializer):
    """A standing body, its lead and its members."""

    id = s.UUIDField(source="public_id")
    kind = s.ChoiceField(choices=BodyKind.choices)
    lead = s.UUIDField(source="lead.public_id")
    members = MembershipSerializer(source="memberships", many=True)


class OfficeSerializer(FactSerializer):
    """A public office: a role, not a person."""

    id = s.UUIDField(source="public_id")
    organization = s.UUIDField(source="organization.public_id")
    appointed_by = s.CharField(source="appointed_by.key", default=None, allow_null=True)


class FundingSerializer(FactSerializer):
    """Money announced for a framework."""

    framework = s.CharField(source="framework.key")
    amount = s.DecimalField(max_digits=14, decimal_places=2)
    currency = s.CharField()
    period = s.ChoiceField(choices=FundingPeriod.choices)
    ongoing = s.BooleanField()
    first_fiscal_year = s.IntegerField(help_text="Year of the April 1 on which it starts.")
    last_fiscal_year = s.IntegerField(allow_null=True)


class InstitutionSerializer(s.Serializer[Any]):
    """An institution under the name in force today."""

    id = s.UUIDField(source="row.public_id")
    key = s.CharField(source="row.key")
    name = BothLanguages("shown")
    provenance = s.ChoiceField(source="row.provenance", choices=Provenance.choices)
    kind = s.ChoiceField(source="row.kind", choices=OrganizationKind.choices)
    jurisdiction = s.CharField(source="row.jurisdiction.code", default=None, allow_null=True)
    parent = s.CharField(source="row.parent.key", default=None, allow_null=True)  # type: ignore[assignment]


def _told(title: Any) -> Any:
    """Return the decorator that says in the reference of the API what one list holds."""
    with override("en"):  # only the first line of what an endpoint does stands in both languages
        description = f"{title}.\n\nOpen to everybody, without a key."
    return extend_schema_view(list=extend_schema(summary=title, description=description))


class FactList(PublicEndpoint[Any]):
    """One reference list.

    Attributes:
        rows: the rows with what their serializer reads.
    """

    asked = {"list": AskedPage}
    rows: ClassVar[QuerySet[Any]]

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows; every one of them is a published fact."""
        return self.rows.all()

    def shown(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Return what the serializer reads of the rows of a page."""
        return rows

    @extend_schema(parameters=[AskedPage])
    def list(self, request: Request) -> Response:
        """List the facts."""
        rows = self.shown(self.paginate_queryset(self.get_queryset()) or [])
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


@_told(_("List the institutions under the names in force today"))
class Institutions(FactList):
    """The institutions of the reference file, never invented ones."""

    serializer_class = InstitutionSerializer
    queryset = Organization.objects.none()

    def get_queryset(self) -> QuerySet[Organization]:
        """Return the institutions that have a public page."""
        return reference.published_organizations()

    def shown(self, rows: Sequence[Organization]) -> Sequence[reference.Institution]:
        """Return the institutions under the names of today (PA-A9)."""
        today = periods.today()
        return [reference.on_a_day(row, today) for row in rows]


def _facts(title: Any, serializer: type[s.Serializer[Any]], rows: QuerySet[Any]) -> type[FactList]:
    """Return the endpoint of one list; its title is what the reference of the API says of it."""
    members = {"serializer_class": serializer, "rows": rows, "queryset": rows.none(), "__doc__": "One reference list."}
    made = type(f"{rows.model.__name__}List", (FactList,), members)
    return _told(title)(made)  # type: ignore[no-any-return]


LISTS: dict[str, type[FactList]] = {
    "jurisdictions": _facts(
        _("List the federal jurisdiction, the provinces and the territories"),
        JurisdictionSerializer,
        Jurisdiction.objects.select_related("capital"),
    ),
    "places": _facts(
        _("List the cities with their time zones"), PlaceSerializer, Place.objects.select_related("jurisdiction")
    ),
    "sectors": _facts(_("List the parts of society that are consulted"), SectorSerializer, Sector.objects.all()),
    "frameworks": _facts(
        _("List the strategies and plans with their pillars"),
        FrameworkSerializer,
        Framework.objects.select_related("succeeded_by", "uses_pillars_of").prefetch_related("pillars"),
    ),
    "sdg": _facts(
        _("List the Sustainable Development Goals and targets that are referred to"),
        GoalSerializer,
        SdgReference.objects.select_related("parent"),
    ),
    "instruments": _facts(
        _("List the treaties and compacts with what Canada did with them"),
        InstrumentSerializer,
        Instrument.objects.select_related("parent").prefetch_related("statuses"),
    ),
    "forums": _facts(
        _("List the forums in which Canada takes part"),
        ForumSerializer,
        Forum.objects.select_related("parent", "instrument"),
    ),
    "institutions": Institutions,
    "bodies": _facts(
        _("List the standing bodies with their members"),
        BodySerializer,
        Body.objects.select_related("lead").prefetch_related("memberships__organization"),
    ),
    "offices": _facts(
        _("List the public offices: roles, not persons"),
        OfficeSerializer,
        Office.objects.select_related("organization", "appointed_by"),
    ),
    "funding": _facts(
        _("List the money that was announced, as it was announced"),
        FundingSerializer,
        FundingLine.objects.select_related("framework"),
    ),
}
