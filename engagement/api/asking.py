"""What the queries of the endpoints of engagement may say."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as s

from engagement.enums import PUBLIC, ConsultationState, Outcome, Stance
from kernel.endpoints import Asked, AskedPage

REF = OpenApiParameter(
    "ref",
    {"type": "string", "pattern": "^[-a-zA-Z0-9_]{1,40}$"},
    OpenApiParameter.PATH,
    description="Reference of the consultation, such as it stands in the address of its page.",
)
NUMBER = OpenApiParameter(
    "number",
    {"type": "integer", "minimum": 0, "maximum": 32_767},
    OpenApiParameter.PATH,
    description="Number of the finding.",
)


class AskedConsultations(AskedPage):
    """How to narrow the list of consultations."""

    state = s.ChoiceField(
        required=False, choices=[(state.value, state.label) for state in ConsultationState if state in PUBLIC]
    )


class AskedPaper(Asked):
    """Which version of the paper."""

    version = s.IntegerField(
        required=False, min_value=1, max_value=32_767, help_text="A version that is or was in force."
    )


class AskedFindings(AskedPage):
    """How to narrow the list of findings."""

    theme = s.SlugField(required=False, max_length=60, help_text="Key of a theme.")
    stance = s.ChoiceField(required=False, choices=Stance.choices)
    minority = s.BooleanField(required=False, default=None, allow_null=True, help_text="Only where views differed.")


class AskedDispositions(AskedPage):
    """How to narrow the list of replies."""

    outcome = s.ChoiceField(required=False, choices=Outcome.choices)
