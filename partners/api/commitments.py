"""Public commitments and their progress: what stands on their pages, through the same queries (PA-A10)."""

import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.endpoints import PublicEndpoint
from partners import commitment_policies as policies
from partners import periods
from partners.api.asking import AskedCommitments, AskedProgress
from partners.api.serializers import (
    CommitmentRowSerializer,
    CommitmentSerializer,
    HistorySerializer,
    ProgressSerializer,
)
from partners.days import day_of
from partners.domain.commitment_revisions import pair
from partners.models import Commitment, ProgressUpdate
from partners.queries import commitment_data, commitment_page
from partners.queries import commitments as queries


class Commitments(PublicEndpoint[Commitment]):
    """Public commitments."""

    queryset = Commitment.objects.none()
    serializer_class = CommitmentRowSerializer
    asked = {"list": AskedCommitments}
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Commitment]:
        """Return what the public sees, through the policy."""
        return policies.public()

    @extend_schema(
        summary=_("List public commitments"),
        parameters=[AskedCommitments],
        responses=CommitmentRowSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """List public commitments.

        Narrow the list by pillar, jurisdiction, party, label, Sustainable Development Goal or words of the title.
        Labels are those of today.
        """
        said, today = self.wanted(), periods.today()
        names = ("pillar", "jurisdiction", "party", "label", "sdg", "words")
        wanted = queries.Wanted(**{name: said[name] for name in names if name in said})
        rows = queries.listed(queries.narrowed(self.get_queryset(), wanted, today))
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response([commitment_data.summary(row, today) for row in page])

    @extend_schema(summary=_("Read one whole commitment"), responses=CommitmentSerializer)
    def retrieve(self, request: Request, public_id: UUID) -> Response:
        """Read one whole commitment.

        What was agreed and by whom, milestones, progress, public evidence, and how it stands today.
        """
        found = commitment_page.find(public_id)
        if found is None:
            raise Http404
        today = periods.today()
        return Response(commitment_data.whole(commitment_page.page_of(found, today), today))

    @extend_schema(summary=_("Read what happened to one commitment"), responses=HistorySerializer)
    @action(detail=True)
    def history(self, request: Request, public_id: UUID) -> Response:
        """Read what happened to one commitment.

        Every public step with the day and the hash that chains it to the one before, and every text it has had.
        """
        found = commitment_page.public_history(public_id)
        if found is None:
            raise Http404
        return Response(
            {
                "ref": found.commitment.ref,
                "events": [
                    {"sequence": one.sequence, "kind": one.kind, "on": day_of(one.at), "hash": one.hash}
                    for one in found.events
                ],
                "revisions": [
                    {
                        "number": row.number,
                        "on": day_of(row.created_at),
                        "core_hash": row.core_hash,
                        "title": row.document["title"],
                        "reason": pair(row, "reason"),
                    }
                    for row in found.revisions
                ],
            }
        )


class Progress(PublicEndpoint[ProgressUpdate]):
    """Published progress on public commitments."""

    queryset = ProgressUpdate.objects.none()
    serializer_class = ProgressSerializer
    asked = {"list": AskedProgress}

    def get_queryset(self) -> QuerySet[ProgressUpdate]:
        """Return what the public sees, through the policy."""
        party = ("obligation__organization", "obligation__body", "obligation__office")
        return policies.public_updates().select_related("obligation__commitment", *party)

    @extend_schema(
        summary=_("List published progress updates"),
        parameters=[AskedProgress],
        responses=ProgressSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """List published progress updates.

        Of every public commitment, or of one; since a day, for a program that reads what is new.
        """
        said, rows = self.wanted(), self.get_queryset()
        if "commitment" in said:
            rows = rows.filter(obligation__commitment__public_id=said["commitment"])
        if "since" in said:
            midnight = datetime.datetime.combine(said["since"], datetime.time(), tzinfo=datetime.UTC)
            rows = rows.filter(published_at__gte=midnight)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response([_progress(row) for row in page])


def _progress(row: ProgressUpdate) -> dict[str, Any]:
    commitment = row.obligation.commitment
    return {**commitment_data.update(row), "commitment": str(commitment.public_id), "ref": commitment.ref}
