"""Staff are added, given roles by two people where it matters, and closed at once (RE-18, safety 3)."""

import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.actors import Actor
from accounts.domain import factors, people, web_sessions
from accounts.messages import AddressChanged, FactorChanged, Welcome
from accounts.models import ApiToken, AuditEntry, RoleAssignment, User, WebSession
from accounts.roles import SEPARATED
from accounts.scopes import Scope
from kernel.errors import DomainError
from messaging.models import Message
from tests.factories.accounts import RoleAssignmentFactory, UserFactory, app_of, key_of, passkey_of, person_with
from tests.support.searching import search

pytestmark = pytest.mark.django_db


@pytest.fixture
def adam():
    return person_with("administrator", name="Adam")


@pytest.fixture
def eve():
    return person_with("administrator", name="Eve")


def refused(code, act, *args, **kwargs):
    entries = AuditEntry.objects.count()
    with pytest.raises(DomainError) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code
    assert AuditEntry.objects.count() == entries


def test_a_person_is_added_with_roles_and_told_where_to_sign_in(client, adam):
    client.force_login(adam)
    body = {"name": "Nora", "email": "Nora@Example.org", "language": "fr", "roles": ["organizer", "liaison"]}
    answer = client.post(reverse("accounts:person_add"), body)

    nora = User.objects.get(email="nora@example.org")
    assert answer.headers["Location"] == reverse("accounts:person", args=[nora.public_id])
    assert nora.role_keys == {"organizer"}  # liaison waits for a second administrator
    assert (nora.language, nora.has_usable_password()) == ("fr", False)
    assert Message.objects.get(kind="account.welcome").to == nora.public_id


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "x", "email": "x", "language": "en"},
        {"name": "x", "email": "x@example.org", "language": "de"},
        {"name": "x", "email": "x@example.org", "language": "en", "roles": ["king"]},
        {"name": "a\x00b", "email": "x@example.org", "language": "en"},
        {"name": "x" * 201, "email": "x@example.org", "language": "en"},
        {"name": "x", "email": "taken@example.org", "language": "en"},
        {"name": "x", "email": "TAKEN@example.org", "language": "en"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client, adam, body):
    UserFactory(email="taken@example.org")
    client.force_login(adam)
    before = User.objects.count()
    answer = client.post(reverse("accounts:person_add"), body)

    assert answer.status_code == 422 and b"errors" in answer.content
    assert User.objects.count() == before and not Message.objects.exists()


@pytest.mark.parametrize("role", sorted(SEPARATED))
def test_a_role_kept_apart_needs_a_second_person(adam, eve, role):
    nora = UserFactory()
    assignment = people.grant(nora, role, actor=Actor.of(adam))
    assert User.objects.get(pk=nora.pk).role_keys == set()

    refused("second_person", people.confirm, assignment, actor=Actor.of(adam))
    refused("second_person", people.confirm, assignment, actor=Actor.of(nora))
    refused("second_person", people.confirm, assignment, actor=Actor.system("job"))
    people.confirm(assignment, actor=Actor.of(eve))
    assert User.objects.get(pk=nora.pk).role_keys == {role}


def test_the_database_itself_refuses_a_role_confirmed_by_its_giver(adam):
    nora = UserFactory()
    with pytest.raises(IntegrityError, match="role_confirmed_by_another"), transaction.atomic():
        RoleAssignment.objects.create(
            user=nora, role="auditor", granted_by=adam, confirmed_by=adam, confirmed_at=timezone.now()
        )
    with pytest.raises(IntegrityError, match="role_apart_confirmed_by_somebody"), transaction.atomic():
        RoleAssignment.objects.create(user=nora, role="auditor", granted_by=adam, confirmed_at=timezone.now())


