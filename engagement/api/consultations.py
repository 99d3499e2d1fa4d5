"""Public consultations: what stands on their pages, through the same queries."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from engagement.api.asking import REF, AskedConsultations, AskedPaper
from engagement.api.serializers import (
    ConsultationSerializer,
    PaperSerializer,
    QuestionnaireSerializer,
    WholeConsultationSerializer,
)
from engagement.models import Consultation
from engagement.queries import public, public_data
from kernel.endpoints import PublicEndpoint


class Consultations(PublicEndpoint[Consultation]):
    """Consultations the public knows of."""

    queryset = Consultation.objects.none()
    serializer_class = ConsultationSerializer
    asked = {"list": AskedConsultations, "paper": AskedPaper}
    lookup_field = "ref"
    lookup_value_converter = "slug"

    def get_queryset(self) -> QuerySet[Consultation]:
        """Return what the public knows of, through the policy."""
        return public.consultations()

    @extend_schema(summary=_("List consultations"), parameters=[AskedConsultations])
    def list(self, request: Request) -> Response:
        """List consultations.

        Every consultation that was announced, from the first one on.
        """
        said, rows = self.wanted(), self.get_queryset()
        return self.page(rows.filter(state=said["state"]) if "state" in said else rows)

    @extend_schema(summary=_("Read one consultation"), parameters=[REF], responses=WholeConsultationSerializer)
    def retrieve(self, request: Request, ref: str) -> Response:
        """Read one consultation.

        With its open events and the figures the institution declares. Of a protected event nothing is said.
        """
        row = self.get_object()
        row.events = public_data.open_events(row)  # type: ignore[attr-defined]
        return Response(WholeConsultationSerializer(row, context=self.get_serializer_context()).data)

    @extend_schema(summary=_("Read the discussion paper"), parameters=[REF, AskedPaper], responses=PaperSerializer)
    @action(detail=True)
    def paper(self, request: Request, ref: str) -> Response:
        """Read the discussion paper.

        The version in force, or a numbered one that was. A frozen version never changes; its hash says so.
        """
        said = self.wanted()
        found = public.paper(self.get_object(), said.get("version"))
        if found is None:
            raise Http404
        sections = [
            {"row": one.row, "questions": [question.key for question in one.questions]} for one in found.sections
        ]
        whole = {
            "version": found.version,
            "in_force": found.newer is None and found.version.state == "frozen",
            "versions": sorted(row.number for row in found.versions),
            "sections": sections,
        }
        return Response(PaperSerializer(whole).data)

    @extend_schema(summary=_("Read the questionnaire in force"), parameters=[REF], responses=QuestionnaireSerializer)
    @action(detail=True)
    def questionnaire(self, request: Request, ref: str) -> Response:
        """Read the questionnaire in force.

        Pages, questions and choices with the privacy notice. Answers are given on the page, never here.
        """
        found = public_data.questionnaire(self.get_object())
        if found is None:
            raise Http404
        return Response(QuestionnaireSerializer(found).data)
