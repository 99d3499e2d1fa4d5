"""What follows when an event moves: to another place, to another day, or when its settings change after release."""

import datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from events import policies, words
from events.domain import copying, inviting, pools, questions, registrations, scheduling, signatures, sweeping
from events.domain.enrolling import Details
from events.enums import InvitationState, OptionState, SeatState
from events.models import (
    CapacityPool,
    Event,
    Invitation,
    InvitationOption,
    NeedRequest,
    Offer,
    QueueEntry,
    Registration,
    SeatLedger,
)
from events.queries import counters
from events.queries import inviting as inviting_queries
from kernel.errors import DomainError
from messaging import kinds
from messaging.models import Message
from publishing.domain import gate
from tests.factories.accounts import UserFactory, person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    FormQuestionFactory,
    ReminderFactory,
    SessionFactory,
    VenueFactory,
    days_ahead,
)
from tests.factories.partners import AffiliationFactory, PersonFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def vancouver():
    return PlaceFactory(
        name_en="Vancouver", name_fr="Vancouver", time_en="Vancouver time", time_fr="heure de Vancouver",
        zone="America/Vancouver",
    )  # fmt: skip


def released(*events, people=1):
    """Invitations that were sent, with the seats they hold."""
    series = events[0].series
    inviting.prepare(series, events, [PersonFactory().pk for _ in range(people)], actor=SOMEONE)
    inviting.ask_to_release(Invitation.objects.filter(series=series), actor=SOMEONE)
    inviting.release_chunk()
    return list(Invitation.objects.filter(series=series, state=InvitationState.RELEASED).order_by("pk"))


def test_in_another_city_the_clock_the_cut_off_and_the_words_are_those_of_the_city():
    event = EventFactory(start_day=datetime.date(2027, 7, 5))

    event = scheduling.edit(event, actor=SOMEONE, place=vancouver())

    assert event.zone == "America/Vancouver"
    assert event.starts_at == datetime.datetime(2027, 7, 5, 16, tzinfo=datetime.UTC)
    assert event.cut_off_at == event.starts_at - datetime.timedelta(hours=24)
    assert "9 am to 4:30 pm, Vancouver time (UTC−7)" in words.when(event, "en").replace("\u00a0", " ")


def test_a_zone_that_was_named_stays():
    event = scheduling.edit(EventFactory(), actor=SOMEONE, place=vancouver(), zone="America/Edmonton")

    assert event.zone == "America/Edmonton"


def test_a_venue_of_another_city_is_refused():
    with pytest.raises(DomainError) as refused:
        scheduling.edit(EventFactory(), actor=SOMEONE, venue=VenueFactory())

    assert refused.value.code == "venue_elsewhere" and refused.value.field == "venue"


def test_a_held_seat_is_found_although_the_event_no_longer_holds_seats():
    event = EventFactory(hold_seats=True, seats=2)
    first, second = (row.options.get() for row in released(event, people=2))
    scheduling.edit(event, actor=SOMEONE, hold_seats=False)

    registrations.decline(first, actor=SOMEONE)
    registrations.accept(second, actor=SOMEONE)

    root = CapacityPool.objects.get(event=event)
    assert (root.taken, root.held) == (1, 0)
    assert counters.drift(event) == [] and not SeatLedger.objects.filter(state=SeatState.HELD).exists()


def test_an_event_of_an_answered_invitation_lapses_by_itself_and_gives_its_seat_back():
    one = EventFactory(hold_seats=True, seats=5)
    other = EventFactory(hold_seats=True, seats=5, series=one.series, start_day=days_ahead(70))
    (invitation,) = released(one, other)
    registrations.accept(invitation.options.get(event=one), actor=SOMEONE)
    assert inviting_queries.funnel(other).no_answer == 1
    Invitation.objects.update(reply_by=timezone.now())

    sweeping.sweep()

    invitation.refresh_from_db()
    late = invitation.options.get(event=other)
    assert (invitation.state, late.state) == (InvitationState.ANSWERED, OptionState.LAPSED)
    assert CapacityPool.objects.get(event=other).held == 0 and CapacityPool.objects.get(event=one).taken == 1
    assert inviting_queries.funnel(other).ended == 1
    with pytest.raises(DomainError) as refused:
        registrations.accept(late, actor=SOMEONE)
    assert refused.value.code == "invitation_expired"
    assert registrations.register(other, invitation.person, actor=Actor.of(UserFactory())).registration


