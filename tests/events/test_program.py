"""The program of an event, session by session, and venues that were not listed."""

import datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import AuditEntry
from engagement.models import TableSession
from events.domain import program, registrations, signatures
from events.domain.program import Slot
from events.models import Session, Venue
from kernel.errors import DomainError
from messaging.models import Message
from tests.factories.accounts import person_with
from tests.factories.engagement import Staff, open_consultation
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    SessionFactory,
    VenueFactory,
    option_for,
)
from tests.factories.partners import PlaceFactory

pytestmark = pytest.mark.django_db

NINE, TEN, ELEVEN, NOON = (datetime.time(hour) for hour in (9, 10, 11, 12))


@pytest.fixture
def alice(client):
    """Runs the events of these tests."""
    person = person_with("organizer", name="Alice Roy")
    client.force_login(person)
    return person


@pytest.fixture
def event(alice):
    found = EventFactory(state="planned")  # 9 am to 4:30 pm
    EventTeamMemberFactory(event=found, user=alice)
    return found


def typed(event, title="Opening", french="Ouverture", start="9:00", end="10 h", day=None, **more):
    day = day or event.start_day
    values = {"title_en": title, "title_fr": french, "start_time": start, "end_time": end}
    return values | {"day_0": "", "day": day.isoformat(), "room": ""} | more


def titles(event):
    return list(event.sessions.order_by("order").values_list("title_en", flat=True))


def orders(event):
    return list(event.sessions.order_by("order").values_list("order", flat=True))


def add(client, event, *args, **fields):
    return client.post(reverse("events:session_add", args=[event.public_id]), typed(event, *args, **fields))


def slot(event, title, start, end, **more):
    return Slot(title, f"{title} (fr)", event.start_day, start, end, **more)


@pytest.fixture
def planned(event, alice):
    """Three sessions in a row."""
    slots = [slot(event, "One", NINE, TEN), slot(event, "Two", TEN, ELEVEN), slot(event, "Three", ELEVEN, NOON)]
    return program.set_sessions(event, slots, actor=Actor.of(alice))


# ---- pages ----------------------------------------------------------------------------------------------------------


def test_sessions_are_added_on_the_page_and_stand_where_their_time_belongs(client, event):
    assert add(client, event, "Discussion", "Discussion", "10:00", "noon").status_code == 302
    assert add(client, event, "Opening", "Ouverture", "9:00", "10 h", room="A").status_code == 302
    assert (
        add(client, event, "Closing", "Clôture", "2:30 pm", "15 h", another="1").headers["Location"].endswith("/add/")
    )

    assert titles(event) == ["Opening", "Discussion", "Closing"] and orders(event) == [1, 2, 3]
    page = client.get(reverse("events:program", args=[event.public_id])).content.decode()
    assert page.index("Opening") < page.index("Discussion") < page.index("Closing")


def test_the_next_session_begins_when_the_last_one_ends(client, event, planned):
    form = client.get(reverse("events:session_add", args=[event.public_id])).context["form"]
    assert (form["day"].initial, form["start_time"].initial) == (event.start_day, NOON)


def test_the_public_page_shows_the_program_in_its_order(client, event, planned):
    type(event).objects.filter(pk=event.pk).update(state="inviting")
    address = reverse("events:public_event", args=[event.public_id])
    before = client.get(address).content.decode()
    client.post(reverse("events:session_move", args=[planned[0].public_id]), {"where": "later"})

    after = client.get(address).content.decode()

    assert before.index("One") < before.index("Two") and after.index("Two") < after.index("One")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"end": "8:30", "start": "9:00"}, "end_time"),
        ({"end": "17:00"}, "end_time"),
        ({"start": "8:00"}, "start_time"),
        ({"day": datetime.date(2031, 1, 1)}, "day"),
        ({"start": "soon"}, "start_time"),
        ({"title": "", "french": ""}, "title_en"),
    ],
)
def test_a_session_that_cannot_be_is_refused_on_its_field_and_what_was_typed_stays(client, event, change, field):
    answer = add(client, event, room="Room B", **change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Room B" in answer.content.decode()
    assert not event.sessions.exists()


@pytest.mark.parametrize(("missing", "field"), [({"title": ""}, "title_en"), ({"french": ""}, "title_fr")])
def test_once_people_are_invited_both_titles_are_needed(client, event, missing, field):
    """STD-09."""
    assert add(client, event, **missing).status_code == 302
    type(event).objects.filter(pk=event.pk).update(state="inviting")
    answer = add(client, event, **missing)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]


