"""What freezing a version does, in words, before it is signed: of the paper, the questions and the themes (screens 1)."""

from typing import Any

from django.utils.translation import gettext as _

from engagement.domain.freezing import Version
from engagement.enums import VERSION_MOVES, ConsultationState, VersionState
from engagement.models import CodebookVersion, PaperVersion
from engagement.views.asking import Question
from kernel.acting import OVERTAKEN
from kernel.moves import can_step

NEVER = (ConsultationState.DRAFT, ConsultationState.SCHEDULED)


def question_of(version: Version, consultation: Any, done: Any, back: str) -> Question:
    """Return the page before a version is frozen.

    Args:
        done: what is said once it is frozen.
        back: url name of the page of the versions.
    """
    possible = can_step(VERSION_MOVES, version.state, VersionState.FROZEN)
    return Question(
        title=_("Freeze this version?"),
        subject=_("Version %(number)s") % {"number": version.number},
        facts=(
            *_facts(version, consultation),
            _("It cannot be undone. What is wrong can only be mended in a new version."),
        ),
        done=done,
        back=back,
        label=_("Freeze it: it never changes again"),
        hindrance="" if possible else OVERTAKEN,
    )


def _facts(version: Version, consultation: Any) -> tuple[Any, ...]:
    if isinstance(version, CodebookVersion):
        return (
            _("No theme of this version can be added, changed or removed any more, in either language."),
            _("Analysts assign passages to these themes from now on. The public sees them with what was heard."),
        )
    fixed = _("No word of it can be changed any more, in either language.")
    if isinstance(version, PaperVersion):
        if consultation.state == ConsultationState.DRAFT:
            return fixed, _("Anybody reads it as soon as a second person opens the consultation.")
        return fixed, _("Anybody reads it at once. The version it replaces stays readable at its address.")
    if consultation.state in NEVER:
        return fixed, _("People answer these questions once the consultation is open.")
    return (
        fixed,
        _("People who begin from now on answer these questions. What was answered before keeps its own version."),
    )
