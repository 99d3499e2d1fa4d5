"""Who runs an event: added and taken off through the page, and what a part then opens."""

import pytest
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import AuditEntry
from engagement.models import TableSession
from events.domain import team
from events.enums import TeamRole
from events.models import Event, EventTeamMember
from kernel.errors import DomainError
from tests.factories.accounts import UserFactory, person_with
from tests.factories.engagement import Staff, open_consultation
from tests.factories.events import EventFactory, EventTeamMemberFactory, ProtectedEventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    """Runs the events of these tests."""
    person = person_with("organizer", name="Alice Roy")
    client.force_login(person)
    return person


def run_by(person, event=None, **fields):
    event = event or EventFactory(**fields)
    EventTeamMemberFactory(event=event, user=person)
    return event


def give(client, event, user, part):
    return client.post(
        reverse("events:team", args=[event.public_id]), {"role": part, "user": getattr(user, "public_id", user)}
    )


def test_door_staff_added_on_the_page_sees_the_door(client, alice):
    event = run_by(alice, state="ready")
    dora = person_with("door_staff")
    door = reverse("events:door", args=[event.public_id])
    client.force_login(dora)
    assert client.get(door).status_code == 404

    client.force_login(alice)
    assert give(client, event, dora, "door").status_code == 302

    client.force_login(dora)
    assert client.get(door).status_code == 200
    assert door in client.get(reverse("events:door_list")).content.decode()


@pytest.mark.parametrize("part", ["note_taker", "facilitator"])
def test_who_takes_notes_is_added_on_the_page_and_sees_the_tables_of_the_event(client, alice, part):
    event = run_by(alice)
    consultation = open_consultation(Staff())
    table = TableSession.objects.create(consultation=consultation, event=event, label="3")
    nora = person_with(part)
    notes = reverse("engagement:table", args=[table.public_id])
    client.force_login(nora)
    assert client.get(notes).status_code == 404

    client.force_login(alice)
    give(client, event, nora, part)

    client.force_login(nora)
    assert client.get(notes).status_code == 200


def test_a_second_organizer_added_on_the_page_runs_the_event_too(client, alice):
    event = run_by(alice)
    bea = person_with("organizer")

    give(client, event, bea, "organizer")

    client.force_login(bea)
    assert client.get(reverse("events:seats", args=[event.public_id])).status_code == 200


def test_a_list_offers_only_people_whose_role_allows_the_part_and_who_do_not_have_it(client, alice):
    event = run_by(alice)
    dora, nora = person_with("door_staff"), person_with("note_taker")
    closed, bare = person_with("door_staff", is_active=False), UserFactory()

    page = client.get(reverse("events:team", args=[event.public_id]))

    offered = {part.key: {user.pk for user in part.candidates} for part, _opens, _form in page.context["parts"]}
    assert set(offered) == {"organizer", "logistics", "door", "note_taker", "facilitator"}
    assert {dora.pk, alice.pk} <= offered["door"] and nora.pk not in offered["door"]
    assert nora.pk in offered["note_taker"] and alice.pk not in offered["organizer"]
    assert not {closed.pk, bare.pk} & set.union(*offered.values())


@pytest.mark.parametrize(
    ("role", "part", "code"),
    [
        ("note_taker", "door", "role_missing"),
        ("door_staff", "note_taker", "role_missing"),
        ("door_staff", "organizer", "role_missing"),
        ("liaison", "liaison", "part_elsewhere"),
        ("door_staff", "king", "role_unknown"),
    ],
)
def test_a_part_that_an_account_cannot_have_is_refused(alice, role, part, code):
    with pytest.raises(DomainError) as refused:
        team.add(run_by(alice), person_with(role), part, actor=Actor.of(alice))
    assert refused.value.code == code
    assert not EventTeamMember.objects.exclude(user=alice).exists()


def test_an_account_without_the_role_is_refused_in_words_that_say_which_role_is_missing(client, alice):
    event = run_by(alice)
    nora = person_with("note_taker")

    answer = give(client, event, nora, "door")

    assert answer.status_code == 422
    assert "An administrator can give one: organizer, door staff." in answer.content.decode()
    assert not event.team.filter(user=nora).exists()


@pytest.mark.parametrize("who", ["", "nobody", "0b7f4a5e-6e1a-4a0e-9d7e-000000000000"])
def test_whoever_is_not_in_the_list_is_refused_in_words(client, alice, who):
    event = run_by(alice)
    answer = give(client, event, who, "door")
    assert answer.status_code == 422
    assert event.team.count() == 1


