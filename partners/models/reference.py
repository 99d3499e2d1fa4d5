"""Reference data: facts with a source, in both languages, loaded from `partners/reference` and shown with provenance."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import text
from kernel.constraints import both_languages_when, only_values
from kernel.records import Record
from partners.enums import (
    REFERENCE_PROVENANCE,
    Basis,
    BodyKind,
    BodyRole,
    DatePrecision,
    FrameworkKind,
    FrameworkStatus,
    FundingPeriod,
    InstrumentKind,
    InstrumentStatusKind,
    JurisdictionKind,
    PillarRelation,
    Provenance,
    RegistryChoice,
    RegistryList,
    SdgLevel,
)


class ReferenceRow(Record):
    """Abstract fact of the reference file: its key there, its name in both languages, and where it comes from."""

    key = models.CharField(_("key"), max_length=60, unique=True, help_text=_("identifier in the reference file"))
    name_en = models.CharField(_("name in English"), max_length=500)
    name_fr = models.CharField(_("name in French"), max_length=500)
    provenance = models.CharField(_("provenance"), max_length=10, choices=Provenance)
    fr_check = models.BooleanField(_("French to be confirmed"), default=False)
    seed_refs = models.JSONField(default=list, blank=True, help_text=_("numbers of the source inventory"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    digest = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the values that were loaded")

    class Meta:
        abstract = True
        ordering = ("position", "pk")
        constraints = (
            only_values("provenance", REFERENCE_PROVENANCE, "%(class)s_provenance_known"),
            both_languages_when(Q(), "name", name="%(class)s_named_in_both_languages"),
        )

    def __str__(self) -> str:
        return text(self, "name")


class Jurisdiction(ReferenceRow):
    """The federal government, a province or a territory, with its default zone."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=JurisdictionKind)
    zone = models.CharField(_("time zone"), max_length=40)
    capital = models.ForeignKey("Place", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("kind", JurisdictionKind.values, "jurisdiction_kind"),
        )


class Place(ReferenceRow):
    """A city with its zone and the words printed beside a clock time, which elide in French."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="places")
    zone = models.CharField(_("time zone"), max_length=40)
    time_en = models.CharField(_("time label in English"), max_length=80)
    time_fr = models.CharField(_("time label in French"), max_length=80)

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            both_languages_when(Q(), "time", name="place_time_in_both_languages"),
        )


class Holiday(Record):
    """A day on which offices of a jurisdiction are closed; a year without rows is unknown, not free of holidays."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="holidays")
    on = models.DateField(_("date"))
    name_en = models.CharField(_("name in English"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200)

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("jurisdiction", "on"), name="holiday_once_a_day"),
            both_languages_when(Q(), "name", name="holiday_named_in_both_languages"),
        )

    def __str__(self) -> str:
        return text(self, "name")


class Sector(ReferenceRow):
    """A part of society that is consulted. People of a `directory_never` sector are never directory rows."""

    rights_holders = models.BooleanField(_("rights holders"), default=False)
    directory_never = models.BooleanField(_("never in the directory"), default=False)
    report_wording_en = models.CharField(max_length=200, blank=True)
    report_wording_fr = models.CharField(max_length=200, blank=True)


class Framework(ReferenceRow):
    """A strategy, plan or approach. It has pillars of its own or names the framework whose pillars it uses."""

    kind = models.CharField(_("kind"), max_length=12, choices=FrameworkKind)
    status = models.CharField(_("status"), max_length=10, choices=FrameworkStatus)
    announced_on = models.DateField(null=True)
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)
    succeeded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="predecessors")
    uses_pillars_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    uses_pillars_provenance = models.CharField(max_length=10, blank=True, choices=Provenance)
    guided_by = models.ForeignKey("Instrument", on_delete=models.PROTECT, null=True, related_name="guides")
    description_en = models.TextField(blank=True)
    description_fr = models.TextField(blank=True)
    goal_en = models.TextField(blank=True)
    goal_fr = models.TextField(blank=True)
    aims_en = models.JSONField(default=list)
    aims_fr = models.JSONField(default=list)
    fr_variants = models.JSONField(default=list)

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values(
                "uses_pillars_provenance", ("", *REFERENCE_PROVENANCE), "framework_uses_pillars_provenance_known"
            ),
            only_values("kind", FrameworkKind.values, "framework_kind_known"),
            only_values("status", FrameworkStatus.values, "framework_status_known"),
            models.CheckConstraint(
                condition=Q(last_year=None) | Q(last_year__gte=models.F("first_year")),
                name="framework_ends_after_start",
            ),
        )


