"""Stopping messages by link, and what bounces do to the directory (STD-29, PA-16, PA-A7)."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import AuditEntry
from messaging import addresses, kinds, unsubscribing
from messaging.backends.base import Carrier
from messaging.domain import delivery, outbox, settling
from messaging.kinds import Composed, NotYet, Suppressed
from messaging.models import Message
from partners import subscriptions
from partners.days import day_of
from partners.domain import consent, consent_on_behalf, people, stopping, suppressions
from partners.enums import ContactStatus, Purpose
from partners.models import ConsentEvent, Person, Suppression
from tests.factories.accounts import UserFactory
from tests.factories.partners import ConsentEventFactory, ContactPointFactory, OrganizationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def invited(**fields):
    person = PersonFactory(organization=OrganizationFactory(), **fields)
    allowed = consent.may_write(person, Purpose.INVITATION, timezone.now())
    return person, allowed


def code(person, purpose=Purpose.INVITATION):
    answer = consent.may_write(person, purpose, timezone.now())
    return answer.code if isinstance(answer, consent.Refuse) else "allowed"


class TestToken:
    def test_it_says_what_it_stops_and_holds_no_address(self):
        person, allowed = invited(email="visible@example.org")
        link = subscriptions.read(allowed.unsubscribe)
        assert (link.purpose, link.person_ref, link.contact_ref) == (
            Purpose.INVITATION,
            person.public_id,
            allowed.contact_ref,
        )
        assert "visible" not in allowed.unsubscribe

    def test_no_changed_cut_or_invented_token_is_read(self):
        _person, allowed = invited()
        good = allowed.unsubscribe
        draw = random.Random(3)
        broken = ["", "x", good[:-1], good + "A", "é" * 66, "%00", good[::-1]]
        for _number in range(200):
            at = draw.randrange(len(good))
            other = draw.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            broken.append(good[:at] + other + good[at + 1 :])
        misread = [
            text for text in broken if text != good and subscriptions.read(text) not in (None, subscriptions.read(good))
        ]
        assert misread == []
        assert all(subscriptions.read(text) is None for text in broken[:7])

    def test_a_service_message_carries_none(self):
        person, _allowed = invited()
        assert consent.may_write(person, Purpose.REGISTRATION, timezone.now()).unsubscribe == ""


class TestOneStep:
    """The page of messaging: one press, one purpose."""

    def url(self, allowed, language="en"):
        return unsubscribing.url(allowed.unsubscribe, language).split("/", 3)[-1]

    def test_get_and_head_change_nothing_and_post_stops_the_purpose(self, client):
        person, allowed = invited()
        address = "/" + self.url(allowed)
        for _number in range(20):
            assert client.get(address).status_code == client.head(address).status_code == 200
        assert code(person) == "allowed"
        assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 204
        assert code(person) == "consent_withdrawn"
        client.post(address)
        assert ConsentEvent.objects.filter(act="withdrawn").count() == 1

    @pytest.mark.parametrize(("language", "words"), [("en", "invitations to consultation"), ("fr", "invitations aux")])
    def test_it_names_the_purpose_and_leads_to_the_other_choices(self, client, language, words):
        _person, allowed = invited()
        page = client.get("/" + self.url(allowed, language)).content.decode()
        assert words in page
        with translation.override(language):
            assert reverse("partners:stop_messages", args=[allowed.unsubscribe]) in page


class TestThreeChoices:
    def page(self, allowed, language="en"):
        with translation.override(language):
            return reverse("partners:stop_messages", args=[allowed.unsubscribe])

    def test_the_three_choices_are_named_and_none_is_ticked(self, client):
        _person, allowed = invited()
        page = client.get(self.page(allowed)).content.decode()
        assert page.count('type="radio"') == 3
        assert "checked" not in page
        assert "example.org" not in page

    @pytest.mark.parametrize(
        ("choice", "invitation", "registration"),
        [
            ("purpose", "consent_withdrawn", "allowed"),
            ("address", "address_suppressed", "address_suppressed"),
            ("everything", "consent_withdrawn", "address_suppressed"),
        ],
    )
    def test_each_stops_what_it_says(self, client, choice, invitation, registration):
        person, allowed = invited()
        answer = client.post(self.page(allowed), {"choice": choice})
        assert answer.status_code == 302
        assert (code(person), code(person, Purpose.REGISTRATION)) == (invitation, registration)
        done = client.get(answer["Location"])
        assert "It is done" in done.content.decode()
        assert done["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("data", [{}, {"choice": "all"}, {"choice": "\x00"}])
    def test_no_or_an_unknown_choice_changes_nothing_and_says_so(self, client, data):
        person, allowed = invited()
        answer = client.post(self.page(allowed), data)
        assert answer.status_code == 422
        assert code(person) == "allowed"

    def test_an_unknown_link_gets_a_page_that_says_what_to_do(self, client):
        answer = client.get("/en/stop-messages/nonsense/")
        assert answer.status_code == 404
        assert "Copy the whole address" in answer.content.decode()

    def test_an_address_removed_since_is_no_error(self, client):
        person, allowed = invited()
        person.contact_points.all().delete()
        assert client.post(self.page(allowed), {"choice": "everything"}).status_code == 302
        assert code(person) == "consent_withdrawn"


class TestStartingAgain:
    """PA-A7: only a fresh act by the person re-opens what they stopped."""

    def page(self, allowed, name="start_messages", language="en"):
        with translation.override(language):
            return reverse(f"partners:{name}", args=[allowed.unsubscribe])

    def stopped(self, choice):
        person, allowed = invited()
        point = person.contact_points.get()
        link = subscriptions.read(allowed.unsubscribe)
        stopping.stop_by_link(link, choice, actor=consent.Actor.link("unsubscribe", person.public_id))
        return person, allowed, point

    @pytest.mark.parametrize("choice", ["purpose", "address", "everything"])
    def test_one_press_lets_the_messages_of_the_link_come_again(self, client, choice):
        person, allowed, _point = self.stopped(choice)
        answer = client.post(self.page(allowed))
        assert answer.status_code == 302
        assert code(person) == "allowed"
        yes = person.consent_events.get(act="granted")
        assert (yes.basis, yes.method, yes.language, yes.recorded_by) == ("express", "link", "en", None)
        assert yes.notice_version == stopping.NOTICE_VERSION
        page = client.get(answer["Location"])
        assert "You receive these messages again" in page.content.decode()
        assert page["Cache-Control"] == "no-store"

    def test_looking_starts_nothing_and_the_page_offers_it_only_when_something_has_stopped(self, client):
        person, allowed, _point = self.stopped("purpose")
        page = client.get(self.page(allowed, "stop_messages"))
        assert "Yes, send me these messages again" in page.content.decode()
        assert client.get(self.page(allowed)).status_code == 405
        assert code(person) == "consent_withdrawn"
        _somebody, open_ = invited()
        assert "Yes, send me" not in client.get(self.page(open_, "stop_messages")).content.decode()

    def test_what_else_was_stopped_stays_stopped(self, client):
        person, allowed, _point = self.stopped("everything")
        ContactPointFactory(person=person, value="second@example.org", preferred=False)
        suppressions.suppress("second@example.org", actor=consent.Actor.system("t"), reason="unsubscribed")
        client.post(self.page(allowed))
        assert code(person, Purpose.NEWS) == code(person, Purpose.RESULTS) == "consent_withdrawn"
        assert consent.may_write(person, Purpose.INVITATION, timezone.now()).contact_ref == allowed.contact_ref

    def test_a_second_press_writes_nothing_more(self, client):
        person, allowed, _point = self.stopped("everything")
        for _number in range(3):
            client.post(self.page(allowed))
        assert person.consent_events.filter(act="granted").count() == 1

    def test_an_address_reported_as_unwanted_is_used_again_but_not_one_that_mail_came_back_from(self, client):
        for reason, after in (("complaint", "allowed"), ("bounced", "address_suppressed")):
            person, allowed = invited()
            point = person.contact_points.get()
            people.set_contact_status(point, "suppressed", actor=consent.Actor.system("t"))
            suppressions.suppress(point.value, actor=consent.Actor.system("t"), reason=reason)
            client.post(self.page(allowed))
            assert code(person) == after

    def test_a_link_to_an_address_that_was_removed_starts_nothing_and_says_whom_to_ask(self, client):
        person, allowed, point = self.stopped("purpose")
        point.delete()
        answer = client.post(self.page(allowed))
        assert answer.status_code == 422
        assert "no longer know the address" in answer.content.decode()
        assert code(person) == "consent_withdrawn"

    def test_an_invented_link_is_not_known(self, client):
        assert client.post("/en/stop-messages/nonsense/start/").status_code == 404

    def test_it_is_said_in_french_and_kept_as_said_in_french(self, client):
        person, allowed, _point = self.stopped("everything")
        answer = client.post(self.page(allowed, language="fr"))
        assert "Vous recevez de nouveau ces messages" in client.get(answer["Location"]).content.decode()
        assert person.consent_events.get(act="granted").language == "fr"

    def test_the_trail_knows_the_act_and_no_address(self, client):
        _person, allowed, point = self.stopped("everything")
        client.post(self.page(allowed))
        rows = list(AuditEntry.objects.filter(verb__in=("consent.granted", "address.released")))
        assert {row.verb for row in rows} == {"consent.granted", "address.released"}
        assert point.value not in str([row.__dict__ for row in rows])

    @pytest.mark.parametrize(("days", "after"), [(5, "consent_withdrawn"), (1, "allowed")])
    def test_pa18_a_yes_told_to_staff_counts_when_it_is_younger_than_the_no(self, days, after):
        person, _allowed = invited()
        point, past = person.contact_points.get(), timezone.now() - timedelta(days=3)
        ConsentEventFactory(person=person, purpose=Purpose.INVITATION, act="withdrawn", basis="", at=past)
        suppressions.suppress(point.value, actor=consent.Actor.system("t"), reason="unsubscribed")
        Suppression.objects.update(since=past)
        proposal = consent_on_behalf.propose(
            person,
            Purpose.INVITATION,
            actor=consent.Actor.of(UserFactory()),
            method="phone",
            language="en",
            acted_on=day_of(timezone.now() - timedelta(days=days)),
        )
        assert code(person) == "consent_withdrawn"
        consent_on_behalf.decide(proposal, actor=consent.Actor.of(UserFactory()), confirm=True)
        assert code(person) == after


class TestBounces:
    def report(self, person, **changes):
        facts = {"state": "bounced", "reason": "address_unknown", "permanent": True} | changes
        point = person.contact_points.order_by("pk").first()
        return settling.Report(uuid4(), "k", uuid4(), person.public_id, addresses.digest(point.value), **facts)

    def hear(self, report):
        for listener, states in settling._listeners.items():
            if report.state in states:
                listener(report)

    def test_an_address_that_does_not_exist_is_marked_and_the_next_one_used(self):
        person, _allowed = invited(email="gone@example.org")
        ContactPointFactory(person=person, value="here@example.org", preferred=False)
        self.hear(self.report(person))
        assert person.contact_points.get(value="gone@example.org").status == ContactStatus.BOUNCED
        assert consent.may_write(person, Purpose.INVITATION, timezone.now()).address == "here@example.org"

    @pytest.mark.parametrize("changes", [{"permanent": False}, {"state": "delivered"}, {"state": "sent"}])
    def test_what_is_not_final_marks_nothing(self, changes):
        person, _allowed = invited()
        self.hear(self.report(person, **changes))
        assert code(person) == "allowed"

    def test_a_complaint_silences_the_address_for_everybody_who_has_it(self):
        person, _allowed = invited(email="shared@example.org")
        colleague, _same = invited(email="shared@example.org")
        self.hear(self.report(person, reason="complaint"))
        assert code(person) == code(colleague) == "address_suppressed"


class Quiet(Carrier):
    """A provider that takes everything and remembers how much."""

    name = "quiet"

    def __init__(self):
        self.taken = []

    def pack(self, composed, reference):
        return composed

    def send(self, parcel):
        self.taken.append(parcel)


@pytest.fixture
def news():
    class News(kinds.MessageKind):
        purpose = Purpose.NEWS

        def compose(self, about, to, language):
            answer = consent.may_write(to, self.purpose, timezone.now())
            if isinstance(answer, consent.Refuse):
                return NotYet(answer.code, answer.again_at) if answer.again_at else Suppressed(answer.code)
            return Composed(answer.address, "News", "News")

    kinds.register("test.news")(News)
    yield
    del kinds._kinds["test.news"]


def test_pa_a7_consent_withdrawn_between_queue_and_send_gives_no_message_in_500_trials(news):
    draw = random.Random(500)
    crowd = [PersonFactory(email=f"n{number}@example.org") for number in range(500)]
    consent.ConsentEvent.objects.bulk_create(
        ConsentEvent(
            person=person, purpose="news", channel="email", act="granted", basis="express",
            at=timezone.now(), language="en", method="web",
        )
        for person in crowd
    )  # fmt: skip
    from django.db import transaction

    with transaction.atomic():
        outbox.owe_all("test.news", [outbox.Owed(uuid4(), p.public_id, f"news {p.pk}", "en") for p in crowd])
    staying = {person.public_id for person in draw.sample(crowd, 20)}
    for person in crowd:
        if person.public_id not in staying:
            choice = draw.choice(("purpose", "address", "everything"))
            address = person.contact_points.get().value
            stopping.unsubscribe(
                person, choice, purpose="news", address=address, actor=consent.Actor.system("t"), language="en"
            )
    carrier = Quiet()
    delivery.drain(carrier)
    print(f"500 queued, {500 - len(staying)} withdrawn, {len(carrier.taken)} sent")
    wanted = set(Person.objects.filter(public_id__in=staying).values_list("contact_points__value", flat=True))
    assert {composed.address for composed in carrier.taken} == wanted
    assert Message.objects.filter(state="suppressed").count() == 480


def test_a_message_at_the_wrong_hour_stays_owed_until_the_window_opens(news):
    from django.db import transaction

    person = PersonFactory()
    consent.record(
        person, "news", "granted", actor=consent.Actor.system("t"), method="web", language="en", basis="express"
    )
    minute = timezone.now().astimezone(consent.HOUSE_ZONE)
    closed = [(minute.weekday() + 2) % 7, 600, 660]
    from partners.domain import people

    people.set_contact_rule(person, actor=consent.Actor.system("t"), hours=[closed])
    with transaction.atomic():
        outbox.owe("test.news", about=uuid4(), to=person.public_id, key="later", language="en")
    carrier = Quiet()
    assert delivery.drain(carrier) == 0
    message = Message.objects.get()
    assert (message.state, message.reason) == ("due", "outside_contact_hours")
    assert message.due_at == consent.may_write(person, "news", timezone.now()).again_at
