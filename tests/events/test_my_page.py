"""The page of an invited person beyond the seats: messages, data and consent, and who may see them (screens 3)."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import AuditEntry
from events.domain import invitations, registrations
from events.models import Invitation, InvitationCode, Registration
from events.queries import own_messages
from events.views import visits
from messaging.models import Message
from partners import reasons
from partners.models import ConsentEvent, ContactRule, Person, Suppression
from tests.factories.accounts import person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    InvitationOptionFactory,
    ProtectedEventFactory,
    option_for,
    visit_of,
)
from tests.factories.messaging import MessageFactory
from tests.factories.partners import (
    AffiliationFactory,
    ConsentEventFactory,
    ConsentProposalFactory,
    ContactPointFactory,
    ContactRuleFactory,
    OrganizationFactory,
)
from tests.support.late_forms import HERE, kept_by, seen_on, send_again

pytestmark = pytest.mark.django_db
OWN = ("my_messages", "my_data", "my_details", "my_reach", "my_stop")
ACTS = ("my_details", "my_reach", "my_any_hour", "my_consent", "my_stop", "my_start")


def visiting(client, option, *, proved=True):
    client.cookies[visits.COOKIE] = visit_of(option.invitation, proved=proved)
    return client


def look(client, name, language="en", **query):
    with translation.override(language):
        return client.get(reverse(f"events:{name}"), query)


def words(client, name, language="en", **query):
    page = look(client, name, language, **query)
    assert page.status_code == 200
    return page.content.decode().replace("\xa0", " ")


def at(name, option):
    return reverse(f"events:{name}", args=[option.public_id])


def seated(**person):
    return registrations.accept(option_for(EventFactory(), **person), actor=SOMEONE).registration


class TestWhoSeesIt:
    def test_the_tabs_lead_from_part_to_part_and_say_where_one_is(self, client):
        visiting(client, option_for(EventFactory()))
        for name in ("events:my", "events:my_messages", "events:my_data", "engagement:my_input"):
            text = client.get(reverse(name)).content.decode()
            tabs = re.search(r'<nav class="tabs".*?</nav>', text, re.DOTALL)[0]
            assert len(re.findall("<a ", tabs)) == 4
            assert f'<a href="{reverse(name)}" aria-current="page">' in tabs
            assert tabs.count("aria-current") == 1

    @pytest.mark.parametrize("name", OWN)
    def test_a_link_alone_shows_nothing_of_ones_own_for_it_may_have_been_forwarded(self, client, name):
        option = option_for(EventFactory(), display_name="Rosa Canary", email="canary@example.org")
        MessageFactory(
            to=option.invitation.person.public_id, kind="event.invitation", about=option.invitation.public_id
        )
        visiting(client, option, proved=False)

        text = words(client, name)

        assert "Show that it is you" in text and "Send me a code" in text
        assert "Canary" not in text and "canary" not in text and "Invitation to an event" not in text

    @pytest.mark.parametrize("name", ACTS)
    def test_nor_does_it_change_anything(self, client, name):
        option = option_for(EventFactory(), display_name="As it was")
        visiting(client, option, proved=False)

        answer = client.post(
            reverse(f"events:{name}"),
            {"display_name": "Another", "preferred_language": "fr", "purpose": "news", "answer": "yes"},
        )

        assert answer.status_code == 302
        assert Person.objects.get(pk=option.invitation.person_id).display_name == "As it was"
        assert not AuditEntry.objects.exists()
        assert not ConsentEvent.objects.exists() and not Suppression.objects.exists()

    def test_what_was_typed_before_the_page_was_opened_anew_with_a_link_is_kept_until_the_code_is_typed(self, client):
        option = option_for(EventFactory(), display_name="Roza")
        visiting(client, option, proved=False)
        typed = {"display_name": "Rosa", "preferred_language": "fr"}

        late = client.post(reverse("events:my_details"), typed, headers=HERE)

        assert late.status_code == 403 and "Rosa" not in seen_on(late) and "Roza" not in late.content.decode()
        assert kept_by(late)[1]["display_name"] == ["Rosa"]
        assert f'href="{reverse("events:my_data")}" target="_blank"' in late.content.decode()
        visiting(client, option)
        assert send_again(client, late).headers["Location"] == reverse("events:my_data")
        assert Person.objects.get(pk=option.invitation.person_id).display_name == "Rosa"

    @pytest.mark.parametrize("name", [*OWN, *ACTS])
    def test_without_a_visit_one_is_told_how_to_come_back(self, client, name):
        verb = client.get if name in OWN else client.post
        assert verb(reverse(f"events:{name}")).status_code == 403

    @pytest.mark.parametrize("name", OWN)
    def test_nothing_of_it_is_kept_by_a_cache_or_found_by_a_search_engine(self, client, name):
        for proved in (True, False):
            page = look(visiting(client, option_for(EventFactory()), proved=proved), name)
            assert page.headers["Cache-Control"] == "no-store"
            assert page.headers["X-Robots-Tag"] == "noindex, nofollow"

    @pytest.mark.parametrize(("page", "leads_to"), [("messages", "my_messages"), ("data", "my_data"), ("x", "my_data")])
    def test_the_mailed_code_opens_the_page_one_wanted(self, client, page, leads_to):
        option = option_for(EventFactory())
        visiting(client, option, proved=False)

        asked = client.post(reverse("events:my_prove"), {"page": page})
        typing = client.get(asked.headers["Location"]).content.decode()
        code = InvitationCode.objects.get(invitation=option.invitation)
        owed = Message.objects.get(about=code.public_id)
        opened = client.post(asked.headers["Location"], {"code": invitations.write_code(code)})

        assert "A code was just sent to your own mailbox." in typing and "opened before" not in typing
        assert (owed.kind, owed.to) == ("event.code", option.invitation.person.public_id)
        assert opened.headers["Location"] == reverse(f"events:{leads_to}")
        assert "Show that it is you" not in words(client, leads_to)

    @pytest.mark.parametrize("name", OWN)
    def test_where_no_code_can_be_sent_any_more_none_is_offered_and_the_way_to_the_institution_is(self, client, name):
        option = option_for(EventFactory())
        visiting(client, option, proved=False)
        Invitation.objects.filter(pk=option.invitation_id).update(state="closed")

        text = words(client, name)

        assert "The events of this invitation are over." in text and reverse("kernel:contact") in text
        assert "Send me a code" not in text

    def test_a_wrong_code_opens_nothing(self, client):
        visiting(client, option_for(EventFactory()), proved=False)
        asked = client.post(reverse("events:my_prove"), {"page": "data"})
        invitations.write_code(InvitationCode.objects.get())

        assert client.post(asked.headers["Location"], {"code": "00000000"}).status_code == 422
        assert "Show that it is you" in words(client, "my_data")

    def test_a_visit_that_was_proved_for_one_invitation_ends_with_its_generation(self, client):
        option = option_for(EventFactory())
        visiting(client, option)
        type(option.invitation).objects.update(generation=2)

        assert look(client, "my_data").status_code == 403

    def test_what_a_browser_holds_says_proved_in_one_way_only(self):
        visit = visits.Visit.to(option_for(EventFactory()).invitation)

        assert not visits.Visit.read(str(visit)).proved
        assert not visits.Visit.read(f"{visit}.something").proved
        assert visits.Visit.read(f"{visit}.{visits.PROVED}").proved
        assert not visits.Visit.read(f"{visit}.{visits.REPLIED}").proved
        for kept in (visits.PROVED, visits.REPLIED):
            assert str(visits.Visit.read(f"{visit}.{kept}")) == f"{visit}.{kept}"


class TestAnotherBrowser:
    """Reliability 3.1: a second browser after the reply needs the code, even one that opened the link before it."""

    @pytest.fixture
    def option(self, client):
        option = option_for(EventFactory(), display_name="Rosa Canary")
        self.key = {"party": "1", "key": "a-key-of-the-form"}
        client.cookies[visits.COOKIE] = visit_of(option.invitation, replied=False)
        answer = client.post(at("my_register", option), self.key | {"need_captioning": "on"})
        assert answer.headers["Location"] == reverse("events:my")
        return option

    @pytest.fixture
    def other(self, option):
        """A browser in which the forwarded link was opened before the reply."""
        other = Client()
        other.cookies[visits.COOKIE] = visit_of(option.invitation, replied=False)
        return other

    def test_the_browser_that_replied_changes_and_gives_back_without_a_code(self, client, option):
        assert "checked" in client.get(at("my_change", option)).content.decode()
        assert client.post(at("my_withdraw", option)).status_code == 302
        assert not Registration.objects.filter(state="confirmed").exists()

    @pytest.mark.parametrize("name", ["my_change", "my_withdraw", "my_offer", "my_register"])
    def test_another_one_sees_nothing_of_the_reply_and_is_told_how_to_have_a_code_sent(self, other, option, name):
        text = other.get(at(name, option)).content.decode()

        assert "Show that it is you" in text and "checked" not in text

    @pytest.mark.parametrize("name", ["my_change", "my_withdraw", "my_offer", "my_decline", "my_leave_list"])
    def test_nor_does_it_change_anything(self, other, option, name):
        answer = other.post(at(name, option), {"party": "1"})

        assert answer.status_code == 403
        registration = Registration.objects.get(option=option)
        assert registration.state == "confirmed" and registration.needs.get().kind == "captioning"

    def test_saying_yes_once_more_there_opens_nothing(self, other, option):
        other.post(at("my_register", option), {"party": "1", "key": "a-key-of-its-own"})

        assert "Show that it is you" in other.get(at("my_change", option)).content.decode()

    def test_a_double_click_of_which_the_first_answer_was_lost_is_still_the_same_browser(self, other, option):
        other.post(at("my_register", option), self.key)

        assert "checked" in other.get(at("my_change", option)).content.decode()

    def test_the_code_opens_it(self, other, option):
        asked = other.post(reverse("events:my_prove"), {"page": "seats"})
        code = invitations.write_code(InvitationCode.objects.get())

        opened = other.post(asked.headers["Location"], {"code": code})

        assert opened.headers["Location"] == reverse("events:my")
        assert "checked" in other.get(at("my_change", option)).content.decode()


class TestSeats:
    def test_a_seat_that_was_given_back_is_no_no(self, client):
        registration = seated()
        visiting(client, registration.option, proved=False)

        client.post(reverse("events:my_withdraw", args=[registration.option.public_id]))

        text = words(client, "my")
        assert "You gave your seat back" in text and "You said no" not in text

    def test_one_whom_the_organizer_took_off_the_roster_did_not_say_no(self, client):
        registration = seated()
        registrations.remove(registration, actor=SOMEONE, reason="Came twice")

        text = words(visiting(client, registration.option, proved=False), "my")

        assert "The organizer took your seat back" in text and "You said no" not in text and "Came twice" not in text

    def test_a_no_is_called_so(self, client):
        option = option_for(EventFactory())
        registrations.decline(option, actor=SOMEONE)

        assert "You said no" in words(visiting(client, option, proved=False), "my")


class TestMessages:
    def test_each_says_its_kind_its_event_its_day_and_how_it_went(self, client):
        registration = seated()
        Message.objects.filter(kind="event.confirmation").update(
            state="bounced", submitted_at="2027-03-02T20:00Z", settled_at="2027-03-03T20:00Z"
        )
        visiting(client, registration.option)

        english, french = words(client, "my_messages"), words(client, "my_messages", "fr")

        assert "Confirmation of a registration" in english and registration.event.title_en in english
        assert "March 2, 2027" in english and "Could not be delivered" in english
        assert registration.event.title_fr in french and "2 mars 2027" in french

    @pytest.mark.parametrize(
        ("state", "reason", "said"),
        [
            ("due", "", "waiting to be sent"),
            ("sent", "", "sent"),
            ("delivered", "", "delivered to your mailbox"),
            ("dead", "stuck", "could not be delivered"),
            ("uncertain", "no_answer", "perhaps sent"),
            ("suppressed", "consent_withdrawn", "not sent"),
            ("suppressed", "nothing_to_say", "not sent"),
        ],
    )
    def test_every_state_is_said_in_plain_words(self, state, reason, said):
        option = option_for(EventFactory())
        MessageFactory(
            to=option.invitation.person.public_id, about=option.invitation.public_id, state=state, reason=reason
        )

        (row,) = own_messages.of(option.invitation.person).rows

        assert str(row.outcome.label) == said

    def test_one_who_said_no_is_told_so_and_one_without_address_too(self):
        option = option_for(EventFactory())
        person = option.invitation.person
        for reason in ("consent_refused", "address_bounced", "registration_changed"):
            MessageFactory(to=person.public_id, about=option.invitation.public_id, state="suppressed", reason=reason)

        notes = {row.outcome for row in own_messages.of(person).rows}

        assert notes == {own_messages.UNWANTED, own_messages.NO_ADDRESS, own_messages.NOT_NEEDED}

    @pytest.mark.parametrize("code", sorted(set(reasons.WORDS) - {"outside_contact_hours"}))
    def test_no_refusal_of_consent_or_address_is_called_no_longer_needed(self, code):
        """Outside the hours a message waits; a person who is gone reads nothing."""
        person = option_for(EventFactory()).invitation.person
        MessageFactory(to=person.public_id, state="suppressed", reason=code)

        (row,) = own_messages.of(person).rows

        assert (row.outcome == own_messages.NOT_NEEDED) == code.startswith("person_")

    def test_nobody_reads_of_anothers_messages_even_about_the_same_event(self, client):
        event = EventFactory()
        mine, theirs = option_for(event), option_for(event)
        for option in (mine, theirs):
            registrations.accept(option, actor=SOMEONE)
        MessageFactory(to=theirs.invitation.person.public_id, kind="event.soon", about=theirs.public_id)

        rows = own_messages.of(mine.invitation.person).rows
        text = words(visiting(client, mine), "my_messages")

        assert [str(row.kind) for row in rows] == ["Confirmation of a registration"]
        assert "Reminder that an event comes soon" not in text

    def test_a_reference_to_anothers_row_leads_to_no_event(self):
        mine, theirs = option_for(EventFactory()), option_for(EventFactory(title_en="Somebody else’s meeting"))
        MessageFactory(to=mine.invitation.person.public_id, about=theirs.public_id)

        (row,) = own_messages.of(mine.invitation.person).rows

        assert row.about == ""

    def test_ev18_a_protected_event_shows_nowhere(self, client):
        """EV-18: should a message about one ever stand there, it is left out whole."""
        mine, protected = option_for(EventFactory()), ProtectedEventFactory(title_en="Hidden meeting")
        person = mine.invitation.person
        hidden = option_for(protected)
        type(hidden.invitation).objects.filter(pk=hidden.invitation_id).update(person=person)
        for about in (hidden.public_id, hidden.invitation.public_id, protected.public_id):
            MessageFactory(to=person.public_id, kind="event.invitation", about=about)

        assert own_messages.of(person).rows == []
        assert "Hidden meeting" not in words(visiting(client, mine), "my_messages")

    def test_what_only_the_service_of_protected_participation_delivers_is_left_out(self, monkeypatch):
        option = option_for(EventFactory())
        monkeypatch.setattr("messaging.kinds.protected_names", lambda: ["safety.note"])
        MessageFactory(to=option.invitation.person.public_id, kind="safety.note")

        assert own_messages.of(option.invitation.person).rows == []

    @pytest.mark.parametrize("count", [1, 60])
    def test_the_list_costs_the_same_whatever_its_length_and_comes_in_pages(
        self, client, count, django_assert_num_queries
    ):
        option = option_for(EventFactory())
        person = option.invitation.person
        MessageFactory.create_batch(count, to=person.public_id, about=option.invitation.public_id)
        visiting(client, option)

        with django_assert_num_queries(4):  # the visit, the messages, what they are about, those events
            text = words(client, "my_messages")

        assert ("Next page" in text) == (count > 50)
        if count > 50:
            key = re.search(r'\?before=([^"]+)"', text)[1].replace("&amp;", "&")
            rest = client.get(reverse("events:my_messages") + f"?before={key.replace('+', '%2B')}").content.decode()
            assert rest.count('data-label="Day"') == count - 50

    def test_an_invitation_to_several_events_is_called_by_the_whole(self):
        event = EventFactory(series__title_en="Spring meetings")
        option = option_for(event)
        InvitationOptionFactory(event=EventFactory(series=event.series), invitation=option.invitation, rank=2)
        MessageFactory(to=option.invitation.person.public_id, about=option.invitation.public_id)

        (row,) = own_messages.of(option.invitation.person).rows

        assert row.about == "Spring meetings"


class TestData:
    def test_everything_that_is_kept_is_shown_to_the_person(self, client):
        partner = OrganizationFactory(name_en="Maison Lumière", name_fr="Maison Lumière")
        option = option_for(
            EventFactory(), display_name="Rosa Canary", email="rosa@example.org", organization=partner, pronouns="they"
        )
        person = option.invitation.person
        ContactPointFactory(person=person, kind="phone", value="613-555-0134")
        AffiliationFactory(person=person, is_primary=False, role="Chair", ended_on=datetime.date(2020, 1, 1))
        ContactRuleFactory(person=person, phone_allowed=False, windows=[[0, 540, 720]])
        ConsentEventFactory(person=person, purpose="news", method="phone")
        ConsentProposalFactory(person=person, purpose="results", proposed_by=person_with("coordinator"))

        text = words(visiting(client, option), "my_data")

        for said in ("Rosa Canary", "they", "rosa@example.org", "613‑555‑0134", "Maison Lumière", "Director", "Chair"):
            assert said in text
        assert "By telephone" in text and "Monday" in text
        assert "You said yes" in text and "It counts once a second person has confirmed it" in text
        assert "is deleted by itself when the event is archived or cancelled" in text

    def test_the_staff_who_recorded_something_are_not_named(self, client):
        option = option_for(EventFactory())
        first, second = (person_with("coordinator", name=name) for name in ("Staff Canary", "Second Canary"))
        ConsentEventFactory(person=option.invitation.person, recorded_by=first, second_by=second, method="phone")

        text = words(visiting(client, option), "my_data")

        assert "recorded by staff for you and confirmed by a second person" in text and "Canary" not in text

    def test_nothing_of_another_person_stands_on_it(self, client):
        event, shared = EventFactory(), OrganizationFactory()
        mine = option_for(event, organization=shared)
        other = option_for(
            event, display_name="Other Canary", email="canary@example.org", organization=shared
        ).invitation.person
        ContactPointFactory(person=other, kind="phone", value="613-555-0199")
        ConsentEventFactory(person=other, purpose="news", notice_version="own-page-1")
        visiting(client, mine)

        for name in OWN:
            text = words(client, name)
            assert "anary" not in text and "0199" not in text
        assert "Nothing has been asked or answered yet." in words(client, "my_data")

    @pytest.mark.parametrize("much", [1, 12])
    def test_it_costs_the_same_however_much_is_kept(self, client, much, django_assert_max_num_queries):
        option = option_for(EventFactory(), email=False)
        person = option.invitation.person
        AffiliationFactory.create_batch(much, person=person, is_primary=False)
        ContactPointFactory.create_batch(much, person=person, preferred=False)
        ConsentEventFactory.create_batch(much, person=person)
        visiting(client, option)

        with django_assert_max_num_queries(12):
            words(client, "my_data")

    def test_name_pronouns_and_languages_are_corrected_by_the_person(self, client):
        option = option_for(EventFactory(), display_name="Roza")
        visiting(client, option)
        seen = re.search(r'name="seen" value="([^"]+)"', words(client, "my_details"))[1]

        answer = client.post(
            reverse("events:my_details"),
            {
                "display_name": "Rosa Élan",
                "pronouns": "she",
                "preferred_language": "fr",
                "other_language": "",
                "seen": seen,
            },
        )

        person = Person.objects.get(pk=option.invitation.person_id)
        entry = AuditEntry.objects.get(verb="person.changed")
        assert answer.headers["Location"] == reverse("events:my_data")
        assert (person.display_name, person.folded, person.preferred_language) == ("Rosa Élan", "rosa elan", "fr")
        assert (entry.actor_kind, entry.actor_ref) == ("invitation", str(option.invitation.public_id))
        assert set(entry.fields) == {"display_name", "pronouns", "preferred_language"}

    def test_what_staff_changed_meanwhile_is_not_overwritten_unread(self, client):
        option = option_for(EventFactory(), display_name="Roza")
        visiting(client, option)
        seen = re.search(r'name="seen" value="([^"]+)"', words(client, "my_details"))[1]
        Person.objects.filter(pk=option.invitation.person_id).update(display_name="Rosa")

        answer = client.post(
            reverse("events:my_details"), {"display_name": "Rose", "preferred_language": "en", "seen": seen}
        )

        assert answer.status_code == 422 and "Rosa" in answer.content.decode()
        assert Person.objects.get(pk=option.invitation.person_id).display_name == "Rosa"

    def test_an_empty_name_is_refused_beside_its_field(self, client):
        option = option_for(EventFactory(), display_name="Rosa")
        visiting(client, option)

        answer = client.post(reverse("events:my_details"), {"display_name": " ", "preferred_language": "en"})

        assert answer.status_code == 422 and "error" in answer.content.decode()
        assert Person.objects.get(pk=option.invitation.person_id).display_name == "Rosa"

    def test_no_form_of_the_person_reaches_an_address_or_an_organization(self, client):
        option = option_for(EventFactory(), email="rosa@example.org", organization=OrganizationFactory())
        visiting(client, option)
        more = {"email": "thief@example.org", "value": "thief@example.org", "organization": "1", "is_active": ""}

        client.post(reverse("events:my_details"), {"display_name": "Rosa", "preferred_language": "en", **more})

        person = Person.objects.get(pk=option.invitation.person_id)
        assert person.contact_points.get().value == "rosa@example.org"
        assert person.is_active and person.affiliations.count() == 1

    def test_how_and_when_is_said_and_taken_back(self, client):
        option = option_for(EventFactory())
        visiting(client, option)

        client.post(
            reverse("events:my_reach"), {"email_allowed": "on", "days": ["0", "2"], "begins": "9:00", "ends": "12:00"}
        )
        rule = ContactRule.objects.get(person=option.invitation.person)
        assert (rule.phone_allowed, rule.windows) == (False, [[0, 540, 720], [2, 540, 720]])
        assert 'value="9' in words(client, "my_reach")

        assert "Messages may come at any hour again" in words(client, "my_data")
        client.post(reverse("events:my_any_hour"))
        always = ContactRule.objects.get().windows
        assert always == [[day, 0, 1440] for day in range(7)] and not ContactRule.objects.get().phone_allowed
        text = words(client, "my_data")
        assert "at any hour" in text and "Messages may come at any hour again" not in text

        form = look(client, "my_reach").context["form"]
        shown = {name: form[name].value() for name in ("days", "begins", "ends")}
        assert client.post(reverse("events:my_reach"), {"email_allowed": "on", **shown}).status_code == 302
        assert ContactRule.objects.get().windows == always

    def test_half_of_the_hours_is_refused(self, client):
        visiting(client, option_for(EventFactory()))
        assert client.post(reverse("events:my_reach"), {"days": ["0"]}).status_code == 422
        assert not ContactRule.objects.exists()


class TestConsent:
    def test_a_yes_and_a_no_are_pressed_and_stand_with_day_and_wording(self, client):
        option, evening_before = option_for(EventFactory()), datetime.datetime(2027, 3, 2, 2, tzinfo=datetime.UTC)
        with time_machine.travel(evening_before, tick=False):
            visiting(client, option)
            client.post(reverse("events:my_consent"), {"purpose": "news", "answer": "yes"})
            said = words(client, "my_data")
            client.post(reverse("events:my_consent"), {"purpose": "news", "answer": "no"})
            taken_back = words(client, "my_data")

        assert "“Yes, write to me about this”" in said and "You said yes" in said
        assert said.count("March 1, 2027") == 2  # beside the choice, and in what was said
        assert "You have stopped it" in taken_back and "“Yes, write to me about this”" in taken_back
        acts = ConsentEvent.objects.filter(person=option.invitation.person).order_by("pk").values_list("act", "method")
        assert list(acts) == [("granted", "web"), ("withdrawn", "web")]

    @pytest.mark.parametrize("purpose", ["registration", "commitment", "service", "", "x" * 300])
    def test_nothing_else_can_be_chosen(self, client, purpose):
        visiting(client, option_for(EventFactory()))

        answer = client.post(reverse("events:my_consent"), {"purpose": purpose, "answer": "yes"}, follow=True)

        assert "There is nothing to choose" in answer.content.decode()
        assert not ConsentEvent.objects.exists()

    def test_a_public_role_is_called_so_and_ends_with_a_no(self, client):
        option = option_for(EventFactory(), organization=OrganizationFactory())
        visiting(client, option)
        assert "We may, because of your public role in an organization" in words(client, "my_data")

        client.post(reverse("events:my_consent"), {"purpose": "invitation", "answer": "no"})

        text = words(client, "my_data")
        assert "public role" not in text and "You said no" in text

    def test_stopping_everything_is_explained_first_and_can_be_taken_back_while_the_page_is_open(self, client):
        option = option_for(EventFactory())
        visiting(client, option)
        assert "Messages about your own seats stop too" in words(client, "my_stop")
        assert not Suppression.objects.exists()

        client.post(reverse("events:my_stop"))
        assert "Every address of yours is stopped" in words(client, "my_data")

        client.post(reverse("events:my_start"))
        assert "Every address of yours is stopped" not in words(client, "my_data")
        assert Suppression.objects.filter(lifted_at=None).count() == 0
