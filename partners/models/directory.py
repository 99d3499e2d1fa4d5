"""The directory: organizations with dated names, people with dated affiliations, how they may be reached and why.

Protected participants are never rows here (SA, PA-15).
"""

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import Language, PreferredLanguage, text
from kernel.constraints import both_languages_when, filled_iff, only_values
from kernel.records import LockQuerySet, Record
from partners.enums import (
    AffiliationSource,
    Channel,
    ConsentAct,
    ConsentBasis,
    ConsentMethod,
    ContactKind,
    ContactStatus,
    Distinction,
    LanguageCapacity,
    NameKind,
    OrganizationKind,
    OrganizationStatus,
    ProposalState,
    Provenance,
    Purpose,
    SuppressionReason,
)
from partners.models.reference import Body, Jurisdiction, Place, Sector


class Organization(Record):
    """A partner institution or group. `name_en` and `name_fr` hold the names in force now, for lists; history is in `names`."""

    key = models.CharField(max_length=60, unique=True, null=True, help_text="identifier in the reference file")
    name_en = models.CharField(_("name in English"), max_length=300)
    name_fr = models.CharField(_("name in French"), max_length=300)
    kind = models.CharField(_("kind"), max_length=30, choices=OrganizationKind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, null=True, related_name="organizations")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="organizations")
    sectors = models.ManyToManyField(Sector, related_name="organizations", blank=True)
    status = models.CharField(_("status"), max_length=10, choices=OrganizationStatus, default=OrganizationStatus.ACTIVE)
    language_capacity = models.CharField(
        _("official languages"), max_length=8, choices=LanguageCapacity, default=LanguageCapacity.UNKNOWN
    )
    verification_due_on = models.DateField(_("check again on"), null=True)
    may_vouch = models.BooleanField(_("may vouch for protected participants"), default=False)
    provenance = models.CharField(_("provenance"), max_length=10, choices=Provenance, default=Provenance.STAFF)
    fr_check = models.BooleanField(_("French to be confirmed"), default=False)
    seed_refs = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints = (
            only_values("kind", OrganizationKind.values, "organization_kind_known"),
            only_values("status", OrganizationStatus.values, "organization_status_known"),
            only_values("language_capacity", LanguageCapacity.values, "organization_language_capacity_known"),
            only_values("provenance", Provenance.values, "organization_provenance_known"),
            both_languages_when(Q(), "name", name="organization_named_in_both_languages"),
            # a governing body is nobody's child (partners 3)
            models.CheckConstraint(
                condition=~Q(kind="indigenous_governing_body") | Q(parent=None), name="governing_body_has_no_parent"
            ),
        )
        indexes = (
            # the list of organizations, by name in each language
            models.Index(fields=("name_en", "id"), name="organization_by_name_en"),
            models.Index(fields=("name_fr", "id"), name="organization_by_name_fr"),
        )

    def __str__(self) -> str:
        return text(self, "name")

    @property
    def fictional(self) -> bool:
        """Tell whether this row was invented for a demonstration."""
        return self.provenance == Provenance.DEMO

    def name_on(self, on: datetime.date, language: str) -> str:
        """Return the name in force on a day, in one language (PA-A9)."""
        from partners.names import name_on

        return name_on(self.names.all(), on, language) or text(self, "name", language)


class OrganizationName(Record):
    """One name of an organization in one language, from a day to a day (both included); open ends are null.

    Two names of one organization, language and kind never overlap: an exclusion constraint on PostgreSQL and a
    trigger on SQLite hold it.
    """

    key = models.CharField(max_length=60, null=True, help_text="identifier in the reference file")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    kind = models.CharField(_("kind"), max_length=10, choices=NameKind)
    text = models.CharField(_("name"), max_length=300)
    folded = models.CharField(max_length=300, editable=False, help_text="for search: no case, no accents")
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    provenance = models.CharField(max_length=10, choices=Provenance, default=Provenance.STAFF)

    class Meta:
        ordering = ("organization", "valid_from", "pk")
        constraints = (
            only_values("language", Language.values, "organization_name_language_known"),
            only_values("kind", NameKind.values, "organization_name_kind_known"),
            only_values("provenance", Provenance.values, "organization_name_provenance_known"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="organization_name_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="organization_name_not_empty"),
            models.UniqueConstraint(fields=("key", "language"), name="organization_name_key_once_a_language"),
        )
        # search of old and new names (PA-A9)
        indexes = (models.Index(fields=("folded",), name="organization_name_folded"),)

    def __str__(self) -> str:
        return self.text


class IndigenousGoverningBody(Record):
    """What is particular to an Indigenous governing body: it is a rights holder, never a child of a province."""

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="governing_body")
    distinction = models.CharField(_("distinction"), max_length=15, choices=Distinction)
    self_described_name = models.CharField(_("name in its own language and script"), max_length=300, blank=True)
    treaty_references = models.TextField(_("treaties and agreements"), blank=True)

    class Meta:
        constraints = (only_values("distinction", Distinction.values, "governing_body_distinction_known"),)

    def __str__(self) -> str:
        return str(self.organization)


