"""After a meeting: what is left to do, who came, the notes by table, what came of it, and the archive (screens 4)."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from engagement.domain import notes
from engagement.enums import NoteKind, Support, TableState
from engagement.models import ConsultationEvent, Finding, TableSession
from events.domain import check_in, registrations
from events.domain.enrolling import Details
from events.models import Event, Registration
from safety import seats
from safety.models import Handle
from tests.factories.accounts import person_with
from tests.factories.engagement import published_reply, reported
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    ProtectedEventFactory,
    option_for,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(client):
    person = person_with("organizer")
    client.force_login(person)
    return person


def run_by(person, event):
    EventTeamMemberFactory(event=event, user=person)
    return event


def address(event):
    return reverse("engagement:event_after", args=[event.public_id])


def words_of(answer):
    body = answer.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\xa0", " ").split())


@pytest.fixture
def over(organizer):
    """A meeting that is over: one came, one stayed away with a need, one was let in without a seat."""
    event = run_by(organizer, EventFactory(seats=2))
    came = registrations.accept(option_for(event), actor=SOMEONE).registration
    registrations.accept(option_for(event), Details(needs={"captioning": ""}), actor=SOMEONE)
    Event.objects.update(state="in_progress")
    event.refresh_from_db()
    check_in.arrive(came, actor=SOMEONE)
    check_in.walk_in(event, option_for(event).invitation.person, actor=SOMEONE)
    Event.objects.update(state="concluded")
    event.refresh_from_db()
    return event


# ---- when it stands ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "stands"),
    [("draft", False), ("inviting", False), ("in_progress", False), ("concluded", True),
     ("archived", True)],
)  # fmt: skip
def test_the_tab_stands_once_the_meeting_has_taken_place(client, organizer, state, stands):
    event = run_by(organizer, EventFactory(state=state))
    overview = client.get(reverse("events:event", args=[event.public_id])).content.decode()
    assert (f'href="{address(event)}"' in overview) is stands
    assert client.get(address(event)).status_code == (200 if stands else 404)


def test_a_meeting_of_somebody_else_is_not_found_and_who_plans_nothing_is_refused(client, organizer):
    event = EventFactory(state="concluded")
    assert client.get(address(event)).status_code == 404
    other = Client()
    other.force_login(person_with("door_staff"))
    assert other.get(address(event)).status_code == 403


def test_the_page_lies_under_events_in_the_menu(client, organizer):
    body = client.get(address(run_by(organizer, EventFactory(state="archived")))).content.decode()
    (here,) = set(re.findall(r'<a href="([^"]+)" aria-current="page"><span>', body))
    assert here == reverse("events:list")


# ---- what it says -----------------------------------------------------------------------------------------------------


def test_it_says_who_came_with_the_figures_of_the_roster(client, over):
    words = words_of(client.get(address(over)))
    assert "Had a seat 2 Of these, came 1 Did not come 1 Came in without a seat 1" in words
    for came, count in (("yes", 1), ("no", 1)):
        roster = client.get(reverse("events:people", args=[over.public_id]), {"came": came})
        assert len(roster.context["rows"]) == count


def test_needs_of_which_nobody_said_whether_they_were_met_are_left_to_do_until_the_archive(client, over):
    words = words_of(client.get(address(over)))
    assert "For 1 need nobody has said whether it was met." in words
    assert "needs: 1, answers: 0" in words

    client.post(reverse("events:event_move", args=[over.public_id, "archive"]), {"deletes": "1"})

    words = words_of(client.get(address(over)))
    assert "nobody has said" not in words and "what people needed and answered is deleted" in words
    assert "Had a seat 2 Of these, came 1" in words, "that they had a seat stays"


def test_notes_stand_by_table_and_open_ones_are_left_to_do(client, organizer):
    consultation, _given, _staff = reported()
    event = run_by(organizer, EventFactory(state="concluded"))
    ConsultationEvent.objects.create(consultation=consultation, event=event)
    tables = [
        TableSession.objects.create(consultation=consultation, event=event, label=f"Table {number}")
        for number in (1, 2)
    ]
    TableSession.objects.filter(pk=tables[1].pk).update(state=TableState.CLOSED, closed_at=event.ends_at)
    notes.write(
        tables[0],
        "One number to call.",
        kind=NoteKind.values[0],
        support=Support.values[0],
        language="en",
        key=uuid4(),
        actor=SOMEONE,
    )

    answer = client.get(address(event))

    words = words_of(answer)
    assert "The notes of 1 table are still open." in words
    assert re.search(r"Table 1 .*? 1 .*?[Oo]pen.*? Table 2 .*? 0 .*?[Cc]losed", words)
    assert "One number to call." not in words
    assert reverse("engagement:table", args=[tables[0].public_id]) in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_leads_to_the_published_findings_of_its_consultation_and_to_the_replies(client, organizer, language):
    consultation, _given, staff = reported()
    event = run_by(organizer, EventFactory(state="concluded"))
    ConsultationEvent.objects.create(consultation=consultation, event=event)
    reply = published_reply(Finding.objects.get(consultation=consultation), staff)
    draft = Finding.objects.get(consultation=consultation)
    with translation.override(language):
        body = client.get(address(event)).content.decode()
        links = [
            reverse("engagement:consultation", args=[consultation.ref]),
            reverse("engagement:finding", args=[consultation.ref, draft.number]),
            reverse("engagement:replies", args=[consultation.ref]),
        ]
        assert all(f'href="{link}"' in body for link in links)
        assert str(reply.get_outcome_display()).lower() in body.lower()


def test_a_finding_that_is_not_public_is_not_there(client, organizer):
    consultation, _given, _staff = reported()
    event = run_by(organizer, EventFactory(state="concluded"))
    ConsultationEvent.objects.create(consultation=consultation, event=event)
    type(consultation).objects.filter(pk=consultation.pk).update(state="analysing")
    body = client.get(address(event)).content.decode()
    finding = Finding.objects.get(consultation=consultation)
    assert finding.statement_en not in body and "will be published when the analysis is done" in body


def test_a_protected_meeting_shows_neither_who_came_nor_tables_nor_words(client, organizer):
    """Safety 5: nothing of who took part; the roster and the notes have no link."""
    event = run_by(organizer, ProtectedEventFactory(seats=2))
    handle = Handle.objects.create(handle="ABCDEFGH", event_ref=event.public_id, language="en")
    seats.keeper().seat(handle, actor=SOMEONE)
    Event.objects.filter(pk=event.pk).update(state="concluded")
    assert Registration.objects.filter(event=event).count() == 1, "there is something that could leak"
    answer = client.get(address(event))
    words = words_of(answer)
    assert "Nothing is shown here of who took part" in words
    assert "ABCDEFGH" not in words
    for leak in ("Had a seat", "Of these, came", "Did not come", "Let in", "Notes by table"):
        assert leak not in words
    assert reverse("events:people", args=[event.public_id]) not in answer.content.decode()


def test_nobody_is_asked_to_settle_what_handles_needed_for_nobody_can(client, organizer):
    event = run_by(organizer, ProtectedEventFactory(seats=2))
    handle = Handle.objects.create(handle="ABCDEFGH", event_ref=event.public_id, language="en")
    seats.keeper().seat(handle, actor=SOMEONE)
    seats.keeper().ask_for(handle, {"captioning"}, actor=SOMEONE)
    Event.objects.filter(pk=event.pk).update(state="concluded")

    assert "nobody has said whether" not in words_of(client.get(address(event)))


@pytest.mark.parametrize("tables", [1, 5])
def test_the_page_costs_the_same_however_many_tables(client, organizer, tables, django_assert_max_num_queries):
    consultation, _given, _staff = reported()
    event = run_by(organizer, EventFactory(state="concluded"))
    ConsultationEvent.objects.create(consultation=consultation, event=event)
    for number in range(tables):
        TableSession.objects.create(consultation=consultation, event=event, label=f"Table {number}")
    client.get(address(event))
    with django_assert_max_num_queries(22):
        assert client.get(address(event)).status_code == 200
