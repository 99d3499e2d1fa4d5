"""The directory for staff: lists, the page of a person, the forms, and what they refuse (PA-3, PA-9, PA-12, PA-18)."""

import datetime
import html
import re
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.actors import Actor
from accounts.models import AuditEntry
from kernel.errors import Invalid
from partners.days import today
from partners.domain import people
from partners.enums import ContactStatus
from partners.models import Affiliation, ConsentEvent, ContactPoint, Organization, Person
from partners.queries import directory, duplicates
from partners.queries.directory import PeopleFilter
from tests.factories.accounts import person_with
from tests.factories.partners import (
    AffiliationFactory,
    ConsentEventFactory,
    ConsentProposalFactory,
    ContactPointFactory,
    JurisdictionFactory,
    OrganizationFactory,
    OrganizationNameFactory,
    PersonFactory,
    SectorFactory,
)
from tests.support.searching import sealed, search

pytestmark = pytest.mark.django_db
SOMEONE = Actor.system("test")


@pytest.fixture
def organizer(client):
    user = person_with("organizer", name="Olive")
    client.force_login(user)
    return user


def text_of(answer):
    return html.unescape(answer.content.decode())


def listed(answer):
    return re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a>', text_of(answer))


def in_parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


class TestLists:
    def test_filters_narrow_the_list_and_the_count_is_told(self, client, organizer):
        law, bc = SectorFactory(), JurisdictionFactory(code="BC")
        police = OrganizationFactory(sectors=[law], jurisdiction=bc, name_en="Valley Police", kind="law_enforcement")
        PersonFactory(display_name="Ana Ávila", organization=police)
        PersonFactory(display_name="Bo", email=False)
        inactive = PersonFactory(display_name="Cy", is_active=False)

        def ask(**query):
            return listed(search(client, reverse("partners:people"), query))

        assert ask() == ["Ana Ávila", "Bo"]
        assert ask(q="avila") == ask(q="valley POLICE") == ask(sector=law.pk) == ask(region=bc.pk) == ["Ana Ávila"]
        assert ask(kind="law_enforcement") == ["Ana Ávila"]
        assert ask(reach="no_address") == ["Bo"]
        assert ask(state="inactive") == [inactive.display_name]
        assert ask(state="all") == ["Ana Ávila", "Bo", "Cy"]
        assert ask(q="zzz") == []
        assert "1 person" in text_of(search(client, reverse("partners:people"), {"q": "avila"}))

    def test_those_who_stopped_or_bounced_can_be_found(self, client, organizer):
        stopped, bounced = PersonFactory(display_name="Stopped"), PersonFactory(display_name="Bounced")
        ConsentEventFactory(person=stopped, act="withdrawn")
        people.set_contact_status(bounced.contact_points.get(), ContactStatus.BOUNCED, actor=SOMEONE)
        back = PersonFactory(display_name="Back")
        ConsentEventFactory(person=back, act="withdrawn", at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
        ConsentEventFactory(person=back, act="granted", at=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC))
        assert listed(client.get(reverse("partners:people"), {"reach": "stopped"})) == ["Stopped"]
        assert listed(client.get(reverse("partners:people"), {"reach": "bounced"})) == ["Bounced"]

    def test_pages_follow_each_other_without_gap_or_repetition_and_no_address_holds_a_name(self, client, organizer):
        for number in range(120):
            PersonFactory(display_name=f"Same Name {number % 7}")
        seen, url = [], reverse("partners:people")
        while url:
            answer = client.get(url)
            seen += re.findall(r'<th scope="row"><a href="([^"]+)"', text_of(answer))
            following = re.search(r'href="(\?[^"]+)" rel="next"', text_of(answer))
            url = reverse("partners:people") + following[1] if following else None
            assert url is None or "name" not in url.lower()
        assert len(seen) == len(set(seen)) == 120

    @pytest.mark.parametrize(
        "query", [{"after": "x"}, {"sector": "9" * 30}, {"find": "\x00"}, {"find": "a" * 9000}, {"region": "-1"}]
    )
    def test_a_wrong_question_is_no_error(self, client, organizer, query):
        for name in ("people", "organizations"):
            assert client.get(reverse(f"partners:{name}"), query).status_code == 200

    @pytest.mark.parametrize("count", [3, 60])
    def test_pf8_the_list_of_people_costs_the_same_whatever_its_length(
        self, client, organizer, count, django_assert_max_num_queries
    ):
        sector = SectorFactory()
        for _number in range(count):
            PersonFactory(organization=OrganizationFactory(sectors=[sector]))
        client.get(reverse("partners:people"))
        with django_assert_max_num_queries(12) as found:
            answer = client.get(reverse("partners:people"))
        assert len(listed(answer)) == min(count, 50)
        assert len([q for q in found.captured_queries if "partners_person" in q["sql"]]) <= 3

    @pytest.mark.parametrize("count", [3, 60])
    def test_the_list_of_organizations_costs_the_same_whatever_its_length(
        self, client, organizer, count, django_assert_max_num_queries
    ):
        sector = SectorFactory()
        for _number in range(count):
            PersonFactory(organization=OrganizationFactory(sectors=[sector]))
        client.get(reverse("partners:organizations"))
        with django_assert_max_num_queries(11):
            answer = client.get(reverse("partners:organizations"))
        assert len(listed(answer)) == min(count, 50)

    def test_the_number_of_people_of_an_organization_counts_each_once_and_today_only(self):
        organization = OrganizationFactory()
        person = PersonFactory(organization=organization)
        AffiliationFactory(person=person, organization=organization, is_primary=False, role="Chair")
        AffiliationFactory(organization=organization, ended_on=datetime.date(2020, 1, 1))
        found = directory.organizations(directory.OrganizationFilter(), today()).get(pk=organization.pk)
        assert found.people_count == 1


