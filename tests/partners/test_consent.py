"""Consent: what a ledger says, and the question every message asks before it leaves (PA-16 to PA-18, PA-A7)."""

import datetime
import random

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import User
from kernel.errors import DomainError, Invalid, NotPermitted
from partners.days import HOUSE_ZONE, day_of
from partners.domain import consent, consent_on_behalf, people, stopping, suppressions
from partners.enums import ConsentAct, ConsentBasis, ConsentMethod, ConsentState, ContactStatus, Purpose
from partners.models import ConsentEvent
from tests.factories.partners import (
    AffiliationFactory,
    ConsentEventFactory,
    ContactPointFactory,
    ContactRuleFactory,
    JurisdictionFactory,
    OrganizationFactory,
    PersonFactory,
)

SOMEONE = Actor.system("test")
NOON = datetime.datetime(2026, 3, 4, 17, 0, tzinfo=datetime.UTC)  # a Wednesday, noon in Ottawa
STRENGTH = {"express": 3, "public_role": 2, "implied": 1}
ORDER = {"asked": 0, "granted": 1, "refused": 2, "withdrawn": 3}


def staff(name="Dana"):
    return User.objects.create_user(f"{name.lower()}@example.org", name)


def what_the_rules_say(events, at):
    """The same rules said as a definition instead of a walk: which act is the last word, and what stands after it."""
    rank = {id(e): (e.at, ORDER[e.act], number) for number, e in enumerate(events)}
    known = sorted((e for e in events if e.at <= at), key=lambda e: rank[id(e)])
    last_no = max((i for i, e in enumerate(known) if e.act in {"refused", "withdrawn"}), default=-1)
    opening = next(
        (i for i, e in enumerate(known) if i > last_no and e.act == "granted" and e.basis == "express"), None
    )
    if last_no >= 0 and opening is None:
        return known[last_no].act, None
    standing = known[opening if last_no >= 0 else 0 :]
    grants = [e for e in standing if e.act == "granted"]
    in_force = [e.basis for e in grants if e.expires_on is None or e.expires_on >= day_of(at)]
    if in_force:
        return "granted", max(in_force, key=STRENGTH.__getitem__)
    ends = {e.expires_on for e in grants}
    asked = [e for e in standing if e.act == "asked"]
    if asked and (not ends or day_of(asked[-1].at) > max(ends)):
        return "pending", None
    return ("expired", None) if grants else ("not_asked", None)


def a_ledger(draw):
    start = datetime.datetime(2026, 1, 1, 15, tzinfo=datetime.UTC)
    events = []
    for _ in range(draw.randrange(0, 9)):
        at = start + datetime.timedelta(days=draw.randrange(0, 30), hours=draw.choice((0, 0, 6)))
        act = draw.choice(("asked", "granted", "granted", "granted", "refused", "withdrawn"))
        basis = draw.choice(("express", "implied", "public_role")) if act == "granted" else ""
        ends = basis == "implied" or (act == "granted" and draw.random() < 0.3)
        last = day_of(at) + datetime.timedelta(days=draw.randrange(0, 15)) if ends else None
        events.append(ConsentEvent(act=act, basis=basis, at=at, expires_on=last))
    return events, start + datetime.timedelta(days=draw.randrange(0, 45), hours=draw.choice((0, 3, 12)))


def test_pa_a7_derived_consent_equals_the_reference_for_2000_ledgers():
    draw = random.Random(20180901)
    seen = {}
    for number in range(2000):
        events, at = a_ledger(draw)
        expected = what_the_rules_say(events, at)
        shuffled = list(events)
        derived = consent.derive(shuffled, at)
        assert (derived.state, derived.basis) == expected, (number, events, at)
        seen[expected[0]] = seen.get(expected[0], 0) + 1
    assert set(seen) == set(ConsentState.values), seen


def test_a_withdrawal_at_the_same_moment_as_a_grant_wins():
    both = [
        ConsentEvent(act="withdrawn", at=NOON),
        ConsentEvent(act="granted", basis="express", at=NOON),
    ]
    assert consent.derive(both, NOON).state == ConsentState.WITHDRAWN


