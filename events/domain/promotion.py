"""Who is next on a waiting list: one walk down it, in the transaction that freed a seat (EV-10, EV-26).

`promote` may be called twice without harm.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import audit
from events.domain import capacity, deadlines, notices
from events.domain.capacity import Claim, Pools
from events.enums import ADMITTING, QUEUE_MOVES, Outcome, PartyFit, QueuePolicy, QueueState, SeatState
from events.models import Event, Offer, PromotionDecision, QueueEntry, SeatLedger
from events.queries import standings
from kernel.moves import step

SYSTEM = Actor.system("waiting_list")
_ORDER = {QueuePolicy.FIRST_COME: ("pk",), QueuePolicy.PRIORITY: ("-priority", "pk")}


def promote(event: Event, pools: Pools, *, now: datetime | None = None) -> int:
    """Offer free seats to whoever is next; the caller holds `pools` and writes them afterwards (EV-10, EV-26).

    First come or by priority. With a strict fit the first party that is too large collects seats until it fits; with
    best fit a smaller party may pass, which is written down. Passing somebody by always leaves a decision row.

    Returns:
        How many offers were made.
    """
    if event.state not in ADMITTING or pools.root.closed or not pools.any_room():
        return 0
    now = now or timezone.now()
    if event.cut_off_at is None or event.cut_off_at <= now:
        return 0
    queue = _waiting(event)
    if not queue:
        return 0
    look = _Look(event, pools, deadlines.offer_deadline(event, now), _collected(queue))
    for entry in queue:
        if not pools.any_room():
            break
        look.at(entry)
    return look.write()


@dataclass
class _Look:
    """One walk down the list."""

    event: Event
    pools: Pools
    deadline: datetime | None
    collected: dict[int, list[SeatLedger]]
    offers: list[tuple[Offer, QueueEntry]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    kept: list[tuple[Offer, SeatLedger]] = field(default_factory=list)
    decisions: list[PromotionDecision] = field(default_factory=list)
    passed: list[tuple[QueueEntry, str, dict[str, int]]] = field(default_factory=list)
    collecting: bool = False

    def at(self, entry: QueueEntry) -> None:
        """Offer, collect or pass."""
        group = standings.group_of(entry)
        leaf = self.pools.leaf(group)
        path = self.pools.path(leaf, group)
        have = self.collected.get(entry.pk, [])
        need = entry.size - len(have)
        found = self.pools.room(path, need)
        numbers = {"size": entry.size, "collected": len(have), "free": found}
        if found == need and self.deadline is None:
            self._pass(entry, "no_deadline_left", numbers, at_once=True)
        elif found == need:
            self._offer(entry, Claim(leaf, path, SeatState.HELD, {}), need, have, numbers)
        elif found and self.event.party_fit == PartyFit.STRICT and not self.collecting and self.deadline is not None:
            self.collecting = True
            self.pools.take(path, SeatState.HELD, found)
            self.claims += [Claim(leaf, path, SeatState.HELD, {"queue_entry": entry})] * found
            self.decisions.append(decision(entry, Outcome.COLLECTING, "party_collects", numbers))
        else:
            self.collecting = self.collecting or bool(have)
            self._pass(entry, "party_larger_than_free" if found else "group_full", numbers)

    def _offer(
        self, entry: QueueEntry, claim: Claim, need: int, have: list[SeatLedger], numbers: dict[str, int]
    ) -> None:
        assert self.deadline is not None
        offer = Offer(entry=entry, expires_at=self.deadline)
        self.offers.append((offer, entry))
        self.pools.take(claim.path, SeatState.HELD, need)
        self.claims += [Claim(claim.leaf, claim.path, SeatState.HELD, {"offer": offer})] * need
        self.kept += [(offer, seat) for seat in have]
        rule = "highest_priority" if self.event.queue_policy == QueuePolicy.PRIORITY else "longest_wait"
        for other, why, figures in self.passed:  # somebody earlier is passed by: say why (EV-26)
            self._note(other, why, figures)
        self.passed.clear()
        self.decisions.append(decision(entry, Outcome.OFFERED, rule, numbers))

    def _pass(self, entry: QueueEntry, rule: str, numbers: dict[str, int], *, at_once: bool = False) -> None:
        if at_once:
            self._note(entry, rule, numbers)
        else:
            self.passed.append((entry, rule, numbers))

    def _note(self, entry: QueueEntry, rule: str, numbers: dict[str, int]) -> None:
        if getattr(entry, "last_rule", None) != rule:
            self.decisions.append(decision(entry, Outcome.SKIPPED, rule, numbers))

    def write(self) -> int:
        """Write offers, seats, decisions and messages; the counters are the caller's."""
        if self.offers:
            Offer.objects.bulk_create([offer for offer, _entry in self.offers], batch_size=500)
            for _offer, entry in self.offers:
                step(QUEUE_MOVES, entry.state, QueueState.OFFERED)
            QueueEntry.objects.filter(pk__in=[entry.pk for _offer, entry in self.offers]).update(
                state=QueueState.OFFERED
            )
        if self.claims:
            capacity.insert(self.event.pk, self.claims)
        for offer, seat in self.kept:
            capacity.hand_over(self.pools, seat, state=SeatState.HELD, offer=offer)
        PromotionDecision.objects.bulk_create(self.decisions, batch_size=500)
        if self.offers:
            audit.record(SYSTEM, "seats.offered", self.event, offers=len(self.offers))
            notices.owe_offers(self.event, self.offers)
        return len(self.offers)


def _waiting(event: Event) -> list[QueueEntry]:
    last = PromotionDecision.objects.filter(entry=OuterRef("pk")).order_by("-pk").values("rule")[:1]
    rows = QueueEntry.objects.filter(event=event, state=QueueState.WAITING).annotate(last_rule=Subquery(last))
    order = _ORDER[QueuePolicy(event.queue_policy)]
    return list(rows.select_related("organization", "sector", "jurisdiction").order_by(*order))


def _collected(queue: list[QueueEntry]) -> dict[int, list[SeatLedger]]:
    found: dict[int, list[SeatLedger]] = {}
    if any(entry.size > 1 for entry in queue):
        seats = SeatLedger.objects.filter(
            queue_entry__in=[entry.pk for entry in queue if entry.size > 1], state=SeatState.HELD
        )
        for seat in seats.order_by("pk"):
            found.setdefault(seat.queue_entry_id or 0, []).append(seat)
    return found


def decision(entry: QueueEntry, outcome: str, rule: str, numbers: dict[str, int]) -> PromotionDecision:
    """Return the row that says why somebody was offered a seat, passed by or sent away (EV-26); not yet written."""
    return PromotionDecision(
        entry=entry, outcome=outcome, rule=rule, numbers=numbers, actor_kind=SYSTEM.kind, actor_ref=SYSTEM.ref
    )
