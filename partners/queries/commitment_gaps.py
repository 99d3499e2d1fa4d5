"""What blocks the next step of a commitment or update, as a list a person can work through (partners 2)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import Language
from partners.commitment_states import LEADS, TROUBLED, EvidenceState, PartyRole, UpdateState
from partners.enums import FrameworkStatus, Provenance
from partners.models import Commitment, Measure, ProgressUpdate
from publishing.domain import gate


@dataclass(frozen=True)
class Gap:
    """One thing that blocks a step.

    Attributes:
        code: stable snake_case fact.
        message: what is missing and how to mend it, translated.
        where: anchor of the part of the page where it is mended.
        fields: model fields that lack a language, if that is the matter.
    """

    code: str
    message: Any
    where: str
    fields: tuple[str, ...] = ()


_SIDES = {
    (Language.EN, False): _("%(what)s: the English is missing."),
    (Language.FR, False): _("%(what)s: the French is missing."),
    (Language.EN, True): _("%(what)s: the English has not followed the last change of the French."),
    (Language.FR, True): _("%(what)s: the French has not followed the last change of the English."),
}


def language_gaps(row: Model, stems: Iterable[str], what: Any, where: str) -> list[Gap]:
    """Return the missing and stale sides of the row's text pairs."""
    return [
        Gap(
            "language_stale" if gap.stale else "language_missing",
            _SIDES[gap.language, gap.stale] % {"what": what},
            where,
            (gap.field,),
        )
        for gap in gate.gaps(row, stems)
    ]


def in_use(row: Model, *stems: str) -> list[str]:
    """Return the stems of which at least one side is filled: optional texts are in both languages or in none."""
    return [stem for stem in stems if getattr(row, f"{stem}_en") or getattr(row, f"{stem}_fr")]


def in_words(commitment: Commitment) -> list[Gap]:
    """Return every public text of the commitment that is missing or stale in one language (PA-1, PA-A6)."""
    found = language_gaps(commitment, ["title"], _("Title"), "text")
    found += language_gaps(commitment, in_use(commitment, "description"), _("Description"), "text")
    found += language_gaps(commitment, in_use(commitment, "no_measure"), _("Why there is no measure"), "measures")
    sourced = commitment.provenance in (Provenance.SEED, Provenance.PUBLIC)  # the source gives a title and no more
    for party in commitment.obligations.filter(ended_on=None).select_related("organization", "body", "office"):
        stems = in_use(party, "text") if sourced or party.role == PartyRole.OBSERVER else ["text"]
        found += language_gaps(party, stems, _("What %(party)s does") % {"party": party.party}, "parties")
    for number, measure in enumerate(commitment.measures.filter(ended_on=None), start=1):
        stems = ["name", *(["unit"] if measure.target is not None else in_use(measure, "unit"))]
        found += language_gaps(measure, stems, _("Measure %(number)s") % {"number": number}, "measures")
    for number, milestone in enumerate(commitment.milestones.order_by("baseline_due", "pk"), start=1):
        found += language_gaps(milestone, ["name"], _("Milestone %(number)s") % {"number": number}, "milestones")
    return found


def before_proposing(commitment: Commitment) -> list[Gap]:
    """Return what blocks *Propose*: words, a pillar of an active framework, a lead, a measure or a reason for none."""
    found = in_words(commitment)
    framework = commitment.framework
    if framework.status != FrameworkStatus.ACTIVE:
        found.append(Gap("framework_closed", _("Choose an active framework: this one is closed."), "text"))
    home = framework.uses_pillars_of_id or framework.pk
    pillars = list(commitment.pillars.values_list("framework_id", flat=True))
    if not pillars:
        found.append(Gap("no_pillar", _("Choose at least one pillar."), "text"))
    elif set(pillars) != {home}:
        found.append(Gap("foreign_pillar", _("Choose pillars of the commitment’s own framework."), "text"))
    if not commitment.obligations.filter(ended_on=None, role__in=LEADS).exists():
        found.append(Gap("no_lead", _("Name the party that leads."), "parties"))
    if not commitment.measures.filter(ended_on=None).exists() and not commitment.no_measure_en:
        found.append(Gap("no_measure", _("Add a measure, or say why there is none."), "measures"))
    return found


def before_release(commitment: Commitment) -> list[Gap]:
    """Return what blocks making the commitment public."""
    if commitment.umbrella:
        return in_words(commitment)
    found = in_words(commitment)
    if commitment.current_revision_id is None:
        found.append(Gap("not_proposed", _("Propose it to the parties first: a draft is never public."), "text"))
    return found


def before_completing(commitment: Commitment, today: datetime.date) -> list[Gap]:
    """Return what blocks *Complete*: open required milestones, missing or lapsed proof, the closing update (PA-2)."""
    found = [
        Gap("milestone_open", _("Required milestone “%(name)s” is neither met nor waived.") % {"name": m}, "milestones")
        for m in commitment.milestones.filter(required=True)
        if m.is_open
    ]
    found += _proof_gaps(commitment, today)
    closing = ProgressUpdate.objects.filter(
        obligation__commitment=commitment, closing=True, state=UpdateState.PUBLISHED
    )
    if not closing.exists():
        found.append(Gap("no_closing_update", _("Publish a closing update, accepted by a second person."), "updates"))
    return found


def _proof_gaps(commitment: Commitment, today: datetime.date) -> list[Gap]:
    accepted = list(commitment.evidence.filter(state=EvidenceState.ACCEPTED))
    measures: list[Measure | None] = list(commitment.measures.filter(required=True, ended_on=None))
    found = []
    for measure in measures or [None]:
        items = [item for item in accepted if measure is None or item.measure_id == measure.pk]
        what = str(measure) if measure else _("the commitment")
        if not items:
            message = _("No accepted evidence yet for: %(what)s.") % {"what": what}
            found.append(Gap("evidence_missing", message, "evidence"))
        elif all(item.lapsed(today) for item in items):
            message = _("The evidence must be checked again for: %(what)s.") % {"what": what}
            found.append(Gap("evidence_stale", message, "evidence"))
    return found


def before_submitting(update: ProgressUpdate) -> list[Gap]:
    """Return what blocks sending an update for approval: both languages, and how it recovers (PA-1, PA-28)."""
    found = language_gaps(update, ["narrative"], _("What was done"), "narrative")
    troubled = update.health in TROUBLED
    for stem, what in (("challenges", _("Challenges")), ("recovery", _("Recovery plan"))):
        stems = [stem] if troubled else in_use(update, stem)
        found += language_gaps(update, stems, what, stem)
    return found
