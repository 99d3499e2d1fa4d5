"""A form that arrives when the session or the visit has ended is kept, sent again, and acts once (STD-24, EN-4)."""

import re
import time

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BaseForm, PasswordInput
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import WebSession
from engagement.models import Finding
from events.models import Registration, Venue
from events.views import visits
from kernel.late_forms import is_withheld
from tests.accounts.test_sign_in import enrol_app, enter_code, totp_code
from tests.engagement.respondent import begun, page
from tests.factories.accounts import person_with
from tests.factories.engagement import Staff, coded, frozen_themes, in_analysis, open_consultation, submitted
from tests.factories.events import EventFactory, EventTeamMemberFactory, option_for, visit_of
from tests.factories.partners import PlaceFactory
from tests.support.late_forms import HERE, kept_by, seen_on, send_again

pytestmark = pytest.mark.django_db
WORDS = 'Beds, "warm" ones <b>tonight</b>\n  & tomorrow'


@pytest.fixture
def browser():
    """One browser with all its tabs, which is asked for form tokens."""
    return Client(enforce_csrf_checks=True)


def token(client, address):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).content.decode())[1]


def idle(client, minutes=16):
    session = client.session
    session["_seen"] -= minutes * 60
    session.save()


# ---- staff ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def writer():
    """An organizer of an event."""
    return EventTeamMemberFactory(user=person_with("organizer", email="alice@example.org"))


@pytest.fixture
def venue_form(browser, writer):
    """The form of a new venue, opened by somebody whose session then ends: address and what was typed."""
    browser.force_login(writer.user)
    address = reverse("events:venue_add", args=[writer.event.public_id])
    typed = {
        "csrfmiddlewaretoken": token(browser, address),
        "once": "5f0c2c9e-7f3a-4f67-9a52-0f7b7d1b2a11",
        "name_en": "Hall",
        "name_fr": "Salle",
        "place": str(PlaceFactory().pk),
        "access_en": WORDS,
        "access_fr": "Sonner deux fois.",
    }
    idle(browser)
    return address, typed


def test_a_finding_is_saved_once_after_the_writer_has_signed_in_in_another_tab(browser):
    staff = Staff()
    consultation = open_consultation(staff)
    submitted(consultation)
    (theme,) = frozen_themes(in_analysis(consultation, staff), staff, "beds")
    coded(consultation, theme, staff)
    first = Client()
    enter_code(first, staff.analyst)
    secret, _answer = enrol_app(first)
    browser.force_login(staff.analyst)
    address = reverse("engagement:finding_new", args=[consultation.public_id])
    typed = {"theme": theme.pk, "stance": "for", "statement_en": WORDS, "statement_fr": "Des lits."}
    typed["csrfmiddlewaretoken"] = token(browser, address)
    idle(browser)

    late = browser.post(address, typed, headers=HERE)
    assert kept_by(late)[0] == address and kept_by(late)[1]["statement_en"] == [WORDS]
    assert "tonight" not in seen_on(late) and "Des lits" not in seen_on(late)
    assert f'href="{reverse("account_login")}" target="_blank"' in late.content.decode()
    still_late = send_again(browser, late)
    assert kept_by(still_late)[1]["statement_en"] == [WORDS]
    assert not Finding.objects.exists()

    cache.clear()
    other_tab = Client()  # the same cookies, without the asking for tokens that this test is not about
    other_tab.cookies = browser.cookies
    enter_code(other_tab, staff.analyst)
    halfway = send_again(browser, still_late)
    assert kept_by(halfway)[1]["statement_en"] == [WORDS]
    other_tab.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})

    assert send_again(browser, halfway).status_code == 302
    finding = Finding.objects.get()
    assert finding.statement_en == WORDS and finding.author == staff.analyst


def test_a_second_press_acts_no_second_time(browser, writer, venue_form):
    address, typed = venue_form
    late = browser.post(address, typed, headers=HERE)
    browser.force_login(writer.user)

    for _press in range(3):
        assert send_again(browser, late).status_code == 302
    assert Venue.objects.get().access_en == WORDS


def test_a_session_without_its_second_factor_keeps_the_form_too(browser, venue_form):
    address, typed = venue_form
    browser.force_login(person_with("organizer"), second_factor=False)

    late = send_again(browser, browser.post(address, typed, headers=HERE))

    assert kept_by(late)[1]["access_en"] == [WORDS]
    assert reverse("accounts:enrol") in late.content.decode()


