"""What a person decides about themselves: yes and no, everything stops, how and when (partners 6, PA-16, PA-18, STD-29)."""

import datetime
import uuid

import pytest
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import AuditEntry
from kernel.errors import DomainError, Invalid
from partners.days import today
from partners.domain import consent, own_choices, people
from partners.enums import ConsentBasis, ContactStatus, Purpose
from partners.models import ConsentEvent, ContactRule, Suppression
from partners.queries import directory, own
from tests.factories.partners import (
    AffiliationFactory,
    ConsentEventFactory,
    ContactPointFactory,
    ContactRuleFactory,
    OrganizationFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db
THEM = Actor.link("invitation", uuid.uuid4())


def may_write(person, purpose):
    return consent.may_write(person, purpose, timezone.now())


def test_a_yes_is_the_persons_own_express_act_and_messages_may_leave():
    person = PersonFactory()

    news = own_choices.give(person, Purpose.NEWS, actor=THEM, language="fr")

    (event,) = ConsentEvent.objects.filter(person=person)
    assert news and isinstance(may_write(person, Purpose.NEWS), consent.Allow)
    assert (event.act, event.basis, event.method, event.language) == ("granted", "express", "web", "fr")
    assert (event.notice_version, event.recorded_by) == (own_choices.NOTICE_VERSION, None)


def test_the_same_yes_or_no_again_writes_nothing():
    person = PersonFactory()
    for verb in (own_choices.give, own_choices.take_back):
        assert verb(person, Purpose.RESULTS, actor=THEM, language="en")
        assert not verb(person, Purpose.RESULTS, actor=THEM, language="en")

    assert list(ConsentEvent.objects.order_by("pk").values_list("act", flat=True)) == ["granted", "withdrawn"]


def test_a_no_of_somebody_who_never_said_yes_is_a_refusal_and_counts_against_a_public_role():
    person = PersonFactory(organization=OrganizationFactory())
    assert may_write(person, Purpose.INVITATION).basis == ConsentBasis.PUBLIC_ROLE

    own_choices.take_back(person, Purpose.INVITATION, actor=THEM, language="en")

    assert ConsentEvent.objects.get().act == "refused"
    assert may_write(person, Purpose.INVITATION) == consent.Refuse("consent_refused")


@pytest.mark.parametrize("purpose", [Purpose.REGISTRATION, Purpose.COMMITMENT, "service", "gossip", ""])
def test_there_is_no_choice_about_what_rests_on_an_own_act(purpose):
    person = PersonFactory()
    for verb in (own_choices.give, own_choices.take_back):
        with pytest.raises(Invalid):
            verb(person, purpose, actor=THEM, language="en")

    assert not ConsentEvent.objects.exists() and not AuditEntry.objects.exists()


def test_everything_stops_at_every_address_and_a_second_time_changes_nothing():
    person = PersonFactory(organization=OrganizationFactory())
    ContactPointFactory(person=person, preferred=False)

    for _time in range(2):
        own_choices.stop_everything(person, actor=THEM, language="en")

    assert all(isinstance(may_write(person, purpose), consent.Refuse) for purpose in Purpose)
    assert Suppression.objects.filter(lifted_at=None).count() == 2
    assert set(ConsentEvent.objects.values_list("act", "method")) == {("withdrawn", "web")}
    assert ConsentEvent.objects.count() == len(own_choices.TO_CHOOSE)


def test_starting_again_opens_the_first_address_for_own_seats_and_every_no_stays():
    person = PersonFactory(email="first@example.org", organization=OrganizationFactory())
    ContactPointFactory(person=person, value="second@example.org", preferred=False)
    own_choices.stop_everything(person, actor=THEM, language="en")

    own_choices.start_again(person, actor=THEM)
    own_choices.start_again(person, actor=THEM)

    assert may_write(person, Purpose.REGISTRATION).address == "first@example.org"
    assert may_write(person, Purpose.INVITATION) == consent.Refuse("consent_withdrawn")
    assert Suppression.objects.filter(lifted_at=None).count() == 1


def test_a_yes_after_everything_was_stopped_has_an_address_to_go_to():
    person = PersonFactory()
    own_choices.stop_everything(person, actor=THEM, language="en")

    assert own_choices.give(person, Purpose.INVITATION, actor=THEM, language="en")

    assert isinstance(may_write(person, Purpose.INVITATION), consent.Allow)
    assert isinstance(may_write(person, Purpose.NEWS), consent.Refuse)


def test_an_address_that_mail_came_back_from_is_not_opened_by_a_wish():
    person = PersonFactory()
    people.set_contact_status(person.contact_points.get(), ContactStatus.BOUNCED, actor=THEM)

    with pytest.raises(DomainError) as refused:
        own_choices.start_again(person, actor=THEM)

    assert refused.value.code == "no_address_to_open"


def test_one_persons_stop_leaves_everybody_else_as_they_were():
    person, other = PersonFactory(), PersonFactory()

    own_choices.stop_everything(person, actor=THEM, language="en")

    assert isinstance(may_write(other, Purpose.REGISTRATION), consent.Allow)
    assert not ConsentEvent.objects.filter(person=other).exists()


def test_how_and_when_is_written_down_and_a_partner_who_relays_stays():
    partner = OrganizationFactory()
    person = ContactRuleFactory(relay=partner).person

    rule = own_choices.set_reach(
        person, actor=THEM, email_allowed=True, phone_allowed=False, voicemail_allowed=False, hours=[(0, 540, 720)]
    )

    assert (rule.phone_allowed, rule.relay, rule.windows) == (False, partner, [[0, 540, 720]])
    with pytest.raises(DomainError):
        own_choices.clear_reach(person, actor=THEM)
    assert ContactRule.objects.filter(person=person).exists()


def test_any_hour_again_leaves_every_no_as_it_was_said_and_a_second_time_changes_nothing():
    person = ContactRuleFactory(
        relay=None, phone_allowed=False, voicemail_allowed=False, windows=[[0, 540, 545]]
    ).person

    own_choices.clear_reach(person, actor=THEM)
    own_choices.clear_reach(person, actor=THEM)

    rule = ContactRule.objects.get()
    assert (rule.email_allowed, rule.phone_allowed, rule.voicemail_allowed) == (True, False, False)
    assert AuditEntry.objects.filter(verb="contact_rule.set").count() == 1
    for hour in range(0, 24 * 7, 5):
        assert isinstance(
            consent.may_write(person, Purpose.REGISTRATION, timezone.now() + datetime.timedelta(hours=hour)),
            consent.Allow,
        )


def test_the_trail_names_the_link_and_no_value():
    person = AffiliationFactory(person=PersonFactory(display_name="Rosa Canary", email="canary@example.org")).person
    own_choices.give(person, Purpose.NEWS, actor=THEM, language="en")
    own_choices.stop_everything(person, actor=THEM, language="en")

    entries = AuditEntry.objects.all()
    kept = repr(list(entries.values()))
    assert {(entry.actor_kind, entry.actor_ref) for entry in entries} == {("invitation", THEM.ref)}
    assert "Canary" not in kept and "canary" not in kept


def test_a_failed_entry_undoes_the_yes(monkeypatch):
    person = PersonFactory()
    monkeypatch.setattr("accounts.domain.audit.record", lambda *a, **k: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        own_choices.give(person, Purpose.NEWS, actor=THEM, language="en")

    assert not ConsentEvent.objects.exists()


def test_outside_the_hours_of_a_person_starting_again_is_done_and_a_second_press_is_no_refusal():
    person = PersonFactory()
    never = (timezone.now() + datetime.timedelta(days=3)).weekday()  # hours that are not now in any zone
    ContactRuleFactory(person=person, relay=None, windows=[[never, 540, 545]])
    own_choices.stop_everything(person, actor=THEM, language="en")

    own_choices.start_again(person, actor=THEM)
    own_choices.start_again(person, actor=THEM)

    assert may_write(person, Purpose.REGISTRATION).code == "outside_contact_hours"
    assert not Suppression.objects.filter(lifted_at=None).exists()


@pytest.mark.parametrize("rule", [{"windows": [[0, 540, 545]]}, {"email_allowed": False}, None])
def test_that_everything_was_stopped_is_seen_whatever_the_hour_and_the_rule(rule):
    person = PersonFactory()
    ContactPointFactory(person=person, preferred=False, status=ContactStatus.BOUNCED)
    if rule is not None:
        ContactRuleFactory(person=person, relay=None, **rule)
    assert not own.stopped(facts_of(person))

    own_choices.stop_everything(person, actor=THEM, language="en")

    assert own.stopped(facts_of(person))


def facts_of(person):
    return directory.one_person(person, timezone.now(), today())


@pytest.mark.parametrize("in_role", [False, True])
@pytest.mark.parametrize("act", ["", "asked", "refused", "withdrawn", "express", "implied", "lapsed"])
def test_what_a_person_reads_of_their_choice_is_what_holds_when_a_message_leaves(act, in_role):
    person = PersonFactory(organization=OrganizationFactory() if in_role else None)
    given = {
        "express": {"act": "granted", "basis": "express"},
        "implied": {"act": "granted", "basis": "implied", "expires_on": today() + datetime.timedelta(days=9)},
        "lapsed": {"act": "granted", "basis": "implied", "expires_on": today() - datetime.timedelta(days=9)},
    }.get(act, {"act": act, "basis": ""})
    for purpose in (Purpose.INVITATION, Purpose.RESULTS) if act else ():
        ConsentEventFactory(person=person, purpose=purpose, **given)

    for choice in own.choices(facts_of(person)):
        assert choice.open == isinstance(may_write(person, choice.purpose), consent.Allow), choice
