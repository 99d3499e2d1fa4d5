"""What the public sees or nothing brings back goes after a page that says what will happen (screens 1)."""

import html
import re

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from partners.domain import imports, progress
from partners.import_states import ImportState
from partners.models import ContactRule, PeopleImport, Person
from tests.factories.accounts import UserFactory, person_with
from tests.factories.commitments import agreed, drafted, people, sent
from tests.factories.imports import again, checked
from tests.factories.partners import ContactRuleFactory, PersonFactory
from tests.partners import import_files as files

pytestmark = pytest.mark.django_db


def words_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ").split())


def asks(client, address, *, offered_on, says):
    """The page is reached by a link, says what will happen, has one button and a way back; looking leaves no entry."""
    offered = client.get(offered_on).content.decode()
    assert f'href="{address}"' in offered and f'action="{address}"' not in offered
    entries = AuditEntry.objects.count()
    page = client.get(address).content.decode()
    assert AuditEntry.objects.count() == entries
    for words in says:
        assert words in words_of(page), words
    main = page[page.index("<h1>") :]
    assert main.count("<button") == 1 and "No, go back" in main


def past(client, address):
    page = client.get(address).content.decode()
    assert "This is no longer possible." in page and "<button" not in page[page.index("<h1>") :]


@pytest.fixture
def organizer(client):
    user = person_with("organizer")
    client.force_login(user)
    return user


@pytest.fixture
def coordinator(client):
    user = person_with("coordinator")
    client.force_login(user)
    return user


def test_a_file_is_discarded_after_a_page_that_says_what_is_erased(client, organizer):
    held = checked(files.csv_of(files.people(3)), by=organizer)
    address = reverse("partners:people_import_discard", args=[held.public_id])
    says = ("3 rows are erased", "Nobody whom it names is added", "It cannot be undone")
    asks(client, address, offered_on=reverse("partners:people_import", args=[held.public_id]), says=says)
    assert again(held).state == ImportState.CHECKED and held.rows.count() == 3

    assert client.post(address).headers["Location"] == reverse("partners:people_imports")
    assert again(held).state == ImportState.DISCARDED
    past(client, address)


def test_discarding_an_import_that_stopped_says_that_who_was_added_stays(client, organizer):
    held = checked(files.csv_of(files.people(2)), by=organizer)
    imports.confirm(held, actor=imports.Actor.of(organizer), by=organizer)
    row = held.rows.order_by("line").first()
    held.rows.filter(pk=row.pk).update(outcome="created", person=PersonFactory())
    PeopleImport.objects.filter(pk=held.pk).update(state=ImportState.STUCK)
    page = words_of(client.get(reverse("partners:people_import_discard", args=[held.public_id])).content.decode())
    assert "1 person whom it has added already stays in the directory." in page and "Nobody whom" not in page


def test_a_rule_about_reaching_a_person_is_removed_after_a_page_that_says_what_then_reaches_them(client, organizer):
    person = PersonFactory()
    ContactRuleFactory(person=person)
    address = reverse("partners:contact_rule_clear", args=[person.public_id])
    says = ("at any hour", "Nothing brings it back", "The person is not told")
    asks(client, address, offered_on=reverse("partners:person", args=[person.public_id]), says=says)
    assert ContactRule.objects.exists()
    assert client.post(address).status_code == 302 and not ContactRule.objects.exists()
    past(client, address)
    assert "There is no contact rule to remove." in client.post(address, follow=True).content.decode()
    assert Person.objects.filter(pk=person.pk).exists()


def test_a_commitment_is_proposed_after_a_page_that_says_what_that_fixes(client, coordinator):
    writer, _approver = people()
    draft = drafted(writer)
    address = reverse("partners:commitment_propose", args=[draft.public_id])
    says = ("becomes revision 1", "fixed for good", "no message is sent", "It cannot be undone")
    asks(client, address, offered_on=reverse("partners:commitment", args=[draft.public_id]), says=says)
    assert client.post(address).status_code == 302
    draft.refresh_from_db()
    assert draft.lifecycle == "proposed"
    past(client, address)


def test_an_update_is_made_public_after_a_page_that_says_who_reads_it(client, coordinator):
    writer, approver = people()
    lead = agreed(writer, approver).obligations.get()
    update = progress.accept(sent(lead, writer), actor=approver)
    address = reverse("partners:update_publish", args=[update.public_id])
    says = ("Anybody can read it at once", "asked to be told get a message", "It cannot be undone")
    asks(client, address, offered_on=reverse("partners:update", args=[update.public_id]), says=says)
    client.post(address)
    update.refresh_from_db()
    assert update.state == "published"
    past(client, address)


def test_an_update_of_a_commitment_that_is_not_public_is_not_asked_for(client, coordinator):
    writer, approver = people()
    lead = agreed(writer, approver, public=False).obligations.get()
    update = progress.accept(sent(lead, writer), actor=approver)
    page = client.get(reverse("partners:update_publish", args=[update.public_id])).content.decode()
    assert "Make the commitment public first" in page and "<button" not in page[page.index("<h1>") :]


@pytest.mark.parametrize("name", ["commitment_propose", "people_import_discard", "contact_rule_clear"])
def test_who_may_not_act_is_not_asked_either(client, name):
    held = checked(files.csv_of(files.people(1)), by=UserFactory())
    draft, person = drafted(people()[0]), PersonFactory()
    about = {"commitment_propose": draft, "people_import_discard": held, "contact_rule_clear": person}[name]
    client.force_login(person_with("door_staff"))
    assert client.get(reverse(f"partners:{name}", args=[about.public_id])).status_code == 403
