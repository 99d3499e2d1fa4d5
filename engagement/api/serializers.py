"""What endpoints of engagement say: frozen texts and figures, both languages, never who somebody is (EN-10, EN-21).

A person who agreed to be quoted by name stands with it on the page; here words come without names of persons, because
whoever reads in bulk could collect them.
"""

import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from engagement.enums import (
    Bound,
    ChangeStatus,
    Channel,
    ConsultationState,
    OriginRelation,
    Outcome,
    Precision,
    Quantifier,
    QuestionType,
    Stance,
)
from engagement.models import Consultation, QuestionVersion
from kernel.endpoints import BothLanguages, TextSerializer, pages_of


class PeriodSerializer(s.Serializer[Any]):
    """A period no finer than it is known: days such as 2018-09-05 or months such as 2018-09."""

    start = s.CharField()
    end = s.CharField()
    precision = s.ChoiceField(choices=Precision.choices)


class ExtensionSerializer(s.Serializer[Any]):
    """The last extension of the deadline."""

    at = s.DateTimeField()
    reason = TextSerializer()


class ConsultationSerializer(s.Serializer[Any]):
    """One consultation."""

    ref = s.CharField()
    title = BothLanguages("title")
    purpose = BothLanguages("purpose")
    state = s.ChoiceField(choices=ConsultationState.choices)
    period = s.SerializerMethodField()
    opens_at = s.DateTimeField(allow_null=True, help_text="When online submissions begin.")
    closes_at = s.DateTimeField(allow_null=True, help_text="When online submissions end.")
    takes_submissions = s.BooleanField(help_text="Whether anybody can answer online now.")
    extension = s.SerializerMethodField()
    place = s.CharField(source="place.key", default=None, allow_null=True)
    lead = s.UUIDField(source="lead.public_id", default=None, allow_null=True, help_text="Id of the institution.")
    has_paper = s.BooleanField()
    has_questionnaire = s.BooleanField(source="has_questions")
    demonstration = s.BooleanField(source="is_demonstration", help_text="Invented for a demonstration.")
    modified_on = s.DateField(allow_null=True)
    pages = s.SerializerMethodField(help_text="Addresses of the page in both languages.")

    @extend_schema_field(PeriodSerializer(allow_null=True))
    def get_period(self, row: Consultation) -> dict[str, str] | None:
        """Return the period as a fact, shown no finer than it is known."""
        if row.period_from is None or row.period_to is None:
            return None
        cut = 7 if row.period_precision == Precision.MONTH else 10
        start, end = (day.isoformat()[:cut] for day in (row.period_from, row.period_to))
        return {"start": start, "end": end, "precision": row.period_precision}

    @extend_schema_field(ExtensionSerializer(allow_null=True))
    def get_extension(self, row: Any) -> dict[str, Any] | None:
        """Return the last extension with its reason."""
        if row.extended_at is None:
            return None
        at: datetime.datetime = row.extended_at
        return {"at": at, "reason": {"en": row.extension_reason_en, "fr": row.extension_reason_fr}}

    @extend_schema_field(TextSerializer)
    def get_pages(self, row: Consultation) -> dict[str, str]:
        """Return the addresses people read it at."""
        return pages_of(self.context["request"], "engagement:consultation", row.ref)


class MeetingSerializer(s.Serializer[Any]):
    """An event of a consultation that has a public page."""

    id = s.UUIDField(source="public_id", help_text="Read it at `/api/v1/events/{id}/`.")
    title = BothLanguages("title")


class FigureSerializer(s.Serializer[Any]):
    """A total that the institution declares: exact, or a bound."""

    key = s.CharField()
    bound = s.ChoiceField(choices=Bound.choices)
    value = s.IntegerField()
    label = BothLanguages("label")  # type: ignore[assignment]
    demonstration = s.BooleanField(source="is_demonstration")


class WholeConsultationSerializer(ConsultationSerializer):
    """One consultation with its open events and its declared figures."""

    events = MeetingSerializer(many=True)
    figures = FigureSerializer(many=True)


class SectionSerializer(s.Serializer[Any]):
    """One section of a paper; its key is its address in every version and both languages."""

    key = s.CharField(source="row.key")
    heading = BothLanguages("row.heading")
    body = BothLanguages("row.body")
    change = s.ChoiceField(source="row.change_status", choices=ChangeStatus.choices)
    questions = s.ListField(child=s.CharField(), help_text="Keys of the questions that belong to it.")


class PaperSerializer(s.Serializer[Any]):
    """The discussion paper as it is read."""

    version = s.IntegerField(source="version.number")
    in_force = s.BooleanField()
    title = BothLanguages("version.title")
    change_note = BothLanguages("version.change_note")
    sha256 = s.CharField(source="version.sha256")
    frozen_at = s.DateTimeField(source="version.frozen_at")
    demonstration = s.BooleanField(source="version.is_demonstration")
    versions = s.ListField(child=s.IntegerField(), help_text="Every version that is or was in force.")
    sections = SectionSerializer(many=True)


class OptionSerializer(s.Serializer[Any]):
    """One choice; its code is what answers keep."""

    code = s.CharField()
    label = BothLanguages("label")  # type: ignore[assignment]


class ScaleSerializer(s.Serializer[Any]):
    """The two ends of a scale."""

    low = s.IntegerField()
    high = s.IntegerField()
    low_label = TextSerializer()
    high_label = TextSerializer()


