"""What organizers see: lists in pages, states with their shape, groups by name, whole addresses, and the way back."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.actors import Actor
from accounts.models import AuditEntry
from events.domain import inviting, registrations, signatures
from events.models import Event, Invitation
from events.views import inviting as inviting_views
from events.views import people as people_views
from safety.domain import codes
from safety.enums import PlanItem
from safety.models import PlanStep
from tests.factories.accounts import person_with
from tests.factories.events import (
    SOMEONE,
    EventFactory,
    EventTeamMemberFactory,
    ProtectedEventFactory,
    options_for,
)
from tests.factories.partners import OrganizationFactory, PersonFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(client):
    person = person_with("organizer")
    client.force_login(person)
    return person


def run_by(person, **fields):
    event = EventFactory(**fields)
    EventTeamMemberFactory(event=event, user=person)
    return event


def page_after(client, page):
    address = page.context["page"]["next_url"]
    assert address, "no next page"
    return address, client.get(page.request["PATH_INFO"] + address)


@pytest.mark.parametrize(
    ("name", "module"), [("people", people_views), ("invitations", inviting_views)], ids=["people", "invitations"]
)
def test_a_long_list_comes_in_pages_that_repeat_and_skip_nobody_and_name_nobody_in_the_address(
    client, organizer, monkeypatch, name, module
):
    monkeypatch.setattr(module, "PAGE", 4)
    event = run_by(organizer, seats=20)
    for option in options_for(event, 9):
        registrations.accept(option, actor=SOMEONE)

    page = client.get(reverse(f"events:{name}", args=[event.public_id]))
    seen, addresses = [row.pk for row in page.context["rows"]], []
    while page.context["page"]["next_url"]:
        address, page = page_after(client, page)
        addresses.append(address)
        seen += [row.pk for row in page.context["rows"]]

    assert len(seen) == len(set(seen)) == 9
    assert len(addresses) == 2 and not any("Invited" in address or "invited" in address for address in addresses)
    assert page.context["total"] == 9


def test_states_stand_with_their_shape_never_as_a_bare_word(client, organizer):
    event = run_by(organizer, seats=1)
    for option in options_for(event, 2):
        registrations.accept(option, actor=SOMEONE)

    for name in ("people", "invitations"):
        text = client.get(reverse(f"events:{name}", args=[event.public_id])).content.decode()
        assert text.count('class="state state--') >= 2, name


def test_a_waiting_list_longer_than_what_is_shown_says_so(client, organizer, monkeypatch):
    monkeypatch.setattr(people_views, "AHEAD", 2)
    event = run_by(organizer, seats=1)
    for option in options_for(event, 5):
        registrations.accept(option, actor=SOMEONE)

    text = client.get(reverse("events:people", args=[event.public_id])).content.decode()

    assert "The first 2 of 4 who wait are shown" in text


def test_seats_are_kept_for_a_group_that_is_chosen_by_its_name(client, organizer):
    sector = SectorFactory(name_en="Survivor-led groups", name_fr="Groupes dirigés par des survivantes")
    event = run_by(organizer, seats=20)
    form = reverse("events:seats", args=[event.public_id])
    assert "Survivor-led groups" in client.get(form).content.decode()

    answer = client.post(
        reverse("events:pool_add", args=[event.public_id]),
        {
            "kind": "allotment",
            "parent": event.pools.get().pk,
            "group": f"sector:{sector.key}",
            "cap": "5",
            "guaranteed": "2",
        },
    )

    assert answer.status_code == 302
    pool = event.pools.get(kind="allotment")
    assert (pool.dimension, pool.value, pool.cap) == ("sector", sector.key, 5)
    with translation.override("fr"):
        french = client.get(reverse("events:seats", args=[event.public_id])).content.decode()
    assert "Groupes dirigés par des survivantes" in french


@pytest.mark.parametrize("group", ["", "sector", "sector:", "nobody:else", "sector:\x00"])
def test_a_group_that_is_none_is_refused_in_words(client, organizer, group):
    event = run_by(organizer, seats=20)
    answer = client.post(
        reverse("events:pool_add", args=[event.public_id]),
        {"kind": "ceiling", "parent": event.pools.get().pk, "group": group, "cap": "5", "guaranteed": "0"},
    )
    assert answer.status_code == 422
    assert event.pools.count() == 1


def test_every_page_of_an_event_says_the_way_here(client, organizer):
    event = run_by(organizer, title_en="Round table")
    for name, depth in (("event", 2), ("people", 3), ("invite_build", 3)):
        trail = client.get(reverse(f"events:{name}", args=[event.public_id])).context["trail"]
        assert len(trail) == depth
        assert trail[0][1] == reverse("events:list") and str(trail[1][0]) == "Round table"
    assert trail[-1][1] == reverse("events:invitations", args=[event.public_id])


@pytest.mark.django_db(databases=["default", "protected"])
def test_cards_print_the_whole_address_to_type(client, settings):
    liaison = person_with("liaison")
    event = ProtectedEventFactory()
    EventTeamMemberFactory(event=event, user=liaison, role="liaison")
    client.force_login(liaison)
    bowl = reverse("events:protected_bowl", args=[event.public_id])

    plain = client.post(bowl, {"size": "10"}).content.decode()
    settings.SAFETY_HOST = "quiet.example.org"
    apart = client.post(bowl, {"size": "10"}).content.decode()

    assert plain.count(f"{settings.BASE_URL}{reverse('safety:write')}") == 11  # above, and on each card
    assert apart.count(f"https://quiet.example.org{reverse('safety:write')}") == 11


@pytest.mark.parametrize("demo", [True, False], ids=["demonstration", "real"])
def test_made_up_hours_say_so_in_the_demonstration_and_nowhere_else(client, settings, demo):
    settings.DEMO = demo
    event = EventFactory(public_page=True)
    text = client.get(reverse("events:public_event", args=[event.public_id])).content.decode()
    assert ("made up for the demonstration" in text) is demo


def test_an_event_that_is_over_invites_nobody(client):
    coming, over = EventFactory(public_page=True), EventFactory(public_page=True, state="concluded")

    pages = [client.get(reverse("events:public_event", args=[one.public_id])).text for one in (coming, over)]

    assert "How to take part" in pages[0] and "Have your link sent to you again" in pages[0]
    assert "By invitation. This event is over." in pages[1] and "Have your link sent to you again" not in pages[1]


def test_a_public_page_is_kept_until_a_row_of_it_changes(client, django_assert_max_num_queries):
    event = EventFactory(public_page=True, title_en="Before")
    address = reverse("events:public_event", args=[event.public_id])
    assert "Before" in client.get(address).content.decode()
    with django_assert_max_num_queries(1):
        assert "Before" in client.get(address).content.decode()

    type(event).objects.filter(pk=event.pk).update(title_en="After")

    assert "After" in client.get(address).content.decode()


def test_before_an_event_is_put_off_its_organizer_reads_how_many_are_told(client, organizer):
    event = run_by(organizer, seats=1)
    seated, waits, _silent = options_for(event, 3)
    for option in (seated, waits):
        registrations.accept(option, actor=SOMEONE)

    overview = client.get(reverse("events:event", args=[event.public_id])).content.decode()
    asked = client.get(reverse("events:event_postpone", args=[event.public_id])).content.decode()
    event.refresh_from_db()
    state_after_looking = event.state
    act = reverse("events:event_move", args=[event.public_id, "postpone"])
    client.post(act)
    again = client.get(reverse("events:event_postpone", args=[event.public_id])).content.decode()

    assert act not in overview and reverse("events:event_postpone", args=[event.public_id]) in overview
    assert "3 people are told" in asked and act in asked
    assert state_after_looking == "inviting"
    assert "cannot be postponed" in again and act not in again


@pytest.mark.django_db(databases=["default", "protected"])
def test_putting_a_protected_event_off_tells_nobody_and_says_so(client, organizer):
    """EV-18."""
    event = ProtectedEventFactory()
    EventTeamMemberFactory(event=event, user=organizer)

    page = client.get(reverse("events:event_postpone", args=[event.public_id])).content.decode()

    assert "No message is sent about a protected event" in page


@pytest.mark.parametrize(("act", "before", "after"), [("open", "can send", "can now send"), ("cancel", "told", "told")])
def test_who_signs_reads_when_and_where_and_what_the_signature_does(client, act, before, after):
    event = EventFactory(state="planned" if act == "open" else "inviting", seats=30)
    asker, signer = person_with("organizer"), person_with("approver")
    by = Actor.of(asker)
    wanted = (
        signatures.ask_to_open(event, actor=by)
        if act == "open"
        else signatures.ask_to_cancel(event, actor=by, reason_en="Fire", reason_fr="Feu")
    )
    client.force_login(signer)
    address = reverse("events:sign", args=[wanted.public_id])

    page = client.get(address).content.decode()
    done = client.post(address, {"act": "sign"}, follow=True).content.decode()

    assert "When you sign" in page and before in page and "<dd>30</dd>" in page
    assert str(event.start_day.year) in page
    assert "Signed." in done and after in done


def test_a_list_for_which_nothing_was_chosen_says_what_to_choose(client, organizer):
    event = run_by(organizer)

    page = client.get(reverse("events:invite_build", args=[event.public_id]), {"show": "1"})

    assert "Choose at least one sector, region or organization." in page.content.decode()


def test_invitations_that_are_about_to_leave_are_not_offered_for_release_once_more(client, organizer):
    event = run_by(organizer, seats=5)
    inviting.prepare(event.series, [event], [PersonFactory().pk, PersonFactory().pk], actor=SOMEONE)
    address, release = (reverse(f"events:{name}", args=[event.public_id]) for name in ("invitations", "invite_preview"))
    before = client.get(address).content.decode()
    inviting.ask_to_release(Invitation.objects.order_by("pk")[:1], actor=SOMEONE)
    between = client.get(address).content.decode()
    inviting.ask_to_release(Invitation.objects.order_by("pk"), actor=SOMEONE)
    after = client.get(address).content.decode()

    assert "release 2 invitations" in before
    assert "release 1 invitation" in between and "1 invitation is about to leave" in between
    assert release not in after and "2 invitations are about to leave" in after


def test_invitations_that_would_find_no_seat_are_not_offered_for_release(client, organizer):
    event = run_by(organizer, seats=1)
    inviting.prepare(event.series, [event], [PersonFactory().pk, PersonFactory().pk], actor=SOMEONE)
    address = reverse("events:invite_preview", args=[event.public_id])
    before = client.get(address).content.decode()
    Event.objects.filter(pk=event.pk).update(hold_seats=True)
    event.pools.update(held=1)
    after = client.get(address).content.decode()

    assert "Release 2 invitations" in before
    assert "Release 2 invitations" not in after and "2 invitations are prepared. They cannot be sent" in after
    assert reverse("events:seats", args=[event.public_id]) in after


def test_a_language_that_is_missing_is_said_beside_its_field_in_words(client, organizer):
    event = run_by(organizer, title_fr="Table ronde")
    address = reverse("events:event_edit", args=[event.public_id])
    initial = client.get(address).context["form"].initial
    typed = {name: value for name, value in initial.items() if value not in (None, False)} | {"title_fr": ""}
    typed |= {"place": event.place_id, "venue": "", "start_time": "9:00", "end_time": "16:00", "minimum_attendance": 0}
    for day in ("start_day", "end_day"):
        whole = getattr(event, day)
        typed |= {f"{day}_day": whole.day, f"{day}_month": whole.month, f"{day}_year": whole.year}

    refused = client.post(address, typed)

    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"title_fr"}
    assert "title (the French is missing)" in refused.context["form"].errors["title_fr"][0]


@pytest.mark.django_db(databases=["default", "protected"])
def test_a_meeting_that_is_over_makes_no_more_codes(client):
    liaison = person_with("liaison")
    event = ProtectedEventFactory()
    client.force_login(liaison)
    bowl = reverse("events:protected_bowl", args=[event.public_id])
    page = client.get(reverse("events:protected", args=[event.public_id])).content.decode()
    type(event).objects.filter(pk=event.pk).update(state="concluded")

    after = client.get(reverse("events:protected", args=[event.public_id])).content.decode()
    refused = client.post(bowl, {"size": "10"})

    assert bowl in page and bowl not in after and "This meeting is over" in after
    assert refused.status_code == 422 and "This meeting is over" in refused.content.decode()
    assert not AuditEntry.objects.filter(verb="bowl.filled").exists()


@pytest.mark.django_db(databases=["default", "protected"])
def test_unused_codes_are_cancelled_from_a_page_that_says_what_happens(client):
    liaison = person_with("liaison")
    event, partner = ProtectedEventFactory(), OrganizationFactory(may_vouch=True)
    codes.settle_plan(event.public_id, set(PlanItem), actor=Actor.of(liaison))
    pool, _plain = codes.issue(event.public_id, partner, 5, actor=Actor.of(liaison))
    client.force_login(liaison)
    address = reverse("events:protected_close", args=[pool.public_id])

    asked = client.get(address).content.decode()
    pool.refresh_from_db()
    untouched = pool.closed_at is None
    client.post(address)
    pool.refresh_from_db()

    assert "It cannot be undone" in asked and untouched and pool.closed_at is not None
    assert "cancelled already" in client.get(address).content.decode()


@pytest.mark.django_db(databases=["default", "protected"])
def test_the_safety_plan_of_a_meeting_that_is_over_is_a_record(client):
    client.force_login(person_with("liaison"))
    event = ProtectedEventFactory()
    address = reverse("events:protected_plan", args=[event.public_id])
    items = sorted(item.value for item in PlanItem)
    client.post(address, {"items": items})
    type(event).objects.filter(pk=event.pk).update(state="concluded")

    after = client.get(reverse("events:protected", args=[event.public_id])).text
    refused = client.post(address, {"items": items[:1]})

    assert address not in after and "As it stood when the meeting ended." in after
    assert refused.status_code == 422 and "This meeting is over" in refused.text
    assert PlanStep.objects.filter(event_ref=event.public_id).count() == len(items)
