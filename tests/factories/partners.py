"""Factories of the directory and the reference data."""

import datetime

import factory
from django.utils import timezone

from kernel.folding import fold
from partners.contacts import normalize
from partners.enums import (
    Basis,
    BodyKind,
    BodyRole,
    ConsentAct,
    ConsentBasis,
    ConsentMethod,
    ContactKind,
    FrameworkKind,
    FrameworkStatus,
    FundingPeriod,
    InstrumentKind,
    InstrumentStatusKind,
    JurisdictionKind,
    NameKind,
    OrganizationKind,
    PillarRelation,
    Provenance,
    Purpose,
    RegistryList,
    SdgLevel,
    SuppressionReason,
)
from partners.models import (
    Affiliation,
    Body,
    BodyMembership,
    ConsentEvent,
    ConsentProposal,
    ContactPoint,
    ContactRule,
    Evaluation,
    EvaluationFinding,
    Forum,
    Framework,
    FundingLine,
    Holiday,
    IndigenousGoverningBody,
    Instrument,
    InstrumentObjective,
    InstrumentStatus,
    Jurisdiction,
    Office,
    OfficeHolder,
    Organization,
    OrganizationName,
    Person,
    Pillar,
    PillarMap,
    Place,
    RegistryCode,
    SdgReference,
    Sector,
    Strand,
    Suppression,
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class ReferenceFactory(factory.django.DjangoModelFactory):
    """Common part: a made-up fact, tagged as demonstration."""

    key = factory.Sequence(lambda n: f"made-{n}")
    name_en = factory.Sequence(lambda n: f"Fact {n}")
    name_fr = factory.Sequence(lambda n: f"Fait {n}")
    provenance = Provenance.DEMO
    position = factory.Sequence(lambda n: n % 30_000)

    class Meta:
        abstract = True


class JurisdictionFactory(ReferenceFactory):
    code = factory.Sequence(lambda n: LETTERS[(n // 26) % 26] + LETTERS[n % 26])
    kind = JurisdictionKind.PROVINCE
    zone = "America/Toronto"

    class Meta:
        model = Jurisdiction
        django_get_or_create = ("code",)


class PlaceFactory(ReferenceFactory):
    jurisdiction = factory.SubFactory(JurisdictionFactory)
    zone = "America/Toronto"
    time_en = "Toronto time"
    time_fr = "heure de Toronto"

    class Meta:
        model = Place


class HolidayFactory(factory.django.DjangoModelFactory):
    jurisdiction = factory.SubFactory(JurisdictionFactory)
    on = factory.Sequence(lambda n: datetime.date(2026, 1, 1) + datetime.timedelta(days=n))
    name_en = "Holiday"
    name_fr = "Jour férié"

    class Meta:
        model = Holiday


class SectorFactory(ReferenceFactory):
    class Meta:
        model = Sector


class FrameworkFactory(ReferenceFactory):
    kind = FrameworkKind.STRATEGY
    status = FrameworkStatus.ACTIVE

    class Meta:
        model = Framework


class PillarFactory(ReferenceFactory):
    framework = factory.SubFactory(FrameworkFactory)
    aim_en = "an aim"
    aim_fr = "un but"
    label_provenance = Provenance.DEMO

    class Meta:
        model = Pillar


class PillarMapFactory(ReferenceFactory):
    from_pillar = factory.SubFactory(PillarFactory)
    to_pillar = factory.SubFactory(PillarFactory)
    relation = PillarRelation.SAME
    basis = Basis.STATED

    class Meta:
        model = PillarMap


class StrandFactory(ReferenceFactory):
    framework = factory.SubFactory(FrameworkFactory)
    pillar = factory.SubFactory(PillarFactory)
    basis = Basis.STATED

    class Meta:
        model = Strand


class SdgReferenceFactory(ReferenceFactory):
    code = factory.Sequence(lambda n: f"{n % 17 + 1}.{n}"[:6])
    level = SdgLevel.TARGET

    class Meta:
        model = SdgReference


class InstrumentFactory(ReferenceFactory):
    kind = InstrumentKind.TREATY

    class Meta:
        model = Instrument


class InstrumentStatusFactory(ReferenceFactory):
    instrument = factory.SubFactory(InstrumentFactory)
    status = InstrumentStatusKind.RATIFIED
    precision = "year"
    year = 2002

    class Meta:
        model = InstrumentStatus


class InstrumentObjectiveFactory(ReferenceFactory):
    instrument = factory.SubFactory(InstrumentFactory)
    number = factory.Sequence(lambda n: n + 1)
    number_provenance = Provenance.DEMO

    class Meta:
        model = InstrumentObjective


class ForumFactory(ReferenceFactory):
    class Meta:
        model = Forum


class OrganizationFactory(factory.django.DjangoModelFactory):
    """An organization with its legal name in both languages, as the domain writes it."""

    name_en = factory.Sequence(lambda n: f"Association {n} (fictional)")
    name_fr = factory.Sequence(lambda n: f"Association {n} (fictif)")
    kind = OrganizationKind.NGO
    provenance = Provenance.DEMO

    class Meta:
        model = Organization
        skip_postgeneration_save = True

    @factory.post_generation
    def sectors(self, create, given, **_kwargs):
        if create and given:
            self.sectors.set(given)

    @factory.post_generation
    def names(self, create, given, **_kwargs):
        if create and given is not False:
            for language in ("en", "fr"):
                text = getattr(self, f"name_{language}")
                OrganizationNameFactory(organization=self, language=language, text=text)


class OrganizationNameFactory(factory.django.DjangoModelFactory):
    organization = factory.SubFactory(OrganizationFactory, names=False)
    language = "en"
    kind = NameKind.LEGAL
    text = factory.Sequence(lambda n: f"Name {n}")
    folded = factory.LazyAttribute(lambda row: fold(row.text))

    class Meta:
        model = OrganizationName


class IndigenousGoverningBodyFactory(factory.django.DjangoModelFactory):
    organization = factory.SubFactory(OrganizationFactory, kind=OrganizationKind.INDIGENOUS_GOVERNING_BODY)
    distinction = "inuit"

    class Meta:
        model = IndigenousGoverningBody


class BodyFactory(ReferenceFactory):
    kind = BodyKind.TASKFORCE
    lead = factory.SubFactory(OrganizationFactory)

    class Meta:
        model = Body


class BodyMembershipFactory(ReferenceFactory):
    body = factory.SubFactory(BodyFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = BodyRole.MEMBER

    class Meta:
        model = BodyMembership


class OfficeFactory(ReferenceFactory):
    organization = factory.SubFactory(OrganizationFactory)

    class Meta:
        model = Office


class OfficeHolderFactory(ReferenceFactory):
    office = factory.SubFactory(OfficeFactory)
    holder = "Public Name"
    from_year = 2019

    class Meta:
        model = OfficeHolder


class EvaluationFactory(ReferenceFactory):
    framework = factory.SubFactory(FrameworkFactory)

    class Meta:
        model = Evaluation


class EvaluationFindingFactory(ReferenceFactory):
    evaluation = factory.SubFactory(EvaluationFactory)

    class Meta:
        model = EvaluationFinding


class FundingLineFactory(ReferenceFactory):
    framework = factory.SubFactory(FrameworkFactory)
    amount = "10280000.00"
    period = FundingPeriod.ANNUAL
    ongoing = True
    first_fiscal_year = 2024

    class Meta:
        model = FundingLine


class RegistryCodeFactory(ReferenceFactory):
    registry = RegistryList.SUBJECT
    codes = factory.LazyFunction(lambda: ["PS"])

    class Meta:
        model = RegistryCode


class PersonFactory(factory.django.DjangoModelFactory):
    """A person with one e-mail address; pass `email=False` for none and `organization=` for a main affiliation."""

    display_name = factory.Sequence(lambda n: f"Person {n:05d}")
    folded = factory.LazyAttribute(lambda row: fold(row.display_name))
    preferred_language = "en"
    fictional = True

    class Meta:
        model = Person
        skip_postgeneration_save = True

    @factory.post_generation
    def email(self, create, given, **_kwargs):
        if create and given is not False:
            ContactPointFactory(person=self, value=given or f"person-{self.public_id.hex[:12]}@example.org")

    @factory.post_generation
    def organization(self, create, given, **_kwargs):
        if create and given:
            AffiliationFactory(person=self, organization=given)


class AffiliationFactory(factory.django.DjangoModelFactory):
    person = factory.SubFactory(PersonFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = "Director"
    is_primary = True

    class Meta:
        model = Affiliation


class ContactPointFactory(factory.django.DjangoModelFactory):
    person = factory.SubFactory(PersonFactory, email=False)
    kind = ContactKind.EMAIL
    value = factory.Sequence(lambda n: f"address-{n}@example.org")
    preferred = True

    class Meta:
        model = ContactPoint

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs["value"] = normalize(kwargs["kind"], kwargs["value"])
        return super()._create(model_class, *args, **kwargs)


class ContactRuleFactory(factory.django.DjangoModelFactory):
    person = factory.SubFactory(PersonFactory)
    checked_on = datetime.date(2026, 1, 5)

    class Meta:
        model = ContactRule


class ConsentEventFactory(factory.django.DjangoModelFactory):
    person = factory.SubFactory(PersonFactory)
    purpose = Purpose.INVITATION
    channel = "email"
    act = ConsentAct.GRANTED
    basis = factory.LazyAttribute(lambda row: ConsentBasis.EXPRESS if row.act == ConsentAct.GRANTED else "")
    at = factory.LazyFunction(timezone.now)
    language = "en"
    method = ConsentMethod.WEB

    class Meta:
        model = ConsentEvent


class ConsentProposalFactory(factory.django.DjangoModelFactory):
    person = factory.SubFactory(PersonFactory)
    purpose = Purpose.INVITATION
    language = "en"
    method = ConsentMethod.PHONE
    acted_on = datetime.date(2026, 1, 5)

    class Meta:
        model = ConsentProposal


class SuppressionFactory(factory.django.DjangoModelFactory):
    digest = factory.Sequence(lambda n: f"{n:064x}")
    scope = "everything"
    reason = SuppressionReason.UNSUBSCRIBED
    since = factory.LazyFunction(timezone.now)

    class Meta:
        model = Suppression
