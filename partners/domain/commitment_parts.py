"""The parts of a commitment's text: who does what, what is measured, by when."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from kernel.errors import DomainError, Invalid
from kernel.seen import require_unchanged
from partners import periods
from partners.commitment_states import MeasureKind
from partners.domain import commitment_facts, commitment_guards
from partners.enums import Provenance
from partners.models import (
    Body,
    Commitment,
    Jurisdiction,
    Measure,
    Milestone,
    Office,
    Organization,
    PartyObligation,
)
from partners.queries.commitment_versions import version_of

OBLIGATION = ("role", "text_en", "text_fr")
MEASURE = (
    "kind",
    "name_en",
    "name_fr",
    "unit_en",
    "unit_fr",
    "baseline",
    "target",
    "direction",
    "required",
)
MILESTONE = ("name_en", "name_fr", "required")


@transaction.atomic
def add_party(
    commitment: Commitment,
    party: Organization | Body | Office,
    *,
    actor: Actor,
    reason_en: str = "",
    reason_fr: str = "",
    once: UUID | None = None,
    **values: Any,
) -> PartyObligation:
    """Add a party with its own part.

    Args:
        once: the key of the form; sent twice, it adds once.

    Raises:
        Invalid: the party stands here already.
        DomainError: a demonstration names a real body (PA-26).
    """
    commitment = _opened(commitment, reason_en, reason_fr)
    if made := commitment_guards.made_once(PartyObligation, once, commitment_id=commitment.pk):
        return made  # type: ignore[no-any-return]
    kind = {Organization: "organization", Body: "body", Office: "office"}[type(party)]
    if commitment.fictional and party.provenance != Provenance.DEMO:
        raise DomainError(
            _("A demonstration may only name fictional organizations as parties."),
            code="demo_speaks_of_fictional_only",
            field="party",
        )
    if commitment.obligations.filter(ended_on=None, **{kind: party}).exists():
        raise Invalid(_("This party is on the list already; change its part instead."), field="party")
    row: PartyObligation = PartyObligation.objects.create(
        public_id=once or uuid4(),
        commitment=commitment,
        jurisdiction=_jurisdiction_of(party),
        position=_next_position(commitment.obligations),
        added_on=periods.today(),
        **{kind: party},
        **{name: values[name] for name in OBLIGATION if name in values},
    )
    _settle(commitment, row, "commitment.party_added", (kind, *OBLIGATION), actor, reason_en, reason_fr)
    return row


@transaction.atomic
def change_party(
    row: PartyObligation,
    *,
    actor: Actor,
    reason_en: str = "",
    reason_fr: str = "",
    same_meaning: Iterable[str] = (),
    seen: str = "",
    **values: Any,
) -> PartyObligation:
    """Change a party's role or text; the party itself stays.

    Raises:
        Stale: somebody else has changed it since the version `seen`.
    """
    commitment = _opened(row.commitment, reason_en, reason_fr)
    row = PartyObligation.objects.lock(pk=row.pk, ended_on=None)
    changed = _assign(row, OBLIGATION, values, seen=seen)
    if changed:
        _settle(commitment, row, "commitment.party_changed", changed, actor, reason_en, reason_fr, same_meaning)
    return row


@transaction.atomic
def remove_party(row: PartyObligation, *, actor: Actor, reason_en: str = "", reason_fr: str = "") -> None:
    """Take a party off a draft, or end its part once the text is with the parties; what it reported stays."""
    commitment = _opened(row.commitment, reason_en, reason_fr)
    row = PartyObligation.objects.lock(pk=row.pk, ended_on=None)
    _retire(commitment, row, "commitment.party_removed", actor, reason_en, reason_fr)


@transaction.atomic
def add_measure(
    commitment: Commitment,
    *,
    actor: Actor,
    reason_en: str = "",
    reason_fr: str = "",
    once: UUID | None = None,
    **values: Any,
) -> Measure:
    """Add a measure: a number with a unit and a target, or words.

    Args:
        once: the key of the form; sent twice, it adds once.

    Raises:
        Invalid: a target without a unit, or a number on a measure in words.
    """
    commitment = _opened(commitment, reason_en, reason_fr)
    if made := commitment_guards.made_once(Measure, once, commitment_id=commitment.pk):
        return made  # type: ignore[no-any-return]
    row = Measure(public_id=once or uuid4(), commitment=commitment, position=_next_position(commitment.measures))
    _assign(row, MEASURE, values, save=False)
    _check_measure(row)
    row.save()
    _settle(commitment, row, "commitment.measure_added", MEASURE, actor, reason_en, reason_fr)
    return row


@transaction.atomic
def change_measure(
    row: Measure,
    *,
    actor: Actor,
    reason_en: str = "",
    reason_fr: str = "",
    same_meaning: Iterable[str] = (),
    seen: str = "",
    **values: Any,
) -> Measure:
    """Change a measure; a new target after the proposal is a new revision.

    Raises:
        Stale: somebody else has changed it since the version `seen`.
    """
    commitment = _opened(row.commitment, reason_en, reason_fr)
    row = Measure.objects.lock(pk=row.pk, ended_on=None)
    changed = _assign(row, MEASURE, values, save=False, seen=seen)
    _check_measure(row)
    if changed:
        row.save(update_fields=changed)
        _settle(commitment, row, "commitment.measure_changed", changed, actor, reason_en, reason_fr, same_meaning)
    return row


@transaction.atomic
def remove_measure(row: Measure, *, actor: Actor, reason_en: str = "", reason_fr: str = "") -> None:
    """Take a measure off a draft, or end it; values that were reported for it stay."""
    commitment = _opened(row.commitment, reason_en, reason_fr)
    row = Measure.objects.lock(pk=row.pk, ended_on=None)
    _retire(commitment, row, "commitment.measure_removed", actor, reason_en, reason_fr)


@transaction.atomic
def add_milestone(
    commitment: Commitment,
    due: datetime.date,
    *,
    actor: Actor,
    reason_en: str = "",
    reason_fr: str = "",
    once: UUID | None = None,
    **values: Any,
) -> Milestone:
    """Add a dated step. Added to a text that is with the parties, its first date is fixed at once (PA-8).

    Args:
        once: the key of the form; sent twice, it adds once.
    """
    commitment = _opened(commitment, reason_en, reason_fr)
    if made := commitment_guards.made_once(Milestone, once, commitment_id=commitment.pk):
        return made  # type: ignore[no-any-return]
    row: Milestone = Milestone.objects.create(
        public_id=once or uuid4(),
        commitment=commitment,
        baseline_due=due,
        current_due=due,
        fixed_at=timezone.now() if commitment.current_revision_id else None,
        position=_next_position(commitment.milestones),
        **{name: values[name] for name in MILESTONE if name in values},
    )
    _settle(commitment, row, "commitment.milestone_added", ("baseline_due", *MILESTONE), actor, reason_en, reason_fr)
    return row


@transaction.atomic
def change_milestone(
    row: Milestone,
    *,
    actor: Actor,
    due: datetime.date | None = None,
    reason_en: str = "",
    reason_fr: str = "",
    same_meaning: Iterable[str] = (),
    seen: str = "",
    **values: Any,
) -> Milestone:
    """Change a milestone's words; its date only while it is a draft, after that it is rescheduled.

    Raises:
        DomainError: `first_date_is_fixed` (PA-8).
        Stale: somebody else has changed it since the version `seen`.
    """
    commitment = _opened(row.commitment, reason_en, reason_fr)
    row = Milestone.objects.lock(pk=row.pk)
    if due is not None and due != row.current_due:
        require_unchanged(seen, version_of(row))
    changed = _assign(row, MILESTONE, values, seen=seen)
    if due is not None and due != row.current_due:
        if row.fixed_at is not None:
            raise DomainError(
                _("The first date is fixed. Reschedule the milestone instead; both dates will be shown."),
                code="first_date_is_fixed",
                field="due",
            )
        row.baseline_due = row.current_due = due
        row.save(update_fields=("baseline_due", "current_due"))
        changed += ["baseline_due", "current_due"]
    if changed:
        _settle(commitment, row, "commitment.milestone_changed", changed, actor, reason_en, reason_fr, same_meaning)
    return row


@transaction.atomic
def remove_milestone(row: Milestone, *, actor: Actor) -> None:
    """Take a milestone off a draft.

    Raises:
        DomainError: `first_date_is_fixed`: once proposed, a milestone is met or waived, never removed (PA-8).
    """
    commitment = _opened(row.commitment, "-", "-")
    row = Milestone.objects.lock(pk=row.pk)
    if row.fixed_at is not None:
        raise DomainError(
            _("A milestone that the parties have seen stays. Ask for it to be waived, with a reason."),
            code="first_date_is_fixed",
        )
    _retire(commitment, row, "commitment.milestone_removed", actor, "", "")


def follow_region(organization: Organization) -> None:
    """Let the parts of an organization, and of what it leads or houses, stand in its region on the map and in filters.

    For a change of the organization's region, in the caller's transaction. The frozen texts keep what they said; parts
    that ended stay where they were.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("The region of a party follows in the transaction that changes the organization")
    party = Q(organization=organization) | Q(body__lead=organization) | Q(office__organization=organization)
    PartyObligation.objects.filter(party, ended_on=None).update(jurisdiction=organization.jurisdiction)


