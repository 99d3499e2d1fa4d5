"""Planning an event, step by step; saving without a change does nothing."""

import datetime
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import AuditEntry
from events.domain import copying, registrations, scheduling, signatures, zone_rules
from events.domain.enrolling import Details
from events.enums import EVENT_MOVES, EventState, OfferState, QueueState, SeatState
from events.models import (
    CapacityPool,
    Event,
    EventTeamMember,
    Invitation,
    Offer,
    QueueEntry,
    Registration,
    Reminder,
    SeatLedger,
    SignatureRequest,
)
from events.queries import counters
from kernel import wall_time
from kernel.errors import DomainError, IllegalMove
from kernel.moves import step
from messaging.models import CalendarEntry, Message
from publishing.domain.gate import LanguageGap
from safety.domain import codes
from tests.factories.accounts import UserFactory, person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    FormQuestionFactory,
    ProtectedEventFactory,
    SessionFactory,
    days_ahead,
    option_for,
    options_for,
)
from tests.factories.partners import PlaceFactory
from tests.factories.safety import settle_plan

pytestmark = pytest.mark.django_db
NINE, FIVE = datetime.time(9), datetime.time(17)


@pytest.fixture
def alice():
    return Actor.of(UserFactory())


@pytest.fixture
def bob():
    return Actor.of(UserFactory())


def planned(alice, **values):
    event = scheduling.create(
        actor=alice,
        **{
            "seats": 20,
            "kind": "meeting",
            "title_en": "Meeting",
            "title_fr": "Rencontre",
            "place": PlaceFactory(),
            "start_day": days_ahead(40),
            "end_day": days_ahead(40),
            "start_time": NINE,
            "end_time": FIVE,
        }
        | values,
    )
    return scheduling.plan(event, actor=alice)


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in (Event, Message, CalendarEntry, AuditEntry)}


@pytest.mark.parametrize(("here", "there"), list(product(EventState, EventState)))
def test_every_move_of_an_event_is_either_listed_or_refused(here, there):
    if there in EVENT_MOVES[here]:
        assert step(EVENT_MOVES, here, there) == there
    else:
        with pytest.raises(IllegalMove):
            step(EVENT_MOVES, here, there)


def test_whoever_creates_an_event_organizes_it_and_the_instants_follow_from_the_wall(alice):
    event = planned(
        alice, zone="America/Montreal", start_day=datetime.date(2027, 7, 5), end_day=datetime.date(2027, 7, 5)
    )

    assert EventTeamMember.objects.get(event=event).user_id == alice.user_id
    assert CapacityPool.objects.get(event=event).cap == 20
    assert event.zone == "America/Toronto"
    assert event.starts_at == datetime.datetime(2027, 7, 5, 13, tzinfo=datetime.UTC)
    assert event.cut_off_at == event.starts_at - datetime.timedelta(hours=24)
    assert event.tz_version == wall_time.tz_version()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"end_time": NINE}, "ends_before_start"),
        ({"end_day": days_ahead(-400)}, "date_too_far"),
        ({"end_time": None}, "time_incomplete"),
        (
            {
                "start_day": datetime.date(2027, 3, 14),
                "end_day": datetime.date(2027, 3, 14),
                "start_time": datetime.time(2, 30),
            },
            "time_skipped",
        ),
        (
            {
                "start_day": datetime.date(2026, 11, 1),
                "end_day": datetime.date(2026, 11, 1),
                "start_time": datetime.time(1, 30),
            },
            "time_twice",
        ),
        ({"start_day": datetime.date.max, "end_day": datetime.date.max}, "date_too_far"),
        ({"zone": "Mars/Olympus"}, "zone_unknown"),
        ({"kind": "party"}, "invalid"),
        ({"cut_off_hours": 40_000}, "cut_off_out_of_range"),
        ({"seats": 0}, "seats_out_of_range"),
        ({"colour": "red"}, "unknown_field"),
    ],
)
def test_a_wrong_value_is_refused_with_a_code_and_nothing_is_written(alice, values, code):
    with pytest.raises(DomainError) as refused:
        planned(alice, **values)
    assert refused.value.code == code
    assert not Event.objects.exists() and not AuditEntry.objects.filter(verb__startswith="event").exists()


