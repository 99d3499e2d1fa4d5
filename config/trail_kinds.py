"""What kinds of things the audit trail is about, in words, and who may open one from there.

A kind never says whose it is: no name of a person, no title. A test asks for words for every table of the apps.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission as P
from accounts.trail import Kind
from engagement import policies as consultations
from events import policies as events
from messaging.policies import messages_seen_by
from partners import commitment_policies as commitments
from partners.models import Organization, PeopleImport, Person


def _people(user: User) -> QuerySet[Any]:
    return Person.objects.all() if user.may(P.SEE_DIRECTORY) else Person.objects.none()


def _organizations(user: User) -> QuerySet[Any]:
    return Organization.objects.all() if user.may(P.SEE_DIRECTORY) else Organization.objects.none()


def _imports(user: User) -> QuerySet[Any]:
    return PeopleImport.objects.all() if user.may(P.IMPORT_PEOPLE) else PeopleImport.objects.none()


def _accounts(user: User) -> QuerySet[Any]:
    return User.objects.all() if user.may(P.MANAGE_PEOPLE) else User.objects.none()


def _events(user: User) -> QuerySet[Any]:
    return events.events_visible_to(user)


OPENED: dict[str, Kind] = {
    "accounts.User": Kind(_("an account"), "accounts:person", _accounts),
    "partners.Person": Kind(_("a person of the directory"), "partners:person", _people),
    "partners.Organization": Kind(_("an organization of the directory"), "partners:organization", _organizations),
    "partners.PeopleImport": Kind(_("an import of people"), "partners:people_import", _imports),
    "partners.Commitment": Kind(_("a commitment"), "partners:commitment", commitments.visible_to),
    "events.Event": Kind(_("an event"), "events:event", _events),
    "engagement.Consultation": Kind(_("a consultation"), "engagement:run_one", consultations.visible_to),
    "messaging.Message": Kind(_("a message"), "messaging:message", messages_seen_by, field="pk"),
}
# words, and the tables of that kind
NAMED: tuple[tuple[Any, Iterable[str]], ...] = (
    # accounts
    (_("a role of an account"), ("accounts.RoleAssignment",)),
    (_("a request to reset second factors"), ("accounts.FactorReset",)),
    (_("a session in a browser"), ("accounts.WebSession",)),
    (_("a former address of an account"), ("accounts.FormerAddress",)),
    (_("a key to the API"), ("accounts.ApiToken",)),
    (_("a saved view of a list"), ("accounts.SavedView",)),
    (_("the audit trail itself"), ("accounts.AuditEntry", "accounts.AuditSeal")),
    # partners: the directory
    (_("a name of an organization"), ("partners.OrganizationName", "partners.IndigenousGoverningBody")),
    (_("a part in an organization"), ("partners.Affiliation",)),
    (_("an address or number"), ("partners.ContactPoint",)),
    (_("a preference for how to be reached"), ("partners.ContactRule",)),
    (_("a consent to messages"), ("partners.ConsentEvent", "partners.ConsentProposal")),
    (_("an address that must not be used"), ("partners.Suppression",)),
    (_("a row of a file of people"), ("partners.ImportRow",)),
    # partners: commitments
    (_("a revision of a commitment"), ("partners.CommitmentRevision",)),
    (_("a decision about a commitment"), ("partners.CommitmentDecision",)),
    (_("a party to a commitment"), ("partners.PartyObligation",)),
    (_("a measure of a commitment"), ("partners.Measure",)),
    (_("a milestone of a commitment"), ("partners.Milestone",)),
    (_("a progress update"), ("partners.ProgressUpdate",)),
    (_("a piece of evidence"), ("partners.EvidenceItem",)),
    (_("a part of a commitment"), ("partners.CommitmentSeries", "partners.CommitmentPillar", "partners.CommitmentEvent")),
    # events
    (_("a venue"), ("events.Venue",)),
    (_("a series of events"), ("events.EventSeries",)),
    (_("a member of the team of an event"), ("events.EventTeamMember",)),
    (_("a session of an event"), ("events.Session",)),
    (_("a second signature"), ("events.SignatureRequest",)),
    (_("a planned reminder"), ("events.Reminder",)),
    (_("an invitation"), ("events.Invitation", "events.InvitationOption", "events.InvitationLink", "events.InvitationCode",
                          "events.InvitationReply", "events.LinkRequest")),
    (_("a registration"), ("events.Registration", "events.FormAnswer")),
    (_("a question of a registration form"), ("events.FormQuestion",)),
    (_("a need on the day"), ("events.NeedRequest",)),
    (_("a place on a waiting list"), ("events.QueueEntry", "events.PromotionDecision")),
    (_("an offer of a seat"), ("events.Offer",)),
    (_("a group of seats"), ("events.CapacityPool", "events.SeatLedger", "events.SeatPool")),
    (_("a check-in at the door"), ("events.CheckInEvent",)),
    # engagement
    (_("a tie of a meeting to a consultation"), ("engagement.ConsultationEvent",)),
    (_("a change of a deadline"), ("engagement.DeadlineChange",)),
    (_("a declared figure"), ("engagement.DeclaredFigure",)),
    (_("a table and its notes"), ("engagement.TableSession", "engagement.NoteEntry")),
    (_("a questionnaire"), ("engagement.Questionnaire", "engagement.QuestionnaireVersion", "engagement.QuestionPage",
                            "engagement.QuestionVersion", "engagement.OptionVersion")),
    (_("a discussion paper"), ("engagement.DiscussionPaper", "engagement.PaperVersion", "engagement.PaperSection")),
    (_("a submission"), ("engagement.Submission", "engagement.SubmissionRevision", "engagement.Answer",
                         "engagement.Participation", "engagement.ConsentRecord")),
    (_("a text under analysis"), ("engagement.SourceText", "engagement.Unit", "engagement.ReadingRecord")),
    (_("a theme of the analysis"), ("engagement.Codebook", "engagement.CodebookVersion", "engagement.Code",
                                    "engagement.Coding")),
    (_("a finding"), ("engagement.Finding", "engagement.FindingEvidence", "engagement.Quote")),
    (_("a recommendation"), ("engagement.Recommendation",)),
    (_("a reply of the government"), ("engagement.Disposition",)),
    (_("a correction of what is published"), ("engagement.Erratum",)),
    (_("an origin of a commitment"), ("engagement.CommitmentOrigin",)),
    (_("news to those who took part"), ("engagement.LoopNotice", "engagement.LoopCursor")),
    # safety, messaging, publishing, kernel
    (_("a set of access codes"), ("safety.CodePool", "safety.AccessCode")),
    (_("a protected participant, without a name"), ("safety.Handle", "safety.LayerConsent")),
    (_("a step of a safety plan"), ("safety.PlanStep",)),
    (_("an entry in a calendar"), ("messaging.CalendarEntry",)),
    (_("a periodic job"), ("messaging.JobRun", "messaging.CarrierState")),
    (_("a message of the demonstration"), ("messaging.LocalMail",)),
    (_("the state of a text in both languages"), ("publishing.TextPairState",)),
    (_("an answer that is kept for a repeated request"), ("kernel.IdempotentAnswer",)),
    (_("a reference fact"), tuple(f"partners.{name}" for name in (
        "Jurisdiction", "Place", "Holiday", "Sector", "Framework", "Pillar", "PillarMap", "Strand", "SdgReference",
        "Instrument", "InstrumentStatus", "InstrumentObjective", "Forum", "Body", "BodyMembership", "Office",
        "OfficeHolder", "Evaluation", "EvaluationFinding", "FundingLine", "RegistryCode", "ReferenceLoad"))),
)  # fmt: skip
KINDS = {**OPENED, **{table: Kind(words) for words, tables in NAMED for table in tables}}
