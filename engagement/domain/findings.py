"""Findings: drafted on passages, evidence checked, language reviewed, approved, published, by different people (EN-12)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from engagement import policies
from engagement.domain import codebooks, coding, consent, freezing, quantity
from engagement.domain.modified import touch
from engagement.domain.wording import write
from engagement.enums import (
    FINDING_MOVES,
    RECEIVED,
    Channel,
    ConsultationState,
    Exit,
    FindingState,
    Stance,
    Use,
)
from engagement.models import (
    Code,
    Coding,
    Consultation,
    Finding,
    FindingEvidence,
    Quote,
    SourceText,
    Submission,
    TableSession,
    Unit,
)
from kernel.canonical import digest
from kernel.errors import DomainError, Invalid
from kernel.moves import step
from partners.domain.once import made_with
from publishing.domain import disclosure, gate

TEXTS = ("statement", "limits")
SIGNED = "statement_en statement_fr limits_en limits_fr is_minority stance theme_id rule_version counts"
IN_ANALYSIS = (ConsultationState.ANALYSING, ConsultationState.REPORTING)


@dataclass(frozen=True)
class Wording:
    """What a finding says, and what must be known to read it rightly."""

    statement_en: str
    statement_fr: str
    limits_en: str = ""
    limits_fr: str = ""
    is_minority: bool = False


def takes_findings(consultation: Consultation) -> bool:
    """Tell whether findings and recommendations are written for a consultation now."""
    return consultation.state in IN_ANALYSIS


@transaction.atomic
def draft(
    consultation: Consultation,
    theme: Code,
    stance: Stance,
    wording: Wording,
    *,
    actor: Actor,
    once: UUID | None = None,
) -> Finding:
    """Begin a finding on all passages assigned to one theme with one stance.

    Args:
        once: the key of the form; sent twice, it returns the finding that the first one made.

    Raises:
        Invalid: the theme is not in force; code `theme_not_in_force`. The key is another consultation's; `form_used`.
        DomainError: code `not_in_analysis`.
    """
    consultation = Consultation.objects.lock(pk=consultation.pk)
    if (made := made_with(Finding, once, consultation_id=consultation.pk)) is not None:
        return made
    if not takes_findings(consultation):
        raise DomainError(_("Findings are written while the consultation is being analyzed."), code="not_in_analysis")
    codebooks.require_in_force(theme, consultation.pk)
    last = consultation.findings.aggregate(last=Max("number"))["last"] or 0
    finding = Finding.objects.create(
        public_id=once or uuid4(),
        consultation=consultation,
        number=last + 1,
        theme=theme,
        stance=stance,
        author_id=actor.user_id,
        is_demonstration=consultation.is_demonstration,
        **vars(wording),
    )
    collect(finding)
    audit.record(actor, "finding.drafted", finding, number=finding.number)
    return finding


@transaction.atomic
def edit(finding: Finding, wording: Wording, *, actor: Actor, settled: bool = False, seen: str = "") -> Finding:
    """Change the words of a draft; for `seen` see `wording.write`."""
    finding = Finding.objects.lock(pk=finding.pk)
    if finding.state != FindingState.DRAFT:
        raise DomainError(_("Send the finding back to draft before you edit it."), code="finding_not_draft")
    write(finding, vars(wording), actor=actor, verb="finding.edited", settled=settled, seen=seen)
    return finding


def _live(finding: Finding, texts: QuerySet[SourceText]) -> list[Coding]:
    """Return the live passages of a finding's theme and stance that stand in some texts."""
    return list(
        Coding.objects.filter(code=finding.theme_id, stance=finding.stance, source__in=texts, **coding.live())
        .select_related("source__note")
        .order_by("pk")
    )


def collect(finding: Finding) -> list[Coding]:
    """Let a draft rest on exactly the live passages of its theme and stance that may be summarised, and return them."""
    found = _live(finding, policies.texts_summarised())
    finding.evidence.exclude(coding__in=found).delete()
    known = set(finding.evidence.values_list("coding_id", flat=True))
    FindingEvidence.objects.bulk_create(
        [FindingEvidence(finding=finding, coding=one) for one in found if one.pk not in known]
    )
    return found


