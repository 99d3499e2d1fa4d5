"""What staff put right in the directory: stopped addresses, who vouches, names, parts, and pages sent twice or too late."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from kernel.errors import Invalid
from partners.days import today
from partners.domain import consent, organization_names, organizations, people, suppressions
from partners.enums import ContactStatus, SuppressionReason
from partners.models import Affiliation, Organization, Person
from tests.factories.accounts import person_with
from tests.factories.partners import AffiliationFactory, OrganizationFactory, OrganizationNameFactory, PersonFactory
from tests.partners.test_directory import SOMEONE, in_parts, listed, text_of
from tests.support.searching import search

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(client):
    user = person_with("organizer", name="Olive")
    client.force_login(user)
    return user


class TestStoppingAnAddress:
    """PA-17: what staff stop at somebody's request stays stopped, whoever types the address anew."""

    def test_it_stays_stopped_when_it_is_removed_and_added_again_until_staff_use_it_again(self, client, organizer):
        person = PersonFactory(email="one@example.org")
        page = reverse("partners:person", args=[person.public_id])

        def act(name):
            return client.post(
                reverse(f"partners:contact_{name}", args=[person.contact_points.get().public_id]), follow=True
            )

        act("stop")
        act("remove")
        client.post(
            reverse("partners:contact_add", args=[person.public_id]), {"kind": "email", "value": "one@example.org"}
        )
        assert person.contact_points.get().status == ContactStatus.ACTIVE
        assert "Use again" in text_of(client.get(page))
        refused = consent.may_write(person, "registration", timezone.now())
        assert isinstance(refused, consent.Refuse) and refused.code == "address_suppressed"

        act("use")
        assert isinstance(consent.may_write(person, "registration", timezone.now()), consent.Allow)

    def test_staff_do_not_start_what_its_reader_stopped(self, client, organizer):
        person = PersonFactory(email="one@example.org")
        point = person.contact_points.get()
        suppressions.suppress(point.value, actor=SOMEONE, reason=SuppressionReason.UNSUBSCRIBED)
        people.stop_contact(point, actor=SOMEONE)
        answer = client.post(reverse("partners:contact_use", args=[point.public_id]), follow=True)
        assert "Only a fresh yes of theirs starts them again." in text_of(answer)
        point.refresh_from_db()
        assert point.status == ContactStatus.SUPPRESSED


class TestVouching:
    def test_staff_say_who_vouches_and_the_trail_keeps_it(self, client, organizer):
        organization = OrganizationFactory()
        for act, expected in (("give", True), ("give", True), ("end", False)):
            client.post(reverse(f"partners:organization_vouching_{act}", args=[organization.public_id]))
            organization.refresh_from_db()
            assert organization.may_vouch is expected
        verbs = AuditEntry.objects.filter(verb__startswith="organization.vouching").order_by("pk")
        assert [entry.verb.rpartition("_")[2] for entry in verbs] == ["given", "ended"]

    def test_whoever_makes_codes_does_not_say_who_receives_them(self, client):
        client.force_login(person_with("organizer", "liaison"))
        organization = OrganizationFactory()
        answer = client.post(reverse("partners:organization_vouching_give", args=[organization.public_id]))
        assert (answer.status_code, Organization.objects.get().may_vouch) == (422, False)
        assert "Ask a colleague" in text_of(answer)


class TestPressedTwice:
    """A form carries a key of its own: sent twice, it acts once, and leads to the same page."""

    def sent_twice(self, client, address, data):
        once = {"once": str(uuid.uuid4())}
        first, second = client.post(address, data | once), client.post(address, data | once)
        assert (first.status_code, first["Location"]) == (302, second["Location"])

    def test_a_person_an_affiliation_and_an_address_are_added_once(self, client, organizer):
        OrganizationFactory(name_en="Bridge House")
        data = {"display_name": "Ana", "preferred_language": "en", "email": "ana@example.org"}
        self.sent_twice(client, reverse("partners:person_add"), data)
        person = Person.objects.get()
        self.sent_twice(
            client, reverse("partners:affiliation_add", args=[person.public_id]), {"organization": "Bridge House"}
        )
        self.sent_twice(
            client,
            reverse("partners:contact_add", args=[person.public_id]),
            {"kind": "email", "value": "two@example.org"},
        )
        assert (person.affiliations.count(), person.contact_points.count()) == (1, 2)

    def test_an_organization_is_added_once(self, client, organizer):
        self.sent_twice(
            client,
            reverse("partners:organization_add"),
            {
                "name_en": "Bridge House",
                "name_fr": "Maison du Pont",
                "kind": "ngo",
                "status": "active",
                "language_capacity": "both",
            },
        )
        assert Organization.objects.count() == 1

    def test_a_key_of_something_else_is_refused(self, client, organizer):
        foreign = AffiliationFactory()
        data = {"organization": str(foreign.organization), "once": str(foreign.public_id)}
        answer = client.post(reverse("partners:affiliation_add", args=[PersonFactory().public_id]), data)
        assert answer.status_code == 422
        assert "cannot be used again" in text_of(answer)

    def test_the_same_no_again_writes_nothing(self, client, organizer):
        person = PersonFactory()
        data = {"purpose": "news", "method": "phone", "language": "en"}
        address = reverse("partners:consent_stop", args=[person.public_id])
        client.post(address, data)
        assert "was stopped already" in text_of(client.post(address, data, follow=True))
        assert person.consent_events.count() == 1


