"""Acts that take two people: one asks, another approves or refuses, and the act follows the approval (PA-3)."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import DomainError, Invalid, NotPermitted
from kernel.moves import can_step, step
from messaging.domain import outbox
from partners import commitment_policies as policies
from partners import periods
from partners.commitment_states import (
    DECISION_MOVES,
    LIFECYCLE_MOVES,
    MILESTONE_MOVES,
    AgreementMethod,
    DecisionKind,
    DecisionState,
    EventKind,
    Lifecycle,
    MilestoneState,
)
from partners.domain import commitment_facts, commitment_guards, commitment_history
from partners.models import Commitment, CommitmentDecision, CommitmentRevision, Milestone
from partners.queries import commitment_gaps

TARGET: Mapping[str, Lifecycle] = {
    DecisionKind.AGREE: Lifecycle.AGREED,
    DecisionKind.COMPLETE: Lifecycle.COMPLETE,
    DecisionKind.WITHDRAW: Lifecycle.WITHDRAWN,
    DecisionKind.SUPERSEDE: Lifecycle.SUPERSEDED,
}


@transaction.atomic
def ask_agreement(
    commitment: Commitment, *, actor: Actor, method: AgreementMethod, agreed_on: datetime.date
) -> CommitmentDecision:
    """Ask a second person to record that the parties agreed to the current revision.

    After a later revision, it is asked again for that one. Acceptance by the parties themselves comes later.

    Raises:
        Invalid: the date lies ahead.
    """
    commitment = _held(commitment)
    if agreed_on > periods.today():
        raise Invalid(_("The day of the agreement cannot lie ahead."), field="agreed_on")
    if commitment.lifecycle not in (Lifecycle.AGREED, Lifecycle.IN_PROGRESS):
        step(LIFECYCLE_MOVES, commitment.lifecycle or "", Lifecycle.AGREED)
    return _ask(
        commitment,
        DecisionKind.AGREE,
        actor,
        revision=commitment.current_revision,
        method=method,
        agreed_on=agreed_on,
    )


@transaction.atomic
def ask_completion(commitment: Commitment, *, actor: Actor) -> CommitmentDecision:
    """Ask a second person to close the commitment as complete.

    Raises:
        NotReady: lists what is missing: milestones, evidence, the closing update.
    """
    commitment = _held(commitment)
    step(LIFECYCLE_MOVES, commitment.lifecycle or "", Lifecycle.COMPLETE)
    commitment_guards.require(commitment_gaps.before_completing(commitment, periods.today()))
    return _ask(commitment, DecisionKind.COMPLETE, actor)


@transaction.atomic
def ask_withdrawal(
    commitment: Commitment, *, actor: Actor, reason_en: str, reason_fr: str, office_en: str, office_fr: str
) -> CommitmentDecision:
    """Ask a second person to withdraw the commitment, with the reason and the office that decided, both languages."""
    commitment = _held(commitment)
    step(LIFECYCLE_MOVES, commitment.lifecycle or "", Lifecycle.WITHDRAWN)
    texts = _both(reason_en=reason_en, reason_fr=reason_fr, office_en=office_en, office_fr=office_fr)
    return _ask(commitment, DecisionKind.WITHDRAW, actor, **texts)


@transaction.atomic
def ask_replacement(
    commitment: Commitment, successor: Commitment, *, actor: Actor, reason_en: str, reason_fr: str
) -> CommitmentDecision:
    """Ask a second person to let another commitment replace this one.

    Raises:
        Invalid: the successor is the commitment itself, a draft, or over.
    """
    commitment = _held(commitment)
    step(LIFECYCLE_MOVES, commitment.lifecycle or "", Lifecycle.SUPERSEDED)
    _check_successor(commitment, successor)
    texts = _both(reason_en=reason_en, reason_fr=reason_fr)
    return _ask(commitment, DecisionKind.SUPERSEDE, actor, successor=successor, **texts)


@transaction.atomic
def ask_waiver(milestone: Milestone, *, actor: Actor, reason_en: str, reason_fr: str) -> CommitmentDecision:
    """Ask a second person to waive a milestone, with the reason the public will read."""
    commitment = _held(milestone.commitment)
    commitment_guards.require_open(commitment)
    milestone = Milestone.objects.lock(pk=milestone.pk)
    step(MILESTONE_MOVES, milestone.state, MilestoneState.WAIVED)
    _require_fixed(milestone)
    texts = _both(reason_en=reason_en, reason_fr=reason_fr)
    return _ask(commitment, DecisionKind.WAIVE_MILESTONE, actor, milestone=milestone, **texts)


@transaction.atomic
def ask_equivalence(revision: CommitmentRevision, *, actor: Actor) -> CommitmentDecision:
    """Ask a second person to confirm that the current revision changes no meaning, such as a spelling fix.

    Raises:
        Invalid: it is not the current revision, or the first.
    """
    commitment = _held(revision.commitment)
    if revision.pk != commitment.current_revision_id or revision.number == 1:
        raise Invalid(_("Only the newest revision can be confirmed to change no meaning."), field="revision")
    return _ask(commitment, DecisionKind.CONFIRM_EQUIVALENT, actor, revision=revision)


@transaction.atomic
def approve(decision: CommitmentDecision, *, actor: Actor) -> CommitmentDecision:
    """Approve what a colleague asked, and do it.

    Raises:
        NotPermitted: own work (PA-3).
        NotReady: a guard that held when it was asked no longer does.
        Invalid: the commitment that was to replace it has ended since.
        IllegalMove: the commitment has moved on meanwhile.
    """
    commitment, decision = _reread(decision)
    _require_second_person(actor, commitment, decision)
    decision.state = step(DECISION_MOVES, decision.state, DecisionState.APPROVED)
    decision.decided_by_id, decision.decided_at = actor.user_id, timezone.now()
    decision.save(update_fields=("state", "decided_by", "decided_at"))
    _ACTS[decision.kind](commitment, decision)
    commitment_facts.recount(commitment)
    if decision.kind != DecisionKind.CONFIRM_EQUIVALENT:
        commitment_guards.mark_modified(commitment)
    audit.record(actor, f"commitment.{decision.kind}_approved", commitment, decision=decision.public_id)
    _tell(decision)
    return decision


@transaction.atomic
def refuse(decision: CommitmentDecision, *, actor: Actor, refusal: str) -> CommitmentDecision:
    """Refuse what a colleague asked, with the reason for them.

    Raises:
        NotPermitted: own work.
        Invalid: no reason.
    """
    commitment, decision = _reread(decision)
    _require_second_person(actor, commitment, decision)
    if not refusal.strip():
        raise Invalid(_("Say why, so that your colleague knows what to do."), field="refusal")
    decision.state = step(DECISION_MOVES, decision.state, DecisionState.REFUSED)
    decision.decided_by_id, decision.decided_at = actor.user_id, timezone.now()
    decision.refusal = refusal.strip()
    decision.save(update_fields=("state", "decided_by", "decided_at", "refusal"))
    audit.record(actor, f"commitment.{decision.kind}_refused", commitment, decision=decision.public_id)
    _tell(decision)
    return decision


@transaction.atomic
def take_back(decision: CommitmentDecision, *, actor: Actor) -> CommitmentDecision:
    """Take back a question before anybody has answered it; it can be asked again.

    Raises:
        NotPermitted: a colleague asked it.
        IllegalMove: it was answered already.
    """
    commitment, decision = _reread(decision)
    if actor.user_id is None or decision.asked_by_id != actor.user_id:
        raise NotPermitted(_("Only the person who asked can take the question back."), code="not_asker")
    decision.state = step(DECISION_MOVES, decision.state, DecisionState.TAKEN_BACK)
    decision.decided_at = timezone.now()
    decision.save(update_fields=("state", "decided_at"))
    audit.record(actor, "commitment.question_taken_back", commitment, decision=decision.public_id)
    return decision


def _agree(commitment: Commitment, decision: CommitmentDecision) -> None:
    if decision.revision_id != commitment.current_revision_id:
        raise DomainError(
            _("The text has changed since this was asked. Refuse it and let the agreement be asked for again."),
            code="revision_changed",
        )
    was = commitment.lifecycle
    if was == Lifecycle.PROPOSED:
        commitment.lifecycle = step(LIFECYCLE_MOVES, was, Lifecycle.AGREED)
        commitment.save(update_fields=("lifecycle",))
    assert decision.revision is not None
    commitment_history.append(
        commitment,
        EventKind.AGREED,
        was=was,
        revision=decision.revision.number,
        method=decision.method,
        agreed_on=decision.agreed_on,
    )


def _complete(commitment: Commitment, decision: CommitmentDecision) -> None:
    commitment_guards.require(commitment_gaps.before_completing(commitment, periods.today()))
    was = commitment.lifecycle
    commitment.lifecycle = step(LIFECYCLE_MOVES, was or "", Lifecycle.COMPLETE)
    commitment.save(update_fields=("lifecycle",))
    commitment_history.append(commitment, EventKind.COMPLETED, was=was)


def _withdraw(commitment: Commitment, decision: CommitmentDecision) -> None:
    was = _end(commitment, decision, Lifecycle.WITHDRAWN)
    commitment_history.append(
        commitment,
        EventKind.WITHDRAWN,
        was=was,
        reason={"en": decision.reason_en, "fr": decision.reason_fr},
        office={"en": decision.office_en, "fr": decision.office_fr},
    )


def _supersede(commitment: Commitment, decision: CommitmentDecision) -> None:
    assert decision.successor is not None
    _check_successor(commitment, decision.successor)
    was = _end(commitment, decision, Lifecycle.SUPERSEDED)
    commitment_history.append(
        commitment,
        EventKind.SUPERSEDED,
        was=was,
        successor=decision.successor.ref,
        reason={"en": decision.reason_en, "fr": decision.reason_fr},
    )


def _end(commitment: Commitment, decision: CommitmentDecision, there: Lifecycle) -> str | None:
    """End a commitment; its address and text stay (PA-11)."""
    was = commitment.lifecycle
    commitment.lifecycle = step(LIFECYCLE_MOVES, was or "", there)
    commitment.ended_on, commitment.successor = periods.today(), decision.successor
    commitment.end_reason_en, commitment.end_reason_fr = decision.reason_en, decision.reason_fr
    commitment.end_office_en, commitment.end_office_fr = decision.office_en, decision.office_fr
    commitment.save(
        update_fields=(
            "lifecycle",
            "ended_on",
            "successor",
            "end_reason_en",
            "end_reason_fr",
            "end_office_en",
            "end_office_fr",
        )
    )
    return was


def _waive(commitment: Commitment, decision: CommitmentDecision) -> None:
    commitment_guards.require_open(commitment)
    milestone = Milestone.objects.lock(pk=decision.milestone_id)
    milestone.state = step(MILESTONE_MOVES, milestone.state, MilestoneState.WAIVED)
    milestone.reason_en, milestone.reason_fr = decision.reason_en, decision.reason_fr
    milestone.save(update_fields=("state", "reason_en", "reason_fr"))
    commitment_history.append(
        commitment,
        EventKind.MILESTONE_WAIVED,
        milestone=milestone.public_id,
        reason={"en": decision.reason_en, "fr": decision.reason_fr},
    )


def _confirm_equivalent(commitment: Commitment, decision: CommitmentDecision) -> None:
    assert decision.revision is not None
    commitment_history.append(commitment, EventKind.EQUIVALENT, revision=decision.revision.number)


_ACTS: Mapping[str, Callable[[Commitment, CommitmentDecision], None]] = {
    DecisionKind.AGREE: _agree,
    DecisionKind.COMPLETE: _complete,
    DecisionKind.WITHDRAW: _withdraw,
    DecisionKind.SUPERSEDE: _supersede,
    DecisionKind.WAIVE_MILESTONE: _waive,
    DecisionKind.CONFIRM_EQUIVALENT: _confirm_equivalent,
}


def _held(commitment: Commitment) -> Commitment:
    """Lock a commitment that has a status of its own and may be spoken about here."""
    held: Commitment = Commitment.objects.lock(pk=commitment.pk)
    commitment_guards.require_own_status(held)
    commitment_guards.require_honest(held)
    return held


def _reread(decision: CommitmentDecision) -> tuple[Commitment, CommitmentDecision]:
    """Lock the commitment and the one that replaces it, in key order, then the decision."""
    both = [pk for pk in (decision.commitment_id, decision.successor_id) if pk is not None]
    Commitment.objects.lock_all(pk__in=both)
    commitment = _held(decision.commitment)
    return commitment, CommitmentDecision.objects.lock(pk=decision.pk)


def _ask(commitment: Commitment, kind: DecisionKind, actor: Actor, **facts: Any) -> CommitmentDecision:
    """Write the question; while one of its kind is open, a second is refused."""
    same = CommitmentDecision.objects.filter(
        commitment=commitment, kind=kind, state=DecisionState.OPEN, milestone=facts.get("milestone")
    ).first()
    if same is not None:
        raise DomainError(
            _("A colleague has been asked already; the question waits in the approvers’ list."), code="asked_already"
        )
    decision: CommitmentDecision = CommitmentDecision.objects.create(
        commitment=commitment, kind=kind, asked_by_id=actor.user_id, **facts
    )
    audit.record(actor, f"commitment.{kind}_asked", commitment, decision=decision.public_id)
    return decision


def _require_second_person(actor: Actor, commitment: Commitment, decision: CommitmentDecision) -> None:
    """Refuse an answer to one's own question or about one's own words (PA-3)."""
    own = actor.user_id is not None and policies.is_own(decision, actor.user_id)
    commitment_guards.require_second_person(actor, commitment, *([actor.user_id] if own else []))


def _check_successor(commitment: Commitment, successor: Commitment) -> None:
    """Refuse what cannot replace the commitment: itself, a group, a draft, or what has ended."""
    ended = (None, Lifecycle.DRAFT, Lifecycle.WITHDRAWN, Lifecycle.SUPERSEDED)
    if successor.pk == commitment.pk or successor.lifecycle in ended:
        raise Invalid(_("Choose another commitment that is proposed, agreed or under way."), field="successor")


def _tell(decision: CommitmentDecision) -> None:
    """Owe the answer to whoever asked."""
    if decision.asked_by is not None:
        outbox.owe(
            "partners.decision_taken",
            about=decision.public_id,
            to=decision.asked_by.public_id,
            key=f"partners.decision_taken:{decision.public_id}",
            language=decision.asked_by.language,
        )


def _both(**texts: str) -> dict[str, str]:
    """Return the texts stripped, or refuse the first that is empty."""
    for name, text in texts.items():
        if not text.strip():
            raise Invalid(_("Fill in both languages."), field=name)
    return {name: text.strip() for name, text in texts.items()}


def _require_fixed(milestone: Milestone) -> None:
    if milestone.fixed_at is None:
        raise DomainError(_("This milestone is still a draft; change it or take it off."), code="milestone_is_draft")


def may_ask(commitment: Commitment, kind: DecisionKind) -> bool:
    """Tell whether the lifecycle lists the move that this decision would make."""
    return kind in TARGET and can_step(LIFECYCLE_MOVES, commitment.lifecycle or "", TARGET[kind])