def test_invitations_stay_closed_while_a_session_lacks_a_language(client, event, alice):
    """STD-09."""
    add(client, event, french="")
    assert "French missing" in client.get(reverse("events:program", args=[event.public_id])).content.decode()
    with pytest.raises(DomainError) as refused:
        signatures.ask_to_open(event, actor=Actor.of(alice))
    assert refused.value.code == "program_half_titled"

    only = event.sessions.get()
    client.post(reverse("events:session", args=[only.public_id]), typed(event))
    assert signatures.ask_to_open(event, actor=Actor.of(alice)).pk


def test_an_hour_that_the_clocks_skip_is_refused_on_its_field(client, alice):
    event = EventFactory(start_day=datetime.date(2031, 3, 8), end_day=datetime.date(2031, 3, 10), state="planned")
    EventTeamMemberFactory(event=event, user=alice)
    answer = add(client, event, start="2:30", end="3:30", day=datetime.date(2031, 3, 9))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["start_time"]


def test_a_session_sent_twice_is_there_once(client, event):
    form = client.get(reverse("events:session_add", args=[event.public_id])).context["form"]
    values = typed(event) | {"once": str(form["once"].value())}
    for _again in range(2):
        client.post(reverse("events:session_add", args=[event.public_id]), values)
    assert event.sessions.count() == 1


def test_the_key_of_a_form_that_names_another_event_s_session_adds_nothing(client, event):
    foreign = SessionFactory()
    answer = add(client, event, once=str(foreign.public_id))
    assert answer.status_code == 422
    assert not event.sessions.exists() and Session.objects.get() == foreign


def test_sessions_change_places_on_the_page(client, event, planned):
    _one, two, three = planned
    client.post(reverse("events:session_move", args=[three.public_id]), {"where": "earlier"})
    assert titles(event) == ["One", "Three", "Two"]
    client.post(reverse("events:session_move", args=[two.public_id]), {"where": "later"})
    assert titles(event) == ["One", "Three", "Two"] and orders(event) == [1, 2, 3]


def test_a_session_is_removed_after_a_page_that_says_what_goes(client, event, planned):
    address = reverse("events:session_remove", args=[planned[0].public_id])
    assert "No message is sent." in client.get(address).content.decode()
    assert titles(event) == ["One", "Two", "Three"]
    client.post(address)
    assert titles(event) == ["Two", "Three"] and orders(event) == [1, 2]


def test_an_event_that_is_over_keeps_its_program(client, event, planned):
    type(event).objects.filter(pk=event.pk).update(state="concluded")
    page = client.get(reverse("events:program", args=[event.public_id])).content.decode()
    assert "One" in page and reverse("events:session_add", args=[event.public_id]) not in page
    assert add(client, event).status_code == 422
    client.post(reverse("events:session_remove", args=[planned[0].public_id]))
    assert titles(event) == ["One", "Two", "Three"]


@pytest.mark.parametrize("sessions", [2, 20])
def test_the_program_costs_the_same_whatever_its_length(client, event, sessions, django_assert_num_queries):
    for order in range(1, sessions + 1):
        SessionFactory(event=event, order=order)
    client.get(reverse("events:program", args=[event.public_id]))
    with django_assert_num_queries(6):
        page = client.get(reverse("events:program", args=[event.public_id]))
    assert len(page.context["rows"]) == sessions


def test_a_session_that_the_event_s_new_hours_leave_outside_stands_out(client, event, planned):
    type(event).objects.filter(pk=event.pk).update(start_time=datetime.time(9, 30))
    page = client.get(reverse("events:program", args=[event.public_id])).content.decode()
    assert page.count("Outside the hours of the event") == 1


def test_strangers_get_404(client, alice):
    session = SessionFactory()
    for name in ("session", "session_remove"):
        assert client.get(reverse(f"events:{name}", args=[session.public_id])).status_code == 404
    assert client.get(reverse("events:program", args=[session.event.public_id])).status_code == 404


# ---- rules ----------------------------------------------------------------------------------------------------------


def test_saving_the_program_unchanged_writes_nothing(event, planned, alice):
    """EV-16."""
    entries = AuditEntry.objects.count()
    same = [
        Slot(row.title_en, row.title_fr, row.day, row.start_time, row.end_time, row.room, row.public_id)
        for row in event.sessions.order_by("order")
    ]
    program.set_sessions(event, same, actor=Actor.of(alice))
    program.move_session(planned[0], actor=Actor.of(alice), earlier=True)
    assert AuditEntry.objects.count() == entries


def test_notes_stay_with_their_session_when_the_program_is_turned_around(event, planned, alice):
    table = TableSession.objects.create(
        consultation=open_consultation(Staff()), event=event, session=planned[0], label="3"
    )
    backwards = [
        Slot(row.title_en, row.title_fr, row.day, row.start_time, row.end_time, row.room, row.public_id)
        for row in reversed(planned)
    ]
    program.set_sessions(event, backwards, actor=Actor.of(alice))

    table.refresh_from_db()
    assert titles(event) == ["Three", "Two", "One"]
    assert table.session.title_en == "One"


