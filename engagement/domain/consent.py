"""Consent that travels: one function says whether words may be used in some way through some exit (engagement 5.2)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from engagement.enums import (
    RECEIVED,
    Attribution,
    Confirmation,
    Exit,
    TableRule,
    Use,
)
from engagement.models import ConsentRecord, Participation, SourceText, Submission

FIGURES = frozenset({Exit.PAGE, Exit.CSV, Exit.XLSX, Exit.API, Exit.PDF})
# through which exits a use can come to light at all; a use that is not listed for an exit never leaves by it
EXITS: Mapping[Use, AbstractSet[Exit]] = {
    Use.ANALYSE: FIGURES,
    Use.SUMMARISE: FIGURES,
    Use.PARAPHRASE: FIGURES,
    Use.QUOTE: frozenset({Exit.PAGE, Exit.API, Exit.PDF}),
    Use.PUBLISH: FIGURES | {Exit.SEARCH},
    Use.RECONTACT: frozenset({Exit.MAIL}),
}
# what a note without a speaker may be used for, by the rule of its table
NOTE_USES: Mapping[str, AbstractSet[Use]] = {
    TableRule.ON_RECORD: frozenset({Use.ANALYSE, Use.SUMMARISE, Use.PARAPHRASE, Use.QUOTE}),
    TableRule.CHATHAM_HOUSE: frozenset({Use.ANALYSE, Use.SUMMARISE, Use.PARAPHRASE, Use.QUOTE}),
    TableRule.CLOSED: frozenset({Use.ANALYSE, Use.SUMMARISE}),
}
PROTECTED_USES = frozenset({Use.ANALYSE, Use.SUMMARISE})


@dataclass(frozen=True)
class Verdict:
    """Whether words may be used, under which name, and on which consent that rests."""

    allowed: bool
    attribution: Attribution = Attribution.ANONYMOUS
    name: str = ""
    organization: str = ""
    consent_id: UUID | None = None


REFUSED = Verdict(allowed=False)


def allows(record: ConsentRecord, use: Use) -> bool:
    """Tell whether one consent record gives one use."""
    return bool(getattr(record, f"may_{use.value}"))


def may(text: SourceText | Submission, use: Use, exit_: Exit) -> Verdict:
    """Say whether a text may be put to `use` through `exit_`, and under which name. Every exit asks here.

    A withdrawn or unsent text may be used for nothing. A name appears only as far as it was consented to and as the
    mailbox on record has confirmed (EN-10, EN-11).
    """
    if exit_ not in EXITS[use]:
        return REFUSED
    if isinstance(text, SourceText):
        if text.is_protected:
            return Verdict(allowed=use in PROTECTED_USES)
        if text.note is not None:
            return Verdict(allowed=use in NOTE_USES[text.note.table.rule])
        if text.submission is None:
            return REFUSED
        text = text.submission
    record = text.consent
    if text.state not in RECEIVED or record is None or not allows(record, use):
        return REFUSED
    attribution = effective(record, text.participation)
    person = text.participation
    shown = person is not None
    return Verdict(
        allowed=True,
        attribution=attribution,
        name=person.name if shown and attribution == Attribution.NAMED else "",  # type: ignore[union-attr]
        organization=person.organization_name if shown and attribution != Attribution.ANONYMOUS else "",  # type: ignore[union-attr]
        consent_id=record.pk,
    )


def effective(record: ConsentRecord, participation: Participation | None) -> Attribution:
    """Return the attribution that may be shown now: none before the mailbox on record has confirmed it."""
    chosen = Attribution(record.attribution)
    if participation is None or participation.confirmation != Confirmation.CONFIRMED:
        return Attribution.ANONYMOUS
    return chosen