def _opened(commitment: Commitment, reason_en: str, reason_fr: str) -> Commitment:
    """Lock the commitment and check that its words may change now."""
    held: Commitment = Commitment.objects.lock(pk=commitment.pk)
    if held.umbrella:
        raise DomainError(
            _("A commitment that groups others has no parts of its own; add them to the commitments inside."),
            code="group_has_no_parts",
        )
    commitment_guards.begin_change(held, reason_en, reason_fr)
    return held


def _settle(
    commitment: Commitment,
    row: Any,
    verb: str,
    changed: Iterable[str],
    actor: Actor,
    reason_en: str,
    reason_fr: str,
    same_meaning: Iterable[str] = (),
) -> None:
    commitment_guards.settle_change(
        commitment,
        actor=actor,
        verb=verb,
        row=row,
        changed=changed,
        reason_en=reason_en,
        reason_fr=reason_fr,
        same_meaning=same_meaning,
    )
    commitment_facts.recount(commitment)


def _retire(commitment: Commitment, row: Any, verb: str, actor: Actor, reason_en: str, reason_fr: str) -> None:
    """Delete a row nobody has seen yet, or end it."""
    if commitment.current_revision_id is None:
        key = row.pk
        row.delete()
        row.pk = key
    else:
        row.ended_on = periods.today()
        row.save(update_fields=("ended_on",))
    _settle(commitment, row, verb, (), actor, reason_en, reason_fr)


