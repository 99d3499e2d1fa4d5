"""A person signs in, makes a passkey and comes back with it alone, under the strict policy (STD-24, S14)."""

import re

import pytest

from accounts.domain import sign_in
from messaging.models import Message
from tests.factories.accounts import person_with


@pytest.fixture
def somebody(live):
    return person_with("organizer", email="alice@example.org", name="Alice")


@pytest.fixture
def home(live):
    return live.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a number


def with_authenticator(page):
    """Give the page a device that keeps passkeys and always says yes."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def newest_code(user):
    return sign_in.code_of(Message.objects.filter(kind=sign_in.KIND, to=user.public_id).latest("owed_at").about)


@pytest.mark.parametrize(("language", "start"), [("en", "/en/account/sign-in/"), ("fr", "/fr/compte/ouvrir-session/")])
def test_a_passkey_is_made_and_then_opens_alone(open_page, home, somebody, language, start):
    page = open_page(language=language)
    with_authenticator(page)
    page.goto(home + start)
    page.fill("#id_email", somebody.email)
    page.press("#id_email", "Enter")
    page.fill("#id_code", newest_code(somebody))
    page.press("#id_code", "Enter")

    page.click("main a.button >> nth=0")  # the best way stands first: a passkey
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/codes-de-secours/" if language == "fr" else "**/recovery-codes/")
    with page.expect_navigation():
        page.click("main form button")
    assert len(re.findall(r"\b\d{8}\b", page.inner_text("main"))) == 10
    page.click("main a.button")
    page.click("header form button")  # sign out

    page.click("#passkey_sign_in")
    page.wait_for_selector("header form")
    assert "Alice" in page.inner_text("header")
    assert page.noted.errors == [] and page.noted.strangers == []


def test_a_passkey_is_the_second_step_after_a_code_and_confirms_before_what_matters(open_page, home, somebody):
    page = open_page()
    with_authenticator(page)
    page.goto(f"{home}/en/account/sign-in/")
    page.fill("#id_email", somebody.email)
    page.press("#id_email", "Enter")
    page.fill("#id_code", newest_code(somebody))
    page.press("#id_code", "Enter")
    page.click("main a.button >> nth=0")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    page.goto(f"{home}/en/account/")
    page.click("header form button")
    page.fill("#id_email", somebody.email)
    page.press("#id_email", "Enter")
    page.fill("#id_code", newest_code(somebody))
    page.press("#id_code", "Enter")

    page.click("#mfa_webauthn_authenticate")
    page.wait_for_selector("header form")
    page.goto(f"{home}/en/account/confirm/passkey/?next=/en/account/sessions/")
    page.click("#mfa_webauthn_reauthenticate")
    page.wait_for_url("**/sessions/")
    assert page.noted.errors == []


def test_without_scripts_the_app_is_offered_and_works(open_page, home, somebody):
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    page = open_page(javascript=False, width=320)
    page.goto(f"{home}/en/account/sign-in/")
    page.fill("#id_email", somebody.email)
    page.click("main form >> nth=0 >> button")
    page.fill("#id_code", newest_code(somebody))
    page.click("main form >> nth=0 >> button")
    page.click("text=Use an app")
    secret = page.inner_text("main code")
    page.fill("#id_code", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.click("text=Add the app")
    with page.expect_navigation():
        page.click("text=Show my recovery codes")

    assert len(re.findall(r"\b\d{8}\b", page.inner_text("main"))) == 10


def test_a_cancelled_passkey_says_so(open_page, home, somebody):
    page = open_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")  # a device without any passkey
    page.goto(f"{home}/en/account/sign-in/")
    page.evaluate(
        "{ navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')); null }"
    )
    page.click("#passkey_sign_in")
    page.wait_for_selector("#passkey_trouble:not([hidden])")

    assert "cancelled" in page.inner_text("#passkey_trouble")
