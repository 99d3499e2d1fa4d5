"""Staff: read what you run; change it only by naming the act. The same policies and verbs as the pages."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import StaffEndpoint
from accounts.scopes import Scope
from events import policies
from events.api.serializers import (
    CancelSerializer,
    CheckedInSerializer,
    CheckInSerializer,
    InvitedSerializer,
    InviteSerializer,
    PlacedSerializer,
    RegisterSerializer,
    RegistrationSerializer,
    StaffEventSerializer,
    placed,
)
from events.domain import check_in, inviting, registrations
from events.domain.enrolling import Details
from events.enums import Channel, CheckInKind
from events.models import Event, Registration
from kernel.endpoints import AskedPage
from kernel.errors import Invalid
from partners.models import Person


class AskedRegistrations(AskedPage):
    """Whose registrations: those of one event."""

    event = serializers.UUIDField(help_text="Id of an event you organize.")


class StaffEvents(StaffEndpoint[Event]):
    """Events this key's owner organizes."""

    queryset = Event.objects.none()
    serializer_class = StaffEventSerializer
    scopes = {
        "list": Scope.EVENTS_READ,
        "retrieve": Scope.EVENTS_READ,
        "invite": Scope.INVITATIONS_WRITE,
        "register": Scope.REGISTRATIONS_WRITE,
    }

    asked = {"list": AskedPage}

    def get_queryset(self) -> QuerySet[Event]:
        """Return the owner's events, through the policy."""
        rows = policies.events_run_by(self.request.user).select_related("place")  # type: ignore[arg-type]
        return rows.prefetch_related("pools", "questions").order_by("pk")

    @extend_schema(summary=_("List the events you organize"), parameters=[AskedPage])
    def list(self, request: Request) -> Response:
        """List the events you organize.

        With their seats: the cap, how many are taken or held, how many are free.
        """
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(summary=_("Read one event you organize"))
    def retrieve(self, request: Request, public_id: UUID) -> Response:
        """Read one event you organize."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary=_("Invite people of the directory"), request=InviteSerializer, responses=InvitedSerializer)
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, public_id: UUID) -> Response:
        """Invite people of the directory.

        All of them or, where one is unknown, nobody. Their messages leave as soon as they are ready; whoever was
        invited before is not written to again.
        """
        event, body = self.get_object(), self._body(InviteSerializer, request)
        people = list(Person.objects.filter(public_id__in=body["people"]).order_by("pk"))
        if len(people) != len(set(body["people"])):
            raise Invalid(
                gettext("Somebody on this list is not in the directory."), code="person_unknown", field="people"
            )
        found, asked = inviting.invite(event, [person.pk for person in people], actor=self.actor(request))
        return Response({"added": found.added, "already": found.already, "extended": found.extended, "sending": asked})

    @extend_schema(summary=_("Register somebody"), request=RegisterSerializer, responses=PlacedSerializer)
    @action(detail=True, methods=["post"])
    def register(self, request: Request, public_id: UUID) -> Response:
        """Register somebody.

        They get a seat when one is free, else a place on the waiting list, and a message that says which. What the
        form of the event asks, `questions` of the event lists; an answer that is missing or impossible is refused
        under `question_` and the id of its question.
        """
        event, body = self.get_object(), self._body(RegisterSerializer, request)
        person = Person.objects.filter(public_id=body["person"]).first()
        if person is None:
            raise Invalid(gettext("This person is not in the directory."), code="person_unknown", field="person")
        details = Details(needs=body["needs"], answers=body["answers"], online=body["online"])
        outcome = registrations.register(event, person, details, actor=self.actor(request), channel=Channel.API)
        return Response(placed(outcome))

    @staticmethod
    def _body(serializer: type[Any], request: Request) -> dict[str, Any]:
        body = serializer(data=request.data)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)


class StaffRegistrations(StaffEndpoint[Registration]):
    """Registrations of one event at a time, by references; handles are never listed."""

    queryset = Registration.objects.none()
    serializer_class = RegistrationSerializer
    scopes = {
        "list": Scope.REGISTRATIONS_READ,
        "retrieve": Scope.REGISTRATIONS_READ,
        "cancel": Scope.REGISTRATIONS_WRITE,
        "check_in": Scope.ATTENDANCE_WRITE,
    }

    asked = {"list": AskedRegistrations}

    def get_queryset(self) -> QuerySet[Registration]:
        """Return the registrations the owner runs, through the policy."""
        rows = policies.registrations_run_by(self.request.user)  # type: ignore[arg-type]
        return rows.select_related("event", "person", "sector", "jurisdiction").order_by("pk")

    @extend_schema(summary=_("List the registrations of one event"), parameters=[AskedRegistrations])
    def list(self, request: Request) -> Response:
        """List the registrations of one event.

        By references only: who the people are stays in the directory. Without an event there is no list of people.
        """
        said = self.wanted()
        event = get_object_or_404(policies.events_run_by(request.user), public_id=said["event"])  # type: ignore[arg-type]
        page = self.paginate_queryset(self.get_queryset().filter(event=event))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(summary=_("Read one registration"))
    def retrieve(self, request: Request, public_id: UUID) -> Response:
        """Read one registration."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary=_("Cancel a registration"), request=CancelSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, public_id: UUID) -> Response:
        """Cancel a registration.

        With a reason, which stands in its history. The seat goes to whoever is next on the waiting list.
        """
        registration = self.get_object()
        body = CancelSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = registrations.remove(registration, actor=self.actor(request), reason=body.validated_data["reason"])
        return Response(self.get_serializer(row).data)

    @extend_schema(summary=_("Check somebody in, or out"), request=CheckInSerializer, responses=CheckedInSerializer)
    @action(detail=True, methods=["post"], url_path="check-in")
    def check_in(self, request: Request, public_id: UUID) -> Response:
        """Check somebody in, or out.

        `ref` is made on the device: the same `ref` again changes nothing, so a lost connection counts nobody twice.
        """
        registration = self.get_object()
        body = CheckInSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        act = check_in.arrive if body.validated_data["kind"] == CheckInKind.IN else check_in.leave
        row = act(registration, actor=self.actor(request), ref=body.validated_data["ref"])
        return Response({"ref": str(row.pk), "kind": row.kind})