def test_implied_consent_lapses_the_day_after_its_last_day():
    grant = ConsentEvent(act="granted", basis="implied", at=NOON, expires_on=datetime.date(2026, 3, 10))
    last_evening = datetime.datetime(2026, 3, 10, 23, 59, tzinfo=HOUSE_ZONE)
    assert consent.derive([grant], last_evening).state == ConsentState.GRANTED
    assert consent.derive([grant], last_evening + datetime.timedelta(minutes=1)).state == ConsentState.EXPIRED


@pytest.mark.django_db
class TestMayWrite:
    def test_an_express_yes_lets_the_message_go_to_the_preferred_address_in_the_persons_language(self):
        person = PersonFactory(preferred_language="fr", email="first@example.org")
        people.add_contact(person, actor=SOMEONE, kind="email", value="Second@Example.org", preferred=True)
        ConsentEventFactory(person=person, purpose=Purpose.NEWS, at=NOON)

        answer = consent.may_write(person, Purpose.NEWS, NOON)

        assert (answer.address, answer.language, answer.basis) == ("second@example.org", "fr", ConsentBasis.EXPRESS)
        assert "example.org" not in repr(answer)

    def test_a_public_role_is_enough_for_an_invitation_and_not_for_news(self):
        person = PersonFactory(organization=OrganizationFactory())
        assert consent.may_write(person, Purpose.INVITATION, NOON).basis == ConsentBasis.PUBLIC_ROLE
        assert consent.may_write(person, Purpose.NEWS, NOON) == consent.Refuse("consent_not_asked")

    def test_a_role_that_has_ended_is_no_reason_any_more(self):
        affiliation = AffiliationFactory(ended_on=datetime.date(2026, 3, 3))
        assert consent.may_write(affiliation.person, Purpose.INVITATION, NOON) == consent.Refuse("consent_not_asked")

    @pytest.mark.parametrize("act", ["refused", "withdrawn"])
    def test_a_no_outweighs_a_public_role(self, act):
        person = PersonFactory(organization=OrganizationFactory())
        ConsentEventFactory(person=person, act=act, at=NOON)
        assert consent.may_write(person, Purpose.INVITATION, NOON) == consent.Refuse(f"consent_{act}")

    @pytest.mark.parametrize("purpose", [consent.SERVICE, Purpose.REGISTRATION, Purpose.COMMITMENT])
    def test_a_service_message_needs_no_consent(self, purpose):
        person = PersonFactory()
        ConsentEventFactory(person=person, act="withdrawn", purpose=Purpose.INVITATION, at=NOON)
        assert isinstance(consent.may_write(person, purpose, NOON), consent.Allow)

    def test_nobody_writes_to_somebody_unknown_inactive_or_without_address(self):
        assert consent.may_write(PersonFactory.build().public_id, consent.SERVICE, NOON).code == "person_unknown"
        assert consent.may_write(PersonFactory(is_active=False), consent.SERVICE, NOON).code == "person_inactive"
        assert consent.may_write(PersonFactory(email=False), consent.SERVICE, NOON).code == "no_address"

    def test_a_bounced_address_is_passed_over_and_the_next_one_used(self):
        person = PersonFactory(email="old@example.org")
        people.set_contact_status(person.contact_points.get(), ContactStatus.BOUNCED, actor=SOMEONE)
        assert consent.may_write(person, consent.SERVICE, NOON).code == "address_bounced"
        ContactPointFactory(person=person, value="new@example.org", preferred=False)
        assert consent.may_write(person, consent.SERVICE, NOON).address == "new@example.org"

    def test_the_contact_rule_binds_service_messages_too(self):
        person = PersonFactory()
        rule = ContactRuleFactory(person=person, email_allowed=False)
        assert consent.may_write(person, consent.SERVICE, NOON).code == "channel_not_wanted"
        rule.email_allowed, rule.relay = True, OrganizationFactory()
        rule.save()
        assert consent.may_write(person, consent.SERVICE, NOON).code == "partner_relays"

    def test_outside_the_hours_of_the_persons_own_zone_it_says_when_to_come_back(self):
        person = PersonFactory(jurisdiction=JurisdictionFactory(code="BC", zone="America/Vancouver"))
        people.set_contact_rule(person, actor=SOMEONE, hours=[(2, 13 * 60, 15 * 60)])
        refused = consent.may_write(person, consent.SERVICE, NOON)  # 9 am in Vancouver
        assert refused.code == "outside_contact_hours"
        assert refused.again_at == datetime.datetime(2026, 3, 4, 21, tzinfo=datetime.UTC)
        assert isinstance(consent.may_write(person, consent.SERVICE, refused.again_at), consent.Allow)

    def test_hundred_people_cost_as_many_statements_as_two(self, django_assert_num_queries):
        crowd = [PersonFactory(organization=OrganizationFactory()) for _ in range(40)]
        for some in (crowd[:2], crowd):
            with django_assert_num_queries(4):
                answers = consent.may_write_to([p.public_id for p in some], Purpose.INVITATION, NOON)
            assert all(isinstance(answer, consent.Allow) for answer in answers.values())
            assert len(answers) == len(some)