class TestExport:
    """PA-19: what leaves is what the list shows."""

    def test_the_file_holds_the_rows_and_columns_of_the_filtered_list(self, client, organizer, settings):
        settings.DEMO = True
        organization = OrganizationFactory()
        PersonFactory(display_name="Ana", organization=organization, email="ana@example.org")
        PersonFactory(display_name="Bo")
        query = urlencode({"find": sealed(client, reverse("partners:people"), {"q": "ana"})})
        answer = client.post(f"{reverse('partners:people_export')}?{query}", {"form": "csv"})
        content = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert content == [
            "Name,Organization,Role,Region,Preferred official language",
            f"Ana,{organization.name_en},Director,,en",
        ]
        entry = AuditEntry.objects.get(verb="export.made")
        assert (entry.subject_ref, entry.facts["rows"]) == (str(organizer.public_id), 1)

    def test_get_exports_nothing(self, client, organizer):
        assert client.get(reverse("partners:people_export")).status_code == 405

    def test_a_coordinator_sees_the_list_and_may_not_carry_it_out(self, client):
        client.force_login(person_with("coordinator"))
        assert "XLSX" not in text_of(client.get(reverse("partners:people")))
        assert client.post(reverse("partners:people_export"), {"form": "csv"}).status_code == 403


class TestAdding:
    def data(self, **changes):
        return {"display_name": "Zoë Ünal", "preferred_language": "fr"} | changes

    def add(self, client, **changes):
        return client.post(reverse("partners:person_add"), self.data(**changes))

    def test_a_person_is_added_with_address_number_and_main_affiliation(self, client, organizer):
        organization = OrganizationFactory(name_fr="Maison du Lac (fictif)")
        OrganizationNameFactory(organization=organization, language="fr", kind="short", text="MDL")
        answer = self.add(
            client, email=" Zoe@Example.ORG ", phone="613-555-0134 poste 22", organization="mdl", role="Chef"
        )
        person = Person.objects.get()
        assert answer["Location"] == reverse("partners:person", args=[person.public_id])
        assert set(person.contact_points.values_list("value", flat=True)) == {
            "zoe@example.org",
            "+16135550134;ext=22",
        }
        held = person.affiliations.get()
        assert (held.organization, held.role, held.is_primary, held.source) == (organization, "Chef", True, "staff")
        entry = AuditEntry.objects.get(verb="person.listed")
        assert entry.actor_ref == str(organizer.public_id)
        assert "zoe" not in str(list(AuditEntry.objects.values())).lower()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"display_name": ""}, "Fill this in."),
            ({"display_name": "\x00\x01"}, "characters that cannot be kept"),
            ({"email": "a@example.org, b@example.org"}, "one e-mail address"),
            ({"email": "Zoë <zoe@example.org>"}, "one e-mail address"),
            ({"phone": "12"}, "telephone number"),
            ({"organization": "Nobody Inc"}, "No organization has this name"),
            ({"preferred_language": "de"}, "not in the list any more"),
            ({"jurisdiction": "999999"}, "not in the list any more"),
            ({"jurisdiction": "x"}, "not in the list any more"),
        ],
    )
    def test_what_is_wrong_is_said_in_words_and_kept_and_nothing_is_saved(self, client, organizer, changes, words):
        answer = self.add(client, role="Keeper of what was typed", **changes)
        assert answer.status_code == 422
        assert words in text_of(answer)
        assert "Keeper of what was typed" in text_of(answer)
        assert not Person.objects.exists()

    def test_a_likely_duplicate_is_shown_before_anything_is_saved(self, client, organizer):
        known = PersonFactory(display_name="Zoe Unal", email="z@example.org")
        answer = self.add(client)
        assert answer.status_code == 422
        assert reverse("partners:person", args=[known.public_id]) in text_of(answer)
        assert Person.objects.count() == 1
        assert self.add(client, another="on").status_code == 302
        assert Person.objects.count() == 2

    def test_a_reader_may_not_add(self, client):
        client.force_login(person_with("approver"))
        assert self.add(client).status_code == 403


