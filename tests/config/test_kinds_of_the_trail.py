"""The trail says in words what an act was about, leads there whoever may go there, and names nobody (RE-1, STD-03)."""

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation

from accounts import trail
from accounts.actors import Actor
from accounts.domain import audit
from accounts.permissions import Permission as P
from config import trail_kinds
from tests.factories.accounts import UserFactory, person_with
from tests.factories.commitments import CommitmentFactory
from tests.factories.engagement import open_consultation
from tests.factories.events import EventFactory, EventTeamMemberFactory
from tests.factories.messaging import MessageFactory
from tests.factories.partners import OrganizationFactory, PersonFactory

APPS = ("accounts", "engagement", "events", "kernel", "messaging", "partners", "publishing", "safety")
SOMEONE = Actor.system("test")


def tables():
    return {model._meta.label for app in APPS for model in apps.get_app_config(app).get_models()}


def test_every_table_of_every_app_has_words_and_no_words_stand_for_a_table_that_is_gone():
    assert set(trail_kinds.KINDS) == tables()


def test_the_words_differ_between_the_languages_and_are_never_a_code():
    said = {}
    for language in ("en", "fr"):
        with translation.override(language):
            said[language] = {table: trail.kind_words(table) for table in tables()}
            assert not any("." in words or "_" in words for words in said[language].values())
    assert [table for table in tables() if said["en"][table] == said["fr"][table]] == []


def test_what_is_no_longer_kept_is_said_so():
    assert trail.kind_words("events.Gone") == "something that is no longer kept"


@pytest.fixture
def things(db):
    """One thing of each kind that has a page, with what is personal about it."""
    made = [
        UserFactory(name="Zzyzx Account"),
        PersonFactory(display_name="Zzyzx Person", email="zz@example.org"),
        OrganizationFactory(name_en="Zzyzx Organization"),
        CommitmentFactory(title_en="Zzyzx Commitment"),
        EventFactory(title_en="Zzyzx Event"),
        open_consultation(),
        MessageFactory(),
    ]
    for thing in made:
        audit.record(SOMEONE, "event.edited", thing)
    return made


def refs(things):
    return {(thing._meta.label, str(getattr(thing, "public_id", thing.pk))) for thing in things}


def links(client, language="en"):
    """Return the addresses under which the trail leads to the things themselves."""
    with translation.override(language):
        page = client.get(reverse("accounts:trail"))
    return {row.about_url for row in page.context["rows"] if row.about_url}, page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_auditor_reads_the_kinds_and_gets_no_link_that_would_be_refused(client, things, language):
    client.force_login(person_with("auditor"))
    found, page = links(client, language)
    assert found == set()
    for words in {"en": ("a person of the directory", "a message"), "fr": ("une personne du répertoire", "un message")}[
        language
    ]:
        assert words in page
    assert "Zzyzx" not in page and "zz@example.org" not in page
    assert "partners.Person" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["auditor", "administrator", "organizer", "approver", "coordinator", "analyst"])
def test_every_link_opens_for_whoever_is_given_it_and_nothing_else_would_have(client, things, role):
    reader = person_with(role)
    if role == "organizer":
        EventTeamMemberFactory(event=things[4], user=reader, role="organizer")
    client.force_login(reader)
    given = trail.pages_of(reader, refs(things))
    for label, ref in refs(things):
        kind = trail_kinds.OPENED[label]
        status = client.get(reverse(kind.page, args=[ref])).status_code
        assert (status == 200) == ((label, ref) in given), f"{role}: {label} answers {status}"


@pytest.mark.django_db
def test_a_thing_that_is_gone_and_a_reference_of_another_form_lead_nowhere(things):
    reader = person_with("coordinator")
    assert reader.may(P.SEE_DIRECTORY)
    gone = {("partners.Person", "00000000-0000-0000-0000-000000000000"), ("partners.Person", "17"), ("x.Y", "z")}
    assert trail.pages_of(reader, gone) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("times", [1, 12])
def test_leading_there_costs_one_statement_for_each_kind_whatever_the_number_of_entries(
    times, things, django_assert_max_num_queries
):
    reader = person_with("approver")
    more = [PersonFactory() for _ in range(times)] + [EventFactory() for _ in range(times)]
    reader.may(P.SEE_DIRECTORY)
    with django_assert_max_num_queries(len(trail_kinds.OPENED)):
        found = trail.pages_of(reader, refs([*things, *more]))
    assert len(found) >= 2 * times
