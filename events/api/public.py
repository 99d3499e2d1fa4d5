"""Public events: what stands on their pages, never a protected one (EV-18)."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from events import policies
from events.api.serializers import PublicEventSerializer
from events.enums import EventKind
from events.models import Event
from kernel.endpoints import AskedPage, PublicEndpoint


class AskedEvents(AskedPage):
    """How to narrow the list of events."""

    kind = serializers.ChoiceField(required=False, choices=EventKind.choices)


class PublicEvents(PublicEndpoint[Event]):
    """Events that have a public page."""

    serializer_class = PublicEventSerializer
    queryset = Event.objects.none()
    asked = {"list": AskedEvents}
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Event]:
        """Return what the public may read, through the policy."""
        return policies.public_events().select_related("place")

    @extend_schema(summary=_("List public events"), parameters=[AskedEvents])
    def list(self, request: Request) -> Response:
        """List public events.

        Of every consultation, with their wall times where they take place. Protected events are not among them.
        """
        said, rows = self.wanted(), self.get_queryset()
        return self.page(rows.filter(kind=said["kind"]) if "kind" in said else rows)

    @extend_schema(summary=_("Read one public event"))
    def retrieve(self, request: Request, public_id: UUID) -> Response:
        """Read one public event."""
        return Response(self.get_serializer(self.get_object()).data)
