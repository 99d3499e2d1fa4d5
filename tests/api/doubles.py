"""A tiny endpoint that stands for every staff endpoint: it renames its own caller, and refuses some names."""

from django.urls import include, path
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.api.endpoints import StaffEndpoint
from accounts.models import User
from accounts.scopes import Scope
from config.api_urls import NothingHere
from kernel.endpoints import AskedPage
from kernel.errors import Busy, DomainError
from kernel.serializers import StrictSerializer


class RenameSerializer(StrictSerializer):
    name = serializers.CharField(max_length=50)
    times = serializers.IntegerField(default=1)


class PeopleEndpoint(StaffEndpoint):
    """People who sign in."""

    queryset = User.objects.order_by("pk")
    serializer_class = RenameSerializer
    asked = {"list": AskedPage}
    scopes = {"list": Scope.EVENTS_READ, "retrieve": Scope.EVENTS_READ, "rename": Scope.REGISTRATIONS_WRITE}

    def list(self, request):
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([{"name": user.name} for user in page])

    def retrieve(self, request, public_id):
        return Response({"name": self.get_object().name})

    @action(detail=True, methods=["post"])
    def rename(self, request, public_id):
        body = RenameSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user = self.get_object()
        user.name = user.name + body.validated_data["name"]
        user.save(update_fields=("name",))
        if body.validated_data["name"] == "refused":
            raise DomainError("No such name.", code="name_refused", field="name", limit=3)
        if body.validated_data["name"] == "busy":
            raise Busy("Later.")
        return Response({"name": user.name})


router = SimpleRouter(use_regex_path=False)
router.register("people", PeopleEndpoint, "person")
urlpatterns = [
    path("api/v1/", include((router.urls, "api"))),
    path("api/v1/<path:rest>", NothingHere.as_view()),
]