class Person(Record):
    """Somebody who may be invited or written to. No birth date, gender, number or photo; never a protected participant."""

    display_name = models.CharField(_("name"), max_length=200)
    folded = models.CharField(max_length=200, editable=False, help_text="for search and order: no case, no accents")
    preferred_language = models.CharField(
        _("preferred official language"), max_length=4, choices=PreferredLanguage, default=PreferredLanguage.BOTH
    )
    other_language = models.CharField(_("other language"), max_length=60, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    jurisdiction = models.ForeignKey(
        Jurisdiction, on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("region")
    )
    zone = models.CharField(_("time zone"), max_length=40, blank=True, help_text="empty: the zone of the region")
    fictional = models.BooleanField(_("fictional"), default=False, help_text="invented for a demonstration")
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints = (
            only_values("preferred_language", PreferredLanguage.values, "person_language_known"),
            models.CheckConstraint(condition=~Q(display_name=""), name="person_has_a_name"),
        )
        # the list of people, page after page
        indexes = (models.Index(fields=("folded", "id"), name="person_by_name"),)

    def __str__(self) -> str:
        return self.display_name


class Affiliation(Record):
    """A person's part in an organization or body, from a day to a day (both included).

    At most one primary affiliation per person and day (PA-12), held by an exclusion constraint on PostgreSQL and a
    trigger on SQLite.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="affiliations")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="affiliations")
    role = models.CharField(_("role"), max_length=200, blank=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("to"), null=True, blank=True)
    is_primary = models.BooleanField(_("main affiliation"), default=False)
    source = models.CharField(max_length=10, choices=AffiliationSource, default=AffiliationSource.STAFF)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(organization=None, body__isnull=False) | Q(organization__isnull=False, body=None),
                name="affiliation_to_organization_or_body",
            ),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="affiliation_ends_after_start",
            ),
            only_values("source", AffiliationSource.values, "affiliation_source_known"),
        )

    def __str__(self) -> str:
        return f"affiliation {self.public_id}"


class ContactPoint(Record):
    """An address or number of one owner: a person, or a role of an organization. The value never enters a URL or log."""

    kind = models.CharField(_("kind"), max_length=5, choices=ContactKind)
    value = models.CharField(_("value"), max_length=254, help_text="normalized: lower case, or E.164 with extension")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="contact_points")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, related_name="contact_points")
    label_en = models.CharField(_("role in English"), max_length=100, blank=True)
    label_fr = models.CharField(_("role in French"), max_length=100, blank=True)
    status = models.CharField(max_length=10, choices=ContactStatus, default=ContactStatus.ACTIVE)
    status_at = models.DateTimeField(null=True, editable=False)
    verified_at = models.DateTimeField(null=True, editable=False)
    preferred = models.BooleanField(_("write here first"), default=False)

    class Meta:
        constraints = (
            only_values("kind", ContactKind.values, "contact_point_kind_known"),
            only_values("status", ContactStatus.values, "contact_point_status_known"),
            models.CheckConstraint(
                condition=Q(person=None, organization__isnull=False) | Q(person__isnull=False, organization=None),
                name="contact_point_has_one_owner",
            ),
            models.UniqueConstraint(
                fields=("value", "person"), condition=Q(person__isnull=False), name="contact_point_once_a_person"
            ),
            models.UniqueConstraint(
                fields=("value", "organization"),
                condition=Q(organization__isnull=False),
                name="contact_point_once_an_organization",
            ),
            models.UniqueConstraint(
                fields=("person", "kind"), condition=Q(preferred=True), name="contact_point_one_preferred_a_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class ContactRule(Record):
    """How and when a person wants to be reached.

    `windows` are [weekday 0-6, from minute, to minute] in the person's own zone, merged and sorted; none means
    standard hours.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="contact_rule")
    email_allowed = models.BooleanField(_("by e-mail"), default=True)
    phone_allowed = models.BooleanField(_("by telephone"), default=True)
    voicemail_allowed = models.BooleanField(_("a voice message may be left"), default=False)
    relay = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("partner who relays")
    )
    windows = models.JSONField(default=list, blank=True)
    checked_on = models.DateField(_("checked on"))

    def __str__(self) -> str:
        return f"contact rule {self.public_id}"


