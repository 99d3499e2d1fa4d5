"""The site that the test clients share is built anew where a setting changed, and knows what the view gave a page."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def answered(path="/en/account/sign-in/"):
    client = Client()
    return client, client.get(path, secure=True)


def test_clients_share_one_chain_of_middleware():
    (one, _answer), (other, _answer) = answered(), answered()

    assert one.handler._middleware_chain is other.handler._middleware_chain


def test_control_middleware_reads_a_changed_setting_and_forgets_it_again(settings):
    """If this fails, a test that changes a setting asks a site that does not know it, or the next one that does."""
    settings.SECURE_HSTS_SECONDS = 61
    _client, changed = answered()
    del settings.SECURE_HSTS_SECONDS
    settings.SECURE_HSTS_SECONDS = 0
    _client, after = answered()

    assert changed.headers["Strict-Transport-Security"].startswith("max-age=61")
    assert "Strict-Transport-Security" not in after.headers


def test_a_page_notes_its_outermost_template_with_what_the_view_gave():
    _client, page = answered()

    assert [template.name for template in page.templates] == ["account/sign_in.html"]
    assert "form" in page.context