def test_saving_an_unchanged_event_changes_no_row_and_sends_nothing(alice):
    """EV-16."""
    event = EventFactory()
    registrations.accept(option_for(event), actor=SOMEONE)
    before = everything()

    again = Event.objects.get(pk=event.pk)
    scheduling.edit(again, actor=alice, **{name: getattr(again, name) for name in scheduling.EDITABLE})

    assert everything() == before


def test_a_new_time_is_told_once_to_people_with_a_seat_and_a_change_taken_back_is_not(alice):
    event = EventFactory()
    registrations.accept(option_for(event), actor=SOMEONE)
    Message.objects.update(state="sent", submitted_at=event.starts_at, settled_at=event.starts_at)

    scheduling.edit(event, actor=alice, start_time=datetime.time(10))
    scheduling.edit(event, actor=alice, start_time=datetime.time(11))

    owed = Message.objects.get(kind="event.change")
    assert owed.due_at > owed.owed_at + datetime.timedelta(minutes=14)

    scheduling.edit(event, actor=alice, start_time=datetime.time(9))
    owed.refresh_from_db()
    assert (owed.state, owed.reason) == ("suppressed", "change_taken_back")


def test_editing_a_text_tells_nobody_and_marks_the_other_language_as_behind(alice):
    event = planned(alice)
    scheduling.edit(event, actor=alice, title_en="Another meeting")

    with pytest.raises(LanguageGap) as gap:
        signatures.ask_to_open(event, actor=alice)

    assert [(one.field, one.stale) for one in gap.value.gaps] == [("title_fr", True)]
    assert not Message.objects.exists()


def test_a_missing_text_is_never_overridden_and_a_stale_one_only_with_a_reason_and_a_second_person(alice, bob):
    """EV-19, EV-A11."""
    event = planned(alice, description_en="About")
    with pytest.raises(LanguageGap):
        signatures.ask_to_open(event, actor=alice, allow_stale=True, note="urgent")

    scheduling.edit(event, actor=alice, description_fr="À propos")
    scheduling.edit(event, actor=alice, description_en="About it")
    with pytest.raises(DomainError) as no_reason:
        signatures.ask_to_open(event, actor=alice, allow_stale=True)
    assert no_reason.value.code == "note_missing"

    request = signatures.ask_to_open(event, actor=alice, allow_stale=True, note="The hall closes tonight.")
    assert signatures.sign(request, actor=bob).state == EventState.INVITING


def test_nobody_signs_what_they_asked_for(alice, bob):
    event = planned(alice)
    request = signatures.ask_to_open(event, actor=alice)

    with pytest.raises(DomainError) as own:
        signatures.sign(request, actor=alice)
    with pytest.raises(DomainError) as twice:
        signatures.ask_to_open(event, actor=bob)
    with pytest.raises(IntegrityError, match="signature_of_a_second_person"), transaction.atomic():
        SignatureRequest.objects.filter(pk=request.pk).update(
            state="signed", decided_by=request.requested_by_id, decided_at=request.created_at
        )

    assert (own.value.code, twice.value.code) == ("own_request", "already_asked")
    assert signatures.refuse(request, actor=bob, note="The hall is too small.").state == "refused"
    assert signatures.sign(signatures.ask_to_open(event, actor=bob), actor=alice).state == EventState.INVITING


def test_a_protected_event_opens_only_with_a_complete_safety_plan(alice, bob):
    event = planned(alice, kind="survivor_roundtable")
    assert event.protected and not event.public_page and not event.hold_seats

    with pytest.raises(DomainError) as missing:
        signatures.ask_to_open(event, actor=alice)
    assert missing.value.code == "plan_incomplete"

    settle_plan(event.public_id, alice)
    assert codes.plan_gaps(event.public_id) == []
    assert signatures.sign(signatures.ask_to_open(event, actor=alice), actor=bob).state == EventState.INVITING


def test_safety_is_decided_while_the_event_is_a_draft(alice):
    event = planned(alice, kind="survivor_roundtable")
    with pytest.raises(DomainError) as fixed:
        scheduling.edit(event, actor=alice, kind="meeting", safety_tier="open")
    assert fixed.value.code == "event_fixed"


