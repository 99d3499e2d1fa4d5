"""Commitments as rows, and as the verbs of the domain bring them about (`drafted`, `proposed`, `agreed`, `complete`)."""

import datetime
from decimal import Decimal

import factory
from django.utils import timezone

from accounts.actors import Actor
from partners import periods
from partners.commitment_states import (
    AgreementMethod,
    DecisionKind,
    EventKind,
    EvidenceKind,
    Health,
    Lifecycle,
    MeasureKind,
    PartyRole,
)
from partners.domain import (
    commitment_decisions,
    commitment_parts,
    commitments,
    evidence,
    milestones,
    progress,
)
from partners.enums import Provenance
from partners.models import (
    Commitment,
    CommitmentDecision,
    CommitmentEvent,
    CommitmentPillar,
    CommitmentRevision,
    CommitmentSeries,
    EvidenceItem,
    Measure,
    Milestone,
    PartyObligation,
    ProgressUpdate,
)
from tests.factories.accounts import UserFactory
from tests.factories.partners import FrameworkFactory, OrganizationFactory, PillarFactory


class CommitmentSeriesFactory(factory.django.DjangoModelFactory):
    year = factory.Sequence(lambda n: 3000 + n)

    class Meta:
        model = CommitmentSeries


class CommitmentFactory(factory.django.DjangoModelFactory):
    """A draft as a bare row; public and agreed rows need a revision, which the verbs below write."""

    year = 2018
    number = factory.Sequence(lambda n: 1000 + n)
    ref = factory.LazyAttribute(lambda row: commitments.reference(row.year, row.number))
    framework = factory.SubFactory(FrameworkFactory)
    title_en = factory.Sequence(lambda n: f"Promise {n}")
    title_fr = factory.Sequence(lambda n: f"Promesse {n}")
    provenance = Provenance.STAFF

    class Meta:
        model = Commitment


class CommitmentPillarFactory(factory.django.DjangoModelFactory):
    commitment = factory.SubFactory(CommitmentFactory)
    pillar = factory.SubFactory(PillarFactory)

    class Meta:
        model = CommitmentPillar


class CommitmentRevisionFactory(factory.django.DjangoModelFactory):
    commitment = factory.SubFactory(CommitmentFactory)
    number = 1
    content = "{}"
    core_hash = "0" * 64

    class Meta:
        model = CommitmentRevision