@transaction.atomic
def check_evidence(finding: Finding, *, actor: Actor) -> Finding:
    """Confirm that the passages carry the statement, and freeze the counts with it (EN-21, EN-22).

    Raises:
        NotPermitted: the author cannot check own work.
        Invalid: code `no_evidence`.
        LanguageGap: the statement is missing or stale in one language.
    """
    finding = Finding.objects.lock(pk=finding.pk)
    there = step(FINDING_MOVES, finding.state, FindingState.EVIDENCE_CHECKED)
    freezing.require_person(actor)
    freezing.require_other(
        finding.author_id, actor, _("The evidence is checked by someone other than the author. Ask a second person.")
    )
    _require_languages(finding)
    found = collect(finding)
    if not found:
        raise Invalid(_("No passage is assigned to this theme with this stance."), code="no_evidence")
    # what may be read counts, also where the statement may not rest on it: the page of choices says so
    counted = _live(finding, policies.texts_in_analysis())
    finding.counts, finding.rule_version = count(finding, counted), quantity.RULE_VERSION
    finding.evidence_hash, finding.words_hash = evidence_hash(found), words_hash(finding)
    finding.state, finding.checker_id = FindingState(there), actor.user_id
    finding.save(update_fields=("state", "checker", "counts", "rule_version", "evidence_hash", "words_hash"))
    audit.record(actor, "finding.evidence_checked", finding, passages=len(found), evidence=finding.evidence_hash)
    return finding


def _require_languages(finding: Finding) -> None:
    gate.require_both(finding, TEXTS if finding.limits_en or finding.limits_fr else TEXTS[:1])


def evidence_hash(codings: list[Coding]) -> str:
    """Return the hash of a set of passages, whatever their order."""
    return digest(sorted([str(one.pk), str(one.source_id), one.start, one.end, one.stance] for one in codings))


def words_hash(finding: Finding) -> str:
    """Return the hash of what a finding says: its words, theme, stance and figures."""
    return digest(freezing.columns(finding, SIGNED))


def count(finding: Finding, codings: list[Coding]) -> list[dict[str, Any]]:
    """Count distinct submissions or tables by channel: true, as shown, and the word. Channels are never added (EN-21)."""
    raised: dict[str, set[Any]] = {}
    for one in codings:
        raised.setdefault(one.source.channel, set()).add(one.source.submission_id or _table_of(one.source))
    scopes, k = scope(finding.consultation), finding.consultation.k_min
    rows = []
    for channel in (value for value in Channel.values if value in scopes):
        number, whole = len(raised.get(channel, ())), scopes[channel]
        name = f"finding:{finding.public_id}:{channel}"
        shown_scope = disclosure.rounded(whole, f"scope:{finding.consultation.public_id}:{channel}", k=k)
        shown = disclosure.rounded(number, name, k=k)
        if shown is not None and shown_scope is not None:
            shown = min(shown, shown_scope)
        rows.append(
            {
                "channel": channel,
                "raised": number,
                "scope": whole,
                "shown": shown,
                "shown_scope": shown_scope,
                "word": quantity.word(number, whole, k=k).value if number else "",
            }
        )
    return rows


def _table_of(source: SourceText) -> int | None:
    return source.note.table_id if source.note else None


def scope(consultation: Consultation) -> dict[str, int]:
    """Return how many distinct submissions or tables with words are in analysis, by channel."""
    found: dict[str, int] = {}
    texts = policies.texts_in_analysis().filter(consultation=consultation)
    for channel in Submission.objects.filter(
        state__in=RECEIVED, pk__in=texts.exclude(submission=None).values("submission")
    ).values_list("channel", flat=True):
        found[channel] = found.get(channel, 0) + 1
    tables = TableSession.objects.filter(pk__in=texts.exclude(note=None).values("note__table")).count()
    if tables:
        found[Channel.ROUNDTABLE] = tables
    return found


@transaction.atomic
def review_language(finding: Finding, *, actor: Actor) -> Finding:
    """Confirm that both languages say the same."""
    finding = Finding.objects.lock(pk=finding.pk)
    there = step(FINDING_MOVES, finding.state, FindingState.LANGUAGE_REVIEWED)
    freezing.require_person(actor)
    _require_languages(finding)
    finding.state, finding.reviewer_id = FindingState(there), actor.user_id
    finding.save(update_fields=("state", "reviewer"))
    audit.record(actor, "finding.language_reviewed", finding)
    return finding


@transaction.atomic
def approve(finding: Finding, *, actor: Actor) -> Finding:
    """Sign a finding for publication.

    Raises:
        NotPermitted: the author cannot approve own work.
        DomainError: code `evidence_changed` or `words_changed`, it is no longer what was checked.
    """
    finding = Finding.objects.lock(pk=finding.pk)
    there = step(FINDING_MOVES, finding.state, FindingState.APPROVED)
    freezing.require_person(actor)
    freezing.require_other(
        finding.author_id, actor, _("A finding is approved by someone other than its author. Ask a second person.")
    )
    _require_languages(finding)
    require_as_checked(finding)
    finding.state, finding.approver_id = FindingState(there), actor.user_id
    finding.save(update_fields=("state", "approver"))
    audit.record(actor, "finding.approved", finding)
    return finding


