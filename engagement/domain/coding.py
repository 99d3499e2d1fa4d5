"""Reading: passages go to themes, with a stance, by a named person (EN-9, EN-14, EN-19)."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from engagement import policies
from engagement.domain import codebooks
from engagement.enums import ConsultationState, FindingState, Stance
from engagement.models import Code, Coding, Consultation, FindingEvidence, ReadingRecord, SourceText, Unit
from kernel.errors import DomainError, Invalid, NotPermitted


def live() -> dict[str, None]:
    """Return the filter for codings that were not taken back."""
    return {"retracts": None, "retracted_by": None}


def _require_analysis(source: SourceText) -> None:
    state = Consultation.objects.lock(pk=source.consultation_id).state
    if state not in (ConsultationState.ANALYSING, ConsultationState.REPORTING):
        raise DomainError(_("Passages are assigned while the consultation is being analyzed."), code="not_in_analysis")


@transaction.atomic
def assign(source: SourceText, numbers: Iterable[int], code: Code, stance: Stance, *, actor: Actor) -> list[Coding]:
    """Assign the chosen sentences to a theme; neighbours become one passage. Repeating it adds nothing.

    Args:
        numbers: numbers of units of the text.

    Raises:
        Invalid: code `nothing_chosen`, `theme_not_in_force`, or `stance_missing`.
        DomainError: code `not_to_be_analysed`, its author no longer allows it.
        NotPermitted: nobody acts: a machine cannot assign (EN-19).
    """
    if actor.user_id is None:
        raise NotPermitted(_("Only a person can assign a passage."), code="person_needed")
    _require_analysis(source)
    codebooks.require_in_force(code, source.consultation_id)
    if not policies.texts_in_analysis().filter(pk=source.pk).exists():
        raise DomainError(_("Its author no longer allows this text to be analyzed."), code="not_to_be_analysed")
    stance = Stance(stance) if code.bears_stance else Stance.RAISES
    wanted = sorted(set(numbers))
    units = list(source.units.filter(number__in=wanted).order_by("number"))
    if not units:
        raise Invalid(_("Choose at least one sentence."), code="nothing_chosen", field="units")
    made = [_assign(source, start, end, code, stance, actor.user_id) for start, end in passages(units)]
    mark_read(source, actor=actor)
    audit.record(actor, "text.coded", source, theme=code.public_id, stance=stance.value, passages=len(made))
    return made


def _assign(source: SourceText, start: int, end: int, code: Code, stance: Stance, coder_id: int) -> Coding:
    span = {"source": source, "code": code, "start": start, "end": end, "stance": stance}
    known: Coding | None = Coding.objects.filter(**span, **live()).first()
    return known or Coding.objects.create(**span, quote=quote_of(source, start, end), coder_id=coder_id)


def passages(units: list[Unit]) -> Iterator[tuple[int, int]]:
    """Join neighbouring units of one paragraph into spans."""
    first = last = None
    for unit in units:
        if (
            last is not None
            and first is not None
            and (unit.number != last.number + 1 or unit.paragraph != last.paragraph)
        ):
            yield first.start, last.end
            first = None
        first, last = first or unit, unit
    if first is not None and last is not None:
        yield first.start, last.end


def quote_of(source: SourceText, start: int, end: int) -> str:
    """Return the words of a span, which is counted in code points.

    Raises:
        Invalid: code `span_outside`, the span is empty or not inside the text (EN-9).
    """
    if not 0 <= start < end <= len(source.text):
        raise Invalid(_("This passage is not inside the text."), code="span_outside")
    return source.text[start:end]


@transaction.atomic
def retract(coding: Coding, *, actor: Actor) -> Coding:
    """Take an assignment back by a second row; the first stays as it was.

    Raises:
        DomainError: code `coding_in_evidence`, a finding that was checked rests on it.
    """
    if actor.user_id is None:
        raise NotPermitted(_("Only a person can take an assignment back."), code="person_needed")
    _require_analysis(coding.source)
    done: Coding | None = Coding.objects.filter(retracts=coding).first()
    if done is not None:
        return done
    resting = FindingEvidence.objects.filter(coding=coding).exclude(finding__state=FindingState.DRAFT)
    if resting.exists():
        raise DomainError(
            _("A finding that has been checked rests on this passage. Send the finding back first."),
            code="coding_in_evidence",
        )
    FindingEvidence.objects.filter(coding=coding).delete()
    tombstone = Coding.objects.create(
        source_id=coding.source_id,
        code_id=coding.code_id,
        start=coding.start,
        end=coding.end,
        quote=coding.quote,
        stance=coding.stance,
        coder_id=actor.user_id,
        retracts=coding,
    )
    audit.record(actor, "text.coding_retracted", coding.source)
    return tombstone


@transaction.atomic
def mark_read(source: SourceText, *, actor: Actor) -> None:
    """Remember that a person has read a text."""
    if actor.user_id is not None:
        ReadingRecord.objects.get_or_create(source=source, reader_id=actor.user_id)