class PartyObligationFactory(factory.django.DjangoModelFactory):
    commitment = factory.SubFactory(CommitmentFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = PartyRole.LEAD
    text_en = "Does the work."
    text_fr = "Fait le travail."
    added_on = factory.LazyFunction(periods.today)

    class Meta:
        model = PartyObligation


class CommitmentDecisionFactory(factory.django.DjangoModelFactory):
    commitment = factory.SubFactory(CommitmentFactory)
    kind = DecisionKind.COMPLETE

    class Meta:
        model = CommitmentDecision


class CommitmentEventFactory(factory.django.DjangoModelFactory):
    commitment = factory.SubFactory(CommitmentFactory)
    sequence = 1
    kind = EventKind.PROPOSED
    at = factory.LazyFunction(timezone.now)
    data = "{}"
    hash = "0" * 64

    class Meta:
        model = CommitmentEvent


class MeasureFactory(factory.django.DjangoModelFactory):
    commitment = factory.SubFactory(CommitmentFactory)
    name_en = "People trained"
    name_fr = "Personnes formées"
    unit_en = "people"
    unit_fr = "personnes"
    baseline = Decimal(0)
    target = Decimal(40)

    class Meta:
        model = Measure


class MilestoneFactory(factory.django.DjangoModelFactory):
    commitment = factory.SubFactory(CommitmentFactory)
    name_en = "First session"
    name_fr = "Première séance"
    baseline_due = factory.LazyFunction(lambda: periods.today() + datetime.timedelta(days=60))
    current_due = factory.LazyAttribute(lambda row: row.baseline_due)

    class Meta:
        model = Milestone


class ProgressUpdateFactory(factory.django.DjangoModelFactory):
    obligation = factory.SubFactory(PartyObligationFactory)
    period_start = datetime.date(2018, 4, 1)
    period_end = datetime.date(2018, 9, 30)

    class Meta:
        model = ProgressUpdate


class EvidenceItemFactory(factory.django.DjangoModelFactory):
    commitment = factory.SubFactory(CommitmentFactory)
    title_en = "Report"
    title_fr = "Rapport"
    kind = EvidenceKind.LINK
    url = "https://example.org/report"
    captured_on = factory.LazyFunction(periods.today)
    recheck_due = factory.LazyFunction(lambda: periods.today() + datetime.timedelta(days=90))

    class Meta:
        model = EvidenceItem


# ---- as the verbs bring them about ----------------------------------------------------------------------------------


def people() -> tuple[Actor, Actor]:
    """Return two members of staff as actors: who writes, and who approves."""
    return Actor.of(UserFactory()), Actor.of(UserFactory())


def drafted(
    writer: Actor, *, organization=None, milestone_days: int | None = 60, measure: bool = True, **words
) -> Commitment:
    """A draft that is ready to be proposed: a pillar, a lead with its part, a measure, a milestone."""
    framework = words.pop("framework", None) or FrameworkFactory()
    pillars = words.pop("pillars", None) or [PillarFactory(framework=framework)]
    texts = {"title_en": "Train facilitators", "title_fr": "Former des animatrices et animateurs"} | words
    if not measure:
        texts |= {"no_measure_en": "It is one act.", "no_measure_fr": "C’est un acte unique."}
    commitment = commitments.create(actor=writer, framework=framework, pillars=pillars, **texts)
    commitment_parts.add_party(
        commitment,
        organization or OrganizationFactory(),
        actor=writer,
        role=PartyRole.LEAD,
        text_en="Runs the training.",
        text_fr="Donne la formation.",
    )
    if measure:
        commitment_parts.add_measure(
            commitment,
            actor=writer,
            kind=MeasureKind.QUANTITY,
            name_en="People trained",
            name_fr="Personnes formées",
            unit_en="people",
            unit_fr="personnes",
            target=Decimal(40),
        )
    if milestone_days is not None:
        due = periods.today() + datetime.timedelta(days=milestone_days)
        commitment_parts.add_milestone(
            commitment, due, actor=writer, name_en="First session", name_fr="Première séance"
        )
    return Commitment.objects.get(pk=commitment.pk)


def proposed(writer: Actor, **options) -> Commitment:
    """A proposed commitment."""
    return commitments.propose(drafted(writer, **options), actor=writer)


def agreed(writer: Actor, approver: Actor, *, public: bool = True, **options) -> Commitment:
    """A commitment to which the parties agreed, recorded by two people; public unless told otherwise."""
    commitment = proposed(writer, **options)
    decision = commitment_decisions.ask_agreement(
        commitment, actor=writer, method=AgreementMethod.SIGNED_LETTER, agreed_on=periods.today()
    )
    commitment_decisions.approve(decision, actor=approver)
    if public:
        commitments.release(commitment, actor=writer)
    return Commitment.objects.get(pk=commitment.pk)


def reported(
    commitment: Commitment,
    writer: Actor,
    approver: Actor,
    *,
    period: periods.Period | None = None,
    health: str = Health.ON_TRACK,
    closing: bool = False,
) -> ProgressUpdate:
    """A published progress update of the lead; by default about the present period."""
    lead = commitment.obligations.get(role=PartyRole.LEAD, ended_on=None)
    update = sent(lead, writer, period=period, health=health, closing=closing)
    return progress.accept(update, actor=approver, publish=True)


def sent(
    lead: PartyObligation,
    writer: Actor,
    *,
    period: periods.Period | None = None,
    health: str = Health.ON_TRACK,
    closing: bool = False,
) -> ProgressUpdate:
    """A progress update that waits for approval."""
    period = period or periods.period_of(periods.today(), lead.commitment.reporting_months)
    update = progress.draft(lead, period, actor=writer)
    words = {"narrative_en": "Twelve people were trained.", "narrative_fr": "Douze personnes ont été formées."}
    if health != Health.ON_TRACK:
        words |= {
            "challenges_en": "Rooms are scarce.",
            "challenges_fr": "Les salles manquent.",
            "recovery_en": "A second room is booked.",
            "recovery_fr": "Une deuxième salle est réservée.",
        }
    progress.write(update, actor=writer, health=health, closing=closing, **words)
    return progress.submit(update, actor=writer)


def proven(commitment: Commitment, writer: Actor, approver: Actor, **described) -> EvidenceItem:
    """Accepted evidence for the first required measure: a link seen today."""
    described = {"title_en": "Attendance sheet", "title_fr": "Feuille de présence"} | described
    item = evidence.attach_link(
        commitment,
        "https://example.org/attendance",
        actor=writer,
        captured_on=periods.today(),
        measure=commitment.measures.filter(required=True).first(),
        **described,
    )
    evidence.check(item, actor=writer)
    return evidence.accept(item, actor=approver)


def completed(writer: Actor, approver: Actor, **options) -> Commitment:
    """A complete commitment: milestones met, evidence accepted, a closing update, closed by a second person."""
    commitment = agreed(writer, approver, **options)
    reported(commitment, writer, approver, closing=True)
    for milestone in commitment.milestones.all():
        milestones.meet(milestone, actor=writer, met_on=periods.today())
    proven(commitment, writer, approver)
    decision = commitment_decisions.ask_completion(commitment, actor=writer)
    commitment_decisions.approve(decision, actor=approver)
    return Commitment.objects.get(pk=commitment.pk, lifecycle=Lifecycle.COMPLETE)