class QuestionSerializer(s.Serializer[Any]):
    """One question; every one can be skipped."""

    key = s.CharField()
    type = s.ChoiceField(choices=QuestionType.choices)
    prompt = BothLanguages("prompt")
    help = BothLanguages("help")
    section = s.CharField(source="section_key", help_text="Key of the section of the paper it belongs to, or empty.")
    limit = s.IntegerField(help_text="Longest answer, in characters.")
    scale = s.SerializerMethodField()
    options = OptionSerializer(many=True)

    @extend_schema_field(ScaleSerializer(allow_null=True))
    def get_scale(self, row: QuestionVersion) -> dict[str, Any] | None:
        """Return the ends of the scale of a question that has one."""
        if row.scale_low is None or row.scale_high is None:
            return None
        return {
            "low": row.scale_low,
            "high": row.scale_high,
            "low_label": {"en": row.scale_low_label_en, "fr": row.scale_low_label_fr},
            "high_label": {"en": row.scale_high_label_en, "fr": row.scale_high_label_fr},
        }


class QuestionPageSerializer(s.Serializer[Any]):
    """One page of questions."""

    order = s.IntegerField()
    title = BothLanguages("title")
    intro = BothLanguages("intro")
    sensitive = s.BooleanField(source="is_sensitive")
    questions = QuestionSerializer(many=True)


class QuestionnaireSerializer(s.Serializer[Any]):
    """The questionnaire in force, with its privacy notice."""

    version = s.CharField(source="number")
    title = BothLanguages("title")
    intro = BothLanguages("intro")
    notice = BothLanguages("notice")
    sha256 = s.CharField()
    frozen_at = s.DateTimeField()
    demonstration = s.BooleanField(source="is_demonstration")
    pages = QuestionPageSerializer(many=True)


class ThemeSerializer(s.Serializer[Any]):
    """The theme of a finding."""

    key = s.CharField()
    label = BothLanguages("label")  # type: ignore[assignment]


class ShareSerializer(s.Serializer[Any]):
    """How much of one channel raised it; small counts are withheld, and channels are never added."""

    channel = s.ChoiceField(choices=Channel.choices)
    unit = s.ChoiceField(choices=("tables", "submissions"))
    word = s.ChoiceField(choices=[*Quantifier.choices, ""], help_text="Word of quantity, by a fixed rule.")
    shown = s.IntegerField(allow_null=True, help_text="How many raised it, where it may be shown.")
    shown_scope = s.IntegerField(allow_null=True, help_text="Of how many, where it may be shown.")


class SayingSerializer(s.Serializer[Any]):
    """Words that may be quoted now."""

    words = s.CharField()
    language = s.CharField()
    organization = s.CharField(help_text="Only where it agreed to be named.")
    from_a_table = s.BooleanField()


class ReplySerializer(s.Serializer[Any]):
    """The government's reply."""

    id = s.UUIDField(source="public_id")
    outcome = s.ChoiceField(choices=Outcome.choices)
    reason = BothLanguages("reason")
    office = BothLanguages("office")
    published_at = s.DateTimeField()
    demonstration = s.BooleanField(source="is_demonstration")


class ErratumSerializer(s.Serializer[Any]):
    """A correction of what was published; the words it corrects stay as they were."""

    id = s.UUIDField(source="public_id")
    text = BothLanguages("text")
    published_at = s.DateTimeField()


class OriginSerializer(s.Serializer[Any]):
    """A public commitment that a recommendation led to."""

    commitment = s.UUIDField(source="commitment.public_id", help_text="Read it at `/api/v1/commitments/{id}/`.")
    ref = s.CharField(source="commitment.ref")
    title = BothLanguages("commitment.title")
    relation = s.ChoiceField(choices=OriginRelation.choices)
    reason = BothLanguages("reason")


class FindingSerializer(s.Serializer[Any]):
    """One thing that was heard."""

    number = s.IntegerField(source="finding.number")
    theme = ThemeSerializer(source="finding.theme")
    stance = s.ChoiceField(source="finding.stance", choices=Stance.choices)
    statement = BothLanguages("finding.statement")
    limits = BothLanguages("finding.limits")
    minority = s.BooleanField(source="finding.is_minority")
    demonstration = s.BooleanField(source="finding.is_demonstration")
    published_at = s.DateTimeField(source="finding.published_at")
    counts = ShareSerializer(source="shares", many=True)
    quotes = SayingSerializer(many=True)
    reply = ReplySerializer(allow_null=True)
    corrections = ErratumSerializer(
        source="errata", many=True, help_text="Corrections of the statement, the earliest first."
    )


class LedSerializer(s.Serializer[Any]):
    """A recommendation with the reply to it and the commitments it led to."""

    number = s.IntegerField(source="recommendation.number")
    statement = BothLanguages("recommendation.statement")
    demonstration = s.BooleanField(source="recommendation.is_demonstration")
    reply = ReplySerializer(allow_null=True)
    corrections = ErratumSerializer(source="errata", many=True)
    commitments = OriginSerializer(source="origins", many=True)


class ThreadSerializer(FindingSerializer):
    """One finding with what followed from it."""

    recommendations = LedSerializer(many=True)


class RecommendationSerializer(LedSerializer):
    """One recommendation with the findings it rests on."""

    findings = s.ListField(child=s.IntegerField(), help_text="Numbers of the published findings it rests on.")


class DispositionSerializer(ReplySerializer):
    """One reply with what it answers; exactly one of `finding` and `recommendation` is given."""

    finding = s.IntegerField(source="finding.number", default=None, allow_null=True)
    recommendation = s.IntegerField(source="recommendation.number", default=None, allow_null=True)
