"""Recommendations, the government's replies, and the commitments that came of them (5.13, EN-A11, EN-A12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from engagement.domain import freezing, loop
from engagement.domain.findings import takes_findings
from engagement.domain.modified import touch
from engagement.domain.wording import write
from engagement.enums import (
    DISPOSITION_MOVES,
    RECOMMENDATION_MOVES,
    ConsultationState,
    DispositionState,
    FindingState,
    OriginRelation,
    Outcome,
    RecommendationState,
)
from engagement.models import CommitmentOrigin, Consultation, Disposition, Finding, Recommendation
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from kernel.seen import require_unchanged, shown
from partners.domain.once import made_with
from partners.models import Commitment
from publishing.domain import gate

REPLY_TEXTS = ("reason", "office")


@transaction.atomic
def recommend(
    consultation: Consultation,
    findings: Iterable[Finding],
    *,
    statement_en: str,
    statement_fr: str,
    actor: Actor,
    once: UUID | None = None,
) -> Recommendation:
    """Draft a recommendation that follows from findings.

    Args:
        once: the key of the form; sent twice, it returns the recommendation that the first one made.

    Raises:
        Invalid: code `findings_missing`, it rests on none, or on one of another consultation. The key is another
            consultation's; `form_used`.
    """
    consultation = Consultation.objects.lock(pk=consultation.pk)
    if (made := made_with(Recommendation, once, consultation_id=consultation.pk)) is not None:
        return made
    if not takes_findings(consultation):
        raise DomainError(
            _("Recommendations are written while the consultation is being analyzed."), code="not_in_analysis"
        )
    chosen = list(findings)
    _require_findings(consultation, chosen)
    last = consultation.recommendations.aggregate(last=Max("number"))["last"] or 0
    row = Recommendation.objects.create(
        public_id=once or uuid4(),
        consultation=consultation,
        number=last + 1,
        statement_en=statement_en,
        statement_fr=statement_fr,
        author_id=actor.user_id,
        is_demonstration=consultation.is_demonstration,
    )
    row.findings.set(chosen)
    audit.record(actor, "recommendation.drafted", row, number=row.number, findings=len(chosen))
    return row


def _require_findings(consultation: Consultation, chosen: list[Finding]) -> None:
    if not chosen or any(finding.consultation_id != consultation.pk for finding in chosen):
        raise Invalid(_("Choose the findings it follows from."), code="findings_missing", field="findings")


def seen_of_recommendation(recommendation: Recommendation) -> str:
    """Return the word for what a page shows of a recommendation; `edit_recommendation` takes it back."""
    rests_on = list(recommendation.findings.order_by("pk").values_list("pk", flat=True))
    return shown(recommendation, ("statement_en", "statement_fr"), rests_on)


@transaction.atomic
def edit_recommendation(
    recommendation: Recommendation,
    findings: Iterable[Finding],
    *,
    actor: Actor,
    settled: bool = False,
    seen: str = "",
    **texts: str,
) -> Recommendation:
    """Change a draft recommendation and what it follows from.

    Args:
        seen: `seen_of_recommendation` when the page was opened.

    Raises:
        Stale: a colleague has changed it since.
        Invalid: as `recommend`. DomainError: `not_draft`.
    """
    row = Recommendation.objects.lock(pk=recommendation.pk)
    require_unchanged(seen, seen_of_recommendation(row))
    if row.state != RecommendationState.DRAFT:
        raise DomainError(_("Send the recommendation back to draft before you edit it."), code="not_draft")
    chosen = list(findings)
    _require_findings(row.consultation, chosen)
    write(row, texts, actor=actor, verb="recommendation.edited", settled=settled)
    if set(row.findings.all()) != set(chosen):
        row.findings.set(chosen)
        audit.record(actor, "recommendation.rested", row, findings=len(chosen))
    return row


@transaction.atomic
def approve_recommendation(recommendation: Recommendation, *, actor: Actor) -> Recommendation:
    """Sign a recommendation; once the report is out it is public at once.

    Raises:
        NotPermitted: the author cannot approve own work.
        LanguageGap: missing or stale in one language.
        DomainError: code `findings_open`, it rests on a finding that is not approved.
    """
    Consultation.objects.lock(pk=recommendation.consultation_id)
    row = Recommendation.objects.lock(pk=recommendation.pk)
    there = step(RECOMMENDATION_MOVES, row.state, RecommendationState.APPROVED)
    freezing.require_person(actor)
    freezing.require_other(
        row.author_id, actor, _("It is approved by someone other than its author. Ask a second person.")
    )
    gate.require_both(row, ("statement",))
    waiting = row.findings.exclude(state__in=(FindingState.APPROVED, FindingState.PUBLISHED))
    if waiting.exists():
        raise DomainError(_("It rests on a finding that is not approved yet."), code="findings_open")
    row.state, row.approver_id = RecommendationState(there), actor.user_id
    row.save(update_fields=("state", "approver"))
    audit.record(actor, "recommendation.approved", row)
    if row.consultation.state == ConsultationState.REPORTING:
        _publish_recommendation(row, actor=actor)
        touch(row.consultation)
    return row


@transaction.atomic
def send_back_recommendation(recommendation: Recommendation, *, actor: Actor) -> Recommendation:
    """Return an approved recommendation to its author, as long as it is not public."""
    row = Recommendation.objects.lock(pk=recommendation.pk)
    row.state = RecommendationState(step(RECOMMENDATION_MOVES, row.state, RecommendationState.DRAFT))
    row.approver = None
    row.save(update_fields=("state", "approver"))
    audit.record(actor, "recommendation.sent_back", row)
    return row


def publish_approved_recommendations(consultation: Consultation, *, actor: Actor) -> int:
    """Publish every approved recommendation; called in the transaction that reports."""
    rows = Recommendation.objects.lock_all(consultation=consultation, state=RecommendationState.APPROVED)
    for row in rows:
        _publish_recommendation(row, actor=actor)
    return len(rows)


def _publish_recommendation(row: Recommendation, *, actor: Actor) -> None:
    gate.require_both(row, ("statement",))
    row.state = RecommendationState(step(RECOMMENDATION_MOVES, row.state, RecommendationState.PUBLISHED))
    row.published_at = timezone.now()
    row.save(update_fields=("state", "published_at"))
    audit.record(actor, "recommendation.published", row)


@dataclass(frozen=True)
class Reply:
    """What the government answers, why, and which office says so."""

    outcome: Outcome
    reason_en: str
    reason_fr: str
    office_en: str
    office_fr: str


@transaction.atomic
def draft_reply(subject: Finding | Recommendation, reply: Reply, *, actor: Actor) -> Disposition:
    """Draft the reply to a published finding or recommendation, or a new one that will supersede the one in force.

    Raises:
        DomainError: code `not_published`, or `reply_in_work`.
    """
    Consultation.objects.lock(pk=subject.consultation_id)
    if subject.state != FindingState.PUBLISHED:  # the two enumerations share the word
        raise DomainError(_("A reply is written to what is published."), code="not_published")
    about = {"finding": subject} if isinstance(subject, Finding) else {"recommendation": subject}
    if Disposition.objects.filter(**about, state__in=(DispositionState.DRAFT, DispositionState.APPROVED)).exists():
        raise DomainError(_("A reply is already being written. Finish it first."), code="reply_in_work")
    in_force = Disposition.objects.filter(**about, state=DispositionState.PUBLISHED).first()
    row = Disposition.objects.create(
        consultation_id=subject.consultation_id,
        **about,
        **vars(reply),
        drafter_id=actor.user_id,
        supersedes=in_force,
        is_demonstration=subject.is_demonstration,
    )
    audit.record(actor, "disposition.drafted", row, outcome=row.outcome)
    return row


@transaction.atomic
def edit_reply(
    disposition: Disposition, reply: Reply, *, actor: Actor, settled: bool = False, seen: str = ""
) -> Disposition:
    """Change a draft reply; once approved only a new one can supersede it. For `seen` see `wording.write`."""
    row = Disposition.objects.lock(pk=disposition.pk)
    if row.state != DispositionState.DRAFT:
        raise DomainError(_("An approved reply is never edited. Draft a new one instead."), code="not_draft")
    write(row, vars(reply), actor=actor, verb="disposition.edited", settled=settled, seen=seen)
    return row


@transaction.atomic
def approve_reply(disposition: Disposition, *, actor: Actor) -> Disposition:
    """Sign a reply.

    Raises:
        NotPermitted: the drafter cannot approve own work (EN-12).
        LanguageGap: reason or office is missing or stale in one language.
    """
    row = Disposition.objects.lock(pk=disposition.pk)
    there = step(DISPOSITION_MOVES, row.state, DispositionState.APPROVED)
    freezing.require_person(actor)
    freezing.require_other(
        row.drafter_id, actor, _("A reply is approved by someone other than its drafter. Ask a second person.")
    )
    gate.require_both(row, REPLY_TEXTS)
    row.state, row.approver_id, row.approved_at = DispositionState(there), actor.user_id, timezone.now()
    row.save(update_fields=("state", "approver", "approved_at"))
    audit.record(actor, "disposition.approved", row)
    return row


@transaction.atomic
def publish_reply(disposition: Disposition, *, actor: Actor) -> Disposition:
    """Make an approved reply public; the one before it is superseded, and people who asked to be told are told."""
    consultation = Consultation.objects.lock(pk=disposition.consultation_id)
    row = Disposition.objects.lock(pk=disposition.pk)
    there = step(DISPOSITION_MOVES, row.state, DispositionState.PUBLISHED)
    gate.require_both(row, REPLY_TEXTS)
    if row.supersedes_id is not None:
        old = Disposition.objects.lock(pk=row.supersedes_id)
        if old.state == DispositionState.PUBLISHED:
            old.state = DispositionState(step(DISPOSITION_MOVES, old.state, DispositionState.SUPERSEDED))
            old.save(update_fields=("state",))
    row.state, row.published_at = DispositionState(there), timezone.now()
    row.save(update_fields=("state", "published_at"))
    touch(consultation)
    audit.record(actor, "disposition.published", row, outcome=row.outcome)
    loop.wake()
    return row


@transaction.atomic
def withdraw_draft_reply(disposition: Disposition, *, actor: Actor) -> None:
    """Throw a draft reply away."""
    row = Disposition.objects.lock(pk=disposition.pk)
    if row.state != DispositionState.DRAFT:
        raise DomainError(_("An approved reply is never edited. Draft a new one instead."), code="not_draft")
    audit.record(actor, "disposition.dropped", row)
    row.delete()


@transaction.atomic
def tie(
    recommendation: Recommendation,
    commitment: Commitment,
    relation: OriginRelation,
    *,
    reason_en: str,
    reason_fr: str,
    actor: Actor,
) -> CommitmentOrigin:
    """State that a published recommendation led to a commitment. It stays on record; repeating it adds nothing.

    Raises:
        DomainError: code `not_published`.
        Invalid: code `reason_missing`, in one language.
    """
    row = Recommendation.objects.lock(pk=recommendation.pk)
    if row.state != RecommendationState.PUBLISHED:
        raise DomainError(_("Only a published recommendation can be tied to a commitment."), code="not_published")
    if not reason_en.strip() or not reason_fr.strip():
        raise Invalid(
            _("Give the reason in both languages: it is published."), code="reason_missing", field="reason_en"
        )
    same: dict[str, Any] = {"recommendation": row, "commitment": commitment, "relation": relation}
    known: CommitmentOrigin | None = CommitmentOrigin.objects.filter(**same).first()
    if known is not None:
        return known
    origin = CommitmentOrigin.objects.create(
        **same, reason_en=reason_en.strip(), reason_fr=reason_fr.strip(), linked_by_id=actor.user_id
    )
    audit.record(actor, "commitment.origin_stated", row, commitment=commitment.public_id, relation=relation.value)
    return origin
