"""Consent: what the ledger says, and the one question every message asks before it leaves (PA-16, PA-A7).

`may_write` is called by every kind of message at send time. It looks at the purpose, the ledger, the person's contact
rule, bounces and suppressions as they are at that moment, so a withdrawal between queue and send always wins.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.domain import audit
from kernel.errors import Invalid, NotPermitted
from partners import subscriptions, windows
from partners.days import HOUSE_ZONE, day_of
from partners.domain import suppressions
from partners.enums import (
    EVERYTHING,
    Channel,
    ConsentAct,
    ConsentBasis,
    ConsentMethod,
    ConsentState,
    ContactKind,
    ContactStatus,
    Purpose,
)
from partners.models import Affiliation, ConsentEvent, ContactPoint, ContactRule, Person

SERVICE = "service"

B = ConsentBasis
BASES: dict[str, frozenset[ConsentBasis]] = {
    Purpose.INVITATION: frozenset({B.EXPRESS, B.IMPLIED, B.PUBLIC_ROLE}),
    Purpose.REGISTRATION: frozenset({B.SERVICE}),
    Purpose.COMMITMENT: frozenset({B.SERVICE, B.PUBLIC_ROLE}),
    Purpose.RESULTS: frozenset({B.EXPRESS, B.IMPLIED}),
    Purpose.NEWS: frozenset({B.EXPRESS}),
    SERVICE: frozenset({B.SERVICE}),
}
_STRONGEST_FIRST = (B.EXPRESS, B.PUBLIC_ROLE, B.IMPLIED)
_NEGATIVE = {ConsentAct.REFUSED: ConsentState.REFUSED, ConsentAct.WITHDRAWN: ConsentState.WITHDRAWN}
# of two acts at the same moment the one that restricts more counts as the later
_RANK = {ConsentAct.ASKED: 0, ConsentAct.GRANTED: 1, ConsentAct.REFUSED: 2, ConsentAct.WITHDRAWN: 3}


@dataclass(frozen=True)
class Standing:
    """What the ledger says about one person, purpose and channel, and since when."""

    state: ConsentState
    basis: ConsentBasis | None = None
    since: datetime.datetime | None = None


@dataclass(frozen=True)
class Allow:
    """The message may leave: to this one address, in this language (`en`, `fr` or `both`).

    `unsubscribe` is the token for `rendering.compose(..., unsubscribe=...)`, empty for service messages.
    """

    address: str = field(repr=False)
    language: str
    basis: ConsentBasis
    contact_ref: UUID
    unsubscribe: str = field(default="", repr=False)
    name: str = field(default="", repr=False)


@dataclass(frozen=True)
class Refuse:
    """The message may not leave now. `again_at` is set when only the hour is wrong."""

    code: str
    again_at: datetime.datetime | None = None


def derive(events: Iterable[ConsentEvent], at: datetime.datetime) -> Standing:
    """Return what a ledger says at a moment.

    A refusal or withdrawal stands until the person says yes again expressly; asking again or taking part does not
    re-open it. A grant with a last day lapses after it. Of several grants in force the strongest counts.

    Args:
        events: the events of one person, one purpose and one channel, in any order.
        at: aware time; later acts are not known yet.
    """
    past = sorted((e for e in events if e.at <= at), key=lambda e: (e.at, _RANK[ConsentAct(e.act)], e.pk or 0))
    no: ConsentEvent | None = None
    asked: ConsentEvent | None = None
    grants: list[ConsentEvent] = []
    for event in past:
        if event.act in _NEGATIVE:
            no, asked, grants = event, None, []
        elif event.act == ConsentAct.GRANTED and (no is None or event.basis == B.EXPRESS):
            no, grants = None, [*grants, event]
        elif event.act == ConsentAct.ASKED and no is None:
            asked = event
    if no is not None:
        return Standing(_NEGATIVE[ConsentAct(no.act)], None, no.at)
    live = [grant for grant in grants if grant.expires_on is None or day_of(at) <= grant.expires_on]
    if live:
        best = min(live, key=lambda grant: _STRONGEST_FIRST.index(ConsentBasis(grant.basis)))
        return Standing(ConsentState.GRANTED, ConsentBasis(best.basis), best.at)
    last_day = max((grant.expires_on for grant in grants if grant.expires_on), default=None)
    if asked is not None and (last_day is None or day_of(asked.at) > last_day):
        return Standing(ConsentState.PENDING, None, asked.at)
    return Standing(ConsentState.EXPIRED, None, grants[-1].at) if grants else Standing(ConsentState.NOT_ASKED)


def standing(person: Person, purpose: str, at: datetime.datetime, channel: str = Channel.EMAIL) -> Standing:
    """Return what the person's ledger says about a purpose and channel at a moment."""
    return derive(ConsentEvent.objects.filter(person=person, purpose=purpose, channel=channel), at)