class TestDuplicates:
    @pytest.mark.parametrize(
        ("known", "typed", "alike"),
        [
            ("Zoë Ünal", "Unal Zoe", True),
            ("Jean-Félix D'Aoust", "Jean-Felix Daoust", True),
            ("Catherine Beaulieu", "Katherine Beaulieu", True),
            ("Marie Tremblay", "Marc Tremblay", False),
            ("Nahanni", "Nahanni", True),
            ("ᐊᓈᓇ ᐃᓄᒃ", "ᐊᓈᓇ ᐃᓄᒃ", True),
            ("Li Wei", "Le Roy", False),
        ],
    )
    def test_names_are_compared_whatever_their_order_accents_and_small_slips(self, known, typed, alike):
        person = PersonFactory(display_name=known)
        found = duplicates.of_one(typed)
        assert [row for row, _like in found] == ([person] if alike else [])
        register = duplicates.Register()
        assert [one.pk for one in register.like(directory.fold(typed))] == ([person.pk] if alike else [])

    def test_the_same_address_is_a_reason_under_any_name(self):
        person = PersonFactory(display_name="Office", email="info@example.org")
        (found,) = duplicates.of_one("Somebody Else", ["info@example.org"])
        assert found[0] == person
        assert found[1].same_contact

    def test_the_same_organization_tips_the_balance(self):
        organization = OrganizationFactory()
        PersonFactory(display_name="Christine Bélanger", organization=organization)
        assert duplicates.of_one("Christina Belanker") == []
        (found,) = duplicates.of_one("Christina Belanker", organization=organization.pk)
        assert found[1].same_organization


