"""Notes without a speaker: no column can hold a person or an organization, under any rule (EN-7, STD-33)."""

import uuid

import pytest
from django.db import models

from engagement.domain import consultations, notes
from engagement.enums import NoteKind, Support, TableState
from engagement.models import NoteEntry
from kernel.errors import DomainError, Invalid
from tests.factories.engagement import in_analysis, written
from tests.factories.events import EventFactory, ProtectedEventFactory

pytestmark = pytest.mark.django_db

# each column with why it tells nothing of a person; a new one must be argued for here
COLUMNS = {
    "id": "sequence of the table",
    "public_id": "random",
    "created_at": "when it was written down",
    "table": "which table",
    "sequence": "place within the table",
    "entry_key": "random key of the form",
    "question_key": "which question",
    "text": "what was said",
    "language": "in which language",
    "kind": "closed list",
    "support": "closed list",
    "amends": "the note it corrects",
}


def test_a_note_has_no_field_for_a_person_or_an_organization():
    """EN-7: adding a column fails here."""
    assert {field.name for field in NoteEntry._meta.concrete_fields} == set(COLUMNS)
    targets = {f.related_model._meta.label for f in NoteEntry._meta.concrete_fields if f.is_relation}
    assert targets == {"engagement.TableSession", "engagement.NoteEntry"}
    names = {"person", "user", "author", "speaker", "name", "organization", "email", "by", "participant"}
    assert not names & {part for field in COLUMNS for part in field.split("_")} - {"by"}
    free = [f.name for f in NoteEntry._meta.concrete_fields if isinstance(f, models.TextField)]
    assert free == ["text"]


def test_a_note_is_written_once_however_often_the_form_is_sent(noted_table, staff):
    key = uuid.uuid4()
    fields = {"kind": NoteKind.POINT, "support": Support.ONE, "language": "en", "actor": staff.as_note_taker}
    first = notes.write(noted_table, "More beds.", key=key, **fields)
    second = notes.write(noted_table, "More beds.", key=key, **fields)
    assert first.pk == second.pk
    assert noted_table.entries.count() == 1
    assert written(noted_table, "Another.", staff).sequence == 2


@pytest.mark.parametrize("text", ["", "   ", "\n", "x" * 2001])
def test_an_empty_or_endless_note_is_refused(noted_table, staff, text):
    with pytest.raises(Invalid) as refusal:
        written(noted_table, text, staff)
    assert refusal.value.field == "text"


def test_closed_notes_take_nothing_more_until_they_are_reopened(noted_table, staff):
    written(noted_table, "More beds.", staff)
    table = notes.close(noted_table, actor=staff.as_note_taker)
    assert (table.state, table.closed_at is not None) == (TableState.CLOSED, True)
    with pytest.raises(notes.NotesClosed):
        written(table, "Too late.", staff)
    notes.reopen(table, actor=staff.as_note_taker)
    assert written(table, "In time.", staff).sequence == 2


def test_analysis_waits_for_open_tables_and_then_keeps_them_closed(roundtable, noted_table, staff):
    consultation, _event = roundtable
    written(noted_table, "More beds. And more time.", staff)
    consultations.close(consultation, actor=staff.as_organizer)
    with pytest.raises(DomainError) as refusal:
        consultations.start_analysis(consultation, actor=staff.as_organizer)
    assert refusal.value.facts["tables"] == ["Table 1"]

    table = notes.close(noted_table, actor=staff.as_note_taker)
    consultations.start_analysis(consultation, actor=staff.as_organizer)
    with pytest.raises(DomainError) as late:
        notes.reopen(table, actor=staff.as_note_taker)
    assert late.value.code == "analysis_began"
    assert [text.units.count() for text in consultation.texts.all()] == [2]


def test_only_the_latest_of_an_amended_note_is_analysed(roundtable, noted_table, staff):
    consultation, _event = roundtable
    first = written(noted_table, "Four beds.", staff)
    written(noted_table, "Forty beds.", staff, amends=first)
    notes.close(noted_table, actor=staff.as_note_taker)
    in_analysis(consultation, staff)
    assert [text.text for text in consultation.texts.all()] == ["Forty beds."]


def test_a_protected_event_has_no_tables_here(roundtable, staff):
    """5.14: words from a protected session come only through their own sealed way."""
    consultation, _event = roundtable
    protected = ProtectedEventFactory()
    consultations.link_event(consultation, protected, actor=staff.as_organizer)
    with pytest.raises(Invalid) as refusal:
        notes.open_table(consultation, protected, "Table 1", actor=staff.as_note_taker)
    assert refusal.value.code == "table_protected"
    with pytest.raises(Invalid) as elsewhere:
        notes.open_table(consultation, EventFactory(), "Table 1", actor=staff.as_note_taker)
    assert elsewhere.value.code == "event_elsewhere"
    with pytest.raises(Invalid) as twice:
        for _again in range(2):
            notes.open_table(consultation, _event, "Table 9", actor=staff.as_note_taker)
    assert twice.value.code == "table_taken"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Mrs. Tremblay asked for more beds.", "Mrs. Tremblay"),
        ("Mme Tremblay demande plus de lits.", "Mme Tremblay"),
        ("We heard Jean Tremblay on this.", "Jean Tremblay"),
        ("Write to jean@example.org.", "jean@example.org"),
        ("Jean Tremblay said so.", "Jean Tremblay"),
        ("Beds are short. Jeanne Roy knows.", "Jeanne Roy"),
        ("Call 613-555-0123.", "613-555-0123"),
        ("Composez le (613) 555-0123.", "(613) 555-0123"),
        ("The Province pays. Les Territoires aussi, pour 100 000 personnes.", ""),
        ("More beds are needed. Shelters are full.", ""),
        ("Les refuges sont pleins. On demande plus de lits.", ""),
    ],
)
def test_a_text_that_looks_like_a_name_is_noticed_and_not_kept(text, hint):
    assert notes.looks_like_a_name(text) == hint
