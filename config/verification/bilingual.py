"""Both languages: what anybody may read stands in English and in French (EV-19, PA-1, STD-09)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, Q

from config.verification.finding import Found
from engagement.enums import (
    FIXED,
    PUBLIC,
    DispositionState,
    ErratumState,
    FindingState,
    RecommendationState,
    VersionState,
)
from events.enums import OPENED

_APPS = ("accounts", "messaging", "publishing", "partners", "safety", "events", "engagement")


@dataclass(frozen=True)
class Shown:
    """When rows of a table are there to be read, and which of their texts must then be there.

    A text that may be missing is either there in both languages or in neither; `quoted` ones are words of somebody
    else, kept as they were found, in one language or both.
    """

    when: Q
    stems: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()


_FROZEN = Q(version__state__in=sorted(FIXED))
_EVENT = Q(event__state__in=sorted(OPENED))
_PUBLISHED = Q(published_at__isnull=False)
_OF_COMMITMENT = Q(commitment__published_at__isnull=False)
_ALWAYS = Q(pk__isnull=False)

SHOWN: dict[str, Shown] = {
    "engagement.Consultation": Shown(Q(state__in=sorted(PUBLIC)), ("title", "purpose")),
    "engagement.DeclaredFigure": Shown(_ALWAYS, ("label",)),
    "engagement.DeadlineChange": Shown(_ALWAYS, ("reason",)),
    "engagement.QuestionnaireVersion": Shown(Q(state__in=sorted(FIXED)), ("title", "notice")),
    "engagement.QuestionPage": Shown(_FROZEN),
    "engagement.QuestionVersion": Shown(_FROZEN, ("prompt",)),
    "engagement.OptionVersion": Shown(Q(question__version__state__in=sorted(FIXED)), ("label",)),
    "engagement.Code": Shown(Q(version__state=VersionState.FROZEN), ("label",)),
    "engagement.Finding": Shown(Q(state=FindingState.PUBLISHED), ("statement",)),
    "engagement.Recommendation": Shown(Q(state=RecommendationState.PUBLISHED), ("statement",)),
    "engagement.Disposition": Shown(
        Q(state__in=(DispositionState.PUBLISHED, DispositionState.SUPERSEDED)), ("reason", "office")
    ),
    "engagement.Erratum": Shown(Q(state=ErratumState.PUBLISHED), ("text",)),
    "engagement.CommitmentOrigin": Shown(_ALWAYS),
    "engagement.PaperVersion": Shown(Q(state__in=sorted(FIXED)), ("title",)),
    "engagement.PaperSection": Shown(_FROZEN, ("heading", "body")),
    "events.Venue": Shown(_ALWAYS, ("name",)),
    "events.EventSeries": Shown(Q(events__state__in=sorted(OPENED))),
    "events.Event": Shown(Q(state__in=sorted(OPENED)), ("title",)),
    "events.Session": Shown(_EVENT, ("title",)),
    "events.FormQuestion": Shown(_EVENT, ("text",)),
    "events.CapacityPool": Shown(_EVENT),
    "partners.Commitment": Shown(_PUBLISHED, ("title",)),
    "partners.CommitmentRevision": Shown(_OF_COMMITMENT),
    "partners.PartyObligation": Shown(_OF_COMMITMENT),
    "partners.CommitmentDecision": Shown(_OF_COMMITMENT),
    "partners.Measure": Shown(_OF_COMMITMENT, ("name",)),
    "partners.Milestone": Shown(_OF_COMMITMENT, ("name",)),
    "partners.ProgressUpdate": Shown(_PUBLISHED, ("narrative",)),
    "partners.EvidenceItem": Shown(_ALWAYS, ("title",)),
    "partners.Organization": Shown(Q(key__isnull=False), ("name",)),
    "partners.Place": Shown(_ALWAYS, ("name", "time")),
    "partners.Pillar": Shown(_ALWAYS, ("name", "aim")),
    "partners.Sector": Shown(_ALWAYS, ("name",), quoted=("report_wording",)),
    "partners.Instrument": Shown(_ALWAYS, ("name",), quoted=("full",)),
    **{
        f"partners.{name}": Shown(_ALWAYS, ("name",))
        for name in (
            "Jurisdiction Holiday Framework PillarMap Strand SdgReference InstrumentStatus "
            "InstrumentObjective Forum Body BodyMembership Office OfficeHolder Evaluation EvaluationFinding "
            "FundingLine RegistryCode"
        ).split()
    },
}
# pairs that only staff read, or that repeat what another row says
INSIDE = frozenset(
    {"events.SignatureRequest", "events.Registration", "partners.ContactPoint", "publishing.TextPairState"}
)


def pairs(model: type[Model]) -> list[str]:
    """Return the stems of the text pairs of a table."""
    names = {field.name for field in model._meta.get_fields()}
    return sorted(name[:-3] for name in names if name.endswith("_en") and f"{name[:-3]}_fr" in names)


def undecided() -> list[str]:
    """Return tables with text pairs of which nobody has said when they are shown."""
    labels = {model._meta.label for app in _APPS for model in apps.get_app_config(app).get_models() if pairs(model)}
    return sorted(labels - SHOWN.keys() - INSIDE)


def languages() -> Found:
    """Look at every text that is there to be read."""
    found = Found("languages")
    found.problems += [f"{label} undecided" for label in undecided()]
    for label, shown in SHOWN.items():
        model = apps.get_model(label)
        for row in model._default_manager.filter(shown.when).distinct().order_by("pk").iterator(500):
            found.rows += 1
            for name in _gaps(row, shown):
                found.against(row, name)
    return found


def _gaps(row: Model, shown: Shown) -> Iterator[str]:
    for stem in pairs(type(row)):
        if stem in shown.quoted:
            continue
        there = {side: _extent(getattr(row, f"{stem}_{side}")) for side in ("en", "fr")}
        wanted = max(there.values()) or int(stem in shown.stems)
        yield from (f"{stem}_{side}" for side, extent in there.items() if extent < wanted)


def _extent(value: object) -> int:
    """Return 0 for nothing, 1 for words, and the length of a list."""
    return len(value) if isinstance(value, list) else int(bool(str(value or "").strip()))
