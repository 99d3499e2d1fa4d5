"""The clock a person lives by is seen and changed where the person is, and the hours to write to them follow it."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from kernel.errors import Invalid
from partners.domain import consent, people
from partners.models import Person
from tests.factories.accounts import person_with
from tests.factories.events import SOMEONE
from tests.factories.partners import PersonFactory, PlaceFactory

pytestmark = pytest.mark.django_db
DATA = {"display_name": "Ana", "preferred_language": "en", "is_active": "on"}


@pytest.fixture
def ana(client):
    client.force_login(person_with("organizer"))
    PlaceFactory(zone="America/Vancouver", name_en="Vancouver", name_fr="Vancouver")
    return PersonFactory(display_name="Ana", preferred_language="en")


def test_a_zone_is_chosen_by_its_cities_and_stands_on_the_page_of_the_person(client, ana):
    address = reverse("partners:person_edit", args=[ana.public_id])
    assert "Vancouver – America/Vancouver" in client.get(address).content.decode()

    client.post(address, DATA | {"zone": "America/Vancouver"})

    ana.refresh_from_db()
    assert ana.zone == "America/Vancouver" and str(consent.zone_of(ana)) == "America/Vancouver"
    page = client.get(reverse("partners:person", args=[ana.public_id])).content.decode()
    assert "Vancouver – America/Vancouver" in page
    assert AuditEntry.objects.get(verb="person.changed").fields == ["zone"]


def test_a_zone_in_which_no_place_lies_is_kept_when_something_else_is_changed(client, ana):
    Person.objects.filter(pk=ana.pk).update(zone="Europe/Paris")
    address = reverse("partners:person_edit", args=[ana.public_id])
    form = client.get(address).context["form"]
    assert form["zone"].value() == "Europe/Paris"
    client.post(address, DATA | {"zone": "Europe/Paris", "pronouns": "she"})
    ana.refresh_from_db()
    assert (ana.zone, ana.pronouns) == ("Europe/Paris", "she")


@pytest.mark.parametrize("typed", ["Mars/Olympus", "../etc/passwd", "America/"])
def test_what_is_no_zone_is_refused_on_the_page_and_in_the_domain(client, ana, typed):
    assert client.post(reverse("partners:person_edit", args=[ana.public_id]), DATA | {"zone": typed}).status_code == 422
    with pytest.raises(Invalid) as refused:
        people.edit(ana, actor=SOMEONE, zone=typed)
    assert (refused.value.code, refused.value.field) == ("zone_unknown", "zone")


def test_an_older_name_of_a_zone_is_kept_under_the_one_of_today(ana):
    assert people.edit(ana, actor=SOMEONE, zone="Canada/Pacific").zone == "America/Vancouver"
