"""Staff sign in by mailed code and second factor; nobody learns who has an account (STD-24, STD-25, RE-16, RE-18)."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.domain import sign_in
from accounts.models import AuditEntry, WebSession
from messaging import kinds
from messaging.models import Message
from tests.factories.accounts import UserFactory, person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return person_with("organizer", email="alice@example.org", name="Alice")


def mailed_code(user):
    """Return the code as the newest message to the person would carry it."""
    message = Message.objects.filter(to=user.public_id, kind=sign_in.KIND).latest("owed_at")
    composed = kinds.get(message.kind).compose(message.about, message.to, message.language)
    return re.search(r"\d{4} \d{4}", composed.text).group()


def totp_code(secret, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def ask(client, email, **query):
    return client.post(reverse("account_login", query=query), {"email": email})


def enter_code(client, user):
    ask(client, user.email)
    return client.post(reverse("account_confirm_login_code"), {"code": mailed_code(user)})


def enrol_app(client):
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(rb"<code>([A-Z2-7]{32})</code>", page.content).group(1).decode()
    answer = client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})
    # the form makes a new key for each look, so the posted code belongs to the key of that look
    return secret, answer


def test_a_new_person_signs_in_enrols_and_sees_the_codes_once(client, user):
    first = enter_code(client, user)
    assert first.status_code == 302
    assert client.get(reverse("accounts:mine")).headers["Location"] == reverse("accounts:enrol")

    _secret, answer = enrol_app(client)
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    look = client.get(reverse("mfa_view_recovery_codes"))
    assert not re.search(rb"<code>\d{8}</code>", look.content)
    shown = client.post(reverse("mfa_view_recovery_codes"))
    assert len(re.findall(rb"<code>\d{8}</code>", shown.content)) == 10
    again = client.post(reverse("mfa_view_recovery_codes"))
    assert not re.search(rb"<code>\d{8}</code>", again.content)
    assert client.get(reverse("accounts:mine")).status_code == 200
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {"session.started", "factor.added"}


def test_the_next_time_the_second_factor_is_asked(client, user):
    enter_code(client, user)
    secret, _answer = enrol_app(client)
    other = Client()
    answer = enter_code(other, user)

    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert other.get(reverse("accounts:mine")).status_code == 302
    wrong = other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 422
    right = other.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
    assert right.headers["Location"] == reverse("accounts:start")
    assert other.get(reverse("accounts:mine")).status_code == 200


def test_the_picture_for_the_app_belongs_to_this_session_alone(client, user):
    client.force_login(user, second_factor=False)
    assert client.get(reverse("accounts:app_picture")).status_code == 404
    client.get(reverse("mfa_activate_totp"))
    picture = client.get(reverse("accounts:app_picture"))

    assert picture.headers["Content-Type"] == "image/svg+xml" and picture.content.count(b"<svg") == 1
    assert b"style=" not in picture.content and picture.headers["Cache-Control"] == "no-store"


def test_seeds_are_sealed_at_rest(client, user):
    enter_code(client, user)
    secret, _answer = enrol_app(client)

    for authenticator in Authenticator.objects.all():
        stored = authenticator.data.get("secret") or authenticator.data["seed"]
        assert stored.startswith("s1.") and secret not in stored


def test_a_recovery_code_opens_once(client, user):
    enter_code(client, user)
    enrol_app(client)
    codes = re.findall(rb"<code>(\d{8})</code>", client.post(reverse("mfa_view_recovery_codes")).content)
    for expected in (302, 422):
        other = Client()
        enter_code(other, user)
        assert other.post(reverse("mfa_authenticate"), {"code": codes[0].decode()}).status_code == expected


def test_known_unknown_and_closed_accounts_are_answered_alike(user):
    closed = UserFactory(email="closed@example.org", is_active=False)
    answers = []
    for email in (user.email, "nobody@example.org", closed.email):
        client = Client()
        asked = ask(client, email)
        page = client.get(asked.headers["Location"])
        wrong = client.post(reverse("account_confirm_login_code"), {"code": "1234 5678"})
        texts = [
            re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", answer.content).replace(email.encode(), b"@")
            for answer in (page, wrong)
        ]
        headers = {name: value for name, value in page.headers.items() if name not in ("Content-Length", "Expires")}
        answers.append(
            (asked.status_code, asked.headers["Location"], page.status_code, wrong.status_code, headers, texts)
        )

    assert answers[0] == answers[1] == answers[2]
    assert answers[0][3] == 422


def test_nothing_is_sent_to_an_unknown_or_closed_account(client):
    closed = UserFactory(email="closed@example.org", is_active=False)
    ask(client, "nobody@example.org"), ask(Client(), closed.email)

    assert Message.objects.count() == 2  # the same work for everybody
    for message in Message.objects.all():
        composed = kinds.get(message.kind).compose(message.about, message.to, message.language)
        assert composed == kinds.Suppressed("no_account")


def test_the_mail_is_in_the_persons_language_and_names_no_site(client):
    french = UserFactory(email="benoit@example.org", language="fr")
    ask(client, french.email)
    message = Message.objects.get()
    composed = kinds.get(message.kind).compose(message.about, message.to, message.language)

    assert composed.subject == "Votre code de connexion"
    assert composed.address == french.email
    assert not re.search(r"\d{4}", composed.subject)


def test_neither_the_session_nor_the_outbox_holds_the_code(client, user):
    ask(client, user.email)
    code = mailed_code(user).replace(" ", "")

    assert code not in str(dict(client.session))
    assert code not in str(list(Message.objects.values()))


def test_five_wrong_codes_end_the_try(client, user):
    ask(client, user.email)
    right = mailed_code(user)
    for _ in range(5):
        client.post(reverse("account_confirm_login_code"), {"code": "12345678"})
    client.post(reverse("account_confirm_login_code"), {"code": right})

    assert "_auth_user_id" not in client.session


def test_a_code_works_only_in_the_browser_that_asked(client, user):
    ask(client, user.email)
    code = mailed_code(user)
    other = Client()
    ask(other, user.email)

    assert other.post(reverse("account_confirm_login_code"), {"code": code}).status_code == 422
    assert client.post(reverse("account_confirm_login_code"), {"code": code}).status_code == 302


@pytest.mark.parametrize("code", ["", " ", "abc", "\x00", "9" * 1000, "١٢٣٤٥٦٧٨", "\ud800"])
def test_a_code_that_is_none_is_refused_in_words(client, user, code):
    ask(client, user.email)
    answer = client.post(reverse("account_confirm_login_code"), {"code": code.encode("utf-8", "replace").decode()})

    assert answer.status_code == 422 and b"errors" in answer.content


@pytest.mark.parametrize("email", ["", "x", "a@b", "a@@b.ca", "a\x00@example.org", "x" * 300 + "@example.org"])
def test_an_address_that_is_none_is_refused_in_words_and_kept(client, email):
    answer = ask(client, email)

    assert answer.status_code == 422 and b"errors" in answer.content
    assert not Message.objects.exists()


def test_the_sixth_code_within_ten_minutes_waits_for_known_and_unknown_alike(user):
    for email in (user.email, "nobody@example.org"):
        statuses = [ask(Client(), spelling).status_code for spelling in [email] * 4 + [email.upper()] * 2]
        assert statuses == [302] * 5 + [429]


def test_signing_up_and_passwords_have_no_address():
    for name in (
        "account_signup",
        "account_set_password",
        "account_reset_password",
        "account_email",
        "usersessions_list",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_a_session_that_began_before_the_factor_must_show_it(client, user):
    enter_code(client, user)
    earlier = Client()
    enter_code(earlier, user)
    enrol_app(client)

    answer = earlier.get(reverse("accounts:mine"))
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert earlier.get(reverse("mfa_activate_totp")).status_code == 302
    assert earlier.get(reverse("accounts:enrol")).status_code == 302


def test_half_a_sign_in_is_nobody_on_public_pages(client, user):
    client.force_login(user, second_factor=False)

    assert not client.get(reverse("kernel:contact")).wsgi_request.user.is_authenticated
    assert "_auth_user_id" in client.session


def test_the_session_key_is_kept_as_a_digest(client, user):
    client.force_login(user)

    stored = WebSession.objects.get(user=user)
    assert client.session.session_key not in str(vars(stored))


@pytest.mark.parametrize(("seconds", "status"), [(14 * 60, 200), (16 * 60, 302)])
def test_fifteen_idle_minutes_end_a_session(client, user, seconds, status):
    client.force_login(user)
    session = client.session
    session["_seen"] -= seconds
    session.save()

    assert client.get(reverse("accounts:mine")).status_code == status


def test_ten_hours_end_a_session_that_is_in_use(client, user):
    client.force_login(user)
    session = client.session
    session["_started"] -= 10 * 3600 + 1
    session.save()

    answer = client.get(reverse("accounts:mine"), follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("account_login"))
    assert b"the session had ended" in answer.content
    assert not WebSession.objects.filter(user=user).exists()


def test_sessions_are_listed_and_ended_from_another_browser(client, user):
    client.force_login(user)
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/130.0")
    other.force_login(user)
    stranger = Client()
    stranger.force_login(person_with("organizer"))

    page = client.get(reverse("accounts:sessions"))
    handle = next(row.handle for row in page.context["rows"] if not row.current)
    assert len(page.context["rows"]) == 2
    stranger.post(reverse("accounts:session_end", args=[handle]))
    assert other.get(reverse("accounts:mine")).status_code == 200
    client.post(reverse("accounts:session_end", args=[handle]))
    assert other.get(reverse("accounts:mine")).status_code == 302
    assert client.get(reverse("accounts:mine")).status_code == 200
    client.post(reverse("account_logout"))
    assert AuditEntry.objects.filter(verb="session.ended").count() == 2


def test_the_last_factor_cannot_be_removed(client, user):
    enter_code(client, user)
    enrol_app(client)

    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 422
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_sensitive_page_asks_again_after_five_minutes(client, user):
    from tests.support.signing_in import show_second_factor

    client.force_login(user)
    assert client.get(reverse("accounts:key_new")).status_code == 200
    show_second_factor(client, user, seconds_ago=301)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "s1."})
    answer = client.get(reverse("accounts:key_new"))

    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.get(reverse("accounts:mine")).status_code == 200


@pytest.mark.parametrize("credential", ["", "x", "{}", "[]", "null", "1", '{"id": "x"}', '{"rawId": 1, "type": "y"}'])
@pytest.mark.parametrize("name", ["mfa_login_webauthn", "mfa_add_webauthn"])
def test_a_passkey_answer_that_is_none_is_no_server_error(client, user, name, credential):
    if name == "mfa_add_webauthn":
        client.force_login(user, second_factor=False)
        client.get(reverse(name))
    assert client.post(reverse(name), {"credential": credential}).status_code in (302, 422)