def require_as_checked(finding: Finding) -> None:
    """Refuse when the passages or the words are no longer those that were checked.

    Raises:
        DomainError: code `evidence_changed` or `words_changed`.
    """
    if words_hash(finding) != finding.words_hash:
        raise DomainError(
            _("The words have changed since they were checked. Send the finding back and check it again."),
            code="words_changed",
        )
    now = [row.coding for row in finding.evidence.select_related("coding")]
    if evidence_hash(now) != finding.evidence_hash:
        raise DomainError(
            _("The passages have changed since they were checked. Send the finding back and check it again."),
            code="evidence_changed",
        )


@transaction.atomic
def send_back(finding: Finding, *, actor: Actor) -> Finding:
    """Return a finding to its author; its signatures and counts are void."""
    finding = Finding.objects.lock(pk=finding.pk)
    finding.state = FindingState(step(FINDING_MOVES, finding.state, FindingState.DRAFT))
    finding.checker = finding.reviewer = finding.approver = None
    finding.counts, finding.rule_version, finding.evidence_hash, finding.words_hash = [], None, "", None
    signed = ("checker", "reviewer", "approver", "counts", "rule_version", "evidence_hash", "words_hash")
    finding.save(update_fields=("state", *signed))
    audit.record(actor, "finding.sent_back", finding)
    return finding


def reopen_resting_on(submission: Submission, *, actor: Actor) -> None:
    """Send back every finding not published yet that counts words of a submission: they are to be counted anew."""
    own = Coding.objects.filter(source__submission=submission, **coding.live())
    counted = set(own.values_list("code_id", "stance"))
    unsettled = Finding.objects.filter(consultation=submission.consultation_id).exclude(
        state__in=(FindingState.PUBLISHED, FindingState.DRAFT)
    )
    for finding in unsettled.order_by("pk"):
        if (finding.theme_id, finding.stance) in counted:
            send_back(finding, actor=actor)


def publish_approved(consultation: Consultation, *, actor: Actor) -> int:
    """Publish every approved finding; called in the transaction that moves the consultation, whose row is locked."""
    rows = Finding.objects.lock_all(consultation=consultation, state=FindingState.APPROVED)
    for finding in rows:
        _publish(finding, actor=actor)
    return len(rows)


@transaction.atomic
def publish(finding: Finding, *, actor: Actor) -> Finding:
    """Publish one more finding after the report.

    Raises:
        DomainError: code `not_reported`, the report itself is not out yet.
    """
    consultation = Consultation.objects.lock(pk=finding.consultation_id)
    if consultation.state != ConsultationState.REPORTING:
        raise DomainError(
            _("Findings are published together with the report, and later one by one until all are answered."),
            code="not_reported",
        )
    finding = Finding.objects.lock(pk=finding.pk)
    _publish(finding, actor=actor)
    touch(consultation)
    return finding


def _publish(finding: Finding, *, actor: Actor) -> None:
    there = step(FINDING_MOVES, finding.state, FindingState.PUBLISHED)
    _require_languages(finding)
    require_as_checked(finding)
    finding.state, finding.published_at = FindingState(there), timezone.now()
    finding.save(update_fields=("state", "published_at"))
    audit.record(actor, "finding.published", finding)


@transaction.atomic
def choose_quote(finding: Finding, source: SourceText, units: list[Unit], *, actor: Actor) -> Quote:
    """Show words of a text under a finding, if the person allows it (EN-10).

    Raises:
        DomainError: code `no_consent_to_quote`, or `finding_published`.
    """
    finding = Finding.objects.lock(pk=finding.pk)
    if finding.state == FindingState.PUBLISHED:
        raise DomainError(_("The finding is published; nothing can be added to it."), code="finding_published")
    spans = list(coding.passages(sorted(units, key=lambda unit: unit.number)))
    if not spans or any(unit.source_id != source.pk for unit in units):
        raise Invalid(_("Choose at least one sentence."), code="nothing_chosen", field="units")
    verdict = consent.may(source, Use.QUOTE, Exit.PAGE)
    if not verdict.allowed:
        raise DomainError(_("This person has not agreed to be quoted word for word."), code="no_consent_to_quote")
    start, end = spans[0][0], spans[-1][1]
    coding.quote_of(source, start, end)
    quote, _new = Quote.objects.get_or_create(
        finding=finding,
        source=source,
        start=start,
        end=end,
        defaults={
            "attribution": verdict.attribution,
            "consent_id": verdict.consent_id,
            "chosen_by_id": actor.user_id,
        },
    )
    audit.record(actor, "finding.quote_chosen", finding)
    return quote


@transaction.atomic
def drop_quote(quote: Quote, *, actor: Actor) -> None:
    """Take a quotation away; possible at any time, because consent can change at any time."""
    finding = Finding.objects.lock(pk=quote.finding_id)
    quote.delete()
    audit.record(actor, "finding.quote_dropped", finding)
