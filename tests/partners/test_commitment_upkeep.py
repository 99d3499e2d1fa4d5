"""What the pages of commitments offer, and where its parties stand on the map."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.actors import Actor
from accounts.models import AuditEntry
from kernel.formats import colon
from partners.domain import commitments, organizations
from partners.enums import Provenance
from partners.models import Organization
from partners.templatetags.commitments import house_moment
from tests.factories.accounts import person_with
from tests.factories.commitments import agreed, people, proposed
from tests.factories.partners import JurisdictionFactory, OrganizationFactory
from tests.support.signing_in import show_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return person_with("coordinator")


@pytest.fixture
def works(client, coordinator):
    """A browser in which the coordinator is signed in."""
    client.force_login(coordinator)
    return client


def url(name, *args):
    return reverse(f"partners:{name}", args=args)


def test_an_organization_added_in_a_demonstration_is_a_demonstration_too(works, settings):
    settings.DEMO = True
    typed = {
        "name_en": "Made up",
        "name_fr": "Inventée",
        "kind": "ngo",
        "status": "active",
        "language_capacity": "both",
    }
    answer = works.post(url("organization_add"), typed)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert Organization.objects.get(name_en="Made up").provenance == Provenance.DEMO


def test_a_demonstration_offers_nothing_it_refuses_on_the_page_of_a_real_bodys_commitment(works, settings):
    commitment = agreed(*people())
    settings.DEMO = True
    page = works.get(url("commitment", commitment.public_id)).content.decode()
    assert "it stays as its source states it" in page
    for name in ("commitment_edit", "party_add", "evidence_add"):
        assert url(name, commitment.public_id) not in page


def test_the_region_of_a_party_follows_its_organization_to_the_filter_and_the_map(client):
    first, second = JurisdictionFactory(code="ON"), JurisdictionFactory(code="QC")
    party = OrganizationFactory(jurisdiction=first)
    commitment = agreed(*people(), organization=party)
    address = reverse("partners:public_commitments")
    assert commitment.ref in client.get(address, {"jurisdiction": "ON"}).content.decode()
    organizations.edit(party, actor=Actor.system("test"), jurisdiction=second)
    assert commitment.ref in client.get(address, {"jurisdiction": "QC"}).content.decode()
    assert commitment.ref not in client.get(address, {"jurisdiction": "ON"}).content.decode()


def test_what_moved_since_the_proposal_does_not_stop_the_release(works):
    writer, _approver = people()
    commitment = proposed(writer)
    commitments.edit(commitment, actor=writer, title_en="A", title_fr="B", reason_en="a", reason_fr="b")
    organizations.edit(commitment.obligations.get().organization, actor=writer, jurisdiction=JurisdictionFactory())
    assert commitments.release(commitment, actor=writer).current_revision.number == 2


def test_an_empty_board_offers_a_draft_only_to_those_who_may_start_one(client):
    client.force_login(person_with("approver"))
    page = client.get(url("commitments")).content.decode()
    assert "No commitments yet." in page and url("commitment_new") not in page


def test_a_planned_moment_is_shown_in_the_house_zone_with_its_place():
    instant = datetime.datetime(2026, 12, 1, 14, 0, tzinfo=datetime.UTC)
    assert "December 1, 2026, 9 am, Ottawa time" in house_moment(instant).replace("\xa0", " ")


def test_a_target_stands_after_the_colon_of_its_language(client):
    commitment = agreed(*people())
    with translation.override("fr"):
        page = client.get(url("public_commitment", commitment.public_id)).content.decode()
        assert f"Personnes formées{colon()} " in page


def test_the_download_of_the_board_asks_for_the_second_factor_again_and_is_never_a_page_to_open(works, coordinator):
    show_second_factor(works, coordinator, seconds_ago=301)
    assert works.get(url("board_csv")).status_code == 405
    assert works.post(url("board_csv")).status_code == 302
    assert AuditEntry.objects.filter(verb="export.made").count() == 0