class Pillar(ReferenceRow):
    """One pillar of one framework; how many there are is the framework's matter."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="pillars")
    aim_en = models.CharField(max_length=500)
    aim_fr = models.CharField(max_length=500)
    label_provenance = models.CharField(max_length=10, choices=Provenance)

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("label_provenance", REFERENCE_PROVENANCE, "pillar_label_provenance_known"),
            models.UniqueConstraint(fields=("framework", "position"), name="pillar_order_unique_in_framework"),
            both_languages_when(Q(), "aim", name="pillar_aim_in_both_languages"),
        )


class PillarMap(ReferenceRow):
    """How a pillar of an earlier framework continues in a later one; an added pillar has no predecessor."""

    from_pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, null=True, related_name="continues_as")
    to_pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="continues_from")
    relation = models.CharField(max_length=10, choices=PillarRelation)
    basis = models.CharField(max_length=10, choices=Basis)

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("relation", PillarRelation.values, "pillar_map_relation_known"),
            only_values("basis", Basis.values, "pillar_map_basis_known"),
            models.CheckConstraint(
                condition=Q(relation="added", from_pillar=None) | Q(relation="same", from_pillar__isnull=False),
                name="pillar_map_added_has_no_predecessor",
            ),
        )


class Strand(ReferenceRow):
    """A group of measures under a framework; which pillar it serves may be an editorial classification."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="strands")
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="strands")
    basis = models.CharField(max_length=10, choices=Basis)

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("basis", Basis.values, "strand_basis_known"),
        )


class SdgReference(ReferenceRow):
    """A Sustainable Development Goal or target; a vague reference of the source may be clarified by a finer one."""

    code = models.CharField(max_length=6, unique=True)
    level = models.CharField(max_length=10, choices=SdgLevel)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="targets")
    clarified_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="clarifies")

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("level", SdgLevel.values, "sdg_level_known"),
        )


class Instrument(ReferenceRow):
    """An international treaty or compact."""

    kind = models.CharField(max_length=10, choices=InstrumentKind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    note_en = models.CharField(max_length=500, blank=True)
    note_fr = models.CharField(max_length=500, blank=True)
    full_en = models.CharField(max_length=500, blank=True)
    full_fr = models.CharField(max_length=500, blank=True)
    full_provenance = models.CharField(max_length=10, blank=True, choices=Provenance)

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("kind", InstrumentKind.values, "instrument_kind_known"),
            only_values("full_provenance", ("", *REFERENCE_PROVENANCE), "instrument_full_provenance_known"),
        )


class InstrumentStatus(ReferenceRow):
    """What Canada did with an instrument, with a date no finer than what is known."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="statuses")
    status = models.CharField(max_length=10, choices=InstrumentStatusKind)
    precision = models.CharField(max_length=5, choices=DatePrecision)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField(null=True)
    day = models.PositiveSmallIntegerField(null=True)

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("status", InstrumentStatusKind.values, "instrument_status_known"),
            only_values("precision", DatePrecision.values, "instrument_status_precision_known"),
            models.CheckConstraint(
                condition=Q(precision="year", month=None, day=None)
                | Q(precision="month", month__isnull=False, day=None)
                | Q(precision="day", month__isnull=False, day__isnull=False),
                name="instrument_status_no_finer_than_known",
            ),
        )


class InstrumentObjective(ReferenceRow):
    """A numbered objective of an instrument."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="objectives")
    number = models.PositiveSmallIntegerField()
    number_provenance = models.CharField(max_length=10, choices=Provenance)

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("number_provenance", REFERENCE_PROVENANCE, "instrument_objective_number_provenance_known"),
            models.UniqueConstraint(fields=("instrument", "number"), name="instrument_objective_number_unique"),
        )


