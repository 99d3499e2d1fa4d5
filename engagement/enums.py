"""States, moves and closed lists of the engagement app."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConsultationState(models.TextChoices):
    """Where a consultation stands."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", pgettext_lazy("consultation", "Open")
    CLOSED = "closed", pgettext_lazy("consultation", "Closed")
    ANALYSING = "analysing", _("Being analyzed")
    REPORTING = "reporting", _("Report published")
    REPLIED = "replied", _("Answered")
    ARCHIVED = "archived", _("Archived")


_C = ConsultationState
CONSULTATION_MOVES: Mapping[str, AbstractSet[str]] = {
    _C.DRAFT: frozenset({_C.SCHEDULED, _C.OPEN}),
    _C.SCHEDULED: frozenset({_C.DRAFT, _C.OPEN}),
    _C.OPEN: frozenset({_C.CLOSED}),
    _C.CLOSED: frozenset({_C.OPEN, _C.ANALYSING}),
    _C.ANALYSING: frozenset({_C.REPORTING}),
    _C.REPORTING: frozenset({_C.REPLIED}),
    _C.REPLIED: frozenset({_C.ARCHIVED}),
    _C.ARCHIVED: frozenset(),
}
# states in which the public may know of the consultation at all
PUBLIC = frozenset({_C.SCHEDULED, _C.OPEN, _C.CLOSED, _C.ANALYSING, _C.REPORTING, _C.REPLIED, _C.ARCHIVED})
# states in which what was heard is public
REPORTED = frozenset({_C.REPORTING, _C.REPLIED, _C.ARCHIVED})


class Precision(models.TextChoices):
    """How exactly a period is known; nothing finer may be shown."""

    DAY = "day", _("day")
    MONTH = "month", _("month")


class Bound(models.TextChoices):
    """How a declared figure is to be read."""

    OVER = "over", _("over")
    EXACT = "exact", _("exactly")


class Stream(models.TextChoices):
    """Which stream an event's input belongs to."""

    GENERAL = "general", _("general")
    PROTECTED = "protected", pgettext_lazy("consultation", "protected")


class VersionState(models.TextChoices):
    """Life of a version of a paper, questionnaire or codebook."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    FROZEN = "frozen", _("Frozen")
    SUPERSEDED = "superseded", _("Superseded")


_V = VersionState
VERSION_MOVES: Mapping[str, AbstractSet[str]] = {
    _V.DRAFT: frozenset({_V.REVIEW}),
    _V.REVIEW: frozenset({_V.DRAFT, _V.FROZEN}),
    _V.FROZEN: frozenset({_V.SUPERSEDED}),
    _V.SUPERSEDED: frozenset(),
}
FIXED = frozenset({_V.FROZEN, _V.SUPERSEDED})


class ChangeStatus(models.TextChoices):
    """How a section stands against the version before."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Unchanged")


class Meaning(models.TextChoices):
    """Whether a question still asks the same after an edit of its words (EN-3)."""

    SAME = "same", _("Same meaning")
    CHANGED = "changed", _("Different meaning")


class QuestionType(models.TextChoices):
    """What kind of answer a question takes."""

    SINGLE = "single", _("One choice")
    MULTI = "multi", _("Several choices")
    SCALE = "scale", _("Scale")
    OPEN = "open", _("Own words")


