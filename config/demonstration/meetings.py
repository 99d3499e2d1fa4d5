"""The six events of the reference consultation, played as they may have been, and two that are open now.

Titles, kinds and places are facts; days, people, replies and seats are invented and shown as demonstration.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import demonstration
from accounts.models import User
from config.demonstration.clock import as_of
from events.domain import (
    check_in,
    inviting,
    needs,
    program,
    registrations,
    scheduling,
    signatures,
    team,
    waiting_list,
)
from events.domain.enrolling import Details
from events.domain.program import Slot
from events.enums import (
    LIVE_QUEUE,
    UNSETTLED_NEED,
    Channel,
    EventState,
    NeedKind,
    RegistrationState,
    SafetyTier,
    TeamRole,
)
from events.models import Event, InvitationOption, NeedRequest, QueueEntry, Registration
from kernel.errors import DomainError
from messaging.domain import delivery
from partners import reference
from partners.models import Organization, Person, Place, Sector
from partners.queries.segments import Segment, people
from safety.domain import codes, contributions, handles, secrets
from safety.enums import Layer, PlanItem

KINDS = {"national_summit": "summit"}
REGIONS = {
    "ev-vancouver": ("BC", "AB", "YT"),
    "ev-winnipeg": ("MB", "SK", "NT", "NU"),
    "ev-montreal": ("QC", "NB", "NS", "PE", "NL"),
}
SECTORS = {"ev-ottawa": ("sec-sex-work", "sec-federal")}
SEATS = {"ev-vancouver": 45, "ev-winnipeg": 45, "ev-montreal": 60, "ev-ottawa": 30, "ev-summit": 80, "ev-survivors": 20}
PROTECTED = 12
OPEN_NOW = "demonstration-open-now"
NEEDS = (NeedKind.INTERPRETATION, NeedKind.CAPTIONING, NeedKind.MOBILITY, NeedKind.DIET, NeedKind.SUPPORT_PERSON)


OPEN_PROGRAM = (
    (("Welcome, and what was heard", "Mot de bienvenue et retour sur ce qui a été entendu"), (time(9), time(9, 45))),
    (("The replies, table by table", "Les réponses, table par table"), (time(9, 45), time(11, 15))),
    (("What comes next", "La suite"), (time(11, 30), time(12))),
)


@dataclass(frozen=True)
class Cast:
    """Who plays: staff of the demonstration, one for each role."""

    organizer: User
    approver: User
    liaison: User
    door: User
    note_taker: User
    facilitator: User
    logistics: User

    @classmethod
    def gather(cls) -> "Cast":
        """Return the people of the demonstration."""
        roles = ("organizer", "approver", "liaison", "door_staff", "note_taker", "facilitator", "logistics_officer")
        found = [demonstration.person(role) for role in roles]
        if not all(found):
            raise LookupError("Load the demonstration's staff first")
        return cls(*[user for user in found if user is not None])


def load() -> dict[str, Event]:
    """Play the six events and open two; return the events by the key of the reference file. Again: nothing new.

    The protected one that is open belongs to no consultation and is not returned.
    """
    if Event.objects.exists():
        return {}
    facts, cast, chance = reference.load(), Cast.gather(), Random(20180901)
    schedule = {row["event"]: row for row in facts.rows("demo_event_schedule")}
    events = {}
    for row in facts.rows("events"):
        planned = schedule[row["id"]]
        day = planned["date"] or schedule["ev-summit"]["date"]
        events[row["id"]] = _play(row, day, planned["start"] or "09:00", planned["end"] or "16:00", cast, chance)
    events[OPEN_NOW] = _open_now(cast, chance)
    _open_protected(cast)
    return events


def _plan(
    title: tuple[str, str],
    kind: str,
    place: Place,
    day: date,
    hours: tuple[str, str],
    seats: int,
    cast: Cast,
    **more: object,
) -> Event:
    actor = Actor.of(cast.organizer)
    event = scheduling.create(
        actor=actor,
        seats=seats,
        kind=kind,
        title_en=title[0],
        title_fr=title[1],
        place=place,
        start_day=day,
        end_day=day,
        start_time=time.fromisoformat(hours[0]),
        end_time=time.fromisoformat(hours[1]),
        **more,  # type: ignore[arg-type]
    )
    parts = {
        TeamRole.LIAISON: cast.liaison,
        TeamRole.DOOR: cast.door,
        TeamRole.NOTE_TAKER: cast.note_taker,
        TeamRole.FACILITATOR: cast.facilitator,
        TeamRole.LOGISTICS: cast.logistics,
    }
    for part in team.parts_of(event):
        if part in parts:
            team.add(event, parts[part], part, actor=actor)
    return scheduling.plan(event, actor=actor)


def _open(event: Event, cast: Cast) -> None:
    request = signatures.ask_to_open(event, actor=Actor.of(cast.organizer))
    signatures.sign(request, actor=Actor.of(cast.approver))
    event.refresh_from_db()


def _segment(key: str) -> Segment:
    if key in REGIONS:
        return Segment(jurisdictions=frozenset(REGIONS[key]))
    if key in SECTORS:
        return Segment(sectors=frozenset(SECTORS[key]))
    return Segment(sectors=frozenset(Sector.objects.filter(directory_never=False).values_list("key", flat=True)))


def _play(row: reference.Row, day: date, start: str, end: str, cast: Cast, chance: Random) -> Event:
    protected = row["safety_tier"] == SafetyTier.PROTECTED
    place = Place.objects.get(key=row["place"])
    begun = datetime.combine(day - timedelta(days=45), time(14), UTC)
    more = {"safety_tier": SafetyTier.PROTECTED} if protected else {"hold_seats": row["id"] != "ev-summit"}
    with as_of(begun):
        title = (row["en"], row["fr"])
        event = _plan(
            title,
            KINDS.get(row["kind"], row["kind"]),  # type: ignore[arg-type]
            place,
            day,
            (start, end),
            SEATS[row["id"]],
            cast,
            **more,  # type: ignore[arg-type]
        )
        if protected:
            codes.settle_plan(event.public_id, {item.value for item in PlanItem}, actor=Actor.of(cast.liaison))
        _open(event, cast)
    if protected:
        _without_names(event, begun, cast)
    else:
        _with_names(event, _segment(row["id"]), begun, chance, cast)
    return _hold(event, day, chance, cast)


def _with_names(event: Event, segment: Segment, begun: datetime, chance: Random, cast: Cast) -> None:
    asked = list(people(segment).values_list("pk", flat=True))
    with as_of(begun + timedelta(days=1)):
        _invite(event, asked, cast)
        delivery.drain()
    options = list(InvitationOption.objects.filter(event=event).select_related("invitation__person").order_by("pk"))
    chance.shuffle(options)
    for number, option in enumerate(options):
        with as_of(begun + timedelta(days=2, minutes=number * 40)):
            _reply(option, chance)
    with as_of(begun + timedelta(days=16)):
        _settle_needs(event, cast)
        waiting_list.fill(event)
        delivery.drain()


def _invite(event: Event, asked: list[int], cast: Cast) -> None:
    actor = Actor.of(cast.organizer)
    inviting.prepare(event.series, [event], asked, actor=actor)
    inviting.ask_to_release(event.series.invitations.all(), actor=actor)
    inviting.release_due()


def _reply(option: InvitationOption, chance: Random) -> None:
    option.refresh_from_db(fields=("state",))
    actor = Actor.link("invitation", option.invitation.public_id)
    fate = chance.random()
    try:
        if fate < 0.72:
            wanted = {chance.choice(NEEDS): ""} if chance.random() < 0.2 else {}
            registrations.accept(option, Details(needs=wanted), actor=actor, channel=Channel.LINK)  # type: ignore[arg-type]
        elif fate < 0.88:
            registrations.decline(option, actor=actor, channel=Channel.LINK)
    except DomainError:
        return  # a seat elsewhere at the same hours, an invitation that was not sent: as in life, no reply


def _settle_needs(event: Event, cast: Cast) -> None:
    actor = Actor.of(cast.logistics)
    for need in NeedRequest.objects.filter(registration__event=event, state__in=UNSETTLED_NEED).order_by("pk"):
        needs.confirm(need, actor=actor)


def _without_names(event: Event, begun: datetime, cast: Cast) -> None:
    partner = Organization.objects.filter(may_vouch=True).order_by("pk").first()
    if partner is None:
        return
    with as_of(begun + timedelta(days=3)):
        _pool, plain = codes.issue(event.public_id, partner, PROTECTED + 2, actor=Actor.of(cast.liaison))
        for number, code in enumerate(plain[:PROTECTED]):
            handles.admit(
                secrets.code_hash(codes.PURPOSE, code),
                language="fr" if number % 3 == 0 else "en",
                layers={Layer.TAKE_PART: True, Layer.RESULTS: number % 2 == 0},
                comes_back=False,
            )


def _hold(event: Event, day: date, chance: Random, cast: Cast) -> Event:
    organizer = Actor.of(cast.organizer)
    starts = event.starts_at or datetime.combine(day, time(13), UTC)
    with as_of(starts - timedelta(days=2)):
        for entry in QueueEntry.objects.filter(event=event, state__in=LIVE_QUEUE).order_by("pk"):
            waiting_list.leave(entry, actor=Actor.system("load_demo"))
        scheduling.make_ready(event, actor=organizer)
    with as_of(starts):
        event = scheduling.start(event, actor=organizer)
        if event.protected:
            _hear_protected(event)
        else:
            seated = Registration.objects.filter(event=event, state=RegistrationState.CONFIRMED, person__isnull=False)
            for registration in seated.order_by("pk"):
                if chance.random() < 0.93:
                    check_in.arrive(registration, actor=Actor.of(cast.door))
    with as_of((event.ends_at or starts) + timedelta(hours=1)):
        event = scheduling.conclude(event, actor=organizer)
        if event.protected:
            contributions.release(timezone.localdate())
        return event


PROTECTED_WORDS = (
    ("en", "Support should not end after a few weeks. What helped me was somebody who stayed."),
    ("fr", "Un seul endroit où tout demander, au lieu de raconter la même chose à dix guichets."),
    ("en", "Ask us before you write the rules, not after."),
    ("fr", "Un logement sûr d’abord. Le reste vient plus tard."),
    ("en", "The person on the telephone must speak my language and must not ask why I waited."),
    ("en", "Police and support workers should sit at the same table, but not in the same room as me."),
    ("fr", "Qu’on nous paie pour notre temps, comme toutes les autres personnes ici."),
    ("en", "Help finding work that does not ask for a past without gaps."),
    ("fr", "Des services dans le Nord, pas seulement un billet d’avion vers le Sud."),
    ("en", "Tell us what you did with what we said."),
)


def _hear_protected(event: Event) -> None:
    """Ten texts are sealed under codes from the bowl; the daily run after the meeting releases them shuffled."""
    plain = contributions.issue_bowl(event.public_id, len(PROTECTED_WORDS))
    for code, (language, words) in zip(plain, PROTECTED_WORDS, strict=True):
        contributions.say(code, words, language=language, uses=["summary", "paraphrase"], receipt=False)


def _working_day(ahead: int) -> date:
    day = timezone.localdate() + timedelta(days=ahead)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _open_protected(cast: Cast) -> Event:
    """One fictional protected meeting that is open today: a visitor makes codes as the liaison and uses one."""
    event = _plan(
        (
            "Survivor roundtable in Ottawa (fictional)",
            "Table ronde de survivantes et de survivants à Ottawa (fictive)",
        ),
        "survivor_roundtable",
        Place.objects.get(key="place-ottawa"),
        _working_day(50),
        ("10:00", "14:00"),
        12,
        cast,
        safety_tier=SafetyTier.PROTECTED,
        expectations_en="You need not prepare anything. Say as much or as little as you like.",
        expectations_fr="Il n’y a rien à préparer. Dites ce que vous voulez, peu ou beaucoup.",
    )
    codes.settle_plan(event.public_id, {item.value for item in PlanItem}, actor=Actor.of(cast.liaison))
    _open(event, cast)
    return event


def _open_now(cast: Cast, chance: Random) -> Event:
    """One fictional event that is open today, so that a visitor can reply to an invitation in the mailbox."""
    place = Place.objects.get(key="place-ottawa")
    day = _working_day(40)
    event = _plan(
        ("Follow-up meeting in Ottawa (fictional)", "Réunion de suivi à Ottawa (fictive)"),
        "meeting",
        place,
        day,
        ("09:00", "12:00"),
        12,
        cast,
        description_en="What has been done with what was heard, and what comes next.",
        description_fr="Ce qui a été fait de ce qui a été entendu, et la suite.",
        expectations_en="Read the reply of the government to the findings beforehand.",
        expectations_fr="Lire d’avance la réponse du gouvernement aux constats.",
        support_en="Travel is paid for one person of each organization. Both official languages are interpreted.",
        support_fr="Les frais de déplacement d’une personne par organisation sont payés. Interprétation dans les deux langues officielles.",
    )
    program.set_sessions(
        event, [Slot(*words, day, *hours) for words, hours in OPEN_PROGRAM], actor=Actor.of(cast.organizer)
    )
    _open(event, cast)
    everybody = list(Person.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
    _invite(event, chance.sample(everybody, min(10, len(everybody))), cast)
    inviting.prepare(
        event.series, [event], chance.sample(everybody, min(14, len(everybody))), actor=Actor.of(cast.organizer)
    )
    assert event.state == EventState.INVITING
    return event