def _assign(row: Any, names: Iterable[str], values: dict[str, Any], *, save: bool = True, seen: str = "") -> list[str]:
    """Put the values that differ on the row and return their names; `seen` is the version that the form showed."""
    changed = [name for name in names if name in values and getattr(row, name) != values[name]]
    if changed:
        require_unchanged(seen, version_of(row))
    for name in changed:
        setattr(row, name, values[name])
    if changed and save:
        row.save(update_fields=changed)
    return changed


def _check_measure(row: Measure) -> None:
    if row.kind == MeasureKind.QUALITATIVE:
        if row.target is not None or row.baseline is not None:
            raise Invalid(_("A measure in words has no number; choose “a number to reach”."), field="target")
    elif row.target is None:
        raise Invalid(_("Give the target, or choose a measure described in words."), field="target")
    if row.target is not None and not (row.unit_en and row.unit_fr):
        raise Invalid(
            _("A target needs its unit in both languages."), field="unit_en" if not row.unit_en else "unit_fr"
        )


def _jurisdiction_of(party: Organization | Body | Office) -> Jurisdiction | None:
    """Return where a party belongs, for the map; a body belongs where its lead does."""
    if isinstance(party, Organization):
        return party.jurisdiction
    return _jurisdiction_of(party.lead if isinstance(party, Body) else party.organization)


def _next_position(rows: Any) -> int:
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
