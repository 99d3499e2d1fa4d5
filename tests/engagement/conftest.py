"""A consultation with one table, for the tests of notes."""

import pytest

from engagement.domain import consultations, notes
from tests.factories import commitments
from tests.factories.engagement import Staff, open_consultation
from tests.factories.events import EventFactory


@pytest.fixture
def staff(db):
    return Staff()


@pytest.fixture
def roundtable(staff):
    """An open consultation with one roundtable."""
    consultation = open_consultation(staff)
    event = EventFactory()
    consultations.link_event(consultation, event, actor=staff.as_organizer)
    return consultation, event


@pytest.fixture
def noted_table(staff, roundtable):
    consultation, event = roundtable
    return notes.open_table(consultation, event, "Table 1", actor=staff.as_note_taker)


@pytest.fixture
def a_commitment(db):
    """A public commitment of some framework."""
    return commitments.agreed(*commitments.people())
