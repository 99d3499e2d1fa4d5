"""What endpoints of commitments say. The data are those of the public page, its CSV and its JSON (PA-A8, PA-A10)."""

from typing import Any

from rest_framework import serializers as s

from kernel.endpoints import TextSerializer
from partners.commitment_states import (
    EventKind,
    EvidenceKind,
    Health,
    Label,
    Lifecycle,
    MilestoneStanding,
    MilestoneState,
    PartyRole,
    Reason,
)
from partners.enums import Basis, Provenance


class NamedSerializer(s.Serializer[Any]):
    """A row of a reference list, as the agreed text names it."""

    key = s.CharField()
    name = TextSerializer()


class PillarNamedSerializer(NamedSerializer):
    """A pillar, and whether the agreed text or an editor put the commitment under it."""

    basis = s.ChoiceField(choices=Basis.choices)


class GoalNamedSerializer(NamedSerializer):
    """A Sustainable Development Goal or target."""

    code = s.CharField()


class FundingNamedSerializer(NamedSerializer):
    """Announced money; a total stays a total."""

    amount = s.CharField(help_text="Decimal number.")
    currency = s.CharField()
    period = s.CharField()
    first_fiscal_year = s.IntegerField()


class PartyNamedSerializer(s.Serializer[Any]):
    """One party with its own part of the agreed text."""

    id = s.UUIDField()
    party = s.UUIDField(help_text="Id of the institution, body or office.")
    kind = s.CharField()
    name = TextSerializer()
    role = s.ChoiceField(choices=PartyRole.choices)
    text = TextSerializer()
    jurisdiction = s.CharField(allow_null=True)
    hash = s.CharField()


class MeasureNamedSerializer(s.Serializer[Any]):
    """What is counted, and how far it should come."""

    id = s.UUIDField()
    kind = s.CharField()
    name = TextSerializer()
    unit = TextSerializer()
    baseline = s.CharField(allow_null=True, help_text="Decimal number.")
    target = s.CharField(allow_null=True, help_text="Decimal number.")
    direction = s.CharField()
    required = s.BooleanField()  # type: ignore[assignment]


class MilestoneSerializer(s.Serializer[Any]):
    """One milestone with its first and its present date."""

    id = s.UUIDField()
    name = TextSerializer()
    first_due = s.DateField()
    due = s.DateField()
    state = s.ChoiceField(choices=MilestoneState.choices, help_text="What was decided about it.")
    standing = s.ChoiceField(
        choices=MilestoneStanding.choices,
        help_text="How it stands today: an open step is overdue only while its commitment runs.",
    )
    met_on = s.DateField(allow_null=True)
    required = s.BooleanField()  # type: ignore[assignment]
    reason = TextSerializer(allow_null=True)


class ReportedPeriodSerializer(s.Serializer[Any]):
    """First and last day."""

    start = s.DateField()
    end = s.DateField()


class UpdateSerializer(s.Serializer[Any]):
    """One published progress update of one party."""

    id = s.UUIDField()
    party = TextSerializer()
    period = ReportedPeriodSerializer()
    health = s.ChoiceField(choices=Health.choices)
    narrative = TextSerializer()
    challenges = TextSerializer(allow_null=True)
    recovery_plan = TextSerializer(allow_null=True)
    measured = s.DictField(child=s.CharField(), help_text="Decimal numbers by the id of the measure.")
    closing = s.BooleanField()
    published_at = s.DateTimeField()


class ProgressSerializer(UpdateSerializer):
    """The same with the commitment it is about."""

    commitment = s.UUIDField()
    ref = s.CharField()


class EvidenceSerializer(s.Serializer[Any]):
    """One piece of public evidence."""

    id = s.UUIDField()
    title = TextSerializer()
    kind = s.ChoiceField(choices=EvidenceKind.choices)
    url = s.CharField(allow_null=True)
    sha256 = s.CharField(allow_null=True)
    language = s.CharField()
    captured_on = s.DateField()
    check_again_by = s.DateField(allow_null=True)
    lapsed = s.BooleanField()


class CommitmentRowSerializer(s.Serializer[Any]):
    """One commitment as the list shows it."""

    id = s.UUIDField()
    ref = s.CharField()
    title = TextSerializer()
    groups_others = s.BooleanField(help_text="It has parts of its own and no label besides theirs.")
    label = s.ChoiceField(choices=Label.choices, allow_null=True)  # type: ignore[assignment]
    reasons = s.ListField(child=s.ChoiceField(choices=Reason.choices))
    lifecycle = s.ChoiceField(choices=Lifecycle.choices, allow_null=True)
    health = s.ChoiceField(choices=Health.choices, allow_null=True)
    next_milestone_due = s.DateField(allow_null=True)
    last_update_at = s.DateTimeField(allow_null=True)
    provenance = s.ChoiceField(choices=Provenance.choices)
    demonstration = s.BooleanField(help_text="Invented for a demonstration.")
    modified_on = s.DateField(allow_null=True)


class RevisionSerializer(s.Serializer[Any]):
    """The text in force."""

    number = s.IntegerField()
    date = s.DateTimeField()
    core_hash = s.CharField()


class EndSerializer(s.Serializer[Any]):
    """Why a commitment ended; what was public keeps its address (PA-11)."""

    on = s.DateField()
    reason = TextSerializer()
    decided_by = TextSerializer()
    replaced_by = s.CharField(allow_null=True)


class ChainSerializer(s.Serializer[Any]):
    """How long the chain of events is, and its last hash."""

    events = s.IntegerField()
    hash = s.CharField()


class CommitmentSerializer(CommitmentRowSerializer):
    """Everything the public page of one commitment shows."""

    description = TextSerializer()
    framework = NamedSerializer()
    pillars = PillarNamedSerializer(many=True)
    sdg = GoalNamedSerializer(many=True)
    instruments = NamedSerializer(many=True)
    forums = NamedSerializer(many=True)
    funding = FundingNamedSerializer(allow_null=True)
    parties = PartyNamedSerializer(many=True)
    measures = MeasureNamedSerializer(many=True)
    no_measure = TextSerializer(help_text="Why nothing is counted, where nothing is.")
    milestones = MilestoneSerializer(many=True)
    updates = UpdateSerializer(many=True)
    evidence = EvidenceSerializer(many=True)
    parts = CommitmentRowSerializer(many=True)
    parts_by_label = s.DictField(child=s.IntegerField())
    revision = RevisionSerializer()
    ended = EndSerializer(allow_null=True)
    parent = s.CharField(allow_null=True, help_text="Reference of the commitment it is a part of.")  # type: ignore[assignment]
    history = ChainSerializer()


class EventRowSerializer(s.Serializer[Any]):
    """One step in the life of a commitment."""

    sequence = s.IntegerField()
    kind = s.ChoiceField(choices=EventKind.choices)
    on = s.DateField()
    hash = s.CharField()


class RevisionRowSerializer(s.Serializer[Any]):
    """One text the commitment has had."""

    number = s.IntegerField()
    on = s.DateField()
    core_hash = s.CharField()
    title = TextSerializer()
    reason = TextSerializer()


class HistorySerializer(s.Serializer[Any]):
    """What happened to a commitment and every text it has had, newest first."""

    ref = s.CharField()
    events = EventRowSerializer(many=True)
    revisions = RevisionRowSerializer(many=True)
