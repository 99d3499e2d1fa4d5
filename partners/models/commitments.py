"""What was promised, by whom, in which words, and the chain of what happened to it since (partners 3)."""

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import text
from kernel.constraints import both_languages_when, filled_iff, only_values
from kernel.records import Record
from partners.commitment_states import (
    AgreementMethod,
    DecisionKind,
    DecisionState,
    EventKind,
    Health,
    Lifecycle,
    PartyRole,
)
from partners.enums import Basis, Provenance
from partners.labels import Standing
from partners.models.directory import Organization
from partners.models.reference import (
    Body,
    Forum,
    Framework,
    FundingLine,
    Instrument,
    Jurisdiction,
    Office,
    Pillar,
    SdgReference,
    Strand,
)
from partners.periods import CADENCES


class CommitmentSeries(models.Model):
    """The last number given out in a year, so that two coordinators never get the same reference."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    def __str__(self) -> str:
        return str(self.year)


class Commitment(Record):
    """One promise. Its lifecycle moves in `domain.commitments` only; its label is computed and stored nowhere.

    A parent (`umbrella`) has no lifecycle at all: its status is derived from its parts (PA-6). The columns from
    `health` to `disputes` are facts that the domain recounts in the transaction that changes their sources; they hold
    dates, never whether a date has passed.
    """

    year = models.PositiveSmallIntegerField(editable=False)
    number = models.PositiveIntegerField(editable=False)
    ref = models.CharField(_("reference"), max_length=20, unique=True, editable=False, help_text="C-2018-014")
    key = models.CharField(max_length=60, unique=True, null=True, help_text="identifier in the reference file")
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("framework")
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    umbrella = models.BooleanField(_("groups other commitments"), default=False)
    pillars = models.ManyToManyField(Pillar, through="CommitmentPillar", related_name="commitments")
    sdg_references = models.ManyToManyField(SdgReference, related_name="commitments", blank=True)
    instruments = models.ManyToManyField(Instrument, related_name="commitments", blank=True)
    forums = models.ManyToManyField(Forum, related_name="commitments", blank=True)
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, null=True, related_name="commitments")
    funding = models.ForeignKey(FundingLine, on_delete=models.PROTECT, null=True, related_name="commitments")

    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=300, blank=True)
    description_en = models.TextField(_("description in English"), max_length=4000, blank=True)
    description_fr = models.TextField(_("description in French"), max_length=4000, blank=True)
    no_measure_en = models.TextField(_("why there is no measure, in English"), max_length=1000, blank=True)
    no_measure_fr = models.TextField(_("why there is no measure, in French"), max_length=1000, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    reporting_months = models.PositiveSmallIntegerField(_("months between progress updates"), default=6)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="commitments_owned"
    )

    lifecycle = models.CharField(max_length=12, choices=Lifecycle, null=True, default=Lifecycle.DRAFT, editable=False)
    started_on = models.DateField(null=True, editable=False, help_text="when it moved to in progress")
    current_revision = models.ForeignKey(
        "CommitmentRevision", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    publish_at = models.DateTimeField(null=True, editable=False, help_text="when it is to be made public")
    published_at = models.DateTimeField(null=True, editable=False)
    modified_on = models.DateField(null=True, editable=False, help_text="last change of meaning that the public saw")
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="predecessors")
    ended_on = models.DateField(null=True, editable=False)
    end_reason_en = models.TextField(blank=True, editable=False)
    end_reason_fr = models.TextField(blank=True, editable=False)
    end_office_en = models.CharField(max_length=200, blank=True, editable=False)
    end_office_fr = models.CharField(max_length=200, blank=True, editable=False)

    health = models.CharField(max_length=10, choices=Health, blank=True, editable=False)
    next_due = models.DateField(null=True, editable=False)
    fresh_until = models.DateField(null=True, editable=False)
    proof_missing = models.BooleanField(default=True, editable=False)
    proof_until = models.DateField(null=True, editable=False)
    disputes = models.PositiveSmallIntegerField(default=0, editable=False)

    discarded_at = models.DateTimeField(null=True, editable=False, help_text="a draft that nobody will propose")
    head_sequence = models.PositiveIntegerField(default=0, editable=False)
    head_hash = models.CharField(max_length=64, blank=True, editable=False)

    provenance = models.CharField(max_length=10, choices=Provenance, default=Provenance.STAFF, editable=False)
    fr_check = models.BooleanField(default=False)
    seed_refs = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("year", "number"), name="commitment_number_once_a_year"),
            only_values("lifecycle", Lifecycle.values, "commitment_lifecycle_known"),
            only_values("health", ("", *Health.values), "commitment_health_known"),
            only_values("provenance", Provenance.values, "commitment_provenance_known"),
            models.CheckConstraint(condition=Q(reporting_months__in=CADENCES), name="commitment_cadence_divides_year"),
            # PA-6: a parent has no status of its own that anybody could write
            filled_iff(Q(umbrella=False), "lifecycle", name="commitment_parent_has_no_lifecycle"),
            models.CheckConstraint(condition=Q(umbrella=False) | Q(parent=None), name="commitment_one_level_of_parts"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("pk")), name="commitment_not_its_own_part"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="commitment_ends_after_start",
            ),
            # PA-1: nothing is public, or with the parties, in one language
            both_languages_when(
                Q(published_at__isnull=False) | ~Q(lifecycle=Lifecycle.DRAFT), "title", name="commitment_title_in_both"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None)
                | Q(description_en="", description_fr="")
                | (~Q(description_en="") & ~Q(description_fr="")),
                name="commitment_description_in_both_or_none",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | (Q(current_revision__isnull=False) & ~Q(lifecycle=Lifecycle.DRAFT)),
                name="commitment_public_only_with_a_revision",
            ),
            # PA-11: what ended says why
            both_languages_when(
                Q(lifecycle=Lifecycle.WITHDRAWN), "end_reason", "end_office", name="commitment_withdrawn_says_why"
            ),
            models.CheckConstraint(
                condition=Q(lifecycle=Lifecycle.SUPERSEDED, successor__isnull=False)
                | (~Q(lifecycle=Lifecycle.SUPERSEDED) & Q(successor=None)),
                name="commitment_replaced_names_successor",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=False) | ~Q(lifecycle__in=(Lifecycle.WITHDRAWN, Lifecycle.SUPERSEDED)),
                name="commitment_ended_is_dated",
            ),
        )
        indexes = (
            # the sweep of scheduled releases: few rows ever wait
            models.Index(
                fields=("publish_at",),
                condition=Q(published_at=None, publish_at__isnull=False),
                name="commitment_to_be",
            ),
            # the public list of parts and the staff board, by state
            models.Index(fields=("lifecycle", "id"), name="commitment_by_lifecycle"),
        )

    def __str__(self) -> str:
        return f"{self.ref} {text(self, 'title')}"

    @property
    def fictional(self) -> bool:
        """Tell whether this row was invented for a demonstration."""
        return self.provenance == Provenance.DEMO

    @property
    def silent(self) -> bool:
        """Tell whether it was taken from a source and nothing has been reported here since."""
        return (
            self.provenance in (Provenance.SEED, Provenance.PUBLIC)
            and self.lifecycle == Lifecycle.AGREED
            and not self.health
        )

    @property
    def standing(self) -> Standing:
        """What the public label is computed from."""
        return Standing(
            lifecycle=self.lifecycle or Lifecycle.DRAFT,
            silent=self.silent,
            health=self.health,
            next_due=self.next_due,
            fresh_until=self.fresh_until,
            proof_missing=self.proof_missing,
            proof_until=self.proof_until,
            disputes=self.disputes,
        )


class CommitmentPillar(models.Model):
    """A commitment's place under a pillar, and whether the source states it or staff assigned it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="pillar_links")
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="commitment_links")
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.ASSIGNED)

    class Meta:
        ordering = ("pillar__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("commitment", "pillar"), name="commitment_once_under_a_pillar"),
            only_values("basis", Basis.values, "commitment_pillar_basis_known"),
        )

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.pillar_id}"


