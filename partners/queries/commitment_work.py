"""What needs somebody: updates owed, drafts to finish, evidence to look at, decisions to take; and one party's part."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from partners import commitment_policies as policies
from partners import periods
from partners.commitment_states import (
    ENDED,
    OBLIGED,
    DecisionState,
    EvidenceState,
    Lifecycle,
    UpdateState,
)
from partners.enums import Provenance
from partners.models import (
    Body,
    Commitment,
    CommitmentDecision,
    EvidenceItem,
    Office,
    Organization,
    PartyObligation,
    ProgressUpdate,
)
from partners.periods import Period
from partners.queries import commitments
from partners.queries.directory import organizations_named

SOON = datetime.timedelta(days=14)
PARTIES = ("organization", "body", "office")


@dataclass(frozen=True)
class Owed:
    """One party's report about one period that is not public yet.

    Attributes:
        update: the report as far as it is, or none.
        late: its day has passed.
    """

    obligation: PartyObligation
    period: Period
    update: ProgressUpdate | None
    late: bool


def owed(obligations: QuerySet[PartyObligation], today: datetime.date) -> list[Owed]:
    """Return the reports that these parties owe for periods that have ended, the most pressing first.

    Two statements. Only what is in progress is reported on.
    """
    last = (
        ProgressUpdate.objects.filter(obligation=OuterRef("pk"), state=UpdateState.PUBLISHED)
        .order_by()
        .values("obligation")
        .annotate(last=Max("period_end"))
        .values("last")
    )
    rows = list(
        obligations.filter(ended_on=None, role__in=OBLIGED, commitment__lifecycle=Lifecycle.IN_PROGRESS)
        .select_related("commitment", *PARTIES)
        .annotate(last=Subquery(last))
        .order_by("commitment__fresh_until", "commitment_id", "position", "pk")
    )
    begun: dict[int, list[ProgressUpdate]] = {row.pk: [] for row in rows}
    for update in ProgressUpdate.objects.filter(obligation__in=list(begun)).exclude(state=UpdateState.PUBLISHED):
        begun[update.obligation_id].append(update)
    found = [
        Owed(row, period, update, period.due_on < today)
        for row in rows
        for period, update in _ended_periods(row, row.last, begun[row.pk], today)
    ]
    return sorted(found, key=lambda one: (one.period.due_on, one.obligation.pk))


def _ended_periods(
    row: PartyObligation, last: datetime.date | None, begun: Sequence[ProgressUpdate], today: datetime.date
) -> list[tuple[Period, ProgressUpdate | None]]:
    """Return the periods that ended and are not public, each with its report if one is begun.

    At most the four newest, for nobody writes up years.

    Args:
        last: the last day that is reported in public.
        begun: the reports of this party that are not public.
    """
    began = max(row.commitment.started_on or row.added_on, row.added_on)
    first = last + datetime.timedelta(days=1) if last else began
    reported = [update.period for update in begun] + ([Period(datetime.date.min, last)] if last else [])
    found: list[tuple[Period, ProgressUpdate | None]] = [
        *((update.period, update) for update in begun if update.period_end >= first),
        *(
            (left, None)
            for period in periods.periods(first, today, row.commitment.reporting_months)
            if (left := periods.left_of(period, reported))
        ),
    ]
    ended = [one for one in found if one[0].end < today]
    return sorted(ended, key=lambda one: one[0])[-4:]


@dataclass(frozen=True)
class Work:
    """Everything that needs one member of staff, in order of consequence."""

    held_back: Sequence[Commitment]
    returned: Sequence[ProgressUpdate]
    owed: Sequence[Owed]
    stale: Sequence[EvidenceItem]
    unchecked: Sequence[EvidenceItem]
    refused: Sequence[CommitmentDecision]
    drafts: Sequence[Commitment]
    unkept: Sequence[Commitment]

    @property
    def count(self) -> int:
        """How many things wait."""
        lists = (self.held_back, self.returned, self.owed, self.stale, self.unchecked, self.refused, self.drafts)
        return sum(len(one) for one in lists) + len(self.unkept)


def work_of(user: User, today: datetime.date) -> Work:
    """Return what waits for this person: their own commitments, updates they wrote, and what nobody keeps.

    Seven statements.
    """
    mine = policies.visible_to(user).filter(owner=user)
    own = list(
        mine.filter(
            Q(lifecycle__in=(Lifecycle.DRAFT, Lifecycle.PROPOSED))
            | Q(published_at=None, publish_at__lte=timezone.now())
        ).order_by("year", "number")[:100]
    )
    held_back = [row for row in own if row.publish_at is not None and row.published_at is None]
    written = policies.updates_visible_to(user).filter(author=user, state=UpdateState.RETURNED)
    evidence = list(
        EvidenceItem.objects.filter(commitment__in=mine)
        .filter(Q(state=EvidenceState.ATTACHED) | Q(state=EvidenceState.ACCEPTED, recheck_due__lte=today + SOON))
        .select_related("commitment")
        .order_by("recheck_due", "pk")[:100]
    )
    refused = (
        CommitmentDecision.objects.filter(asked_by=user, state=DecisionState.REFUSED)
        .filter(decided_at__gte=timezone.now() - SOON)
        .select_related("commitment")
        .order_by("-decided_at")[:20]
    )
    return Work(
        held_back=held_back,
        returned=list(written.select_related("obligation__commitment", *(f"obligation__{p}" for p in PARTIES))),
        owed=owed(PartyObligation.objects.filter(commitment__in=mine), today),
        stale=[item for item in evidence if item.state == EvidenceState.ACCEPTED],
        unchecked=[item for item in evidence if item.state == EvidenceState.ATTACHED],
        refused=list(refused),
        drafts=[row for row in own if row not in held_back],
        unkept=_unkept(user),
    )


def _unkept(user: User) -> list[Commitment]:
    """Return what no coordinator looks after, for every coordinator: nobody is reminded of it otherwise.

    A demonstration says nothing about commitments of real bodies, so they need nobody there.
    """
    if not policies.may_edit(user):
        return []
    rows = policies.visible_to(user).filter(Q(owner=None) | ~Q(owner__in=policies.keepers()))
    if settings.DEMO:
        rows = rows.filter(provenance=Provenance.DEMO)
    living = Q(umbrella=True) | ~Q(lifecycle__in=ENDED)
    return list(rows.filter(living).order_by("year", "number")[:100])


@dataclass(frozen=True)
class Queue:
    """What waits for a second signature; never the approver's own work (PA-3)."""

    updates: Sequence[ProgressUpdate]
    evidence: Sequence[EvidenceItem]
    decisions: Sequence[CommitmentDecision]

    @property
    def count(self) -> int:
        """How many things wait."""
        return len(self.updates) + len(self.evidence) + len(self.decisions)