class ConsentEvent(Record):
    """One act of consent. Append-only by trigger: a change of mind is a new row (PA-A7)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consent_events")
    purpose = models.CharField(max_length=15, choices=Purpose)
    channel = models.CharField(max_length=5, choices=Channel)
    contact_ref = models.UUIDField(null=True, help_text="public id of the contact point it concerned")
    act = models.CharField(max_length=10, choices=ConsentAct)
    basis = models.CharField(max_length=12, choices=ConsentBasis, blank=True)
    at = models.DateTimeField(help_text="when the person acted")
    expires_on = models.DateField(null=True, help_text="last day it counts; implied consent always has one")
    notice_version = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, choices=Language)
    method = models.CharField(max_length=12, choices=ConsentMethod)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            only_values("purpose", Purpose.values, "consent_event_purpose_known"),
            only_values("channel", Channel.values, "consent_event_channel_known"),
            only_values("act", ConsentAct.values, "consent_event_act_known"),
            only_values("method", ConsentMethod.values, "consent_event_method_known"),
            only_values("basis", ("", *ConsentBasis.values), "consent_event_basis_known"),
            only_values("language", Language.values, "consent_event_language_known"),
            # staff never grant alone (PA-18)
            models.CheckConstraint(
                condition=~Q(act="granted")
                | Q(recorded_by=None)
                | (Q(second_by__isnull=False) & ~Q(second_by=F("recorded_by"))),
                name="consent_on_behalf_has_two_people",
            ),
            models.CheckConstraint(condition=~Q(act="granted") | ~Q(basis=""), name="consent_granted_on_a_basis"),
            # implied consent expires (STD-29)
            models.CheckConstraint(
                condition=~Q(act="granted", basis="implied") | Q(expires_on__isnull=False),
                name="consent_implied_expires",
            ),
        )
        # the ledger of one person, one purpose and one channel, in order
        indexes = (models.Index(fields=("person", "purpose", "channel", "at", "id"), name="consent_ledger"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.act}"


class ConsentProposal(Record):
    """A consent that staff report on behalf of a person; it enters the ledger when a second person confirms (PA-18)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consent_proposals")
    purpose = models.CharField(_("purpose"), max_length=15, choices=Purpose)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel, default=Channel.EMAIL)
    language = models.CharField(max_length=2, choices=Language)
    method = models.CharField(_("method"), max_length=12, choices=ConsentMethod)
    acted_on = models.DateField(_("date the person agreed"))
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = (
            only_values("state", ProposalState.values, "consent_proposal_state_known"),
            only_values("purpose", Purpose.values, "consent_proposal_purpose_known"),
            only_values("channel", Channel.values, "consent_proposal_channel_known"),
            only_values("language", Language.values, "consent_proposal_language_known"),
            only_values("method", ConsentMethod.values, "consent_proposal_method_known"),
            filled_iff(
                ~Q(state="waiting"), "decided_at", "decided_by", name="consent_proposal_decided_iff_not_waiting"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(state="confirmed") | ~Q(decided_by=F("proposed_by")),
                name="consent_proposal_second_person",
            ),
            models.UniqueConstraint(
                fields=("person", "purpose", "channel"),
                condition=Q(state="waiting"),
                name="consent_proposal_one_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"consent proposal {self.public_id}"


class Suppression(Record):
    """An address nobody may write to. Only a keyed hash is kept, so it survives the person's deletion (PA-17)."""

    digest = models.CharField(max_length=64)
    scope = models.CharField(max_length=15, help_text="a purpose, or everything")
    reason = models.CharField(max_length=12, choices=SuppressionReason)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[models.Manager["Suppression"]] = LockQuerySet["Suppression"].as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            only_values("scope", ["everything", *Purpose.values], "suppression_scope_known"),
            only_values("reason", SuppressionReason.values, "suppression_reason_known"),
            models.UniqueConstraint(
                fields=("digest", "scope"), condition=Q(lifted_at=None), name="suppression_once_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"suppression {self.public_id}"