@pytest.mark.parametrize("one", sorted(SEPARATED))
@pytest.mark.parametrize("other", sorted(SEPARATED))
def test_two_roles_kept_apart_never_meet_in_one_person(adam, one, other):
    nora = person_with(one)
    refused("role_held" if one == other else "roles_kept_apart", people.grant, nora, other, actor=Actor.of(adam))


def test_nobody_gives_themselves_a_role_takes_one_of_theirs_away_or_closes_themselves(adam, eve):
    refused("own_role", people.grant, adam, "organizer", actor=Actor.of(adam))
    refused("own_role", people.end, adam.role_assignments.get(), actor=Actor.of(adam))
    proposed = people.grant(adam, "liaison", actor=Actor.of(eve))
    refused("own_role", people.end, proposed, actor=Actor.of(adam))
    refused("own_account", people.close, adam, actor=Actor.of(adam))


def test_the_page_of_ones_own_account_offers_no_change_of_roles_and_a_request_for_one_is_refused_in_words(
    client, adam, eve
):
    client.force_login(adam)
    role = adam.role_assignments.get()
    page = client.get(reverse("accounts:person", args=[adam.public_id])).content.decode()
    assert "Another administrator changes your roles" in page
    assert "Take away" not in page and "Give this role" not in page and ">Acts<" not in page
    assert "Take away" in client.get(reverse("accounts:person", args=[eve.public_id])).content.decode()

    answer = client.post(reverse("accounts:role_end", args=[role.public_id]))
    assert answer.status_code == 422 and "Nobody takes away their own role" in answer.content.decode()
    role.refresh_from_db()
    assert role.ended_at is None


def test_the_last_administrator_stays(adam, eve):
    people.close(eve, actor=Actor.of(adam))
    last = adam.role_assignments.get()
    refused("last_manager", people.end, last, actor=Actor.of(eve))
    refused("last_manager", people.close, adam, actor=Actor.of(eve))


def test_a_lost_role_acts_on_the_next_request(client, adam):
    nora = person_with("auditor")
    client.force_login(nora)
    assert client.get(reverse("accounts:trail")).status_code == 200
    people.end(nora.role_assignments.get(), actor=Actor.of(adam))

    assert client.get(reverse("accounts:trail")).status_code == 403


def test_closing_ends_roles_sessions_and_keys_at_once(client, adam):
    nora = person_with("organizer")
    key_of(nora, Scope.EVENTS_READ)
    browser = Client()
    browser.force_login(nora)
    client.force_login(adam)
    said = client.get(reverse("accounts:person_close", args=[nora.public_id])).content.decode()
    assert "Their roles end" in said and User.objects.get(pk=nora.pk).is_active
    client.post(reverse("accounts:person_close", args=[nora.public_id]))

    assert browser.get(reverse("accounts:mine")).status_code == 302
    assert not WebSession.objects.filter(user=nora).exists()
    assert not ApiToken.objects.filter(user=nora, revoked_at=None).exists()
    assert User.objects.get(pk=nora.pk).role_keys == set()
    client.post(reverse("accounts:person_reopen", args=[nora.public_id]))
    again = User.objects.get(pk=nora.pk)
    assert again.is_active and again.role_keys == set()


def test_a_reset_of_second_factors_needs_two_administrators(client, adam, eve):
    nora = person_with("organizer")
    app_of(nora), passkey_of(nora)
    browser = Client()
    browser.force_login(nora)
    reset = factors.ask_reset(nora, actor=Actor.of(adam))
    assert factors.ask_reset(nora, actor=Actor.of(eve)) == reset

    refused("second_person", factors.decide_reset, reset, grant=True, actor=Actor.of(adam))
    refused("second_person", factors.decide_reset, reset, grant=True, actor=Actor.of(nora))
    assert Authenticator.objects.filter(user=nora).count() == 2
    client.force_login(eve)
    client.post(reverse("accounts:reset_decide", args=[reset.public_id]), {"grant": "yes"})
    assert not Authenticator.objects.filter(user=nora).exists()
    assert browser.get(reverse("accounts:mine")).status_code == 302
    assert Message.objects.filter(kind="account.factor_changed", to=nora.public_id).count() == 1