class CommitmentRevision(Record):
    """The whole text of a commitment as canonical JSON, both languages. Append-only by trigger.

    `core_hash` covers what all parties share, each party's own part has its hash inside `content`, so that a later
    acceptance can be bound to exactly what was accepted (PA-4, PA-5).
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    core_hash = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason_en = models.TextField(blank=True)
    reason_fr = models.TextField(blank=True)

    class Meta:
        ordering = ("commitment", "number")
        constraints = (
            models.UniqueConstraint(fields=("commitment", "number"), name="commitment_revision_numbered"),
            models.CheckConstraint(condition=Q(number__gte=1), name="commitment_revision_starts_at_one"),
            # the first needs no reason; every later one says why, in both languages
            both_languages_when(Q(number__gt=1), "reason", name="commitment_revision_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.commitment_id} revision {self.number}"

    @property
    def document(self) -> dict[str, Any]:
        """The frozen text, read back."""
        found: dict[str, Any] = json.loads(self.content)
        return found


class PartyObligation(Record):
    """One party's part: an organization, a body or an office, exactly one of them."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="obligations")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="obligations"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="obligations")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="obligations")
    jurisdiction = models.ForeignKey(
        Jurisdiction, on_delete=models.PROTECT, null=True, editable=False, related_name="obligations"
    )
    role = models.CharField(_("role"), max_length=12, choices=PartyRole, default=PartyRole.LEAD)
    text_en = models.TextField(_("what this party does, in English"), max_length=2000, blank=True)
    text_fr = models.TextField(_("what this party does, in French"), max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    added_on = models.DateField(editable=False)
    ended_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            only_values("role", PartyRole.values, "obligation_role_known"),
            models.CheckConstraint(
                condition=Q(organization__isnull=False, body=None, office=None)
                | Q(organization=None, body__isnull=False, office=None)
                | Q(organization=None, body=None, office__isnull=False),
                name="obligation_has_exactly_one_party",
            ),
            *(
                models.UniqueConstraint(
                    fields=("commitment", party),
                    condition=Q(ended_on=None, **{f"{party}__isnull": False}),
                    name=f"obligation_once_for_{party}",
                )
                for party in ("organization", "body", "office")
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} of {self.commitment_id}"

    @property
    def party(self) -> Organization | Body | Office:
        """The party, of whichever kind; it has `name_en`, `name_fr` and a `provenance`."""
        found = self.organization or self.body or self.office
        assert found is not None
        return found

    @property
    def party_kind(self) -> str:
        """`organization`, `body` or `office`."""
        if self.organization_id:
            return "organization"
        return "body" if self.body_id else "office"


class CommitmentDecision(Record):
    """An act that takes two people: one asks, another approves or refuses (PA-3)."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=DecisionKind)
    revision = models.ForeignKey(CommitmentRevision, on_delete=models.PROTECT, null=True, related_name="decisions")
    milestone = models.ForeignKey("Milestone", on_delete=models.PROTECT, null=True, related_name="decisions")
    successor = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, related_name="+")
    method = models.CharField(max_length=15, choices=AgreementMethod, blank=True)
    agreed_on = models.DateField(null=True)
    reason_en = models.TextField(blank=True, max_length=2000)
    reason_fr = models.TextField(blank=True, max_length=2000)
    office_en = models.CharField(max_length=200, blank=True)
    office_fr = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.OPEN, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    refusal = models.TextField(blank=True, editable=False)

    class Meta:
        constraints = (
            only_values("kind", DecisionKind.values, "commitment_decision_kind_known"),
            only_values("method", ("", *AgreementMethod.values), "commitment_decision_method_known"),
            only_values("state", DecisionState.values, "commitment_decision_state_known"),
            models.CheckConstraint(
                condition=Q(asked_by=None) | Q(decided_by=None) | ~Q(asked_by=F("decided_by")),
                name="commitment_decision_takes_two_people",
            ),
            filled_iff(~Q(state=DecisionState.OPEN), "decided_at", name="commitment_decision_dated_when_decided"),
            filled_iff(Q(kind=DecisionKind.WAIVE_MILESTONE), "milestone", name="commitment_decision_waives_one"),
            filled_iff(Q(kind=DecisionKind.SUPERSEDE), "successor", name="commitment_decision_names_successor"),
            filled_iff(Q(kind=DecisionKind.AGREE), "agreed_on", name="commitment_decision_agreement_dated"),
            filled_iff(
                Q(kind__in=(DecisionKind.AGREE, DecisionKind.CONFIRM_EQUIVALENT)),
                "revision",
                name="commitment_decision_binds_a_revision",
            ),
            both_languages_when(
                Q(kind__in=(DecisionKind.WITHDRAW, DecisionKind.SUPERSEDE, DecisionKind.WAIVE_MILESTONE)),
                "reason",
                name="commitment_decision_says_why",
            ),
            both_languages_when(Q(kind=DecisionKind.WITHDRAW), "office", name="commitment_decision_names_office"),
            models.UniqueConstraint(
                fields=("commitment", "kind"),
                condition=Q(state=DecisionState.OPEN) & ~Q(kind=DecisionKind.WAIVE_MILESTONE),
                name="commitment_decision_one_open_a_kind",
            ),
            models.UniqueConstraint(
                fields=("milestone",),
                condition=Q(state=DecisionState.OPEN, kind=DecisionKind.WAIVE_MILESTONE),
                name="commitment_decision_one_open_a_milestone",
            ),
        )
        indexes = (models.Index(fields=("created_at",), condition=Q(state="open"), name="commitment_decisions_open"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.commitment_id}"


class CommitmentEvent(models.Model):
    """One link of a commitment's own history, hashed over the link before. Append-only by trigger (PA-9)."""

    id = models.BigAutoField(primary_key=True)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="history")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=25, choices=EventKind)
    at = models.DateTimeField()
    data = models.TextField(help_text="canonical JSON; ids, dates and texts of the commitment, never a person")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects: ClassVar[models.Manager["CommitmentEvent"]] = models.Manager()

    class Meta:
        ordering = ("commitment", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("commitment", "sequence"), name="commitment_event_numbered"),
            only_values("kind", EventKind.values, "commitment_event_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.sequence} {self.kind}"