@pytest.mark.parametrize("referrer", [False, True])
def test_a_stale_token_alone_keeps_the_form_and_the_next_press_saves_it(browser, writer, venue_form, referrer):
    address, typed = venue_form
    browser.force_login(writer.user)  # in another tab: the token of this one is stale
    headers = {"Referer": f"http://testserver{address}"} if referrer else HERE
    late = browser.post(address, typed | {"csrfmiddlewaretoken": "a" * 64}, headers=headers)

    assert "open for too long" in late.content.decode() and not Venue.objects.exists()
    assert 'class="head__name" href="/en/" target="_blank"' in late.content.decode()  # this tab holds the form
    assert send_again(browser, late).status_code == 302
    assert Venue.objects.count() == 1


def test_files_are_named_and_codes_are_not_kept(browser, venue_form):
    address, typed = venue_form
    secrets = {"code": "1234 5678", "secret": "ABCD-EFGH", "form-password": "hunter2", "credential": "{}"}
    late = browser.post(
        address, typed | secrets | {"file": SimpleUploadedFile("guests <1>.csv", b"never kept")}, headers=HERE
    )

    assert "guests <1>.csv" in seen_on(late) and "Choose these again" in seen_on(late)
    assert "codes and secrets are not kept" in seen_on(late)
    html = late.content.decode()
    assert not [one for one in (*secrets.values(), "never kept", typed["csrfmiddlewaretoken"]) if one in html]
    assert set(kept_by(late)[1]) == set(typed) | {"sent_again"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example", "Referer": "http://testserver/en/"},
        {"Referer": "http://evil.example/http://testserver/"},
        {"Referer": "http://["},
    ],
)
@pytest.mark.parametrize("stale", [False, True])
def test_nothing_is_repeated_to_a_page_that_is_not_ours(browser, venue_form, headers, stale):
    address, typed = venue_form
    fields = typed | ({"csrfmiddlewaretoken": "a" * 64} if stale else {})

    answer = browser.post(address, fields, headers=headers)

    assert answer.status_code in (302, 403)
    assert "tonight" not in answer.content.decode() and "again" not in browser.cookies
    assert not Venue.objects.exists()


def test_the_ticket_is_good_for_its_browser_its_address_and_our_own_pages_alone(browser, writer, venue_form):
    address, typed = venue_form
    held = kept_by(browser.post(address, typed, headers=HERE))[1]
    browser.force_login(writer.user)
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(writer.user)
    stranger.get(address)
    elsewhere = reverse("accounts:mine")

    for client, where, headers in (
        (stranger, address, HERE),
        (browser, elsewhere, HERE),
        (browser, address, {"Origin": "https://evil.example"}),
        (browser, address, {"Referer": f"http://testserver{address}"}),
    ):
        stale = held | {"csrfmiddlewaretoken": "a" * 64}
        assert client.post(where, stale, headers=headers).status_code == 403
    assert not Venue.objects.exists()
    assert browser.post(address, held | {"csrfmiddlewaretoken": "a" * 64}, headers=HERE).status_code == 302


def test_what_is_kept_is_bounded(browser, venue_form):
    address, typed = venue_form

    assert browser.post(address, typed | {"access_fr": "a" * 500_001}, headers=HERE).status_code == 302
    kept_by(browser.post(address, typed | {"access_fr": "a" * 400_000}, headers=HERE))


def test_the_part_of_a_page_that_htmx_asks_for_becomes_the_whole_page(browser, venue_form):
    address, typed = venue_form

    late = browser.post(address, typed, headers=HERE | {"HX-Request": "true"})
    looked = browser.get(address, headers={"HX-Request": "true"})

    assert (late.headers["HX-Retarget"], late.headers["HX-Push-Url"]) == ("body", "false")
    assert kept_by(late)[1]["access_en"] == [WORDS]
    assert not re.search("<(meta|link|script)", late.content.decode())  # what the browser's own policy would refuse
    assert looked.status_code == 204 and looked.headers["HX-Redirect"].startswith(reverse("account_login"))


def test_changing_the_role_of_the_demonstration_needs_no_token_that_could_be_stale(browser, settings):
    settings.DEMO = True
    person = person_with("organizer")
    browser.get(reverse("account_login"))

    answer = browser.post(reverse("demo:role"), {"role": "visitor", "next": "/en/"}, headers=HERE)

    assert answer.headers["Location"] == "/en/"
    assert not WebSession.objects.filter(user=person).exists()


