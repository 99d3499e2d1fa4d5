"""What endpoints of events say and take. Declared fields only: no name, address or need ever leaves here (EV-30)."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.enums import CheckInKind, NeedKind, RegistrationState
from events.models import Event, FormQuestion, Registration
from kernel.endpoints import BothLanguages, TextSerializer, pages_of
from kernel.serializers import StrictSerializer

FACTS = (
    "id",
    "kind",
    "state",
    "title",
    "description",
    "place",
    "zone",
    "start_day",
    "start_time",
    "end_day",
    "end_time",
    "starts_at",
    "ends_at",
    "online",
)


WALL_TIME = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$", "nullable": True}


@extend_schema_field(WALL_TIME)
class WallTime(serializers.TimeField):
    """What a clock at the place shows, such as 09:00; which instant that is depends on the zone beside it."""

    def __init__(self) -> None:
        super().__init__(format="%H:%M", read_only=True, help_text="What a clock at the place shows.")


class PublicEventSerializer(serializers.ModelSerializer[Event]):
    """The facts of an event's public page, in both languages. Times are wall time and zone, and the instant."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    title = BothLanguages("title")
    description = BothLanguages("description")
    place = BothLanguages("place.name")
    start_time = WallTime()
    end_time = WallTime()
    pages = serializers.SerializerMethodField(help_text="Addresses of the page in both languages.")

    class Meta:
        model = Event
        fields: tuple[str, ...] = (*FACTS, "pages")
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(TextSerializer)
    def get_pages(self, event: Event) -> dict[str, str]:
        """Return the addresses people read it at."""
        return pages_of(self.context["request"], "events:public_event", event.public_id)


class SeatsSerializer(serializers.Serializer[Any]):
    """Seats of the whole event."""

    cap = serializers.IntegerField()
    taken = serializers.IntegerField()
    held = serializers.IntegerField()
    free = serializers.IntegerField()


class FormQuestionSerializer(serializers.ModelSerializer[FormQuestion]):
    """One question of the registration form, in both languages."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    text = BothLanguages("text")
    choices = serializers.SerializerMethodField(help_text="In their order; an answer is the number, counted from 0.")

    class Meta:
        model = FormQuestion
        fields = ("id", "kind", "text", "choices", "required")
        read_only_fields = fields

    @extend_schema_field(TextSerializer(many=True))
    def get_choices(self, question: FormQuestion) -> list[dict[str, str]]:
        """Return the choices in both languages; none for another kind of question."""
        pairs = zip(question.choices_en, question.choices_fr, strict=True)
        return [{"en": english, "fr": french} for english, french in pairs]


class StaffEventSerializer(PublicEventSerializer):
    """The same with what its organizers see: seats, how people get in, and what the registration form asks."""

    seats = serializers.SerializerMethodField()
    questions = serializers.SerializerMethodField()

    class Meta(PublicEventSerializer.Meta):
        fields = (*FACTS, "safety_tier", "admission", "cut_off_at", "seats", "questions")
        read_only_fields = fields

    @extend_schema_field(FormQuestionSerializer(many=True))
    def get_questions(self, event: Event) -> list[Any]:
        """Return what is asked now, in its order."""
        asked = [question for question in event.questions.all() if not question.retired]
        return list(FormQuestionSerializer(asked, many=True).data)

    @extend_schema_field(SeatsSerializer)
    def get_seats(self, event: Event) -> dict[str, int]:
        """Return the counters of the whole event."""
        root = next(pool for pool in event.pools.all() if pool.parent_id is None)
        return {"cap": root.cap, "taken": root.taken, "held": root.held, "free": root.free}


class RegistrationSerializer(serializers.ModelSerializer[Registration]):
    """One registration by references: who the person is stays in the directory."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    event = serializers.UUIDField(source="event.public_id", read_only=True)
    person = serializers.UUIDField(source="person.public_id", read_only=True)
    sector = serializers.CharField(source="sector.key", default=None, allow_null=True)
    jurisdiction = serializers.CharField(source="jurisdiction.code", default=None, allow_null=True)

    class Meta:
        model = Registration
        fields = ("id", "event", "person", "kind", "state", "language", "channel", "sector", "jurisdiction", "online")
        read_only_fields = fields


class InviteSerializer(StrictSerializer):
    """Whom to invite: public ids of people in the directory, at most 500 at once."""

    people = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=500)


class RegisterSerializer(StrictSerializer):
    """Whom to register, with what they need."""

    person = serializers.UUIDField()
    needs = serializers.DictField(
        child=serializers.CharField(max_length=200, allow_blank=True), default=dict, help_text=", ".join(NeedKind)
    )
    answers = serializers.DictField(
        child=serializers.CharField(max_length=1000, allow_blank=True),
        default=dict,
        help_text="By the id of each question: a text, `yes` or `no`, or the number of a choice, counted from 0.",
    )
    online = serializers.BooleanField(default=False)

    def validate_answers(self, said: dict[str, str]) -> dict[UUID, str]:
        """Return the answers by the id of their question.

        Raises:
            ValidationError: a key is no id.
        """
        try:
            return {UUID(key): value for key, value in said.items()}
        except ValueError:
            raise serializers.ValidationError(_("Name each question by its id.")) from None


class CancelSerializer(StrictSerializer):
    """Why a registration ends."""

    reason = serializers.CharField(max_length=300)


class CheckInSerializer(StrictSerializer):
    """What happened at the door, under an id made on the device; the same id again changes nothing."""

    ref = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=("in", "out"), default="in")


class InvitedSerializer(serializers.Serializer[Any]):
    """How many people an invitation of a list reached."""

    added = serializers.IntegerField(help_text="Invited now.")
    already = serializers.IntegerField(help_text="Were invited before.")
    extended = serializers.IntegerField(help_text="Had an invitation of the series, which now names this event too.")
    sending = serializers.IntegerField(help_text="Messages that leave as soon as they are ready.")


class PlacedSerializer(serializers.Serializer[Any]):
    """Where somebody stands after a registration."""

    outcome = serializers.ChoiceField(choices=[*RegistrationState.choices, ("waiting", "Waiting")])
    registration = serializers.UUIDField(allow_null=True, help_text="Given with a seat.")
    wait = serializers.UUIDField(allow_null=True, help_text="Given with a place on the waiting list.")


class CheckedInSerializer(serializers.Serializer[Any]):
    """What was written down at the door."""

    ref = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=CheckInKind.choices)


def placed(outcome: Any) -> dict[str, Any]:
    """Return where somebody stands after a registration."""
    if outcome.registration is not None:
        seat = outcome.registration
        return {"outcome": seat.state, "registration": str(seat.public_id), "wait": None}
    return {"outcome": "waiting", "registration": None, "wait": str(outcome.entry.public_id)}
