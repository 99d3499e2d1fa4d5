"""The life of an event in somebody's calendar: never two entries, never noise, gone at the end (EV-16, EV-17, EV-A9).

The golden files are written anew with `GOLDEN=1`; look at what changed before keeping it.
"""

import os
import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar

from messaging import ics, kinds
from messaging.domain import calendar, claiming
from messaging.domain.calendar import CalendarFacts
from messaging.enums import MessageState
from messaging.kinds import MessageKind
from messaging.models import CalendarEntry, Message

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
EARLY = datetime(2018, 9, 1, 12, 0, tzinfo=UTC)
ALICE, BOB, EVENT = (uuid.UUID(int=number) for number in (1, 2, 3))

PLACES = {
    "vancouver": CalendarFacts(
        starts=datetime(2018, 9, 28, 9, 0),
        ends=datetime(2018, 9, 28, 16, 30),
        zone="America/Vancouver",
        title_en="Regional roundtable, Vancouver",
        title_fr="Table ronde régionale, Vancouver",
        place_en="Room 2, 300 West Georgia Street, Vancouver",
        place_fr="Salle 2, 300, rue West Georgia, Vancouver",
        note_en="Doors open at 8:30 am.",
        note_fr="Ouverture des portes à 8 h 30.",
        url="https://consult.example.org/en/events/1/",
    ),
    "winnipeg": CalendarFacts(
        starts=datetime(2026, 12, 4, 13, 0),
        ends=datetime(2026, 12, 4, 17, 0),
        zone="America/Winnipeg",
        title_en="Regional roundtable, Winnipeg",
        title_fr="Table ronde régionale, Winnipeg",
        place_en="123 Main Street, Winnipeg",
        place_fr="123, rue Main, Winnipeg",
    ),
    "toronto": CalendarFacts(
        starts=datetime(2018, 11, 3, 22, 0),
        ends=datetime(2018, 11, 4, 4, 0),
        zone="America/Toronto",
        title_en="Night meeting, Toronto; bring, please, a \\ and a comma",
        title_fr="Rencontre de nuit à Toronto",
        place_en="100 Queen Street West, Toronto",
        place_fr="100, rue Queen Ouest, Toronto",
    ),
}


@pytest.fixture
def change_kind(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    @kinds.register("test.change")
    class Change(MessageKind):
        purpose = "service"


class Client:
    """A calendar program as the standard describes it: one entry a UID, newer sequences win, CANCEL removes."""

    def __init__(self):
        self.entries = {}
        self.highest = {}

    def receive(self, content):
        event = Calendar.from_ical(content).walk("VEVENT")[0]
        method, uid, sequence = str(Calendar.from_ical(content)["method"]), str(event["uid"]), int(event["sequence"])
        if sequence < self.highest.get(uid, 0):
            return
        self.highest[uid] = sequence
        if method == "CANCEL":
            self.entries.pop(uid, None)
        else:
            self.entries[uid] = (event["dtstart"].dt, str(event.get("location", "")))


def file_for(person, facts, language="en"):
    entry = calendar.entries([(person, EVENT)])[person, EVENT]
    return calendar.part_of(entry, facts, language=language, address="alice@example.org").content


@pytest.mark.parametrize("place", PLACES)
def test_a_whole_life_leaves_one_entry_that_follows_and_ends_empty(place, settings):
    """EV-A9: confirm, move time, move room, substitute, cancel."""
    settings.MAIL_REPLY_TO = "replies@consult.example.org"
    facts, alices, bobs = PLACES[place], Client(), Client()
    later = replace(facts, starts=facts.starts + timedelta(hours=1), ends=facts.ends + timedelta(hours=1))
    elsewhere = replace(later, place_en="Room 9", place_fr="Salle 9")
    told = []

    def tell(step, client, person, as_facts):
        if step is None:
            return
        content = file_for(person, as_facts)
        told.append((step.method, step.sequence, content))
        client.receive(content)

    with time_machine.travel(EARLY, tick=False):
        tell(calendar.invite(ALICE, EVENT, facts), alices, ALICE, facts)
        CalendarEntry.objects.update(uid=uuid.UUID(int=7))
        told[0] = ("REQUEST", 0, file_for(ALICE, facts))
        alices = Client()
        alices.receive(told[0][2])
        tell(calendar.invite(ALICE, EVENT, facts), alices, ALICE, facts)
        tell(calendar.invite(ALICE, EVENT, later), alices, ALICE, later)
        tell(calendar.invite(ALICE, EVENT, elsewhere), alices, ALICE, elsewhere)
        assert list(alices.entries.values()) == [(ics.aware(later.starts, facts.zone), "Room 9")]
        tell(calendar.cancel(ALICE, EVENT), alices, ALICE, elsewhere)  # Bob takes Alice's place
        tell(calendar.invite(BOB, EVENT, elsewhere), bobs, BOB, elsewhere)
        assert (len(alices.entries), len(bobs.entries)) == (0, 1)
        tell(calendar.cancel(BOB, EVENT), bobs, BOB, elsewhere)

    assert (alices.entries, bobs.entries) == ({}, {})
    assert [(method, sequence) for method, sequence, _content in told] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("REQUEST", 2),
        ("CANCEL", 3),
        ("REQUEST", 0),
        ("CANCEL", 1),
    ]
    for step, (_method, _sequence, content) in zip(
        ("confirm", "move_time", "move_room", "substitute"), told, strict=False
    ):
        compare(f"{place}_{step}.ics", content)