def test_a_reset_may_be_refused_by_anybody_who_manages(adam):
    nora = person_with("organizer")
    app_of(nora)
    reset = factors.ask_reset(nora, actor=Actor.of(adam))
    factors.decide_reset(reset, grant=False, actor=Actor.of(adam))

    assert Authenticator.objects.filter(user=nora).exists()
    refused("own_reset", factors.ask_reset, adam, actor=Actor.of(adam))


def test_a_refusal_is_shown_on_the_persons_page(client, adam):
    client.force_login(adam)
    answer = client.post(reverse("accounts:role_grant", args=[adam.public_id]), {"role": "organizer"})

    assert answer.status_code == 422 and b"Nobody gives themselves a role" in answer.content


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_of_people_costs_the_same_whatever_its_length(client, adam, django_assert_max_num_queries, count):
    for _ in range(count):
        person_with("organizer", "coordinator")
    client.force_login(adam)
    with django_assert_max_num_queries(6):
        answer = client.get(reverse("accounts:people"))
    assert answer.content.count(b'scope="row"') == count + 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "nora"}, 1),
        ({"role": "liaison"}, 1),
        ({"state": "closed"}, 1),
        ({"state": "bare"}, 1),
        ({"state": "waiting"}, 1),
        ({"after": "9" * 30}, 4),
        ({"role": "king"}, 4),
        ({"find": "\x00"}, 4),
    ],
)
def test_the_list_is_narrowed_by_filters_and_wrong_ones_are_ignored(client, adam, query, expected):
    nora = person_with("organizer", name="Nora")
    app_of(adam), app_of(nora)
    UserFactory(is_active=False)
    people.grant(UserFactory(), "liaison", actor=Actor.of(nora))
    client.force_login(adam)

    address = reverse("accounts:people")
    answer = search(client, address, query) if "q" in query else client.get(address, query)
    assert answer.status_code == 200
    assert len(answer.context["rows"]) == expected


def test_the_first_administrator_is_made_at_the_console(capsys):
    call_command("create_staff", email="first@example.org", name="First", role="administrator")

    first = User.objects.get()
    assert first.role_keys == {"administrator"}
    assert capsys.readouterr().out.startswith(str(first.public_id))
    for arguments in ({"email": "x", "name": "x"}, {"email": "first@example.org", "name": "x"}):
        with pytest.raises(CommandError):
            call_command("create_staff", **arguments)
    assert User.objects.count() == 1


def test_the_trail_reads_as_sentences_in_both_languages(client, adam):
    nora = UserFactory(name="Nora")
    people.grant(nora, "organizer", actor=Actor.of(adam))
    client.force_login(person_with("auditor"))

    english = client.get(reverse("accounts:trail"), {"who": str(adam.public_id)})
    assert b"put a role in force" in english.content and b"Adam" in english.content
    with translation.override("fr"):
        french = client.get(reverse("accounts:trail"), {"who": str(adam.public_id)})
    assert "a mis un rôle en vigueur" in french.content.decode()
    assert client.get(reverse("accounts:trail"), {"about": str(nora.public_id)}).content.count(b'scope="row"') == 1


@pytest.mark.parametrize(
    "query",
    [
        {"who": "x"},
        {"since": "2018-13-45"},
        {"until": "9999-12-31"},
        {"before": "-1"},
        {"verb": "x"},
        {"about": "\x00"},
    ],
)
def test_a_wrong_filter_of_the_trail_is_said_and_never_an_error(client, query):
    client.force_login(person_with("auditor"))

    assert client.get(reverse("accounts:trail"), query).status_code in (200, 422)


