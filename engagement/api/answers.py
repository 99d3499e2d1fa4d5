"""What was heard, what is recommended and what the government replies, once it is published (EN-A11)."""

from typing import Any, TypeVar

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engagement import policies
from engagement.api.asking import NUMBER, REF, AskedDispositions, AskedFindings
from engagement.api.serializers import (
    DispositionSerializer,
    FindingSerializer,
    RecommendationSerializer,
    ThreadSerializer,
)
from engagement.enums import Exit
from engagement.models import Disposition, Finding, Recommendation
from engagement.queries import public_data, reporting
from kernel.endpoints import AskedPage, PublicEndpoint

_Row = TypeVar("_Row", bound=Model)


class OfConsultation(PublicEndpoint[_Row]):
    """A list that belongs to one public consultation; of another one it is not there."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.wanted()  # a wrong query is told before anything is looked for
        get_object_or_404(policies.public_consultations(), ref=kwargs["ref"])


class Findings(OfConsultation[Finding]):
    """Published findings."""

    queryset = Finding.objects.none()
    serializer_class = FindingSerializer
    asked = {"list": AskedFindings}
    page_order = "number"
    lookup_field = "number"
    lookup_value_converter = "int"

    @extend_schema(
        summary=_("List what was heard"), parameters=[REF, AskedFindings], responses=FindingSerializer(many=True)
    )
    def list(self, request: Request, ref: str) -> Response:
        """List what was heard.

        Each finding with its limits, frozen counts by channel, quotations as consent allows today, and the reply.
        Before the report is published the list is empty.
        """
        said, rows = self.wanted(), public_data.findings(ref)
        columns = {"theme": "theme__key", "stance": "stance", "minority": "is_minority"}
        narrow = {columns[name]: value for name, value in said.items() if name in columns and value is not None}
        page = self.paginate_queryset(rows.filter(**narrow)) or []
        return self.get_paginated_response(FindingSerializer(public_data.heard(page), many=True).data)

    @extend_schema(summary=_("Read one finding with its thread"), parameters=[REF, NUMBER], responses=ThreadSerializer)
    def retrieve(self, request: Request, ref: str, number: int) -> Response:
        """Read one finding with its thread.

        What it rests on, the reply to it, the recommendations that followed and the commitments these led to.
        """
        thread = reporting.thread(ref, number, Exit.API) if number <= 32_767 else None
        if thread is None:
            raise Http404
        heard = {name: getattr(thread.heard, name) for name in ("finding", "shares", "quotes", "reply", "errata")}
        return Response(ThreadSerializer({**heard, "recommendations": thread.led}).data)


class Recommendations(OfConsultation[Recommendation]):
    """Published recommendations."""

    queryset = Recommendation.objects.none()
    serializer_class = RecommendationSerializer
    asked = {"list": AskedPage}
    page_order = "number"

    @extend_schema(
        summary=_("List what is recommended"),
        parameters=[REF, AskedPage],
        responses=RecommendationSerializer(many=True),
    )
    def list(self, request: Request, ref: str) -> Response:
        """List what is recommended.

        Each recommendation with the findings it rests on, the reply, and the public commitments it led to.
        """
        page = self.paginate_queryset(public_data.recommendations(ref)) or []
        return self.get_paginated_response(RecommendationSerializer(public_data.recommended(page), many=True).data)


class Dispositions(OfConsultation[Disposition]):
    """Published replies."""

    queryset = Disposition.objects.none()
    serializer_class = DispositionSerializer
    asked = {"list": AskedDispositions}

    @extend_schema(
        summary=_("List what the government replies"),
        parameters=[REF, AskedDispositions],
        responses=DispositionSerializer(many=True),
    )
    def list(self, request: Request, ref: str) -> Response:
        """List what the government replies.

        Each reply in force with its reason and office, to a finding or to a recommendation.
        """
        said, rows = self.wanted(), public_data.dispositions(ref)
        return self.page(rows.filter(outcome=said["outcome"]) if "outcome" in said else rows)
