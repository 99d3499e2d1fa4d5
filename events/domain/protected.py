"""Seats of handles: what `safety` asks of this app. No name, no clock, no message, no list (EV-18, safety 5)."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.actors import Actor
from accounts.domain import audit
from events import words
from events.domain import capacity, enrolling, leaving, needs, terms
from events.domain.capacity import Pools
from events.domain.enrolling import Details
from events.enums import FIXED_STATES, SEATED, Channel, NeedKind, NeedState, SafetyTier, SeatState
from events.models import Event, NeedRequest, Registration
from events.queries.standings import Standing
from kernel.bilingual import text
from kernel.errors import DomainError
from kernel.formats import typographic
from partners.models import Organization
from safety.domain import codes, contributions
from safety.models import Handle
from safety.seats import Practical


class Seats:
    """The one keeper of seats, registered with `safety.seats` at start-up."""

    def practical(self, event_ref: UUID, language: str) -> Practical | None:
        """Return when, where and what may be asked for; None when there is no such protected event."""
        event = _find(event_ref)
        if event is None:
            return None
        with override(language):
            choices = [(str(kind), str(kind.label)) for kind in NeedKind]
            return Practical(
                when=words.when(event, language),
                where=words.where(event, language),
                expect=typographic(text(event, "expectations", language)),
                needs=choices,
                open=terms.refusal(event) is None,
            )

    def over(self, event_ref: UUID) -> bool:
        """Tell whether the meeting has ended or does not exist any more."""
        event = _find(event_ref)
        return event is None or event.state in FIXED_STATES

    @transaction.atomic
    def seat(self, handle: Handle, *, actor: Actor) -> None:
        """Take a seat for a handle in the caller's transaction.

        Raises:
            DomainError: `event_unknown`, `event_closed`, `event_full`; in words of a meeting to which nobody is invited.
        """
        event = _of(handle)
        if terms.refusal(event) is not None:
            raise DomainError(
                _("This meeting takes nobody in any more. Ask the person who gave you your code."), code="event_closed"
            )
        pools = Pools.lock(event.pk)
        if _registration(handle) is not None:
            return
        registration = enrolling.enrol(
            event,
            enrolling.check(event, Details(), asked=()),
            standing=Standing(),
            language=handle.language,
            actor=actor,
            channel=Channel.CODE,
            handle=handle,
        )
        group = Standing().group(handle.language)
        try:
            capacity.claim(pools, group, state=SeatState.TAKEN, registration=registration)
        except (capacity.EventFull, capacity.EventClosed) as refusal:
            raise DomainError(
                _("No seat at this meeting is free. Ask the person who gave you your code."), code=refusal.code
            ) from None

    def give_back(self, handle: Handle, *, actor: Actor) -> None:
        """Give the seat back in the caller's transaction; harmless when there is none."""
        registration = _registration(handle)
        if registration is not None:
            leaving.end_of_handle(registration, actor=actor)

    def needs_of(self, handle: Handle) -> set[str]:
        """Return the kinds of need asked for."""
        open_needs = NeedRequest.objects.filter(registration__handle=handle, registration__state__in=sorted(SEATED))
        return set(open_needs.exclude(state=NeedState.WITHDRAWN).values_list("kind", flat=True))

    @transaction.atomic
    def ask_for(self, handle: Handle, wanted: set[str], *, actor: Actor) -> None:
        """Make the needs of the handle exactly these kinds; unknown ones are refused.

        Raises:
            DomainError: `registration_over` when the seat was given back; Invalid: `need_unknown`.
        """
        registration = _registration(handle)
        if registration is None:
            raise DomainError(_("Your place was given back. Ask for a new code."), code="registration_over")
        checked = enrolling.check(registration.event, Details(needs=dict.fromkeys(wanted, "")), asked=())
        if needs.replace(registration, checked.needs):
            audit.record(Actor.system("protected"), "needs.changed", registration.event)


def settle_plan(event: Event, items: set[str], *, actor: Actor, seen: str = "") -> None:
    """Make the settled items of the safety plan of a meeting exactly `items`; once it is over the plan is a record.

    Raises:
        DomainError: `event_over`, or as `codes.settle_plan`.
    """
    if event.state in FIXED_STATES:
        raise DomainError(_("This meeting is over: its safety plan stays as it was."), code="event_over")
    codes.settle_plan(event.public_id, items, actor=actor, seen=seen)


@transaction.atomic
def issue_codes(event: Event, partner: Organization, size: int, *, actor: Actor) -> list[str]:
    """Return codes that a partner hands out for a meeting, readable this once.

    Raises:
        DomainError: `event_over`, or as `codes.issue`.
    """
    _require_coming(event)
    _pool, plain = codes.issue(event.public_id, partner, size, actor=actor)
    return plain


def fill_bowl(event: Event, size: int, *, actor: Actor) -> list[str]:
    """Return codes for the bowl of a meeting, readable this once; the trail keeps their number.

    No transaction spans two stores (safety 4): the entry is kept first, so that no code exists without one.

    Raises:
        Invalid: the size is not between 1 and 200.
        DomainError: `event_over`.
    """
    _require_coming(event)
    contributions.require_bowl_size(size)
    with transaction.atomic():
        audit.record(actor, "bowl.filled", event, size=size)
    return contributions.issue_bowl(event.public_id, size)


def _require_coming(event: Event) -> None:
    if event.state in FIXED_STATES:
        raise DomainError(_("This meeting is over: no more codes can be made for it."), code="event_over")


def _find(event_ref: UUID) -> Event | None:
    events = Event.objects.select_related("place", "venue")
    return events.filter(public_id=event_ref, safety_tier=SafetyTier.PROTECTED).first()


def _of(handle: Handle) -> Event:
    event = _find(handle.event_ref)
    if event is None:
        raise DomainError(_("This meeting cannot be found."), code="event_unknown")
    return event


def _registration(handle: Handle) -> Registration | None:
    rows = Registration.objects.select_related("event__place", "event__venue", "person", "option")
    return rows.filter(handle=handle, state__in=sorted(SEATED)).first()