def test_an_event_is_ready_only_when_critical_needs_are_arranged_and_enough_people_come(alice):
    """EV-A25 in part."""
    event = EventFactory(minimum_attendance=2)
    placed = registrations.accept(option_for(event), Details(needs={"sign_language": "LSQ", "diet": ""}), actor=SOMEONE)

    with pytest.raises(DomainError) as needs_open:
        scheduling.make_ready(event, actor=alice)
    assert (needs_open.value.code, needs_open.value.facts["count"]) == ("needs_open", 1)

    placed.registration.needs.update(state="met")
    with pytest.raises(DomainError) as too_few:
        scheduling.make_ready(event, actor=alice)
    assert too_few.value.code == "minimum_not_met"

    event = scheduling.make_ready(event, actor=alice, waive_minimum="The others join online.")
    assert (event.state, event.minimum_waived) == (EventState.READY, "The others join online.")


def test_a_waiver_that_is_missing_or_cannot_be_kept_is_refused_where_it_was_typed(client):
    organizer = person_with("organizer")
    event = EventFactory(minimum_attendance=2, state=EventState.INVITING)
    EventTeamMemberFactory(event=event, user=organizer)
    client.force_login(organizer)
    address = reverse("events:event_move", args=[event.public_id, "ready"])

    missing = client.post(address, {"note": ""})
    spoilt = client.post(address, {"note": "They join\x00 online."})

    assert (missing.status_code, spoilt.status_code) == (422, 422)
    assert "write down why" in missing.content.decode() and "Type it again" in spoilt.content.decode()
    assert client.post(address, {"note": "They join online."}).status_code == 302
    event.refresh_from_db()
    assert (event.state, event.minimum_waived) == (EventState.READY, "They join online.")


def test_an_event_runs_from_start_to_archive_and_takes_no_claim_after_it_began(alice):
    event = EventFactory(state=EventState.READY)
    event = scheduling.archive(
        scheduling.conclude(scheduling.start(event, actor=alice), actor=alice), actor=alice, deletes=True
    )
    assert event.state == EventState.ARCHIVED
    assert event.pools.get().closed
    with pytest.raises(DomainError) as over:
        scheduling.edit(event, actor=alice, title_en="Late")
    assert over.value.code == "event_over"


def test_an_event_put_off_keeps_its_seats_and_tells_the_new_date_when_it_opens_again(alice, bob):
    event = EventFactory()
    registration = registrations.accept(option_for(event), actor=SOMEONE).registration
    Message.objects.update(state="sent", submitted_at=event.starts_at, settled_at=event.starts_at)

    event = scheduling.postpone(event, actor=alice)
    assert CalendarEntry.objects.get().last_method == "CANCEL"
    with pytest.raises(DomainError) as put_off:
        registrations.accept(option_for(event), actor=SOMEONE)
    assert put_off.value.code == "event_postponed"

    scheduling.edit(event, actor=alice, start_day=days_ahead(90), end_day=days_ahead(90))
    event = scheduling.plan(event, actor=alice)
    signatures.sign(signatures.ask_to_open(event, actor=alice), actor=bob)

    registration.refresh_from_db()
    entry = CalendarEntry.objects.get()
    assert registration.state == "confirmed"
    assert (entry.last_method, entry.sequence) == ("REQUEST", 2)
    assert not event.pools.get(kind="root").closed


def test_cancelling_an_event_of_200_frees_every_seat_and_tells_everybody_once(alice, bob):
    """EV-A15."""
    event = EventFactory(seats=200)
    for option in options_for(event, 200):
        registrations.accept(option, actor=SOMEONE)
    waiting = [registrations.accept(option, actor=SOMEONE).entry for option in options_for(event, 3)]
    registrations.withdraw(Registration.objects.order_by("pk").first(), actor=SOMEONE)
    assert Offer.objects.get().state == OfferState.MADE
    Message.objects.update(state="sent", submitted_at=event.starts_at, settled_at=event.starts_at)

    request = signatures.ask_to_cancel(event, actor=alice, reason_en="The hall burned.", reason_fr="La salle a brûlé.")
    event = signatures.sign(request, actor=bob)

    assert event.state == EventState.CANCELLED and event.cancel_reason_fr == "La salle a brûlé."
    assert CalendarEntry.objects.filter(last_method="CANCEL").count() == 200
    assert not SeatLedger.objects.exclude(state=SeatState.RELEASED).exists()
    assert not QueueEntry.objects.filter(state__in=("waiting", "offered")).exists()
    assert {entry.pk for entry in waiting} == set(
        QueueEntry.objects.filter(state=QueueState.CLOSED).values_list("pk", flat=True)
    )
    assert Offer.objects.get().state == OfferState.REVOKED
    told = Message.objects.filter(kind="event.cancellation")
    assert told.count() == told.values("to").distinct().count() == 202
    assert not Registration.objects.exclude(state="cancelled").exists()
    assert set(Invitation.objects.values_list("state", flat=True)) == {"closed"}
    assert (request.requested_by_id, SignatureRequest.objects.get().decided_by_id) == (alice.user_id, bob.user_id)
    assert counters.drift(event) == []


