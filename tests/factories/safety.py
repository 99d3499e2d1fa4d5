"""Vouching partners, pools of codes, and a keeper of seats that can be full."""

from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from kernel.errors import DomainError
from safety import seats
from safety.domain import codes
from safety.enums import PlanItem


class SeatsOnPaper:
    """Keeps seats in a set, as a stand-in for the app above when only `safety` is under test."""

    def __init__(self, room: int = 100) -> None:
        self.room, self.seated, self.needs, self.going_on = room, set(), {}, set()

    def practical(self, event_ref, language):
        return seats.Practical(
            "", "", "", [("interpretation", _("an interpreter")), ("quiet", _("a quiet room"))], True
        )

    def over(self, event_ref):
        return event_ref not in self.going_on

    def seat(self, handle, *, actor):
        if len(self.seated) >= self.room:
            raise DomainError("full", code="full")
        self.seated.add(handle.pk)

    def give_back(self, handle, *, actor):
        self.seated.discard(handle.pk)

    def needs_of(self, handle):
        return self.needs.get(handle.pk, set())

    def ask_for(self, handle, needs, *, actor):
        self.needs[handle.pk] = set(needs)


def settle_plan(event_ref: UUID, actor) -> None:
    """Settle every item of the safety plan."""
    codes.settle_plan(event_ref, {item.value for item in PlanItem}, actor=actor)


def issue_codes(organization, actor, size: int = 3, event_ref: UUID | None = None) -> tuple[UUID, list[str]]:
    """Return an event reference and freshly issued codes for it."""
    event_ref = event_ref or uuid4()
    settle_plan(event_ref, actor)
    _pool, plain = codes.issue(event_ref, organization, size, actor=actor)
    return event_ref, plain