@pytest.mark.django_db
class TestUnsubscribe:
    def one(self):
        person = PersonFactory(organization=OrganizationFactory(), email="one@example.org")
        people.add_contact(person, actor=SOMEONE, kind="email", value="two@example.org")
        ConsentEventFactory(person=person, purpose=Purpose.NEWS)
        return person

    def stop(self, person, choice, purpose=Purpose.INVITATION):
        link = Actor.link("unsubscribe", person.public_id)
        stopping.unsubscribe(person, choice, purpose=purpose, address="one@example.org", actor=link, language="en")
        return {
            purpose: consent.may_write(person, purpose, timezone.now())
            for purpose in (Purpose.INVITATION, Purpose.NEWS, Purpose.REGISTRATION)
        }

    def test_this_purpose_stops_only_this_purpose(self):
        answers = self.stop(self.one(), stopping.Choice.THIS_PURPOSE)
        assert answers[Purpose.INVITATION] == consent.Refuse("consent_withdrawn")
        assert answers[Purpose.NEWS].address == answers[Purpose.REGISTRATION].address == "one@example.org"

    def test_this_address_stops_only_this_address(self):
        answers = self.stop(self.one(), stopping.Choice.THIS_ADDRESS)
        assert {answer.address for answer in answers.values()} == {"two@example.org"}

    def test_everything_stops_everything(self):
        answers = self.stop(self.one(), stopping.Choice.EVERYTHING)
        assert answers[Purpose.INVITATION] == answers[Purpose.NEWS] == consent.Refuse("consent_withdrawn")
        assert answers[Purpose.REGISTRATION] == consent.Refuse("address_suppressed")

    def test_doing_it_twice_writes_nothing_more(self):
        person = self.one()
        for _ in range(2):
            self.stop(person, stopping.Choice.EVERYTHING)
            rows = ConsentEvent.objects.filter(person=person, act="withdrawn").count()
        assert rows == 3

    def test_an_unknown_choice_is_refused(self):
        with pytest.raises(Invalid):
            self.stop(self.one(), "perhaps")

    def test_pa17_a_suppressed_address_stays_so_when_deleted_and_entered_again(self):
        person = self.one()
        self.stop(person, stopping.Choice.THIS_ADDRESS)
        people.remove_contact(person.contact_points.get(value="one@example.org"), actor=SOMEONE)
        again = PersonFactory(email="One@Example.ORG")
        assert consent.may_write(again, consent.SERVICE, timezone.now()) == consent.Refuse("address_suppressed")

    def test_the_store_of_suppressions_holds_no_address(self):
        suppressions.suppress("secret@example.org", actor=SOMEONE, reason="request")
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM partners_suppression")
            assert "secret" not in str(cursor.fetchall())


