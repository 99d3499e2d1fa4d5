"""What each step of a consultation's life does, in words, before it is taken (screens 1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engagement.domain import opening, readiness
from engagement.enums import (
    CONSULTATION_MOVES,
    RECEIVED,
    ConsultationState,
    FindingState,
    RecommendationState,
    SubmissionState,
)
from engagement.models import Consultation, Submission
from engagement.views import frame
from engagement.views.asking import NEVER_CHANGES, Question
from kernel import formats
from kernel.acting import OVERTAKEN, hindrance_of
from kernel.moves import can_step

S = ConsultationState
Facts = tuple[Any, ...]


def _opening(row: Consultation) -> Facts:
    if _opens_later(row):
        day = formats.long_date(row.opens_day) if row.opens_day else ""
        begins = _("Input is taken from %(day)s, until the end of %(closing)s.")
        begins %= {"day": day, "closing": frame.closing(row)}
        undo = _("Until it opens it can be taken back to a draft; then a second person signs anew.")
    else:
        begins = _("Input is taken at once, until the end of %(closing)s.") % {"closing": frame.closing(row)}
        undo = _("It cannot be undone: a consultation that is open can only be closed.")
    return (
        _("Anybody can read the consultation and its paper at once, in English and in French."),
        begins,
        _(
            "Paper and questions no longer change; a new version replaces them. More time is given only with a public reason."
        ),
        undo,
    )


def _opens_later(row: Consultation) -> bool:
    return row.opens_at is not None and row.opens_at > timezone.now()


def _unscheduling(row: Consultation) -> Facts:
    return (
        _("The public page is gone at once; whoever has its address finds nothing there."),
        _("The signature is void: a second person signs anew before it opens."),
        _("Nobody is told."),
    )


def _closing(row: Consultation) -> Facts:
    drafts = Submission.objects.filter(consultation=row, state=SubmissionState.DRAFT).count()
    unsent = ngettext(
        "%(n)s draft that was not sent stays unsent.", "%(n)s drafts that were not sent stay unsent.", drafts
    ) % {"n": formats.number(drafts)}
    return (
        _("From now on nobody can give, change or send input. People can still withdraw theirs."),
        *([unsent] if drafts else []),
        _("The public page says that it is closed. Nobody is written to."),
        _("It can be opened again only as an extension, with a new closing day and a public reason."),
    )


def _analysing(row: Consultation) -> Facts:
    received = Submission.objects.filter(consultation=row, state__in=RECEIVED).count()
    locked = ngettext(
        "%(n)s submission is locked: nobody can change it any more. Who gave it can still withdraw it.",
        "%(n)s submissions are locked: nobody can change them any more. Who gave one can still withdraw it.",
        received,
    ) % {"n": formats.number(received)}
    return (
        locked,
        _("Submissions and notes become the texts that analysts read."),
        _("It cannot be undone: no input is taken any more, and no more time can be given."),
    )


def _reporting(row: Consultation) -> Facts:
    ready = row.findings.filter(state=FindingState.APPROVED).count()
    advice = row.recommendations.filter(state=RecommendationState.APPROVED).count()
    behind = row.findings.exclude(state=FindingState.APPROVED).count()
    findings = ngettext(
        "%(n)s approved finding becomes public, with the quotations under it.",
        "%(n)s approved findings become public, with the quotations under them.",
        ready,
    ) % {"n": formats.number(ready)}
    recommendations = ngettext(
        "%(n)s approved recommendation becomes public with it.",
        "%(n)s approved recommendations become public with it.",
        advice,
    ) % {"n": formats.number(advice)}
    unready = ngettext(
        "%(n)s finding is not approved and stays unpublished. It can be published later, until the consultation is answered.",
        "%(n)s findings are not approved and stay unpublished. They can be published later, until the consultation is answered.",
        behind,
    ) % {"n": formats.number(behind)}
    return (
        findings,
        *([recommendations] if advice else []),
        *([unready] if behind else []),
        _("Anybody can read them at once, in English and in French: on the pages, in the document and in the data."),
        NEVER_CHANGES,
    )


def _answering(row: Consultation) -> Facts:
    return (
        _("Every published finding has its reply. The public page says that the consultation is answered."),
        _("No further finding and no further recommendation can be published after that."),
        _("A reply can still be replaced by a newer one, and a published finding corrected beside its words."),
        _("It cannot be undone."),
    )


def _archiving(row: Consultation) -> Facts:
    return (
        _("The consultation is put on record. Its pages, its document and its data stay public."),
        _("It cannot be undone."),
    )


@dataclass(frozen=True)
class Step:
    """One step, as its page shows it.

    Attributes:
        there: the states it can lead to.
        guard: refuses while something is missing.
        goes_back: whether another step takes it back.
    """

    there: tuple[ConsultationState, ...]
    title: Any
    label: Any
    facts: Callable[[Consultation], Facts]
    guard: Callable[[Consultation], None] = lambda row: None
    goes_back: bool = False


STEPS: dict[str, Step] = {
    "open": Step(
        (S.OPEN, S.SCHEDULED),
        gettext_lazy("Sign and open the consultation?"),
        gettext_lazy("Sign: open it"),
        _opening,
        opening.require_nothing_missing,
    ),
    "unschedule": Step(
        (S.DRAFT,),
        gettext_lazy("Take it back to a draft?"),
        gettext_lazy("Back to a draft"),
        _unscheduling,
        goes_back=True,
    ),
    "close": Step(
        (S.CLOSED,), gettext_lazy("Close it for input now?"), gettext_lazy("Close it now"), _closing, goes_back=True
    ),
    "analyse": Step(
        (S.ANALYSING,),
        gettext_lazy("Lock what was received?"),
        gettext_lazy("Lock what was received and begin the analysis"),
        _analysing,
        readiness.require_tables_closed,
    ),
    "report": Step(
        (S.REPORTING,),
        gettext_lazy("Publish what we heard?"),
        gettext_lazy("Publish what we heard"),
        _reporting,
        readiness.require_something_approved,
    ),
    "reply": Step(
        (S.REPLIED,),
        gettext_lazy("Declare the consultation answered?"),
        gettext_lazy("Declare it answered"),
        _answering,
        readiness.require_answered,
    ),
    "archive": Step((S.ARCHIVED,), gettext_lazy("Put it on record?"), gettext_lazy("Put it on record"), _archiving),
}


def question_of(row: Consultation, name: str, done: Any) -> Question:
    """Return the page before a step: what it does, or why it cannot be taken now.

    Args:
        done: what is said once it is taken.
    """
    one = STEPS[name]
    possible = any(can_step(CONSULTATION_MOVES, row.state, there) for there in one.there)
    hindrance = hindrance_of(lambda: one.guard(row)) if possible else OVERTAKEN
    facts = () if hindrance else one.facts(row)
    goes_back = one.goes_back or (name == "open" and _opens_later(row))
    tone = "" if goes_back else "danger"
    return Question(one.title, facts, done, "run_one", one.label, tone=tone, hindrance=hindrance)