def test_no_reply_is_due_while_the_event_is_put_off():
    event = EventFactory(hold_seats=True, seats=5)
    released(event)
    scheduling.postpone(event, actor=SOMEONE)
    Invitation.objects.update(reply_by=timezone.now())

    sweeping.sweep()

    assert InvitationOption.objects.get().state == OptionState.OFFERED
    assert Event.objects.get().state == "postponed"


def test_who_was_invited_to_an_event_can_be_invited_to_its_copy_and_one_key_makes_one_copy():
    event = EventFactory()
    SessionFactory(event=event)
    (invitation,) = released(event)
    day, key = days_ahead(80), uuid4()
    alice = Actor.of(UserFactory())

    twin = copying.clone(event, actor=alice, start_day=day, once=key)

    assert copying.clone(event, actor=alice, start_day=day, once=key) == twin
    assert (twin.start_day, twin.end_day, twin.sessions.get().day) == (day, day, day)
    assert inviting_queries.invited_already(twin) == set()
    assert inviting_queries.invited_already(event) == {invitation.person_id}
    assert inviting.prepare(twin.series, [twin], [invitation.person_id], actor=SOMEONE).added == 1


def test_a_text_out_of_date_is_so_in_the_copy_too():
    event = EventFactory(state="draft")
    event = scheduling.edit(event, actor=SOMEONE, title_en="A new title")

    twin = copying.clone(event, actor=SOMEONE)

    assert [gap.field for gap in gate.gaps(twin, ["title"])] == ["title_fr"]


def test_the_series_of_one_event_follows_its_titles():
    event = EventFactory(state="draft", title_fr="")

    scheduling.edit(event, actor=SOMEONE, title_fr="Table ronde de Winnipeg")

    event.series.refresh_from_db()
    assert event.series.title_fr == "Table ronde de Winnipeg"


def test_what_people_read_changes_in_both_languages_or_by_a_word_that_it_says_the_same():
    """EV-A11: a wave and the public page never leave with a text out of date."""
    event = EventFactory()

    with pytest.raises(DomainError) as refused:
        scheduling.edit(event, actor=SOMEONE, title_en="Another title")
    assert (refused.value.code, refused.value.field) == ("other_language_behind", "title_fr")

    scheduling.edit(event, actor=SOMEONE, title_en="A title", title_fr="Un titre")
    event = scheduling.edit(event, actor=SOMEONE, title_en="The title", same_meaning=True)
    assert gate.gaps(event, ["title"]) == [] and policies.public_events().filter(pk=event.pk).exists()


def test_a_text_out_of_date_keeps_the_page_and_the_wave_back_unless_a_second_person_signed():
    event = EventFactory(state="planned")
    alice, bob = Actor.of(UserFactory()), Actor.of(UserFactory())
    scheduling.edit(event, actor=alice, title_en="A new title")
    signatures.sign(signatures.ask_to_open(event, actor=alice, allow_stale=True, note="Urgent"), actor=bob)
    inviting.prepare(event.series, [event], [PersonFactory().pk], actor=alice)

    assert not policies.public_events().filter(pk=event.pk).exists()
    assert inviting.ask_to_release(Invitation.objects.all(), actor=alice) == 1

    Invitation.objects.update(release_at=None)
    event.signatures.update(stale_allowed=False)
    with pytest.raises(gate.LanguageGap):
        inviting.ask_to_release(Invitation.objects.all(), actor=alice)


