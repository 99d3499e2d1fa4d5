"""The seeded world of the access tests: one person for each role, objects they reach, and objects they do not.

`ids["event"]` stands in addresses of lines with `of="event"`; `foreign["event"]` are ids of the same kind that nobody
here reaches: they must answer as ids that do not exist (RE-9). A callable is asked for each person.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.domain import tokens
from accounts.models import ApiToken, FactorReset, User
from accounts.permissions import Permission
from accounts.roles import ROLES
from accounts.scopes import Scope
from accounts.sessions import digest
from events.domain import check_in, invitations, registrations
from events.domain.enrolling import Details
from events.models import Event, Invitation, SignatureRequest
from events.views import visits
from partners import periods
from partners.domain import commitment_decisions, evidence
from safety.domain import codes
from tests.access import seed_engagement
from tests.access.vocabulary import GUEST, STRANGERS
from tests.factories.accounts import (
    RoleAssignmentFactory,
    UserFactory,
    app_of,
    passkey_of,
    person_with,
    recovery_codes_of,
)
from tests.factories.commitments import agreed, drafted, people, proven, sent
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    FormQuestionFactory,
    InvitationFactory,
    ProtectedEventFactory,
    ReminderFactory,
    SessionFactory,
    VenueFactory,
    days_ahead,
    visit_of,
)
from tests.factories.imports import ImportRowFactory
from tests.factories.messaging import LocalMailFactory, MessageFactory
from tests.factories.partners import (
    AffiliationFactory,
    ConsentProposalFactory,
    ContactPointFactory,
    OrganizationFactory,
)
from tests.factories.safety import settle_plan

Ids = tuple[Any, ...]


@dataclass
class World:
    """What the tests walk through."""

    people: dict[str, User | None] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    ids: dict[str, Ids | Callable[[str], Ids]] = field(default_factory=dict)
    foreign: dict[str, Ids] = field(default_factory=dict)

    def arguments(self, kind: str, who: str) -> Ids:
        """Return the ids that stand in the address for this person."""
        found = self.ids[kind] if kind else ()
        return found(who) if callable(found) else found


def plant() -> World:
    """Return the world. Each app adds its own objects below as it lands."""
    world = World()
    _people(world)
    for add in SEEDS:
        add(world)
    return world


def _people(world: World) -> None:
    for who in STRANGERS:
        world.people[who], world.clients[who] = None, Client()
    for role in ROLES:
        user = person_with(role, name=role)
        client = Client()
        client.force_login(user)
        world.people[role], world.clients[role] = user, client
        if Permission.USE_API not in ROLES[role].permissions:
            continue  # nobody gives them a key; they ask as strangers
        secret = tokens.PREFIX + secrets.token_urlsafe(32)
        ApiToken.objects.create(
            user=user,
            name="every scope",
            digest=tokens.digest(secret),
            scopes=[str(scope) for scope in Scope],
            expires_at=timezone.now() + timedelta(days=1),
        )
        world.keys[role] = secret


def _accounts(world: World) -> None:
    outsider = UserFactory()

    def own(make: Callable[[User], Any]) -> Callable[[str], Ids]:
        made: dict[str, Ids] = {}

        def of(who: str) -> Ids:
            if who not in made:
                made[who] = (make(world.people[who] or outsider),)
            return made[who]

        for who in world.people:
            of(who)
        return of

    for user in world.people.values():
        if user:
            app_of(user), recovery_codes_of(user)
            session = world.clients[user.name].session
            session["mfa.totp.secret"] = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # an enrolment under way
            session.save()
    world.ids["own_passkey"] = own(lambda user: passkey_of(user).pk)
    world.ids["own_key"] = own(lambda user: _key(user).public_id)
    world.ids["own_session"] = lambda who: (digest(world.clients[who].session.session_key or "x")[:16],)
    world.foreign["own_passkey"] = (passkey_of(outsider).pk,)
    world.foreign["own_key"] = (_key(outsider).public_id,)
    world.ids["api_nowhere"] = ()
    colleague = person_with("note_taker")
    app_of(colleague)
    proposed = RoleAssignmentFactory(user=colleague, role="liaison", confirmed_at=None, confirmed_by=None)
    reset = FactorReset.objects.create(user=colleague, asked_by=outsider)
    world.ids["colleague"], world.ids["proposed_role"] = (colleague.public_id,), (proposed.public_id,)
    world.ids["reset"] = (reset.public_id,)


def _key(user: User) -> ApiToken:
    return ApiToken.objects.create(
        user=user, name="one", digest=secrets.token_hex(32), scopes=[], expires_at=timezone.now() + timedelta(days=1)
    )


def _messaging(world: World) -> None:
    world.ids["unsubscribe"] = ("no-such-token",)
    world.ids["message"] = (MessageFactory(state="uncertain").pk,)
    world.ids["mail"] = (LocalMailFactory(has_calendar=True).pk,)
    world.ids["provider"] = ("notify",)


def _events(world: World) -> None:
    alice, approver = world.people["organizer"], world.people["approver"]
    mine, theirs = _event(world), _event(world, own=False)
    world.ids["event"], world.foreign["event"] = (mine.event.public_id,), (theirs.event.public_id,)
    over = [EventFactory(state="concluded") for _one in range(2)]
    EventTeamMemberFactory(event=over[0], user=alice, role="organizer")
    world.ids["event_over"], world.foreign["event_over"] = (over[0].public_id,), (over[1].public_id,)
    world.ids["event_act"] = (mine.event.public_id, "ready")
    world.foreign["event_act"] = (theirs.event.public_id, "ready")
    for kind in ("pool", "registration", "need", "invitation", "option", "seated_option"):
        world.ids[kind], world.foreign[kind] = (getattr(mine, kind).public_id,), (getattr(theirs, kind).public_id,)
    for planned, kept in ((mine, world.ids), (theirs, world.foreign)):
        kept["event_and_person"] = (planned.event.public_id, planned.invitation.person.public_id)
        kept["team_member"] = (planned.event.team.get(role="door").public_id,)
        kept["session"] = (SessionFactory(event=planned.event).public_id,)
        kept["question_of_form"] = (FormQuestionFactory(event=planned.event).key,)
        kept["reminder"] = (ReminderFactory(event=planned.event).public_id,)
    world.ids["venue"] = (VenueFactory().public_id,)
    world.ids["token"] = (mine.token,)
    for kind, by in (("own_request", alice), ("request", UserFactory())):
        request = SignatureRequest.objects.create(event=EventFactory(), act="open_inviting", requested_by=by)
        EventTeamMemberFactory(event=request.event, user=alice, role="organizer")
        world.ids[kind] = (request.public_id,)
    theirs_to_sign = SignatureRequest.objects.create(event=theirs.event, act="open_inviting", requested_by=approver)
    world.foreign["request"] = world.foreign["own_request"] = (theirs_to_sign.public_id,)
    _door(world)
    _guest(world, mine)


@dataclass
class _Planned:
    """One event with everything an address may name."""

    event: Any
    pool: Any
    invitation: Any
    option: Any
    seated_option: Any
    registration: Any
    need: Any
    token: str


def _event(world: World, *, own: bool = True, state: str = "inviting") -> _Planned:
    event = EventFactory(state=state)
    team = {"organizer": "organizer", "logistics_officer": "logistics", "door_staff": "door"}
    for role, part in team.items():
        EventTeamMemberFactory(event=event, user=world.people[role] if own else UserFactory(), role=part)
    other = EventFactory(series=event.series, start_day=days_ahead(90))
    invitation = InvitationFactory(series=event.series, events=[event, other])
    first, second = invitation.options.order_by("rank")
    seated = registrations.accept(first, Details(needs={"mobility": ""}), actor=SOMEONE).registration
    Invitation.objects.filter(pk=invitation.pk).update(state="released")
    invitation.refresh_from_db()
    token = invitations.issue([invitation])[invitation.pk]
    return _Planned(event, event.pools.get(kind="root"), invitation, second, first, seated, seated.needs.get(), token)


def _door(world: World) -> None:
    for planned, kept in ((_event(world), world.ids), (_event(world, own=False), world.foreign)):
        Event.objects.filter(pk=planned.event.pk).update(state="in_progress")
        noted = check_in.arrive(planned.registration, actor=SOMEONE)
        kept["door"] = (planned.event.public_id,)
        kept["door_registration"] = (planned.registration.public_id,)
        kept["door_noted"] = (noted.pk,)
        kept["door_walk_in"] = (planned.event.public_id, planned.invitation.person.public_id)


def _guest(world: World, mine: _Planned) -> None:
    client = world.clients[GUEST]
    client.post(reverse("events:link", args=[mine.token]))
    assert str(mine.invitation.public_id) in client.cookies[visits.COOKIE].value
    client.cookies[visits.COOKIE] = visit_of(mine.invitation, proved=True)  # and has typed the code that was mailed
    session = client.session
    session["invitation_code"] = str(mine.invitation.public_id)  # and waits for a code of another one
    session.save()


def _protected(world: World) -> None:
    event, liaison = ProtectedEventFactory(), Actor.of(world.people["liaison"])
    settle_plan(event.public_id, liaison)
    pool, _codes = codes.issue(event.public_id, OrganizationFactory(may_vouch=True), 2, actor=liaison)
    world.ids["open_event"], world.foreign["open_event"] = world.ids["event"], (event.public_id,)
    world.ids["protected"], world.ids["code_pool"] = (event.public_id,), (pool.public_id,)
    # an open event is as foreign here as one that does not exist
    world.foreign["protected"] = (EventFactory().public_id,)
    world.foreign["code_pool"] = (UserFactory().public_id,)


def _directory(world: World) -> None:
    published = OrganizationFactory(key="made-published", provenance="public")
    world.ids["institution"], world.foreign["institution"] = (published.public_id,), (OrganizationFactory().public_id,)
    affiliation = AffiliationFactory()
    person = affiliation.person
    world.ids["person"], world.ids["organization"] = (person.public_id,), (affiliation.organization.public_id,)
    world.ids["affiliation"] = (affiliation.public_id,)
    world.ids["contact"] = (ContactPointFactory(person=person, preferred=False).public_id,)
    world.ids["consent"] = (ConsentProposalFactory(person=person, proposed_by=UserFactory()).public_id,)
    world.ids["import"] = (ImportRowFactory().people_import.public_id,)
    world.ids["import_example"] = ("example", "csv")
    each = {who: ContactPointFactory(person=person, preferred=False).public_id for who in world.people}
    world.ids["contact_of_each"] = lambda who: (each[who],)
    parts = {who: AffiliationFactory(person=person, is_primary=False).public_id for who in world.people}
    world.ids["affiliation_of_each"] = lambda who: (parts[who],)
    world.ids["organization_name"] = (affiliation.organization.names.get(language="en").public_id,)


def _commitments(world: World) -> None:
    """One public commitment with a report, evidence and an open question; a draft is foreign to the public."""
    writer, approver = people()
    commitment = agreed(writer, approver)
    lead = commitment.obligations.get()
    update = sent(lead, writer)
    described = {"title_en": "Table", "title_fr": "Tableau", "captured_on": periods.today()}
    item = evidence.attach_file(commitment, b"a,b\r\n1,2\r\n", "csv", actor=writer, **described)
    evidence.accept(evidence.check(item, actor=writer), actor=approver)
    milestone = commitment.milestones.get()
    decision = commitment_decisions.ask_waiver(milestone, actor=writer, reason_en="Done.", reason_fr="Fait.")
    world.ids |= {
        "commitment": (commitment.public_id,),
        "public_commitment": (commitment.public_id,),
        "public_evidence": (item.public_id,),
        "obligation": (lead.public_id,),
        "report": (lead.public_id, update.period_start.isoformat()),
        "measure": (commitment.measures.get().public_id,),
        "milestone": (milestone.public_id,),
        "progress": (update.public_id,),
        "evidence": (item.public_id,),
        "commitment_decision": (decision.public_id,),
        "party": (lead.organization.public_id,),
    }
    for kind in ("agree", "complete", "withdraw", "supersede"):
        world.ids[f"commitment_{kind}"] = (commitment.public_id, kind)
    world.foreign["public_commitment"] = (drafted(writer).public_id,)
    world.foreign["public_evidence"] = (proven(commitment, writer, approver, classification="protected_a").public_id,)


SEEDS: list[Callable[[World], None]] = [
    _accounts,
    _messaging,
    _events,
    _protected,
    _directory,
    _commitments,
    seed_engagement.add,
]
