"""Tables of the engagement app."""

from engagement.models.coding import (
    Code,
    Codebook,
    CodebookVersion,
    Coding,
    ReadingRecord,
    SourceText,
    Unit,
)
from engagement.models.consultations import Consultation, ConsultationEvent, DeadlineChange, DeclaredFigure
from engagement.models.findings import (
    CommitmentOrigin,
    Disposition,
    Erratum,
    Finding,
    FindingEvidence,
    LoopCursor,
    LoopNotice,
    Quote,
    Recommendation,
)
from engagement.models.notes import NoteEntry, TableSession
from engagement.models.papers import DiscussionPaper, PaperSection, PaperVersion
from engagement.models.questionnaires import (
    OptionVersion,
    Questionnaire,
    QuestionnaireVersion,
    QuestionPage,
    QuestionVersion,
)
from engagement.models.submissions import Answer, ConsentRecord, Participation, Submission, SubmissionRevision

__all__ = [
    "Answer",
    "Code",
    "Codebook",
    "CodebookVersion",
    "Coding",
    "CommitmentOrigin",
    "ConsentRecord",
    "Consultation",
    "ConsultationEvent",
    "DeadlineChange",
    "DeclaredFigure",
    "DiscussionPaper",
    "Disposition",
    "Erratum",
    "Finding",
    "FindingEvidence",
    "LoopCursor",
    "LoopNotice",
    "NoteEntry",
    "OptionVersion",
    "PaperSection",
    "PaperVersion",
    "Participation",
    "QuestionPage",
    "QuestionVersion",
    "Questionnaire",
    "QuestionnaireVersion",
    "Quote",
    "ReadingRecord",
    "Recommendation",
    "SourceText",
    "Submission",
    "SubmissionRevision",
    "TableSession",
    "Unit",
]
