"""What must be there before people are asked: words in both languages, a frozen paper, frozen questions, a closing day."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.enums import VersionState
from engagement.models import Consultation, PaperVersion, QuestionnaireVersion
from engagement.models.consultations import TEXTS
from kernel.errors import DomainError
from publishing.domain import gate


@dataclass(frozen=True)
class Blocker:
    """One thing that still keeps a consultation from opening, and where it is mended: details, paper or questions."""

    where: str
    words: Any


def blockers(consultation: Consultation) -> list[Blocker]:
    """Return, in words, everything that still keeps the consultation from opening."""
    found: list[Blocker] = []
    if gate.gaps(consultation, TEXTS):
        found.append(Blocker("details", _("Title and purpose are needed in both languages.")))
    if not PaperVersion.objects.filter(paper__consultation=consultation, state=VersionState.FROZEN).exists():
        found.append(Blocker("paper", _("The discussion paper is not frozen.")))
    if not QuestionnaireVersion.objects.filter(
        questionnaire__consultation=consultation, state=VersionState.FROZEN
    ).exists():
        found.append(Blocker("questions", _("The questions with their privacy notice are not frozen.")))
    if consultation.closes_day is None:
        found.append(Blocker("details", _("The closing date is missing.")))
    elif consultation.closes_at is not None and consultation.closes_at <= timezone.now():
        found.append(Blocker("details", _("The closing date is in the past.")))
    return found


def require_nothing_missing(consultation: Consultation) -> None:
    """Refuse to open what is not ready.

    Raises:
        DomainError: code `not_ready`; `facts["blockers"]` lists what is missing.
    """
    if words := [str(one.words) for one in blockers(consultation)]:
        raise DomainError(" ".join(words), code="not_ready", blockers=words)