def compare(name, content):
    if os.environ.get("GOLDEN"):
        (GOLDEN / name).write_bytes(content)
    assert content == (GOLDEN / name).read_bytes(), f"{name} differs from its golden file"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["confirm", "move_time", "move_room", "substitute"])
def test_a_golden_file_gives_the_instant_of_the_page_without_our_zone_data(place, name):
    """STD-20d: read by the rules inside the file alone."""
    text = (GOLDEN / f"{place}_{name}.ics").read_text()
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    rules = sorted(
        (rule["dtstart"].dt - rule["tzoffsetfrom"].td, rule["tzoffsetto"].td)
        for rule in Calendar.from_ical(text).walk()
        if rule.name in ("STANDARD", "DAYLIGHT")
    )
    for end in ("dtstart", "dtend"):
        wall = event[end].dt.replace(tzinfo=None)
        offset = [to for since, to in rules if since <= wall - to][-1]
        assert wall - offset == event[end].dt.astimezone(UTC).replace(tzinfo=None)
    assert text.count("ATTENDEE") == 1
    assert not re.search(r"\b(?:[PMCEAN][SD]T|TZNAME)\b", text)


def test_winnipeg_in_december_2026_follows_the_pinned_data():
    offsets = PLACES["winnipeg"].offsets()

    assert offsets == (timedelta(hours=-5), timedelta(hours=-5))


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, False),
        ({"title_en": "Regional roundtable on the coast"}, False),
        ({"note_fr": "Ouverture à 8 h."}, False),
        ({"place_fr": "Salle 3"}, True),
        ({"url": "https://consult.example.org/en/events/2/"}, True),
        ({"zone": "America/Edmonton"}, True),
        ({"status": "moved_online"}, True),
    ],
)
def test_only_times_zone_place_link_and_status_are_a_change(change, counts):
    facts = PLACES["vancouver"]
    calendar.invite(ALICE, EVENT, facts)

    step = calendar.invite(ALICE, EVENT, replace(facts, **change))

    assert (step is not None) == counts
    assert CalendarEntry.objects.get().sequence == int(counts)


def test_new_zone_data_that_move_the_instant_are_a_change(monkeypatch):
    facts = PLACES["vancouver"]
    calendar.invite(ALICE, EVENT, facts)
    monkeypatch.setattr(CalendarFacts, "offsets", lambda self: (timedelta(hours=-8), timedelta(hours=-8)))

    assert calendar.invite(ALICE, EVENT, facts).sequence == 1


def test_what_does_not_stand_in_the_calendar_is_not_cancelled():
    assert calendar.cancel(ALICE, EVENT) is None
    assert calendar.entries([(ALICE, EVENT)]) == {}
    assert CalendarEntry.objects.count() == 0


def test_coming_back_after_a_cancellation_keeps_the_uid_and_raises_the_sequence():
    facts, client = PLACES["vancouver"], Client()
    first = calendar.invite(ALICE, EVENT, facts)
    client.receive(file_for(ALICE, facts))
    calendar.cancel(ALICE, EVENT)
    client.receive(file_for(ALICE, facts))

    again = calendar.invite(ALICE, EVENT, facts)
    client.receive(file_for(ALICE, facts))

    assert (again.uid, again.sequence, again.method) == (first.uid, 2, "REQUEST")
    assert len(client.entries) == 1


