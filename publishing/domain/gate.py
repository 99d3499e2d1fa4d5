"""The language gate: nothing leaves with a missing side, and no public page with a stale one (EV-19, PA-1, STD-09)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Model, OuterRef
from django.utils.translation import gettext_lazy as _

from kernel.bilingual import Language
from kernel.errors import DomainError
from publishing.models import TextPairState

# what the texts are called on the pages where they are typed; a name that is not here is shown as it is
STEMS: Mapping[str, Any] = {
    "body": _("text"),
    "change_note": _("what changed"),
    "definition": _("definition"),
    "description": _("description"),
    "expectations": _("what is expected of people"),
    "heading": _("heading"),
    "help": _("help"),
    "intro": _("introduction"),
    "label": _("name"),
    "limits": _("limits"),
    "name": _("name"),
    "notice": _("privacy notice"),
    "office": _("office"),
    "prompt": _("question"),
    "purpose": _("purpose"),
    "reason": _("reason"),
    "statement": _("statement"),
    "support": _("travel support and language services"),
    "text": _("text"),
    "title": _("title"),
}
SIDES: Mapping[tuple[str, bool], Any] = {
    (Language.EN, False): _("the English is missing"),
    (Language.FR, False): _("the French is missing"),
    (Language.EN, True): _("the English is out of date"),
    (Language.FR, True): _("the French is out of date"),
}


@dataclass(frozen=True)
class Gap:
    """One side of one text that holds a publication back."""

    stem: str
    language: Language
    stale: bool

    @property
    def field(self) -> str:
        """Name of the model field, such as `title_fr`."""
        return f"{self.stem}_{self.language}"

    @property
    def words(self) -> str:
        """What is missing or out of date, as a person calls it."""
        place, colon, stem = self.stem.rpartition(": ")
        return f"{place}{colon}{STEMS.get(stem, stem)} ({SIDES[self.language, self.stale]})"


class LanguageGap(DomainError):
    """A text is missing or stale in one language; `gaps` lists which."""

    code = "language_gap"
    status = 422

    def __init__(self, gaps: list[Gap]) -> None:
        self.gaps = gaps
        super().__init__(
            _("Both languages must be complete and say the same. Still to do: %(texts)s.")
            % {"texts": "; ".join(gap.words for gap in gaps)},
            fields=[gap.field for gap in gaps],
        )


def note_edit(subject: Model, changed: Iterable[str]) -> None:
    """Remember which sides of which text pairs an edit changed; call it in the edit's transaction.

    Args:
        subject: the row that was edited and has a `public_id`.
        changed: names of changed fields; those that do not end in `_en` or `_fr` are ignored.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An edit is noted in the transaction that makes it")
    sides: dict[str, set[str]] = {}
    for name in changed:
        if name.endswith(("_en", "_fr")):
            sides.setdefault(name[:-3], set()).add(name[-2:])
    for stem, languages in sides.items():
        state, _created = TextPairState.objects.get_or_create(
            subject=subject._meta.label,
            subject_ref=subject.public_id,  # type: ignore[attr-defined]
            stem=stem,  # type: ignore[attr-defined]
        )
        newest = max(state.revision_en, state.revision_fr)
        catching_up = len(languages) == 1 and getattr(state, f"revision_{next(iter(languages))}") < newest
        for language in languages:
            setattr(state, f"revision_{language}", newest if catching_up else newest + 1)
        state.save(update_fields=("revision_en", "revision_fr"))


def confirm_current(subject: Model, stem: str) -> None:
    """Say that both sides mean the same although only one was edited, such as after a spelling fix."""
    for state in TextPairState.objects.filter(**_key(subject), stem=stem):
        newest = max(state.revision_en, state.revision_fr)
        state.revision_en = state.revision_fr = newest
        state.save(update_fields=("revision_en", "revision_fr"))


def carry_over(source: Model, copy: Model) -> None:
    """Let the texts of a copy be as far apart as those they were copied from."""
    for state in TextPairState.objects.filter(**_key(source)):
        TextPairState.objects.create(
            **_key(copy), stem=state.stem, revision_en=state.revision_en, revision_fr=state.revision_fr
        )


def gaps(subject: Model, stems: Iterable[str]) -> list[Gap]:
    """Return every missing or stale side of the text pairs, in the order of `stems`."""
    states = {state.stem: state for state in TextPairState.objects.filter(**_key(subject))}
    found: list[Gap] = []
    for stem in stems:
        for language in Language:
            missing = not str(getattr(subject, f"{stem}_{language}") or "").strip()
            state = states.get(stem)
            behind = state is not None and getattr(state, f"revision_{language}") < max(
                state.revision_en, state.revision_fr
            )
            if missing or behind:
                found.append(Gap(stem, language, stale=not missing))
    return found


def behind(subject: type[Model], stem: str) -> Exists:
    """Return the condition that one side of a text pair has not followed the other, for a query of `subject`."""
    states = TextPairState.objects.filter(subject=subject._meta.label, subject_ref=OuterRef("public_id"), stem=stem)
    return Exists(states.exclude(revision_en=F("revision_fr")))


def require_both(subject: Model, stems: Iterable[str], *, allow_stale: bool = False) -> None:
    """Refuse when a side is missing, or stale unless `allow_stale` (an urgent message only, EV-A11).

    Raises:
        LanguageGap: names every missing and stale field.
    """
    found = [gap for gap in gaps(subject, stems) if not (gap.stale and allow_stale)]
    if found:
        raise LanguageGap(found)


def _key(subject: Model) -> dict[str, object]:
    return {"subject": subject._meta.label, "subject_ref": subject.public_id}  # type: ignore[attr-defined]