@pytest.mark.parametrize("count", [5, 150])
def test_the_trail_is_paged_by_key_at_the_same_cost(client, adam, django_assert_max_num_queries, count):
    nora = UserFactory()
    with transaction.atomic():
        for _ in range(count):
            people.set_language(nora, language="fr" if nora.language == "en" else "en", actor=Actor.of(adam))
            nora.refresh_from_db()
    client.force_login(person_with("auditor"))
    with django_assert_max_num_queries(6):
        first = client.get(reverse("accounts:trail"))
    assert len(first.context["rows"]) == min(count, 100)
    assert bool(first.context["page"]) == (count > 100)
    if count > 100:
        second = client.get(reverse("accounts:trail") + first.context["page"]["next_url"])
        assert len(second.context["rows"]) == count - 100


def test_a_form_sent_twice_makes_one_account(client, adam):
    client.force_login(adam)
    data = {"name": "Ned", "email": "ned@example.org", "language": "en", "once": str(uuid.uuid4())}
    first, second = (client.post(reverse("accounts:person_add"), data) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert User.objects.filter(email="ned@example.org").count() == 1


def test_an_address_that_another_administrator_takes_at_the_same_moment_is_refused_in_words(adam, monkeypatch):
    held = UserFactory(email="ned@example.org")
    answers = iter([None, held])  # nobody yet, then the one who was faster
    monkeypatch.setattr(people, "_holder_of", lambda email: next(answers))
    refused("address_taken", people.add, "ned@example.org", "Ned", actor=Actor.of(adam))


@pytest.mark.parametrize("wrong", ["granted_by", "confirmed_by"])
def test_the_database_itself_refuses_a_role_from_its_own_holder(adam, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignmentFactory(user=adam, role="organizer", **{wrong: adam})


def test_the_database_itself_refuses_two_roles_that_are_kept_apart():
    held = RoleAssignmentFactory(role="auditor")
    with pytest.raises(IntegrityError, match="accounts_roleassignment.user_id|role_apart_held_alone"):
        RoleAssignmentFactory(user=held.user, role="custodian")


def test_a_short_handle_ends_no_session(client, adam):
    client.force_login(adam)
    key = WebSession.objects.get(user=adam).session_key
    assert web_sessions.end(adam, handle=key[:1], actor=Actor.of(adam)) == 0
    assert web_sessions.end(adam, handle=key[:16], actor=Actor.of(adam)) == 1


def test_messages_about_an_account_say_who_sends_them_and_how_to_answer(settings, adam):
    for kind in (Welcome(), FactorChanged()):
        message = kind.compose(adam.public_id, adam.public_id, "en")
        assert settings.MAIL_REPLY_TO in message.text
        assert "The national consultations team" in message.html


def test_a_new_address_ends_sessions_and_both_addresses_are_told(client, adam):
    nora = person_with("organizer", name="Nora", email="nora@example.org")
    Client().force_login(nora)
    client.force_login(adam)
    address = reverse("accounts:person_change", args=[nora.public_id])
    for _time in range(2):
        assert client.post(address, {"name": "Nora B.", "email": "Nora.B@example.org"}).status_code == 302

    nora.refresh_from_db()
    assert (nora.name, nora.email) == ("Nora B.", "nora.b@example.org")
    assert not WebSession.objects.filter(user=nora).exists()
    assert AuditEntry.objects.get(verb="account.changed").fields == ["email", "name"]
    owed = Message.objects.filter(kind="account.address_changed")
    told = {AddressChanged().compose(one.about, one.to, one.language).address for one in owed}
    assert told == {"nora@example.org", "nora.b@example.org"}


def test_nobody_changes_their_own_address_or_takes_that_of_somebody_else(client, adam, eve):
    refused("own_account", people.change, adam, name="Adam", email="else@example.org", actor=Actor.of(adam))
    client.force_login(adam)
    data = {"name": "Eve", "email": adam.email.upper()}
    answer = client.post(reverse("accounts:person_change", args=[eve.public_id]), data)
    assert answer.status_code == 422 and b"has an account already" in answer.content
