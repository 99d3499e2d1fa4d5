"""What an invited person sees of their own."""

import hashlib
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Protocol
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, UUIDField, When
from django.utils.translation import gettext as _

from events import words
from events.domain import terms, waiting_list
from events.enums import (
    LIVE_QUEUE,
    SEATED,
    UNSETTLED_NEED,
    EventState,
    NeedState,
    OfferState,
    OptionState,
    PoolKind,
    QueueState,
    RegistrationState,
    SeatState,
)
from events.models import (
    CapacityPool,
    Event,
    FormQuestion,
    Invitation,
    InvitationOption,
    Offer,
    QueueEntry,
    Registration,
    SeatLedger,
    Session,
)
from events.queries import questions
from kernel.bilingual import current
from kernel.errors import DomainError
from kernel.gathered import Gathered, rows_of
from kernel.prepared import Prepared
from messaging.domain import calendar

COARSE = (1, 3, 10, 30, 100)
_MINE = OuterRef("invitation__person")
_SEAT = ("id", "public_id", "event_id", "state")


@dataclass
class MyOption:
    """One event of an invitation, as its holder sees it; the page fills in `when`, `where` and what runs until when.

    Attributes:
        program: the days with their sessions.
        in_calendar: the entry of a confirmed seat stands, so that it can be downloaded.
        gave_back: they had a seat, or asked for one, and gave it up; `removed`: the organizer took it back.
        lapsed: an offer of a seat ran out unanswered, and nothing came after it.
        may_claim: they wait, no offer can be made any more, and whoever asks first has a seat that comes free.
    """

    option: InvitationOption
    event: Event
    registration: Registration | None
    entry: QueueEntry | None
    offer: Offer | None
    position: str
    refusal: DomainError | None
    program: list[tuple[date, list[Session]]]
    in_calendar: bool
    gave_back: bool
    removed: bool
    lapsed: bool
    may_claim: bool
    when: str = ""
    where: str = ""
    until: str = ""
    offer_until: str = ""

    @property
    def off(self) -> bool:
        """Say whether it does not take place as planned: cancelled, or put off without a new date."""
        return self.event.state in (EventState.CANCELLED, EventState.POSTPONED)

    @property
    def waits_for_a_reply(self) -> bool:
        """Say whether its holder has not answered and can."""
        return self.option.state == OptionState.OFFERED and self.refusal is None


class Visited(Protocol):
    """Which invitation a browser has opened, and of which generation its link was."""

    invitation: UUID
    generation: int


@dataclass(frozen=True)
class Found:
    """An opened invitation and its events."""

    invitation: Invitation
    options: list[InvitationOption]


def options_of(visit: Visited | None) -> Found | None:
    """Return the invitation a browser has opened with its events; None when the right no longer stands (RE-7).

    One statement; a second one only for an invitation that offers nothing.
    """
    if visit is None:
        return None
    found = _OPTIONS.instances(visit.invitation)
    if found:
        options = [option for option in found if option.invitation.generation == visit.generation]
        return Found(options[0].invitation, options) if options else None  # type: ignore[arg-type]
    rows = Invitation.objects.select_related("person")
    invitation = rows.filter(public_id=visit.invitation, generation=visit.generation).first()
    return Found(invitation, []) if invitation else None


def _every_option(invitation: UUID) -> QuerySet[InvitationOption]:
    mine = _of_invitation(InvitationOption.objects.all(), invitation).annotate(
        seated=Gathered(
            Registration.objects.filter(event=OuterRef("event"), person=_MINE, state__in=sorted(SEATED)), _SEAT
        ),
        waits_here=Exists(
            QueueEntry.objects.filter(event=OuterRef("event"), person=_MINE, state__in=sorted(LIVE_QUEUE))
        ),
        has_program=Exists(Session.objects.filter(event=OuterRef("event"))),
        last_seat=Subquery(Registration.objects.filter(option=OuterRef("pk")).order_by("-pk").values("state")[:1]),
        last_wait=Subquery(QueueEntry.objects.filter(option=OuterRef("pk")).order_by("-pk").values("state")[:1]),
        in_calendar=calendar.stands(OuterRef("invitation__person__public_id"), OuterRef("event__public_id")),
    )
    return mine.order_by("rank", "pk")


_OPTIONS = Prepared(_every_option, UUIDField())


def option_of(visit: Visited | None, public_id: UUID) -> InvitationOption | None:
    """Return one event of the opened invitation with all a form needs to know; one statement."""
    if visit is None:
        return None
    found = _ONE_OPTION.instances(visit.invitation, public_id)
    return next((option for option in found if option.invitation.generation == visit.generation), None)


def _one_option(invitation: UUID, public_id: UUID) -> QuerySet[InvitationOption]:
    root = CapacityPool.objects.filter(event=OuterRef("event"), kind=PoolKind.ROOT)
    free = Case(When(closed=True, then=0), default=F("cap") - F("taken") - F("held") - F("set_aside"))
    rows = InvitationOption.objects.annotate(
        asked=questions.beside(OuterRef("event")),
        holds=Exists(SeatLedger.objects.filter(option=OuterRef("pk")).exclude(state=SeatState.RELEASED)),
        seats_free=Subquery(root.annotate(free=free).values("free")[:1], output_field=IntegerField()),  # type: ignore[misc, no-redef]
    )
    return _of_invitation(rows, invitation).filter(public_id=public_id)


