"""Promises of events that no single page shows: who replied for whom, what freezes, who reads an answer."""

import datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from events.domain import questions, registrations, scheduling
from events.domain.enrolling import Details
from events.domain.questions import Wording
from events.enums import TeamRole
from events.models import InvitationReply, Registration
from events.views import visits
from kernel.errors import Invalid
from messaging.models import Message
from partners.models import Affiliation
from safety.models import Handle
from tests.factories.accounts import person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    ProtectedEventFactory,
    option_for,
    visit_of,
)
from tests.factories.partners import AffiliationFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


def browser_of(invitation):
    """A browser in which the button of an invitation was pressed."""
    client = Client()
    client.cookies[visits.COOKIE] = visit_of(invitation)
    return client


def team_client(event, role):
    """A browser of somebody with a part in the event."""
    user = person_with(role)
    EventTeamMemberFactory(event=event, user=user, role=role)
    client = Client()
    client.force_login(user)
    return client


def test_the_table_holds_one_active_registration_for_a_person_and_for_a_handle():
    """EV-5, whoever writes."""
    row = registrations.accept(option_for(EventFactory(seats=3)), actor=SOMEONE).registration
    protected = ProtectedEventFactory()
    common = {"language": "en", "channel": "link", "registered_by": "x", "state": "confirmed"}
    handle = Handle.objects.create(handle="ABCDEFGH", event_ref=protected.public_id, language="en")
    Registration.objects.create(event=protected, handle=handle, **common)
    for twin in ({"event": row.event, "person": row.person}, {"event": protected, "handle": handle}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Registration.objects.create(**twin, **common)


def test_a_reply_names_who_gave_it_for_whom_and_by_which_way_and_never_changes():
    """EV-14, EV-8: and somebody else's browser does not find the event at all."""
    option, other = option_for(EventFactory(seats=3)), option_for(EventFactory(seats=3))
    address = reverse("events:my_register", args=[option.public_id])

    assert browser_of(other.invitation).post(address, {"key": uuid4().hex}).status_code == 404
    assert not InvitationReply.objects.exists()
    assert browser_of(option.invitation).post(address, {"key": uuid4().hex}).status_code == 302

    reply = InvitationReply.objects.get()
    assert (reply.actor_kind, reply.actor_ref) == ("invitation", str(option.invitation.public_id))
    assert (reply.principal, reply.channel) == (option.invitation.person.public_id, "link")
    for change in (lambda: InvitationReply.objects.update(channel="door"), InvitationReply.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_every_message_about_an_invitation_keeps_the_language_frozen_on_it():
    """EV-20: a person who changes their language later is not written to in two."""
    option = option_for(EventFactory(seats=3))
    option.invitation.language = "fr"
    option.invitation.save(update_fields=("language",))
    person = option.invitation.person
    person.preferred_language = "en"
    person.save(update_fields=("preferred_language",))

    placed = registrations.accept(option, actor=SOMEONE)
    registrations.withdraw(placed.registration, actor=SOMEONE)

    about = Message.objects.filter(to=person.public_id)
    assert about.count() >= 2
    assert set(about.values_list("language", flat=True)) == {option.invitation.language} == {"fr"}


def test_an_answer_is_seen_by_the_audience_of_its_question_alone():
    """EV-25: an organizer does not read what was asked for the logistics, and a question without readers is refused."""
    event = EventFactory(seats=3)

    def ask(audience):
        return questions.ask(event, Wording("text", "Which bus?", "Quel autobus?", audience), actor=SOMEONE)

    hers, theirs = ask([TeamRole.ORGANIZER]), ask([TeamRole.LOGISTICS])
    answers = {hers.public_id: "the blue bus", theirs.public_id: "the red bus"}
    row = registrations.accept(option_for(event), Details(answers=answers), actor=SOMEONE).registration

    page = team_client(event, "organizer").get(reverse("events:registration", args=[row.public_id])).content.decode()

    assert "the blue bus" in page and "the red bus" not in page
    for audience in ([], ["everybody"]):
        with pytest.raises(Invalid):
            ask(audience)


def test_a_registration_keeps_the_organization_of_its_day():
    """EV-28: a later change of job or name does not rewrite who was there."""
    option = option_for(EventFactory(seats=3))
    person, before = option.invitation.person, OrganizationFactory()
    Affiliation.objects.filter(person=person).delete()
    AffiliationFactory(person=person, organization=before)
    row = registrations.accept(option, actor=SOMEONE).registration
    kept = (row.organization_id, row.organization_name_en, row.organization_name_fr, row.sector_id, row.jurisdiction_id)
    assert kept[0] == before.pk and kept[1]

    Affiliation.objects.filter(person=person).update(ended_on=datetime.date.today() - datetime.timedelta(days=1))
    AffiliationFactory(person=person, organization=OrganizationFactory(), started_on=datetime.date.today())
    before.names.update(text="Another name")

    row.refresh_from_db()
    after = (
        row.organization_id,
        row.organization_name_en,
        row.organization_name_fr,
        row.sector_id,
        row.jurisdiction_id,
    )
    assert after == kept


def test_saving_an_event_of_others_is_not_possible_even_with_its_id():
    """EV-A14, RE-9: a stranger's organizer meets the answer of an id that does not exist."""
    event, stranger = EventFactory(), Client()
    stranger.force_login(person_with("organizer"))
    address = reverse("events:event_edit", args=[event.public_id])

    assert stranger.get(address).status_code == stranger.post(address, {}).status_code == 404
    assert scheduling.Event.objects.get(pk=event.pk).title_en == event.title_en
