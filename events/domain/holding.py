"""Which seats a chunk of invitations holds when it is sent, worked out under the counters of all its events."""

from dataclasses import dataclass, field

from events.domain import capacity
from events.domain.capacity import Claim, Pools
from events.enums import ADMITTING, HeldBack, InvitationMode, SeatState
from events.models import Invitation, InvitationOption
from events.queries import standings


@dataclass
class HeldSeats:
    """Seats held for a chunk of invitations, over the pools of all their events, taken in key order."""

    rows: list[Invitation]
    options: dict[int, list[InvitationOption]]
    pools: dict[int, Pools] = field(default_factory=dict)
    claims: dict[int, list[Claim]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        events = {option.event_id: option.event for some in self.options.values() for option in some}
        self.events = events
        for key in sorted(key for key, event in events.items() if event.hold_seats):
            self.pools[key] = Pools.lock(key)
        people = [row.person_id for row in self.rows] if self.pools else []
        self.standings = standings.of_people(people) if people else {}

    def hold(self, invitation: Invitation, options: list[InvitationOption]) -> str:
        """Work the seats of one invitation into the change, or return the code of what is in the way."""
        if not options:
            return HeldBack.NO_EVENT
        if any(self.events[option.event_id].state not in ADMITTING for option in options):
            return HeldBack.EVENT_NOT_OPEN
        if invitation.mode == InvitationMode.ONE_OF:
            options = options[:1]
        wanted = [option for option in options if option.event_id in self.pools]
        group = self.standings.get(invitation.person_id, standings.Standing()).group(invitation.language)
        places = []
        for option in wanted:
            pools = self.pools[option.event_id]
            leaf = pools.leaf(group)
            path = pools.path(leaf, group)
            if not pools.room(path):
                return HeldBack.NO_SEAT
            places.append((option, pools, Claim(leaf, path, SeatState.HELD, {"option": option})))
        for option, pools, claim in places:
            pools.take(claim.path, SeatState.HELD)
            self.claims.setdefault(option.event_id, []).append(claim)
        return ""

    def write(self) -> None:
        """Write the ledger, then the counters in key order."""
        for key, claims in self.claims.items():
            capacity.insert(key, claims)
        for key in sorted(self.pools):
            self.pools[key].write()


def options_of(rows: list[Invitation]) -> dict[int, list[InvitationOption]]:
    """Return what each invitation offers, by its key, in order of rank; one statement."""
    options: dict[int, list[InvitationOption]] = {}
    found = InvitationOption.objects.filter(invitation__in=rows).select_related("event").order_by("rank", "pk")
    for option in found:
        options.setdefault(option.invitation_id, []).append(option)
    return options