def test_a_session_with_notes_stays_and_says_why(client, event, planned):
    TableSession.objects.create(consultation=open_consultation(Staff()), event=event, session=planned[1], label="3")
    answer = client.post(reverse("events:session_remove", args=[planned[1].public_id]), follow=True)
    assert "Table notes belong to the session" in answer.content.decode()
    assert titles(event) == ["One", "Two", "Three"]


@pytest.mark.parametrize("ref", ["twice", "unknown"])
def test_a_session_named_twice_or_not_in_the_program_is_refused(event, planned, alice, ref):
    named = planned[0].public_id if ref == "twice" else uuid4()
    slots = [slot(event, "A", NINE, TEN, ref=planned[0].public_id), slot(event, "B", TEN, ELEVEN, ref=named)]
    with pytest.raises(DomainError) as refused:
        program.set_sessions(event, slots, actor=Actor.of(alice))
    assert refused.value.code == "session_gone"
    assert titles(event) == ["One", "Two", "Three"]


def test_a_change_of_one_session_is_not_refused_for_another_that_stands(event, planned, alice):
    type(event).objects.filter(pk=event.pk).update(start_time=datetime.time(9, 30))
    changed = slot(event, "Two, longer", TEN, NOON, ref=planned[1].public_id)
    program.put_session(event, changed, actor=Actor.of(alice))
    assert titles(event) == ["One", "Two, longer", "Three"]


# ---- venues ---------------------------------------------------------------------------------------------------------


def test_a_venue_that_is_not_listed_is_added_and_comes_back_chosen_on_the_form(client, event):
    place = PlaceFactory()
    edit = reverse("events:event_edit", args=[event.public_id])
    address = reverse("events:venue_add", args=[event.public_id])
    assert address in client.get(edit).content.decode()

    answer = client.post(
        address,
        {
            "name_en": "Old Mill",
            "name_fr": "Vieux moulin",
            "place": place.pk,
            "address": "1 Mill Street",
            "access_en": "Step-free.",
            "access_fr": "Sans marche.",
        },
    )

    venue = Venue.objects.get()
    assert (venue.name_fr, venue.place, venue.zone, venue.access_fr) == (
        "Vieux moulin",
        place,
        place.zone,
        "Sans marche.",
    )
    assert answer.headers["Location"] == f"{edit}?venue={venue.public_id}"
    assert client.get(answer.headers["Location"]).context["form"]["venue"].initial == venue
    event.refresh_from_db()
    assert event.venue is None  # chosen on the form, not yet saved


@pytest.mark.parametrize("missing", ["name_en", "name_fr", "place"])
def test_a_venue_without_name_or_place_is_refused_on_that_field(client, event, missing):
    values = {"name_en": "Old Mill", "name_fr": "Vieux moulin", "place": event.place.pk} | {missing: ""}
    answer = client.post(reverse("events:venue_add", args=[event.public_id]), values)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [missing]
    assert not Venue.objects.exists()


@pytest.mark.parametrize("venue", ["", "x", "0b7f4a5e-6e1a-4a0e-9d7e-000000000000"])
def test_an_address_that_names_no_venue_shows_the_form_as_it_is(client, event, venue):
    answer = client.get(reverse("events:event_edit", args=[event.public_id]), {"venue": venue})
    assert answer.status_code == 200 and answer.context["form"]["venue"].initial is None


def test_a_venue_is_corrected_in_both_languages_or_in_none_and_people_with_a_seat_are_told(client, event):
    venue = VenueFactory(place=event.place)
    opened = EventFactory(place=event.place, venue=venue)
    registrations.accept(option_for(opened), actor=SOMEONE)
    Message.objects.update(state="sent", submitted_at=opened.starts_at, settled_at=opened.starts_at)
    address = reverse("events:venue", args=[venue.public_id])
    values = {"name_en": "Old Mill", "name_fr": "Vieux moulin", "place": event.place.pk, "access_en": "Step-free."}
    assert address in client.get(reverse("events:venues")).content.decode()

    refused = client.post(address, values)
    assert refused.status_code == 422 and list(refused.context["form"].errors) == ["access_fr"]

    client.post(address, values | {"access_fr": "Sans marche."})
    venue.refresh_from_db()
    assert (venue.name_en, venue.access_fr) == ("Old Mill", "Sans marche.")
    assert Message.objects.filter(kind="event.change").count() == 1
    elsewhere = client.post(address, values | {"access_fr": "Sans marche.", "place": PlaceFactory().pk})
    assert list(elsewhere.context["form"].errors) == ["place"]