class SubmissionState(models.TextChoices):
    """Life of one submission."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    AMENDED = "amended", _("Amended")
    LOCKED = "locked", _("In analysis")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_S = SubmissionState
SUBMISSION_MOVES: Mapping[str, AbstractSet[str]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
    _S.SUBMITTED: frozenset({_S.AMENDED, _S.LOCKED, _S.WITHDRAWN}),
    _S.AMENDED: frozenset({_S.AMENDED, _S.LOCKED, _S.WITHDRAWN}),
    _S.LOCKED: frozenset({_S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset(),
}
RECEIVED = frozenset({_S.SUBMITTED, _S.AMENDED, _S.LOCKED})


class Channel(models.TextChoices):
    """How words reached the consultation. Counts of different channels are never added (EN-21)."""

    ONLINE = "online", _("Online submissions")
    ROUNDTABLE = "roundtable", _("Notes of tables")
    BRIEF = "brief", _("Written briefs")
    ASSISTED = "assisted", _("Submissions given with assistance")
    PROTECTED = "protected", _("Protected session")


class Capacity(models.TextChoices):
    """In which capacity a person answers."""

    INDIVIDUAL = "individual", _("As an individual")
    ORGANIZATION = "organization", _("For an organization")
    LIVED_EXPERIENCE = "lived_experience", _("As a person with lived experience")
    GOVERNMENT = "government", _("For a government or a public body")


class Reachable(models.TextChoices):
    """How a respondent can be told about what follows."""

    NONE = "none", _("Not at all")
    RECEIPT = "receipt", _("By opening the receipt")
    MAILBOX = "mailbox", _("By e-mail")


class Confirmation(models.TextChoices):
    """Whether the mailbox on record has said that the submission is its own (engagement 5.2)."""

    NONE = "none", _("Not needed")
    PENDING = "pending", _("Waiting for confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("mailbox", "Confirmed")
    DENIED = "denied", _("Denied")


class Attribution(models.TextChoices):
    """Under which name words may appear; ordered from the strongest to the weakest."""

    NAMED = "named", _("With my name")
    ORGANIZATION = "organization", _("With the name of my organization only")
    ANONYMOUS = "anonymous", _("Anonymously")


class Use(models.TextChoices):
    """What may be done with words; each chosen on its own, none implied by another (engagement 5.2)."""

    ANALYSE = "analyse", _("Read and count it in the analysis")
    SUMMARISE = "summarise", _("Mention it in a summary")
    PARAPHRASE = "paraphrase", _("Retell it in other words")
    QUOTE = "quote", _("Quote passages word for word")
    PUBLISH = "publish_full", _("Publish it in full")
    RECONTACT = "recontact", _("Write to me about what came of it")


class Exit(models.TextChoices):
    """The ways by which words could leave; each asks `domain.consent.may` (engagement 5.2)."""

    PAGE = "page", _("public page")
    CSV = "csv", _("CSV file")
    XLSX = "xlsx", _("spreadsheet")
    API = "api", _("API")
    PDF = "pdf", _("PDF")
    SEARCH = "search", _("search")
    MAIL = "mail", _("mail")


class ConsentAct(models.TextChoices):
    """Why a consent record was written."""

    GIVEN = "given", _("given")
    CHANGED = "changed", _("changed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DENIED = "denied", _("the owner of the address said that the input is not theirs")


class ConsentMethod(models.TextChoices):
    """By which way consent was expressed."""

    ONLINE = "online", _("online form")
    TELEPHONE = "telephone", _("by telephone")
    PAPER = "paper", _("on paper")
    IN_PERSON = "in_person", _("in person")


class TableRule(models.TextChoices):
    """Under which rule a table speaks."""

    ON_RECORD = "on_record", _("On the record")
    CHATHAM_HOUSE = "chatham_house", _("Chatham House Rule")
    CLOSED = "closed", pgettext_lazy("rule", "Closed")


class TableState(models.TextChoices):
    """Life of a table's notes."""

    OPEN = "open", pgettext_lazy("notes", "Open")
    CLOSED = "closed", pgettext_lazy("notes", "Closed")


_T = TableState
TABLE_MOVES: Mapping[str, AbstractSet[str]] = {_T.OPEN: frozenset({_T.CLOSED}), _T.CLOSED: frozenset({_T.OPEN})}


class NoteKind(models.TextChoices):
    """What a note records."""

    POINT = "point", _("Point")
    AGREEMENT = "agreement", _("Agreement")
    DISAGREEMENT = "disagreement", _("Disagreement")
    DISSENT = "dissent", _("Dissent")
    ACTION = "action", _("Action")


class Support(models.TextChoices):
    """How far a table carried a point."""

    ONE = "one", _("One person")
    SEVERAL = "several", _("Several")
    MOST = "most", _("Most")
    ALL = "all", _("All present")
    NOT_TESTED = "not_tested", _("Not tested")


class HeadCount(models.TextChoices):
    """People at a table, as a band only."""

    UNDER_5 = "under_5", _("Fewer than 5")
    FROM_5 = "5_to_9", _("5 to 9")
    FROM_10 = "10_to_14", _("10 to 14")
    FROM_15 = "15_or_more", _("15 or more")