class Forum(ReferenceRow):
    """A regional or multilateral forum in which Canada takes part."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    instrument = models.OneToOneField(Instrument, on_delete=models.PROTECT, null=True, related_name="forum")


class Body(ReferenceRow):
    """A standing body such as the Taskforce; the source names its duties and its lead."""

    kind = models.CharField(max_length=15, choices=BodyKind)
    lead = models.ForeignKey("partners.Organization", on_delete=models.PROTECT, related_name="bodies_led")
    members_note_en = models.CharField(max_length=300, blank=True)
    members_note_fr = models.CharField(max_length=300, blank=True)
    duties = models.JSONField(default=list, help_text="keys of the commitments that state its duties")

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("kind", BodyKind.values, "body_kind_known"),
        )


class BodyMembership(ReferenceRow):
    """An organization's part in a body."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey("partners.Organization", on_delete=models.PROTECT, related_name="body_memberships")
    role = models.CharField(max_length=10, choices=BodyRole)

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("role", BodyRole.values, "body_membership_role_known"),
            models.UniqueConstraint(fields=("body", "organization"), name="body_membership_once"),
        )


class Office(ReferenceRow):
    """A public office: a role, not a person."""

    organization = models.ForeignKey("partners.Organization", on_delete=models.PROTECT, related_name="offices")
    appointed_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="appoints")
    duties = models.JSONField(default=list, help_text="keys of the commitments that state its duties")


class OfficeHolder(ReferenceRow):
    """Who held an office, as a public fact: a name and years, never contact data."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="holders")
    holder = models.CharField(_("public name"), max_length=200)
    from_year = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField(null=True)


class Evaluation(ReferenceRow):
    """A published evaluation of a framework and the framework that answered it."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="evaluations")
    answered_by = models.ForeignKey(Framework, on_delete=models.PROTECT, null=True, related_name="answers")


class EvaluationFinding(ReferenceRow):
    """What an evaluation found."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="findings")


class FundingLine(ReferenceRow):
    """Money announced for a framework. A total stays a total: no amount per year is derived from it."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="funding_lines")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="CAD")
    period = models.CharField(max_length=10, choices=FundingPeriod)
    ongoing = models.BooleanField(default=False)
    first_fiscal_year = models.PositiveSmallIntegerField(help_text="year of the April 1 on which it starts")
    last_fiscal_year = models.PositiveSmallIntegerField(null=True)
    years = models.PositiveSmallIntegerField(null=True)

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("period", FundingPeriod.values, "funding_line_period_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="funding_line_positive"),
            models.CheckConstraint(
                condition=Q(ongoing=True, last_fiscal_year=None)
                | Q(ongoing=False, last_fiscal_year=models.F("first_fiscal_year") + models.F("years") - 1),
                name="funding_line_ends_after_its_years",
            ),
        )


class RegistryCode(ReferenceRow):
    """The published code of a sector, department or subject; no code is a row with an empty list (PA-A17)."""

    registry = models.CharField(max_length=12, choices=RegistryList)
    codes = models.JSONField(default=list)
    choose = models.CharField(max_length=10, choices=RegistryChoice, default=RegistryChoice.ALL)
    sector = models.OneToOneField(Sector, on_delete=models.PROTECT, null=True, related_name="registry_code")
    organization = models.OneToOneField(
        "partners.Organization", on_delete=models.PROTECT, null=True, related_name="registry_code"
    )
    listed_as = models.CharField(max_length=40, blank=True)
    fallback = models.CharField(max_length=10, blank=True)
    fallback_needs = models.CharField(max_length=100, blank=True)

    class Meta(ReferenceRow.Meta):
        constraints = (  # type: ignore[assignment]
            *ReferenceRow.Meta.constraints,
            only_values("registry", RegistryList.values, "registry_code_list_known"),
            only_values("choose", RegistryChoice.values, "registry_code_choice_known"),
        )


class ReferenceLoad(Record):
    """One load of the reference file that wrote something; its day is the "date modified" of the public pages."""

    created = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    reviewed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"reference load {self.pk}"