def test_a_second_tab_does_not_overwrite_the_first_in_silence(client):
    user = person_with("organizer")
    event = EventTeamMemberFactory(event=EventFactory(state="draft"), user=user).event
    client.force_login(user)
    address = reverse("events:event_edit", args=[event.public_id])
    seen = client.get(address).context["form"]["seen"].value()
    names = ("kind", "safety_tier", "minimum_attendance", "cut_off_hours", "party_fit", "admission", "queue_policy")
    typed = {name: getattr(event, name) for name in names} | {"place": event.place_id, "seen": seen}
    scheduling.edit(event, actor=SOMEONE, title_en="Theirs", title_fr="Le leur")

    answer = client.post(address, typed | {"title_en": "Mine", "title_fr": "Le mien"})

    page = answer.content.decode()
    assert answer.status_code == 422 and "Somebody else has changed this" in page and "<dd>Theirs</dd>" in page
    assert answer.context["form"]["title_en"].value() == "Mine"
    event.refresh_from_db()
    assert event.title_en == "Theirs"
    again = {**typed, "title_en": "Mine", "title_fr": "Le mien", "seen": answer.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302


def test_moved_to_an_earlier_day_every_deadline_lies_before_the_cut_off_and_late_reminders_go():
    event = EventFactory(seats=1)
    first, second = (row.options.get() for row in released(event, people=2))
    registrations.accept(first, actor=SOMEONE)
    registrations.accept(second, actor=SOMEONE)
    ReminderFactory(event=event)
    Invitation.objects.update(state=InvitationState.RELEASED)
    InvitationOption.objects.filter(pk=second.pk).update(state=OptionState.OFFERED)
    registrations.remove(Registration.objects.get(), actor=SOMEONE, reason="ill")
    offer = Offer.objects.get()

    event = scheduling.edit(event, actor=SOMEONE, start_day=days_ahead(2), end_day=days_ahead(2))

    offer.refresh_from_db()
    second.invitation.refresh_from_db()
    assert offer.expires_at <= event.cut_off_at
    assert second.invitation.reply_by == event.cut_off_at
    assert not event.reminders.exists()


@pytest.mark.parametrize(("language", "over"), [("en", "Replies are no longer taken"), ("fr", "plus de réponses")])
def test_moved_so_near_that_no_reply_counts_an_offer_ends_now_and_its_letter_names_no_list(language, over):
    event = EventFactory(seats=1, cut_off_hours=72)
    first, second = (row.options.get() for row in released(event, people=2))
    for option in (first, second):
        registrations.accept(option, actor=SOMEONE)
    registrations.remove(Registration.objects.get(), actor=SOMEONE, reason="ill")
    moved_at = timezone.now()

    scheduling.edit(event, actor=SOMEONE, start_day=days_ahead(2), end_day=days_ahead(2))
    sweeping.sweep()

    offer = Offer.objects.get()
    assert (offer.state, offer.expires_at >= moved_at) == ("expired", True)
    message = Message.objects.get(kind="event.offer_ended")
    letter = kinds.get(message.kind).compose(message.about, message.to, language)
    for text in (letter.text, letter.html):
        assert over in text
        assert "join the waiting list" not in text
        assert "inscrire de nouveau" not in text


def test_an_event_that_comes_back_tells_who_was_asked_and_gives_them_time_anew():
    event = EventFactory()
    (invitation,) = released(event)
    AffiliationFactory(person=invitation.person)  # a public role may be invited
    Message.objects.update(state="sent", submitted_at=timezone.now(), settled_at=timezone.now())
    alice, bob = Actor.of(UserFactory()), Actor.of(UserFactory())
    scheduling.postpone(event, actor=alice)
    Invitation.objects.update(reply_by=timezone.now())
    said = Message.objects.get(kind="event.change")
    assert "postponed. You do not need" in kinds.get("event.change").compose(said.about, said.to, "en").text

    Message.objects.filter(pk=said.pk).update(state="sent", submitted_at=timezone.now(), settled_at=timezone.now())
    scheduling.plan(event, actor=alice)
    signatures.sign(signatures.ask_to_open(event, actor=alice), actor=bob)

    invitation.refresh_from_db()
    assert invitation.reply_by > timezone.now() + datetime.timedelta(days=13)
    assert Message.objects.filter(kind="event.change").count() == 2
    words_now = kinds.get("event.change").compose(said.about, said.to, "en").text
    assert "your invitation stands" in words_now and "Please reply by" in words_now


def test_a_limit_added_late_counts_the_seats_its_group_has_already_and_never_too_many():
    event = EventFactory(hold_seats=True, seats=9)
    first, second = released(event, people=2)
    registrations.accept(first.options.get(), actor=SOMEONE)
    limit = {"kind": "ceiling", "dimension": "language", "value": "en", "actor": SOMEONE}

    with pytest.raises(DomainError) as refused:
        pools.add(event, cap=1, **limit)
    assert refused.value.code == "below_use" and refused.value.facts["used"] == 2

    ceiling = pools.add(event, cap=2, **limit)
    ceiling.refresh_from_db()
    assert (ceiling.taken, ceiling.held) == (1, 1) and counters.drift(event) == []
    registrations.decline(second.options.get(), actor=SOMEONE)
    ceiling.refresh_from_db()
    assert (ceiling.taken, ceiling.held) == (1, 0) and counters.drift(event) == []


def test_what_is_kept_for_a_group_can_be_lowered_on_the_page(client):
    user = person_with("organizer")
    event = EventTeamMemberFactory(event=EventFactory(seats=9), user=user).event
    group = {"kind": "allotment", "dimension": "sector", "value": "ngo"}
    pool = pools.add(event, cap=5, guaranteed=4, actor=SOMEONE, **group)
    client.force_login(user)
    assert b'name="guaranteed" type="number" min="0" value="4"' in client.get(
        reverse("events:seats", args=[event.public_id])
    ).content.replace(b"\n", b" ")

    client.post(reverse("events:pool_cap", args=[pool.public_id]), {"cap": 5, "guaranteed": 1})

    pool.refresh_from_db()
    assert (pool.cap, pool.guaranteed) == (5, 1) and counters.drift(event) == []


def test_invitations_without_a_seat_are_announced_before_and_say_why_afterwards(client):
    user = person_with("organizer")
    event = EventTeamMemberFactory(event=EventFactory(hold_seats=True, seats=1), user=user).event
    inviting.prepare(event.series, [event], [PersonFactory().pk for _ in range(2)], actor=SOMEONE)
    client.force_login(user)
    address = reverse("events:invite_preview", args=[event.public_id])
    assert "1 seat is free" in client.get(address).content.decode()

    client.post(address)
    inviting.release_chunk()

    assert "no free seat" in client.get(reverse("events:invitations", args=[event.public_id])).content.decode()


def test_a_restricted_event_has_no_public_page(client):
    event = EventFactory(safety_tier="restricted")

    assert client.get(reverse("events:public_event", args=[event.public_id])).status_code == 404


def test_a_program_of_several_days_says_the_day_and_the_last_hour(client):
    event = EventFactory(start_day=datetime.date(2027, 7, 5), end_day=datetime.date(2027, 7, 6))
    SessionFactory(event=event)
    SessionFactory(event=event, day=datetime.date(2027, 7, 6), title_en="Closing")

    page = client.get(reverse("events:public_event", args=[event.public_id])).content.decode().replace("\u00a0", " ")

    assert "9 am on the first day to 4:30 pm on the last day" in page
    assert "Tuesday, July 6" in page


def test_cancelling_deletes_what_people_needed_and_said_while_waiting():
    event = EventFactory(seats=1)
    first, second = (row.options.get() for row in released(event, people=2))
    needed = Details(needs={"mobility": ""})
    registrations.accept(first, needed, actor=SOMEONE)
    registrations.accept(second, needed, actor=SOMEONE)
    alice, bob = Actor.of(UserFactory()), Actor.of(UserFactory())

    signatures.sign(signatures.ask_to_cancel(event, actor=alice, reason_en="Fire", reason_fr="Feu"), actor=bob)

    assert not NeedRequest.objects.exists()
    assert QueueEntry.objects.get().answers == {}


def test_a_question_of_an_event_that_is_over_is_no_longer_retired():
    question = FormQuestionFactory(event=EventFactory(state="concluded"))

    with pytest.raises(DomainError) as refused:
        questions.retire(question, actor=SOMEONE)

    assert refused.value.code == "questions_closed"
