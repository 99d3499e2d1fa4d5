"""A segment holds exactly the people its lists name, and says what keeps a message from each (PA-15, PA-16)."""

import pytest

from partners.enums import Purpose
from partners.queries.segments import Segment, candidates, people
from tests.factories.partners import (
    AffiliationFactory,
    JurisdictionFactory,
    OrganizationFactory,
    PersonFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody():
    def make(sector, jurisdiction, *, address=True):
        organization = OrganizationFactory(jurisdiction=jurisdiction)
        organization.sectors.set([sector])
        person = PersonFactory(email=None if address else False)
        AffiliationFactory(person=person, organization=organization)
        return person

    return make


def test_lists_narrow_one_another_and_people_added_by_hand_stay(somebody):
    police, ngo = SectorFactory(), SectorFactory()
    west, east = JurisdictionFactory(), JurisdictionFactory()
    wanted, _elsewhere, _other, by_hand = (
        somebody(police, west),
        somebody(police, east),
        somebody(ngo, west),
        somebody(ngo, east),
    )

    segment = Segment(
        sectors=frozenset({police.key}), jurisdictions=frozenset({west.code}), people=frozenset({by_hand.public_id})
    )

    assert set(people(segment)) == {wanted, by_hand}


def test_an_empty_segment_is_nobody(somebody):
    somebody(SectorFactory(), JurisdictionFactory())

    assert not people(Segment()).exists()


def test_somebody_without_an_address_is_shown_with_the_reason(somebody):
    sector = SectorFactory()
    person = somebody(sector, JurisdictionFactory(), address=False)

    (candidate,) = candidates(people(Segment(sectors=frozenset({sector.key}))), Purpose.INVITATION)

    assert candidate.person == person
    assert candidate.hindrance
    assert candidate.sectors == {sector.key}


@pytest.mark.parametrize("count", [1, 6])
def test_a_list_costs_the_same_whatever_its_length(somebody, count, django_assert_max_num_queries):
    sector, jurisdiction = SectorFactory(), JurisdictionFactory()
    for _number in range(count):
        somebody(sector, jurisdiction)

    with django_assert_max_num_queries(9):
        assert len(candidates(people(Segment(sectors=frozenset({sector.key}))), Purpose.INVITATION)) == count