class TestChangedMeanwhile:
    """Nobody overwrites unread what a colleague wrote since the page was opened."""

    def test_a_stale_page_is_refused_keeps_what_was_typed_and_saves_at_the_second_press(self, client, organizer):
        person = PersonFactory(display_name="Ana")
        address = reverse("partners:person_edit", args=[person.public_id])
        data = {"display_name": "Ana B.", "preferred_language": "en", "is_active": "on"}
        opened = client.get(address).context["form"]["seen"].value()
        people.edit(person, actor=SOMEONE, pronouns="they")

        answer = client.post(address, data | {"seen": opened})
        assert answer.status_code == 422
        assert "Somebody else has changed this" in text_of(answer) and 'value="Ana B."' in text_of(answer)
        person.refresh_from_db()
        assert (person.display_name, person.pronouns) == ("Ana", "they")

        client.post(address, data | {"seen": answer.context["form"]["seen"].value(), "pronouns": "they"})
        person.refresh_from_db()
        assert (person.display_name, person.pronouns) == ("Ana B.", "they")

    def test_so_it_is_with_an_affiliation_an_organization_and_a_name(self, client, organizer):
        held = AffiliationFactory(role="Chair")
        name = held.organization.names.get(language="en")
        pages = {
            reverse("partners:affiliation_edit", args=[held.public_id]): {"role": "Member"},
            reverse("partners:organization_edit", args=[held.organization.public_id]): {
                "kind": "private", "status": "active", "language_capacity": "fr",
            },
            reverse("partners:organization_name_edit", args=[name.public_id]): {"kind": "legal", "text": "Other"},
        }  # fmt: skip
        for address, data in pages.items():
            answer = client.post(address, data | {"seen": "something else"})
            assert "Somebody else has changed this" in text_of(answer), address


def test_an_affiliation_recorded_by_mistake_is_removed_after_a_word(client, organizer):
    held = AffiliationFactory()
    address = reverse("partners:affiliation_remove", args=[held.public_id])
    assert "end it with its last day" in text_of(client.get(address))
    assert client.post(address).status_code == 302
    assert not Affiliation.objects.exists()
    assert AuditEntry.objects.filter(verb="affiliation.removed").count() == 1


class TestCorrectingNames:
    def one(self, **fields):
        organization = OrganizationFactory(name_en="Old House", name_fr="Vieille Maison", **fields)
        return organization, organization.names.get(language="en")

    def test_a_misspelled_name_is_corrected_everywhere(self, client, organizer):
        organization, name = self.one()
        client.post(
            reverse("partners:organization_name_edit", args=[name.public_id]), {"kind": "legal", "text": "Bold House"}
        )
        assert listed(search(client, reverse("partners:organizations"), {"q": "bold"})) == ["Bold House"]
        assert AuditEntry.objects.get(verb="organization.name_changed").fields == ["text"]

    def test_removing_a_name_given_by_mistake_lets_the_one_before_hold_again(self, client, organizer):
        organization, name = self.one()
        organizations.rename(organization, actor=SOMEONE, on=today(), name_en="New House", name_fr="Nouvelle Maison")
        for language in ("en", "fr"):
            given = organization.names.get(language=language, valid_from=today())
            client.post(reverse("partners:organization_name_remove", args=[given.public_id]))
        organization.refresh_from_db()
        name.refresh_from_db()
        assert (organization.name_en, organization.name_fr, name.valid_to) == ("Old House", "Vieille Maison", None)

    def test_the_last_name_stays_and_overlaps_are_refused(self, client, organizer):
        organization, name = self.one()
        address = reverse("partners:organization_name_remove", args=[name.public_id])
        assert client.post(address).status_code == 422
        former = OrganizationNameFactory(organization=organization, kind="former", text="Barn")
        data = {"kind": "legal", "text": "Barn"}
        answer = client.post(reverse("partners:organization_name_edit", args=[former.public_id]), data)
        assert "already has a name of this kind" in text_of(answer)
        assert client.post(reverse("partners:organization_name_edit", args=[name.public_id]), {
            "kind": "legal", "text": "Old House", **in_parts("valid_to", datetime.date(2020, 1, 1))
        }).status_code == 422  # fmt: skip
        assert organization.names.filter(valid_to=None).count() == 3

    def test_the_wording_of_the_reference_file_is_left_alone(self, client, organizer):
        _organization, name = self.one()
        name.key = "on-old-house"
        name.save(update_fields=("key",))
        with pytest.raises(Invalid) as refusal:
            organization_names.edit_name(name, actor=SOMEONE, text="Bold House")
        assert refusal.value.code == "seed"
        data = {"kind": "legal", "text": "Bold House", **in_parts("valid_from", datetime.date(2020, 1, 1))}
        assert client.post(reverse("partners:organization_name_edit", args=[name.public_id]), data).status_code == 302
        name.refresh_from_db()
        assert (name.text, name.valid_from) == ("Old House", datetime.date(2020, 1, 1))


def test_what_the_reviewed_source_says_of_an_organization_is_not_changed_by_hand(client, organizer):
    organization = OrganizationFactory(provenance="seed", kind="federal")
    address = reverse("partners:organization_edit", args=[organization.public_id])
    assert "From the reviewed source" in text_of(client.get(address))
    assert client.post(address, {"kind": "ngo", "status": "inactive", "language_capacity": "fr"}).status_code == 302
    organization.refresh_from_db()
    assert (organization.kind, organization.status) == ("federal", "inactive")
    with pytest.raises(Invalid):
        organizations.edit(organization, actor=SOMEONE, kind="ngo")


def test_an_organization_that_turns_out_to_be_a_governing_body_says_which(client, organizer):
    organization = OrganizationFactory()
    address = reverse("partners:organization_edit", args=[organization.public_id])
    data = {"kind": "indigenous_governing_body", "status": "active", "language_capacity": "both"}
    assert client.post(address, data).status_code == 422
    assert client.post(address, data | {"distinction": "inuit"}).status_code == 302
    assert Organization.objects.get().governing_body.distinction == "inuit"
