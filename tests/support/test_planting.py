"""What `planted` promises: each test meets the rows as they were planted, and nobody else meets them."""

import pytest

from events.models import Venue
from tests.factories.events import VenueFactory
from tests.support.planting import planted


@planted
def one_venue():
    return VenueFactory(name_en="As planted")


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_writes_to_planted_rows_is_undone_and_its_copy_is_its_own(one_venue, turn):
    assert one_venue.name_en == "As planted" and Venue.objects.get().name_en == "As planted"
    one_venue.name_en = f"Changed {turn}"
    one_venue.save()
    VenueFactory()


def test_rows_are_gone_before_a_browser_starts_in_whose_loop_connections_are_others(browser, db):
    """They could not be undone from there, and every test that follows would fail."""
    assert not Venue.objects.exists()


def test_planted_rows_stand_for_nobody_who_does_not_name_them(db):
    assert not Venue.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_planted_rows_stand_for_nobody_who_commits():
    assert not Venue.objects.exists()