class TestWithinTheHold:
    def change(self, facts):
        if step := calendar.invite(ALICE, EVENT, facts):
            calendar.owe(step, "test.change", about=EVENT, language="en", hold=calendar.hold(facts, now=EARLY))

    def confirm(self, facts):
        step = calendar.invite(ALICE, EVENT, facts)
        calendar.owe(step, "test.change", about=EVENT, language="en")
        Message.objects.update(state=MessageState.SENT, settled_at=timezone.now())

    def test_five_changes_become_one_message_with_the_last_state(self, change_kind):
        facts = PLACES["vancouver"]
        self.confirm(facts)

        for room in range(5):
            self.change(replace(facts, place_en=f"Room {room}"))

        held = Message.objects.get(state=MessageState.DUE)
        assert held.due_at == EARLY + timedelta(minutes=15)
        assert CalendarEntry.objects.get().sequence == 1

    def test_a_change_taken_back_sends_nothing(self, change_kind):
        facts = PLACES["vancouver"]
        self.confirm(facts)

        self.change(replace(facts, place_en="Room 9"))
        self.change(facts)

        assert list(Message.objects.exclude(state="sent").values_list("state", "reason")) == [
            ("suppressed", "change_taken_back")
        ]
        assert calendar.invite(ALICE, EVENT, facts) is None

    def test_a_change_after_the_message_was_claimed_is_a_message_of_its_own(self, change_kind):
        facts = PLACES["vancouver"]
        self.confirm(facts)
        self.change(replace(facts, place_en="Room 8"))
        Message.objects.filter(state=MessageState.DUE).update(due_at=EARLY)
        assert len(claiming.claim_due()) == 1

        self.change(replace(facts, place_en="Room 9"))

        assert CalendarEntry.objects.get().sequence == 2
        assert Message.objects.filter(state=MessageState.DUE).count() == 1

    def test_a_cancellation_overtakes_the_change_that_waits(self, change_kind):
        facts = PLACES["vancouver"]
        self.confirm(facts)
        self.change(replace(facts, place_en="Room 9"))

        step = calendar.cancel(ALICE, EVENT)

        assert (step.method, step.rides_along) == ("CANCEL", False)
        assert Message.objects.get(state="suppressed").reason == "superseded"

    def cancel(self):
        step = calendar.cancel(ALICE, EVENT)
        calendar.owe(step, "test.change", about=EVENT, language="en", hold=EARLY)
        return step

    def test_a_cancellation_that_has_not_left_is_taken_back_by_the_same_event(self, change_kind):
        facts = PLACES["vancouver"]
        self.confirm(facts)
        self.cancel()

        assert calendar.invite(ALICE, EVENT, facts) is None

        assert Message.objects.exclude(state="sent").get().reason == "change_taken_back"
        assert CalendarEntry.objects.get().last_method == "REQUEST"
        assert calendar.cancel(ALICE, EVENT).method == "CANCEL"

    def test_a_cancellation_that_has_not_left_gives_way_to_the_event_on_another_day(self, change_kind):
        facts = PLACES["vancouver"]
        self.confirm(facts)
        self.cancel()

        self.change(replace(facts, place_en="Room 9"))

        assert Message.objects.get(state="suppressed").reason == "superseded"
        assert Message.objects.filter(state="due").count() == 1
        self.change(facts)
        assert not Message.objects.filter(state="due").exists()

    def test_who_never_heard_of_the_event_is_told_when_it_comes_back(self, change_kind):
        facts = PLACES["vancouver"]
        self.change(facts)
        self.cancel()

        self.change(facts)

        assert Message.objects.get(state="due").key.endswith(":2")

    def test_the_last_day_knows_no_hold(self):
        facts = PLACES["vancouver"]
        start = ics.aware(facts.starts, facts.zone)

        assert calendar.hold(facts, now=start - timedelta(hours=23)) is None
        assert calendar.hold(facts, now=start - timedelta(hours=25)) == start - timedelta(hours=24, minutes=45)


def test_a_downloaded_file_has_the_same_uid_and_names_nobody():
    facts = PLACES["vancouver"]
    step = calendar.invite(ALICE, EVENT, facts)

    text = calendar.download(ALICE, EVENT, facts, language="fr").decode()

    assert "METHOD:PUBLISH" in text and f"UID:{step.uid}@" in text and "ATTENDEE" not in text
    assert "Table ronde régionale" in text
    calendar.cancel(ALICE, EVENT)
    assert calendar.download(ALICE, EVENT, facts, language="fr") is None


def test_both_languages_stand_in_one_file():
    facts = PLACES["vancouver"]
    calendar.invite(ALICE, EVENT, facts)

    event = Calendar.from_ical(file_for(ALICE, facts, "both")).walk("VEVENT")[0]

    assert str(event["summary"]) == "Regional roundtable, Vancouver / Table ronde régionale, Vancouver"


def test_control_characters_never_reach_a_calendar():
    facts = replace(PLACES["vancouver"], title_en="A\x00B\r\nATTENDEE:mailto:all@example.org\u202e", note_en="one\ntwo")
    calendar.invite(ALICE, EVENT, facts)

    text = file_for(ALICE, facts).decode()

    assert text.count("\r\nATTENDEE") == 1
    assert "\x00" not in text and "\u202e" not in text
    assert "one\\ntwo" in text


def test_a_calendar_decision_outside_a_transaction_is_an_error(transactional_db):
    with pytest.raises(RuntimeError, match="follows a fact"):
        calendar.cancel(ALICE, EVENT)
