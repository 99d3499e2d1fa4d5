"""Addresses of the API. What stands nowhere answers with a problem document too."""

from functools import lru_cache
from typing import Any

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

import engagement.api
import events.api
import partners.api
from kernel.bilingual import Language, current
from kernel.endpoints import Asked


def _router() -> SimpleRouter:
    """Return the router with the endpoints of every app: each app's `api` package names its own in `routes(router)`."""
    made = SimpleRouter(use_regex_path=False)
    for api in (partners.api, events.api, engagement.api):
        api.routes(made)
    return made


class AskedDescription(Asked):
    """What the query of the description may say: how it is written, and in which language."""

    format = serializers.ChoiceField(("json", "yaml"), required=False)
    lang = serializers.ChoiceField(Language.values, required=False)


@lru_cache(maxsize=len(Language))
def _description(language: str) -> dict[str, Any]:
    """Return the OpenAPI document with its words in `language`; it is made once, in half a second."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document


class SchemaView(SpectacularAPIView):  # type: ignore[misc]
    """The OpenAPI document, for everybody: it describes, it holds nothing."""

    permission_classes = (AllowAny,)
    http_method_names = ("get", "head")

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        AskedDescription(data=request.query_params.dict()).is_valid(raise_exception=True)

    def _get_schema_response(self, request: Request) -> Response:
        name = self._get_filename(request, None)
        return Response(_description(current()), headers={"Content-Disposition": f'inline; filename="{name}"'})

    def finalize_response(self, request: Request, response: Response, *args: object, **kwargs: object) -> Response:
        """Write refusals as JSON: the formats of this address are those of the document alone."""
        if response.exception:
            request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        return answer


class NothingHere(APIView):
    """Any address that no endpoint has."""

    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer,)
    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise exceptions.NotFound(_("There is nothing at this address. Addresses of the API end with a slash."))

    def get(self, request: Request) -> Response:
        raise exceptions.NotFound


urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("", include(_router().urls)),
    re_path(r"^[\s\S]*$", NothingHere.as_view(), name="nothing"),
]