class UnitKind(models.TextChoices):
    """What a unit of a text is."""

    SENTENCE = "sentence", _("sentence")
    PARAGRAPH = "paragraph", _("paragraph")


class Stance(models.TextChoices):
    """How a passage stands to its theme. Agreement and disagreement are never lumped (5.11)."""

    RAISES = "raises", _("Raises it")
    FOR = "for", _("In favour")
    AGAINST = "against", _("Against")
    MIXED = "mixed", _("Mixed")


class FindingState(models.TextChoices):
    """Life of a finding."""

    DRAFT = "draft", _("Draft")
    EVIDENCE_CHECKED = "checked", _("Evidence checked")
    LANGUAGE_REVIEWED = "reviewed", _("Language reviewed")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")


_F = FindingState
FINDING_MOVES: Mapping[str, AbstractSet[str]] = {
    _F.DRAFT: frozenset({_F.EVIDENCE_CHECKED}),
    _F.EVIDENCE_CHECKED: frozenset({_F.DRAFT, _F.LANGUAGE_REVIEWED}),
    _F.LANGUAGE_REVIEWED: frozenset({_F.DRAFT, _F.APPROVED}),
    _F.APPROVED: frozenset({_F.DRAFT, _F.PUBLISHED}),
    _F.PUBLISHED: frozenset(),
}


class Quantifier(models.TextChoices):
    """Words of quantity; which one applies is computed by the rule table alone (5.11, EN-22)."""

    ALL = "all", pgettext_lazy("share of the texts", "all")
    NEARLY_ALL = "nearly_all", _("nearly all")
    MOST = "most", _("most")
    MORE_THAN_HALF = "more_than_half", _("more than half")
    MANY = "many", _("many")
    SOME = "some", _("some")
    A_FEW = "a_few", _("a few")
    RAISED = "raised", _("was raised")


class RecommendationState(models.TextChoices):
    """Life of a recommendation."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", pgettext_lazy("recommendation or reply", "Approved")
    PUBLISHED = "published", pgettext_lazy("recommendation or reply", "Published")


_R = RecommendationState
RECOMMENDATION_MOVES: Mapping[str, AbstractSet[str]] = {
    _R.DRAFT: frozenset({_R.APPROVED}),
    _R.APPROVED: frozenset({_R.DRAFT, _R.PUBLISHED}),
    _R.PUBLISHED: frozenset(),
}


class DispositionState(models.TextChoices):
    """Life of the government's reply."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", pgettext_lazy("recommendation or reply", "Approved")
    PUBLISHED = "published", pgettext_lazy("recommendation or reply", "Published")
    SUPERSEDED = "superseded", _("Superseded")


_D = DispositionState
DISPOSITION_MOVES: Mapping[str, AbstractSet[str]] = {
    _D.DRAFT: frozenset({_D.APPROVED}),
    _D.APPROVED: frozenset({_D.PUBLISHED, _D.SUPERSEDED}),
    _D.PUBLISHED: frozenset({_D.SUPERSEDED}),
    _D.SUPERSEDED: frozenset(),
}


class ErratumState(models.TextChoices):
    """Life of a correction of what is published."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


ERRATUM_MOVES: Mapping[str, AbstractSet[str]] = {
    ErratumState.DRAFT: frozenset({ErratumState.PUBLISHED}),
    ErratumState.PUBLISHED: frozenset(),
}


class Outcome(models.TextChoices):
    """What the government answers."""

    ACCEPTED = "accepted", pgettext_lazy("reply", "Accepted")
    IN_PART = "accepted_in_part", _("Accepted in part")
    UNDER_WAY = "already_under_way", _("Already under way")
    DEFERRED = "deferred", _("Deferred")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")


class OriginRelation(models.TextChoices):
    """How a commitment relates to a recommendation."""

    IMPLEMENTS = "implements", _("carries it out")
    CONTRIBUTES = "contributes_to", _("contributes to it")
    PRECEDED = "preceded", _("existed before it")


class Task(StrEnum):
    """Names of this app's background tasks."""

    SWEEP = "engagement.tasks.sweep"
    TELL = "engagement.tasks.tell"
    COUNT = "engagement.tasks.count_day"
