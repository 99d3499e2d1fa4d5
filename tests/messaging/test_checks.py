"""The local mailbox exists in demonstration and test mode only; production needs a provider and a postal address."""

import pytest

from messaging import backends, checks
from messaging.backends.local import LocalCarrier
from messaging.backends.notify import NotifyCarrier
from messaging.backends.smtp import SmtpCarrier


@pytest.fixture
def production(settings):
    settings.PRODUCTION, settings.DEMO, settings.TESTING = True, False, False
    return settings


def ids(check):
    return [message.id for message in check()]


def test_test_mode_uses_the_local_mailbox():
    assert isinstance(backends.current(), LocalCarrier)
    assert ids(checks.a_provider_is_chosen) == []


def test_production_without_a_provider_is_refused(production):
    assert ids(checks.a_provider_is_chosen) == ["messaging.E001"]


def test_an_embedded_start_without_a_provider_only_warns(settings):
    settings.DEMO = settings.TESTING = False

    assert ids(checks.a_provider_is_chosen) == ["messaging.W001"]


def test_the_local_mailbox_is_refused_in_production_even_when_asked_for(production):
    production.EMAIL_URL = "local://"

    assert ids(checks.a_provider_is_chosen) == ["messaging.E002"]


def test_the_settings_choose_the_provider(settings):
    settings.EMAIL_URL = "smtp+tls://user:word@relay.example.org"
    assert isinstance(backends.current(), SmtpCarrier)

    settings.NOTIFY_BASE_URL = "https://api.notify.example.org"
    assert ids(checks.a_provider_is_chosen) == ["messaging.E002"]

    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = "name-" + "k" * 36, "template"
    assert isinstance(backends.current(), NotifyCarrier)
    assert isinstance(backends.named("smtp"), SmtpCarrier)


@pytest.mark.parametrize("value", ["a@b.ca, c@d.ca", "Nobody", "X <a@b.ca\r\nBcc: c@d.ca>"])
def test_our_own_sender_must_be_one_plain_address(settings, value):
    settings.MAIL_FROM = {"en": value, "fr": "Consultations <a@b.ca>"}

    assert ids(checks.our_own_addresses_are_plain) == ["messaging.E003"]


def test_production_names_a_postal_address(production):
    production.MAIL_POSTAL_ADDRESS = ""

    assert ids(checks.our_own_addresses_are_plain) == ["messaging.E004"]
