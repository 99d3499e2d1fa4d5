"""The demonstration: one fictional person a role, a switcher without codes, and nothing of it elsewhere."""

from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.domain.demonstration import PEOPLE
from accounts.models import AuditEntry, RoleAssignment, User
from accounts.roles import ROLES
from accounts.templatetags.demonstration import demo_tour
from messaging.models import Message
from tests.factories.engagement import open_consultation, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    call_command("load_demo_staff")


def test_there_is_one_person_for_each_role_in_both_languages():
    assert PEOPLE.keys() == ROLES.keys()
    assert {somebody.language for somebody in PEOPLE.values()} == {"en", "fr"}
    assert all(somebody.email.endswith("@example.org") for somebody in PEOPLE.values())


def test_loading_twice_makes_nobody_twice_and_writes_to_nobody(demo, capsys):
    people, assignments = User.objects.count(), RoleAssignment.objects.count()
    call_command("load_demo_staff")

    assert capsys.readouterr().out.strip().endswith("0 new")
    assert (User.objects.count(), RoleAssignment.objects.count()) == (people, assignments) == (len(ROLES), len(ROLES))
    assert not Message.objects.exists()
    assert RoleAssignment.objects.filter(confirmed_at=None).count() == 0


@pytest.mark.parametrize("role", ROLES)
def test_one_press_changes_the_role(client, demo, role):
    answer = client.post(reverse("demo:role"), {"role": role})

    assert answer.headers["Location"] == reverse("accounts:start")
    mine = client.get(reverse("accounts:mine"))
    assert mine.status_code == 200 and mine.wsgi_request.user.role_keys == {role}
    assert PEOPLE[role].name.encode() in mine.content
    assert f'value="{role}" selected'.encode() in mine.content


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("organizer", "events:today"),
        ("door_staff", "events:door_list"),
        ("note_taker", "engagement:notes"),
        ("analyst", "engagement:analysis"),
        ("approver", "partners:approvals"),
        ("coordinator", "partners:my_actions"),
        ("administrator", "accounts:people"),
    ],
)
def test_signing_in_leads_to_the_place_of_daily_work(client, demo, role, place):
    client.post(reverse("demo:role"), {"role": role})

    assert client.get(reverse("accounts:start")).headers["Location"] == reverse(place)


def test_one_press_makes_one_a_visitor_again(client, demo):
    client.post(reverse("demo:role"), {"role": "organizer"})
    client.post(reverse("demo:role"), {"role": "visitor"})

    assert "_auth_user_id" not in client.session
    assert AuditEntry.objects.filter(verb="session.started").count() == 1


@pytest.mark.parametrize("role", ["", "root", "x" * 5000, "\x00"])
def test_a_role_that_does_not_exist_is_404(client, demo, role):
    assert client.post(reverse("demo:role"), {"role": role}).status_code == 404


def test_outside_the_demonstration_nothing_of_it_exists(client, demo, settings):
    settings.DEMO = False

    assert client.post(reverse("demo:role"), {"role": "organizer"}).status_code == 404
    assert b"demo-bar" not in client.get(reverse("account_login")).content
    with pytest.raises(CommandError):
        call_command("load_demo_staff")


def test_a_page_that_a_role_does_not_include_lets_one_be_somebody_else_and_opens_then(client, demo):
    client.post(reverse("demo:role"), {"role": "auditor"})
    page = reverse("events:today")
    refused = client.get(page)

    assert refused.status_code == 403
    assert b"you can be somebody else" in refused.content
    assert f'<input type="hidden" name="next" value="{page}">'.encode() in refused.content
    assert b'value="auditor" selected' in refused.content
    answer = client.post(reverse("demo:role"), {"role": "organizer", "next": page}, follow=True)
    assert answer.status_code == 200 and answer.request["PATH_INFO"] == page


def test_an_unknown_address_has_the_switcher_and_a_protected_one_has_not(client, demo):
    assert b"demo-bar" in client.get("/en/nowhere/").content
    assert b"demo-bar" not in client.get("/en/s/nowhere/").content


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"origin": "http://testserver"}, 302),
        ({"referer": "http://testserver/en/"}, 302),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"referer": "https://elsewhere.example/testserver"}, 403),
        ({"origin": "null", "referer": "http://testserver/en/"}, 403),
    ],
)
def test_the_switcher_believes_pages_of_ours_and_has_no_token(demo, said, status):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("demo:role"), {"role": "administrator"}, headers=said).status_code == status
    assert ("session" in strict.cookies) == (status == 302)


def test_a_public_page_of_the_demonstration_is_the_same_for_everybody_and_sets_no_cookie(demo):
    open_consultation(is_demonstration=True)
    answer = Client().get(reverse("home"))

    assert b"demo-bar" in answer.content and b"csrfmiddlewaretoken" not in answer.content
    assert answer.headers["ETag"] and not answer.cookies


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_step_of_the_tour_opens_its_page_as_the_person_it_names(client, demo, language):
    consultation, _given, _staff = reported()
    asking = open_consultation(is_demonstration=True)
    with translation.override(language):
        steps = demo_tour(consultation.ref, asking.ref)
        home = client.get(reverse("home")).content.decode()

    assert len(steps) == 8
    assert home.count('id="tour"') == 1
    for step in steps:
        assert f'"{step["url"]}"' in home
        client.post(reverse("demo:role"), {"role": step["role"] or "visitor", "next": step["url"]})
        assert client.get(step["url"]).status_code == 200, step["url"]


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/en/", "//example.org/en/", "/api/v1/", "/en/\\x", "x" * 5000]
)
def test_changing_the_role_never_leads_to_another_site(client, demo, elsewhere):
    answer = client.post(reverse("demo:role"), {"role": "organizer", "next": elsewhere})

    assert answer.status_code == 302
    assert not urlsplit(answer.headers["Location"]).netloc
    assert answer.headers["Location"].startswith("/en/")