class TestPersonPage:
    def test_it_says_what_may_be_sent_and_why_not(self, client, organizer):
        person = PersonFactory(organization=OrganizationFactory(), email="ana@example.org")
        ConsentEventFactory(person=person, purpose="news", act="withdrawn")
        page = text_of(client.get(reverse("partners:person", args=[person.public_id])))
        assert "has stopped these messages" in page
        assert "public role in an organization" in page
        assert "ana@example.org" in page
        assert person.display_name not in re.search(r"<title>([^<]*)", page)[1]

    @pytest.mark.parametrize("much", [1, 12])
    def test_it_costs_the_same_whatever_there_is(self, client, organizer, much, django_assert_max_num_queries):
        person = PersonFactory()
        for number in range(much):
            AffiliationFactory(person=person, is_primary=False)
            ContactPointFactory(person=person, preferred=False)
            ConsentEventFactory(person=person, purpose="news")
            ConsentProposalFactory(
                person=person, purpose="news", channel="email", proposed_by=organizer
            ) if not number else 0
        address = reverse("partners:person", args=[person.public_id])
        client.get(address)
        with django_assert_max_num_queries(20):
            assert client.get(address).status_code == 200

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_every_form_about_a_person_opens_in_both_languages(self, client, organizer, language):
        held = AffiliationFactory()
        point = ContactPointFactory(person=held.person, preferred=False)
        person, organization = held.person.public_id, held.organization.public_id
        names = {
            "person_edit": person, "affiliation_add": person, "contact_add": person, "contact_rule": person,
            "consent_record": person, "consent_stop": person, "affiliation_edit": held.public_id,
            "contact_remove": point.public_id, "organization": organization, "organization_edit": organization,
            "organization_rename": organization, "organization_name_add": organization,
            "organization_contact_add": organization,
        }  # fmt: skip
        with translation.override(language):
            addresses = [reverse(f"partners:{name}", args=[ref]) for name, ref in names.items()]
            addresses += [reverse(f"partners:{name}") for name in ("person_add", "organization_add", "consents")]
        for address in addresses:
            assert client.get(address).status_code == 200, address

    def test_somebody_unknown_is_not_found(self, client, organizer):
        missing = PersonFactory.build().public_id
        assert client.get(reverse("partners:person", args=[missing])).status_code == 404


class TestEditing:
    def test_only_what_differs_is_written_and_the_trail_names_fields_not_values(self, client, organizer):
        person = PersonFactory(display_name="Ana", preferred_language="en")
        data = {"display_name": "Ana Ávila", "preferred_language": "en", "is_active": "on"}
        client.post(reverse("partners:person_edit", args=[person.public_id]), data)
        person.refresh_from_db()
        assert (person.display_name, person.folded) == ("Ana Ávila", "ana avila")
        entry = AuditEntry.objects.get(verb="person.changed")
        assert entry.fields == ["display_name"]

    def test_pa12_a_second_main_affiliation_on_the_same_day_is_refused_in_words(self, client, organizer):
        person = PersonFactory(organization=OrganizationFactory())
        other = OrganizationFactory(name_en="Elsewhere")
        data = {"organization": "Elsewhere", "is_primary": "on", "role": "Chair"}
        answer = client.post(reverse("partners:affiliation_add", args=[person.public_id]), data)
        assert answer.status_code == 422
        assert "already has a main affiliation" in text_of(answer)
        assert not Affiliation.objects.filter(organization=other).exists()

    def test_pa12_the_database_refuses_it_whoever_writes(self):
        held = AffiliationFactory(ended_on=datetime.date(2026, 3, 1))
        AffiliationFactory(person=held.person, started_on=datetime.date(2026, 3, 2))
        with pytest.raises(IntegrityError, match="affiliation_one_primary_a_day"), transaction.atomic():
            AffiliationFactory(person=held.person, started_on=datetime.date(2026, 3, 1))
        AffiliationFactory(person=held.person, is_primary=False)
        held.ended_on = None
        with pytest.raises(IntegrityError, match="affiliation_one_primary_a_day"), transaction.atomic():
            held.save()

    def test_pa12_ending_an_old_affiliation_leaves_the_current_one_alone(self, client, organizer):
        person = PersonFactory()
        old = AffiliationFactory(person=person, ended_on=datetime.date(2024, 5, 5), role="Before")
        now = AffiliationFactory(person=person, started_on=datetime.date(2024, 6, 1), role="Now")
        data = {"role": "Before", "is_primary": "on", **in_parts("ended_on", datetime.date(2024, 4, 4))}
        client.post(reverse("partners:affiliation_edit", args=[old.public_id]), data)
        old.refresh_from_db()
        now.refresh_from_db()
        assert old.ended_on == datetime.date(2024, 4, 4)
        assert (now.is_primary, now.ended_on) == (True, None)

    def test_days_that_run_backwards_are_refused(self):
        with pytest.raises(Invalid) as refusal:
            people.affiliate(
                PersonFactory(),
                actor=SOMEONE,
                organization=OrganizationFactory(),
                started_on=datetime.date(2026, 2, 2),
                ended_on=datetime.date(2026, 2, 1),
            )
        assert refusal.value.field == "ended_on"

    def test_an_address_is_known_once_to_its_owner_and_may_have_several_owners(self, client, organizer):
        person, colleague = PersonFactory(email="office@example.org"), PersonFactory(email="office@example.org")
        data = {"kind": "email", "value": "Office@Example.org"}
        answer = client.post(reverse("partners:contact_add", args=[person.public_id]), data)
        assert answer.status_code == 422
        assert "already in the list" in text_of(answer)
        people.remove_contact(colleague.contact_points.get(), actor=SOMEONE)
        assert person.contact_points.filter(value="office@example.org").exists()

    def test_the_acts_on_an_address_do_what_they_say(self, client, organizer):
        person = PersonFactory(email="one@example.org")
        second = ContactPointFactory(person=person, value="two@example.org", preferred=False)

        def act(name):
            client.post(reverse(f"partners:contact_{name}", args=[second.public_id]))
            second.refresh_from_db()

        act("prefer")
        assert list(person.contact_points.filter(preferred=True)) == [second]
        act("stop")
        assert second.status == ContactStatus.SUPPRESSED
        act("use")
        assert second.status == ContactStatus.ACTIVE
        client.post(reverse("partners:contact_remove", args=[second.public_id]))
        assert not ContactPoint.objects.filter(pk=second.pk).exists()

    def test_hours_are_written_down_merged_and_shown_again(self, client, organizer):
        person = PersonFactory()
        address = reverse("partners:contact_rule", args=[person.public_id])
        data = {"email_allowed": "on", "days": ["0", "2"], "begins": "9:30", "ends": "noon"}
        assert client.post(address, data).status_code == 302
        assert person.contact_rule.windows == [[0, 570, 720], [2, 570, 720]]
        page = text_of(client.get(address))
        assert 'value="noon"' in page
        assert "Monday 9:30" in text_of(client.get(reverse("partners:person", args=[person.public_id]))).replace(
            "\u00a0", " "
        )
        assert client.post(address, {"days": ["0"]}).status_code == 422
        assert client.post(address, data | {"ends": "9 am"}).status_code == 422
        client.post(reverse("partners:contact_rule_clear", args=[person.public_id]))
        assert "may come at any hour" in text_of(client.get(reverse("partners:person", args=[person.public_id])))


