"""A form is written while the session ends, or while a store fails; nothing typed is lost, with scripts or without."""

import re
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from events.models import Venue
from tests.accounts.test_sign_in import totp_code
from tests.browser.test_signing_in import newest_code
from tests.factories.accounts import person_with
from tests.factories.events import EventTeamMemberFactory
from tests.factories.partners import PlaceFactory
from tests.support.pages import faults, same_as, shot, sideways

TYPED = 'Ring twice, "slowly".\nThen <wait>.'


@pytest.fixture
def writer(live):
    """An organizer of an event, and the client that holds the session."""
    client, member = Client(), EventTeamMemberFactory(user=person_with("organizer", email="alice@example.org"))
    client.force_login(member.user)
    return client, member


def sign_in(page, user):
    """Sign in on the page of a tab, with an app as second factor."""
    page.fill("#id_email", user.email)
    page.press("#id_email", "Enter")
    page.fill("#id_code", newest_code(user))
    page.press("#id_code", "Enter")
    page.click("main a.button >> nth=1")  # the second way: an app
    page.fill("#id_code", totp_code(page.inner_text("main code").strip()))
    with page.expect_navigation():
        page.press("#id_code", "Enter")


def write_a_venue(page, live, event, language):
    """Fill the form of a new venue without sending it; return the words of the button that sends it again."""
    place = PlaceFactory()
    with translation.override(language):
        page.goto(live.url + reverse("events:venue_add", args=[event.public_id]))
        again = translation.gettext("Send again")
    page.fill("[name=name_en]", "Hall")
    page.fill("[name=name_fr]", "Salle")
    page.select_option("[name=place]", str(place.pk))
    page.fill("[name=access_en]", TYPED)
    page.fill("[name=access_fr]", "Sonner deux fois.")
    return again


@pytest.mark.parametrize("language", ["en", "fr"])
def test_without_scripts_the_form_is_kept_shown_to_nobody_and_sent_again(live, open_page, writer, language):
    client, member = writer
    page = open_page(language=language, javascript=False, width=320)
    page.context.add_cookies(same_as(client))
    again = write_a_venue(page, live, member.event, language)
    session = client.session
    session["_seen"] -= 16 * 60
    session.save()
    with page.expect_navigation():
        page.locator("form:has([name=name_en]) button").last.click()

    assert page.get_by_role("button", name=again).is_visible()
    assert "Ring twice" not in page.inner_text("body")
    assert sideways(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name=again).click()  # too early: nothing is lost
    with page.context.expect_page() as opened:
        page.click('main a[target="_blank"]')
    sign_in(opened.value, member.user)
    with page.expect_navigation():
        page.get_by_role("button", name=again).click()

    assert Venue.objects.get().access_en == TYPED


def test_with_scripts_a_part_that_comes_too_late_becomes_the_whole_page(live, open_page, writer):
    client, _member = writer
    page = open_page()
    page.context.add_cookies(same_as(client))
    page.goto(live.url + reverse("partners:people"))
    client.session.flush()
    page.fill("form.filters [name=q]", "Tremblay")
    page.locator("form.filters button").first.click()

    page.get_by_role("button", name="Send again").wait_for()
    assert page.get_by_role("heading", level=1).count() == 1
    assert "Tremblay" not in page.inner_text("body") and page.locator("table").count() == 0
    assert [line for line in faults(page, "late-form") if not re.search("status of 403", line)] == []


@contextmanager
def sessions_out_of_order():
    """Take away the table of sessions, so that no page of staff can be answered."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_websession RENAME TO mislaid")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE mislaid RENAME TO accounts_websession")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_without_scripts_a_form_that_meets_a_fault_is_kept_and_sent_again(live, open_page, writer, language):
    client, member = writer
    page = open_page(language=language, javascript=False, width=320)
    page.context.add_cookies(same_as(client))
    again = write_a_venue(page, live, member.event, language)
    with sessions_out_of_order():
        with page.expect_navigation():
            page.locator("form:has([name=name_en]) button").last.click()
        assert "Ring twice" not in page.inner_text("body")
        assert sideways(page) == []
        shot(page, f"kept after a fault {language}")
        with page.expect_navigation():
            page.get_by_role("button", name=again).click()  # too early: nothing is lost
    with page.expect_navigation():
        page.get_by_role("button", name=again).click()

    assert Venue.objects.get().access_en == TYPED


def test_with_scripts_a_part_that_meets_a_fault_becomes_the_whole_page(live, open_page, writer):
    client, _member = writer
    page = open_page()
    page.context.add_cookies(same_as(client))
    page.goto(live.url + reverse("partners:people"))
    page.fill("form.filters [name=q]", "Tremblay")
    with sessions_out_of_order():
        page.locator("form.filters button").first.click()
        page.get_by_role("button", name="Send again").wait_for()
        assert page.get_by_role("heading", level=1).count() == 1
        assert "Tremblay" not in page.inner_text("body") and page.locator("table").count() == 0
        assert [line for line in faults(page, "kept-form") if not re.search("status of 500", line)] == []
    with page.expect_navigation():
        page.get_by_role("button", name="Send again").click()

    assert page.locator("form.filters [name=q]").input_value() == "Tremblay"