def may_write(person: Person | UUID, purpose: str, at: datetime.datetime) -> Allow | Refuse:
    """Say whether one e-mail may leave for the person, and to which address (PA-16).

    Args:
        person: the person or their public id; somebody who no longer exists is refused.
        purpose: a `Purpose`, or `service` for a message about the person's own act.
        at: the moment of sending, aware.
    """
    ref = person.public_id if isinstance(person, Person) else person
    return may_write_to([ref], purpose, at).get(ref, Refuse("person_unknown"))


def may_write_to(refs: Iterable[UUID], purpose: str, at: datetime.datetime) -> dict[UUID, Allow | Refuse]:
    """Say the same for many people in at most five statements; people who do not exist are left out."""
    facts = _facts(list(refs), at, [] if B.SERVICE in BASES[purpose] else [purpose])
    return {person.public_id: _decide(person, purpose, at, facts) for person in facts.people}


def may_write_about(person: Person, at: datetime.datetime) -> dict[Purpose, Allow | Refuse]:
    """Say it for one person and every purpose, in four statements."""
    facts = _facts([person.public_id], at, Purpose.values)
    return {purpose: _decide(facts.people[0], purpose, at, facts) for purpose in Purpose}


@dataclass(frozen=True)
class _Facts:
    """What deciding needs to know of some people."""

    people: Sequence[Person]
    ledgers: dict[tuple[int, str], list[ConsentEvent]]
    points: dict[int, list[ContactPoint]]
    silenced: dict[str, set[str]]


