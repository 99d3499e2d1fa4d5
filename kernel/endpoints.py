"""What every endpoint of public facts shares: no key, checked queries, both languages of a text, answers caches may keep."""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from django.db.models import Model
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import get_attribute
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from kernel.addresses import absolute
from kernel.bilingual import Language
from kernel.serializers import StrictSerializer

FRESH = 60  # seconds a shared cache may keep an answer before it asks again with the entity tag
_Row = TypeVar("_Row", bound=Model)


class TextSerializer(serializers.Serializer[Any]):
    """One text in both languages."""

    en = serializers.CharField()
    fr = serializers.CharField()


@extend_schema_field(TextSerializer)
class BothLanguages(serializers.Field[Any, Any, Any, Any]):
    """The column pair `<stem>_en`, `<stem>_fr` as one text: `BothLanguages("title")`, `BothLanguages("place.name")`."""

    def __init__(self, stem: str, **options: Any) -> None:
        self.stem = stem
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, value: Any) -> dict[str, str]:
        *path, stem = self.stem.split(".")
        value = get_attribute(value, path)
        return {language.value: getattr(value, f"{stem}_{language}") or "" for language in Language}


def pages_of(request: Request, name: str, *arguments: Any) -> dict[str, str]:
    """Return the full addresses of a page in both languages."""
    found = {}
    for language in Language:
        with override(language):
            found[language.value] = absolute(request._request, reverse(name, args=arguments))
    return found


class Asked(StrictSerializer):
    """What the query of an address may say; a name that nobody declared is refused, so a typing error is no wider answer."""


class AskedPage(Asked):
    """What the query of a list may say: which page, how long."""

    cursor = serializers.CharField(
        required=False, help_text="Which page: taken from `next` or `previous` of an answer."
    )
    page_size = serializers.IntegerField(
        required=False, min_value=1, max_value=500, help_text="Rows in a page, 100 unless told otherwise."
    )


class Asking:
    """Mixin of endpoints that check the query of an address before they answer.

    Attributes:
        asked: for each action the serializer of its query; an action that has none takes no query.
    """

    asked: ClassVar[dict[str, type[Asked]]] = {}
    # no OPTIONS: the OpenAPI document says more, and says it to everybody
    http_method_names: Sequence[str] = ("get", "head", "post")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a wrong query before any action, so that none needs to think of it."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if getattr(self, "action", None) in getattr(self, "action_map", {}).values():
            self.wanted()

    def wanted(self) -> dict[str, Any]:
        """Return what the query says, checked.

        Raises:
            ValidationError: an unknown name or a value that cannot be; the answer names it (400).
        """
        said = self.asked.get(self.action, Asked)(data=self.request.query_params.dict())  # type: ignore[attr-defined]
        said.is_valid(raise_exception=True)
        return dict(said.validated_data)


@method_decorator(conditional_page, name="dispatch")
class PublicEndpoint(Asking, GenericViewSet[_Row]):
    """Read what the public pages say. A key is neither needed nor looked at."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    filter_backends = ()

    def page(self, rows: Any) -> Response:
        """Return one page of rows in the shape of this endpoint."""
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code == 200:
            patch_cache_control(answer, public=True, max_age=FRESH)
        return answer