def queue_of(user: User) -> Queue:
    """Return what waits for this approver, oldest first. Three statements."""
    updates = policies.updates_to_decide(user).select_related(
        "author", "obligation__commitment", *(f"obligation__{party}" for party in PARTIES)
    )
    evidence = policies.evidence_to_decide(user).select_related("commitment", "attached_by", "measure")
    decisions = policies.decisions_to_take(user).select_related("commitment", "asked_by", "milestone")
    return Queue(
        list(updates.order_by("submitted_at", "pk")[:200]),
        list(evidence.order_by("checked_at", "pk")[:200]),
        list(decisions.order_by("pk")[:200]),
    )


@dataclass(frozen=True)
class PartyPage:
    """What one party promised and owes."""

    party: Organization | Body | Office
    obligations: Sequence[PartyObligation]
    owed: Sequence[Owed]
    updates: Sequence[ProgressUpdate]


def party_page(user: User, public_id: UUID, today: datetime.date) -> PartyPage | None:
    """Return the page of an organization, body or office, or none. At most eight statements."""
    party = _party(public_id)
    if party is None:
        return None
    kind = type(party).__name__.lower()
    mine = policies.obligations_visible_to(user).filter(**{kind: party})
    shown = commitments.label_case(today)
    obligations = (
        mine.filter(ended_on=None).select_related("commitment").order_by("commitment__year", "commitment__number")
    )
    labels = dict(
        Commitment.objects.filter(obligations__in=mine.filter(ended_on=None))
        .annotate(label=shown)
        .values_list("pk", "label")
    )
    found = list(obligations)
    for row in found:
        row.commitment.label = labels.get(row.commitment_id, "")  # type: ignore[attr-defined]
    updates = (
        ProgressUpdate.objects.filter(obligation__in=mine, state=UpdateState.PUBLISHED)
        .select_related("obligation__commitment")
        .order_by("-period_start", "-pk")[:20]
    )
    return PartyPage(party, found, owed(mine, today), list(updates))


def _party(public_id: UUID) -> Organization | Body | Office | None:
    for model in (Organization, Body, Office):
        found: Organization | Body | Office | None = model._default_manager.filter(public_id=public_id).first()
        if found is not None:
            return found
    return None


def parties_named(words: str) -> list[tuple[str, Organization | Body | Office]]:
    """Return parties that bear these words in a name, old or new, with their kind; at most thirty. Three statements."""
    found: list[tuple[str, Organization | Body | Office]] = []
    for model in (Body, Office):
        match = Q(name_en__icontains=words) | Q(name_fr__icontains=words)
        found += [(model.__name__.lower(), row) for row in model._default_manager.filter(match).order_by("pk")[:10]]
    found += [("organization", row) for row in organizations_named(words)[: 30 - len(found)]]
    return found


@dataclass(frozen=True)
class Reporting:
    """One party of a commitment with its reports, and the periods it may report on now."""

    obligation: PartyObligation
    updates: Sequence[ProgressUpdate]
    open_periods: Sequence[Period]


def reporting(commitment: Commitment, today: datetime.date) -> list[Reporting]:
    """Return each party with its reports, newest first, and the periods that may be reported on. Two statements."""
    parties = list(commitment.obligations.filter(ended_on=None).select_related(*PARTIES))
    updates = list(
        ProgressUpdate.objects.filter(obligation__commitment=commitment)
        .select_related("author", "decided_by")
        .order_by("-period_start", "pk")
    )
    return [
        Reporting(
            party,
            mine := [update for update in updates if update.obligation_id == party.pk],
            _open_periods(commitment, party, [update.period for update in mine], today),
        )
        for party in parties
    ]


def _open_periods(
    commitment: Commitment, party: PartyObligation, reported: Sequence[Period], today: datetime.date
) -> list[Period]:
    """Return the periods without a report, newest first: those since the start, and at least the present one."""
    if party.role not in OBLIGED or commitment.lifecycle not in (Lifecycle.AGREED, Lifecycle.IN_PROGRESS):
        return []
    began = max(commitment.started_on or today, party.added_on) if commitment.started_on else today
    every = list(periods.periods(min(began, today), today, commitment.reporting_months))
    return [left for period in reversed(every) if (left := periods.left_of(period, reported))][:6]
