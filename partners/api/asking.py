"""What the queries of the endpoints of partners may say."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from kernel.endpoints import AskedPage
from partners.commitment_states import Label
from partners.models import Jurisdiction, Pillar, SdgReference

_NOT_LISTED = _("“%(value)s” is not in the list at %(where)s.")


def _listed(model: Any, column: str, value: str, where: str) -> str:
    """Return a value that the reference list has; a narrower list than was meant would look like an answer."""
    if not model.objects.filter(**{column: value}).exists():
        raise serializers.ValidationError(_NOT_LISTED % {"value": value, "where": f"/api/v1/reference/{where}/"})
    return value


class AskedCommitments(AskedPage):
    """How to narrow the list of commitments."""

    pillar = serializers.CharField(
        required=False, max_length=60, help_text="Key of a pillar, from `/api/v1/reference/frameworks/`."
    )
    jurisdiction = serializers.CharField(
        required=False, max_length=2, help_text="Code of a jurisdiction, from `/api/v1/reference/jurisdictions/`."
    )
    party = serializers.UUIDField(required=False, help_text="Id of an institution, body or office that takes part.")
    label = serializers.ChoiceField(required=False, choices=Label.choices, help_text="Public label, as of today.")  # type: ignore[assignment]
    sdg = serializers.CharField(
        required=False, max_length=6, help_text="Code of a goal or target, from `/api/v1/reference/sdg/`."
    )
    words = serializers.CharField(
        required=False, max_length=100, help_text="Part of the reference or of the title in either language."
    )

    def validate_pillar(self, value: str) -> str:
        return _listed(Pillar, "key", value, "frameworks")

    def validate_jurisdiction(self, value: str) -> str:
        return _listed(Jurisdiction, "code", value, "jurisdictions")

    def validate_sdg(self, value: str) -> str:
        return _listed(SdgReference, "code", value, "sdg")


class AskedProgress(AskedPage):
    """How to narrow the list of progress updates."""

    commitment = serializers.UUIDField(required=False, help_text="Id of a public commitment.")
    since = serializers.DateField(required=False, help_text="Published on this day or later, such as 2018-10-01 (UTC).")