def test_a_part_that_is_none_changes_nothing(client, alice):
    event = run_by(alice)
    assert give(client, event, person_with("door_staff"), "king").status_code == 302
    assert event.team.count() == 1


@pytest.mark.django_db(databases=["default", "protected"])
def test_a_protected_event_has_a_liaison_and_neither_door_staff_nor_note_takers(client, alice):
    event = run_by(alice, ProtectedEventFactory())
    lia = person_with("liaison")

    page = client.get(reverse("events:team", args=[event.public_id]))
    assert [part.key for part, *_ in page.context["parts"]] == ["organizer", "liaison", "logistics", "facilitator"]
    give(client, event, lia, "liaison")

    assert event.team.filter(user=lia, role=TeamRole.LIAISON).exists()
    with pytest.raises(DomainError) as refused:
        team.add(event, person_with("door_staff"), "door", actor=Actor.of(alice))
    assert refused.value.code == "part_elsewhere"


def test_adding_twice_adds_once(alice):
    event, dora = run_by(alice), person_with("door_staff")
    for _again in range(2):
        team.add(event, dora, "door", actor=Actor.of(alice))
    assert event.team.filter(user=dora).count() == 1
    assert AuditEntry.objects.filter(verb="team.added").count() == 1


def test_taking_somebody_off_says_what_ends_and_ends_only_that(client, alice):
    event = run_by(alice, state="ready")
    dora = person_with("door_staff", "logistics_officer")
    door, other = (EventTeamMemberFactory(event=event, user=dora, role=role) for role in ("door", "logistics"))
    address = reverse("events:team_remove", args=[door.public_id])

    assert "Other parts they have stay." in client.get(address).content.decode()
    assert event.team.count() == 3
    assert client.post(address).status_code == 302

    assert set(event.team.filter(user=dora)) == {other}
    entry = AuditEntry.objects.get(verb="team.removed")
    assert entry.facts == {"member": str(dora.public_id), "role": "door"}
    client.force_login(dora)
    assert client.get(reverse("events:door", args=[event.public_id])).status_code == 404


def test_the_last_organizer_stays(client, alice):
    event = run_by(alice)
    mine = event.team.get()

    page = client.get(reverse("events:team", args=[event.public_id])).content.decode()
    client.post(reverse("events:team_remove", args=[mine.public_id]))

    assert reverse("events:team_remove", args=[mine.public_id]) not in page
    assert event.team.get() == mine


def test_an_organizer_who_leaves_is_told_so_before_and_is_led_back_to_the_list(client, alice):
    event = run_by(alice)
    EventTeamMemberFactory(event=event, user=person_with("organizer"))
    mine = reverse("events:team_remove", args=[event.team.get(user=alice).public_id])

    assert "This is you" in client.get(mine).content.decode()
    assert client.post(mine).headers["Location"] == reverse("events:list")


def test_somebody_whose_role_was_taken_away_stands_out(client, alice):
    event = run_by(alice)
    dora = person_with("door_staff")
    EventTeamMemberFactory(event=event, user=dora, role="door")
    dora.role_assignments.update(ended_at=event.starts_at, ended_by=alice)

    page = client.get(reverse("events:team", args=[event.public_id])).content.decode()

    assert "Account has no role for this" in page


@pytest.mark.parametrize("people", [2, 12])
def test_the_team_costs_the_same_whatever_its_size(client, alice, people, django_assert_num_queries):
    event = run_by(alice)
    for number in range(people):
        dora = person_with("door_staff", name=f"Door {number}")
        if number % 2:
            EventTeamMemberFactory(event=event, user=dora, role="door")
        person_with("note_taker")
    client.get(reverse("events:team", args=[event.public_id]))

    with django_assert_num_queries(7):
        page = client.get(reverse("events:team", args=[event.public_id])).content.decode()

    assert page.count("/remove/") == people // 2


def test_strangers_get_404(client, alice):
    event = EventFactory()
    member = EventTeamMemberFactory(event=event)
    assert client.get(reverse("events:team", args=[event.public_id])).status_code == 404
    assert client.post(reverse("events:team_remove", args=[member.public_id])).status_code == 404
    assert Event.objects.get(pk=event.pk).team.count() == 1