def test_cancelling_needs_its_reason_in_both_languages(alice):
    with pytest.raises(DomainError) as refused:
        signatures.ask_to_cancel(EventFactory(), actor=alice, reason_en="Fire", reason_fr=" ")
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason_fr")


def test_cancelling_a_protected_event_tells_nobody(alice, bob):
    """EV-18."""
    event = ProtectedEventFactory()
    signatures.sign(signatures.ask_to_cancel(event, actor=alice, reason_en="Fire", reason_fr="Feu"), actor=bob)
    assert not Message.objects.exists() and not CalendarEntry.objects.exists()


def test_a_clone_has_the_same_plan_and_nobody_in_it(alice):
    event = EventFactory(seats=30)
    SessionFactory(event=event)
    FormQuestionFactory(event=event)
    CapacityPool.objects.create(
        event=event, parent=event.pools.get(), kind="allotment", dimension="sector", value="ngo", cap=5, guaranteed=2
    )
    registrations.accept(option_for(event), actor=SOMEONE)

    twin = copying.clone(event, actor=alice, start_day=event.start_day + datetime.timedelta(7))

    assert (twin.state, twin.title_fr, twin.start_day) == (
        "draft",
        event.title_fr,
        event.start_day + datetime.timedelta(7),
    )
    assert twin.sessions.get().day == event.start_day + datetime.timedelta(7)
    assert twin.questions.count() == 1 and not twin.registrations.exists()
    root = twin.pools.get(kind="root")
    assert (root.cap, root.taken, root.set_aside) == (30, 0, 2)
    assert counters.drift(twin) == []


def test_new_zone_data_move_the_instant_never_the_wall_and_tell_people_online_once(alice, monkeypatch):
    """EV-A10, STD-20b."""
    event = EventFactory(zone="America/Vancouver", online=True)
    registrations.accept(option_for(event), Details(online=True), actor=SOMEONE)
    registrations.accept(option_for(event), actor=SOMEONE)
    Message.objects.update(state="sent", submitted_at=event.starts_at, settled_at=event.starts_at)
    monkeypatch.setattr(wall_time, "tz_version", lambda: "2027.1")
    plain = wall_time.to_utc
    monkeypatch.setattr(wall_time, "to_utc", lambda wall, zone: plain(wall, zone) + datetime.timedelta(hours=1))
    monkeypatch.setattr(
        "messaging.calendar_facts.CalendarFacts.offsets",
        lambda facts: (datetime.timedelta(hours=-8), datetime.timedelta(hours=-8)),
    )

    assert zone_rules.rederive(event, actor=alice)
    assert not zone_rules.rederive(event, actor=alice)

    moved = Event.objects.get()
    assert (moved.start_time, moved.tz_version) == (event.start_time, "2027.1")
    assert moved.starts_at == event.starts_at + datetime.timedelta(hours=1)
    assert Message.objects.filter(kind="event.change").count() == 1
    assert AuditEntry.objects.filter(verb="event.instants_moved").count() == 1


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"ends_at": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)}, "event_ends_after_start"),
        ({"title_fr": ""}, "event_invites_in_both_languages"),
        ({"state": "cancelled"}, "event_cancelled_with_reason_in_both|event_cancelled_iff_dated"),
        ({"safety_tier": "protected"}, "event_protected"),
        ({"kind": "survivor_roundtable"}, "event_for_survivors_is_protected"),
        ({"start_day": None}, "event_time_is_whole_or_absent"),
        ({"state": "lost"}, "event_state_known"),
    ],
)
def test_the_table_itself_refuses_what_the_design_forbids(change, name):
    event = EventFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**change)


def test_reminders_belong_to_events_that_may_be_spoken_of(alice):
    from events.domain import reminders

    with pytest.raises(DomainError) as refused:
        reminders.plan(
            ProtectedEventFactory(), actor=alice, audience="confirmed", due_at=datetime.datetime.now(datetime.UTC)
        )
    assert refused.value.code == "protected"
    assert not Reminder.objects.exists()