# ---- people with a link or a receipt --------------------------------------------------------------------------------------


def test_a_registration_typed_for_half_an_hour_is_saved_after_the_link_was_opened_again(browser):
    option = option_for(EventFactory(seats=1))
    address = reverse("events:my_register", args=[option.public_id])
    browser.cookies[visits.COOKIE] = visit_of(option.invitation)
    typed = {"key": "k" * 22, "csrfmiddlewaretoken": token(browser, address), "need_diet": "on", "detail_diet": WORDS}
    with time_machine.travel(time.time() + 31 * 60):
        late = browser.post(address, typed, headers=HERE)
        assert kept_by(late)[1]["key"] == ["k" * 22] and "tonight" not in seen_on(late)
        assert kept_by(send_again(browser, late))[1]["detail_diet"] == [WORDS]

        browser.cookies[visits.COOKIE] = visit_of(option.invitation)
        for _press in range(2):
            assert send_again(browser, late).headers["Location"] == reverse("events:my")
    assert Registration.objects.count() == 1


def test_a_page_of_answers_is_saved_after_the_receipt_was_opened_again(browser):
    consultation = open_consultation()
    plain, secret = begun(consultation)
    browser.cookies = plain.cookies
    address = page(consultation, 1)
    looked = browser.get(address)
    submission = looked.context["submission"]
    typed = {"seen": looked.context["form"]["seen"].value(), "q-prevention": WORDS, "go": "next"}
    typed["csrfmiddlewaretoken"] = token(browser, address)
    with time_machine.travel(time.time() + 2 * 3600 + 60):
        late = browser.post(address, typed, headers=HERE)
        assert reverse("engagement:receipt") in late.content.decode() and "tonight" not in seen_on(late)
        plain.cookies = browser.cookies
        plain.post(reverse("engagement:receipt"), {"number": submission.receipt, "secret": secret})

        assert send_again(browser, late).headers["Location"] == page(consultation, 2)
        assert "tonight" in browser.get(address).context["form"]["q-prevention"].value()


def test_an_address_that_opens_something_is_not_told_to_the_page_that_follows(browser):
    """An unsubscribing link, for one, is its own key (reliability 3.1)."""
    late = browser.post(reverse("partners:stop_messages", args=["a" * 43]), {"choice": "all"}, headers=HERE)

    assert kept_by(late)[1]["choice"] == ["all"]
    assert late.headers["Referrer-Policy"] == "strict-origin"


def test_words_of_a_protected_page_are_never_repeated(browser):
    """Somebody else may sit at the computer by now (safety 8)."""
    for name in ("safety:page", "safety:write"):
        address = reverse(name)
        token(browser, address)
        stale = {"csrfmiddlewaretoken": "a" * 64, "text": WORDS, "act": "say", "once": ""}
        answer = browser.post(address, stale, headers=HERE)

        assert answer.status_code == 403 and answer.headers["Cache-Control"] == "no-store"
        assert "tonight" not in answer.content.decode() and "again" not in browser.cookies


def test_the_page_speaks_the_language_of_the_form(browser):
    browser.force_login(person_with("organizer"))
    idle(browser)
    with translation.override("fr"):
        answer = browser.post(reverse("events:venues"), {"name_en": "Hall"}, headers=HERE)

    assert answer.status_code == 403 and 'lang="fr-CA"' in answer.content.decode()


def forms_of(*apps):
    """Every form that these apps write, with each of its fields."""
    found, known = [BaseForm], set()
    while found:
        form = found.pop()
        found += form.__subclasses__()
        if form.__module__.partition(".")[0] in apps and hasattr(form, "base_fields"):
            known |= {(form, name, field) for name, field in form.base_fields.items()}
    return known


def test_what_opens_something_is_never_kept_and_nothing_else_is_left_out():
    written = forms_of("accounts", "engagement", "events", "kernel", "messaging", "partners", "publishing")
    opens = {
        (form.__module__, name)
        for form, name, field in written
        if isinstance(field.widget, PasswordInput) or field.widget.attrs.get("autocomplete") == "one-time-code"
    } | {("engagement.forms.respondent", "secret"), ("events.forms.liaison", "handle")}
    credentials = {("accounts.forms.sign_in", "credential")}

    assert {(form.__module__, name) for form, name, _field in written if is_withheld(name)} == opens | credentials
    assert len(written) > 200
