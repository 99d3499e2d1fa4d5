"""Words and states of the directory and the reference data."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Provenance(models.TextChoices):
    """Where a row comes from, as every public page says beside it."""

    SEED = "seed", _("source document")
    PUBLIC = "public", _("public source")
    DEMO = "demo", _("demonstration")
    STAFF = "staff", _("entered by staff")


REFERENCE_PROVENANCE = (Provenance.SEED, Provenance.PUBLIC, Provenance.DEMO)


class Basis(models.TextChoices):
    """Whether a classification is stated by the source or is an editorial choice."""

    STATED = "stated", _("stated by the source")
    ASSIGNED = "assigned", _("editorial classification")


class JurisdictionKind(models.TextChoices):
    FEDERAL = "federal", _("federal")
    PROVINCE = "province", _("province")
    TERRITORY = "territory", _("territory")


class FrameworkKind(models.TextChoices):
    STRATEGY = "strategy", _("strategy")
    ACTION_PLAN = "action_plan", _("action plan")
    APPROACH = "approach", _("approach")


class FrameworkStatus(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("framework", "active")
    CLOSED = "closed", pgettext_lazy("framework", "closed")


class PillarRelation(models.TextChoices):
    """How a pillar of one framework continues in the next."""

    SAME = "same", _("continues as")
    ADDED = "added", _("added")


class InstrumentKind(models.TextChoices):
    TREATY = "treaty", _("treaty")
    COMPACT = "compact", _("compact")


class InstrumentStatusKind(models.TextChoices):
    SIGNED = "signed", _("signed")
    RATIFIED = "ratified", _("ratified")
    ADOPTED = "adopted", _("adopted")


class DatePrecision(models.TextChoices):
    """How much of a date is known; a year is stored as a year, never as January 1."""

    YEAR = "year", _("year")
    MONTH = "month", _("month")
    DAY = "day", _("day")


class SdgLevel(models.TextChoices):
    GOAL = "goal", _("goal")
    TARGET = "target", _("target")


class BodyKind(models.TextChoices):
    TASKFORCE = "taskforce", _("taskforce")
    COMMITTEE = "committee", _("committee")
    WORKING_GROUP = "working_group", _("working group")


class BodyRole(models.TextChoices):
    LEAD = "lead", _("lead")
    MEMBER = "member", _("member")
    OBSERVER = "observer", _("observer")


class FundingPeriod(models.TextChoices):
    TOTAL = "total", _("total")
    ANNUAL = "annual", _("each year")


class RegistryList(models.TextChoices):
    """The published code lists of the open-data registry of consultations."""

    AUDIENCE = "audience", _("audience")
    ORGANIZATION = "organization", _("partner department")
    SUBJECT = "subject", _("subject")


class RegistryChoice(models.TextChoices):
    """Which of several codes an export may use."""

    ALL = "all", _("all codes")
    DECLARED = "declared", _("as the organization declares")
    NEVER = "never", _("never exported")


class OrganizationKind(models.TextChoices):
    FEDERAL = "federal", _("federal institution")
    PROVINCIAL_TERRITORIAL = "provincial_territorial", _("provincial or territorial government")
    MUNICIPAL = "municipal", _("municipal government")
    LAW_ENFORCEMENT = "law_enforcement", _("law enforcement body")
    INDIGENOUS_GOVERNING_BODY = "indigenous_governing_body", _("Indigenous governing body")
    NGO = "ngo", _("non-governmental organization")
    PRIVATE = "private", _("private-sector organization")
    ACADEMIC = "academic", _("academic institution")
    INTERNATIONAL = "international", _("international organization")
    FOREIGN_GOVERNMENT = "foreign_government", _("foreign government")


class OrganizationStatus(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("organization", "active")
    INACTIVE = "inactive", _("inactive")


class LanguageCapacity(models.TextChoices):
    """In which official languages an organization works."""

    UNKNOWN = "unknown", _("not known")
    EN = "en", _("English")
    FR = "fr", _("French")
    BOTH = "both", _("both official languages")


class NameKind(models.TextChoices):
    """Which kind of name; `listed` is the wording that was published, whatever its legal standing."""

    LISTED = "listed", _("name as published")
    LEGAL = "legal", _("legal name")
    APPLIED = "applied", _("applied name")
    FORMER = "former", _("former name")
    SHORT = "short", _("short name")


class Distinction(models.TextChoices):
    FIRST_NATIONS = "first_nations", _("First Nations")
    INUIT = "inuit", _("Inuit")
    METIS = "metis", _("Métis")


class AffiliationSource(models.TextChoices):
    STAFF = "staff", _("entered by staff")
    IMPORT = "import", _("imported")
    SELF = "self", _("given by the person")
    DEMO = "demo", _("demonstration")


class ContactKind(models.TextChoices):
    EMAIL = "email", _("e-mail address")
    PHONE = "phone", _("telephone")


class ContactStatus(models.TextChoices):
    ACTIVE = "active", _("in use")
    BOUNCED = "bounced", _("mail came back")
    SUPPRESSED = "suppressed", _("must not be used")


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("telephone")


class Purpose(models.TextChoices):
    """What a message is for. Service purposes concern the person's own act and need no consent."""

    INVITATION = "invitation", _("invitations to consultation events")
    REGISTRATION = "registration", _("messages about your own registration")
    COMMITMENT = "commitment", _("requests about commitments your organization is part of")
    RESULTS = "results", _("results of a consultation you took part in")
    NEWS = "news", _("news about the strategy")


class ConsentBasis(models.TextChoices):
    """Why a message may be sent."""

    SERVICE = "service", _("own registration or obligation")
    EXPRESS = "express", _("the person said yes")
    IMPLIED = "implied", _("implied by taking part, for a limited time")
    PUBLIC_ROLE = "public_role", _("public role in an organization")


class ConsentAct(models.TextChoices):
    """One act in the ledger."""

    ASKED = "asked", _("asked")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ConsentState(models.TextChoices):
    """What the ledger says now; derived, never stored."""

    NOT_ASKED = "not_asked", _("not asked")
    PENDING = "pending", _("asked, no answer yet")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", pgettext_lazy("consent", "expired")


class ConsentMethod(models.TextChoices):
    """How the act reached us."""

    WEB = "web", _("on a page of ours")
    LINK = "link", _("by a link in a message")
    REPLY = "reply", _("by reply to a message")
    PHONE = "phone", _("by telephone")
    PAPER = "paper", _("on paper")
    IN_PERSON = "in_person", _("in person")
    TAKING_PART = "taking_part", _("by taking part")


class ProposalState(models.TextChoices):
    """A consent recorded on behalf of a person, until a second person has looked."""

    WAITING = "waiting", _("waiting for a second person")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("rejected")


EVERYTHING = "everything"


class SuppressionReason(models.TextChoices):
    UNSUBSCRIBED = "unsubscribed", _("the person unsubscribed")
    REQUEST = "request", _("the person asked staff")
    BOUNCED = "bounced", _("mail came back")
    COMPLAINT = "complaint", _("reported as unwanted")
    ERASED = "erased", _("the person was erased")


class Task(StrEnum):
    """Names of this app's background tasks."""

    SWEEP = "partners.tasks.sweep"
    IMPORT = "partners.tasks.work_on_import"
    RESUME = "partners.tasks.resume_imports"
    NAMES = "partners.tasks.follow_names"