_ONE_OPTION = Prepared(_one_option, UUIDField(), UUIDField())


def questions_of(option: InvitationOption) -> list[FormQuestion]:
    """Return what the form of an event asks; wants an option of `option_of`."""
    return questions.seen(option.asked)  # type: ignore[attr-defined]


def _of_invitation(rows: QuerySet[InvitationOption], invitation: UUID) -> QuerySet[InvitationOption]:
    joined = rows.select_related("event__place", "event__venue", "invitation__person")
    return joined.filter(invitation__public_id=invitation)


def my_options(found: Found) -> list[MyOption]:
    """Return each event of the invitation with seat, wait or offer; at most four statements whatever their number."""
    options = found.options
    events = [option.event_id for option in options]
    person = found.invitation.person_id
    waits: dict[int, QueueEntry] = {}
    offers: dict[int, Offer] = {}
    if any(option.waits_here for option in options):  # type: ignore[attr-defined]
        entries = QueueEntry.objects.filter(event__in=events, person=person, state__in=sorted(LIVE_QUEUE))
        waits = {row.event_id: row for row in entries.order_by("pk")}
        made = Offer.objects.filter(entry__in=[wait.pk for wait in waits.values()], state=OfferState.MADE)
        offers = {row.entry_id: row for row in made.order_by("pk")}
    programs = _programs([option.event_id for option in options if option.has_program])  # type: ignore[attr-defined]
    return [
        _mine(
            option,
            next(iter(rows_of(Registration, option.seated)), None),  # type: ignore[attr-defined]
            waits.get(option.event_id),
            offers,
            programs.get(option.event_id, []),
        )
        for option in options
    ]


def _programs(events: list[int]) -> dict[int, list[tuple[date, list[Session]]]]:
    """Return the sessions of each event by day; one statement, none without events."""
    found: dict[int, list[Session]] = {}
    for session in Session.objects.filter(event__in=events).order_by("event", "day", "order") if events else ():
        found.setdefault(session.event_id, []).append(session)
    return {
        event: [(day, list(rows)) for day, rows in groupby(sessions, key=lambda session: session.day)]
        for event, sessions in found.items()
    }


def _mine(
    option: InvitationOption,
    registration: Registration | None,
    entry: QueueEntry | None,
    offers: dict[int, Offer],
    program: list[tuple[date, list[Session]]],
) -> MyOption:
    waiting = entry is not None and entry.state == QueueState.WAITING
    declined = option.state == OptionState.DECLINED
    refusal = terms.refusal(option.event)
    return MyOption(
        option,
        option.event,
        registration,
        entry,
        offers.get(entry.pk) if entry else None,
        coarse_position(entry) if entry and waiting else "",
        refusal,
        program,
        in_calendar=option.in_calendar,  # type: ignore[attr-defined]
        gave_back=declined and option.last_seat == RegistrationState.CANCELLED,  # type: ignore[attr-defined]
        removed=declined and option.last_seat == RegistrationState.REMOVED,  # type: ignore[attr-defined]
        lapsed=declined and option.last_wait == QueueState.EXPIRED,  # type: ignore[attr-defined]
        may_claim=entry is not None and waiting_list.may_claim(option.event, entry),
    )


def coarse_position(entry: QueueEntry) -> str:
    """Return an honest, coarse place in the line, in words (screens 3)."""
    before = QueueEntry.objects.filter(event=entry.event_id, state=QueueState.WAITING, pk__lt=entry.pk).count() + 1
    for bound in COARSE:
        if before <= bound:
            if bound == 1:
                return _("You are first in line.")
            return _("You are among the first %(bound)s in line.") % {"bound": bound}
    return _("There are more than one hundred people before you.")


def would_wait(option: InvitationOption) -> bool:
    """Tell whether saying yes now most likely means waiting. A hint for the page; the claim alone decides.

    Wants an option of `option_of`.
    """
    return not option.holds and (option.seats_free or 0) <= 0  # type: ignore[attr-defined]


def needs_of(registration: Registration) -> list[tuple[str, str]]:
    """Return the kind and the detail of each need that still counts."""
    standing = registration.needs.filter(state__in={*UNSETTLED_NEED, NeedState.CONFIRMED})
    return list(standing.values_list("kind", "detail"))


def answers_of(registration: Registration) -> list[tuple[UUID, str]]:
    """Return the public id of each question with the answer given."""
    return list(registration.answers.values_list("question__public_id", "value"))


def digest_of(registration: Registration) -> str:
    """Return a digest of what a person may change about a registration; two statements."""
    said = sorted(needs_of(registration)), sorted(answers_of(registration)), registration.online
    return hashlib.sha256(repr(said).encode()).hexdigest()


def calendar_file(registration: Registration) -> bytes | None:
    """Return the calendar entry of a confirmed seat, naming nobody; None where there is none (EV-18)."""
    event = registration.event
    if event.protected or registration.person is None or event.wall_start is None:
        return None
    language = current()
    return calendar.download(
        registration.person.public_id, event.public_id, words.calendar_facts(event), language=language
    )