@pytest.mark.django_db
class TestOnBehalf:
    """PA-18: staff cannot grant consent except with a method and a second person."""

    def test_a_member_of_staff_cannot_grant_alone(self):
        with pytest.raises(NotPermitted) as refusal:
            consent.record(
                PersonFactory(),
                Purpose.NEWS,
                ConsentAct.GRANTED,
                actor=Actor.of(staff()),
                method=ConsentMethod.PHONE,
                language="en",
                basis=ConsentBasis.EXPRESS,
            )
        assert refusal.value.code == "consent_needs_second_person"

    def test_the_database_refuses_a_grant_by_one_member_of_staff(self):
        dana = staff()
        for second in (None, dana):
            with pytest.raises(IntegrityError), transaction.atomic():
                ConsentEventFactory(recorded_by=dana, second_by=second)

    def test_two_people_make_it_count_from_the_day_the_person_agreed(self):
        person, dana, erin = PersonFactory(), staff(), staff("Erin")
        proposal = consent_on_behalf.propose(
            person,
            Purpose.NEWS,
            actor=Actor.of(dana),
            method=ConsentMethod.PHONE,
            language="en",
            acted_on=datetime.date(2026, 3, 2),
        )
        assert consent.may_write(person, Purpose.NEWS, NOON).code == "consent_not_asked"
        with pytest.raises(NotPermitted):
            consent_on_behalf.decide(proposal, actor=Actor.of(dana), confirm=True)

        consent_on_behalf.decide(proposal, actor=Actor.of(erin), confirm=True)

        event = person.consent_events.get()
        assert (event.recorded_by, event.second_by, event.method) == (dana, erin, "phone")
        assert isinstance(consent.may_write(person, Purpose.NEWS, NOON), consent.Allow)
        with pytest.raises(DomainError):
            consent_on_behalf.decide(proposal, actor=Actor.of(erin), confirm=False)

    def test_a_withdrawal_after_the_day_of_the_call_is_not_undone_by_recording_the_call_late(self):
        person, dana, erin = PersonFactory(), staff(), staff("Erin")
        ConsentEventFactory(person=person, purpose=Purpose.NEWS, act="withdrawn", at=NOON)
        proposal = consent_on_behalf.propose(
            person,
            Purpose.NEWS,
            actor=Actor.of(dana),
            method=ConsentMethod.PAPER,
            language="en",
            acted_on=day_of(NOON),
        )
        consent_on_behalf.decide(proposal, actor=Actor.of(erin), confirm=True)
        assert consent.may_write(person, Purpose.NEWS, timezone.now()).code == "consent_withdrawn"

    def test_a_day_that_lies_ahead_and_a_second_report_are_refused(self):
        person, dana = PersonFactory(), staff()
        arguments = {"actor": Actor.of(dana), "method": ConsentMethod.PHONE, "language": "en"}
        ahead = day_of(timezone.now()) + datetime.timedelta(days=1)
        with pytest.raises(Invalid):
            consent_on_behalf.propose(person, Purpose.NEWS, acted_on=ahead, **arguments)
        consent_on_behalf.propose(person, Purpose.NEWS, acted_on=day_of(NOON), **arguments)
        with pytest.raises(DomainError, match="waits"):
            consent_on_behalf.propose(person, Purpose.NEWS, acted_on=day_of(NOON), **arguments)


@pytest.mark.django_db
def test_the_ledger_is_append_only():
    event = ConsentEventFactory()
    for act in (lambda: ConsentEvent.objects.update(act="refused"), lambda: event.delete()):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()


@pytest.mark.django_db
def test_implied_consent_without_a_last_day_is_refused():
    with pytest.raises(Invalid):
        consent.record(
            PersonFactory(),
            Purpose.RESULTS,
            ConsentAct.GRANTED,
            actor=SOMEONE,
            method=ConsentMethod.TAKING_PART,
            language="en",
            basis=ConsentBasis.IMPLIED,
        )
    with pytest.raises(IntegrityError, match="consent_implied_expires"), transaction.atomic():
        ConsentEventFactory(basis="implied")