class TestConsentByStaff:
    """PA-18: a yes on behalf needs a method and a second person; a no counts at once."""

    def test_a_yes_waits_for_somebody_else_and_then_counts(self, client, organizer):
        person = PersonFactory()
        data = {
            "purpose": "news",
            "method": "phone",
            "language": "fr",
            **in_parts("acted_on", datetime.date(2026, 3, 2)),
        }
        client.post(reverse("partners:consent_record", args=[person.public_id]), data)
        proposal = person.consent_proposals.get()
        confirm = reverse("partners:consent_confirm", args=[proposal.public_id])

        page = text_of(client.post(confirm, follow=True))
        assert "you wrote it yourself" in page
        assert not ConsentEvent.objects.exists()

        client.force_login(person_with("approver", name="Erin"))
        assert person.display_name in text_of(client.get(reverse("partners:consents")))
        client.post(confirm)
        event = ConsentEvent.objects.get()
        assert (event.act, event.recorded_by, event.second_by.name) == ("granted", organizer, "Erin")

    def test_a_confirmed_yes_says_so_when_a_later_no_stands(self, client, organizer):
        person = PersonFactory()
        proposal = ConsentProposalFactory(person=person, purpose="news", channel="email", proposed_by=organizer)
        ConsentEventFactory(person=person, purpose="news", act="withdrawn")
        client.force_login(person_with("approver"))
        answer = client.post(reverse("partners:consent_confirm", args=[proposal.public_id]), follow=True)
        assert "A no that came later stands" in text_of(answer)
        assert "It counts now" not in text_of(answer)

    def test_a_no_counts_at_once(self, client, organizer):
        person = PersonFactory(organization=OrganizationFactory())
        data = {"purpose": "invitation", "method": "phone", "language": "en"}
        client.post(reverse("partners:consent_stop", args=[person.public_id]), data)
        event = person.consent_events.get()
        assert (event.act, event.recorded_by) == ("withdrawn", organizer)

    def test_service_messages_are_not_offered(self, client, organizer):
        page = text_of(client.get(reverse("partners:consent_record", args=[PersonFactory().public_id])))
        assert 'value="news"' in page
        assert 'value="registration"' not in page