def _facts(refs: list[UUID], at: datetime.datetime, purposes: Iterable[str]) -> _Facts:
    today = day_of(at)
    current = Affiliation.objects.filter(
        Q(started_on=None) | Q(started_on__lte=today), Q(ended_on=None) | Q(ended_on__gte=today), person=OuterRef("pk")
    )
    people = list(
        Person.objects.filter(public_id__in=refs)
        .annotate(in_role=Exists(current))
        .select_related("contact_rule", "jurisdiction")
        .order_by("pk")
    )
    keys = [person.pk for person in people]
    ledgers: dict[tuple[int, str], list[ConsentEvent]] = {}
    if wanted := list(purposes):
        acts = ConsentEvent.objects.filter(person__in=keys, purpose__in=wanted, channel=Channel.EMAIL)
        for event in acts.order_by("pk"):
            ledgers.setdefault((event.person_id, event.purpose), []).append(event)
    points: dict[int, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(person__in=keys, kind=ContactKind.EMAIL).order_by("-preferred", "pk"):
        points.setdefault(point.person_id or 0, []).append(point)
    silenced = suppressions.in_force({point.value for held in points.values() for point in held})
    return _Facts(people, ledgers, points, silenced)


def _decide(person: Person, purpose: str, at: datetime.datetime, facts: _Facts) -> Allow | Refuse:
    if not person.is_active:
        return Refuse("person_inactive")
    ledger = facts.ledgers.get((person.pk, purpose), [])
    basis = basis_of(purpose, derive(ledger, at), in_role=person.in_role)  # type: ignore[attr-defined]
    if isinstance(basis, Refuse):
        return basis
    if hindrance := _rule_hindrance(person, at):
        return hindrance
    return _address(person, purpose, basis, facts.points.get(person.pk, []), facts.silenced)


def basis_of(purpose: str, held: Standing, *, in_role: bool) -> ConsentBasis | Refuse:
    """Say on what a message of a purpose may rest, or that the person's word stands against it.

    Args:
        in_role: the person holds a part in an organization now.
    """
    allowed = BASES[purpose]
    if B.SERVICE in allowed:
        return B.SERVICE
    if held.state == ConsentState.GRANTED and held.basis in allowed:
        return held.basis
    open_question = held.state in {ConsentState.NOT_ASKED, ConsentState.PENDING, ConsentState.EXPIRED}
    if open_question and B.PUBLIC_ROLE in allowed and in_role:
        return B.PUBLIC_ROLE
    return Refuse(f"consent_{held.state}" if held.state != ConsentState.GRANTED else "consent_basis_too_weak")


def _rule_hindrance(person: Person, at: datetime.datetime) -> Refuse | None:
    try:
        rule = person.contact_rule
    except ContactRule.DoesNotExist:
        return None
    if not rule.email_allowed:
        return Refuse("channel_not_wanted")
    if rule.relay_id is not None:
        return Refuse("partner_relays")
    again_at = windows.next_open(rule.windows, at, zone_of(person))
    return None if again_at == at else Refuse("outside_contact_hours", again_at)


def zone_of(person: Person) -> ZoneInfo:
    """Return the person's own zone, else that of their region, else that of the house."""
    name = person.zone or (person.jurisdiction.zone if person.jurisdiction is not None else "")
    return ZoneInfo(name) if name else HOUSE_ZONE


def _address(
    person: Person, purpose: str, basis: ConsentBasis, points: list[ContactPoint], silenced: dict[str, set[str]]
) -> Allow | Refuse:
    code = "no_address"
    for point in points:
        if point.status == ContactStatus.BOUNCED:
            code = "address_bounced"
        elif point.status == ContactStatus.SUPPRESSED or silenced.get(point.value, set()) & {EVERYTHING, purpose}:
            code = "address_suppressed"
        else:
            stop = "" if basis == B.SERVICE else subscriptions.token(purpose, person.public_id, point.public_id)
            return Allow(point.value, person.preferred_language, basis, point.public_id, stop, person.display_name)
    return Refuse(code)


@transaction.atomic
def record(
    person: Person,
    purpose: str,
    act: ConsentAct,
    *,
    actor: Actor,
    method: ConsentMethod,
    language: str,
    basis: ConsentBasis | None = None,
    at: datetime.datetime | None = None,
    expires_on: datetime.date | None = None,
    channel: Channel = Channel.EMAIL,
    contact_ref: UUID | None = None,
    notice_version: str = "",
) -> ConsentEvent:
    """Write one act of the person themselves, or of the platform, into the ledger.

    Args:
        act: what happened; a grant needs a basis, and an implied one its last day.
        actor: the person's link, or the system; staff may only refuse or withdraw here; a yes they were
            told of goes through `consent_on_behalf`.

    Raises:
        NotPermitted: staff may not grant alone (PA-18).
        Invalid: a grant names no basis that its purpose allows, or implied consent has no last day.
    """
    if act == ConsentAct.GRANTED:
        if actor.user_id is not None:
            raise NotPermitted(
                _("Staff cannot grant consent. Record it on behalf of the person, and a second person confirms it."),
                code="consent_needs_second_person",
            )
        if basis is None or basis not in BASES[purpose]:
            raise Invalid(_("Messages of this kind cannot rest on that reason."), code="consent_basis_not_allowed")
        if basis == B.IMPLIED and expires_on is None:
            raise Invalid(_("Consent that is implied needs a last day."), code="consent_implied_needs_end")
    event = ConsentEvent.objects.create(
        person=person,
        purpose=purpose,
        channel=channel,
        contact_ref=contact_ref,
        act=act,
        basis=basis or "",
        at=at or timezone.now(),
        expires_on=expires_on,
        notice_version=notice_version,
        language=language,
        method=method,
        recorded_by_id=actor.user_id,
    )
    audit.record(actor, f"consent.{act}", person, purpose=str(purpose), channel=str(channel), method=str(method))
    return event


@transaction.atomic
def open_an_address(
    person_id: int, purpose: str, *, actor: Actor, before: datetime.datetime | None = None
) -> ContactPoint | None:
    """Give a yes a way to count: an address the person may be written to, where they themselves stopped them all.

    Args:
        before: open only what was stopped before this moment, aware.

    Returns:
        The address that was opened; None where one was open, or where the person cannot open any.
    """
    if has_address(person_id, purpose):
        return None
    points = _active(person_id).order_by("-preferred", "pk")
    return next(
        (point for point in points if suppressions.lift(point.value, purpose, actor=actor, before=before)), None
    )


def has_address(person_id: int, purpose: str) -> bool:
    """Tell whether an address of the person is open for a purpose, whatever the hour and their rule."""
    values = set(_active(person_id).values_list("value", flat=True))
    silenced = suppressions.in_force(values)
    return any(not silenced.get(value, set()) & {EVERYTHING, purpose} for value in values)


def _active(person_id: int) -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(person_id=person_id, kind=ContactKind.EMAIL, status=ContactStatus.ACTIVE)