class TestOrganizations:
    def data(self, **changes):
        return {
            "name_en": "Bridge House", "name_fr": "Maison du Pont", "kind": "ngo", "status": "active",
            "language_capacity": "both",
        } | changes  # fmt: skip

    def test_one_is_added_under_both_names_and_found_under_its_short_one(self, client, organizer):
        sector = SectorFactory()
        data = self.data(short_en="BH", sectors=[sector.pk])
        answer = client.post(reverse("partners:organization_add"), data)
        organization = Organization.objects.get()
        assert answer["Location"] == reverse("partners:organization", args=[organization.public_id])
        assert list(organization.sectors.all()) == [sector]
        assert listed(search(client, reverse("partners:organizations"), {"q": "bh"})) == ["Bridge House"]

    def test_a_name_in_one_language_only_is_refused(self, client, organizer):
        answer = client.post(reverse("partners:organization_add"), self.data(name_fr=""))
        assert answer.status_code == 422
        assert not Organization.objects.exists()

    def test_a_sector_of_lived_experience_is_not_offered_and_not_taken(self, client, organizer):
        hidden = SectorFactory(directory_never=True, name_en="Lived experience")
        assert "Lived experience" not in text_of(client.get(reverse("partners:organization_add")))
        assert client.post(reverse("partners:organization_add"), self.data(sectors=[hidden.pk])).status_code == 422

    def test_one_of_the_same_name_is_shown_first(self, client, organizer):
        OrganizationFactory(name_en="Bridge House")
        answer = client.post(reverse("partners:organization_add"), self.data())
        assert answer.status_code == 422
        assert "Is it one of these?" in text_of(answer)
        assert client.post(reverse("partners:organization_add"), self.data(another="on")).status_code == 302

    def test_a_governing_body_says_which_and_is_nobodys_child(self, client, organizer):
        data = self.data(kind="indigenous_governing_body")
        assert client.post(reverse("partners:organization_add"), data).status_code == 422
        client.post(reverse("partners:organization_add"), data | {"distinction": "metis"})
        assert Organization.objects.get().governing_body.distinction == "metis"

    def test_renaming_needs_a_day_and_keeps_the_old_name(self, client, organizer):
        organization = OrganizationFactory(name_en="Old House")
        address = reverse("partners:organization_rename", args=[organization.public_id])
        data = {"name_en": "New House", "name_fr": "Nouvelle Maison"}
        assert client.post(address, data).status_code == 422
        assert client.post(address, data | in_parts("on", datetime.date(2026, 1, 1))).status_code == 302
        page = text_of(client.get(reverse("partners:organization", args=[organization.public_id])))
        assert "<h1>New House" in page
        assert "2025-12-31" in page
        assert listed(search(client, reverse("partners:organizations"), {"q": "old house"})) == ["New House"]

    def test_a_role_has_an_address_with_its_name_in_both_languages(self, client, organizer):
        organization = OrganizationFactory()
        address = reverse("partners:organization_contact_add", args=[organization.public_id])
        data = {"kind": "email", "value": "office@example.org", "label_en": "Office", "label_fr": "Bureau"}
        client.post(address, data)
        assert organization.contact_points.get().label_fr == "Bureau"

    def test_everything_but_names_can_be_changed(self, client, organizer):
        organization = OrganizationFactory()
        data = {"kind": "private", "status": "inactive", "language_capacity": "fr"}
        client.post(reverse("partners:organization_edit", args=[organization.public_id]), data)
        organization.refresh_from_db()
        assert (organization.kind, organization.status, organization.language_capacity) == ("private", "inactive", "fr")
        assert AuditEntry.objects.get(verb="organization.changed").fields == ["kind", "language_capacity", "status"]


def test_a_filter_never_reaches_beyond_the_directory():
    """PA-15: the root of every query of people is the directory."""
    sql = str(directory.people(PeopleFilter(words="x", reach="stopped"), today()).query)
    assert "safety" not in sql
